//! Cascades of 64 worlds at once, all options over the same drawn edges.

use std::{ops::Range, sync::Arc};

use super::whole::{CountWriter, OptionCounts, StopLatch, draw, expose, segment_reach};
use crate::{
    kernel::{
        batch::fused::{BlockSpread, OPTIONS, WORLDS, block_spread},
        plan::Pilot,
    },
    memory::Large,
    metric::Needs,
    progress::Progress,
    seeding::Seeds,
    simulate::{
        Block, Engine, EngineCost, Experiment, Worker, Workload, WorldLayout, workers::MOST_BYTES,
        workload::DRAW,
    },
};

/// Nanoseconds to clear, count and sweep over a user and option of a block.
const USER: f64 = 4.0;

/// Looks at an edge in a block of 64 worlds for each look in a single world, where all cascades are
/// large: a user's worlds come in so many parcels. Measured from 1.5 (nearly everybody shares) to
/// 15.
const PARCELS: f64 = 12.0;

/// The same for other numbers of worlds: nearly one parcel each where they are few, [`PARCELS`] for
/// 64.
fn parcels(worlds: f64) -> f64 {
    let most = WORLDS as f64;
    let crowding = (most - PARCELS) / (most * (PARCELS - 1.0));
    worlds * (1.0 + crowding) / (1.0 + crowding * worlds)
}

/// Nanoseconds a look of a block, for the first option; most looks find nothing to follow.
const LOOK: f64 = 6.0;

/// What each further option with seeds of its own adds to the cost of a look, where the masks of
/// all users are near, or everybody shares in all of them, …
const OPTION: f64 = 0.35;

/// … and where they are not: more than a look of its own, as the masks of all options are fetched.
const FAR_OPTION: f64 = 1.5;

/// The masks of all users are near up to this size, and not from twice as much on.
const NEAR_MASKS_BYTES: f64 = 8_388_608.0;

/// The cost of cascades side by side, which share each look at an edge.
fn side_by_side(cascades: f64, option: f64) -> f64 {
    let groups = (cascades / OPTIONS as f64).ceil();
    groups * (1.0 + option * (cascades / groups - 1.0))
}

/// What the engine takes: 8 bytes an edge, and 16 a user and option side by side.
pub(in crate::simulate) fn cost(work: &Workload, pilot: Pilot) -> EngineCost {
    let (options, chains) = (work.options as f64, work.chains as f64);
    let masks = 8.0 * work.edges;
    let lanes = work.chains.next_power_of_two().min(OPTIONS) as f64;
    let users = 16.0 * lanes * work.users;
    let draw = DRAW * work.edges;
    let sweep = USER * work.users * options;
    let share = (pilot.followers / chains / work.edges.max(1.0)).min(1.0);
    let far = libm::log2(users / NEAR_MASKS_BYTES).clamp(0.0, 1.0) * (1.0 - share);
    let shared = side_by_side(chains, OPTION + (FAR_OPTION - OPTION) * far);
    let large = work.block() * pilot.followers / chains / pilot.crowd.max(1.0);
    let looks = pilot.crowd * parcels(large) * shared * LOOK * work.distance();
    let show = work.show() * work.edges * work.distance() * side_by_side(options, OPTION);
    let nanoseconds = (draw + sweep + looks + show) / work.block();
    EngineCost {
        worker_bytes: masks + users,
        cascade_bytes: 0.0,
        nanoseconds: if masks > MOST_BYTES as f64 { f64::INFINITY } else { nanoseconds },
    }
}

/// The engine of an experiment whose model draws masks.
pub(in crate::simulate) struct FusedEngine {
    experiment: Experiment,
    layout: WorldLayout,
    chains: Vec<Vec<usize>>,
}

impl FusedEngine {
    pub(in crate::simulate) fn new(experiment: &Experiment) -> Self {
        Self {
            layout: experiment.layout(),
            chains: experiment.chains(),
            experiment: experiment.clone(),
        }
    }

