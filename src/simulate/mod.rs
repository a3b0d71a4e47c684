//! Replicates in parallel: every option's cascade in every world, until there are enough.
//!
//! Replicate i of every option runs in world i, so options differ by their seeds alone and their
//! differences are paired. Which thread runs which world never shows: values are kept in the order
//! of the worlds. What the values mean is for statistics to say, not for this folder.

mod asks;
mod chained;
mod chased;
mod engine;
mod fused;
mod gathered;
mod implicit;
mod mixing;
mod overlap;
mod planned;
mod replicates;
mod samples;
mod stop;
mod traced;
mod walked;
mod whole;

pub use self::{
    asks::{Asks, OverlapOf},
    engine::{Block, Engine, Shape, Worker},
    implicit::ImplicitExperiment,
    overlap::OverlapTally,
    planned::{TOLD, TRACED, WORTH_A_PLAN},
    replicates::MOST_BYTES,
    samples::{CurveSamples, OptionSamples, Samples},
    stop::{Precise, Stop, Stopped, Target, Wanted},
    traced::TracedCascade,
};

use self::engine::Slot;
use crate::{
    error::{Error, Result},
    metric::{AnyMetric, Needs},
    model::Cascade,
    network::Network,
    progress::Progress,
    seeding::Seeds,
};

/// What is simulated.
#[derive(Clone, Copy)]
pub struct Experiment<'a> {
    /// The network.
    pub network: &'a Network,
    /// The model, ready for the network.
    pub cascade: &'a dyn Cascade,
    /// The seeds of each option.
    pub options: &'a [Seeds],
    /// What is measured of each cascade.
    pub metrics: &'a [AnyMetric],
    /// What is asked of it beside that.
    pub asks: Asks<'a>,
    /// By which attribute reached users are counted, if by any.
    pub segments: Option<Segments<'a>>,
    /// Names the worlds.
    pub rng_seed: u64,
}

impl Experiment<'_> {
    /// How many values there are of a world.
    #[must_use]
    pub fn shape(&self) -> Shape {
        Shape {
            options: self.options.len(),
            metrics: self.metrics.len(),
            tallies: self.segments(),
            numbers: self.asks.numbers(),
            times: self.asks.times_to.len(),
            cells: if self.asks.mixing { self.segments() * self.segments() } else { 0 },
            messages: if self.needs(Needs::Messages) { self.cascade.messages() } else { 0 },
            pairs: self.asks.overlap.map_or(0, |_| overlap::pairs(self.options.len())),
        }
    }
}

impl Experiment<'_> {
    /// How many segments there are, the unknown one among them; 0 where none are asked for.
    fn segments(&self) -> usize {
        self.segments.map_or(0, |segments| segments.count as usize + 1)
    }
}

impl std::fmt::Debug for Experiment<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Experiment")
            .field("options", &self.options.len())
            .field("metrics", &self.metrics)
            .field("rng_seed", &self.rng_seed)
            .finish_non_exhaustive()
    }
}

/// A category column by which reached users are counted.
#[derive(Debug, Clone, Copy)]
pub struct Segments<'a> {
    /// For each user its segment, below `count`; anything else is "unknown", segment `count`.
    pub codes: &'a [u32],
    /// How many segments there are.
    pub count: u32,
}

impl Segments<'_> {
    /// The segment of a user; `count` where it is unknown.
    #[inline]
    pub(crate) fn of(&self, user: u32) -> usize {
        self.codes[user as usize].min(self.count) as usize
    }
}

/// The samples, and why there are no more of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The values of every replicate.
    pub samples: Samples,
    /// Why it stopped.
    pub stopped: Stopped,
}

/// Simulates until `stop` is content, its cap is reached, or the user asks to stop; in the last
/// case the replicates done by then are given back.
///
/// # Errors
/// [`Error::Stopped`] where the user asked to stop before any replicate was done.
pub fn simulate(engine: &dyn Engine, stop: &Stop, progress: &dyn Progress) -> Result<Run> {
    let mut samples = Samples::empty(engine.shape());
    let mut stopped = Stopped::ReplicatesDone;
    let what = if stop.known().is_some() { "simulating" } else { "simulating until precise" };
    progress.begin(what, stop.known());
    for checkpoint in stop.checkpoints() {
        replicates::extend(engine, &mut samples, checkpoint, progress);
        if samples.replicates < checkpoint {
            stopped = Stopped::Interrupted;
            break;
        }
        stopped = stop.look(&samples);
        if stopped == Stopped::PrecisionReached {
            break;
        }
    }
    progress.end();
    if samples.replicates == 0 {
        return Err(Error::Stopped);
    }
    Ok(Run { samples, stopped })
}

