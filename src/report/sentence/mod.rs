//! Estimates and comparisons in plain words.
//!
//! It must never say "more" where the interval does not, and every word agrees with its number.

mod compared;
mod viral;

pub(super) use self::{
    compared::{
        bought_first, cost, difference, distance, leading, less, same_seeds, tied, unit_price,
    },
    viral::{more_viral, viral, viral_at},
};
use super::MetricAnswer;
use crate::{
    document::{
        amounts::whole,
        numbers::{percent, plain, rounded, with_error},
        quoted,
    },
    metric::AnyMetric,
};

/// How one speaks of a metric that counts something.
struct MetricWords {
    /// "A reaches".
    does: &'static str,
    /// "A and B reach".
    do_: &'static str,
    one: &'static str,
    many: &'static str,
    /// What money buys: "a reached user".
    bought: &'static str,
}

fn words(metric: AnyMetric) -> Option<MetricWords> {
    let words = |does, do_, one, many, bought| MetricWords { does, do_, one, many, bought };
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

/// "48,210 ± 310"; "at least 48,210 ± 310" where it is a lower bound.
fn mean(estimate: &MetricAnswer) -> String {
    let least = if estimate.lower_bound { "at least " } else { "" };
    format!("{least}{}", with_error(estimate.mean, estimate.interval))
}

/// "48,210 ± 310 users", "1 user".
fn amount(estimate: &MetricAnswer, words: &MetricWords) -> String {
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
pub(super) fn alone(name: &str, metric: AnyMetric, estimate: &MetricAnswer, users: u64) -> String {
    let share = share(metric, estimate.mean, users);
    let name = quoted(name);
    match words(metric) {
        Some(words) => {
            format!("{name} {} {} on average{share}.", words.does, amount(estimate, &words))
        }
        None => format!("{name} has a mean {} of {}.", spoken(metric), mean(estimate)),
    }
}

/// A requested half-width: "± 1%" of a mean, "± 0.5 percentage points" of a probability.
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
