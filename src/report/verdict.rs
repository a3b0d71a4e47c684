//! The answer in a few plain sentences, which every output shows first.
//!
//! It must never claim more than the intervals show, and never hide that a run is partial.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{OptionAnswer, Replicates, comparison::OptionContest, sentence};
use crate::{
    document::{
        amounts::{about, counted, whole},
        numbers::{likelihood, plain},
        quoted,
    },
    simulate::{Stop, Stopped},
    statistics::Comparison,
};

/// The answer in a few plain sentences.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Verdict {
    /// A warning if the run is partial, or less precise than requested, or if no cascade had a viral
    /// size; otherwise `null`.
    pub warning: Option<String>,
    /// The sentences, the most important first.
    pub sentences: Vec<String>,
    /// The option with the highest mean first, then those that are not distinguishable from it.
    pub leaders: Vec<String>,
    /// The option with the lowest cost per unit of the compared metric first, then those that are not
    /// distinguishable from it; empty if fewer than two options have a price.
    pub cheapest: Vec<String>,
}

/// What the verdict rests on.
pub(super) struct VerdictFacts<'a> {
    pub(super) contest: OptionContest<'a>,
    pub(super) options: &'a [OptionAnswer],
}

impl Verdict {
    pub(super) fn of(facts: &VerdictFacts<'_>, replicates: &Replicates, stop: &Stop) -> Self {
        let ranking = facts.by_mean();
        let leader = ranking[0];
        let beside = |&place: &usize| !facts.compare(leader, place).distinguishable;
        let mut leaders = vec![leader];
        leaders.extend(ranking[1..].iter().copied().filter(beside));
        let ranking_of_costs = facts.by_cost();
        let mut cheapest: Vec<usize> = ranking_of_costs.first().copied().into_iter().collect();
        for &place in ranking_of_costs.iter().skip(1) {
            if !facts.is_cheaper(ranking_of_costs[0], place) {
                cheapest.push(place);
            }
        }
        let mut sentences = facts.lead(&ranking, &leaders);
        sentences.extend(facts.viral(leader));
        sentences.extend(facts.price(&ranking_of_costs, &cheapest));
        if ranking_of_costs.len() < 2 {
            cheapest.clear();
        }
        Self {
            warning: warning(facts, replicates, stop),
            sentences,
            leaders: facts.names(&leaders),
            cheapest: facts.names(&cheapest),
        }
    }
}

