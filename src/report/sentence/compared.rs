//! How options compare, in plain words: who is ahead, by how much, and at what cost.
//!
//! It must never say "more" where the interval does not.

use super::{capital, list, mean, share, spoken, words};
use crate::{
    document::{
        amounts::about,
        numbers::{measured, percent_range, range},
        quoted,
    },
    metric::AnyMetric,
    report::{MetricAnswer, PerUnit},
    statistics::{Comparison, Interval},
};

/// What the one option that is ahead of all others does.
pub(in crate::report) fn leading(
    name: &str,
    metric: AnyMetric,
    estimate: &MetricAnswer,
    users: u64,
) -> String {
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
pub(in crate::report) fn tied(
    names: &[String],
    metric: AnyMetric,
    more: Option<u64>,
    is_all: bool,
) -> String {
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
pub(in crate::report) fn same_seeds(names: &[String]) -> String {
    format!(
        "{} have the same users as seeds, so that they do the same in every replicate.",
        list(names)
    )
}

/// "about 3,400 more replicates would tell".
fn more_would_tell(more: u64) -> String {
    let plural = if more == 1 { "replicate" } else { "replicates" };
    format!("about {} more {plural} would tell", about(more))
}

/// How `a` differs from `b` by a metric.
pub(in crate::report) fn difference(
    a: &str,
    b: &str,
    metric: AnyMetric,
    paired: &Comparison,
) -> String {
    let (a, b) = (quoted(a), quoted(b));
    let Some(interval) = paired.interval else {
        return format!("{a} and {b} cannot be distinguished by one replicate.");
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
             for more replicates to show it."
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
pub(in crate::report) fn distance(next: &str, difference: Interval) -> String {
    format!("That is {} more than {}, the next.", range(difference), quoted(next))
}

/// What a unit of a metric costs with the first option against the second.
pub(in crate::report) fn cost(
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
pub(in crate::report) fn less(ratio: Interval) -> String {
    percent_range(Interval { low: 1.0 - ratio.high, high: 1.0 - ratio.low })
}

/// "a reached user".
pub(in crate::report) fn bought(metric: AnyMetric) -> String {
    words(metric).map_or_else(|| format!("a unit of {}", spoken(metric)), |w| w.bought.to_owned())
}

/// "A reached user".
pub(in crate::report) fn bought_first(metric: AnyMetric) -> String {
    capital(&bought(metric))
}

/// "0.104 (0.103 to 0.105)".
pub(in crate::report) fn unit_price(price: PerUnit) -> String {
    let value = measured(price.estimate, price.interval).value;
    match price.interval.filter(|interval| interval.half_width() > 0.0) {
        Some(interval) => format!("{value} ({})", range(interval)),
        None => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Confidence;

    fn sentence(a: &[f64], b: &[f64], metric: AnyMetric) -> String {
        difference("A", "B", metric, &Comparison::of(a, b, Confidence::NINETY_FIVE))
    }

    #[test]
    fn what_is_distinguishable_is_told_from_the_one_that_has_more() {
        let low: Vec<f64> = (0..1000).map(|world| f64::from(world % 7)).collect();
        let high: Vec<f64> = low.iter().map(|value| 1240.0 + value * 10.0).collect();
        assert_eq!(
            sentence(&high, &low, AnyMetric::Reach),
            "“A” reaches 1,265.9 to 1,268.1 more users than “B”."
        );
        assert_eq!(
            sentence(&low, &high, AnyMetric::Sharers),
            "“B” gets 1,265.9 to 1,268.1 more sharers than “A”."
        );
        assert_eq!(
            sentence(&[2.0, 3.0], &[1.0, 2.0], AnyMetric::Reach),
            "“A” reaches 1 more user than “B”."
        );
        assert_eq!(
            sentence(&[2.5, 3.5], &[1.0, 2.0], AnyMetric::StructuralVirality),
            "“A” is 1.5 higher in structural virality than “B”."
        );
    }

    #[test]
    fn what_is_not_distinguishable_says_what_would_tell() {
        let a: Vec<f64> = (0..100).map(|world| f64::from(world % 10)).collect();
        let b: Vec<f64> = (0..100).map(|world| f64::from((world * 7 + 3) % 10) + 0.2).collect();
        let text = sentence(&a, &b, AnyMetric::Reach);
        assert!(
            text.starts_with("“A” and “B” are not distinguishable at this precision; about ")
                && text.ends_with(" more replicates would tell."),
            "{text}"
        );
        assert_eq!(
            sentence(&a, &a, AnyMetric::Reach),
            "“A” and “B” reach equally many users in every replicate."
        );
        assert_eq!(
            sentence(&a, &a, AnyMetric::Depth),
            "“A” and “B” have the same depth in every replicate."
        );
        assert_eq!(
            sentence(&[1.0, 2.0], &[2.0, 1.0], AnyMetric::Reach),
            "“A” and “B” are not distinguishable at this precision; their difference is too small \
             for more replicates to show it."
        );
        assert_eq!(
            sentence(&[1.0], &[2.0], AnyMetric::Reach),
            "“A” and “B” cannot be distinguished by one replicate."
        );
        assert_eq!(more_would_tell(1), "about 1 more replicate would tell");
    }

    #[test]
    fn costs_are_told_from_the_cheaper_one() {
        let sentence = |low, high| {
            let ratio: f64 = f64::midpoint(low, high);
            cost(("A", "B"), AnyMetric::Reach, ratio, Some(Interval { low, high }))
        };
        assert_eq!(
            sentence(0.75, 0.78),
            "A reached user costs 22.0% to 25.0% less with “A” than with “B”."
        );
        assert_eq!(
            sentence(0.25, 0.4),
            "A reached user costs 2.5 to 4.0 times as much with “B” as with “A”."
        );
        assert_eq!(
            sentence(2.5, 4.0),
            "A reached user costs 2.5 to 4.0 times as much with “A” as with “B”."
        );
        assert_eq!(
            sentence(0.9, 1.2),
            "What a reached user costs with “B” and with “A” is not distinguishable at this \
             precision."
        );
    }
}
