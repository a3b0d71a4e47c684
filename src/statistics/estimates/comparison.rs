//! Two options compared on the same worlds.
//!
//! It must never treat the two samples as independent: in the same worlds they differ by much less
//! than in two separate simulations.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::statistics::{Confidence, Interval, Moments, mean_interval, wilson};

/// More replicates than anyone would wait for: a difference that needs more counts as none.
const MOST_REPLICATES: f64 = 1e12;

/// How a first option A differs from a second option B.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Comparison {
    /// How many worlds both were simulated in.
    pub replicates: u64,
    /// The mean of A − B.
    pub difference: f64,
    /// The standard error of `difference`, from the differences world by world; `null` under two
    /// worlds.
    pub standard_error: Option<f64>,
    /// The standard error that `difference` would have if A and B were simulated in separate worlds.
    /// Its ratio to `standard_error` is what the shared worlds gain.
    pub unpaired_standard_error: Option<f64>,
    /// The interval for the true mean difference, by Student's law; `null` under two worlds.
    pub interval: Option<Interval>,
    /// How often A beats B in one world.
    pub wins: Wins,
    /// True where `interval` excludes 0.
    pub distinguishable: bool,
    /// About how many *more* replicates would make the interval exclude 0, if the true difference
    /// is the one seen. It is an order of magnitude: the difference seen is itself uncertain.
    /// `null` where the two are distinguishable already, where no difference was seen, and where
    /// more than 10^12 would be needed.
    pub replicates_to_tell: Option<u64>,
}

/// How often one option beats another in one world.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Wins {
    /// In how many worlds A has more than B.
    pub wins: u64,
    /// In how many worlds both have the same.
    pub ties: u64,
    /// In how many worlds A has less than B.
    pub losses: u64,
    /// The probability that A beats B in one world, a tie counted half.
    pub share: f64,
    /// The interval for that probability, by Wilson; with ties it covers more often than its level.
    pub interval: Interval,
}

impl Comparison {
    /// Compares `a` with `b`, the values of two options in the same worlds in the same order.
    ///
    /// # Panics
    /// If they are not equally many.
    ///
    /// # Examples
    /// ```
    /// use wordspread::statistics::{Comparison, Confidence};
    /// let luck = [10.0, 250.0, 40.0, 90.0];
    /// let a = luck.map(|size| size + if size > 50.0 { 4.0 } else { 3.0 });
    /// let comparison = Comparison::of(&a, &luck, Confidence::NINETY_FIVE);
    /// assert_eq!(comparison.difference, 3.5);
    /// assert!(comparison.distinguishable && comparison.wins.wins == 4);
    /// ```
    #[must_use]
    pub fn of(a: &[f64], b: &[f64], confidence: Confidence) -> Self {
        assert_eq!(a.len(), b.len(), "options are compared on the same worlds");
        let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
        let moments = Moments::of(&differences);
        let interval = mean_interval(&moments, confidence);
        let distinguishable = interval.is_some_and(|interval| !interval.contains(0.0));
        let to_tell = if distinguishable { None } else { replicates_to_tell(&moments, confidence) };
        Self {
            replicates: moments.count,
            difference: moments.mean,
            standard_error: moments.standard_error,
            unpaired_standard_error: unpaired_standard_error(&Moments::of(a), &Moments::of(b)),
            interval,
            wins: Wins::of(&differences, confidence),
            distinguishable,
            replicates_to_tell: to_tell,
        }
    }
}

impl Wins {
    /// The wins of A over B from the differences A − B.
    fn of(differences: &[f64], confidence: Confidence) -> Self {
        let count = |holds: fn(&&f64) -> bool| differences.iter().filter(holds).count() as u64;
        let (wins, losses) = (count(|&&d| d > 0.0), count(|&&d| d < 0.0));
        let worlds = differences.len() as u64;
        let ties = worlds - wins - losses;
        let share = match worlds {
            0 => 0.5,
            _ => (wins as f64 + 0.5 * ties as f64) / worlds as f64,
        };
        Self { wins, ties, losses, share, interval: wilson(share, worlds, confidence) }
    }
}

/// The standard error of the difference of two means from independent samples.
fn unpaired_standard_error(a: &Moments, b: &Moments) -> Option<f64> {
    Some(a.standard_error?.hypot(b.standard_error?))
}

/// How many more replicates bring the interval's half-width under the difference seen, where it is
/// not yet; `None` where no sensible number does.
fn replicates_to_tell(differences: &Moments, confidence: Confidence) -> Option<u64> {
    let sd = differences.sd?;
    let needed = (confidence.normal_width() * sd / differences.mean).powi(2);
    if differences.mean == 0.0 || needed > MOST_REPLICATES {
        return None;
    }
    // Of few replicates the normal width is shorter than Student's, so one more is the least.
    Some((needed.ceil() as u64).saturating_sub(differences.count).max(1))
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "these numbers are exact")]
mod tests {
    use proptest::prelude::*;
    use rand_distr::{Distribution, StandardNormal};

    use super::*;
    use crate::{
        rng::{Purpose, Stream, World},
        statistics::coverage::{is_honest, share},
    };

    const CONFIDENCE: Confidence = Confidence::NINETY_FIVE;