impl VerdictFacts<'_> {
    fn names(&self, places: &[usize]) -> Vec<String> {
        places.iter().map(|&place| self.options[place].name.clone()).collect()
    }

    fn mean(&self, place: usize) -> f64 {
        self.options[place].metrics[self.contest.metric.keyword()].mean
    }

    fn cost(&self, place: usize) -> Option<f64> {
        Some(self.options[place].cost?.per(self.contest.metric)?.estimate)
    }

    fn compare(&self, a: usize, b: usize) -> Comparison {
        let confidence = self.contest.question.confidence;
        Comparison::of(self.contest.values(a), self.contest.values(b), confidence)
    }

    /// The options, the highest mean first; of equal ones the first in the scenario.
    pub(super) fn by_mean(&self) -> Vec<usize> {
        let mut places: Vec<usize> = (0..self.options.len()).collect();
        places.sort_by(|&a, &b| self.mean(b).total_cmp(&self.mean(a)));
        places
    }

    /// The options with a cost per unit, the lowest first.
    fn by_cost(&self) -> Vec<usize> {
        let mut places: Vec<(usize, f64)> =
            (0..self.options.len()).filter_map(|place| Some((place, self.cost(place)?))).collect();
        places.sort_by(|a, b| a.1.total_cmp(&b.1));
        places.into_iter().map(|(place, _)| place).collect()
    }

    /// True where a unit surely costs less with option `a` than with option `b`.
    fn is_cheaper(&self, a: usize, b: usize) -> bool {
        match self.contest.cost_ratio(a, b) {
            Some(ratio) => ratio.distinguishable,
            // A free option has no ratio: it is cheaper than any that is not free.
            None => self.cost(a) < self.cost(b),
        }
    }

    /// Which option does most.
    fn lead(&self, ranking: &[usize], leaders: &[usize]) -> Vec<String> {
        let (metric, users) = (self.contest.metric, self.contest.question.network.users);
        let leader = &self.options[leaders[0]];
        let estimate = &leader.metrics[metric.keyword()];
        if ranking.len() == 1 {
            return vec![sentence::alone(&leader.name, metric, estimate, users)];
        }
        if leaders.len() == 1 {
            let next = ranking[1];
            let mut sentences = vec![sentence::leading(&leader.name, metric, estimate, users)];
            if let Some(interval) = self.compare(leaders[0], next).interval {
                sentences.push(sentence::distance(&self.options[next].name, interval));
            }
            return sentences;
        }
        let more: Option<Vec<u64>> = leaders[1..]
            .iter()
            .map(|&other| self.compare(leaders[0], other).replicates_to_tell)
            .collect();
        let more = more.and_then(|more| more.into_iter().max());
        let is_all = leaders.len() == ranking.len();
        let option = |place| self.contest.option(place);
        if leaders.iter().all(|&place| option(place).has_seeds_of(option(leaders[0]))) {
            return vec![
                sentence::alone(&leader.name, metric, estimate, users),
                sentence::same_seeds(&self.names(leaders)),
            ];
        }
        let mut sentences = vec![
            sentence::tied(&self.names(leaders), metric, more, is_all),
            sentence::alone(&leader.name, metric, estimate, users),
        ];
        let best = leader.best.and_then(|best| best.by_metric.probability);
        if let Some(probability) = best {
            sentences.push(format!(
                "Its chance to be the best, shared among options that tie, is {}.",
                likelihood(probability)
            ));
        }
        sentences
    }

    /// How likely the leader goes viral, and who does so more often.
    fn viral(&self, leader: usize) -> Vec<String> {
        let confidence = self.contest.question.confidence;
        let mut sentences = Vec::new();
        for place in 0..self.contest.question.viral_at.len() {
            let share = |option: &OptionAnswer| option.viral[place].probability.share;
            let ahead = &self.options[leader];
            sentences.push(sentence::viral(&ahead.name, &ahead.viral[place], confidence));
            let mut likeliest = ahead;
            for option in self.options {
                if share(option) > share(likeliest) {
                    likeliest = option;
                }
            }
            if share(likeliest) > share(ahead) {
                sentences.push(sentence::more_viral(&likeliest.name, &likeliest.viral[place]));
            }
        }
        sentences
    }

    /// With which option a unit costs least.
    fn price(&self, ranking: &[usize], cheapest: &[usize]) -> Vec<String> {
        let metric = self.contest.metric;
        let Some(&first) = ranking.first() else { return Vec::new() };
        let option = &self.options[first];
        let name = quoted(&option.name);
        let Some(price) = option.cost.and_then(|cost| cost.per(metric)) else { return Vec::new() };
        let unit = sentence::bought_first(metric);
        if ranking.len() == 1 {
            return vec![format!("{unit} costs {} with {name}.", sentence::unit_price(price))];
        }
        if price.estimate == 0.0 {
            let verb = if cheapest.len() == 1 { "costs" } else { "cost" };
            return vec![format!("{} {verb} nothing.", sentence::list(&self.names(cheapest)))];
        }
        if cheapest.len() > 1 {
            return vec![format!(
                "{unit} costs least with {}, which are not distinguishable at this precision: {} \
                 with {name}.",
                sentence::list(&self.names(cheapest)),
                sentence::unit_price(price),
            )];
        }
        let next = ranking[1];
        let distance = self.contest.cost_ratio(first, next).and_then(|ratio| ratio.interval);
        let less = distance.map_or_else(String::new, |ratio| {
            let next = quoted(&self.options[next].name);
            format!(", {} less than with {next}, the next", sentence::less(ratio))
        });
        vec![format!("{unit} costs least with {name}: {}{less}.", sentence::unit_price(price))]
    }
}

