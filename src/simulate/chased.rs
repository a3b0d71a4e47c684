//! Cascades of the linear threshold model, each world drawn whole for all options.

use std::ops::Range;

use super::{
    Block, Engine, Experiment, Shape, Worker,
    whole::{Audience, Counted, Values, Watch, keep_all},
};
use crate::{
    kernel::{
        batch::{
            fused::WORLDS,
            pointer_jumping::{self, OPTIONS, PointerJumping},
        },
        live::threshold_choice::ThresholdChoice,
    },
    progress::Progress,
    rng::{Purpose, World},
    seeding::Seeds,
};

/// The engine of an experiment whose model picks.
pub(super) struct Chased<'a> {
    pub(super) experiment: &'a Experiment<'a>,
    pub(super) picks: &'a ThresholdChoice,
}

impl Chased<'_> {
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
        let seen = Audience::bytes(self.experiment, self.most_options());
        16 * u64::from(self.experiment.network.users()) + seen
    }

    fn worker(&self) -> Box<dyn Worker + '_> {
        Box::new(Chasing {
            engine: self,
            chase: PointerJumping::new(self.experiment.network.users()),
            audience: Audience::new(self.experiment, self.most_options()),
            drawn: Vec::new(),
        })
    }
}

/// The buffers of one thread.
struct Chasing<'a> {
    engine: &'a Chased<'a>,
    chase: PointerJumping,
    audience: Option<Audience>,
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
    fn chase(&mut self, options: &[Seeds], values: &Values<'_>, watch: &Watch<'_>) -> Vec<Counted> {
        let redrawn = options.iter().any(|option| !matches!(option, Seeds::Fixed(_)));
        let mut seeds = Vec::new();
        let mut counts = vec![0; options.len()];
        let mut counted: Vec<Counted> = options.iter().map(|_| Counted::default()).collect();
        let lanes: Vec<(usize, u64)> = values.lanes().collect();
        // Where seeds are drawn anew, a world is a chase of its own.
        for lanes in lanes.chunks(if redrawn { 1 } else { pointer_jumping::WORLDS }) {
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
                self.chase.count(nth, &mut counts);
                for (option, counted) in counted.iter_mut().enumerate() {
                    counted.seeds = seeds[option];
                    counted.sharers[lane] = counts[option];
                    if let Some(audience) = &mut self.audience {
                        self.chase.sharers(nth, option, audience.sharers(option, lane));
                    }
                }
            }
        }
        counted
    }
}

impl Worker for Chasing<'_> {
    fn run(&mut self, worlds: Range<u64>, progress: &dyn Progress) -> Block {
        let watch = Watch::new(progress);
        let mut values = Values::new(self.engine.experiment, worlds);
        for (group, options) in self.engine.experiment.options.chunks(OPTIONS).enumerate() {
            if let Some(audience) = &mut self.audience {
                audience.start();
            }
            let counted = self.chase(options, &values, &watch);
            keep_all(&mut values, group * OPTIONS, counted, self.audience.as_mut(), &watch);
        }
        values.block(&watch)
    }
}
