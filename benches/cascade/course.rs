//! What the course of cascades costs over their number of sharers, one ask at a time, on one thread and by
//! a walk: the timeline, the generations, who makes whom share by ten segments, whom two options have in
//! common. And what the timeline costs as a newcomer would write it: the steps of every sharer counted in a
//! map, the counts of every replicate kept, and sorted for the quantiles.

use std::{collections::BTreeMap, hint::black_box};

use criterion::{Criterion, Throughput};
use wordspread::{
    kernel::{Scratch, Trace, plan::Kernel},
    metric::{Generations, MeasureFacts, MeasureKeys, Needs, OverlapOf, Segments, Timeline},
    model::Cascade,
    network::Network,
    rng::{Purpose, World},
    seeding::Seeds,
    simulate::Experiment,
};

use crate::common;

/// The last step that is told of.
const UNTIL: u32 = 20;

/// The quantiles of the sharers by each step, and how many there are.
fn naive(network: &Network, cascade: &dyn Cascade, options: &[Seeds], worlds: u64) -> usize {
    let mut kept: Vec<Vec<Vec<u64>>> = vec![vec![Vec::new(); UNTIL as usize + 1]; options.len()];
    let mut drawn = Vec::new();
    for index in 0..worlds {
        for (option, kept) in options.iter().zip(&mut kept) {
            let (mut scratch, mut trace) = (Scratch::new(network.users()), Trace::default());
            let world = World::new(1, Purpose::Diffusion, index);
            let seeds = option.of(index, &mut drawn);
            cascade.run_traced(world, seeds, &mut scratch, &mut trace);
            let mut counts = BTreeMap::new();
            for &step in trace.steps() {
                *counts.entry(step).or_insert(0_u64) += 1;
            }
            let mut shared = 0;
            for (step, kept) in (0..=UNTIL).zip(kept) {
                shared += counts.get(&step).unwrap_or(&0);
                kept.push(shared);
            }
        }
    }
    let mut quantiles = 0;
    for counts in kept.iter_mut().flatten() {
        counts.sort_unstable();
        quantiles += [0.05, 0.25, 0.5, 0.75, 0.95]
            .map(|level| counts[(level * counts.len() as f64) as usize])
            .len();
    }
    quantiles
}

pub(crate) fn course(criterion: &mut Criterion) {
    if !common::asked("course") {
        return;
    }
    let network = common::network();
    let pool = common::threads(1);
    let options = common::disjoint(&network, 2);
    let codes: Vec<u32> = (0..network.users()).map(|user| user % 10).collect();
    let segments = Segments { codes: codes.into(), count: 10 };
    let none = MeasureKeys::default;
    let timeline = Some(Timeline { every: 1.0, until: UNTIL.into() });
    let all_keys = [
        ("sharers alone", none()),
        ("timeline", MeasureKeys { timeline, ..none() }),
        ("generations", MeasureKeys { generations: Some(Generations { until: UNTIL }), ..none() }),
        ("mixing", MeasureKeys { mixing: true, ..none() }),
        ("overlap", MeasureKeys { overlap: Some(OverlapOf::Sharers), ..none() }),
    ];
    let mut ratios = Vec::new();
    for regime in common::regimes(&network) {
        let cascade = regime.prepare(&network);
        let title = format!("course, {}", regime.name);
        let mut group = criterion.benchmark_group(&title);
        let mut times = Vec::new();
        for (name, keys) in &all_keys {
            let counting = common::counting(&network, &cascade, &options);
            let segments = keys.mixing.then(|| segments.clone());
            let facts = MeasureFacts { users: network.users(), segments, messages: 0 };
            let measures = keys.ready(&facts).into_iter();
            // Users by segment are counted only beside mixing.
            let measures = measures.filter(|it| !it.needs().contains(Needs::SEGMENT_REACH));
            let experiment = Experiment { measures: measures.collect(), ..counting };
            let engine = experiment.engine(Kernel::Walk);
            let worlds = common::worlds_at_once(&*engine);
            group.throughput(Throughput::Elements(worlds * options.len() as u64));
            let taken = common::time(&mut group, name, |iterations| {
                black_box(common::run(&pool, &engine, iterations * worlds));
            });
            times.extend(taken.map(|taken| (*name, taken / worlds as f64)));
        }
        let naive = common::time(&mut group, "timeline, naive", |iterations| {
            black_box(naive(&network, &*cascade, &options, 4 * iterations));
        });
        times.extend(naive.map(|taken| ("timeline, naive", taken / 4.0)));
        group.finish();
        let Some(&(_, alone)) = times.first() else { continue };
        let over = |&(name, taken): &(&str, f64)| format!("{name}: {:.2}", taken / alone);
        let told: Vec<String> = times.iter().skip(1).map(over).collect();
        ratios.push(format!("{title}: {}", told.join(", ")));
    }
    common::tell("What is asked over sharers alone", &ratios);
}
