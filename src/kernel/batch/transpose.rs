//! Between a mask of worlds for each user and a bit of each user for every world.

/// Exchanges rows and columns of 64 × 64 bits, half by half (Warren, Hacker's Delight, 7–3).
pub(super) fn transpose(rows: &mut [u64; 64]) {
    let mut half = 32;
    let mut low = 0xffff_ffff_u64;
    while half != 0 {
        let mut row = 0;
        while row < 64 {
            let swapped = ((rows[row] >> half) ^ rows[row + half]) & low;
            rows[row] ^= swapped << half;
            rows[row + half] ^= swapped;
            row = (row + half + 1) & !half;
        }
        half /= 2;
        low ^= low << half;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transposing_exchanges_rows_and_columns() {
        let mut rows: [u64; 64] = std::array::from_fn(|row| crate::rng::mix(row as u64));
        let before = rows;
        transpose(&mut rows);
        for (row, bits) in rows.iter().enumerate() {
            for (column, other) in before.iter().enumerate() {
                assert_eq!(bits >> column & 1, other >> row & 1);
            }
        }
    }
}
