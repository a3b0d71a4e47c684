//! Structural virality: did the message spread from hub to many, or from person to person?

use super::{Finished, Metric, Needs};
use crate::{catalogue::Described, kernel::Trace};

/// The mean distance, in steps, between two sharers in the tree of who passed it to whom, in either direction of
/// its edges. With several seeds there are several trees: the mean is over the pairs of each, pooled.
///
/// It is 2 − 2/n for a broadcast to n − 1 followers, (n + 1)/3 for a chain, and 0 if no tree has two sharers. An
/// edge with s of a tree's n sharers below it lies between s (n − s) pairs. So the cost is one pass over the
/// sharers.
#[derive(Debug, Clone, Copy)]
pub struct StructuralVirality;

impl Described for StructuralVirality {
    const SUMMARY: &'static str = "mean distance between two sharers in the tree of who passed \
         it to whom: near 2 for a broadcast, large for person-to-person spread";
    const REFERENCE: &'static str =
        "Goel, Anderson, Hofman & Watts 2016, doi:10.1287/mnsc.2015.2158";
}

impl Metric for StructuralVirality {
    fn needs(&self) -> Needs {
        Needs::TRACE
    }

    fn of(&self, cascade: &Finished<'_>) -> f64 {
        let parents = cascade.trace().parents();
        let seeds = parents.iter().take_while(|&&parent| parent == Trace::NOBODY).count();
        // Children stand after their parents, so one pass from the end sums up subtrees …
        let mut below = vec![1_u64; parents.len()];
        for place in (seeds..parents.len()).rev() {
            below[parents[place] as usize] += below[place];
        }
        // … and one from the start knows, for each sharer, the size of its tree.
        let mut tree = below.clone();
        let mut distances = 0.0;
        for place in seeds..parents.len() {
            tree[place] = tree[parents[place] as usize];
            distances += below[place] as f64 * (tree[place] - below[place]) as f64;
        }
        let pairs: f64 =
            tree[..seeds].iter().map(|&size| size as f64 * (size - 1) as f64 / 2.0).sum();
        if pairs > 0.0 { distances / pairs } else { 0.0 }
    }

    fn unit(&self) -> &'static str {
        "steps"
    }

    fn grows(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::tests::value;

    /// The complete binary tree of a depth, numbered level by level.
    fn binary(depth: u32) -> Vec<Option<usize>> {
        (0..(1_usize << (depth + 1)) - 1).map(|place| place.checked_sub(1).map(|p| p / 2)).collect()
    }

    #[test]
    fn stars_paths_and_binary_trees_have_their_published_values() {
        let close = |found: f64, expected: f64| {
            assert!((found - expected).abs() < 5e-7, "{found} is not {expected}");
        };
        for n in [2_usize, 3, 10, 100] {
            let star: Vec<_> = (0..n).map(|place| (place > 0).then_some(0)).collect();
            close(value(&StructuralVirality, &star), 2.0 - 2.0 / n as f64);
            let path: Vec<_> = (0..n).map(|place: usize| place.checked_sub(1)).collect();
            close(value(&StructuralVirality, &path), (n as f64 + 1.0) / 3.0);
        }
        for (depth, expected) in
            [(1, 1.333_333), (2, 2.285_714), (3, 3.504_762), (4, 4.954_839), (9, 14.066_574)]
        {
            close(value(&StructuralVirality, &binary(depth)), expected);
        }
    }

    #[test]
    fn two_trees_count_the_pairs_within_each() {
        // Two seeds; a star of three and a pair: distances 1 + 1 + 2 and 1 over 3 + 1 pairs.
        let forest = [None, None, Some(0), Some(0), Some(1)];
        assert!((value(&StructuralVirality, &forest) - 5.0 / 4.0).abs() < 1e-12);
    }
}
