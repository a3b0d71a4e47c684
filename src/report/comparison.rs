//! Comparisons of two options.
//!
//! It must never compare options over different worlds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{BestChances, OptionAsked, StudyQuestion, sentence};
use crate::{
    metric::AnyMetric,
    simulate::Samples,
    statistics::{BestOption, Comparison, Interval, RatioOfMeans, best_option},
};

/// Up to this many options, every pair is compared. With more, only the option with the highest mean
/// against each other.
pub const MOST_FOR_ALL_PAIRS: usize = 12;

/// The comparison of two options over the same worlds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OptionComparison {
    /// The name of the first option.
    pub a: String,
    /// The name of the second option.
    pub b: String,
    /// The metric that they are compared by.
    pub metric: AnyMetric,
    /// A − B, in the metric's unit, paired world by world.
    pub paired: Comparison,
    /// The comparison in plain words.
    pub sentence: String,
    /// The cost per unit of the metric, A over B; `null` unless both have a cost.
    pub cost_ratio: Option<CostRatio>,
}

/// The ratio of the costs per unit of a metric with two options.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CostRatio {
    /// The cost per unit with A over that with B; under 1 if A is cheaper.
    pub ratio: f64,
    /// The interval for the true ratio, paired by world (Fieller); `null` under two replicates, or if a
    /// mean could be 0.
    pub interval: Option<Interval>,
    /// True if `interval` excludes 1.
    pub distinguishable: bool,
    /// The comparison in plain words.
    pub sentence: String,
}

/// The values of one metric for every option, ready to be compared.
#[derive(Debug, Clone, Copy)]
pub(super) struct OptionContest<'a> {
    pub(super) question: &'a StudyQuestion,
    pub(super) samples: &'a Samples,
    pub(super) metric: AnyMetric,
}

impl OptionContest<'_> {
    /// The values of the option at `place`.
    pub(super) fn values(&self, place: usize) -> &[f64] {
        &self.samples.options[place].values[self.question.place(self.metric)]
    }

    pub(super) fn option(&self, place: usize) -> &OptionAsked {
        &self.question.options[place]
    }

    /// How likely each option is the best, by the metric and by the cost of a unit; nothing where
    /// there is one option only.
    pub(super) fn best(&self, rng_seed: u64) -> Vec<BestChances> {
        let options = self.question.options.len();
        if options < 2 {
            return Vec::new();
        }
        let values: Vec<&[f64]> = (0..options).map(|place| self.values(place)).collect();
        best_option(&values, rng_seed)
            .into_iter()
            .zip(self.best_by_cost(rng_seed))
            .map(|(by_metric, by_cost)| BestChances { by_metric, by_cost })
            .collect()
    }

    /// The same by the cost of a unit, among the options with a price.
    fn best_by_cost(&self, rng_seed: u64) -> Vec<Option<BestOption>> {
        let costs: Vec<Option<f64>> =
            self.question.options.iter().map(|option| option.cost).collect();
        let is_any_free = costs.contains(&Some(0.0));
        // The lowest cost per unit is the highest number of units per money; a free option has
        // infinitely many.
        let per_money = |place: usize, cost: f64| -> Vec<f64> {
            let values = self.values(place).iter();
            if is_any_free {
                values.map(|_| f64::from(u8::from(cost == 0.0))).collect()
            } else {
                values.map(|value| value / cost).collect()
            }
        };
        let priced: Vec<(usize, Vec<f64>)> = costs
            .iter()
            .enumerate()
            .filter_map(|(place, cost)| Some((place, per_money(place, (*cost)?))))
            .collect();
        let mut best = vec![None; costs.len()];
        if priced.len() > 1 && is_bought(self.metric) {
            let values: Vec<&[f64]> = priced.iter().map(|(_, values)| values.as_slice()).collect();
            for ((place, _), option) in priced.iter().zip(best_option(&values, rng_seed)) {
                best[*place] = Some(option);
            }
        }
        best
    }

    /// The comparisons that a report holds, where `leader` has the highest mean.
    pub(super) fn comparisons(&self, leader: usize) -> Vec<OptionComparison> {
        let options = self.question.options.len();
        let pairs: Vec<(usize, usize)> = if options <= MOST_FOR_ALL_PAIRS {
            (0..options).flat_map(|a| (a + 1..options).map(move |b| (a, b))).collect()
        } else {
            (0..options).filter(|&b| b != leader).map(|b| (leader, b)).collect()
        };
        pairs.into_iter().map(|(a, b)| self.compare(a, b)).collect()
    }

    /// Option `a` against option `b`.
    pub(super) fn compare(&self, a: usize, b: usize) -> OptionComparison {
        let paired = Comparison::of(self.values(a), self.values(b), self.question.confidence);
        let (first, second) = (&self.option(a).name, &self.option(b).name);
        let sentence = if self.option(a).has_seeds_of(self.option(b)) {
            sentence::same_seeds(&[first.clone(), second.clone()])
        } else {
            sentence::difference(first, second, self.metric, &paired)
        };
        OptionComparison {
            a: first.clone(),
            b: second.clone(),
            metric: self.metric,
            sentence,
            paired,
            cost_ratio: self.cost_ratio(a, b),
        }
    }

    /// What a unit costs with option `a` against option `b`.
    pub(super) fn cost_ratio(&self, a: usize, b: usize) -> Option<CostRatio> {
        if !is_bought(self.metric) {
            return None;
        }
        let prices = self.option(a).cost? / self.option(b).cost.filter(|&cost| cost > 0.0)?;
        if prices == 0.0 {
            return None;
        }
        // (cost of A / units of A) / (cost of B / units of B): the units change places.
        let units = RatioOfMeans::of(self.values(b), self.values(a), self.question.confidence)?;
        let interval = units
            .interval
            .map(|ends| Interval { low: prices * ends.low, high: prices * ends.high });
        let ratio = prices * units.ratio;
        let distinguishable = interval.is_some_and(|interval| !interval.contains(1.0));
        let names = (self.option(a).name.as_str(), self.option(b).name.as_str());
        Some(CostRatio {
            ratio,
            interval,
            distinguishable,
            sentence: sentence::cost(names, self.metric, ratio, interval),
        })
    }
}

/// True where a metric is a number of users, for which one pays.
fn is_bought(metric: AnyMetric) -> bool {
    matches!(metric, AnyMetric::Reach | AnyMetric::Sharers)
}
