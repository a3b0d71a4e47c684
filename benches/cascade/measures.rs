//! Measures of finished cascades beside naive twins, on one thread: from who has it from whom and when, or from
//! who has seen it. The elements are the measure's own. A twin counts again what a trace has counted as it was
//! recorded, by lists and maps, and measures the same cascades: nothing is timed before its mean is ours.

use std::collections::BTreeMap;

use criterion::Criterion;
use wordspread::{
    influence::{Rule, WeightedCascade},
    kernel::{Scratch, Trace, audience::AudienceCounter},
    metric::{AnyMetric, Finished, Generations, Measure, Timeline},
    model::AnyModel,
    network::Network,
    rng::{Purpose, World},
};

use crate::common;

/// Cascades that are measured in turn: a divisor of those whose means are compared.
const CASCADES: u64 = 50;

/// A finished cascade: its sharers, and who has it from whom.
struct Measured {
    sharers: Vec<u32>,
    trace: Trace,
}

/// A measure, as a naive twin takes it.
type Naive = fn(&Twin<'_>) -> f64;

/// How often the values of a key occur.
fn counted<K: Ord>(keys: impl Iterator<Item = K>) -> BTreeMap<K, u64> {
    let mut counts = BTreeMap::new();
    for key in keys {
        *counts.entry(key).or_insert(0) += 1;
    }
    counts
}

/// A cascade, as the naive twins of measures look at it.
struct Twin<'a> {
    network: &'a Network,
    sharers: &'a [u32],
    /// For each sharer the place of who passed it on to it, nobody for seeds, …
    parents: Vec<Option<usize>>,
    /// … and when it shared.
    times: Vec<f64>,
}

impl<'a> Twin<'a> {
    fn new(network: &'a Network, Measured { sharers, trace }: &'a Measured) -> Self {
        let parent = |&parent: &u32| (parent != Trace::NOBODY).then_some(parent as usize);
        let parents = trace.parents().iter().map(parent).collect();
        let times = (0..sharers.len()).map(|place| trace.time(place)).collect();
        Self { network, sharers, parents, times }
    }

    fn seeds(&self) -> usize {
        self.parents.iter().filter(|parent| parent.is_none()).count()
    }

    /// For each sharer how far it is from a seed.
    fn generations(&self) -> Vec<u32> {
        let mut generations = Vec::new();
        for parent in &self.parents {
            generations.push(parent.map_or(0, |parent| generations[parent] + 1));
        }
        generations
    }

    fn depth(&self) -> f64 {
        self.generations().into_iter().max().unwrap_or(0).into()
    }

    fn breadth(&self) -> f64 {
        let sizes = counted(self.generations().into_iter());
        sizes.into_values().max().unwrap_or(0) as f64
    }

    fn branching_number(&self) -> f64 {
        let mut children = vec![0_u32; self.parents.len()];
        for parent in self.parents.iter().flatten() {
            children[*parent] += 1;
        }
        f64::from(children.iter().sum::<u32>()) / children.len() as f64
    }

    fn duration(&self) -> f64 {
        self.times.iter().copied().fold(0.0, f64::max)
    }

    fn time_to_half(&self) -> f64 {
        let mut times = self.times.clone();
        times.sort_by(f64::total_cmp);
        times[times.len().div_ceil(2) - 1]
    }

    /// When the busiest unit of time begins, and how many begin to share in it.
    fn peak(&self) -> (f64, f64) {
        let each = self.parents.iter().zip(&self.times);
        let units = each.filter(|(parent, _)| parent.is_some()).map(|(_, &time)| time as u64);
        // Of several the first.
        let busiest = counted(units).into_iter().rev().max_by_key(|&(_, sharers)| sharers);
        busiest.map_or((0.0, 0.0), |(unit, sharers)| (unit as f64, sharers as f64))
    }

    /// The mean distance of two users of a tree, from how many are on either side of each edge.
    fn structural_virality(&self) -> f64 {
        let mut children = vec![Vec::new(); self.parents.len()];
        for (place, parent) in self.parents.iter().enumerate() {
            if let Some(parent) = parent {
                children[*parent].push(place);
            }
        }
        let mut below = vec![1.0; self.parents.len()];
        let (mut distances, mut pairs) = (0.0, 0.0);
        for seed in (0..self.parents.len()).filter(|&place| self.parents[place].is_none()) {
            let mut tree = vec![seed];
            let mut next = 0;
            while let Some(&place) = tree.get(next) {
                tree.extend(&children[place]);
                next += 1;
            }
            let all = tree.len() as f64;
            for &place in tree.iter().skip(1).rev() {
                distances += below[place] * (all - below[place]);
                below[self.parents[place].expect("no seed")] += below[place];
            }
            pairs += all * (all - 1.0) / 2.0;
        }
        if pairs > 0.0 { distances / pairs } else { 0.0 }
    }

