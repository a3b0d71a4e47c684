//! Curves, times, mixing and overlaps where every number follows from theory.

use crate::{
    error::Result,
    influence::Influence,
    kernel::plan::Kernel,
    metric::{
        AnyMetric, Generations, Hours, MeasureFacts, MeasureKeys, OverlapOf, Segments, Timeline,
    },
    model::{IndependentCascade, Model},
    network::{Network, generator::Generator},
    progress::{Progress, StopsAt},
    seeding::Seeds,
    statistics::{Accumulator, Confidence, RatioOfMeans},
};

use super::{Experiment, Run, Samples, Stop, simulate};

fn network(text: &str) -> Network {
    let generator: Generator = toml::from_str(text).expect(text);
    generator.generate(1, &()).expect(text)
}

/// What is simulated in these tests.
#[derive(Clone)]
struct TestRun {
    network: Network,
    p: f64,
    seeds: Vec<Seeds>,
    keys: MeasureKeys,
    segments: Option<Segments>,
    replicates: u64,
}

impl TestRun {
    fn run(&self, threads: usize, progress: &dyn Progress) -> Result<Run> {
        let influence = Influence::Uniform(self.p);
        let cascade = IndependentCascade::default().prepare(&self.network, &influence)?;
        let segments = self.segments.clone();
        let facts = MeasureFacts { users: self.network.users(), segments, messages: 0 };
        let experiment = Experiment {
            network: self.network.clone(),
            cascade,
            options: self.seeds.clone().into(),
            metrics: [AnyMetric::Sharers, AnyMetric::Reach].into(),
            measures: self.keys.ready(&facts).into(),
            segments: self.segments.clone(),
            rng_seed: 20_261_122,
        };
        let stop = Stop::after(self.replicates, Confidence::NINETY_FIVE);
        assert_eq!(experiment.plan(&stop, &()).kernel, Kernel::Walk);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let engine = experiment.engine(Kernel::Walk);
        pool.install(|| simulate(engine, &stop, progress))
    }

    fn samples(&self) -> Samples {
        self.run(2, &()).expect("nobody stops it").samples
    }
}

/// Kept apart from what a test says.
fn case(network: &Network, seeds: &[Seeds], keys: MeasureKeys) -> TestRun {
    let (network, seeds) = (network.clone(), seeds.to_vec());
    TestRun { network, p: 1.0, seeds, keys, segments: None, replicates: 10 }
}

/// The means of a measure's numbers, of which each option has so many.
fn means(samples: &Samples, measure: usize, option: usize, per_option: usize) -> Vec<f64> {
    let numbers = samples.measures[measure].as_counts().numbers();
    let of_option = &numbers[option * per_option..][..per_option];
    of_option.iter().map(|number| number.moments().mean).collect()
}

fn same(found: &[f64], expected: &[f64]) {
    let near = |(found, expected): (&f64, &f64)| (found - expected).abs() < 1e-12;
    assert_eq!(found.len(), expected.len());
    assert!(found.iter().zip(expected).all(near), "{found:?} is not {expected:?}");
}

#[test]
fn on_a_path_everybody_shares_one_step_after_the_one_before() {
    let network = network("path = { users = 6 }");
    let timeline = Timeline { every: 1.0, until: 6.0 };
    let keys = MeasureKeys {
        timeline: Some(timeline),
        generations: Some(Generations { until: 4 }),
        times_to: vec![1, 4, 6, 7],
        ..MeasureKeys::default()
    };
    let seeds = [Seeds::fixed(vec![0]), Seeds::fixed(vec![0, 3])];
    let samples = case(&network, &seeds, keys.clone()).samples();
    let shared = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 6.0];
    let new = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0];
    same(&means(&samples, 0, 0, 14), &[shared, new].concat());
    same(&means(&samples, 2, 0, 5), &[1.0; 5]);
    let [shared, new] = [[2.0, 4.0, 6.0, 6.0, 6.0, 6.0, 6.0], [2.0, 2.0, 2.0, 0.0, 0.0, 0.0, 0.0]];
    same(&means(&samples, 0, 1, 14), &[shared, new].concat());
    same(&means(&samples, 2, 1, 5), &[2.0, 2.0, 2.0, 0.0, 0.0]);
    let times = samples.measures[1].as_values();
    assert_eq!(times[..3], [0.0, 3.0, 5.0].map(|time| vec![time; 10]));
    assert!(times[3].is_empty(), "seven users never share");
}

