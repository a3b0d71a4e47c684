//! How generators draw: in fixed blocks, each with a stream of its own, so that a network depends
//! on `rng_seed` alone and never on the number of threads.

use std::ops::Range;

use rayon::prelude::*;

use crate::{
    error::{Error, Result},
    network::stopping::{ITEMS, par_fill, sorted, stoppable},
    progress::Progress,
    rng::{Purpose, Stream, World},
};

/// The random numbers of one stage of a generator. Stages of one generator have different numbers,
/// and within a stage each block or user has its own stream.
pub(crate) const fn stage(rng_seed: u64, number: u64) -> World {
    World::new(rng_seed, Purpose::Network, number)
}

/// The items 0, 1, … below a count, cut into blocks of equal length, each with a stream of its own.
/// `per_block` must depend on the parameters of the network alone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ItemBlocks {
    /// Number of items.
    pub(crate) items: u64,
    /// Items of each block but the last.
    pub(crate) per_block: u64,
}

impl ItemBlocks {
    /// Number of blocks.
    pub(crate) fn count(self) -> usize {
        let blocks = self.items.div_ceil(self.per_block.max(1));
        usize::try_from(blocks).expect("a network has fewer edges than addresses")
    }

    /// The items of a block.
    pub(crate) fn items(self, block: usize) -> Range<u64> {
        let per_block = self.per_block.max(1);
        let start = block as u64 * per_block;
        start..start.saturating_add(per_block).min(self.items)
    }
}

/// Draws for the items 0, 1, … below `items`, `per_block` of them with one stream, blocks in
/// parallel; what `draw` pushes comes back in the order of the items. `per_block` must depend on
/// the parameters of the network alone.
///
/// # Errors
/// [`Error::Stopped`] where the user stops the work.
pub(crate) fn in_blocks<T: Send>(
    world: World,
    items: u64,
    per_block: u64,
    progress: &dyn Progress,
    draw: impl Fn(Range<u64>, &mut Stream, &mut Vec<T>) + Sync,
) -> Result<Vec<T>> {
    let per_block = per_block.max(1);
    let blocks = items.div_ceil(per_block);
    progress.begin("generating the network", Some(blocks));
    let one = |block: u64| {
        let mut drawn = Vec::new();
        if !progress.cancelled() {
            let start = block * per_block;
            let end = start.saturating_add(per_block).min(items);
            draw(start..end, &mut world.stream(block), &mut drawn);
            progress.advance(1);
        }
        drawn
    };
    let drawn = (0..blocks).into_par_iter().flat_map_iter(one).collect();
    progress.end();
    if progress.cancelled() { Err(Error::Stopped) } else { Ok(drawn) }
}

/// Runs `step` for the items 0, 1, … below `items`, one after the other with one stream: for models
/// in which each step depends on those before it.
///
/// # Errors
/// [`Error::Stopped`] where the user stops the work.
pub(crate) fn in_order(
    world: World,
    items: u64,
    progress: &dyn Progress,
    mut step: impl FnMut(u64, &mut Stream),
) -> Result<()> {
    const PER_REPORT: u64 = ITEMS as u64;
    let mut stream = world.stream(0);
    progress.begin("generating the network", Some(items));
    let mut done = 0;
    while done < items && !progress.cancelled() {
        let end = done.saturating_add(PER_REPORT).min(items);
        for item in done..end {
            step(item, &mut stream);
        }
        progress.advance(end - done);
        done = end;
    }
    progress.end();
    if progress.cancelled() { Err(Error::Stopped) } else { Ok(()) }
}

/// A uniform random order of 0, 1, … below `count`: each is ranked by random bits of its own.
///
/// # Errors
/// [`Error::Stopped`] where the user stops the work.
pub(crate) fn permutation(world: World, count: u32, progress: &dyn Progress) -> Result<Vec<u32>> {
    let rank = |item: usize| (world.stream(item as u64).bits(), item as u32);
    let ranked = sorted(par_fill(count as usize, progress, rank)?, progress, Ord::cmp)?;
    Ok(ranked.into_par_iter().map(|(_, item)| item).collect())
}

/// Puts `items` in a uniform random order (Fisher & Yates).
///
/// # Errors
/// [`Error::Stopped`] where the user stops the work.
pub(crate) fn shuffle<T>(
    items: &mut [T],
    stream: &mut Stream,
    progress: &dyn Progress,
) -> Result<()> {
    for end in stoppable((1..items.len()).rev(), progress) {
        let end = end?;
        items.swap(end, stream.below(end as u64 + 1) as usize);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::StopsAt;

    #[test]
    fn blocks_come_back_in_order_and_cover_every_item_once() {
        let world = stage(1, 0);
        let drawn = in_blocks(world, 1000, 7, &(), |items, _, out| out.extend(items)).unwrap();
        assert!(drawn.into_iter().eq(0..1000));
        let nothing = in_blocks(world, 0, 7, &(), |items, _, out| out.extend(items)).unwrap();
        assert!(nothing.is_empty());
    }

    /// Over 6,000 permutations of three items each of the six orders comes 1,000 times on average;
    /// the chi-square with 5 degrees of freedom exceeds 25.7 once in 10,000.
    #[test]
    fn every_order_is_as_likely_as_any_other() {
        let chi_square = |mut order_of: Box<dyn FnMut(u64) -> Vec<u32>>| {
            let mut counts = [0.0_f64; 9];
            for trial in 0..6000 {
                let order = order_of(trial);
                counts[(order[0] * 3 + order[1]) as usize] += 1.0;
            }
            let seen = counts.into_iter().filter(|&count| count > 0.0);
            seen.map(|count| (count - 1000.0).powi(2) / 1000.0).sum::<f64>()
        };
        assert!(chi_square(Box::new(|trial| permutation(stage(trial, 0), 3, &()).unwrap())) < 25.7);
        let shuffled = |trial| {
            let mut items = vec![0, 1, 2];
            shuffle(&mut items, &mut stage(1, 1).stream(trial), &()).unwrap();
            items
        };
        assert!(chi_square(Box::new(shuffled)) < 25.7);
    }

    #[test]
    fn work_that_is_stopped_has_no_result() {
        let drawn =
            in_blocks(stage(1, 0), 10, 1, &StopsAt::once(), |items, _, out| out.extend(items));
        assert!(matches!(drawn, Err(Error::Stopped)));
        assert!(matches!(
            in_order(stage(1, 0), 10, &StopsAt::once(), |_, _| ()),
            Err(Error::Stopped)
        ));
    }
}
