//! Dose memory where users meet all whom they follow: step by step, over those who are sharing.
//!
//! Whom a sharer gives a dose in a step is found as live edges are: one number is drawn for each dose, from
//! the sharer's own of the step, and followers who get none are not looked at.

use std::sync::Arc;

use super::doses::{self, DoseStream, Doses, Memories, Sharing, Turn, number};
use crate::{
    influence::Influence,
    kernel::{
        Record, SharerSet,
        events::edge_rates::{self, EdgePrefixSums, EdgeRates},
        live::geometric_skips::LivePlaces,
        plan::WalkCost,
        prefetch::prefetch,
    },
    model::Process,
    network::{Network, csr::Rows},
    rng::{ExponentialLaw, World},
};

/// The model, ready.
pub(super) struct MeetsAll {
    rows: Arc<Rows>,
    edges: DoseEdges,
    /// For each user how many it follows.
    followed: Vec<u32>,
    doses: Doses,
    recovery: f64,
    horizon: u32,
}

/// Along which edges doses are given.
enum DoseEdges {
    Same(LivePlaces),
    Differing(EdgePrefixSums),
}

/// Bytes that a cascade takes for each user who is ever shown it: what it remembers, and where it is listed.
pub(super) const BYTES_A_USER: f64 = doses::BYTES_A_USER + 32.0;

#[derive(Debug)]
pub(super) struct AllContactsBuffers {
    memories: Memories,
    sharing: Sharing,
    /// Those who are sharing and may give a dose that matters, and since when.
    tellers: Vec<(u32, u32)>,
    given: Vec<GivenDose>,
    /// The doses of the step so far.
    step: Vec<GivenDose>,
    turns: Vec<Turn>,
}

/// A dose.
#[derive(Debug, Clone, Copy)]
struct GivenDose {
    /// Along which edge of the forward rows.
    place: usize,
    to: u32,
    from: u32,
}

/// So many doses are looked at in one batch, and so many tellers come before one whose row is fetched.
const BATCH: usize = 256;
const SOON: usize = 8;

/// So many tellers come between two looks at whether to stop, at most; there is also one for each batch of
/// doses, of some ten thousand instructions.
const LOOK: usize = 1024;

impl MeetsAll {
    pub(super) fn new(
        network: &Network,
        influence: &Influence,
        (doses, followed): (Doses, Vec<u32>),
        (recovery, horizon): (f64, u32),
    ) -> Self {
        let rows = network.forward();
        let edges = match EdgeRates::new(rows, influence, edge_rates::coin) {
            EdgeRates::Uniform(p) => DoseEdges::Same(LivePlaces::new(p)),
            EdgeRates::Differing(sums) => DoseEdges::Differing(sums),
        };
        Self { rows: Arc::clone(rows), edges, followed, doses, recovery, horizon }
    }

    /// Calls `give` with the place of each edge along which a user gives a dose in a step.
    #[inline]
    fn for_each_dose(&self, (world, step): (World, u32), user: u32, mut give: impl FnMut(usize)) {
        let range = self.rows.range(user);
        let mut stream = DoseStream::Coins.stream(world, user).ahead(number(step, 0));
        match &self.edges {
            DoseEdges::Same(places) => {
                let live = places.of(stream, range.len() as u64);
                live.for_each(|place| give(range.start + place as usize));
            }
            DoseEdges::Differing(sums) => {
                let (law, length) = (ExponentialLaw::tables(), sums.row_total(&range));
                let (mut at, mut next) = (law.draw(&mut stream), range.start);
                while at < length {
                    let place = sums.first_after(at, next..range.end);
                    give(place);
                    next = place + 1;
                    at = sums.end(place) + law.draw(&mut stream);
                }
            }
        }
    }

    /// A step's doses are given; those that matter are listed. It ends early where it is stopped.
    fn give(
        &self,
        (world, step): (World, u32),
        buffers: &mut AllContactsBuffers,
        sharers: &SharerSet<'_>,
    ) {
        let mut nth = 0;
        buffers.step.clear();
        while nth < buffers.tellers.len() && !sharers.stopped() {
            let last = nth + LOOK;
            let given = &mut buffers.given;
            given.clear();
            while given.len() < BATCH && nth < last {
                let Some(&(from, _)) = buffers.tellers.get(nth) else { break };
                if let Some(&(soon, _)) = buffers.tellers.get(nth + 2 * SOON) {
                    prefetch(self.rows.offsets(), soon as usize);
                }
                if let (Some(&(soon, _)), DoseEdges::Differing(sums)) =
                    (buffers.tellers.get(nth + SOON), &self.edges)
                {
                    sums.prefetch_row(&self.rows.range(soon));
                }
                self.for_each_dose((world, step), from, |place| {
                    prefetch(self.rows.targets(), place);
                    given.push(GivenDose { place, to: 0, from });
                });
                nth += 1;
            }
            for GivenDose { place, to, .. } in &mut *given {
                *to = self.rows.targets()[*place];
                buffers.sharing.expect(*to);
                buffers.memories.expect(*to);
            }
            for nth in 0..buffers.given.len() {
                self.take((world, step), buffers.given[nth], buffers);
            }
        }
    }

