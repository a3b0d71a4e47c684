//! How often intervals cover the truth: the check that every kind of interval here is held to.
//!
//! It must never pass an interval only because the check is too weak: it also says which
//! deliberately wrong intervals it refuses.

use super::{Confidence, Interval, Moments, mean_interval};
use crate::rng::{Purpose, Stream, World};
use rand_distr::{Distribution, StandardNormal};

/// How many times an experiment is repeated: the standard error of a coverage of 95% is then
/// √(.95·.05/2000) = 0.49 of a percent.
pub(super) const REPETITIONS: u64 = 2000;

/// The share of [`REPETITIONS`] experiments, each with a stream of its own, that succeed.
pub(super) fn share(rng_seed: u64, mut experiment: impl FnMut(&mut Stream) -> bool) -> f64 {
    let world = World::new(rng_seed, Purpose::Diffusion, 0);
    let successes =
        (0..REPETITIONS).filter(|&repetition| experiment(&mut world.stream(repetition))).count();
    successes as f64 / REPETITIONS as f64
}

/// True where `coverage` is what an interval at 95% should have, 93 to 97%: four standard errors.
pub(super) fn is_honest(coverage: f64) -> bool {
    (0.93..=0.97).contains(&coverage)
}

#[test]
fn intervals_that_are_too_narrow_or_too_wide_fail_the_check() {
    for (factor, honest) in [(1.0, true), (0.5, false), (0.8, false), (1.25, false), (2.0, false)] {
        let coverage = share(1, |stream| {
            let values: Vec<f64> =
                StandardNormal.sample_iter(stream).take(50).map(|z: f64| 7.0 + z).collect();
            let moments = Moments::of(&values);
            let interval = mean_interval(&moments, Confidence::NINETY_FIVE).expect("50 values");
            Interval::around(moments.mean, factor * interval.half_width()).contains(7.0)
        });
        assert_eq!(is_honest(coverage), honest, "{factor} times as wide covers {coverage}");
    }
}