#[cfg(test)]
mod course_tests;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        influence::Influence,
        kernel::plan::Kernel,
        model::{AnyModel, IndependentCascade, LinearThreshold},
        network::generator::Generator,
        progress::StopsAt,
        seeding::SeedDraw,
        statistics::{Confidence, Moments},
    };

    /// Each kernel with its model, and with what it can measure.
    fn cases() -> [(Kernel, AnyModel, Influence, &'static [AnyMetric]); 5] {
        use AnyMetric::{Breadth, Reach, Sharers, StructuralVirality};
        let ic = || AnyModel::IndependentCascade(IndependentCascade {});
        let lt = || AnyModel::LinearThreshold(LinearThreshold {});
        let traced: &[AnyMetric] = &[Sharers, Reach, StructuralVirality, Breadth];
        let counted: &[AnyMetric] = &[Sharers, Reach, AnyMetric::Impressions];
        [
            (Kernel::Walk, ic(), Influence::Uniform(0.15), traced),
            (Kernel::Fused, ic(), Influence::Uniform(0.15), counted),
            (Kernel::Walk, lt(), Influence::Uniform(0.04), counted),
            (Kernel::Chase, lt(), Influence::Uniform(0.04), counted),
            (Kernel::Gathered, ic(), Influence::Uniform(0.15), counted),
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

    fn of_options(
        options: &[Seeds],
        case: usize,
        threads: usize,
        stop: &Stop,
        progress: &dyn Progress,
    ) -> Result<Run> {
        let network = network();
        let (kernel, model, influence, metrics) = &cases()[case];
        let cascade = model.prepare(&network, influence)?;
        let codes: Vec<u32> = (0..3000).map(|user| user % 7).collect();
        let experiment = Experiment {
            network: &network,
            cascade: &*cascade,
            options,
            metrics,
            // Code 6 is above the count: unknown.
            asks: Asks::default(),
            segments: Some(Segments { codes: &codes, count: 6 }),
            rng_seed: 1,
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let engine = experiment.engine(*kernel);
        pool.expect("threads").install(|| simulate(&*engine, stop, progress))
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
            for (option, beside) in options.iter().zip(&all.options) {
                let one = std::slice::from_ref(option);
                let alone = of_options(one, case, 2, &stop, &()).expect("runs").samples;
                assert_eq!(alone.options[0], *beside, "{case} {option:?}");
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
    fn segments_together_are_the_reach() {
        let stop = Stop::after(200, Confidence::NINETY_FIVE);
        for case in 0..cases().len() {
            for option in by(case, 2, &stop, &()).expect("runs").samples.options {
                let reach: f64 = option.values[1].iter().sum();
                assert_eq!(option.segments.len(), 7);
                let segments: u128 = option.segments.iter().map(|tally| tally.sum).sum();
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
            for option in part.options {
                let reach: f64 = option.values[1].iter().sum();
                let segments: u128 = option.segments.iter().map(|tally| tally.sum).sum();
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
        let target = Target { metric: 0, wanted: Wanted::Mean { relative: 0.02 } };
        let stop = Stop::once_precise(vec![target], 100_000, Confidence::NINETY_FIVE);
        let run = on_threads(2, &stop, &()).expect("runs");
        assert_eq!(run.stopped, Stopped::PrecisionReached);
        let known = stop.precision(&run.samples);
        assert_eq!(known.len(), 11);
        assert!(known.iter().all(|known| known.precision.reached));
        assert!(run.samples.replicates < 100_000);

        let strict = Target { metric: 0, wanted: Wanted::Mean { relative: 1e-6 } };
        let stop = Stop::once_precise(vec![strict], 2000, Confidence::NINETY_FIVE);
        let run = on_threads(2, &stop, &()).expect("runs");
        assert_eq!((run.stopped, run.samples.replicates), (Stopped::CapReached, 2000));
    }
}
