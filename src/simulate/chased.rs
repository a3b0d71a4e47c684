//! Cascades of the linear threshold model, each world drawn whole for all options.

use std::ops::Range;

use super::{
    Block, Engine, Experiment, Shape, Worker,
    whole::{Counted, Values, Watch, expose},
};
use crate::{
    kernel::{
        chase::{self, Chase, OPTIONS},
        fused::{Spreading, WORLDS, spreading},
        picks::Picks,
    },
    memory::Large,
    progress::Progress,
    rng::{Purpose, World},
    seeding::Seeds,
};

/// The engine of an experiment whose model picks.
pub(super) struct Chased<'a> {
    pub(super) experiment: &'a Experiment<'a>,
    pub(super) picks: &'a Picks<'a>,
}

impl Chased<'_> {
    /// Words that hold a bit for each user.
    fn words(&self) -> usize {
        (self.experiment.network.users() as usize).div_ceil(64)
    }

    fn most_options(&self) -> usize {
        self.experiment.options.len().min(OPTIONS)
    }
}

impl Engine for Chased<'_> {
    fn shape(&self) -> Shape {
        self.experiment.shape()
    }

    fn worlds_together(&self) -> u64 {
        WORLDS as u64
    }

    fn worker_bytes(&self) -> u64 {
        let exposed =
            if self.experiment.exposed() { 8 * self.most_options() as u64 + 16 } else { 0 };
        (16 + exposed) * u64::from(self.experiment.network.users())
    }

    fn worker(&self) -> Box<dyn Worker + '_> {
        let users = self.experiment.network.users();
        let lanes = if self.experiment.exposed() { WORLDS } else { 1 };
        Box::new(Chasing {
            engine: self,
            chase: Chase::new(users),
            shared: Large::zeroed(self.most_options() * lanes * self.words()),
            spread: self.experiment.exposed().then(|| spreading(1, users)),
            drawn: Vec::new(),
        })
    }
}

/// The buffers of one thread.
struct Chasing<'a> {
    engine: &'a Chased<'a>,
    chase: Chase,
    /// One bit a user who shares, option by option and in each world by world, where it is asked who
    /// has seen it; otherwise of the last world alone.
    shared: Large<u64>,
    spread: Option<Box<dyn Spreading>>,
    drawn: Vec<u32>,
}

impl Chasing<'_> {
    /// Makes everybody a seed who is one in a world, or in every world; gives the number of seeds of
    /// each option.
    fn seed(&mut self, options: &[Seeds], world: u64) -> Vec<usize> {
        self.chase.forget_seeds();
        let mut counts = Vec::with_capacity(options.len());
        for (place, option) in options.iter().enumerate() {
            let users = option.of(world, &mut self.drawn);
            for &user in users {
                self.chase.seed(place, user);
            }
            counts.push(users.len());
        }
        counts
    }

    /// Runs the worlds of a block for some options.
    fn chase(
        &mut self,
        options: &[Seeds],
        values: &Values<'_>,
        watch: &Watch<'_>,
    ) -> (Vec<usize>, Vec<Counted>) {
        let words = self.engine.words();
        let redrawn = options.iter().any(|option| !matches!(option, Seeds::Fixed(_)));
        let mut seeds = Vec::new();
        let empty = || Counted { sharers: [0; WORLDS], seen: None };
        let mut counted: Vec<Counted> = options.iter().map(|_| empty()).collect();
        let lanes: Vec<(usize, u64)> = values.lanes().collect();
        // Where seeds are drawn anew, a world is a chase of its own.
        for lanes in lanes.chunks(if redrawn { 1 } else { chase::WORLDS }) {
            if watch.stopped() {
                break;
            }
            if redrawn || seeds.is_empty() {
                seeds = self.seed(options, lanes[0].1);
            }
            let rng_seed = self.engine.experiment.rng_seed;
            let world =
                |&(_, index): &(usize, u64)| World::new(rng_seed, Purpose::Diffusion, index);
            let worlds: Vec<World> = lanes.iter().map(world).collect();
            self.chase.run(self.engine.picks, &worlds);
            for (nth, &(lane, _)) in lanes.iter().enumerate() {
                for (place, counted) in counted.iter_mut().enumerate() {
                    let start =
                        if self.spread.is_some() { (place * WORLDS + lane) * words } else { 0 };
                    let bits = &mut self.shared[start..start + words];
                    counted.sharers[lane] = self.chase.sharers(nth, place, bits);
                }
            }
        }
        (seeds, counted)
    }
}

impl Worker for Chasing<'_> {
    fn run(&mut self, worlds: Range<u64>, progress: &dyn Progress) -> Block {
        let experiment = self.engine.experiment;
        let per_option = WORLDS * self.engine.words();
        let watch = Watch::new(progress);
        let mut values = Values::new(experiment, worlds.clone());
        for (group, options) in experiment.options.chunks(OPTIONS).enumerate() {
            if self.spread.is_some() {
                // A block may leave worlds out: they hold what an earlier one left.
                self.shared.fill(0);
            }
            let (seeds, counted) = self.chase(options, &values, &watch);
            for (place, (mut counted, seeds)) in counted.into_iter().zip(seeds).enumerate() {
                let option = group * OPTIONS + place;
                if let Some(spread) = &mut self.spread {
                    spread.load(0, &self.shared[place * per_option..][..per_option]);
                    counted.seen = expose(experiment.network, &mut **spread, &watch).pop();
                    values.keep_segments(option, &**spread, 0);
                }
                values.keep(option, seeds, &counted);
            }
        }
        values.block(&watch)
    }
}
