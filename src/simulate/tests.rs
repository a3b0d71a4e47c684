//! Engines against each other, on any number of threads, stopped and gone on with.

use std::{
    collections::BTreeSet,
    ops::Range,
    sync::{Arc, Mutex},
};

use super::*;
use crate::{
    error::Error,
    influence::Influence,
    kernel::plan::Kernel,
    metric::{AnyMetric, Measure, SegmentCounts, Segments},
    model::{AnyModel, ForwardLimit, IndependentCascade, LinearThreshold},
    network::{Network, generator::Generator},
    progress::StopsAt,
    seeding::{SeedDraw, Seeds},
    statistics::{Confidence, Moments},
};

/// Each kernel with its model, and with what it can measure.
fn cases() -> [(Kernel, AnyModel, Influence, &'static [AnyMetric]); 6] {
    use AnyMetric::{Breadth, Reach, Sharers, StructuralVirality};
    let ic = || AnyModel::IndependentCascade(IndependentCascade {});
    let lt = || AnyModel::LinearThreshold(LinearThreshold {});
    let limit = || AnyModel::ForwardLimit(ForwardLimit { most: 3 });
    let traced: &[AnyMetric] = &[Sharers, Reach, StructuralVirality, Breadth];
    let counted: &[AnyMetric] = &[Sharers, Reach, AnyMetric::Impressions];
    [
        (Kernel::Walk, ic(), Influence::Uniform(0.15), traced),
        (Kernel::Fused, ic(), Influence::Uniform(0.15), counted),
        (Kernel::Walk, lt(), Influence::Uniform(0.04), counted),
        (Kernel::Chase, lt(), Influence::Uniform(0.04), counted),
        (Kernel::Gathered, ic(), Influence::Uniform(0.15), counted),
        // Says itself who is shown the message.
        (Kernel::Walk, limit(), Influence::Uniform(0.3), counted),
    ]
}

fn network() -> Network {
    let text = "gnp = { users = 3000, mean_followers = 6 }";
    let generator: Generator = toml::from_str(text).expect(text);
    generator.generate(1, &()).expect(text)
}

fn by(case: usize, threads: usize, stop: &Stop, progress: &dyn Progress) -> Result<Run> {
    let fixed = (0..10).map(|option| Seeds::fixed(vec![option, 2 * option + 1]));
    let mut options: Vec<Seeds> = fixed.collect();
    options.insert(1, Seeds::Redrawn(drawn(3)));
    of_options(&options, case, threads, stop, progress)
}

fn drawn(count: u32) -> SeedDraw {
    SeedDraw { pool: (0..3000).collect(), count, rng_seed: 2 }
}

fn experiment(options: &[Seeds], case: usize) -> Result<Experiment> {
    let network = network();
    let (_, model, influence, metrics) = &cases()[case];
    let cascade = model.prepare(&network, influence)?;
    let codes: Vec<u32> = (0..3000).map(|user| user % 7).collect();
    // Code 6 is above the count: unknown.
    let segments = Segments { codes: codes.into(), count: 6 };
    let measures: [Arc<dyn Measure>; 1] = [Arc::new(SegmentCounts { segments: 7 })];
    Ok(Experiment {
        network,
        cascade,
        options: options.into(),
        metrics: (*metrics).into(),
        measures: measures.into(),
        segments: Some(segments),
        rng_seed: 1,
    })
}

fn of_options(
    options: &[Seeds],
    case: usize,
    threads: usize,
    stop: &Stop,
    progress: &dyn Progress,
) -> Result<Run> {
    let experiment = experiment(options, case)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let engine = experiment.engine(cases()[case].0);
    pool.expect("threads").install(|| simulate(engine, stop, progress))
}

fn on_threads(threads: usize, stop: &Stop, progress: &dyn Progress) -> Result<Run> {
    by(0, threads, stop, progress)
}

#[test]
fn samples_are_the_same_on_any_number_of_threads() {
    let stop = Stop::after(1000, Confidence::NINETY_FIVE);
    for case in 0..cases().len() {
        let one = by(case, 1, &stop, &()).expect("runs");
        assert_eq!(one.stopped, Stopped::ReplicatesDone);
        for threads in [2, 7] {
            assert_eq!(by(case, threads, &stop, &()).expect("runs"), one);
        }
    }
}

#[test]
fn the_first_replicates_do_not_depend_on_how_many_follow() {
    for case in 0..cases().len() {
        let long = by(case, 2, &Stop::after(300, Confidence::NINETY_FIVE), &()).expect("runs");
        let short = by(case, 2, &Stop::after(100, Confidence::NINETY_FIVE), &()).expect("runs");
        for (long, short) in long.samples.options.iter().zip(&short.samples.options) {
            for (long, short) in long.values.iter().zip(&short.values) {
                assert_eq!(long[..100], short[..]);
            }
        }
    }
}

/// Growing budgets are one cascade that goes on: reach, impressions and segments too.
#[test]
fn an_option_has_beside_others_what_it_has_alone() {
    let fixed = |count: u32| Seeds::fixed((0..count).map(|nth| 37 * nth).collect());
    let other = Seeds::fixed(vec![5, 37]);
    let options = [
        fixed(40),
        Seeds::Redrawn(drawn(9)),
        fixed(3),
        other,
        fixed(12),
        Seeds::Redrawn(drawn(2)),
        fixed(3),
    ];
    let stop = Stop::after(150, Confidence::NINETY_FIVE);
    for case in 0..cases().len() {
        let all = of_options(&options, case, 2, &stop, &()).expect("runs").samples;
        let sums = all.measures[0].as_sums().chunks(7);
        for ((option, beside), sums) in options.iter().zip(&all.options).zip(sums) {
            let one = std::slice::from_ref(option);
            let alone = of_options(one, case, 2, &stop, &()).expect("runs").samples;
            assert_eq!(alone.options[0], *beside, "{case} {option:?}");
            assert_eq!(alone.measures[0].as_sums(), sums, "{case} {option:?}");
        }
    }
}

#[test]
fn a_chase_finds_to_the_bit_what_a_walk_does() {
    let stop = Stop::after(300, Confidence::NINETY_FIVE);
    assert_eq!(by(2, 2, &stop, &()).expect("runs"), by(3, 2, &stop, &()).expect("runs"));
}

#[test]
fn gathered_worlds_give_to_the_bit_what_fused_ones_do() {
    let stop = Stop::after(300, Confidence::NINETY_FIVE);
    assert_eq!(by(1, 2, &stop, &()).expect("runs"), by(4, 2, &stop, &()).expect("runs"));
}

/// Means over 2,000 worlds by a walk and by fused worlds differ by no more than four of their
/// standard errors, for each option and metric.
#[test]
fn fused_worlds_have_the_means_of_walks() {
    let stop = Stop::after(2000, Confidence::NINETY_FIVE);
    let [walk, fused] = [0, 1].map(|case| by(case, 2, &stop, &()).expect("runs").samples);
    for (walk, fused) in walk.options.iter().zip(&fused.options) {
        for (walk, fused) in walk.values.iter().zip(&fused.values).take(2) {
            let [walk, fused] = [walk, fused].map(|values| Moments::of(values));
            let [a, b] = [&walk, &fused].map(|m| m.standard_error.expect("2,000 values"));
            assert!((walk.mean - fused.mean).abs() < 4.0 * a.hypot(b), "{walk:?} {fused:?}");
        }
    }
}

#[test]
fn segments_sum_to_the_reach() {
    let stop = Stop::after(200, Confidence::NINETY_FIVE);
    for case in 0..cases().len() {
        let samples = by(case, 2, &stop, &()).expect("runs").samples;
        let sums = samples.measures[0].as_sums();
        assert_eq!(sums.len(), 7 * samples.options.len());
        for (option, sums) in samples.options.iter().zip(sums.chunks(7)) {
            let reach: f64 = option.values[1].iter().sum();
            let segments: u128 = sums.iter().map(|tally| tally.sum).sum();
            assert_eq!(segments, reach as u128);
        }
    }
}

/// What a stop leaves of segments is of the replicates that it leaves.
#[test]
fn a_stop_keeps_the_segments_of_the_replicates_that_it_keeps() {
    let stop = Stop::after(3000, Confidence::NINETY_FIVE);
    for case in [0, 1, 3, 4] {
        let asking = StopsAt::steps(500);
        let part = by(case, 2, &stop, &asking).expect("something is done").samples;
        for (option, sums) in part.options.iter().zip(part.measures[0].as_sums().chunks(7)) {
            let reach: f64 = option.values[1].iter().sum();
            let segments: u128 = sums.iter().map(|tally| tally.sum).sum();
            assert_eq!(segments, reach as u128, "{case}");
        }
    }
}

#[test]
fn a_stop_keeps_the_first_replicates_as_they_would_have_been() {
    let stop = Stop::after(3000, Confidence::NINETY_FIVE);
    for (case, threads) in [(0, 1), (0, 2), (1, 1), (1, 2), (3, 2), (4, 1)] {
        let whole = by(case, 2, &stop, &()).expect("runs");
        let asking = StopsAt::steps(1000);
        let part = by(case, threads, &stop, &asking).expect("something is done");
        assert_eq!(part.stopped, Stopped::Interrupted);
        let kept = part.samples.replicates as usize;
        // With more threads, as many are lost as follow the slowest of the blocks under way.
        let least = if threads == 1 { 1000 } else { 1 };
        assert!((least..3000).contains(&kept), "{kept}");
        for (part, whole) in part.samples.options.iter().zip(&whole.samples.options) {
            for (part, whole) in part.values.iter().zip(&whole.values) {
                assert_eq!(part[..], whole[..kept]);
            }
        }
    }
    let at_once = StopsAt::steps(0);
    assert!(matches!(on_threads(2, &stop, &at_once), Err(Error::Stopped)));
}

#[test]
fn precision_stops_once_every_option_has_it_and_not_before() {
    let target = Target { metric: 0, kind: TargetKind::Mean { relative: 0.02 } };
    let stop = Stop::once_precise(vec![target], 100_000, Confidence::NINETY_FIVE);
    let run = on_threads(2, &stop, &()).expect("runs");
    assert_eq!(run.stopped, Stopped::PrecisionReached);
    let precise = stop.precision(&run.samples);
    assert_eq!(precise.len(), 11);
    assert!(precise.iter().all(|precise| precise.precision.reached));
    assert!(run.samples.replicates < 100_000);

    let strict = Target { metric: 0, kind: TargetKind::Mean { relative: 1e-6 } };
    let stop = Stop::once_precise(vec![strict], 2000, Confidence::NINETY_FIVE);
    let run = on_threads(2, &stop, &()).expect("runs");
    assert_eq!((run.stopped, run.samples.replicates), (Stopped::CapReached, 2000));
}

/// An engine that notes every world that it finishes.
struct Counting {
    inner: Arc<dyn Engine>,
    finished: Arc<Mutex<Vec<u64>>>,
}

struct CountingWorker {
    inner: Box<dyn Worker>,
    finished: Arc<Mutex<Vec<u64>>>,
}

impl Engine for Counting {
    fn layout(&self) -> &WorldLayout {
        self.inner.layout()
    }
    fn worlds_at_once(&self) -> u64 {
        self.inner.worlds_at_once()
    }
    fn worker(self: Arc<Self>) -> Box<dyn Worker> {
        let inner = Arc::clone(&self.inner).worker();
        Box::new(CountingWorker { inner, finished: Arc::clone(&self.finished) })
    }
}

impl Worker for CountingWorker {
    fn run(&mut self, worlds: Range<u64>, progress: &dyn Progress) -> Block {
        let block = self.inner.run(worlds, progress);
        self.finished.lock().expect("no panic").extend(block.start..block.end());
        block
    }
}

/// Small advances, stops on the way and a way through bytes give what one advance gives, and no
/// finished world is run twice.
#[test]
fn a_simulation_in_pieces_is_the_whole_and_runs_no_world_twice() {
    let options = [Seeds::fixed(vec![1, 2]), Seeds::fixed(vec![1, 2, 3, 4])];
    let stop = Stop::after(700, Confidence::NINETY_FIVE);
    for (case, &(kernel, ..)) in cases().iter().enumerate() {
        let engine = || experiment(&options, case).expect("ready").engine(kernel);
        let whole = simulate(engine(), &stop, &()).expect("runs");
        let finished = Arc::new(Mutex::new(Vec::new()));
        let counting = || Arc::new(Counting { inner: engine(), finished: Arc::clone(&finished) });
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("threads");
        let pieces = pool.install(|| {
            let mut simulation = Simulation::new(counting(), stop.clone());
            for piece in 1..10_u64 {
                let wanted = (13 * piece).max(simulation.samples().replicates);
                simulation.advance_to(wanted, &());
                assert_eq!(simulation.samples().replicates, wanted);
                simulation.advance_to(u64::MAX, &StopsAt::steps(20));
                let bytes = postcard::to_stdvec(simulation.state()).expect("a state has bytes");
                let state = postcard::from_bytes(&bytes).expect("bytes of a state");
                assert_eq!(*simulation.state(), state);
                simulation = Simulation::resume(counting(), stop.clone(), state);
            }
            simulation.finish(&());
            simulation.into_run().expect("runs")
        });
        assert_eq!(pieces, whole, "{kernel:?}");
        let finished = finished.lock().expect("no panic");
        let once: BTreeSet<u64> = finished.iter().copied().collect();
        assert_eq!(once.len(), finished.len(), "{kernel:?}: a world was run twice");
        assert_eq!(once.len(), 700, "{kernel:?}");
    }
}
