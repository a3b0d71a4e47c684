//! Estimates and comparisons in plain words.
//!
//! It must never say "more" where the interval does not, and every word agrees with its number.

use super::numbers::{
    chance, counted, level, measured, percent, percent_range, plain, range, rounded, whole,
};
use super::{Estimate, PerUnit, Viral};
use crate::{
    metric::AnyMetric,
    statistics::{Comparison, Confidence, Interval},
};

/// How one speaks of a metric that counts something.
struct Words {
    /// "A reaches".
    does: &'static str,
    /// "A and B reach".
    do_: &'static str,
    one: &'static str,
    many: &'static str,
    /// What money buys: "a reached user".
    bought: &'static str,
}

fn words(metric: AnyMetric) -> Option<Words> {
    let words = |does, do_, one, many, bought| Words { does, do_, one, many, bought };
    match metric {
        AnyMetric::Reach => Some(words("reaches", "reach", "user", "users", "a reached user")),
        AnyMetric::Sharers => Some(words("gets", "get", "sharer", "sharers", "a sharer")),
        AnyMetric::Impressions => {
            Some(words("gets", "get", "impression", "impressions", "an impression"))
        }
        _ => None,
    }
}

/// The keyword as words: "structural virality".
pub(super) fn spoken(metric: AnyMetric) -> String {
    metric.keyword().replace('-', " ")
}

/// A name apart from the sentence around it.
pub(super) fn quoted(name: &str) -> String {
    format!("“{name}”")
}

