//! Users drawn in proportion to a weight: by inversion of the running sums, with a guide that says from
//! where on to look (Chen & Asau 1974, doi:10.1080/05695557408974949).
//!
//! Running sums are made in one pass over the users, several times as fast as an alias table, and a
//! draw costs one look into the guide and some five sums beside each other.

/// Users for each part of the guide.
const USERS: usize = 4;

/// Users and their weights.
#[derive(Debug)]
pub(super) struct Weighted {
    /// For each user the sum of the weights up to its own.
    ends: Vec<f64>,
    /// For each of equal parts of the whole the first user who ends after it begins.
    guide: Vec<u32>,
}

impl Weighted {
    /// Users of these weights, 0 or more.
    ///
    /// # Panics
    /// If they have no finite sum above 0.
    pub(super) fn new(weights: impl Iterator<Item = f64>) -> Self {
        let running = |sum: &mut f64, weight: f64| {
            *sum += weight;
            Some(*sum)
        };
        let ends: Vec<f64> = weights.scan(0.0, running).collect();
        let total = ends.last().copied().unwrap_or_default();
        assert!(total > 0.0 && total.is_finite(), "weights of 0 or more, not all 0");
        let parts = ends.len().div_ceil(USERS);
        let mut user = 0;
        let first = |part: usize| {
            let begin = part as f64 / parts as f64 * total;
            while ends[user] <= begin {
                user += 1;
            }
            user as u32
        };
        let guide = (0..parts).map(first).collect();
        Self { ends, guide }
    }

    /// The sum of all weights.
    pub(super) fn total(&self) -> f64 {
        self.ends[self.ends.len() - 1]
    }

    /// The user whom a number uniform on [0, 1) draws.
    pub(super) fn draw(&self, unit: f64) -> u32 {
        let total = self.total();
        // Below the total, so that there is such a user, and nobody of weight 0.
        let place = (unit * total).min(total.next_down());
        let mut user = self.guide[(unit * self.guide.len() as f64) as usize] as usize;
        while self.ends[user] <= place {
            user += 1;
        }
        user as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of evenly spread numbers each user draws its share, but for one at either end.
    #[test]
    fn users_are_drawn_in_proportion_to_their_weights_and_nobody_without_one() {
        let uneven: Vec<f64> = (0..1000).map(|user| f64::from(user % 7) * 0.25).collect();
        for weights in [&[3.0][..], &[0.0, 1.0, 2.5, 0.5, 0.0], &[1e-300, 1e300], &uneven] {
            let weighted = Weighted::new(weights.iter().copied());
            let total: f64 = weights.iter().sum();
            assert!((weighted.total() - total).abs() <= 1e-12 * total);
            let mut counts = vec![0; weights.len()];
            for draw in 0..100_000 {
                counts[weighted.draw(f64::from(draw) / 100_000.0) as usize] += 1;
            }
            counts[weighted.draw(1.0_f64.next_down()) as usize] += 0;
            for (count, weight) in counts.into_iter().zip(weights) {
                assert!((f64::from(count) - weight / total * 1e5).abs() < 2.0);
                assert!(*weight > 0.0 || count == 0);
            }
        }
    }
}
