//! Which of many weights are drawn when each has a coin of its own, in proportion to it.
//!
//! It never tosses the coins that come up empty.

use super::pairs::log_of_failure;
use crate::rng::Stream;

/// Weights of one class lie within this factor of its largest.
const WITHIN: f64 = 0.7;

/// Positive weights in descending order, in classes of nearly equal ones.
#[derive(Debug)]
pub(crate) struct DescendingWeights {
    weights: Vec<f64>,
    classes: Vec<WeightClass>,
}

#[derive(Debug)]
struct WeightClass {
    /// The place behind its last.
    end: usize,
    most: f64,
    least: f64,
}

impl DescendingWeights {
    /// For weights in descending order.
    pub(crate) fn new(weights: Vec<f64>) -> Self {
        let mut classes: Vec<WeightClass> = Vec::new();
        let mut start = 0;
        while let Some(&most) = weights.get(start) {
            let length = weights[start..].partition_point(|&weight| weight >= WITHIN * most);
            let end = start + length.max(1);
            classes.push(WeightClass { end, most, least: weights[end - 1] });
            start = end;
        }
        Self { weights, classes }
    }

    /// Visits each place with probability min(1, scale · weight), all independent, in ascending
    /// order.
    ///
    /// Within a class, gaps between candidates are geometric at the probability of its largest
    /// weight. A candidate is taken with the ratio of its own probability to that, as Miller &
    /// Hagberg 2011 do (doi:10.1007/978-3-642-21286-4_10). A gap is an exponential number over the
    /// class's rate; what is left of it at the end of a class is exponential again, and goes on in
    /// the next. So the cost is one logarithm a candidate, and a few multiplications a class.
    #[inline]
    pub(crate) fn visit(&self, scale: f64, stream: &mut Stream, mut visit: impl FnMut(usize)) {
        let exponential = |stream: &mut Stream| -libm::log(1.0 - stream.unit());
        let mut left = exponential(stream);
        let mut place = 0;
        for class in &self.classes {
            let bound = (scale * class.most).min(1.0);
            let rate = -log_of_failure(bound);
            loop {
                // 0 where the rate is infinite: then all places are candidates.
                let gap = left / rate;
                let room = (class.end - place) as f64;
                if gap >= room {
                    left -= room * rate;
                    place = class.end;
                    break;
                }
                place += gap as usize;
                let drawn = stream.unit() * bound;
                // Most weights need not be looked up to see that they are above what is drawn.
                if drawn < scale * class.least || drawn < scale * self.weights[place] {
                    visit(place);
                }
                place += 1;
                left = exponential(stream);
                if place == class.end {
                    break;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::generator::sampling::draw::stage;

    /// Each place is visited p of the time, variance p(1−p) a trial; five sigmas. Neighbours and
    /// places of different classes are both visited as often as independent ones are.
    #[test]
    fn each_place_has_its_own_probability_independently() {
        let weights = vec![30.0, 10.5, 10.0, 6.0, 5.0, 4.5, 4.0, 1.0, 0.2, 0.2, 0.19, 0.001];
        let falling = DescendingWeights::new(weights.clone());
        let trials = 50_000;
        let mut counts = vec![0.0_f64; weights.len()];
        let mut pairs = vec![0.0_f64; weights.len()];
        for trial in 0..trials {
            let mut stream = stage(4, 0).stream(trial);
            let mut seen = vec![false; weights.len()];
            falling.visit(0.1, &mut stream, |place| seen[place] = true);
            for place in 0..weights.len() {
                counts[place] += f64::from(seen[place]);
                pairs[place] += f64::from(place > 0 && seen[place] && seen[place - 1]);
            }
        }
        let close = |count: f64, p: f64| {
            let sigma = (trials as f64 * p * (1.0 - p)).sqrt();
            assert!((count - p * trials as f64).abs() <= 5.0 * sigma, "{count} at {p}");
        };
        let share = |place: usize| (0.1 * weights[place]).min(1.0);
        for place in 0..weights.len() {
            close(counts[place], share(place));
            if place > 0 {
                close(pairs[place], share(place) * share(place - 1));
            }
        }
    }

    /// The number of visits to 100,000 equal places is binomial, whatever the probability.
    #[test]
    fn long_classes_are_crossed_at_the_right_rate() {
        for p in [1e-6, 1e-3, 0.3, 0.999] {
            let falling = DescendingWeights::new(vec![1.0; 100_000]);
            let (runs, mut visits) = (20, 0.0);
            for run in 0..runs {
                falling.visit(p, &mut stage(8, 0).stream(run), |_| visits += 1.0);
            }
            let all = 100_000.0 * runs as f64;
            let sigma = f64::sqrt(all * p * (1.0 - p));
            assert!((visits - all * p).abs() < 5.0 * sigma, "{visits} at {p}");
        }
    }

    #[test]
    fn certain_places_are_all_visited_once_and_in_order() {
        let mut seen = Vec::new();
        DescendingWeights::new(vec![9.0, 8.0, 3.0, 1.0]).visit(
            1.0,
            &mut stage(1, 0).stream(0),
            |place| {
                seen.push(place);
            },
        );
        assert_eq!(seen, [0, 1, 2, 3]);
    }
}
