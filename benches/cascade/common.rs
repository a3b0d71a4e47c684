//! What the benches of cascades share: one network, the regimes in which papers time them, seeds,
//! and times whose ratios can be told.
//!
//! The network has 100,000 users; `USERS=500000 cargo bench --bench cascade` asks for another size. It
//! must never name a kernel: which ones there are, a plan says.

use std::{
    hint::black_box,
    sync::Arc,
    time::{Duration, Instant},
};

use criterion::{BenchmarkGroup, Criterion, Throughput, measurement::WallTime};
use rayon::{ThreadPool, ThreadPoolBuilder};
use wordspread::{
    influence::{Influence, Rule, Trivalency, WeightedCascade},
    kernel::{Scratch, plan::Kernel},
    metric::AnyMetric,
    model::{AnyModel, Cascade, IndependentCascade, LinearThreshold},
    network::{Network, generator::Generator},
    rng::{Purpose, World},
    seeding::Seeds,
    simulate::{Engine, Experiment, Samples, Stop, simulate},
    statistics::{Confidence, Moments},
};

/// Samples of each time, of which the median counts.
const SAMPLES: usize = 10;

/// Worlds of a kernel and of its twin of which the means are compared.
const CHECKED: u64 = 200;

/// Seeds of an option.
pub(crate) const SEEDS: usize = 50;

/// Short measurements: there are many of them, and flags can ask for longer ones.
pub(crate) fn short() -> Criterion {
    Criterion::default()
        .sample_size(SAMPLES)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_secs(1))
}

/// A network like those on which cascades are usually timed; a small one where the benches are only
/// tested.
pub(crate) fn network() -> Network {
    generated(&usual_network())
}

/// Two such networks over the same users, one a platform.
pub(crate) fn platforms() -> Network {
    let each = usual_network();
    generated(&format!("platforms = {{ networks = [{{ {each} }}, {{ {each} }}] }}"))
}

fn generated(text: &str) -> Network {
    let generator: Generator = toml::from_str(text).expect(text);
    generator.generate(1, &()).expect(text)
}

fn usual_network() -> String {
    let arguments: Vec<String> = std::env::args().collect();
    let given = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let users: u32 = match std::env::var("USERS") {
        Ok(users) => users.parse().expect("USERS is a number"),
        Err(_) if given("--test") || !given("--bench") => 5000,
        Err(_) => 100_000,
    };
    let most = f64::from(users) * 0.032;
    format!(
        "chung-lu = {{ users = {users}, mean_followers = 10.4, followers_exponent = 2.2, \
         followed_exponent = 2.5, max_followers = {most} }}"
    )
}

/// A model under an influence.
pub(crate) struct Regime {
    pub(crate) name: &'static str,
    pub(crate) model: AnyModel,
    pub(crate) influence: Influence,
}

impl Regime {
    /// The model, ready for the network.
    pub(crate) fn prepare(&self, network: &Network) -> Arc<dyn Cascade> {
        self.model.prepare(network, &self.influence).expect("the model fits")
    }
}

/// The regimes in which papers time cascades.
pub(crate) fn regimes(network: &Network) -> Vec<Regime> {
    let independent = |name, influence| {
        let model = AnyModel::IndependentCascade(IndependentCascade {});
        Regime { name, model, influence }
    };
    let weighted = || WeightedCascade::default().assign(network, 1).expect("a rule");
    let trivalency = Trivalency::default().assign(network, 1).expect("a rule");
    let thresholds = AnyModel::LinearThreshold(LinearThreshold {});
    vec![
        independent("uniform 0.01", Influence::Uniform(0.01)),
        independent("uniform 0.1", Influence::Uniform(0.1)),
        independent("weighted cascade", weighted()),
        independent("trivalency", trivalency),
        Regime { name: "linear threshold", model: thresholds, influence: weighted() },
    ]
}

/// Models of exposures, one of each way in which they count.
pub(crate) fn exposures(network: &Network) -> Vec<Regime> {
    let model = |text: &str| toml::from_str(text).expect(text);
    vec![
        Regime {
            name: "fixed threshold 1/4",
            model: model("fixed-threshold = { share = 0.25 }"),
            influence: Influence::Uniform(1.0),
        },
        Regime {
            name: "exposure response",
            model: model("exposure-response = { table = [0.1, 0.3, 0.5] }"),
            influence: Trivalency::default().assign(network, 1).expect("a rule"),
        },
        Regime {
            name: "decreasing cascade",
            model: model("decreasing-cascade = { decay = 0.8 }"),
            influence: WeightedCascade::default().assign(network, 1).expect("a rule"),
        },
    ]
}

/// True where the command line asks for benches whose names begin with this, or for all: of the others
/// nothing is made ready either.
pub(crate) fn asked(name: &str) -> bool {
    let filter = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    filter.is_none_or(|filter| name.starts_with(&filter) || filter.starts_with(name))
}

