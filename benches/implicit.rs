//! Cascades among eight billion users whose followers are computed, beside a naive twin that tosses
//! a coin for every follower and keeps sharers in a plain hash set. Single thread; the elements are
//! sharers, or reached users.

use std::{collections::HashSet, hint::black_box};

use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use wordspread::{
    kernel::implicit::{ImplicitAudience, ImplicitCascade, Visited},
    network::implicit::{Implicit, Population},
    progress::StopFlag,
    rng::{Purpose, World},
};

const P: f64 = 0.05;
const MOST: u64 = 100_000;

fn population() -> Arc<Population> {
    let implicit: Implicit =
        toml::from_str("follower = { users = 8_000_000_000 }").expect("a population");
    Arc::new(implicit.population(1).expect("sound"))
}

fn world(index: u64) -> World {
    World::new(1, Purpose::Diffusion, index)
}

/// The obvious cascade: a queue, a hash set, and a coin a follower.
fn naive(population: &Population, world: World, seeds: &[u64]) -> usize {
    let mut queue = seeds.to_vec();
    let mut shared: HashSet<u64> = queue.iter().copied().collect();
    let mut next = 0;
    while next < queue.len() {
        let mut stream = world.stream(queue[next]);
        for follower in population.audience(queue[next]).iter() {
            if queue.len() as u64 >= MOST {
                return queue.len();
            }
            if stream.unit() < P && shared.insert(follower) {
                queue.push(follower);
            }
        }
        next += 1;
    }
    queue.len()
}

fn implicit(criterion: &mut Criterion) {
    let population = population();
    let seeds: Vec<u64> = (0..100).map(|place| place * 80_000_000).collect();
    let cascade = ImplicitCascade::new(Arc::clone(&population), P, MOST);
    let mut sharers = Visited::default();
    let mut group = criterion.benchmark_group("eight billion users");
    group.sample_size(10);

    group.throughput(Throughput::Elements(MOST));
    let mut index = 0;
    group.bench_function("100,000 sharers", |bencher| {
        bencher.iter(|| {
            index += 1;
            cascade.run(world(index), &seeds, &mut sharers, &mut ());
            black_box(sharers.len())
        });
    });
    group.bench_function("100,000 sharers/naive", |bencher| {
        bencher.iter(|| {
            index += 1;
            black_box(naive(&population, world(index), &seeds))
        });
    });

    cascade.run(world(0), &seeds, &mut sharers, &mut ());
    let mut exposure = ImplicitAudience::default();
    exposure.count(&population, sharers.list(), StopFlag::never());
    group.throughput(Throughput::Elements(exposure.reached().len() as u64));
    group.bench_function("their reach", |bencher| {
        bencher.iter(|| {
            exposure.count(&population, sharers.list(), StopFlag::never());
            black_box(exposure.reached().len())
        });
    });

    let below = ImplicitCascade::new(Arc::clone(&population), 0.02, MOST);
    group.throughput(Throughput::Elements(1000 * 250));
    group.bench_function("a thousand sub-critical cascades", |bencher| {
        bencher.iter(|| {
            let mut total = 0;
            for index in 0..1000 {
                below.run(world(index), &seeds, &mut sharers, &mut ());
                total += sharers.len();
            }
            black_box(total)
        });
    });
    group.finish();
}

criterion_group!(benches, implicit);
criterion_main!(benches);
