//! What counts as viral, how precise answers must be, and how many replicates there are.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Result},
    metric::AnyMetric,
    simulate::{Stop, Target, TargetKind},
    statistics::{Checkpoints, Confidence},
};

/// What counts as viral, and how many replicates to run.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Wanted {
    /// The sizes from which a cascade counts as viral. Default none.
    pub viral_at: Vec<ViralAt>,
    /// For implicit networks: cascades are stopped at this size.
    pub stop_at: Option<StopAt>,
    /// A fixed number of replicates, at least 1; excludes `precision` and `at_most`.
    pub replicates: Option<u64>,
    /// How precise answers must be, with at most `at_most` replicates.
    pub precision: Option<PrecisionWanted>,
    /// The largest number of replicates to reach the precision, at least 1.
    pub at_most: Option<u64>,
    /// The confidence level of intervals. Default 95%.
    pub confidence: Confidence,
}

/// At what size a cascade is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StopAt {
    /// So many users who passed it on, seeds included; at least 1.
    #[schemars(range(min = 1))]
    pub sharers: u64,
}

/// From what size on a cascade counts as viral.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ViralAt {
    /// So many users who passed it on, seeds included; at least 1.
    Sharers(#[schemars(range(min = 1))] u64),
    /// So many users who saw it, seeds included; at least 1.
    Reach(#[schemars(range(min = 1))] u64),
    /// Sharers as a fraction of all users, above 0 and at most 1: 0.1 is a tenth of the network.
    SharersFraction(#[schemars(range(max = 1))] f64),
    /// Reach as a fraction of all users, above 0 and at most 1.
    ReachFraction(#[schemars(range(max = 1))] f64),
}

impl ViralAt {
    /// The metric that is compared with the size.
    #[must_use]
    pub const fn metric(self) -> AnyMetric {
        match self {
            Self::Sharers(_) | Self::SharersFraction(_) => AnyMetric::Sharers,
            Self::Reach(_) | Self::ReachFraction(_) => AnyMetric::Reach,
        }
    }

    /// The size in a network of `users`, in whole users: a fraction is rounded up.
    #[must_use]
    pub fn size(self, users: u64) -> f64 {
        match self {
            Self::Sharers(size) | Self::Reach(size) => size as f64,
            Self::SharersFraction(fraction) | Self::ReachFraction(fraction) => {
                // Rounding must not make 0.07 of 100 users eight.
                let size = fraction * users as f64;
                (size * (1.0 - 1e-12)).ceil().max(1.0)
            }
        }
    }
}

/// How precise the answers must be, each as the half-width of an interval at `confidence`; all that
/// are given must be met, by every option.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PrecisionWanted {
    /// Mean reach, relative to itself: 0.01 is ± 1%. Above 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reach: Option<f64>,
    /// Mean number of sharers, relative to itself: 0.01 is ± 1%. Above 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sharers: Option<f64>,
    /// The viral probability at every size in `viral_at`, absolute: 0.005 is ± half a percentage
    /// point. Above 0, below 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub viral: Option<f64>,
}

impl PrecisionWanted {
    /// True if no precision is set.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.reach.is_none() && self.sharers.is_none() && self.viral.is_none()
    }
}

/// What counts as viral: a replicate in which `metric` is at least `at_least`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ViralSize {
    /// The metric, `sharers` or `reach`; one of those measured.
    pub metric: AnyMetric,
    /// The value to reach, in the metric's unit.
    pub at_least: f64,
}

impl Wanted {
    /// The smallest and the largest number of replicates.
    ///
    /// # Panics
    /// If neither `replicates` nor `at_most` is set; [`Wanted::complete`] sets one.
    #[must_use]
    pub fn replicate_range(&self) -> [u64; 2] {
        let most = self.replicates.or(self.at_most).expect("a precision has a limit");
        [self.replicates.unwrap_or_else(|| Checkpoints::PILOT.min(most)), most]
    }

    /// The stopping rule on a network of this many users; `metrics` are those measured.
    ///
    /// # Errors
    /// [`Error::Value`] if a viral size is more than the network's users, or more than `stop_at`.
    ///
    /// # Panics
    /// If [`Wanted::complete`] was not called, or not with these metrics.
    pub fn stop(&self, metrics: &[AnyMetric], users: u64) -> Result<Stop> {
        let viral_sizes = self.viral_sizes(users)?;
        if let Some(replicates) = self.replicates {
            return Ok(Stop::after(replicates, self.confidence));
        }
        let place = |metric: AnyMetric| {
            let place = metrics.iter().position(|&measured| measured == metric);
            place.expect("what must be precise is measured")
        };
        let precision = self.precision.expect("replicates or a precision are wanted");
        let mean = |metric: AnyMetric, wanted: Option<f64>| {
            let kind = |relative| TargetKind::Mean { relative };
            wanted.map(|relative| Target { metric: place(metric), kind: kind(relative) })
        };
        let mut targets: Vec<Target> = Vec::new();
        targets.extend(mean(AnyMetric::Sharers, precision.sharers));
        targets.extend(mean(AnyMetric::Reach, precision.reach));
        if let Some(absolute) = precision.viral {
            targets.extend(viral_sizes.into_iter().map(|ViralSize { metric, at_least }| Target {
                metric: place(metric),
                kind: TargetKind::Probability { at_least, absolute },
            }));
        }
        let most = self.at_most.expect("a precision has a limit");
        Ok(Stop::once_precise(targets, most, self.confidence))
    }

    /// The viral sizes in a network of this many users, fractions turned into numbers of users.
    ///
    /// # Errors
    /// [`Error::Value`] if a size is more than the users, or more than `stop_at`.
    pub fn viral_sizes(&self, users: u64) -> Result<Vec<ViralSize>> {
        let size = |&size: &ViralAt| {
            let (metric, at_least) = (size.metric(), size.size(users));
            if at_least > users as f64 {
                let word = metric.keyword();
                let problem =
                    format!("{word} = {at_least} is more than the network's {users} users");
                let remedy = format!("give at most {users}, or a fraction: {word}_fraction = 0.1");
                return Err(Error::value("answer.viral_at", problem, remedy));
            }
            if let Some(stop_at) = self.stop_at
                && at_least > stop_at.sharers as f64
            {
                let (word, most) = (metric.keyword(), stop_at.sharers);
                let problem = format!("{word} = {at_least} is past stop_at, {most} sharers");
                let remedy = "raise answer.stop_at, or lower viral_at: of a cascade that is stopped \
                          nobody knows whether it would have got there";
                return Err(Error::value("answer.viral_at", problem, remedy));
            }
            Ok(ViralSize { metric, at_least })
        };
        self.viral_at.iter().map(size).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fraction_of_the_users_is_the_next_whole_number() {
        for (fraction, users, size) in
            [(0.07, 100, 7), (0.1, 100_000, 10_000), (0.101, 100, 11), (1e-9, 100, 1), (1.0, 7, 7)]
        {
            let found = ViralAt::ReachFraction(fraction).size(users);
            assert_eq!(found as u32, size, "{fraction} of {users}");
        }
    }
}
