//! The spread of seeds by forward simulation, in worlds that took no part in choosing them.
//!
//! Nothing here may use a reverse set: the simulation is the check on those.

use rayon::prelude::*;

use super::objective::{CompetingMessage, Objective, RivalTies};
use crate::{
    error::{Error, Result},
    kernel::{Memo, Scratch, Trace},
    model::Cascade,
    progress::{Progress, StopFlag},
    rng::{Purpose, World},
};

/// Worlds between two looks at whether to stop.
const WORLDS_PER_LOOK: u64 = 1024;

/// Cascades to run, and what counts of them.
#[derive(Clone, Copy)]
#[expect(missing_debug_implementations, reason = "a cascade is any model")]
pub struct ForwardSpread<'a> {
    /// The model, ready to run.
    pub cascade: &'a dyn Cascade,
    /// Users of the network.
    pub users: u32,
    /// What counts as spread. Absent users are not supported.
    pub aim: Objective<'a>,
    /// Names the worlds, which are those of a simulation.
    pub rng_seed: u64,
}

/// The spread of seeds, simulated.
#[derive(Debug, Clone, PartialEq)]
pub struct Spreads {
    /// The spread in each world, in users or units of value.
    pub values: Vec<f64>,
    /// The least possible spread in any world.
    pub least: f64,
    /// The greatest possible spread in any world.
    pub most: f64,
}

/// The buffers of one thread.
struct ForwardBuffers {
    scratch: Scratch,
    trace: Trace,
    contest: RivalSpread,
}

impl ForwardSpread<'_> {
    /// The spread of seeds in each of `worlds` worlds, beyond that of organic seeds alone. It gives
    /// fewer worlds if the user stops it.
    ///
    /// Cost: one cascade a world, and another one with organic seeds or a rival.
    ///
    /// # Errors
    /// [`Error::Value`] if a rival's message has no live edges to travel along; [`Error::Stopped`]
    /// if the user stopped it before the first world was done.
    ///
    /// # Panics
    /// If the objective has absent users.
    pub fn spreads(&self, seeds: &[u32], worlds: u64, progress: &dyn Progress) -> Result<Spreads> {
        assert!(self.aim.absent.is_none(), "cascades go through everybody");
        if self.aim.rival.is_some() {
            self.cascade.live_for("a rival's message")?;
        }
        let is_organic = |&user: &u32| self.aim.organic.is_some_and(|it| it[user as usize]);
        let organic: Vec<u32> = (0..self.users).filter(is_organic).collect();
        let all = [seeds, &organic].concat();
        let in_world = |buffers: &mut ForwardBuffers, number: u64| {
            if progress.cancelled() {
                return Err(Error::Stopped);
            }
            let world = World::new(self.rng_seed, Purpose::Diffusion, number);
            let with = self.spread(world, &all, buffers);
            let without =
                if organic.is_empty() { 0.0 } else { self.spread(world, &organic, buffers) };
            // A cascade that was stopped on its way counts for nothing.
            if progress.cancelled() {
                return Err(Error::Stopped);
            }
            progress.advance(1);
            Ok(with - without)
        };
        let buffers = || {
            let mut scratch = Scratch::new(self.users);
            scratch.stop_at(progress.stop());
            let contest = RivalSpread::new(self.users, progress.stop());
            ForwardBuffers { scratch, trace: Trace::default(), contest }
        };
        progress.begin("simulating", Some(worlds));
        let mut spreads: Vec<f64> = Vec::new();
        for start in (0..worlds).step_by(WORLDS_PER_LOOK as usize) {
            let some = (start..worlds.min(start + WORLDS_PER_LOOK)).into_par_iter();
            match some.map_init(buffers, in_world).collect::<Result<Vec<f64>>>() {
                Ok(some) => spreads.extend(some),
                Err(error) if spreads.is_empty() => return Err(error),
                Err(_) => break,
            }
        }
        progress.end();
        let users = f64::from(self.users);
        Ok(Spreads {
            values: spreads,
            least: self.aim.of_themselves(seeds.iter().copied()),
            most: self.aim.value.map_or(users, |value| value.iter().sum()),
        })
    }

    /// The value of the users who share from these seeds.
    fn spread(&self, world: World, seeds: &[u32], buffers: &mut ForwardBuffers) -> f64 {
        let worth = |user: u32| self.aim.value.map_or(1.0, |value| value[user as usize]);
        let ForwardBuffers { scratch, trace, contest } = buffers;
        match (self.aim.rival, self.aim.deadline) {
            (Some(rival), _) => {
                let ours = contest.run(self, world, seeds, rival);
                ours.iter().map(|&user| worth(user)).sum()
            }
            (None, None) => {
                self.cascade.run(world, seeds, scratch);
                scratch.sharers().iter().map(|&user| worth(user)).sum()
            }
            (None, Some(deadline)) => {
                self.cascade.run_traced(world, seeds, scratch, trace);
                let sharers = scratch.sharers().iter().enumerate();
                let in_time = sharers.filter(|&(place, _)| trace.time(place) <= deadline);
                in_time.map(|(_, &user)| worth(user)).sum()
            }
        }
    }
}

