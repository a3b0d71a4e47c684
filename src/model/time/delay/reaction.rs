//! How long people remember a post: the law of reaction times that reposts were found to follow.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Delay, DelayOf, Drawn, positive};
use crate::{catalogue::Described, error::Result};

/// Density c up to s0 and c (t/s0)^(−1−θ) beyond, where c = 1/(s0 (1 + 1/θ)). It is constant for a reaction
/// period, and then has a long tail.
///
/// The defaults are those of the published fit to reposts, in hours. Half of the delays are then shorter than 41
/// minutes, and a fifth longer than a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Reaction {
    /// The reaction period s0, above 0. Default 1/12: five minutes, where an hour is the unit of time.
    pub period: f64,
    /// The exponent θ of the tail P(delay > t) ~ t^(−θ), above 0. Default 0.2314843.
    pub exponent: f64,
}

/// Hours of five minutes.
const FIVE_MINUTES: f64 = 1.0 / 12.0;

/// As fitted to reposts by Zhao et al.
const PUBLISHED_EXPONENT: f64 = 0.231_484_3;

impl Default for Reaction {
    fn default() -> Self {
        Self { period: FIVE_MINUTES, exponent: PUBLISHED_EXPONENT }
    }
}

impl Reaction {
    /// True of the law as it was published, whose unit of time is an hour.
    #[must_use]
    pub fn is_published(&self) -> bool {
        *self == Self::default()
    }
}

impl Described for Reaction {
    const SUMMARY: &'static str =
        "even for a reaction period s0, and then a long tail: density c (t/s0)^(-1-theta)";
    const REFERENCE: &'static str =
        "Zhao, Erdogdu, He, Rajaraman & Leskovec, KDD 2015, doi:10.1145/2783258.2783401";
}

impl Delay for Reaction {
    fn ready(&self, key: &str, _: DelayOf<'_>) -> Result<Drawn> {
        let period = positive(key, "period", self.period)?;
        let exponent = positive(key, "exponent", self.exponent)?;
        Ok(Box::new(move |stream, _| quantile(period, exponent, stream.unit())))
    }
}

/// The time by which a share of the delays is over.
fn quantile(period: f64, exponent: f64, share: f64) -> f64 {
    let within = exponent / (1.0 + exponent);
    if share < within {
        return share / within * period;
    }
    // The tail is (t/s0)^(−θ) / (1 + θ).
    let tail = (1.0 - share) * (1.0 + exponent);
    (period * libm::pow(tail, -1.0 / exponent)).min(f64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The density at 0, of the quantiles alone: what share comes within a little time, over that time.
    fn density_at_start(period: f64, exponent: f64) -> f64 {
        1e-6 / quantile(period, exponent, 1e-6)
    }

    /// In seconds, as it was published.
    #[test]
    fn the_density_of_the_memory_kernel_is_the_published_one() {
        let c = 1.0 / (300.0 * (1.0 + 1.0 / PUBLISHED_EXPONENT));
        // As published, of a θ with more digits: the seventh of c differs by one.
        assert!((c - 6.265_725e-4).abs() < 1.5e-10, "{c}");
        assert!((density_at_start(300.0, PUBLISHED_EXPONENT) - c).abs() < 1e-12);
        // An hour has 3600 seconds.
        let Reaction { period, exponent } = Reaction::default();
        assert!((density_at_start(period, exponent) - 3600.0 * c).abs() < 1e-8);
    }

    #[test]
    fn half_of_the_reactions_come_within_the_hour_and_three_quarters_within_the_day() {
        let Reaction { period, exponent } = Reaction::default();
        let at = |share| quantile(period, exponent, share);
        assert!((at(0.5) * 60.0 - 40.6).abs() < 0.1, "{}", at(0.5));
        assert!(at(0.75) < 24.0 && at(0.8) > 24.0);
    }

    #[test]
    fn the_two_parts_meet_at_the_reaction_period_and_times_stay_finite() {
        for exponent in [1e-3, 0.231_484_3, 2.5] {
            let within = exponent / (1.0 + exponent);
            for share in [within * (1.0 - 1e-9), within * (1.0 + 1e-9)] {
                assert!((quantile(3.0, exponent, share) - 3.0).abs() < 1e-5);
            }
            let last = quantile(3.0, exponent, 1.0 - f64::EPSILON / 2.0);
            assert!(last > 3.0 && last.is_finite());
        }
    }
}