    /// A dose is remembered, if it matters.
    #[inline]
    fn take(&self, (world, step): (World, u32), dose: GivenDose, buffers: &mut AllContactsBuffers) {
        let GivenDose { place, to, from } = dose;
        if self.recovery <= 0.0 && buffers.sharing.has(to) {
            return;
        }
        if !buffers.memories.knows(to) {
            let most = self.followed[to as usize];
            self.doses.know(world, to, most, &mut buffers.memories);
        }
        if buffers.memories.can(to) {
            let nth = place - self.rows.range(from).start;
            let size = self.doses.size.of((world, step), from, nth);
            self.doses.remember(step, to, size, &mut buffers.memories);
            buffers.step.push(dose);
        }
    }

    /// Lists who begins to share at the end of a step, and who stops.
    fn turn(&self, (world, step): (World, u32), buffers: &mut AllContactsBuffers) {
        let AllContactsBuffers { memories, sharing, tellers, step: given, turns, .. } = buffers;
        turns.clear();
        // The last dose of each first, so that it is the one that counts.
        for &GivenDose { to, from, .. } in given.iter().rev() {
            if !sharing.has(to) && self.doses.are_enough(step, to, memories) {
                sharing.set(to, true);
                turns.push(Turn { user: to, from: Some(from) });
            }
        }
        turns.reverse();
        if self.recovery > 0.0 {
            tellers.retain(|&(user, _)| {
                let stops = !self.doses.are_enough(step, user, memories)
                    && DoseStream::Recovery.stream(world, user).ahead(step.into()).unit()
                        < self.recovery;
                if stops {
                    sharing.set(user, false);
                }
                !stops
            });
        }
    }

    /// True where nobody to whom a user gives doses can begin to share any more, where all share for ever.
    fn is_done(&self, user: u32, buffers: &AllContactsBuffers) -> bool {
        let is_open = |place: usize| {
            let follower = self.rows.targets()[place];
            !buffers.sharing.has(follower) && buffers.memories.can(follower)
        };
        match &self.edges {
            DoseEdges::Same(_) => !self.rows.range(user).any(is_open),
            DoseEdges::Differing(sums) => {
                let mut before = 0.0;
                !self.rows.range(user).any(|place| {
                    let gives = sums.end(place) > before;
                    before = sums.end(place);
                    gives && is_open(place)
                })
            }
        }
    }
}

impl Process for MeetsAll {
    type Buffers = AllContactsBuffers;

    fn buffers(&self) -> AllContactsBuffers {
        let users = self.rows.nodes();
        AllContactsBuffers {
            memories: Memories::new(users),
            sharing: Sharing::new(users),
            tellers: Vec::new(),
            given: Vec::new(),
            step: Vec::new(),
            turns: Vec::new(),
        }
    }

    fn spread<R: Record>(
        &self,
        world: World,
        seeds: &[u32],
        sharers: &mut SharerSet<'_>,
        buffers: &mut AllContactsBuffers,
        record: &mut R,
    ) {
        let AllContactsBuffers { memories, sharing, tellers, .. } = buffers;
        memories.forget(|user| sharing.set(user, false));
        tellers.clear();
        for &seed in seeds {
            if sharers.add(seed) {
                record.seed();
                record.at(0.0);
                self.doses.know(world, seed, self.followed[seed as usize], memories);
                memories.set_place(seed, sharers.list().len() - 1);
                sharing.set(seed, true);
                tellers.push((seed, 0));
            }
        }
        for step in 1..=self.horizon {
            if buffers.tellers.is_empty() {
                return;
            }
            self.give((world, step), buffers, sharers);
            if sharers.stopped() {
                return;
            }
            self.turn((world, step), buffers);
            for nth in 0..buffers.turns.len() {
                let Turn { user, from } = buffers.turns[nth];
                if sharers.add(user) {
                    buffers.memories.set_place(user, sharers.list().len() - 1);
                    if R::LISTENS {
                        let from = from.expect("who begins has got a dose");
                        record.passed_on_by(buffers.memories.place(from));
                        record.at(f64::from(step));
                    }
                }
                buffers.tellers.push((user, step));
            }
            if self.recovery <= 0.0 {
                // Looked at ever more rarely, which costs no more than a dose to each in all.
                let mut tellers = std::mem::take(&mut buffers.tellers);
                tellers.retain(|&(user, since)| {
                    !(step - since).is_power_of_two() || !self.is_done(user, buffers)
                });
                buffers.tellers = tellers;
            }
        }
    }

    fn kernel(&self) -> &'static str {
        "step by step over those who share, one number for each dose that they give"
    }

    fn cost(&self) -> WalkCost {
        WalkCost { sharer: 60.0, looks: 1.0, look: 10.0 }
    }
}
