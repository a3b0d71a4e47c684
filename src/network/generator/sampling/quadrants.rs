//! A cell of a self-similar matrix, found by going down its quadrants several levels at a time.

use crate::rng::Stream;

/// 2^55: shares are rounded to multiples of its inverse, and 256 of them fit in 64 bits.
const SCALE: f64 = 36_028_797_018_963_968.0;

/// Levels of one step: 256 ways down, whose table fits in a processor's nearest cache.
const LEVELS: u32 = 4;

/// The way down a matrix of 2^levels rows and columns: at each level one of the four quadrants
/// (upper left, upper right, lower left, lower right) with given probabilities.
///
/// Four levels are one choice among 256 ways, drawn from half a number of 64 bits (and another where
/// that does not decide) by Walker's alias method (Walker 1977, doi:10.1145/355744.355749; the table
/// as Vose 1991, doi:10.1109/32.92917, fills it). Each way has its probability to within 2^-53.
#[derive(Debug)]
pub(crate) struct QuadrantSampler {
    /// Whole steps.
    steps: u32,
    whole: Vec<AliasEntry>,
    /// The levels left over, as a step of their own.
    rest: Vec<AliasEntry>,
    /// How many levels those are.
    levels_of_rest: u32,
}

/// One place of an alias table: the first way where the draw is below `bound`, else the second.
#[derive(Debug, Clone, Copy)]
struct AliasEntry {
    bound: u64,
    ways: [u64; 2],
}

impl QuadrantSampler {
    /// The way down `levels` levels, at most 31, by the shares of the quadrants.
    pub(crate) fn new(shares: [f64; 4], levels: u32) -> Self {
        let levels_of_rest = levels % LEVELS;
        Self {
            steps: levels / LEVELS,
            whole: table(shares, LEVELS),
            rest: table(shares, levels_of_rest),
            levels_of_rest,
        }
    }

    /// Row and column of a cell.
    #[inline]
    pub(crate) fn cell(&self, stream: &mut Stream) -> [u32; 2] {
        // Row above, column below: both move up at once.
        let mut cell = 0;
        let mut steps = self.steps;
        while steps > 1 {
            let bits = stream.bits();
            for half in [(bits >> 32) as u32, bits as u32] {
                cell = cell << LEVELS | drawn::<{ 2 * LEVELS }>(&self.whole, half, stream);
            }
            steps -= 2;
        }
        if steps + self.levels_of_rest > 0 {
            let bits = stream.bits();
            if steps > 0 {
                let half = (bits >> 32) as u32;
                cell = cell << LEVELS | drawn::<{ 2 * LEVELS }>(&self.whole, half, stream);
            }
            let half = bits as u32;
            let way = match self.levels_of_rest {
                0 => 0,
                1 => drawn::<2>(&self.rest, half, stream),
                2 => drawn::<4>(&self.rest, half, stream),
                _ => drawn::<6>(&self.rest, half, stream),
            };
            cell = cell << self.levels_of_rest | way;
        }
        [(cell >> 32) as u32, cell as u32]
    }
}

/// A draw from a table of 2^`BITS` choices, by 32 bits and, once in millions of times, 64 more.
#[inline]
fn drawn<const BITS: u32>(table: &[AliasEntry], half: u32, stream: &mut Stream) -> u64 {
    // The upper bits choose the place; the others are as good as new.
    let choice = &table[(half >> (u32::BITS - BITS)) as usize];
    let fraction = half << BITS >> BITS;
    let bound = (choice.bound >> (u32::BITS + BITS)) as u32;
    let mut other = fraction >= bound;
    if fraction == bound {
        other = stream.bits() >= choice.bound << (u32::BITS - BITS);
    }
    // An index and no branch, which would be guessed wrong too often.
    choice.ways[usize::from(other)]
}

