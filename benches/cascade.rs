//! Cascades a second in the count-only mode, each kernel beside a naive twin that tosses a coin for
//! every edge it meets. Single thread; the elements are sharers, so that a rate can be held against
//! the machine's memory.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use wordspread::{
    influence::{Influence, Rule, Trivalency, WeightedCascade},
    kernel::Scratch,
    model::{AnyModel, IndependentCascade, LinearThreshold},
    network::{Network, generator::Generator},
    rng::{Purpose, Stream, World},
};

/// The obvious cascade: a queue, a mark a user, and a coin an edge.
struct Naive {
    shared: Vec<bool>,
    queue: Vec<u32>,
}

impl Naive {
    fn new(network: &Network) -> Self {
        Self { shared: vec![false; network.users() as usize], queue: Vec::new() }
    }

    fn start(&mut self, seeds: &[u32]) {
        for user in self.queue.drain(..) {
            self.shared[user as usize] = false;
        }
        for &seed in seeds {
            self.shared[seed as usize] = true;
            self.queue.push(seed);
        }
    }

    /// Independent cascade: `probability` of an edge by its place and its audience.
    fn independent(
        &mut self,
        network: &Network,
        seeds: &[u32],
        stream: &mut Stream,
        probability: impl Fn(usize, u32) -> f64,
    ) -> usize {
        self.start(seeds);
        let mut next = 0;
        while next < self.queue.len() {
            let rows = network.forward();
            for place in rows.range(self.queue[next]) {
                let follower = rows.targets()[place];
                if !self.shared[follower as usize] && stream.unit() < probability(place, follower) {
                    self.shared[follower as usize] = true;
                    self.queue.push(follower);
                }
            }
            next += 1;
        }
        self.queue.len()
    }

    /// Linear threshold with weights 1 / number followed: a threshold a user, sums of weights.
    fn thresholds(
        &mut self,
        network: &Network,
        seeds: &[u32],
        stream: &mut Stream,
        state: &mut [(f64, f64)],
        touched: &mut Vec<u32>,
    ) -> usize {
        for user in touched.drain(..) {
            state[user as usize] = (0.0, 0.0);
        }
        self.start(seeds);
        let mut next = 0;
        while next < self.queue.len() {
            for &follower in network.forward().row(self.queue[next]) {
                if self.shared[follower as usize] {
                    continue;
                }
                let (threshold, sum) = &mut state[follower as usize];
                if *sum <= 0.0 {
                    *threshold = stream.unit();
                    touched.push(follower);
                }
                *sum += 1.0 / network.backward().degree(follower) as f64;
                if *sum > *threshold {
                    self.shared[follower as usize] = true;
                    self.queue.push(follower);
                }
            }
            next += 1;
        }
        self.queue.len()
    }
}

fn generate(text: &str) -> Network {
    let generator: Generator = toml::from_str(text).expect(text);
    generator.generate(1, &()).expect(text)
}

/// The users with the largest audiences.
fn top(network: &Network, count: usize) -> Vec<u32> {
    let mut users: Vec<u32> = (0..network.users()).collect();
    users.sort_by_key(|&user| (std::cmp::Reverse(network.forward().degree(user)), user));
    users.truncate(count);
    users
}

/// Benchmarks a model under an influence, and prints the mean sharers of both twins first: a rate
/// means nothing where the answers differ.
fn bench_model(
    criterion: &mut Criterion,
    name: &str,
    network: &Network,
    model: &AnyModel,
    influence: &Influence,
    mut naive: impl FnMut(&[u32], &mut Stream) -> usize,
) {
    const CHECKED: u64 = 200;
    let seeds = top(network, 50);
    let cascade = model.prepare(network, influence).expect("the model fits");
    let mut scratch = Scratch::new(network.users());
    let mut run = |index: u64| {
        let world = World::new(1, Purpose::Diffusion, index);
        cascade.run(world, &seeds, &mut scratch);
        scratch.sharers().len()
    };
    let mut stream = World::new(1, Purpose::Reverse, 0).stream(0);
    let ours = (0..CHECKED).map(&mut run).sum::<usize>() as f64 / CHECKED as f64;
    let theirs =
        (0..CHECKED).map(|_| naive(&seeds, &mut stream)).sum::<usize>() as f64 / CHECKED as f64;
    assert!((ours / theirs - 1.0).abs() < 0.1, "{name}: {ours} sharers, naive {theirs}");

    let mut group = criterion.benchmark_group(name);
    group.sample_size(20).throughput(Throughput::Elements(ours as u64));
    let mut index = 0;
    group.bench_function(BenchmarkId::from_parameter("wordspread"), |bencher| {
        bencher.iter(|| {
            index += 1;
            black_box(run(index))
        });
    });
    group.bench_function(BenchmarkId::from_parameter("naive"), |bencher| {
        bencher.iter(|| black_box(naive(&seeds, &mut stream)));
    });
    group.finish();
}

fn cascades(criterion: &mut Criterion) {
    let network = generate("r-mat = { scale = 19, edges_per_user = 10 }");
    let ic = AnyModel::IndependentCascade(IndependentCascade {});
    for p in [0.01, 0.1] {
        let name = format!("independent cascade, uniform {p}");
        let mut twin = Naive::new(&network);
        bench_model(criterion, &name, &network, &ic, &Influence::Uniform(p), |seeds, stream| {
            twin.independent(&network, seeds, stream, |_, _| p)
        });
    }

    let influence = WeightedCascade::default().assign(&network, 1).expect("a rule");
    let Influence::PerTarget(strengths) = &influence else { unreachable!("per target") };
    let mut twin = Naive::new(&network);
    let name = "independent cascade, weighted";
    bench_model(criterion, name, &network, &ic, &influence, |seeds, stream| {
        twin.independent(&network, seeds, stream, |_, user| strengths[user as usize])
    });

    let trivalency = Trivalency::default().assign(&network, 1).expect("a rule");
    let Influence::PerEdge(strengths) = &trivalency else { unreachable!("per edge") };
    let mut twin = Naive::new(&network);
    let name = "independent cascade, trivalency";
    bench_model(criterion, name, &network, &ic, &trivalency, |seeds, stream| {
        twin.independent(&network, seeds, stream, |place, _| f64::from(strengths[place]))
    });

    let lt = AnyModel::LinearThreshold(LinearThreshold {});
    let mut twin = Naive::new(&network);
    let mut state = vec![(0.0, 0.0); network.users() as usize];
    let mut touched = Vec::new();
    bench_model(criterion, "linear threshold", &network, &lt, &influence, |seeds, stream| {
        twin.thresholds(&network, seeds, stream, &mut state, &mut touched)
    });
}

criterion_group!(benches, cascades);
criterion_main!(benches);
