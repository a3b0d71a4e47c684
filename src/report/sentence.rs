//! Comparisons in plain words.

use crate::{
    metric::AnyMetric,
    statistics::{Comparison, Interval},
};

/// How `a` differs from `b` by a metric.
pub(super) fn difference(a: &str, b: &str, _metric: AnyMetric, paired: &Comparison) -> String {
    format!("{a} differs from {b} by {}", paired.difference)
}

/// What a unit of a metric costs with the first option against the second.
pub(super) fn cost(
    (a, b): (&str, &str),
    _metric: AnyMetric,
    ratio: f64,
    _interval: Option<Interval>,
) -> String {
    format!("a unit of {a} costs {ratio} times as much as one of {b}")
}