/// What to know before believing any of it.
fn warning(facts: &VerdictFacts<'_>, replicates: &Replicates, stop: &Stop) -> Option<String> {
    let warnings =
        [bounded(facts, replicates.count), unfinished(replicates, stop), never_viral(facts)];
    let warnings: Vec<String> = warnings.into_iter().flatten().collect();
    (!warnings.is_empty()).then(|| warnings.join(" "))
}

/// Which numbers are lower bounds, as cascades were stopped early.
fn bounded(facts: &VerdictFacts<'_>, replicates: u64) -> Option<String> {
    let most = facts.contest.question.stop_at?;
    let all = counted(replicates, "replicate", "replicates");
    let stopped: Vec<&OptionAnswer> =
        facts.options.iter().filter(|option| option.stopped_early > 0).collect();
    let which = match (stopped.as_slice(), facts.options) {
        ([], _) => return None,
        ([option], [_]) => format!("{} of {all}", whole(option.stopped_early)),
        _ => {
            let share = |option: &&OptionAnswer| {
                format!("{} with {}", whole(option.stopped_early), quoted(&option.name))
            };
            let shares: Vec<String> = stopped.iter().map(share).collect();
            format!("of {all} {}", shares.join(", "))
        }
    };
    Some(format!(
        "Lower bounds: {which} had {} and were stopped there. Means, quantiles, costs and \
         comparisons are of the cascades up to there; viral probabilities are exact.",
        counted(most, "sharer", "sharers"),
    ))
}

/// Which sizes no cascade of any option had, and how near the largest came: such a size tells nothing of the
/// options.
fn never_viral(facts: &VerdictFacts<'_>) -> Option<String> {
    let never = |place: &usize| {
        facts.options.iter().all(|option| option.viral[*place].probability.successes == 0)
    };
    let sentence = |place: usize| {
        let viral = facts.contest.question.viral_at[place];
        let keyword = viral.metric.keyword();
        let largest = facts.options.iter().map(|option| option.metrics[keyword].max);
        let largest = plain(largest.fold(0.0, f64::max));
        let wanted = sentence::viral_at(viral.metric, viral.at_least);
        format!("Never seen: no cascade had {wanted}; the largest had {largest}.")
    };
    let places = 0..facts.contest.question.viral_at.len();
    let never: Vec<String> = places.filter(never).map(sentence).collect();
    (!never.is_empty()).then(|| never.join(" "))
}

/// Why there are fewer replicates than wanted.
fn unfinished(replicates: &Replicates, stop: &Stop) -> Option<String> {
    let done = counted(replicates.count, "replicate", "replicates");
    match replicates.stopped {
        Stopped::ReplicatesDone | Stopped::PrecisionReached => None,
        Stopped::Interrupted => Some(format!(
            "Partial: stopped by hand after {} of at most {}.",
            whole(replicates.count),
            counted(stop.most(), "replicate", "replicates"),
        )),
        Stopped::Paused => Some(format!(
            "Partial: {} of at most {} so far.",
            whole(replicates.count),
            counted(stop.most(), "replicate", "replicates"),
        )),
        Stopped::CapReached => {
            let missing = replicates.precision.iter().filter(|target| !target.precision.reached);
            let needed: Option<Vec<u64>> = missing.map(|target| target.precision.needed).collect();
            let needed = needed
                .and_then(|needed| needed.into_iter().max())
                .map_or_else(String::new, |needed| {
                    format!(" About {} would be needed in all.", about(needed))
                });
            Some(format!(
                "Less precise than requested: the cap of {done} is reached first.{needed}"
            ))
        }
    }
}