/// In a b-ary tree generation i has (bp)^i users on average, and the branching number is bp.
#[test]
fn the_generations_of_a_tree_grow_by_b_times_p() {
    let network = network("tree = { branching = 3, depth = 5 }");
    let seeds = [Seeds::fixed(vec![0])];
    let generations = Some(Generations { until: 5 });
    let keys = MeasureKeys { generations, ..MeasureKeys::default() };
    let replicates = 40_000;
    for p in [0.2, 0.4, 0.6] {
        let case = TestRun { p, replicates, ..case(&network, &seeds, keys.clone()) };
        let samples = case.samples();
        let curves = samples.measures[0].as_counts();
        let growth: f64 = 3.0 * p;
        for generation in 0_u8..=5 {
            let moments = curves.numbers()[usize::from(generation)].moments();
            let error = moments.standard_error.expect("40,000 replicates");
            let expected = growth.powi(generation.into());
            let off = (moments.mean - expected).abs();
            assert!(off <= 4.0 * error, "{p}, {generation}: {} for {expected}", moments.mean);
        }
        for generation in 0..5 {
            let sums = curves.next_and_this(generation);
            // 4 standard errors, as an interval.
            let four = Confidence::new(1.0 - 6.334e-5).expect("a level");
            let ratio = RatioOfMeans::of_sums(&sums, replicates, four).expect("there are users");
            let interval = ratio.interval.expect("many replicates");
            assert!(interval.contains(growth), "{p}, {generation}: {ratio:?}");
        }
    }
}

/// A hub in the first segment and leaves in the second: all that is passed on goes from one to the other,
/// from the hub; and from a leaf, to the hub and on.
#[test]
fn on_a_star_of_two_segments_the_hub_makes_the_leaves_share() {
    let network = network("star = { users = 11 }");
    let hub = (0..11).max_by_key(|&user| network.forward().degree(user)).expect("users");
    let codes: Vec<u32> = (0..11).map(|user| u32::from(user != hub)).collect();
    let segments = Some(Segments { codes: codes.into(), count: 2 });
    let seeds = [Seeds::fixed(vec![hub])];
    let keys = MeasureKeys { mixing: true, ..MeasureKeys::default() };
    let samples =
        TestRun { segments: segments.clone(), ..case(&network, &seeds, keys.clone()) }.samples();
    let sums: Vec<u128> = samples.measures[0].as_sums().iter().map(|tally| tally.sum).collect();
    // Rows: hub, leaf, unknown.
    assert_eq!(sums, [0, 100, 0, 0, 0, 0, 0, 0, 0]);
    let half =
        TestRun { segments, p: 0.3, replicates: 20_000, ..case(&network, &seeds, keys.clone()) };
    let moments = half.samples().measures[0].as_sums()[1].moments(20_000);
    let error = moments.standard_error.expect("many replicates");
    assert!((moments.mean - 3.0).abs() < 4.0 * error, "{}", moments.mean);
}

/// Of two leaves of a hub, each of which shares with probability 0.3, one is before the other where it
/// alone shares: with probability 0.3 · 0.7. The hub is before both, and whoever shares before the empty one.
#[test]
fn a_leaf_is_before_another_where_it_alone_shares() {
    let network = network("star = { users = 3 }");
    let hub = (0..3).max_by_key(|&user| network.forward().degree(user)).expect("users");
    let codes: Vec<u32> = (0..3).map(|user| (user + 3 - hub) % 3).collect();
    let segments = Some(Segments { codes: codes.into(), count: 3 });
    let keys = MeasureKeys { segment_order: true, ..MeasureKeys::default() };
    let replicates = 20_000;
    let case = case(&network, &[Seeds::fixed(vec![hub])], keys);
    let samples = TestRun { segments, p: 0.3, replicates, ..case }.samples();
    let expected = [[0.0, 1.0, 1.0, 1.0], [0.0, 0.0, 0.21, 0.3], [0.0, 0.21, 0.0, 0.3], [0.0; 4]];
    for (tally, expected) in samples.measures[0].as_sums().iter().zip(expected.concat()) {
        let error = (expected * (1.0 - expected) / replicates as f64).sqrt();
        let found = tally.sum as f64 / replicates as f64;
        assert!((found - expected).abs() <= 4.0 * error, "{found} is not {expected}");
    }
}

