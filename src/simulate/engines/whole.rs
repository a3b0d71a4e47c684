//! What the engines that draw whole worlds share: the numbers of a block, from counts by world.

use std::{cell::Cell, ops::Range};

use crate::{
    kernel::batch::fused::{BlockSpread, SEGMENT, WORLDS, WorldMasks, block_spread},
    memory::Large,
    metric::{Finished, Needs},
    network::Network,
    progress::Progress,
    simulate::{Block, Experiment, Workload, WorldLayout, block::BlockWriter},
};

/// Masks drawn between two looks at whether to stop: a few milliseconds.
const PART: usize = SEGMENT << 12;

/// Draws the masks of the block that a world is in.
pub(super) fn draw(
    masks: &dyn WorldMasks,
    rng_seed: u64,
    world: u64,
    drawn: &mut [u64],
    stop: &StopLatch<'_>,
) {
    let block = world / WORLDS as u64;
    for (part, drawn) in drawn.chunks_mut(PART).enumerate() {
        if !stop.is_set() {
            masks.draw(rng_seed, block, part * PART, drawn);
        }
    }
}

/// Remembers whether anything was left undone in a block because the work was stopped.
pub(super) struct StopLatch<'a> {
    progress: &'a dyn Progress,
    seen: Cell<bool>,
}

impl<'a> StopLatch<'a> {
    pub(super) fn new(progress: &'a dyn Progress) -> Self {
        Self { progress, seen: Cell::new(false) }
    }

    /// True once the work was stopped. The caller must then leave its work undone.
    pub(super) fn is_set(&self) -> bool {
        if !self.seen.get() {
            self.seen.set(self.progress.cancelled());
        }
        self.seen.get()
    }
}

/// One number for each world of a block.
pub(super) type WorldCounts = [u64; WORLDS];

/// Counts of one option, world by world.
pub(super) struct OptionCounts {
    /// Seeds of a world.
    pub(super) seeds: usize,
    /// Users who shared.
    pub(super) sharers: WorldCounts,
    /// Users it was shown to, and how often it was shown, where a measure needs that.
    pub(super) shown: Option<[WorldCounts; 2]>,
    /// Users it was shown to, segment by segment, where a measure needs that.
    pub(super) segment_reach: Vec<WorldCounts>,
}

impl Default for OptionCounts {
    fn default() -> Self {
        Self { seeds: 0, sharers: [0; WORLDS], shown: None, segment_reach: Vec::new() }
    }
}

/// Fills in blocks from counts: they are found option by option, and belong world by world.
pub(super) struct CountWriter {
    writer: BlockWriter,
    segments: Vec<u64>,
}

impl CountWriter {
    pub(super) fn new(experiment: &Experiment, layout: &WorldLayout) -> Self {
        let writer = BlockWriter::new(layout, &experiment.metrics);
        Self { writer, segments: Vec::new() }
    }

    /// Begins the block of these worlds.
    pub(super) fn begin(&mut self, worlds: Range<u64>) {
        self.writer.begin(worlds);
    }

    /// The worlds of the block among the 64 that are drawn at once, with their numbers.
    pub(super) fn lanes(&self) -> impl Iterator<Item = (usize, u64)> + use<> {
        let worlds = self.writer.worlds();
        let first = (worlds.start % WORLDS as u64) as usize;
        worlds.enumerate().map(move |(nth, world)| (first + nth, world))
    }

    /// The same as a mask.
    pub(super) fn mask(&self) -> u64 {
        self.lanes().fold(0, |mask, (lane, _)| mask | 1 << lane)
    }

