//! A sketch of a network's spreads: reverse sets in a file that answer questions in milliseconds.
//!
//! The share of sets that seeds meet is an unbiased estimate of the share of users that they reach
//! (Borgs et al. 2014, doi:10.1137/1.9781611973402.70; as a sketch: Cohen et al., CIKM 2014,
//! doi:10.1145/2661829.2662077). All questions use the same sets, so differences are paired. The
//! sets took no part in a choice made elsewhere; seeds chosen by the sketch itself look slightly
//! better than they are.

mod file;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::draw::{
    block::{SETS_PER_BLOCK, SetBlock},
    roots::{Roots, Sequence},
    source::SetSource,
};
use crate::{
    error::{Error, Result},
    model::ReverseCascade,
    network::{Network, labels::Ids, named::nearest_id, storage::Storage},
    progress::Progress,
};

/// The most members of sets. The file stores them twice, which is 1 GB.
const MOST_MEMBERS: usize = 1 << 27;

/// What a sketch was drawn from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SketchOf {
    /// The scenario's name.
    pub scenario: String,
    /// The fingerprint of the network.
    pub fingerprint: String,
    /// The influence rule of the scenario, with all defaults filled in.
    pub influence: serde_json::Value,
    /// The model of the scenario, with all defaults filled in.
    pub model: serde_json::Value,
    /// Names the random numbers.
    pub rng_seed: u64,
}

/// Reverse sets, and for each user the sets that it is in.
#[derive(Debug)]
pub struct Sketch {
    of: SketchOf,
    /// The id of each user; `None` if they are 0, 1, 2, …
    ids: Option<UserIds>,
    users: u32,
    members: NumberLists,
    memberships: NumberLists,
}

/// The ids of users, one after the other.
#[derive(Debug)]
struct UserIds {
    bytes: Storage<u8>,
    ends: Storage<u64>,
}

impl UserIds {
    fn new(texts: impl Iterator<Item = String>) -> Self {
        let (mut bytes, mut ends) = (Vec::new(), Vec::new());
        for text in texts {
            bytes.extend_from_slice(text.as_bytes());
            ends.push(bytes.len() as u64);
        }
        Self { bytes: bytes.into(), ends: ends.into() }
    }

    fn of(&self, place: usize) -> &[u8] {
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        &self.bytes[start as usize..self.ends[place] as usize]
    }
}

/// Lists of numbers, one after the other.
#[derive(Debug)]
struct NumberLists {
    starts: Storage<u32>,
    values: Storage<u32>,
}

impl NumberLists {
    fn of(&self, place: u32) -> &[u32] {
        let [start, end] = [place, place + 1].map(|place| self.starts[place as usize] as usize);
        &self.values[start..end]
    }

    fn len(&self) -> u32 {
        self.starts.len() as u32 - 1
    }

    /// For each value, the places of the lists that hold it, ascending.
    fn turned(&self, values: u32) -> Self {
        let mut starts = vec![0_u32; values as usize + 1];
        for &value in &*self.values {
            starts[value as usize + 1] += 1;
        }
        for value in 0..values as usize {
            starts[value + 1] += starts[value];
        }
        let mut next = starts.clone();
        let mut places = vec![0; self.values.len()];
        for place in 0..self.len() {
            for &value in self.of(place) {
                let next = &mut next[value as usize];
                places[*next as usize] = place;
                *next += 1;
            }
        }
        Self { starts: starts.into(), values: places.into() }
    }
}

/// An estimated spread, in users.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SketchSpread {
    /// The mean number of sharers.
    pub mean: f64,
    /// Its standard error, which is above 0 even if no set is met.
    pub standard_error: f64,
}

/// The sets that some seeds are in.
struct SeedsInSets<'s> {
    sketch: &'s Sketch,
    /// For each set, how many of the seeds are in it.
    times: Vec<u32>,
}

impl Sketch {
    /// Draws a sketch of `sets` sets, rounded up to a multiple of 256.
    ///
    /// # Errors
    /// [`Error::Value`] at `sets` if it is 0, or if the sets have too many members;
    /// [`Error::Stopped`] if `progress` was cancelled.
    pub fn draw(
        network: &Network,
        cascade: &dyn ReverseCascade,
        of: SketchOf,
        sets: u64,
        progress: &dyn Progress,
    ) -> Result<Self> {
        /// Blocks drawn between two counts of members.
        const BLOCKS: u64 = 64;
        let fault = |problem: String, remedy: &str| Error::value("sets", problem, remedy);
        if sets == 0 || sets > 1 << 30 {
            let problem = format!("{sets} sets are no sketch");
            return Err(fault(problem, "give from 1 to 1073741824"));
        }
        let users = network.users();
        let roots = Roots::new(users, None, of.rng_seed);
        let source = SetSource::of(cascade, users, &roots);
        let (mut starts, mut members) = (vec![0_u32], Vec::new());
        let blocks = sets.div_ceil(SETS_PER_BLOCK);
        progress.begin("drawing reverse sets", Some(blocks * SETS_PER_BLOCK));
        for first in (0..blocks).step_by(BLOCKS as usize) {
            let range = first..blocks.min(first + BLOCKS);
            let drawn = source.draw(Sequence::Sketch, range, progress)?;
            for set in drawn.iter().flat_map(SetBlock::sets) {
                if members.len() + set.len() > MOST_MEMBERS {
                    let drawn = starts.len() - 1;
                    let problem = format!("{sets} sets take more than 1 GB; {drawn} do not");
                    return Err(fault(problem, "ask for fewer sets"));
                }
                members.extend_from_slice(set);
                starts.push(members.len() as u32);
            }
        }
        progress.end();
        let members = NumberLists { starts: starts.into(), values: members.into() };
        let memberships = members.turned(users);
        let ids = match network.labels().ids() {
            Ids::Index(_) if network.labels().order().is_none() => None,
            _ => Some(UserIds::new((0..users).map(|user| network.id(user).to_string()))),
        };
        Ok(Self { of, ids, users, members, memberships })
    }