/// Users 2 to 5 are behind both seeds of a path; those of two far seeds meet nobody twice.
#[test]
fn options_have_in_common_who_is_behind_both_of_their_seeds() {
    let network = network("path = { users = 6 }");
    let seeds = [Seeds::fixed(vec![0]), Seeds::fixed(vec![2]), Seeds::fixed(vec![5])];
    for (overlap, common) in [(OverlapOf::Sharers, [4, 1, 1]), (OverlapOf::Reach, [4, 1, 1])] {
        let keys = MeasureKeys { overlap: Some(overlap), ..MeasureKeys::default() };
        let samples = case(&network, &seeds, keys.clone()).samples();
        let pairs = samples.measures[0].as_joint_sums().chunks(3);
        let found: Vec<u128> = pairs.clone().map(|pair| pair[0].first.sum).collect();
        assert_eq!(found, common.map(|common| 10 * common));
        let either: Vec<u128> = pairs.map(|pair| pair[2].second.sum).collect();
        assert_eq!(either, [60, 60, 40]);
    }
    // Where nobody passes anything on, the followers of seeds have still seen it.
    let [sharers, reach] = [OverlapOf::Sharers, OverlapOf::Reach].map(|overlap| {
        let keys = MeasureKeys { overlap: Some(overlap), ..MeasureKeys::default() };
        let seeds = [Seeds::fixed(vec![1]), Seeds::fixed(vec![2])];
        let samples = TestRun { p: 0.0, ..case(&network, &seeds, keys.clone()) }.samples();
        samples.measures[0].as_joint_sums()[0].first.sum
    });
    assert_eq!((sharers, reach), (0, 10));
}

/// Step s of a path is s hours after ten in the evening: of 30 users two share in each of the hours 22 to 3.
#[test]
fn on_a_path_each_hour_of_the_day_has_its_users() {
    let network = network("path = { users = 30 }");
    let hours = Hours { start: 22.0, day: 24.0 };
    let keys = MeasureKeys { hours: Some(hours), ..MeasureKeys::default() };
    let samples = case(&network, &[Seeds::fixed(vec![0])], keys).samples();
    let twice = |hour| f64::from(1 + u8::from(!(4..22).contains(&hour)));
    same(&means(&samples, 0, 0, 24), &(0..24).map(twice).collect::<Vec<_>>());
}

#[test]
fn all_of_it_is_the_same_on_1_2_and_7_threads_and_a_stop_keeps_what_is_done() {
    let network = network("gnp = { users = 800, mean_followers = 5 }");
    let timeline = Timeline { every: 2.0, until: 20.0 };
    let codes: Vec<u32> = (0..800).map(|user| user % 5).collect();
    let keys = MeasureKeys {
        timeline: Some(timeline),
        generations: Some(Generations { until: 6 }),
        times_to: vec![2, 40, 700],
        mixing: true,
        overlap: Some(OverlapOf::Reach),
        ..MeasureKeys::default()
    };
    let seeds = [Seeds::fixed(vec![1]), Seeds::fixed(vec![2, 3]), Seeds::fixed(vec![1, 9])];
    let segments = Some(Segments { codes: codes.into(), count: 4 });
    let case =
        TestRun { p: 0.25, segments, replicates: 900, ..case(&network, &seeds, keys.clone()) };
    let one = case.run(1, &()).expect("nobody stops it");
    for threads in [2, 7] {
        assert_eq!(case.run(threads, &()).expect("nobody stops it"), one, "{threads} threads");
    }
    let part = case.run(1, &StopsAt::steps(300)).expect("some are done").samples;
    assert!((300..900).contains(&part.replicates));
    let short = TestRun { replicates: part.replicates, ..case };
    assert_eq!(short.samples(), part);
    let last = timeline.points() - 1;
    let timeline = part.measures.iter().find_map(|measure| match measure {
        Accumulator::Counts(counts) => Some(counts),
        _ => None,
    });
    let last = timeline.expect("it is measured").numbers()[last].tally().sum as f64;
    assert!(last <= part.options[0].values[0].iter().sum());
}
