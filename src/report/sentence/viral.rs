//! How likely options go viral, in plain words.
//!
//! It must never say of what was not seen that it cannot be.

use super::{spoken, words};
use crate::{
    document::{
        amounts::counted,
        numbers::{chance, level, plain},
        quoted,
    },
    metric::AnyMetric,
    report::Viral,
    statistics::Confidence,
};

/// "at least 5,000 sharers", "at least 1 user reached".
pub(in crate::report) fn viral_at(metric: AnyMetric, at_least: f64) -> String {
    let size = plain(at_least);
    let is_one = size == "1";
    match (metric, words(metric)) {
        (AnyMetric::Reach, Some(words)) => {
            format!("at least {size} {} reached", if is_one { words.one } else { words.many })
        }
        (_, Some(words)) => {
            format!("at least {size} {}", if is_one { words.one } else { words.many })
        }
        (_, None) => format!("{} of at least {size}", spoken(metric)),
    }
}

/// How likely an option goes viral.
pub(in crate::report) fn viral(name: &str, viral: &Viral, confidence: Confidence) -> String {
    let probability = &viral.probability;
    let (name, meaning) = (quoted(name), viral_at(viral.metric, viral.at_least));
    let shown = chance(probability);
    let trials = counted(probability.trials, "replicate", "replicates");
    let level = level(confidence.level());
    if probability.successes == 0 {
        return format!(
            "With {name} 0 of {trials} went viral ({meaning}): the probability is {} ({level}).",
            shown.bounds
        );
    }
    if probability.successes == probability.trials {
        let all = if probability.trials == 1 {
            "the only replicate".to_owned()
        } else {
            format!("all {trials}")
        };
        return format!(
            "With {name} {all} went viral ({meaning}): the probability is {} ({level}).",
            shown.bounds
        );
    }
    format!(
        "{name} goes viral ({meaning}) with a probability of {} ({}).",
        shown.estimate, shown.bounds
    )
}

/// Who goes viral more often than the leader.
pub(in crate::report) fn more_viral(name: &str, viral: &Viral) -> String {
    let shown = chance(&viral.probability);
    format!("{} does so more often: {} ({}).", quoted(name), shown.estimate, shown.bounds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Proportion;

    #[test]
    fn never_and_always_are_told_with_their_bounds() {
        let sentence = |successes, trials| {
            let probability = Proportion::of(successes, trials, Confidence::NINETY_FIVE);
            let case = Viral { metric: AnyMetric::Sharers, at_least: 5000.0, probability };
            viral("A", &case, Confidence::NINETY_FIVE)
        };
        assert_eq!(
            sentence(0, 10_000),
            "With “A” 0 of 10,000 replicates went viral (at least 5,000 sharers): the probability \
             is at most 0.04% (95%)."
        );
        assert_eq!(
            sentence(10_000, 10_000),
            "With “A” all 10,000 replicates went viral (at least 5,000 sharers): the probability \
             is at least 99.96% (95%)."
        );
        assert_eq!(
            sentence(3410, 10_000),
            "“A” goes viral (at least 5,000 sharers) with a probability of 34.1% (33.2% to 35.0%)."
        );
        assert_eq!(viral_at(AnyMetric::Reach, 1.0), "at least 1 user reached");
    }
}
