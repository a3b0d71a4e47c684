//! Each kernel in each regime on one thread and on two, for one option.
//!
//! Both give the same samples, which is asserted first. Two threads that share a cache and a bus are
//! less than twice one where cascades are bound by memory.

use std::hint::black_box;

use criterion::{Criterion, Throughput};

use crate::common;

/// What each thread is given of an iteration: enough that both end together, nearly.
const BLOCKS: u64 = 8;

pub(crate) fn scaling(criterion: &mut Criterion) {
    if !common::asked("scaling") {
        return;
    }
    let network = common::network();
    let pools = [1, 2].map(|count| (count, common::threads(count)));
    let options = common::disjoint(&network, 1);
    let mut ratios = Vec::new();
    for regime in common::regimes(&network) {
        let cascade = regime.prepare(&network);
        let experiment = common::counting(&network, &cascade, &options);
        for (kernel, _) in experiment.plan(&common::usual(), &()).costs {
            let title = format!("scaling, {}, {}", regime.name, common::name(kernel));
            let engine = experiment.engine(kernel);
            let worlds = BLOCKS * common::worlds_at_once(&*engine);
            let [one, two] = pools.each_ref().map(|(_, pool)| common::run(pool, &engine, worlds));
            assert_eq!(one, two, "{title}");
            let mut group = criterion.benchmark_group(&title);
            group.throughput(Throughput::Elements(worlds));
            let [one, two] = pools.each_ref().map(|(count, pool)| {
                common::time(&mut group, &format!("{count} threads"), |iterations| {
                    black_box(common::run(pool, &engine, iterations * worlds));
                })
            });
            group.finish();
            let (Some(one), Some(two)) = (one, two) else { continue };
            ratios.push(format!("{title}: {:.2} ×", one / two));
        }
    }
    common::tell("Times as fast on two threads as on one", &ratios);
}