    /// What the sketch was drawn from.
    #[must_use]
    pub const fn is_of(&self) -> &SketchOf {
        &self.of
    }

    /// Number of users.
    #[must_use]
    pub const fn users(&self) -> u32 {
        self.users
    }

    /// Number of sets.
    #[must_use]
    pub fn sets(&self) -> u32 {
        self.members.len()
    }

    /// The user of an id. Cost: a pass over all ids, unless they are 0, 1, 2, …
    #[must_use]
    pub fn user(&self, id: &str) -> Option<u32> {
        match &self.ids {
            None => {
                let user = id.parse().ok().filter(|&user: &u32| user < self.users)?;
                (user.to_string() == id).then_some(user)
            }
            Some(ids) => {
                let is_it = |&user: &u32| ids.of(user as usize) == id.as_bytes();
                (0..self.users).into_par_iter().find_first(is_it)
            }
        }
    }

    /// A suggestion for an id that no user has. `None` if ids are numbers or there are too many
    /// users.
    #[must_use]
    pub fn nearest(&self, id: &str) -> Option<String> {
        let ids = self.ids.as_ref()?;
        let all = (0..self.users as usize).map(|user| String::from_utf8_lossy(ids.of(user)));
        nearest_id(id, self.users, all)
    }

    /// The id of a user.
    #[must_use]
    pub fn id(&self, user: u32) -> String {
        match &self.ids {
            None => user.to_string(),
            Some(ids) => String::from_utf8_lossy(ids.of(user as usize)).into_owned(),
        }
    }

    /// The spread of seeds, each given once. Cost: the sets that they are in.
    #[must_use]
    pub fn spread(&self, seeds: &[u32]) -> SketchSpread {
        self.spread_of(self.met(seeds).count())
    }

    /// For each seed, the sharers lost without it.
    #[must_use]
    pub fn lost_without(&self, seeds: &[u32]) -> Vec<f64> {
        let met = self.met(seeds);
        let alone = |&seed: &u32| {
            let sets = self.memberships.of(seed).iter();
            sets.filter(|&&set| met.times[set as usize] == 1).count()
        };
        seeds.iter().map(|seed| alone(seed) as f64 * self.users_a_set()).collect()
    }

    /// The users who best join the seeds, one after the other, each with its gain in sharers. Cost:
    /// the members of all sets met, and a pass over all users for each.
    #[must_use]
    pub fn best_next(&self, seeds: &[u32], count: u32) -> Vec<(u32, f64)> {
        let mut met = self.met(seeds);
        let mut adds: Vec<u32> = (0..self.users)
            .into_par_iter()
            .map(|user| self.memberships.of(user).len() as u32)
            .collect();
        for set in 0..self.sets() {
            if met.times[set as usize] > 0 {
                self.members.of(set).iter().for_each(|&user| adds[user as usize] -= 1);
            }
        }
        let mut is_seed = vec![false; self.users as usize];
        for &seed in seeds {
            is_seed[seed as usize] = true;
        }
        let mut next = Vec::new();
        while next.len() < count as usize {
            let free = (0..self.users).into_par_iter().filter(|&user| !is_seed[user as usize]);
            // Of equal gains, the first user.
            let best = free.max_by_key(|&user| (adds[user as usize], std::cmp::Reverse(user)));
            let Some(user) = best else { break };
            next.push((user, f64::from(adds[user as usize]) * self.users_a_set()));
            is_seed[user as usize] = true;
            for &set in self.memberships.of(user) {
                let times = &mut met.times[set as usize];
                *times += 1;
                if *times == 1 {
                    self.members.of(set).iter().for_each(|&user| adds[user as usize] -= 1);
                }
            }
        }
        next
    }

    fn met(&self, seeds: &[u32]) -> SeedsInSets<'_> {
        let mut times = vec![0; self.sets() as usize];
        for &seed in seeds {
            self.memberships.of(seed).iter().for_each(|&set| times[set as usize] += 1);
        }
        SeedsInSets { sketch: self, times }
    }

    /// The number of users that a set stands for.
    fn users_a_set(&self) -> f64 {
        f64::from(self.users) / f64::from(self.sets())
    }

    fn spread_of(&self, met: usize) -> SketchSpread {
        let sets = f64::from(self.sets());
        let share = met as f64 / sets;
        // Laplace's rule: one more set met and one more not met, so the error is never 0.
        let likely = (met as f64 + 1.0) / (sets + 2.0);
        let error = (likely * (1.0 - likely) / sets).sqrt();
        let [mean, standard_error] = [share, error].map(|share| share * f64::from(self.users));
        SketchSpread { mean, standard_error }
    }
}

impl SeedsInSets<'_> {
    fn count(&self) -> usize {
        debug_assert_eq!(self.times.len(), self.sketch.sets() as usize, "one number a set");
        self.times.iter().filter(|&&times| times > 0).count()
    }
}
