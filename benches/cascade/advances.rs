//! What it costs to go on in a hundred small steps, beside going on in one: on two threads, which wait for
//! each other at the end of each step.
//!
//! Both give the same samples, which is asserted first.

use std::{hint::black_box, sync::Arc};

use criterion::{Criterion, Throughput};
use wordspread::{
    simulate::{Engine, Samples, Simulation, Stop},
    statistics::Confidence,
};

use crate::common;

/// Small steps.
const STEPS: u64 = 100;

/// Worlds of a step, at least.
const WORLDS: u64 = 16;

/// All worlds, in so many steps.
fn run(engine: &Arc<dyn Engine>, worlds: u64, steps: u64) -> Samples {
    let mut simulation =
        Simulation::new(Arc::clone(engine), Stop::after(worlds, Confidence::NINETY_FIVE));
    for step in 1..=steps {
        simulation.advance_to(worlds * step / steps, &());
    }
    simulation.into_samples()
}

pub(crate) fn advances(criterion: &mut Criterion) {
    if !common::asked("advances") {
        return;
    }
    let network = common::network();
    let pool = common::threads(2);
    let options = common::disjoint(&network, 1);
    let mut ratios = Vec::new();
    for regime in common::regimes(&network) {
        let cascade = regime.prepare(&network);
        let experiment = common::counting(&network, &cascade, &options);
        let kernel = experiment.plan(&common::usual(), &()).kernel;
        let title = format!("advances, {}, {}", regime.name, common::name(kernel));
        let engine = experiment.engine(kernel);
        let worlds = STEPS * WORLDS;
        let run = |steps: u64| pool.install(|| run(&engine, worlds, steps));
        assert_eq!(run(1), run(STEPS), "{title}");
        let mut group = criterion.benchmark_group(&title);
        group.throughput(Throughput::Elements(worlds));
        let [one, many] = [1, STEPS].map(|steps| {
            common::time(&mut group, &format!("{steps} steps"), |iterations| {
                for _ in 0..iterations {
                    black_box(run(steps));
                }
            })
        });
        group.finish();
        let (Some(one), Some(many)) = (one, many) else { continue };
        ratios.push(format!("{title}: {:.3} ×", many / one));
    }
    common::tell("Time of a hundred small steps over that of one", &ratios);
}