/// All ways down `levels` levels, as an alias table.
fn table(shares: [f64; 4], levels: u32) -> Vec<AliasEntry> {
    let ways = 1_usize << (2 * levels);
    let quadrants = |way: usize| (0..levels).map(move |level| way >> (2 * level) & 3);
    let share = |way: usize| quadrants(way).map(|quadrant| shares[quadrant]).product::<f64>();
    let cell = |way: usize| {
        let place = |quadrant: usize| (quadrant as u64 >> 1) << 32 | (quadrant as u64 & 1);
        quadrants(way).enumerate().map(|(level, quadrant)| place(quadrant) << level).sum::<u64>()
    };
    // From here on in whole numbers, so that filling the table loses nothing: the part of a way that
    // is not placed yet is `left` of `whole`, where each place of the table holds one `whole`.
    let shares = (0..ways).map(|way| (share(way) * SCALE) as u128);
    let whole: u128 = shares.clone().sum();
    let mut left: Vec<u128> = shares.map(|share| share * ways as u128).collect();
    let mut choices: Vec<AliasEntry> =
        (0..ways).map(|way| AliasEntry { bound: u64::MAX, ways: [cell(way); 2] }).collect();
    let (mut poor, mut rich): (Vec<usize>, Vec<usize>) =
        (0..ways).partition(|&way| left[way] < whole);
    while let (Some(short), Some(&long)) = (poor.pop(), rich.last()) {
        choices[short].bound = ((left[short] << 64) / whole) as u64;
        choices[short].ways[1] = cell(long);
        left[long] -= whole - left[short];
        if left[long] < whole {
            rich.pop();
            poor.push(long);
        }
    }
    choices
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::generator::sampling::draw::stage;

    /// The share of each way is read off the table, so no chance is involved.
    #[test]
    fn every_way_down_has_its_share() {
        for shares in [[0.57, 0.19, 0.19, 0.05], [0.4, 0.3, 0.2, 0.1], [1.0, 0.0, 0.0, 0.0]] {
            for levels in 0..=LEVELS {
                let choices = table(shares, levels);
                let ways = 1_usize << (2 * levels);
                let side = 1_usize << levels;
                let mut found = vec![0.0; ways];
                let mut add = |cell: u64, share: f64| {
                    found[(cell >> 32) as usize * side + cell as u32 as usize] += share;
                };
                for choice in &choices {
                    let own = choice.bound as f64 / 18_446_744_073_709_551_616.0;
                    add(choice.ways[0], own / ways as f64);
                    add(choice.ways[1], (1.0 - own) / ways as f64);
                }
                for (place, &share) in found.iter().enumerate() {
                    let (row, column) = (place / side, place % side);
                    let quadrant = |level: u32| 2 * (row >> level & 1) + (column >> level & 1);
                    let wanted: f64 = (0..levels).map(|level| shares[quadrant(level)]).product();
                    assert!((share - wanted).abs() < 1e-15, "{levels} {place} {share} {wanted}");
                }
            }
        }
    }

    /// Of 100,000 cells the share in each quadrant is binomial at every level; five sigmas. Cells
    /// of equal quadrants at two levels come in the product of the shares: levels are independent
    /// within a step and across steps.
    #[test]
    fn quadrants_get_their_shares_at_every_level_independently() {
        let shares = [0.4, 0.3, 0.2, 0.1];
        for levels in [1, 5, 18, 31] {
            let descent = QuadrantSampler::new(shares, levels);
            let mut stream = stage(1, 0).stream(0);
            let mut counts = vec![[0.0_f64; 4]; levels as usize];
            let mut same_as_next = vec![0.0_f64; levels as usize];
            for _ in 0..100_000 {
                let [row, column] = descent.cell(&mut stream);
                let quadrant =
                    |level: u32| (2 * (row >> level & 1) + (column >> level & 1)) as usize;
                for level in 0..levels {
                    counts[level as usize][quadrant(level)] += 1.0;
                    let same = level + 1 < levels && quadrant(level) == quadrant(level + 1);
                    same_as_next[level as usize] += f64::from(same);
                }
            }
            let close = |count: f64, p: f64| {
                (count - 100_000.0 * p).abs() < 5.0 * f64::sqrt(100_000.0 * p * (1.0 - p))
            };
            for (level, counts) in counts.iter().enumerate() {
                for (&count, p) in counts.iter().zip(shares) {
                    assert!(close(count, p), "{levels} {level} {counts:?}");
                }
                if level + 1 < levels as usize {
                    assert!(close(same_as_next[level], 0.30), "{levels} {level}");
                }
            }
        }
    }

    #[test]
    fn a_matrix_of_no_levels_has_one_cell() {
        let descent = QuadrantSampler::new([0.25; 4], 0);
        assert_eq!(descent.cell(&mut stage(1, 0).stream(0)), [0, 0]);
    }
}