/// A world of a cascade at each call: how many share.
pub(crate) fn worlds<'a>(
    network: &Network,
    cascade: &'a dyn Cascade,
    seeds: &'a [u32],
) -> impl FnMut() -> f64 + 'a {
    let mut scratch = Scratch::new(network.users());
    let mut index = 0;
    move || {
        index += 1;
        cascade.run(World::new(1, Purpose::Diffusion, index), seeds, &mut scratch);
        scratch.sharers().len() as f64
    }
}

/// So many users with the largest audiences, the largest first.
pub(crate) fn most_followed(network: &Network, count: usize) -> Vec<u32> {
    let mut users: Vec<u32> = (0..network.users()).collect();
    users.sort_by_key(|&user| (std::cmp::Reverse(network.forward().degree(user)), user));
    users.truncate(count);
    users
}

/// Options that share no seed: the users with the largest audiences, the next ones, and so on.
pub(crate) fn disjoint(network: &Network, options: usize) -> Vec<Seeds> {
    let users = most_followed(network, options * SEEDS);
    users.chunks(SEEDS).map(|seeds| Seeds::fixed(seeds.to_vec())).collect()
}

/// Cascades of each option, of which the sharers are counted.
pub(crate) fn counting(
    network: &Network,
    cascade: &Arc<dyn Cascade>,
    options: &[Seeds],
) -> Experiment {
    let metrics = &[AnyMetric::Sharers];
    Experiment::new(network, Arc::clone(cascade), options.to_vec(), metrics, 1)
}

/// As many replicates as a plan is usually made for.
pub(crate) fn usual() -> Stop {
    Stop::after(10_000, Confidence::NINETY_FIVE)
}

/// How a kernel is called in the output.
pub(crate) fn name(kernel: Kernel) -> String {
    format!("{kernel:?}").to_lowercase()
}

pub(crate) fn threads(count: usize) -> ThreadPool {
    ThreadPoolBuilder::new().num_threads(count).build().expect("threads")
}

/// Worlds that are timed at once: what the engine runs at once, or a few where it runs them one by
/// one.
pub(crate) fn worlds_at_once(engine: &dyn Engine) -> u64 {
    engine.worlds_at_once().max(4)
}

/// Runs so many replicates on the threads of a pool.
pub(crate) fn run(pool: &ThreadPool, engine: &Arc<dyn Engine>, replicates: u64) -> Samples {
    let stop = Stop::after(replicates, Confidence::NINETY_FIVE);
    pool.install(|| simulate(Arc::clone(engine), &stop, &())).expect("nobody stops it").samples
}

/// Benchmarks `work`, which is told how many iterations to do, and gives the nanoseconds of one: the
/// median of the samples, nothing where there are too few because it was filtered out or only tested.
pub(crate) fn time(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    mut work: impl FnMut(u64),
) -> Option<f64> {
    let mut samples = Vec::new();
    group.bench_function(name, |bencher| {
        bencher.iter_custom(|iterations| {
            let start = Instant::now();
            work(iterations);
            let taken = start.elapsed();
            samples.push(taken.as_secs_f64() * 1e9 / iterations as f64);
            taken
        });
    });
    // What comes before has warmed it up.
    let mut samples = samples.split_off(samples.len().checked_sub(SAMPLES)?);
    samples.sort_unstable_by(f64::total_cmp);
    Some(f64::midpoint(samples[(SAMPLES - 1) / 2], samples[SAMPLES / 2]))
}

/// Benchmarks what a `world` takes beside its `naive` twin, which has numbers of its own: worlds of
/// both must have one mean first, within five standard errors. Gives how many times as fast it is,
/// nothing where it was filtered out or only tested.
pub(crate) fn beside_naive(
    criterion: &mut Criterion,
    (group, name): (&str, &str),
    mut world: impl FnMut() -> f64,
    mut naive: impl FnMut() -> f64,
) -> Option<String> {
    if !asked(&format!("{group}, {name}")) {
        return None;
    }
    let ours: Vec<f64> = (0..CHECKED).map(|_| world()).collect();
    let expected: Vec<f64> = (0..CHECKED).map(|_| naive()).collect();
    let [ours, expected] = [ours, expected].map(|values| Moments::of(&values));
    let error = |moments: &Moments| moments.standard_error.expect("several worlds");
    let (off, error) = (ours.mean - expected.mean, error(&ours).hypot(error(&expected)));
    assert!(off.abs() < 5.0 * error, "{name}: {} is not {}", ours.mean, expected.mean);

    let mut group = criterion.benchmark_group(format!("{group}, {name}"));
    group.throughput(Throughput::Elements(expected.mean as u64));
    let mut time_of = |what, run: &mut dyn FnMut() -> f64| {
        time(&mut group, what, |iterations| {
            for _ in 0..iterations {
                black_box(run());
            }
        })
    };
    let taken = time_of("kernel", &mut world);
    let slow = time_of("naive", &mut naive);
    group.finish();
    taken.zip(slow).map(|(taken, slow)| format!("{name}: {:.1} ×", slow / taken))
}

/// Prints what the times come to, below those that criterion prints.
#[expect(clippy::print_stdout, reason = "a bench tells what it has measured")]
pub(crate) fn tell(title: &str, lines: &[String]) {
    if !lines.is_empty() {
        println!("\n{title}\n  {}\n", lines.join("\n  "));
    }
}