/// "“A”", "“A” and “B”", "“A”, “B” and “C”"; of more than four, the first and how many others.
pub(super) fn list(names: &[String]) -> String {
    let quotes: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    match quotes.as_slice() {
        [] => String::new(),
        [name] => name.clone(),
        [first, .., _] if quotes.len() > 4 => {
            format!("{first} and {} others", whole(names.len() as u64 - 1))
        }
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The first letter in upper case.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

/// "48,210 ± 310".
pub(super) fn value(estimate: f64, interval: Option<Interval>) -> String {
    let shown = measured(estimate, interval);
    shown.error.map_or(shown.value.clone(), |error| format!("{} ± {error}", shown.value))
}

/// "48,210 ± 310"; "at least 48,210 ± 310" where it is a lower bound.
fn mean(estimate: &Estimate) -> String {
    let least = if estimate.lower_bound { "at least " } else { "" };
    format!("{least}{}", value(estimate.mean, estimate.interval))
}

/// "48,210 ± 310 users", "1 user".
fn amount(estimate: &Estimate, words: &Words) -> String {
    let value = mean(estimate);
    let noun = if value == "1" { words.one } else { words.many };
    format!("{value} {noun}")
}

/// Less of the network than this has too many zeros to say anything.
const LEAST_SHARE: f64 = 1e-6;

/// ", 48% of the network", where the metric counts users.
fn share(metric: AnyMetric, mean: f64, users: u64) -> String {
    let share = mean / users as f64;
    match metric {
        AnyMetric::Reach | AnyMetric::Sharers if share >= LEAST_SHARE => {
            format!(", {} of the network", percent(share))
        }
        _ => String::new(),
    }
}

/// What one option does on its own.
pub(super) fn alone(name: &str, metric: AnyMetric, estimate: &Estimate, users: u64) -> String {
    let share = share(metric, estimate.mean, users);
    let name = quoted(name);
    match words(metric) {
        Some(words) => {
            format!("{name} {} {} on average{share}.", words.does, amount(estimate, &words))
        }
        None => format!("{name} has a mean {} of {}.", spoken(metric), mean(estimate)),
    }
}

/// What the one option that is ahead of all others does.
pub(super) fn leading(name: &str, metric: AnyMetric, estimate: &Estimate, users: u64) -> String {
    let share = share(metric, estimate.mean, users);
    let (name, value) = (quoted(name), mean(estimate));
    match words(metric) {
        Some(words) => {
            format!("{name} {} the most {}: {value} on average{share}.", words.does, words.many)
        }
        None => format!("{name} has the highest {}: {value} on average.", spoken(metric)),
    }
}

/// Which options are ahead of the others, but not of each other.
pub(super) fn tied(names: &[String], metric: AnyMetric, more: Option<u64>, is_all: bool) -> String {
    let ahead = match (words(metric), is_all) {
        (_, true) => String::new(),
        (Some(words), false) => format!("{} the most {} and ", words.do_, words.many),
        (None, false) => format!("have the highest {} and ", spoken(metric)),
    };
    let names = list(names);
    match more {
        Some(more) => format!(
            "{names} {ahead}are not distinguishable at this precision; {}.",
            more_would_tell(more)
        ),
        None => format!("{names} {ahead}are not distinguishable at this precision."),
    }
}

/// Which options are one choice of users under several names.
pub(super) fn same_seeds(names: &[String]) -> String {
    format!(
        "{} have the same users as seeds, so that they do the same in every replicate.",
        list(names)
    )
}

/// "about 3,400 more replicates would tell".
fn more_would_tell(more: u64) -> String {
    let plural = if more == 1 { "replicate" } else { "replicates" };
    format!("about {} more {plural} would tell", super::numbers::about(more))
}

/// How `a` differs from `b` by a metric.
pub(super) fn difference(a: &str, b: &str, metric: AnyMetric, paired: &Comparison) -> String {
    let (a, b) = (quoted(a), quoted(b));
    let Some(interval) = paired.interval else {
        return format!("{a} and {b} cannot be told apart by one replicate.");
    };
    if paired.distinguishable {
        return if interval.low > 0.0 {
            ahead(&a, &b, metric, interval)
        } else {
            ahead(&b, &a, metric, Interval { low: -interval.high, high: -interval.low })
        };
    }
    if paired.wins.wins == 0 && paired.wins.losses == 0 {
        return match words(metric) {
            Some(words) => {
                format!("{a} and {b} {} equally many {} in every replicate.", words.do_, words.many)
            }
            None => format!("{a} and {b} have the same {} in every replicate.", spoken(metric)),
        };
    }
    match paired.replicates_to_tell {
        Some(more) => format!(
            "{a} and {b} are not distinguishable at this precision; {}.",
            more_would_tell(more)
        ),
        None => format!(
            "{a} and {b} are not distinguishable at this precision; their difference is too small \
             to be told by more replicates."
        ),
    }
}

/// `a` has surely more than `b`.
fn ahead(a: &str, b: &str, metric: AnyMetric, difference: Interval) -> String {
    let size = range(difference);
    match words(metric) {
        Some(words) => {
            let noun = if size == "1" { words.one } else { words.many };
            format!("{a} {} {size} more {noun} than {b}.", words.does)
        }
        None => format!("{a} is {size} higher in {} than {b}.", spoken(metric)),
    }
}

/// "that is 1,240 to 1,310 more than “B”, the next": the distance of the leader to the next option.
pub(super) fn distance(next: &str, difference: Interval) -> String {
    format!("That is {} more than {}, the next.", range(difference), quoted(next))
}

/// What a unit of a metric costs with the first option against the second.
pub(super) fn cost(
    (a, b): (&str, &str),
    metric: AnyMetric,
    ratio: f64,
    interval: Option<Interval>,
) -> String {
    if ratio > 1.0 {
        let turned = interval.map(|ends| Interval { low: 1.0 / ends.high, high: 1.0 / ends.low });
        return cost((b, a), metric, 1.0 / ratio, turned);
    }
    let unit = capital(&bought(metric));
    let (cheap, dear) = (quoted(a), quoted(b));
    match interval.filter(|interval| interval.high < 1.0) {
        None => format!(
            "What {} costs with {cheap} and with {dear} is not distinguishable at this precision.",
            bought(metric)
        ),
        Some(ends) if ends.high > 0.5 => {
            format!("{unit} costs {} less with {cheap} than with {dear}.", less(ends))
        }
        Some(ends) => {
            let times = Interval { low: 1.0 / ends.high, high: 1.0 / ends.low };
            format!("{unit} costs {} times as much with {dear} as with {cheap}.", range(times))
        }
    }
}

/// "22% to 25%" of an interval of ratios from 0.75 to 0.78.
pub(super) fn less(ratio: Interval) -> String {
    percent_range(Interval { low: 1.0 - ratio.high, high: 1.0 - ratio.low })
}

/// "a reached user".
pub(super) fn bought(metric: AnyMetric) -> String {
    words(metric).map_or_else(|| format!("a unit of {}", spoken(metric)), |w| w.bought.to_owned())
}

/// "A reached user".
pub(super) fn bought_first(metric: AnyMetric) -> String {
    capital(&bought(metric))
}

/// "0.104 (0.103 to 0.105)".
pub(super) fn unit_price(price: PerUnit) -> String {
    let value = measured(price.estimate, price.interval).value;
    match price.interval.filter(|interval| interval.half_width() > 0.0) {
        Some(interval) => format!("{value} ({})", range(interval)),
        None => value,
    }
}

/// "at least 5,000 sharers", "at least 1 user reached".
pub(super) fn viral_at(metric: AnyMetric, at_least: f64) -> String {
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
pub(super) fn viral(name: &str, viral: &Viral, confidence: Confidence) -> String {
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
pub(super) fn more_viral(name: &str, viral: &Viral) -> String {
    let shown = chance(&viral.probability);
    format!("{} does so more often: {} ({}).", quoted(name), shown.estimate, shown.bounds)
}

/// A half-width as asked for: "± 1%" of a mean, "± 0.5 percentage points" of a probability.
pub(super) fn wanted(half_width: f64, is_relative: bool) -> String {
    let size = 100.0 * half_width;
    let text = if size.fract() == 0.0 { rounded(size, 0) } else { plain(size) };
    match (is_relative, text.as_str()) {
        (true, _) => format!("± {text}%"),
        (false, "1") => "± 1 percentage point".to_owned(),
        (false, _) => format!("± {text} percentage points"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Proportion;

    fn told(a: &[f64], b: &[f64], metric: AnyMetric) -> String {
        difference("A", "B", metric, &Comparison::of(a, b, Confidence::NINETY_FIVE))
    }

    #[test]
    fn what_is_distinguishable_is_told_from_the_one_that_has_more() {
        let low: Vec<f64> = (0..1000).map(|world| f64::from(world % 7)).collect();
        let high: Vec<f64> = low.iter().map(|value| 1240.0 + value * 10.0).collect();
        assert_eq!(
            told(&high, &low, AnyMetric::Reach),
            "“A” reaches 1,265.9 to 1,268.1 more users than “B”."
        );
        assert_eq!(
            told(&low, &high, AnyMetric::Sharers),
            "“B” gets 1,265.9 to 1,268.1 more sharers than “A”."
        );
        assert_eq!(
            told(&[2.0, 3.0], &[1.0, 2.0], AnyMetric::Reach),
            "“A” reaches 1 more user than “B”."
        );
        assert_eq!(
            told(&[2.5, 3.5], &[1.0, 2.0], AnyMetric::StructuralVirality),
            "“A” is 1.5 higher in structural virality than “B”."
        );
    }

    #[test]
    fn what_is_not_distinguishable_says_what_would_tell() {
        let a: Vec<f64> = (0..100).map(|world| f64::from(world % 10)).collect();
        let b: Vec<f64> = (0..100).map(|world| f64::from((world * 7 + 3) % 10) + 0.2).collect();
        let sentence = told(&a, &b, AnyMetric::Reach);
        assert!(
            sentence.starts_with("“A” and “B” are not distinguishable at this precision; about ")
                && sentence.ends_with(" more replicates would tell."),
            "{sentence}"
        );
        assert_eq!(
            told(&a, &a, AnyMetric::Reach),
            "“A” and “B” reach equally many users in every replicate."
        );
        assert_eq!(
            told(&a, &a, AnyMetric::Depth),
            "“A” and “B” have the same depth in every replicate."
        );
        assert_eq!(
            told(&[1.0, 2.0], &[2.0, 1.0], AnyMetric::Reach),
            "“A” and “B” are not distinguishable at this precision; their difference is too small \
             to be told by more replicates."
        );
        assert_eq!(
            told(&[1.0], &[2.0], AnyMetric::Reach),
            "“A” and “B” cannot be told apart by one replicate."
        );
        assert_eq!(more_would_tell(1), "about 1 more replicate would tell");
    }

    #[test]
    fn costs_are_told_from_the_cheaper_one() {
        let told = |low, high| {
            let ratio: f64 = f64::midpoint(low, high);
            cost(("A", "B"), AnyMetric::Reach, ratio, Some(Interval { low, high }))
        };
        assert_eq!(
            told(0.75, 0.78),
            "A reached user costs 22.0% to 25.0% less with “A” than with “B”."
        );
        assert_eq!(
            told(0.25, 0.4),
            "A reached user costs 2.5 to 4.0 times as much with “B” as with “A”."
        );
        assert_eq!(
            told(2.5, 4.0),
            "A reached user costs 2.5 to 4.0 times as much with “A” as with “B”."
        );
        assert_eq!(
            told(0.9, 1.2),
            "What a reached user costs with “B” and with “A” is not distinguishable at this \
             precision."
        );
    }

    #[test]
    fn never_and_always_are_told_with_their_bounds() {
        let told = |successes, trials| {
            let probability = Proportion::of(successes, trials, Confidence::NINETY_FIVE);
            let case = Viral { metric: AnyMetric::Sharers, at_least: 5000.0, probability };
            viral("A", &case, Confidence::NINETY_FIVE)
        };
        assert_eq!(
            told(0, 10_000),
            "With “A” 0 of 10,000 replicates went viral (at least 5,000 sharers): the probability \
             is at most 0.04% (95%)."
        );
        assert_eq!(
            told(10_000, 10_000),
            "With “A” all 10,000 replicates went viral (at least 5,000 sharers): the probability \
             is at least 99.96% (95%)."
        );
        assert_eq!(
            told(3410, 10_000),
            "“A” goes viral (at least 5,000 sharers) with a probability of 34.1% (33.2% to 35.0%)."
        );
        assert_eq!(viral_at(AnyMetric::Reach, 1.0), "at least 1 user reached");
    }

    #[test]
    fn names_are_listed_as_one_would_say_them() {
        let names: Vec<String> = ["A", "B", "C", "D", "E"].map(str::to_owned).into();
        assert_eq!(list(&names[..1]), "“A”");
        assert_eq!(list(&names[..2]), "“A” and “B”");
        assert_eq!(list(&names[..3]), "“A”, “B” and “C”");
        assert_eq!(list(&names), "“A” and 4 others");
        assert_eq!(wanted(0.01, true), "± 1%");
        assert_eq!(wanted(0.005, false), "± 0.5 percentage points");
    }
}
