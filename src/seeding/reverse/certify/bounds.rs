//! Confidence bounds on the expected number of sets met, valid at every look of a search at once.
//!
//! The number of reverse sets that fixed seeds meet concentrates as a sum of independent coins
//! does. The bounds are Lemmas 4.2 and 4.3 of Tang et al. (2018, doi:10.1145/3183713.3183749); each
//! fails with probability e^(−a). A search looks at twice as many sets each time. Look i gets the
//! share δ / (i (i + 1)) of the risk δ, half for either bound. These shares sum to δ, so a search
//! may look as often as it likes.

/// The exponent a at a look, counted from 1. Each of the two bounds fails with probability e^(−a),
/// and any bound of any look with probability `risk`.
#[must_use]
pub fn exponent(risk: f64, look: u32) -> f64 {
    let look = f64::from(look);
    libm::log(2.0 * look * (look + 1.0) / risk)
}

/// A lower bound on the expected number of sets met, if `met` of the sets that took no part in the
/// choice are.
#[must_use]
pub fn at_least(met: f64, a: f64) -> f64 {
    let root = (met + 2.0 * a / 9.0).sqrt() - (a / 2.0).sqrt();
    (root.max(0.0).powi(2) - a / 18.0).max(0.0)
}

/// An upper bound on the expected number of sets that the best seeds meet, if they meet at most
/// `most` of the choosing sets.
#[must_use]
pub fn at_most(most: f64, a: f64) -> f64 {
    ((most + a / 2.0).sqrt() + (a / 2.0).sqrt()).powi(2)
}

#[cfg(test)]
mod tests {
    use rand_distr::{Binomial, Distribution};

    use super::*;
    use crate::rng::{Purpose, World};

    /// Each bound may fail with probability e^(−a): in 20,000 draws the number of failures has at
    /// most standard deviation √(20,000 e^(−a)); five of them are allowed. Where the bounds were much
    /// wider than they need be, they would never fail: at a = 1 they must.
    #[test]
    fn bounds_fail_no_more_often_than_they_may() {
        for (case, (share, a)) in
            [(0.3, 1.0), (0.3, 3.0), (0.01, 1.0), (0.01, 3.0)].into_iter().enumerate()
        {
            let sets = 2000;
            let law = Binomial::new(sets, share).expect("a share");
            let expected = sets as f64 * share;
            let [mut low, mut high] = [0_u32; 2];
            for draw in 0..20_000 {
                let mut stream = World::new(3, Purpose::Bootstrap, case as u64).stream(draw);
                let met = law.sample(&mut stream) as f64;
                low += u32::from(at_least(met, a) > expected);
                high += u32::from(at_most(met, a) < expected);
            }
            let allowed = 20_000.0 * (-a).exp();
            for failures in [low, high] {
                assert!(f64::from(failures) < allowed + 5.0 * allowed.sqrt(), "{share} {a}");
                assert!(a > 1.0 || failures > 0, "{share} {a}: never");
            }
        }
    }

    #[test]
    fn the_risk_of_all_looks_together_is_the_risk() {
        let spent: f64 = (1..100_000).map(|look| 2.0 * (-exponent(0.01, look)).exp()).sum();
        assert!((spent - 0.01).abs() < 1e-6, "{spent}");
    }

    #[test]
    fn bounds_enclose_what_was_met_and_never_fall_below_zero() {
        for met in [0.0, 1.0, 10.0, 1e6] {
            let (low, high) = (at_least(met, 5.0), at_most(met, 5.0));
            assert!(0.0 <= low && low <= met && met <= high, "{met}: {low} to {high}");
        }
    }
}