    /// How many have seen it, and how often it was shown.
    fn seen(&self) -> (f64, f64) {
        let mut seen = vec![false; self.network.users() as usize];
        let mut impressions = 0;
        for &user in self.sharers {
            seen[user as usize] = true;
            for &follower in self.network.forward().row(user) {
                seen[follower as usize] = true;
                impressions += 1;
            }
        }
        (seen.into_iter().filter(|&seen| seen).count() as f64, f64::from(impressions))
    }

    fn redundancy(&self) -> f64 {
        let (reach, impressions) = self.seen();
        impressions - (reach - self.seeds() as f64)
    }
}

/// A number of a curve: what tells right ones from wrong ones, whichever it is.
const PLACE: usize = 5;

pub(crate) fn measures(criterion: &mut Criterion) {
    if !common::asked("measures") {
        return;
    }
    let network = common::network();
    let influence = WeightedCascade::default().assign(&network, 1).expect("a rule");
    let seeds = common::most_followed(&network, common::SEEDS);
    let text = "sir = { recovery = 0.5 }";
    let model: AnyModel = toml::from_str(text).expect(text);
    let cascade = model.prepare(&network, &influence).expect("it ends");
    let mut scratch = Scratch::new(network.users());
    let cascades: Vec<Measured> = (0..CASCADES)
        .map(|index| {
            let mut trace = Trace::default();
            let world = World::new(1, Purpose::Diffusion, index);
            cascade.run_traced(world, &seeds, &mut scratch, &mut trace);
            Measured { sharers: scratch.sharers().to_vec(), trace }
        })
        .collect();
    let twins: Vec<Twin<'_>> =
        cascades.iter().map(|measured| Twin::new(&network, measured)).collect();

    let mut ratios = Vec::new();
    let mut exposure = AudienceCounter::new(network.users());
    let mut beside =
        |name: &str, ours: &mut dyn FnMut(&Measured) -> f64, naive: &dyn Fn(&Twin<'_>) -> f64| {
            let mut turns = (cascades.iter().cycle(), twins.iter().cycle());
            let world = || ours(turns.0.next().expect("a cycle"));
            let naive_world = || naive(turns.1.next().expect("a cycle"));
            ratios.extend(common::beside_naive(criterion, ("measures", name), world, naive_world));
        };
    let of_trace: [(AnyMetric, Naive); 8] = [
        (AnyMetric::Depth, |twin| twin.depth()),
        (AnyMetric::Breadth, |twin| twin.breadth()),
        (AnyMetric::BranchingNumber, |twin| twin.branching_number()),
        (AnyMetric::StructuralVirality, |twin| twin.structural_virality()),
        (AnyMetric::Duration, |twin| twin.duration()),
        (AnyMetric::TimeToHalf, |twin| twin.time_to_half()),
        (AnyMetric::PeakTime, |twin| twin.peak().0),
        (AnyMetric::PeakRate, |twin| twin.peak().1),
    ];
    for (metric, naive) in of_trace {
        let mut ours = |Measured { sharers, trace }: &Measured| {
            let counts = Finished::of_counts(sharers.len(), seeds.len());
            metric.of(&Finished { trace: Some(trace), ..counts })
        };
        beside(metric.keyword(), &mut ours, &naive);
    }
    let of_exposure: [(AnyMetric, Naive); 4] = [
        (AnyMetric::Reach, |twin| twin.seen().0),
        (AnyMetric::Impressions, |twin| twin.seen().1),
        (AnyMetric::Frequency, |twin| {
            let (reach, impressions) = twin.seen();
            impressions / reach
        }),
        (AnyMetric::Redundancy, |twin| twin.redundancy()),
    ];
    for (metric, naive) in of_exposure {
        let mut ours = |Measured { sharers, .. }: &Measured| {
            exposure.start();
            exposure.add(&network, sharers);
            metric.of(&Finished {
                reached: Some(exposure.reached().len()),
                impressions: Some(exposure.impressions()),
                ..Finished::of_counts(sharers.len(), seeds.len())
            })
        };
        beside(metric.keyword(), &mut ours, &naive);
    }
    let until = 20;
    let timeline = Timeline { every: 1.0, until: until.into() };
    let generations = Generations { until };
    let of_curve: [(&str, &dyn Measure, Naive); 2] = [
        ("timeline", &timeline, |twin| {
            let mut times = twin.times.clone();
            times.sort_by(f64::total_cmp);
            times.into_iter().filter(|&time| time <= PLACE as f64).count() as f64
        }),
        ("generations", &generations, |twin| {
            let sizes = counted(twin.generations().into_iter());
            sizes.get(&(PLACE as u32)).copied().unwrap_or(0) as f64
        }),
    ];
    for (keyword, measure, naive) in of_curve {
        let mut observer = measure.observer(1);
        let mut numbers = vec![0.0; measure.per_option()];
        let mut ours = |Measured { sharers, trace }: &Measured| {
            numbers.fill(0.0);
            let counts = Finished::of_counts(sharers.len(), seeds.len());
            observer.observe(0, &Finished { trace: Some(trace), ..counts }, &mut numbers);
            numbers[PLACE]
        };
        beside(keyword, &mut ours, &naive);
    }
    common::tell("Times as fast as naive", &ratios);
}
