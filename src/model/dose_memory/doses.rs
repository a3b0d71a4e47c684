//! Doses: how large they are, and what users remember of them.

use std::collections::VecDeque;

use bytemuck::{Pod, Zeroable};
use rand_distr::{Distribution, Exp1, LogNormal};

use crate::{
    kernel::prefetch::prefetch,
    memory::Large,
    model::per_user::Numbers,
    rng::{Stream, World},
};

/// By how much a sum of doses may miss a threshold and be taken for it: three doses of 0.1 are 0.3.
const ROUNDING: f64 = 1e-9;

/// The numbers of a user that are kept apart.
const STREAMS: u64 = 4;

/// What a user's numbers are for.
#[derive(Debug, Clone, Copy)]
pub(super) enum DoseStream {
    /// Whether a dose is given, or to whom.
    Coins,
    Sizes,
    Recovery,
    Threshold,
}

impl DoseStream {
    /// A user's numbers of a kind in a world.
    #[inline]
    pub(super) fn stream(self, world: World, user: u32) -> Stream {
        world.stream(STREAMS * u64::from(user) + self as u64)
    }
}

/// The place of a number in a stream: of a step, and of whichever of several it is.
#[inline]
pub(super) fn number(step: u32, nth: usize) -> u64 {
    u64::from(step) << 32 | nth as u64
}

/// The size of a dose.
pub(super) enum DoseSize {
    Same(f64),
    /// By its mean.
    Exponential(f64),
    LogNormal(LogNormal<f64>),
}

impl DoseSize {
    /// The size of a user's n-th dose of a step, given or taken.
    #[inline]
    pub(super) fn of(&self, (world, step): (World, u32), user: u32, nth: usize) -> f64 {
        match self {
            Self::Same(size) => *size,
            _ => self.drawn(DoseStream::Sizes.stream(world, user).ahead(4 * number(step, nth))),
        }
    }

    /// A size that is drawn, out of the way of those that are not.
    fn drawn(&self, mut stream: Stream) -> f64 {
        match self {
            Self::Same(size) => *size,
            Self::Exponential(mean) => {
                let unit: f64 = Exp1.sample(&mut stream);
                unit * mean
            }
            Self::LogNormal(law) => law.sample(&mut stream),
        }
    }
}

/// How doses add up.
pub(super) struct Doses {
    threshold: Numbers,
    pub(super) size: DoseSize,
    /// For how many steps they are remembered.
    memory: u32,
    /// Where doses are alike and so many steps fit into a word: how many bits count those of one step.
    bits: Option<u32>,
}

impl Doses {
    /// Doses that are remembered for `memory` steps, of which a user gets several a step or one at most.
    pub(super) fn new(threshold: Numbers, size: DoseSize, memory: u32, several: bool) -> Self {
        let alike = matches!(size, DoseSize::Same(_)) && memory <= u64::BITS;
        let bits = alike.then(|| if several { (u64::BITS / memory).min(32) } else { 1 });
        Self { threshold, size, memory, bits }
    }

    /// Begins to remember for a user who gets so many doses a step at most.
    pub(super) fn know(&self, world: World, user: u32, most: u32, memories: &mut Memories) {
        let threshold = match &self.threshold {
            Numbers::Same(threshold) => *threshold,
            Numbers::Column(thresholds) => thresholds[user as usize],
            Numbers::Drawn(draw) => draw.from(&mut DoseStream::Threshold.stream(world, user)),
        };
        let enough = threshold * (1.0 - ROUNDING);
        let mut it = Remembered { enough, marks: MET, ..Remembered::zeroed() };
        if let (DoseSize::Same(size), Some(bits)) = (&self.size, self.bits) {
            // Rounding is far below what a sum may miss.
            let doses = (enough / size).ceil() as u32;
            if u64::from(doses) > u64::from(self.memory) * u64::from(most) {
                it.marks |= CANNOT;
            }
            let countable = u64::MAX >> (u64::BITS - bits);
            if u64::from(most.min(doses)) <= countable {
                (it.doses, it.marks) = (doses, it.marks | COUNTED);
            }
        }
        if it.marks & COUNTED == 0 {
            it.doses = memories.lists_in_use as u32;
            match memories.lists.get_mut(memories.lists_in_use) {
                Some(doses) => doses.clear(),
                None => memories.lists.push(VecDeque::new()),
            }
            memories.lists_in_use += 1;
        }
        memories.users[user as usize] = it;
        memories.met.push(user);
    }

    /// A user remembers a dose of a step.
    #[inline]
    pub(super) fn remember(&self, step: u32, user: u32, size: f64, memories: &mut Memories) {
        let it = &mut memories.users[user as usize];
        if let Some(bits) = self.bits.filter(|_| it.marks & COUNTED != 0) {
            let countable = u64::MAX >> (u64::BITS - bits);
            (it.steps, it.last) = (it.steps_at(step, bits), step);
            it.steps += u64::from(it.steps & countable < countable);
        } else {
            list(&mut memories.lists[it.doses as usize], step, size);
        }
    }

