//! Exponential waiting times without logarithms, the same on every machine.

use std::sync::LazyLock;

use super::Stream;

/// Layers of the ziggurat.
const LAYERS: usize = 256;

/// Where the lowest layer ends and the tail begins.
const TAIL: f64 = 7.697_117_470_131_05;

/// The law of mean 1 and density e^(−x): by Marsaglia & Tsang's ziggurat (2000,
/// doi:10.18637/jss.v005.i08), whose tables come from the `libm` crate, so that no number depends
/// on the system's logarithm. 98.9% of the numbers cost one look into a table of 4 KiB.
#[derive(Debug)]
pub struct ExponentialLaw {
    /// The right end of each layer, from the lowest, which is widened by the tail's area, up to 0.
    ends: [f64; LAYERS + 1],
    /// The density there.
    heights: [f64; LAYERS + 1],
}

static TABLES: LazyLock<ExponentialLaw> = LazyLock::new(ExponentialLaw::new);

impl ExponentialLaw {
    /// The tables, made at the first call.
    #[must_use]
    pub fn tables() -> &'static Self {
        &TABLES
    }

    fn new() -> Self {
        let density = |x: f64| libm::exp(-x);
        // Each layer has the area of the lowest: its rectangle and, for e^(−x), a tail of the area
        // of its density.
        let area = (TAIL + 1.0) * density(TAIL);
        let mut ends = [0.0; LAYERS + 1];
        ends[0] = area / density(TAIL);
        ends[1] = TAIL;
        for layer in 2..LAYERS {
            let before = ends[layer - 1];
            ends[layer] = -libm::log(area / before + density(before));
        }
        Self { ends, heights: ends.map(density) }
    }

    /// The next number of `stream` under the law: above 0, of mean 1.
    #[inline]
    #[must_use = "a number drawn and dropped shifts the stream"]
    pub fn draw(&self, stream: &mut Stream) -> f64 {
        let mut beyond = 0.0;
        loop {
            let bits = stream.bits();
            let layer = (bits % LAYERS as u64) as usize;
            // On (0, 1], so that no waiting time is 0.
            let unit = ((bits >> 11) + 1) as f64 * (1.0 / 9_007_199_254_740_992.0);
            let x = unit * self.ends[layer];
            if x < self.ends[layer + 1] {
                return beyond + x;
            }
            if layer == 0 {
                // ExponentialLaw waiting times have no memory, so the tail has the same law again.
                beyond += TAIL;
            } else if self.lies_under(layer, x, stream) {
                return beyond + x;
            }
        }
    }

    /// Whether a point of a layer at `x`, of uniform height within the layer, lies under the curve.
    #[cold]
    fn lies_under(&self, layer: usize, x: f64, stream: &mut Stream) -> bool {
        let [low, high] = [self.heights[layer], self.heights[layer + 1]];
        low + (high - low) * stream.unit() < libm::exp(-x)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, World};

    #[test]
    fn layers_have_one_area_and_end_at_zero() {
        let ExponentialLaw { ends, heights } = ExponentialLaw::tables();
        assert!(ends.windows(2).all(|pair| pair[0] > pair[1]) && ends[LAYERS] == 0.0);
        let area = ends[0] * heights[1];
        for layer in 1..LAYERS {
            let own = ends[layer] * (heights[layer + 1] - heights[layer]);
            assert!((own - area).abs() < 1e-9, "{layer}: {own} against {area}");
        }
    }

    /// Shares of 10^6 numbers in 40 equally likely parts, the last far into the tail: chi-square with
    /// 39 degrees of freedom has mean 39 and standard deviation 8.8; five of them are allowed. The
    /// mean of so many has standard deviation 0.001.
    #[test]
    fn numbers_follow_the_law_into_the_tail() {
        const PARTS: usize = 40;
        let mut stream = World::new(1, Purpose::Diffusion, 0).stream(0);
        let tables = ExponentialLaw::tables();
        let mut counts = [0_u32; PARTS];
        let (mut sum, mut far) = (0.0, 0_u32);
        for _ in 0..1_000_000 {
            let x = tables.draw(&mut stream);
            assert!(x > 0.0);
            sum += x;
            far += u32::from(x > TAIL);
            counts[((-libm::expm1(-x) * PARTS as f64) as usize).min(PARTS - 1)] += 1;
        }
        let expected = 1_000_000.0 / PARTS as f64;
        let chi: f64 =
            counts.iter().map(|&count| (f64::from(count) - expected).powi(2) / expected).sum();
        assert!(chi < 39.0 + 5.0 * 8.8, "{chi}");
        assert!((sum / 1_000_000.0 - 1.0).abs() < 0.005, "{sum}");
        // e^(−7.697) of a million is 454, with standard deviation 21.3.
        assert!((f64::from(far) - 454.1).abs() < 5.0 * 21.3, "{far}");
    }
}
