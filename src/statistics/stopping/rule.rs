//! The stopping rule that promises a relative precision under any law.
//!
//! It must never look at a value before all values that come before it: the promise is for the
//! first moment at which the sum is reached.

/// A running sum of values between 0 and 1 that ends once their mean is estimated within a factor of
/// 1 ± ε with probability at least 1 − δ, under any law.
///
/// This is the stopping rule of Dagum, Karp, Luby & Ross (2000, *SIAM J. Comput.* 29(5),
/// doi:10.1137/S0097539797315306): go on until the sum reaches [`needed_sum`]; the estimate is that
/// sum over the number of values. For reach, a value is the reached share of all users.
///
/// It takes about `needed_sum` / mean values. Where cascades are small against the network that is more
/// than [`Precision`](super::Precision) takes, as it allows for the largest variance that the mean
/// permits. In return its promise holds for every law and at every ε and δ, not only in the limit.
///
/// ```
/// use wordspread::statistics::StoppingRule;
/// let mut rule = StoppingRule::new(0.1, 0.05).unwrap();
/// let replicates = (0..).find(|_| rule.add(0.5)).unwrap() + 1;
/// assert_eq!(replicates, 2334); // 1,166.8 / 0.5, rounded up
/// assert!((rule.estimate().unwrap() - 0.5).abs() < 0.05);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StoppingRule {
    needed: f64,
    sum: f64,
    count: u64,
}

impl StoppingRule {
    /// The rule for a relative precision `epsilon` that is missed with probability `delta` at
    /// most; `None` unless both lie between 0 and 1.
    #[must_use]
    pub fn new(epsilon: f64, delta: f64) -> Option<Self> {
        let is_inner = |part: f64| part > 0.0 && part < 1.0;
        let needed = needed_sum(epsilon, delta);
        (is_inner(epsilon) && is_inner(delta) && needed.is_finite()).then_some(Self {
            needed,
            sum: 0.0,
            count: 0,
        })
    }

    /// Adds the value of the next replicate and returns whether the rule is met; values after that
    /// moment change nothing.
    ///
    /// # Panics
    /// If the value does not lie between 0 and 1.
    pub fn add(&mut self, value: f64) -> bool {
        assert!((0.0..=1.0).contains(&value), "a share lies between 0 and 1, not {value}");
        if !self.is_met() {
            self.sum += value;
            self.count += 1;
        }
        self.is_met()
    }

    /// True once the sum is reached.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.sum >= self.needed
    }

    /// How many values were taken in.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The estimate of the mean, once the rule is met: the needed sum over the number of values.
    #[must_use]
    pub fn estimate(&self) -> Option<f64> {
        self.is_met().then(|| self.needed / self.count as f64)
    }

    /// How much of the needed sum there is, from 0 to 1: the share of the work that is done.
    #[must_use]
    pub fn progress(&self) -> f64 {
        (self.sum / self.needed).min(1.0)
    }
}

/// The sum at which [`StoppingRule`] ends: 1 + (1 + ε) · 4(e − 2) · ln(2/δ) / ε².
///
/// ```
/// use wordspread::statistics::needed_sum;
/// assert_eq!((needed_sum(0.10, 0.05) * 10.0).round(), 11_668.0);
/// ```
#[must_use]
pub fn needed_sum(epsilon: f64, delta: f64) -> f64 {
    let constant = 4.0 * (std::f64::consts::E - 2.0);
    1.0 + (1.0 + epsilon) * constant * (2.0 / delta).ln() / (epsilon * epsilon)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::coverage::share;

    #[test]
    fn the_needed_sums_are_the_published_ones() {
        assert!((needed_sum(0.10, 0.05) - 1166.8).abs() < 0.05, "{}", needed_sum(0.10, 0.05));
        assert!((needed_sum(0.05, 0.01) - 6394.6).abs() < 0.05, "{}", needed_sum(0.05, 0.01));
    }

    #[test]
    fn the_rule_is_met_once_and_then_stays_as_it_is() {
        let mut rule = StoppingRule::new(0.5, 0.5).unwrap();
        assert_eq!((rule.estimate(), rule.progress()), (None, 0.0));
        while !rule.add(1.0) {}
        let met = rule;
        assert!(rule.add(0.0));
        assert_eq!(rule, met);
        assert_eq!((rule.count(), rule.progress()), (needed_sum(0.5, 0.5).ceil() as u64, 1.0));
    }

    #[test]
    fn impossible_promises_are_not_made() {
        for (epsilon, delta) in [(0.0, 0.1), (1.0, 0.1), (0.1, 0.0), (0.1, 1.0), (f64::NAN, 0.1)] {
            assert_eq!(StoppingRule::new(epsilon, delta), None, "{epsilon} {delta}");
        }
    }

    /// The promise is 1 − δ = 80% for the worst law; four standard errors are √(.2·.8/2000)·4 = 3.6%.
    /// Coins of p = 2% are nearly the worst. A sum a twentieth as large breaks the promise.
    #[test]
    fn the_estimate_is_as_near_as_promised() {
        let within = |needed: f64, stream: &mut crate::rng::Stream| {
            let mut rule = StoppingRule { needed, sum: 0.0, count: 0 };
            while !rule.add(f64::from(u8::from(stream.unit() < 0.02))) {}
            (rule.estimate().unwrap() / 0.02 - 1.0).abs() <= 0.5
        };
        let needed = needed_sum(0.5, 0.2);
        let kept = share(24, |stream| within(needed, stream));
        assert!(kept >= 0.8 - 0.036, "{kept}");
        let broken = share(24, |stream| within(needed / 20.0, stream));
        assert!(broken < 0.8 - 0.036, "{broken}");
    }
}