    /// True where what a user remembers in a step reaches its threshold.
    #[inline]
    pub(super) fn are_enough(&self, step: u32, user: u32, memories: &mut Memories) -> bool {
        let it = memories.users[user as usize];
        if let Some(bits) = self.bits.filter(|_| it.marks & COUNTED != 0) {
            let steps = it.steps_at(step, bits) << (u64::BITS - bits * self.memory);
            let doses = if bits == 1 { steps.count_ones().into() } else { sum(steps, bits) };
            return doses >= it.doses.into();
        }
        let doses = &mut memories.lists[it.doses as usize];
        while doses.front().is_some_and(|&(given, _)| given.saturating_add(self.memory) <= step) {
            doses.pop_front();
        }
        doses.iter().map(|&(_, size)| size).sum::<f64>() >= it.enough
    }
}

/// Lists a dose of a step.
fn list(doses: &mut VecDeque<(u32, f64)>, step: u32, size: f64) {
    match doses.back_mut() {
        Some((last, sum)) if *last == step => *sum += size,
        _ => doses.push_back((step, size)),
    }
}

/// The sum of numbers of so many bits, the last of which are the highest.
fn sum(mut numbers: u64, bits: u32) -> u64 {
    let mut sum = 0;
    while numbers != 0 {
        sum += numbers >> (u64::BITS - bits);
        numbers <<= bits;
    }
    sum
}

/// What users remember, all 0 of those who have followed nobody who shares yet.
#[derive(Debug)]
pub(super) struct Memories {
    users: Large<Remembered>,
    met: Vec<u32>,
    /// Steps and sums of the doses that are remembered, and some that are not any more, where they are more
    /// than counts.
    lists: Vec<VecDeque<(u32, f64)>>,
    lists_in_use: usize,
}

#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Remembered {
    /// The sum of doses that does.
    enough: f64,
    /// Where doses are counted: how many there were in each of the last steps; the lowest bits are …
    steps: u64,
    /// … this step's.
    last: u32,
    /// Where doses are counted: how many are enough; otherwise which list has them.
    doses: u32,
    /// The place among the sharers, of one who has shared.
    place: u32,
    marks: u32,
}

/// Bytes for each user who has met a dose.
pub(super) const BYTES_A_USER: f64 = (size_of::<Remembered>() + size_of::<u32>()) as f64;

/// Marks: the user has met a dose, …
const MET: u32 = 1;
/// … its doses are counted, …
const COUNTED: u32 = 2;
/// … and they can never be enough.
const CANNOT: u32 = 4;

impl Remembered {
    /// The steps as they are at another one, not before the last.
    #[inline]
    fn steps_at(&self, step: u32, bits: u32) -> u64 {
        self.steps.checked_shl((step - self.last).saturating_mul(bits)).unwrap_or(0)
    }
}

impl Memories {
    /// Those of so many users.
    pub(super) fn new(users: usize) -> Self {
        Self { users: Large::zeroed(users), met: Vec::new(), lists: Vec::new(), lists_in_use: 0 }
    }

    /// Forgets all, and tells `forgotten` of each user.
    pub(super) fn forget(&mut self, mut forgotten: impl FnMut(u32)) {
        for user in self.met.drain(..) {
            self.users[user as usize] = Remembered::zeroed();
            forgotten(user);
        }
        self.lists_in_use = 0;
    }

    #[inline]
    pub(super) fn knows(&self, user: u32) -> bool {
        self.users[user as usize].marks & MET != 0
    }

    /// True where doses can make a user share.
    #[inline]
    pub(super) fn can(&self, user: u32) -> bool {
        self.users[user as usize].marks & CANNOT == 0
    }

    /// The place of a user among the sharers.
    pub(super) fn place(&self, user: u32) -> usize {
        self.users[user as usize].place as usize
    }

    pub(super) fn set_place(&mut self, user: u32, place: usize) {
        self.users[user as usize].place = place as u32;
    }

    /// The entry of a user will be needed soon.
    #[inline]
    pub(super) fn expect(&self, user: u32) {
        prefetch(&self.users, user as usize);
    }
}

/// A user who begins to share in a step, or stops.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn {
    pub(super) user: u32,
    /// The user who gave the last dose to one who begins, where a trace needs it.
    pub(super) from: Option<u32>,
}

/// Who is sharing: a bit for each user.
#[derive(Debug)]
pub(super) struct Sharing(Vec<u64>);

impl Sharing {
    /// None of so many users.
    pub(super) fn new(users: usize) -> Self {
        Self(vec![0; users.div_ceil(64)])
    }

    #[inline]
    pub(super) fn has(&self, user: u32) -> bool {
        self.0[user as usize / 64] & 1 << (user % 64) != 0
    }

    #[inline]
    pub(super) fn set(&mut self, user: u32, shares: bool) {
        let bit = 1 << (user % 64);
        let word = &mut self.0[user as usize / 64];
        *word = if shares { *word | bit } else { *word & !bit };
    }

    /// The entry of a user will be needed soon.
    #[inline]
    pub(super) fn expect(&self, user: u32) {
        prefetch(&self.0, user as usize / 64);
    }
}