    /// Measures an option from its counts.
    pub(super) fn keep(&mut self, option: usize, counts: &OptionCounts) {
        for (lane, world) in self.lanes() {
            self.segments.clear();
            self.segments.extend(counts.segment_reach.iter().map(|counts| counts[lane]));
            let cascade = Finished {
                sharers: counts.sharers[lane] as usize,
                seeds: counts.seeds,
                reached: counts.shown.map(|[reached, _]| reached[lane] as usize),
                impressions: counts.shown.map(|[_, impressions]| impressions[lane]),
                trace: None,
                outcome: None,
                segment_reach: &self.segments,
                sharer_list: &[],
                reached_list: &[],
            };
            self.writer.observe(world, option, &cascade);
        }
    }

    /// The block; without worlds where it was stopped on the way.
    pub(super) fn finish(&mut self, stop: &StopLatch<'_>) -> Block {
        if stop.seen.get() {
            self.writer.cut(self.writer.worlds().start);
        }
        let block = self.writer.take();
        stop.progress.advance(block.worlds);
        block
    }
}

/// Who was shown the message and how often, for the options of `spread` in their order.
pub(super) fn expose(
    network: &Network,
    spread: &mut dyn BlockSpread,
    stop: &StopLatch<'_>,
) -> Vec<[WorldCounts; 2]> {
    let impressions = spread.expose(network.forward(), &|| stop.is_set());
    spread.reached().into_iter().zip(impressions).map(<[WorldCounts; 2]>::from).collect()
}

/// The reached users of each segment, for the option at `place` of `spread`; none without segments.
pub(super) fn segment_reach(
    experiment: &Experiment,
    spread: &dyn BlockSpread,
    place: usize,
) -> Vec<WorldCounts> {
    let Some(segments) = &experiment.segments else { return Vec::new() };
    let mut counts = vec![[0; WORLDS]; segments.count as usize + 1];
    spread.reached_by(place, &segments.codes, &mut counts);
    counts
}

/// Who shares in every world of a block, kept until it is counted who was shown the message.
pub(super) struct SharerBits {
    /// One bit a user, option by option and in each world by world.
    shared: Large<u64>,
    /// Words that hold a bit for each user.
    words: usize,
    spread: Box<dyn BlockSpread>,
}

impl SharerBits {
    /// Bytes of it for up to so many options at once: 8 a user and option, and 16 a user.
    pub(super) fn bytes(work: &Workload, most_options: usize) -> f64 {
        let options = work.options.min(most_options) as f64;
        if work.exposed() { (8.0 * options + 16.0) * work.users } else { 0.0 }
    }

    /// Room for so many options at once, where a measure needs to know who was shown the message.
    pub(super) fn new(experiment: &Experiment, options: usize) -> Option<Self> {
        let users = experiment.network.users();
        let words = (users as usize).div_ceil(64);
        experiment.needs().intersects(Needs::EXPOSURE).then(|| Self {
            shared: Large::zeroed(options * WORLDS * words),
            words,
            spread: block_spread(1, users),
        })
    }

    /// Forgets the last options: a block may leave worlds out.
    pub(super) fn start(&mut self) {
        self.shared.fill(0);
    }

    /// Where the sharers of an option in a world are to be written.
    pub(super) fn sharers(&mut self, option: usize, lane: usize) -> &mut [u64] {
        let start = (option * WORLDS + lane) * self.words;
        &mut self.shared[start..start + self.words]
    }
}

/// Measures options from `first` on, after counting who was shown the message where that is needed.
pub(super) fn keep_all(
    experiment: &Experiment,
    writer: &mut CountWriter,
    first: usize,
    counted: Vec<OptionCounts>,
    mut bits: Option<&mut SharerBits>,
    stop: &StopLatch<'_>,
) {
    for (place, mut counts) in counted.into_iter().enumerate() {
        if let Some(SharerBits { shared, words, spread }) = bits.as_deref_mut() {
            let per_option = WORLDS * *words;
            spread.load(0, &shared[place * per_option..][..per_option]);
            counts.shown = expose(&experiment.network, &mut **spread, stop).pop();
            counts.segment_reach = segment_reach(experiment, &**spread, 0);
        }
        writer.keep(first + place, &counts);
    }
}
