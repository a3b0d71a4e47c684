//! What several options cost over one, by the kernel that the plan chooses, on one thread: all of a
//! scenario's options meet the same worlds, which are drawn and looked at together where that is
//! cheaper.
//!
//! Nested options are the 50 users with the largest audiences, the 60, the 70 and so on, which share
//! nearly everything; disjoint ones share no seed, each a tenth of the 500. Later nested ones have more
//! sharers than the first, later disjoint ones somewhat fewer: that is part of the ratio.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use wordspread::{network::Network, seeding::Seeds};

use crate::common;

/// By how many users each nested option is larger than the one before.
const MORE: usize = 10;

fn nested(network: &Network, options: usize) -> Vec<Seeds> {
    let users = common::most_followed(network, common::SEEDS + MORE * options);
    let first = |option| users[..common::SEEDS + MORE * option].to_vec();
    (0..options).map(|option| Seeds::fixed(first(option))).collect()
}

pub(crate) fn options(criterion: &mut Criterion) {
    if !common::asked("options") {
        return;
    }
    let network = common::network();
    let pool = common::threads(1);
    let mut ratios = Vec::new();
    for regime in common::regimes(&network) {
        let cascade = regime.prepare(&network);
        for kind in ["nested", "disjoint"] {
            let make = if kind == "nested" { nested } else { common::disjoint };
            let title = format!("options, {}, {kind}", regime.name);
            let mut group = criterion.benchmark_group(&title);
            let mut times = Vec::new();
            for count in [1, 2, 4, 8, 10] {
                let options = make(&network, count);
                let experiment = common::counting(&network, &cascade, &options);
                let kernel = experiment.plan(&common::usual(), &()).kernel;
                let engine = experiment.engine(kernel);
                let worlds = common::worlds_at_once(&*engine);
                let kernel = common::name(kernel);
                group.throughput(Throughput::Elements(worlds * count as u64));
                let taken = common::time(&mut group, &count.to_string(), |iterations| {
                    black_box(common::run(&pool, &engine, iterations * worlds));
                });
                times.extend(taken.map(|taken| (count, kernel, taken / worlds as f64)));
            }
            group.finish();
            let Some((1, _, one)) = times.first() else { continue };
            let over = |(count, kernel, taken): &(usize, String, f64)| {
                format!("{count}: {:.2} {kernel}", taken / one)
            };
            let told: Vec<String> = times.iter().map(over).collect();
            let one = one / 1e6;
            ratios.push(format!("{title}: {}; one takes {one:.3} ms", told.join(", ")));
        }
    }
    common::tell("Options over one, and the kernel chosen", &ratios);
}
