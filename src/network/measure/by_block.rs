//! Users in blocks, which run in parallel, and ratios that may be undefined.

use std::ops::Range;

use rayon::prelude::*;

use crate::network::csr::node_count;

/// What `work` makes of each block of users, in the order of the blocks; blocks run in parallel.
pub(super) fn by_block<T: Send>(users: usize, work: impl Fn(Range<u32>) -> T + Sync) -> Vec<T> {
    const BLOCK: usize = 1 << 11;
    let block = |first: usize| {
        let (start, end) = (first * BLOCK, users.min((first + 1) * BLOCK));
        work(node_count(start)..node_count(end))
    };
    (0..users.div_ceil(BLOCK)).into_par_iter().map(block).collect()
}

/// a / b, or nothing where b is 0.
pub(super) fn ratio(a: f64, b: f64) -> Option<f64> {
    (b != 0.0).then(|| a / b)
}
