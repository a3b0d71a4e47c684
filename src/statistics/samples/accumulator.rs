//! Rows of numbers, one row a world, gathered so that neither order nor number of threads shows.
//!
//! A measure chooses one of four ways. Sums are of whole numbers and exact, so they may be merged in
//! any order.

use serde::{Deserialize, Serialize};

use super::{Counts, JointTally, Tally};

/// What is kept of rows of numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Accumulator {
    /// For each number its exact sums: a mean and its spread. Numbers are whole.
    Sums(Vec<Tally>),
    /// For each pair of numbers, one after the other, their joint exact sums: a ratio or a difference
    /// and its spread. Numbers are whole.
    JointSums(Vec<JointTally>),
    /// For each number how often each value occurred: quantiles. Numbers are whole.
    Counts(CurveCounts),
    /// For each number its values in the order of the worlds, NaN left out.
    Values(Vec<Vec<f64>>),
}

/// Values of the numbers along a curve, and the products of neighbours.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurveCounts {
    numbers: Vec<Counts>,
    /// For each number the sum of its products with the next.
    products: Vec<u128>,
}

impl Accumulator {
    /// Exact sums of rows of so many numbers.
    #[must_use]
    pub fn sums(numbers: usize) -> Self {
        Self::Sums(vec![Tally::default(); numbers])
    }

    /// Joint sums of rows of so many pairs.
    #[must_use]
    pub fn joint_sums(pairs: usize) -> Self {
        Self::JointSums(vec![JointTally::default(); pairs])
    }

    /// Counted values of rows of so many numbers.
    #[must_use]
    pub fn counts(numbers: usize) -> Self {
        Self::Counts(CurveCounts {
            numbers: vec![Counts::default(); numbers],
            products: vec![0; numbers],
        })
    }

    /// All values of rows of so many numbers.
    #[must_use]
    pub fn values(numbers: usize) -> Self {
        Self::Values(vec![Vec::new(); numbers])
    }

    /// How many values it keeps of each world.
    #[must_use]
    pub const fn kept_values(&self) -> usize {
        if let Self::Values(values) = self { values.len() } else { 0 }
    }

    /// Bytes of all but such values, where no number is above `most`.
    #[must_use]
    pub fn bytes(&self, most: f64) -> f64 {
        match self {
            Self::Sums(sums) => size_of_val(&**sums) as f64,
            Self::JointSums(sums) => size_of_val(&**sums) as f64,
            Self::Counts(counts) => counts.numbers.len() as f64 * Counts::bytes(most),
            Self::Values(_) => 0.0,
        }
    }

    /// Adds the row of the next world.
    pub fn add(&mut self, row: &[f64]) {
        match self {
            Self::Sums(sums) => {
                for (sum, &number) in sums.iter_mut().zip(row) {
                    sum.add(number as u64);
                }
            }
            Self::JointSums(sums) => {
                for (sum, pair) in sums.iter_mut().zip(row.chunks_exact(2)) {
                    sum.add(pair[0] as u64, pair[1] as u64);
                }
            }
            Self::Counts(counts) => counts.add(row),
            Self::Values(values) => {
                for (values, &number) in values.iter_mut().zip(row) {
                    if !number.is_nan() {
                        values.push(number);
                    }
                }
            }
        }
    }

    /// Adds what another of the same shape has gathered in the worlds that follow.
    ///
    /// # Panics
    /// Where the other gathers in another way.
    pub fn merge(&mut self, other: &Self) {
        match (self, other) {
            (Self::Sums(sums), Self::Sums(more)) => {
                sums.iter_mut().zip(more).for_each(|(sum, more)| sum.merge(*more));
            }
            (Self::JointSums(sums), Self::JointSums(more)) => {
                sums.iter_mut().zip(more).for_each(|(sum, more)| sum.merge(*more));
            }
            (Self::Counts(counts), Self::Counts(more)) => counts.merge(more),
            (Self::Values(values), Self::Values(more)) => {
                values.iter_mut().zip(more).for_each(|(values, more)| values.extend(more));
            }
            _ => panic!("accumulators of one measure gather in one way"),
        }
    }

