//! What it costs to go on in a hundred small steps, beside going on in one: on two threads, which wait for
//! each other at the end of each step.
//!
//! Both give the same samples, which is asserted first.

use std::{hint::black_box, sync::Arc, time::Instant};

use criterion::Criterion;
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

/// Pairs of runs, of which the median ratio counts.
const PAIRS: usize = 5;

/// Seconds of the processor that this process has taken so far, where the system tells it.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // After the name in brackets the twelfth and thirteenth are the times, in hundredths of a second.
    let times =
        stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().skip(11).take(2);
    times.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// The median over pairs.
fn median(mut ratios: Vec<f64>) -> f64 {
    ratios.sort_unstable_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

/// Not by criterion, which knows no time of the processor.
pub(crate) fn advances(_: &mut Criterion) {
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
        let engine = experiment.engine(kernel);
        let run = |steps: u64| pool.install(|| run(&engine, STEPS * WORLDS, steps));
        assert_eq!(run(1), run(STEPS), "{}", regime.name);
        let timed = |steps: u64| {
            let (start, processor) = (Instant::now(), processor_seconds());
            black_box(run(steps));
            [start.elapsed().as_secs_f64(), processor_seconds() - processor]
        };
        let pairs: Vec<[f64; 2]> = (0..PAIRS)
            .map(|_| {
                let [one, many] = [1, STEPS].map(timed);
                [many[0] / one[0], many[1] / one[1]]
            })
            .collect();
        let [time, processor] =
            [0, 1].map(|which| median(pairs.iter().map(|it| it[which]).collect()));
        ratios.push(format!(
            "{}, {}: {processor:.3} × the processor's time, {time:.3} × the clock's",
            regime.name,
            common::name(kernel)
        ));
    }
    common::tell("A hundred small steps beside one, on two threads", &ratios);
}