    /// Two options that share most of their luck, with a true mean difference of 0.3: the common
    /// part has variance 1, each option's own part 1/4.
    fn two_options(stream: &mut Stream, worlds: usize) -> (Vec<f64>, Vec<f64>) {
        let mut normal = || -> f64 { StandardNormal.sample(stream) };
        (0..worlds)
            .map(|_| {
                let common = normal();
                (0.3 + common + 0.5 * normal(), common + 0.5 * normal())
            })
            .unzip()
    }

    /// Student's sleepers (1908, table 1): the differences of two drugs have mean 1.58, sd
    /// 1.229995, so an interval of 1.58 ± 2.262157 · 0.388959.
    #[test]
    fn students_two_drugs_get_their_published_difference() {
        let first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
        let second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
        let comparison = Comparison::of(&second, &first, CONFIDENCE);
        assert!((comparison.difference - 1.58).abs() < 1e-12);
        let interval = comparison.interval.unwrap();
        assert!((interval.low - 0.700_114).abs() < 1e-5, "{interval:?}");
        assert!((interval.high - 2.459_886).abs() < 1e-5, "{interval:?}");
        assert!((comparison.unpaired_standard_error.unwrap() - 0.849_091).abs() < 1e-5);
        let wins = comparison.wins;
        assert_eq!((wins.wins, wins.ties, wins.losses, wins.share), (9, 1, 0, 0.95));
        assert!(comparison.distinguishable && comparison.replicates_to_tell.is_none());
    }

    #[test]
    fn paired_intervals_cover_a_known_difference_in_93_to_97_percent() {
        let coverage = share(11, |stream| {
            let (a, b) = two_options(stream, 100);
            Comparison::of(&a, &b, CONFIDENCE).interval.unwrap().contains(0.3)
        });
        assert!(is_honest(coverage), "{coverage}");
    }

    /// The variance of a difference is ½ paired and 2½ unpaired: their errors' ratio is √5.
    #[test]
    fn the_paired_standard_error_is_smaller_by_what_the_options_share() {
        let mut stream = World::new(12, Purpose::Diffusion, 0).stream(0);
        let (a, b) = two_options(&mut stream, 20_000);
        let comparison = Comparison::of(&a, &b, CONFIDENCE);
        let gain = comparison.unpaired_standard_error.unwrap() / comparison.standard_error.unwrap();
        // Each variance has a relative standard error of √(2/20000) = 1%, so the ratio's is < 1%.
        assert!((gain / 5_f64.sqrt() - 1.0).abs() < 0.04, "{gain}");
    }

    /// P(N(0.3, ½) > 0) = Φ(0.424264) = 0.664313.
    #[test]
    fn the_interval_of_the_wins_covers_in_93_to_97_percent() {
        let coverage = share(13, |stream| {
            let (a, b) = two_options(stream, 200);
            Comparison::of(&a, &b, CONFIDENCE).wins.interval.contains(0.664_313)
        });
        assert!(is_honest(coverage), "{coverage}");
    }

    #[test]
    fn equal_options_are_never_told_apart() {
        let values = [3.0, 1.0, 4.0, 1.0, 5.0];
        let comparison = Comparison::of(&values, &values, CONFIDENCE);
        assert!(!comparison.distinguishable && comparison.replicates_to_tell.is_none());
        assert_eq!((comparison.wins.share, comparison.wins.ties), (0.5, 5));
        let nothing = Comparison::of(&[], &[], CONFIDENCE);
        assert_eq!((nothing.interval, nothing.wins.share), (None, 0.5));
        assert!(!nothing.distinguishable);
    }

    /// Differences of ±1 with a mean of 0.1: (1.96/0.1)² · 0.99 = 380.3, so 281 more than 100.
    #[test]
    fn as_many_more_replicates_as_promised_tell_the_options_apart() {
        let mut a = vec![1.0; 55];
        a.extend([-1.0; 45]);
        let comparison = Comparison::of(&a, &[0.0; 100], CONFIDENCE);
        assert!(!comparison.distinguishable);
        let more = comparison.replicates_to_tell.unwrap();
        assert!((280..=290).contains(&more), "{more}");
        let enough: Vec<f64> = a.iter().copied().cycle().take(400).collect();
        assert!(Comparison::of(&enough, &[0.0; 400], CONFIDENCE).distinguishable);
    }

    proptest! {
        #[test]
        fn swapping_the_options_turns_the_answer_round(
            pairs in prop::collection::vec((0_u32..50, 0_u32..50), 2..100),
        ) {
            let (a, b): (Vec<f64>, Vec<f64>) =
                pairs.into_iter().map(|(a, b)| (f64::from(a), f64::from(b))).unzip();
            let (ahead, back) =
                (Comparison::of(&a, &b, CONFIDENCE), Comparison::of(&b, &a, CONFIDENCE));
            prop_assert_eq!(ahead.difference, -back.difference);
            prop_assert_eq!(ahead.wins.wins, back.wins.losses);
            prop_assert!((ahead.wins.share + back.wins.share - 1.0).abs() < 1e-12);
            prop_assert_eq!(ahead.distinguishable, back.distinguishable);
            prop_assert_eq!(ahead.replicates_to_tell, back.replicates_to_tell);
            let (Interval { low, high }, turned) = (ahead.interval.unwrap(), back.interval.unwrap());
            prop_assert!((low + turned.high).abs() < 1e-9 && (high + turned.low).abs() < 1e-9);
        }
    }
}