    /// Options that spread side by side.
    fn lanes(&self) -> usize {
        self.chains.len().min(OPTIONS)
    }
}

impl Engine for FusedEngine {
    fn layout(&self) -> &WorldLayout {
        &self.layout
    }

    fn worlds_at_once(&self) -> u64 {
        WORLDS as u64
    }

    fn worker_bytes(&self) -> u64 {
        cost(&self.experiment.workload(1), Pilot::default()).worker_bytes as u64
    }

    fn worker(self: Arc<Self>) -> Box<dyn Worker> {
        let network = &self.experiment.network;
        Box::new(FusedWorker {
            writer: CountWriter::new(&self.experiment, &self.layout),
            masks: Large::zeroed(network.forward().edges()),
            spread: block_spread(self.lanes(), network.users()),
            drawn: Vec::new(),
            engine: self,
        })
    }
}

/// The buffers of one thread.
struct FusedWorker {
    writer: CountWriter,
    masks: Large<u64>,
    spread: Box<dyn BlockSpread>,
    drawn: Vec<u32>,
    engine: Arc<FusedEngine>,
}

impl FusedWorker {
    /// Seeds an option in every world of a block; gives the number of seeds of a world.
    fn seed(&mut self, place: usize, option: &Seeds) -> usize {
        if let Seeds::Fixed(users) = option {
            let worlds = self.writer.mask();
            for &user in users {
                self.spread.seed(place, user, worlds);
            }
            return users.len();
        }
        let mut count = 0;
        for (lane, world) in self.writer.lanes() {
            let users = option.of(world, &mut self.drawn);
            for &user in users {
                self.spread.seed(place, user, 1 << lane);
            }
            count = users.len();
        }
        count
    }

    /// Spreads from the seeds of some options, each given with its place side by side, and measures
    /// them.
    fn spread(&mut self, options: &[(usize, usize)], stop: &StopLatch<'_>) {
        let engine = Arc::clone(&self.engine);
        let experiment = &engine.experiment;
        let mut seeds = Vec::with_capacity(options.len());
        for &(place, option) in options {
            seeds.push(self.seed(place, &experiment.options[option]));
        }
        self.spread.run(experiment.network.forward(), &self.masks, &|| stop.is_set());
        let sharers = self.spread.sharers();
        let exposed = experiment.needs().intersects(Needs::EXPOSURE);
        let shown = exposed.then(|| expose(&experiment.network, &mut *self.spread, stop));
        for (&(place, option), seeds) in options.iter().zip(seeds) {
            let shown = shown.as_ref().map(|shown| shown[place]);
            let segment_reach = segment_reach(experiment, &*self.spread, place);
            let counts = OptionCounts { seeds, sharers: sharers[place], shown, segment_reach };
            self.writer.keep(option, &counts);
        }
        if shown.is_some() {
            self.spread.conceal();
        }
    }
}

impl Worker for FusedWorker {
    fn run(&mut self, worlds: Range<u64>, progress: &dyn Progress) -> Block {
        let engine = Arc::clone(&self.engine);
        let experiment = &engine.experiment;
        let stop = StopLatch::new(progress);
        self.writer.begin(worlds.clone());
        draw(experiment.masks(), experiment.rng_seed, worlds.start, &mut self.masks, &stop);
        for chains in engine.chains.chunks(OPTIONS) {
            self.spread.start();
            // Each chain goes on to its next option, side by side.
            let longest = chains.iter().map(Vec::len).max().unwrap_or(0);
            for round in 0..longest {
                let options: Vec<(usize, usize)> = chains
                    .iter()
                    .enumerate()
                    .filter_map(|(place, chain)| Some((place, *chain.get(round)?)))
                    .collect();
                self.spread(&options, &stop);
            }
        }
        self.writer.finish(&stop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_world_by_itself_comes_in_one_parcel() {
        assert!((parcels(1.0) - 1.0).abs() < 1e-12 && (parcels(64.0) - PARCELS).abs() < 1e-12);
    }
}
