//! Users drawn in proportion to a weight, by inversion of the running sums with a guide table (Chen
//! & Asau 1974, doi:10.1080/05695557408974949).
//!
//! Running sums are built in parallel pieces, several times as fast as an alias table. A draw costs
//! one read of the guide and about five adjacent sums.

use rayon::prelude::*;

/// Users for each entry of the guide.
const USERS: usize = 4;

/// Users or guide entries of a piece. The rounding of sums depends on it.
const PIECE: usize = 1 << 14;

/// Users and their weights.
#[derive(Debug)]
pub(crate) struct Weighted {
    /// The running sum of weights, up to and including each user.
    ends: Vec<f64>,
    /// For each equal part of the total, the first user whose sum exceeds its start.
    guide: Vec<u32>,
}

impl Weighted {
    /// The users 0, 1, … with these weights, 0 or more.
    ///
    /// # Panics
    /// If the weights have no finite sum above 0.
    pub(crate) fn new(users: usize, weight: impl Fn(usize) -> f64 + Sync) -> Self {
        let mut ends = vec![0.0; users];
        let sum_up = |(piece, ends): (usize, &mut [f64])| {
            let mut sum = 0.0;
            for (user, end) in (piece * PIECE..).zip(ends) {
                sum += weight(user);
                *end = sum;
            }
            sum
        };
        let sums: Vec<f64> = ends.par_chunks_mut(PIECE).enumerate().map(sum_up).collect();
        let mut total = 0.0;
        let mut starts = Vec::with_capacity(sums.len());
        for sum in sums {
            starts.push(total);
            total += sum;
        }
        ends.par_chunks_mut(PIECE)
            .zip(starts)
            .for_each(|(ends, start)| ends.iter_mut().for_each(|end| *end += start));
        assert!(total > 0.0 && total.is_finite(), "weights of 0 or more, not all 0");
        let parts = users.div_ceil(USERS);
        let mut guide = vec![0; parts];
        let begin = |part: usize| part as f64 / parts as f64 * total;
        guide.par_chunks_mut(PIECE).enumerate().for_each(|(piece, guide)| {
            let first = piece * PIECE;
            let mut user = ends.partition_point(|&end| end <= begin(first));
            for (part, found) in (first..).zip(guide) {
                while ends[user] <= begin(part) {
                    user += 1;
                }
                *found = user as u32;
            }
        });
        Self { ends, guide }
    }

    /// The sum of all weights.
    pub(crate) fn total(&self) -> f64 {
        self.ends[self.ends.len() - 1]
    }

    /// The user drawn by a uniform number on [0, 1).
    pub(crate) fn draw(&self, unit: f64) -> u32 {
        let total = self.total();
        // Below the total, so a user exists, and never one of weight 0.
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
        // Of more than one piece, and with more nobodies at its start than a piece has.
        let few = PIECE + 1000;
        let late: Vec<f64> = (0..3 * few).map(|user| f64::from(u8::from(user >= few))).collect();
        let uneven: Vec<f64> = (0..1000).map(|user| f64::from(user % 7) * 0.25).collect();
        for weights in [&[3.0][..], &[0.0, 1.0, 2.5, 0.5, 0.0], &[1e-300, 1e300], &uneven, &late] {
            let weighted = Weighted::new(weights.len(), |user| weights[user]);
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
