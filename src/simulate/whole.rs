//! What the engines that draw whole worlds share: the values of a block, from counts by world.

use std::{cell::Cell, ops::Range};

use super::{Block, Experiment};
use crate::{
    kernel::batch::fused::{BlockSpread, SEGMENT, WORLDS, WorldMasks, block_spread},
    memory::Large,
    metric::Finished,
    network::Network,
    progress::Progress,
};

/// Masks drawn between two looks at whether to stop: a fraction of a second.
const PART: usize = SEGMENT << 12;

/// Draws the masks of the block that a world is in.
pub(super) fn draw(
    masks: &dyn WorldMasks,
    rng_seed: u64,
    world: u64,
    drawn: &mut [u64],
    watch: &Watch<'_>,
) {
    let block = world / WORLDS as u64;
    for (part, drawn) in drawn.chunks_mut(PART).enumerate() {
        if !watch.stopped() {
            masks.draw(rng_seed, block, part * PART, drawn);
        }
    }
}

/// Whether a block must be left unfinished because the user has asked to stop.
pub(super) struct Watch<'a> {
    progress: &'a dyn Progress,
    seen: Cell<bool>,
}

impl<'a> Watch<'a> {
    pub(super) fn new(progress: &'a dyn Progress) -> Self {
        Self { progress, seen: Cell::new(false) }
    }

    /// True from when the user has asked to stop; whoever asks this leaves its work then.
    pub(super) fn stopped(&self) -> bool {
        if !self.seen.get() {
            self.seen.set(self.progress.cancelled());
        }
        self.seen.get()
    }
}

/// One number for each world of a block.
pub(super) type Lanes = [u64; WORLDS];

/// The block being made: values are found option by option, and belong world by world.
pub(super) struct Values<'a> {
    experiment: &'a Experiment<'a>,
    block: Block,
    /// The place of the first world among the 64 that are drawn together.
    first: usize,
}

/// What was counted of one option, world by world.
pub(super) struct Counted {
    /// Seeds of a world.
    pub(super) seeds: usize,
    /// Users who shared.
    pub(super) sharers: Lanes,
    /// Users who saw it, and how often it was shown, where that is asked.
    pub(super) seen: Option<[Lanes; 2]>,
}

impl Default for Counted {
    fn default() -> Self {
        Self { seeds: 0, sharers: [0; WORLDS], seen: None }
    }
}

impl<'a> Values<'a> {
    pub(super) fn new(experiment: &'a Experiment<'a>, worlds: Range<u64>) -> Self {
        let first = (worlds.start % WORLDS as u64) as usize;
        Self { experiment, block: Block::empty(experiment.shape(), worlds), first }
    }

    /// The worlds of the block among the 64 that are drawn together, with their numbers.
    pub(super) fn lanes(&self) -> impl Iterator<Item = (usize, u64)> + use<> {
        let (first, start) = (self.first, self.block.start);
        (0..self.block.worlds).map(move |nth| (first + nth as usize, start + nth))
    }

    /// The same as a mask.
    pub(super) fn mask(&self) -> u64 {
        self.lanes().fold(0, |mask, (lane, _)| mask | 1 << lane)
    }

    /// Keeps what is asked of an option.
    pub(super) fn keep(&mut self, option: usize, counted: &Counted) {
        let shape = self.experiment.shape();
        for (lane, world) in self.lanes() {
            let cascade = Finished {
                sharers: counted.sharers[lane] as usize,
                seeds: counted.seeds,
                reached: counted.seen.map(|[reached, _]| reached[lane] as usize),
                impressions: counted.seen.map(|[_, impressions]| impressions[lane]),
                trace: None,
                outcome: None,
            };
            let slot = self.block.of(shape, world, option);
            for (value, metric) in slot.values.iter_mut().zip(self.experiment.metrics) {
                *value = metric.of(&cascade);
            }
        }
    }

    /// Keeps who has seen it by segment, where that is asked: `place` is that of the option in
    /// `spread`.
    pub(super) fn keep_segments(&mut self, option: usize, spread: &dyn BlockSpread, place: usize) {
        let Some(segments) = self.experiment.segments else { return };
        let mut counts = vec![[0; WORLDS]; segments.count as usize + 1];
        spread.reached_by(place, segments.codes, &mut counts);
        let shape = self.experiment.shape();
        for (lane, world) in self.lanes() {
            let slot = self.block.of(shape, world, option);
            for (tally, counts) in slot.segments.iter_mut().zip(&counts) {
                tally.add(counts[lane]);
            }
        }
    }

    /// The block; without worlds where it was stopped on the way.
    pub(super) fn block(mut self, watch: &Watch<'_>) -> Block {
        if watch.seen.get() {
            self.block.cut(self.experiment.shape(), self.block.start);
        }
        watch.progress.advance(self.block.worlds);
        self.block
    }
}

/// Who has seen it and how often, for the options of `spread` in their order.
pub(super) fn expose(
    network: &Network,
    spread: &mut dyn BlockSpread,
    watch: &Watch<'_>,
) -> Vec<[Lanes; 2]> {
    let impressions = spread.expose(network.forward(), &|| watch.stopped());
    spread.reached().into_iter().zip(impressions).map(<[Lanes; 2]>::from).collect()
}

/// Who shares in every world of a block, kept until it is asked who has seen it.
pub(super) struct Audience {
    /// One bit a user, option by option and in each world by world.
    shared: Large<u64>,
    /// Words that hold a bit for each user.
    words: usize,
    spread: Box<dyn BlockSpread>,
}

impl Audience {
    /// Bytes of it for so many options at once: 8 a user and option, and 16 a user.
    pub(super) fn bytes(experiment: &Experiment<'_>, options: usize) -> u64 {
        let a_user = if experiment.exposed() { 8 * options as u64 + 16 } else { 0 };
        a_user * u64::from(experiment.network.users())
    }

    /// What is kept of so many options at once, where it is asked who has seen it.
    pub(super) fn new(experiment: &Experiment<'_>, options: usize) -> Option<Self> {
        let users = experiment.network.users();
        let words = (users as usize).div_ceil(64);
        experiment.exposed().then(|| Self {
            shared: Large::zeroed(options * WORLDS * words),
            words,
            spread: block_spread(1, users),
        })
    }

    /// Forgets the last options: a block may leave worlds out.
    pub(super) fn start(&mut self) {
        self.shared.fill(0);
    }

    /// Where it is to be written who shares in a world of an option.
    pub(super) fn sharers(&mut self, option: usize, lane: usize) -> &mut [u64] {
        let start = (option * WORLDS + lane) * self.words;
        &mut self.shared[start..start + self.words]
    }
}

/// Keeps what was counted of options from `first` on, and of who has seen them where that is asked.
pub(super) fn keep_all(
    values: &mut Values<'_>,
    first: usize,
    counted: Vec<Counted>,
    mut audience: Option<&mut Audience>,
    watch: &Watch<'_>,
) {
    let network = values.experiment.network;
    for (place, mut counted) in counted.into_iter().enumerate() {
        if let Some(Audience { shared, words, spread }) = audience.as_deref_mut() {
            let per_option = WORLDS * *words;
            spread.load(0, &shared[place * per_option..][..per_option]);
            counted.seen = expose(network, &mut **spread, watch).pop();
            values.keep_segments(first + place, &**spread, 0);
        }
        values.keep(first + place, &counted);
    }
}
