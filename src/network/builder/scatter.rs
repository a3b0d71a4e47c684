//! Edges as they are replayed, put into the part of the rows that they belong to.
//!
//! A part takes packed edges in any order: four bytes of each lie in the array that the targets
//! will be in, one or two beside it. Threads gather what they have for a part before they take its
//! lock, so that memory is written in runs. Nothing is sorted here.

use std::{
    ops::Range,
    sync::{Mutex, MutexGuard, PoisonError},
};

use bytemuck::Pod;
use rayon::prelude::*;

use super::{
    EdgeMeaning, Replay,
    plan::{Loops, RowPlan},
    pool::BufferPool,
};
use crate::{
    error::{Error, Result},
    memory::Large,
    network::csr::index,
    progress::Progress,
};

/// So many packed edges a thread gathers before it puts them away, over all parts: half a megabyte,
/// which stays in its cache…
const GATHERED: usize = 1 << 16;
/// … and at least so many for each part, for the lock and the run to be worth it.
const LEAST: usize = 32;

/// What a packed edge has above its lower 32 bits.
pub(super) trait High: Pod + Send + Sync {
    /// The bits above the lower 32.
    fn of(word: u64) -> Self;
    /// Where they were.
    fn word(self) -> u64;
}

impl High for u8 {
    fn of(word: u64) -> Self {
        (word >> 32) as Self
    }
    fn word(self) -> u64 {
        u64::from(self) << 32
    }
}

impl High for u16 {
    fn of(word: u64) -> Self {
        (word >> 32) as Self
    }
    fn word(self) -> u64 {
        u64::from(self) << 32
    }
}

/// The packed edges of a run of parts.
pub(super) struct Scattered<H> {
    /// The run of parts.
    pub(super) parts: Range<usize>,
    pub(super) low: Large<u32>,
    pub(super) high: Large<H>,
    /// How many of each part's places are taken: all but those of loops.
    pub(super) filled: Vec<usize>,
    /// Loops of the nodes of these parts.
    pub(super) self_loops: u64,
}

/// The room of one part.
struct PartBuffer<'a, H> {
    low: &'a mut [u32],
    high: &'a mut [H],
    filled: usize,
}

impl<H: High> PartBuffer<'_, H> {
    fn take(&mut self, words: &[u64]) {
        let places = self.filled..self.filled + words.len();
        let slots = self.low[places.clone()].iter_mut().zip(&mut self.high[places]);
        for ((low, high), &word) in slots.zip(words) {
            *low = word as u32;
            *high = H::of(word);
        }
        self.filled += words.len();
    }
}

/// What one thread has gathered.
struct ThreadBuffer {
    words: Vec<u64>,
    counts: Vec<u32>,
    self_loops: u64,
}

/// The parts being filled.
struct PartBuffers<'a, H> {
    plan: &'a RowPlan,
    parts: Range<usize>,
    rooms: Vec<Mutex<PartBuffer<'a, H>>>,
    /// Places for each part in what a thread gathers.
    places: usize,
}

impl<'a, H: High> PartBuffers<'a, H> {
    fn gathered(&self) -> ThreadBuffer {
        ThreadBuffer {
            words: vec![0; self.places * self.rooms.len()],
            counts: vec![0; self.rooms.len()],
            self_loops: 0,
        }
    }

    fn room(&self, part: usize) -> MutexGuard<'_, PartBuffer<'a, H>> {
        // A thread that panicked ends the whole work anyway.
        self.rooms[part].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An edge to the row of `source`; `turned` where the line had it the other way round.
    #[inline]
    fn put(&self, gathered: &mut ThreadBuffer, source: u32, target: u32, turned: u64) {
        let part = self.plan.part_of(source);
        let Some(place) = part.checked_sub(self.parts.start).filter(|&at| at < self.rooms.len())
        else {
            return;
        };
        let local = u64::from(source - self.plan.parts[part].nodes.start);
        let row = if self.plan.edge == EdgeMeaning::Mutual { local << 1 | turned } else { local };
        let count = &mut gathered.counts[place];
        let start = place * self.places;
        gathered.words[start + *count as usize] = row << self.plan.target_bits | u64::from(target);
        *count += 1;
        if *count as usize == self.places {
            *count = 0;
            self.room(place).take(&gathered.words[start..start + self.places]);
        }
    }

    fn block(&self, source: &impl Replay, block: usize, gathered: &mut ThreadBuffer) {
        let nodes = self.plan.nodes;
        source.replay(block, |a, b| {
            assert!(a < nodes && b < nodes, "an edge joins two nodes");
            if a == b && self.plan.loops == Loops::Drop {
                let here = self.parts.contains(&self.plan.part_of(a));
                gathered.self_loops += u64::from(here);
                return;
            }
            match self.plan.edge {
                EdgeMeaning::InfluencerToAudience => self.put(gathered, a, b, 0),
                EdgeMeaning::FollowerToFollowed => self.put(gathered, b, a, 0),
                EdgeMeaning::Mutual => {
                    self.put(gathered, a, b, 0);
                    self.put(gathered, b, a, 1);
                }
            }
        });
    }
}

/// Replays the edges and keeps those of a run of parts.
pub(super) fn scatter<H: High>(
    source: &impl Replay,
    plan: &RowPlan,
    parts: Range<usize>,
    progress: &dyn Progress,
) -> Result<Scattered<H>> {
    let room: u64 = plan.parts[parts.clone()].iter().map(|part| part.edges).sum();
    let mut low = Large::<u32>::zeroed(index(room));
    let mut high = Large::<H>::zeroed(index(room));
    let mut rooms = Vec::with_capacity(parts.len());
    let (mut rest_low, mut rest_high) = (&mut low[..], &mut high[..]);
    for part in &plan.parts[parts.clone()] {
        let (low, after_low) = rest_low.split_at_mut(index(part.edges));
        let (high, after_high) = rest_high.split_at_mut(index(part.edges));
        (rest_low, rest_high) = (after_low, after_high);
        rooms.push(Mutex::new(PartBuffer { low, high, filled: 0 }));
    }
    let places = (GATHERED / rooms.len().max(1)).max(LEAST);
    let target = PartBuffers { plan, parts: parts.clone(), rooms, places };

    let pool = BufferPool::new();
    progress.begin("placing edges", Some(source.blocks() as u64));
    let placed = (0..source.blocks()).into_par_iter().try_for_each(|block| {
        if progress.cancelled() {
            return Err(Error::Stopped);
        }
        pool.lend(|| target.gathered(), |gathered| target.block(source, block, gathered));
        progress.advance(1);
        Ok(())
    });
    progress.end();
    placed?;
    let mut self_loops = 0;
    for gathered in pool.into_pieces() {
        self_loops += gathered.self_loops;
        for (part, &count) in gathered.counts.iter().enumerate() {
            let start = part * places;
            target.room(part).take(&gathered.words[start..start + count as usize]);
        }
    }
    let filled = |room: Mutex<PartBuffer<'_, H>>| {
        room.into_inner().unwrap_or_else(PoisonError::into_inner).filled
    };
    let filled = target.rooms.into_iter().map(filled).collect();
    Ok(Scattered { parts, low, high, filled, self_loops })
}
