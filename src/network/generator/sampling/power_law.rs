//! Power laws with cut-offs, p(x) ∝ x^(−exponent) between a smallest and a largest value.
//!
//! Powers and logarithms are from the `libm` crate, not from the system, so that every machine draws
//! the same numbers.

use crate::{error::Result, network::stopping::par_fill, progress::Progress, rng::Stream};

/// A continuous power law between two values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct BoundedPowerLaw {
    /// The exponent of the density, above 1.
    pub(crate) exponent: f64,
    /// The smallest value, positive.
    pub(crate) min: f64,
    /// The largest value.
    pub(crate) max: f64,
}

impl BoundedPowerLaw {
    /// The law of this exponent and largest value that has this mean, or nothing where the mean is
    /// not between 0 and the largest value.
    pub(crate) fn with_mean(exponent: f64, mean: f64, max: f64) -> Option<Self> {
        if !(mean > 0.0 && mean < max) {
            return None;
        }
        // The mean grows with the smallest value: bisection on its logarithm.
        let (mut low, mut high) = (libm::log(mean) - 700.0, libm::log(max));
        for _ in 0..200 {
            let middle = f64::midpoint(low, high);
            if (Self { exponent, min: libm::exp(middle), max }).mean() < mean {
                low = middle;
            } else {
                high = middle;
            }
        }
        Some(Self { exponent, min: libm::exp(high), max })
    }

    /// ∫ x^(power − exponent) dx from the smallest value to the largest, over min^(1 + power −
    /// exponent), which keeps it in range.
    fn moment(self, power: f64) -> f64 {
        let grade = 1.0 + power - self.exponent;
        let log_ratio = libm::log(self.max / self.min);
        if grade.abs() < 1e-9 { log_ratio } else { libm::expm1(grade * log_ratio) / grade }
    }

    /// The expected value.
    pub(crate) fn mean(self) -> f64 {
        self.min * self.moment(1.0) / self.moment(0.0)
    }

    /// The value that a share `above` (from 0 to 1) of the law exceeds.
    pub(crate) fn exceeded_by(self, above: f64) -> f64 {
        self.exceeded_by_cut(above, self.cut())
    }

    /// (max/min)^(1 − exponent), for [`BoundedPowerLaw::exceeded_by_cut`].
    pub(crate) fn cut(self) -> f64 {
        libm::pow(self.max / self.min, 1.0 - self.exponent)
    }

    /// The same as [`BoundedPowerLaw::exceeded_by`] with the `cut` at hand.
    #[inline]
    pub(crate) fn exceeded_by_cut(self, above: f64, cut: f64) -> f64 {
        let power = libm::pow(cut + above * (1.0 - cut), 1.0 / (1.0 - self.exponent));
        (self.min * power).clamp(self.min, self.max)
    }

    /// `count` values that follow the law without chance, descending: the middle of each of `count`
    /// equal shares, scaled so that their mean is the law's.
    ///
    /// # Errors
    /// [`Error::Stopped`](crate::Error::Stopped) where the user stops the work.
    pub(crate) fn spread(self, count: u32, progress: &dyn Progress) -> Result<Vec<f64>> {
        let share = |rank: u32| (f64::from(rank) + 0.5) / f64::from(count);
        let cut = self.cut();
        let value = |rank: usize| self.exceeded_by_cut(share(rank as u32), cut);
        let mut values = par_fill(count as usize, progress, value)?;
        let scale = self.mean() * f64::from(count) / values.iter().sum::<f64>();
        for value in &mut values {
            *value *= scale;
        }
        Ok(values)
    }
}

/// A power law of whole numbers, p(k) ∝ k^(−exponent) from a smallest to a largest.
#[derive(Debug, Clone)]
pub(crate) struct WholePowerLaw {
    min: u32,
    /// P(K ≤ min + i), unnormalised.
    cumulated: Vec<f64>,
}

impl WholePowerLaw {
    /// The law; `min` is positive and at most `max`. Memory is 8 bytes for each value.
    pub(crate) fn new(exponent: f64, min: u32, max: u32) -> Self {
        let mut total = 0.0;
        // Over min^(−exponent), which keeps the first term at 1.
        let weight = |value: u32| libm::pow(f64::from(value) / f64::from(min), -exponent);
        let cumulate = |value| {
            total += weight(value);
            total
        };
        Self { min, cumulated: (min..=max).map(cumulate).collect() }
    }

    /// A number drawn from the law.
    pub(crate) fn draw(&self, stream: &mut Stream) -> u32 {
        let total = self.cumulated.last().copied().unwrap_or(0.0);
        let place = stream.unit() * total;
        self.min + self.cumulated.partition_point(|&sum| sum <= place) as u32
    }

    /// The expected value.
    pub(crate) fn mean(&self) -> f64 {
        let mut before = 0.0;
        let mut sum = 0.0;
        for (value, &cumulated) in (self.min..).zip(&self.cumulated) {
            sum += f64::from(value) * (cumulated - before);
            before = cumulated;
        }
        sum / before
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::generator::sampling::draw::stage;

    #[test]
    fn a_law_with_a_wanted_mean_has_it() {
        for exponent in [1.0 + 1e-9, 1.5, 2.0, 2.5, 3.7] {
            for (mean, max) in [(10.0, 1000.0), (0.3, 5.0), (9.9, 10.0)] {
                let law = BoundedPowerLaw::with_mean(exponent, mean, max).unwrap();
                assert!((law.mean() / mean - 1.0).abs() < 1e-9, "{law:?}");
                let values = law.spread(1000, &()).unwrap();
                assert!((values.iter().sum::<f64>() / 1000.0 / mean - 1.0).abs() < 1e-9);
                assert!(values.is_sorted_by(|a, b| a >= b));
            }
        }
        assert!(BoundedPowerLaw::with_mean(2.5, 10.0, 10.0).is_none());
        assert!(BoundedPowerLaw::with_mean(2.5, f64::NAN, 10.0).is_none());
    }

    /// P(X > x) = ((x/min)^(1−a) − c)/(1 − c), c = (max/min)^(1−a).
    #[test]
    fn quantiles_turn_the_tail_round() {
        let law = BoundedPowerLaw { exponent: 2.5, min: 2.0, max: 500.0 };
        for above in [0.001_f64, 0.1, 0.5, 0.99] {
            let x = law.exceeded_by(above);
            let cut = (law.max / law.min).powf(-1.5);
            let tail = ((x / law.min).powf(-1.5) - cut) / (1.0 - cut);
            assert!((tail - above).abs() < 1e-12);
        }
        assert_eq!(law.exceeded_by(1.0).to_bits(), 2.0_f64.to_bits());
    }

    /// With p(k) ∝ k^(−2) on 1, 2, 3: weights 36, 9, 4 of 49; counts of 49,000 draws have variance
    /// below 49,000·p, five sigmas.
    #[test]
    fn whole_numbers_come_as_often_as_the_law_says() {
        let law = WholePowerLaw::new(2.0, 1, 3);
        assert!((law.mean() - (36.0 + 18.0 + 12.0) / 49.0).abs() < 1e-12);
        let mut stream = stage(1, 0).stream(0);
        let mut counts = [0.0_f64; 4];
        (0..49_000).for_each(|_| counts[law.draw(&mut stream) as usize] += 1.0);
        for (count, expected) in counts.into_iter().zip([0.0, 36_000.0, 9000.0, 4000.0_f64]) {
            assert!((count - expected).abs() <= 5.0 * expected.sqrt(), "{counts:?}");
        }
    }
}