/// Two messages that start at the same time over the same live edges, one step an edge. Each user
/// takes the one that arrives first.
struct RivalSpread {
    /// For each user, whether it took either message.
    has_taken: Vec<bool>,
    /// The users who took our message and the rival's, in the order of taking.
    takers: [Vec<u32>; 2],
    memo: Memo,
    stop: StopFlag,
}

/// Users who take a message between two looks at whether to stop: far below a millisecond.
const LOOK: usize = 1024;

/// The indices of the two messages.
const OURS: usize = 0;
const RIVALS: usize = 1;

impl RivalSpread {
    fn new(users: u32, stop: &StopFlag) -> Self {
        let users = users as usize;
        Self {
            has_taken: vec![false; users],
            takers: [Vec::new(), Vec::new()],
            memo: Memo::new(users),
            stop: stop.clone(),
        }
    }

    /// The users who take our message in a world if `first` are its seeds.
    fn run(
        &mut self,
        of: &ForwardSpread<'_>,
        world: World,
        seeds: &[u32],
        rival: CompetingMessage<'_>,
    ) -> &[u32] {
        let live = of.cascade.live().expect("it was seen that it has live edges");
        let Self { has_taken, takers, memo, stop } = self;
        memo.forget();
        for user in takers.iter_mut().flat_map(|takers| takers.drain(..)) {
            has_taken[user as usize] = false;
        }
        let mut take = |takers: &mut Vec<u32>, user: u32| {
            if !std::mem::replace(&mut has_taken[user as usize], true) {
                takers.push(user);
            }
        };
        // No seed of ours is a seed of the rival.
        for user in (0..of.users).filter(|&user| rival.seeds[user as usize]) {
            take(&mut takers[RIVALS], user);
        }
        for &user in seeds {
            take(&mut takers[OURS], user);
        }
        // The winner of ties takes each step first.
        let order = if rival.ties == RivalTies::Ours { [OURS, RIVALS] } else { [RIVALS, OURS] };
        let (mut done, mut steps) = ([0, 0], 0.0);
        while of.aim.deadline.is_none_or(|deadline| steps < deadline) {
            let ends = [OURS, RIVALS].map(|message| takers[message].len());
            if ends == done {
                break;
            }
            for message in order {
                for place in done[message]..ends[message] {
                    if place.is_multiple_of(LOOK) && stop.is_set() {
                        return &takers[OURS];
                    }
                    let user = takers[message][place];
                    live.live_followers(world, user, memo, &mut |follower| {
                        take(&mut takers[message], follower);
                    });
                }
            }
            (done, steps) = (ends, steps + 1.0);
        }
        &takers[OURS]
    }
}
