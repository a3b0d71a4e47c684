//! Each kernel in each regime, for one option and for eight, beside its naive twin, on one thread.
//! The elements are sharers, so that a rate can be held against the machine's memory.
//!
//! A rate means nothing where the answers differ: nothing is timed before its mean is that of the
//! twin within five standard errors.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use wordspread::{seeding::Seeds, simulate::Samples, statistics::Moments};

use crate::{common, naive::Naive};

/// Cascades of which the twins' means are compared, all options together; but kernels run whole
/// blocks of worlds.
const CHECKED: usize = 128;

/// The sharers of each world, all options together.
fn sharers(samples: &Samples) -> Moments {
    let of_world =
        |world: usize| samples.options.iter().map(|option| option.values[0][world]).sum();
    let totals: Vec<f64> = (0..samples.replicates as usize).map(of_world).collect();
    Moments::of(&totals)
}

/// One more world of the naive twin: the sharers of all options together.
fn naive_world(twin: &mut Naive<'_>, options: &[Seeds]) -> f64 {
    let mut drawn = Vec::new();
    options.iter().map(|option| twin.cascade(option.of(0, &mut drawn)) as f64).sum()
}

fn assert_equal(name: &str, ours: &Moments, naive: &Moments) {
    let error = |moments: &Moments| moments.standard_error.expect("several worlds");
    let error = error(ours).hypot(error(naive));
    let (ours, naive) = (ours.mean, naive.mean);
    assert!((ours - naive).abs() <= 5.0 * error, "{name}: {ours} sharers, naive {naive} ± {error}");
}

pub(crate) fn kernels(criterion: &mut Criterion) {
    if !common::asked("kernels") {
        return;
    }
    let network = common::network();
    let pool = common::threads(1);
    let mut ratios = Vec::new();
    let regimes = common::regimes(&network).into_iter().chain(common::exposures(&network));
    for regime in regimes {
        let cascade = regime.prepare(&network);
        for count in [1, 8] {
            let title = format!("kernels, {}, options: {count}", regime.name);
            let options = common::disjoint(&network, count);
            let experiment = common::counting(&network, &cascade, &options);
            let mut twin = Naive::new(&network, &regime);
            let worlds = 0..CHECKED / count;
            let totals: Vec<f64> = worlds.map(|_| naive_world(&mut twin, &options)).collect();
            let expected = Moments::of(&totals);

            let mut group = criterion.benchmark_group(&title);
            let mut times = Vec::new();
            for (kernel, _) in experiment.plan(&common::usual(), &()).costs {
                let name = common::name(kernel);
                let engine = experiment.engine(kernel);
                let worlds = common::worlds_at_once(&*engine);
                let checked = ((CHECKED / count) as u64).next_multiple_of(worlds);
                let found = sharers(&common::run(&pool, &engine, checked));
                assert_equal(&format!("{title}, {name}"), &found, &expected);
                group.throughput(Throughput::Elements((expected.mean * worlds as f64) as u64));
                let taken = common::time(&mut group, &name, |iterations| {
                    black_box(common::run(&pool, &engine, iterations * worlds));
                });
                times.extend(taken.map(|taken| (name, taken / worlds as f64)));
            }
            group.throughput(Throughput::Elements(expected.mean as u64));
            let naive = common::time(&mut group, "naive", |iterations| {
                for _ in 0..iterations {
                    black_box(naive_world(&mut twin, &options));
                }
            });
            group.finish();
            let Some(naive) = naive else { continue };
            ratios.extend(times.iter().map(|(kernel, taken)| {
                let each = taken / expected.mean;
                format!("{title}, {kernel}: {:.1} ×, {each:.2} ns a sharer", naive / taken)
            }));
        }
    }
    common::tell("Times as fast as naive", &ratios);
}