    /// The sums of a measure that gathers them.
    ///
    /// # Panics
    /// Where it gathers in another way.
    #[must_use]
    pub fn as_sums(&self) -> &[Tally] {
        let Self::Sums(sums) = self else { panic!("sums are gathered, not {self:?}") };
        sums
    }

    /// The joint sums of a measure that gathers them.
    ///
    /// # Panics
    /// Where it gathers in another way.
    #[must_use]
    pub fn as_joint_sums(&self) -> &[JointTally] {
        let Self::JointSums(sums) = self else { panic!("joint sums are gathered, not {self:?}") };
        sums
    }

    /// The counted values of a measure that gathers them.
    ///
    /// # Panics
    /// Where it gathers in another way.
    #[must_use]
    pub fn as_counts(&self) -> &CurveCounts {
        let Self::Counts(counts) = self else { panic!("counts are gathered, not {self:?}") };
        counts
    }

    /// The values of a measure that gathers them.
    ///
    /// # Panics
    /// Where it gathers in another way.
    #[must_use]
    pub fn as_values(&self) -> &[Vec<f64>] {
        let Self::Values(values) = self else { panic!("values are gathered, not {self:?}") };
        values
    }
}

impl CurveCounts {
    fn add(&mut self, row: &[f64]) {
        let mut next = row.iter().skip(1);
        for (place, &number) in row.iter().enumerate() {
            self.numbers[place].add(number as u64);
            if let Some(&next) = next.next() {
                self.products[place] += u128::from(number as u64) * u128::from(next as u64);
            }
        }
    }

    fn merge(&mut self, other: &Self) {
        let numbers = self.numbers.iter_mut().zip(&other.numbers);
        numbers.for_each(|(number, more)| number.merge(more));
        let products = self.products.iter_mut().zip(&other.products);
        products.for_each(|(product, more)| *product += more);
    }

    /// How often each value of each number occurred.
    #[must_use]
    pub fn numbers(&self) -> &[Counts] {
        &self.numbers
    }

    /// The joint sums of the number at `place` + 1, first, and of the one at `place`, second.
    ///
    /// # Panics
    /// Where there are not so many.
    #[must_use]
    pub fn next_and_this(&self, place: usize) -> JointTally {
        JointTally {
            first: self.numbers[place + 1].tally(),
            second: self.numbers[place].tally(),
            products: self.products[place],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two parts of a run, gathered apart and merged, are the run.
    #[test]
    fn parts_merge_into_the_whole_in_each_of_the_four_ways() {
        let rows: Vec<Vec<f64>> = (0..40_u32)
            .map(|row| {
                let never = if row % 3 == 0 { f64::NAN } else { f64::from(row) };
                vec![f64::from(row * 37 % 11), f64::from(row * row % 600), f64::from(row), never]
            })
            .collect();
        let whole_numbers = |row: &[f64]| row[..2].to_vec();
        let empty = [
            Accumulator::sums(2),
            Accumulator::joint_sums(1),
            Accumulator::counts(2),
            Accumulator::values(4),
        ];
        for empty in empty {
            let gathered = |rows: &[Vec<f64>]| {
                let mut gathered = empty.clone();
                for row in rows {
                    match gathered {
                        Accumulator::Values(_) => gathered.add(row),
                        _ => gathered.add(&whole_numbers(row)),
                    }
                }
                gathered
            };
            let mut merged = gathered(&rows[..13]);
            merged.merge(&gathered(&rows[13..]));
            assert_eq!(merged, gathered(&rows));
            assert_ne!(merged, empty);
        }
    }

    #[test]
    fn neighbours_along_a_curve_have_joint_sums_and_what_is_no_number_is_left_out() {
        let mut curve = Accumulator::counts(3);
        curve.add(&[1.0, 2.0, 5.0]);
        curve.add(&[3.0, 4.0, 0.0]);
        let joint = curve.as_counts().next_and_this(0);
        assert_eq!((joint.first.sum, joint.second.sum, joint.products), (6, 4, 14));
        let mut values = Accumulator::values(2);
        values.add(&[f64::NAN, 0.5]);
        values.add(&[2.0, f64::NAN]);
        assert_eq!(values.as_values(), [vec![2.0], vec![0.5]]);
    }
}
