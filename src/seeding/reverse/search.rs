//! The search: it doubles the sets until the seeds and their certificate are good enough.

use rayon::prelude::*;

use super::{
    certify::{
        bounds::{at_least, at_most, exponent},
        certificate::Certificate,
    },
    choose::{
        base_gains::BaseGains,
        constrained::{ConstrainedChoice, ruled},
        cover::cover,
        fairness::{SegmentShare, SetSegments, shares},
        membership_counts::MembershipCounts,
        pick::BoundedPicks,
    },
    draw::{
        block::{SETS_PER_BLOCK, SetBlock},
        roots::{Roots, Sequence},
        seed_set::SeedSet,
        source::SetSource,
    },
    objective::Objective,
    question::{AccuracyGoal, CertifiedChoice, Question},
    rules::FairnessRule,
    sentinels::sentinels,
    singleton_sets::SingletonSets,
};
use crate::{
    error::Result,
    progress::{Progress, StopFlag},
};

/// Blocks of the first look, if every set is drawn.
const FIRST: u64 = 2048 / SETS_PER_BLOCK;

/// Added to the variance of a difference, in sets: two choices that met the same sets may still
/// differ by a rare one.
const UNSEEN: f64 = 4.0;

/// If seeds are good enough but it is open whether segments have their shares, the search draws up
/// to this many times as many sets.
const FURTHER: u64 = 8;

/// Sets are cheap to double below this many members, counting each set as one more: about 30 ms of
/// one core.
const CHEAP: u64 = 1 << 19;

/// Seeds that have their guarantee are improved further while this gain is possible.
const WORTH: f64 = 0.01;

/// Chooses the seeds of the greatest spread.
///
/// Cost: about four random reads of memory for each member of a set, drawn in parallel. Memory: 4
/// bytes a member, and 2 for each member that could be picked.
///
/// # Errors
/// [`Error::Stopped`](crate::error::Error::Stopped) if `progress` was cancelled during the first
/// look. Later the best seeds so far are returned.
pub fn choose(question: &Question<'_>, progress: &dyn Progress) -> Result<CertifiedChoice> {
    assert!(question.fits_messages(), "several messages have no such limits");
    let Question { cascade, further, users, aim, rng_seed, .. } = *question;
    let numbers = question.numbers();
    progress.begin("choosing seeds", None);
    let everybody = Roots::new(numbers, aim.value, rng_seed);
    let (alone, left) = SingletonSets::of(question).unzip();
    let left = left.map(|left| Roots::weighted(numbers, left, rng_seed));
    // With fairness, a set that organic seeds meet differs from one that the rival wins. Both would
    // be empty, so the search marks the former itself.
    let is_told_apart = question.rules.fair.is_some() && aim.rival.is_some();
    let mut source = SetSource {
        further,
        organic: aim.organic.filter(|_| !is_told_apart),
        deadline: aim.deadline,
        absent: aim.absent,
        rival: aim.rival,
        // The number of a set gives the segment of its root.
        in_order: question.rules.fair.is_some(),
        ..SetSource::of(cascade, users, &everybody)
    };
    let mut taken = question.rules.required.to_vec();
    // Sets that organic seeds meet must be recognised, though a sentinel may meet them too.
    if question.rules.is_plain() && aim.organic.is_none() {
        taken = sentinels(&source, question.rules, progress)?;
        source.sentinels = (!taken.is_empty()).then(|| SeedSet::of(users, &taken));
    }
    if let Some(left) = &left {
        source = source.in_company(left);
    }
    let mut search = Search {
        question,
        taken,
        roots: source.roots,
        least_alone: alone.as_ref().map_or(0.0, |alone| alone.least(question.rules)),
        alone,
        most: everybody.total(),
        only_choice: question.rules.leave_no_choice(numbers),
        first: first(source.roots.total() / everybody.total()),
        counts: MembershipCounts::none(numbers),
        choosing: Vec::new(),
        testing: Vec::new(),
        anyway: [Vec::new(), Vec::new()],
    };
    let found = search.until_good(&source, progress);
    progress.end();
    found
}

/// Blocks of the first look, if the sets drawn are only this share of all: they hold as much
/// information for as much work.
fn first(share: f64) -> u64 {
    let blocks = (FIRST as f64 * share).ceil() as u64;
    blocks.next_power_of_two().min(FIRST)
}

/// A search under way.
struct Search<'a> {
    question: &'a Question<'a>,
    /// The required users and the sentinels.
    taken: Vec<u32>,
    roots: &'a Roots,
    /// The spread that is computed without sets, if any, and its least value for any allowed seeds.
    alone: Option<SingletonSets>,
    least_alone: f64,
    /// The value of all users.
    most: f64,
    only_choice: bool,
    /// Blocks of the first look.
    first: u64,
    counts: MembershipCounts,
    choosing: Vec<SetBlock>,
    testing: Vec<SetBlock>,
    /// For the sets of both sequences, whether organic seeds meet them. Used for fairness only.
    anyway: [Vec<bool>; 2],
}

impl Search<'_> {
    /// Looks again at twice as many sets each time.
    fn until_good(
        &mut self,
        source: &SetSource<'_>,
        progress: &dyn Progress,
    ) -> Result<CertifiedChoice> {
        let mut best: Option<CertifiedChoice> = None;
        // The blocks that the seeds needed, once only segments are open.
        let mut needed = None;
        let mut blocks = 1;
        loop {
            let so_far = best.as_ref().map(|best| best.certificate.so_far());
            progress.begin(so_far.as_deref().unwrap_or("choosing seeds"), None);
            let drawn = self.draw(source, blocks, progress);
            progress.end();
            let is_full = 2 * self.members() > self.question.most_members;
            if drawn.is_ok() && blocks < self.first && !is_full {
                blocks *= 2;
                continue;
            }
            if let Err(error) = drawn {
                let mut best = best.ok_or(error)?;
                best.certificate.interrupted = true;
                return Ok(best);
            }
            let Some((mut look, more)) = self.look(best.as_ref(), progress.stop()) else {
                let mut best = best.expect("only then a look is stopped");
                best.certificate.interrupted = true;
                return Ok(best);
            };
            if look.certificate.reached && look.segments.iter().any(SegmentShare::is_open) {
                let needed = *needed.get_or_insert(blocks);
                look.certificate.reached = blocks >= needed * FURTHER;
            }
            let is_cheap = matches!(self.question.accuracy, AccuracyGoal::Guarantee { .. })
                && more > WORTH
                && self.members() < CHEAP;
            if look.certificate.reached && !is_cheap || is_full {
                return Ok(look);
            }
            best = Some(look);
            blocks *= 2;
        }
    }

    fn members(&self) -> u64 {
        let blocks = self.choosing.iter().chain(&self.testing);
        // Each set takes some memory of its own.
        blocks.map(|block| block.len() as u64 + SETS_PER_BLOCK).sum()
    }

    /// Draws sets until there are this many blocks to choose by, and as many to test on.
    fn draw(&mut self, source: &SetSource<'_>, blocks: u64, progress: &dyn Progress) -> Result<()> {
        let drawn = self.choosing.len() as u64;
        let of = |sequence| source.draw(sequence, drawn..blocks, progress);
        let (choosing, testing) = rayon::join(|| of(Sequence::Choosing), || of(Sequence::Testing));
        let [choosing, testing] = [self.noted(0, choosing?), self.noted(1, testing?)];
        self.counts.add(&choosing);
        self.choosing.extend(choosing);
        self.testing.extend(testing);
        Ok(())
    }

    /// Records which new sets organic seeds meet, and empties these. Used for fairness only.
    fn noted(&mut self, place: usize, blocks: Vec<SetBlock>) -> Vec<SetBlock> {
        let Objective { organic: Some(organic), rival, .. } = self.question.aim else {
            return blocks;
        };
        if self.question.rules.fair.is_none() {
            return blocks;
        }
        let is_empty = |members: &[u32]| members.is_empty() && rival.is_none();
        let is_met = |members: &[u32]| {
            is_empty(members) || members.iter().any(|&user| organic[user as usize])
        };
        let sets = blocks.iter().flat_map(SetBlock::sets);
        self.anyway[place].extend(sets.map(is_met));
        if rival.is_none() {
            return blocks;
        }
        let left = |block: &SetBlock| {
            SetBlock::of(block.sets().map(|members| if is_met(members) { &[] } else { members }))
        };
        blocks.iter().map(left).collect()
    }

    /// Chooses by the choosing sets and tests the choice on the testing sets. Returns as well an
    /// upper estimate of the share gained over the last choice, with two standard errors. Nothing where
    /// there is a choice before, and the user asks to stop.
    fn look(
        &self,
        before: Option<&CertifiedChoice>,
        stop: &StopFlag,
    ) -> Option<(CertifiedChoice, f64)> {
        let stop = if before.is_some() { stop } else { StopFlag::never() };
        let Question { accuracy, risk, .. } = *self.question;
        let (rules, blocks) = (self.question.rules, self.choosing.len() as u64);
        let sets = blocks * SETS_PER_BLOCK;
        let in_users = self.roots.total() / sets as f64;
        let [choosing_in, testing_in] = [(Sequence::Choosing, 0), (Sequence::Testing, 1)]
            .map(|which| rules.fair.map(|fair| self.segments(which, sets, fair)));
        let start =
            self.alone.as_ref().map_or(BaseGains::NONE, |alone| alone.base_gains(in_users.recip()));
        let weighed = (&self.counts, start);
        let ConstrainedChoice { picks: BoundedPicks { picks, most }, most_met, wanted } =
            if rules.is_plain() {
                // The last pick will add about as much as in the choice before.
                let expected = before.and_then(|before| before.seeds.last());
                let expected = expected.map(|(_, gain)| gain / in_users);
                let taken = (rules, &self.taken[..]);
                let picks = cover(&self.choosing, weighed, taken, expected, stop);
                ConstrainedChoice { most_met: picks.most, picks, wanted: Vec::new() }
            } else {
                ruled(&self.choosing, weighed, rules, choosing_in.as_ref(), stop)
            };
        if stop.is_set() {
            return None;
        }
        let seeds: Vec<(u32, f64)> =
            picks.iter().map(|pick| (pick.user, pick.gain * in_users)).collect();
        let old: &[(u32, f64)] = before.map_or(&[], |before| &before.seeds);
        let MetCounts { new: met, new_alone, old_alone } = self.met(&seeds, old);
        let look = (blocks / self.first).max(1).ilog2() + 1;
        let a = exponent(risk, look);
        let [alone, alone_before] = [&seeds[..], old].map(|seeds| self.alone(seeds));
        let spread = alone + met as f64 * in_users;
        let of_themselves = self.question.aim.of_themselves(seeds.iter().map(|seed| seed.0));
        let at_least = (alone + at_least(met as f64, a) * in_users).max(of_themselves);
        let optimum_at_most = self.at_most([most, most_met], a, in_users).min(self.most);
        let mut certificate = Certificate {
            spread,
            at_least,
            optimum_at_most: optimum_at_most.max(at_least),
            risk,
            sets,
            guarantee: rules.guarantee(),
            reached: false,
            interrupted: false,
            only_choice: self.only_choice,
        };
        let more = if before.is_some() {
            let [more, less] = [new_alone, old_alone].map(|sets| sets as f64);
            let error = (more + less + UNSEEN).sqrt() * in_users;
            let more = alone - alone_before + (more - less) * in_users;
            // A negative difference is noise, and no reason to stop.
            (more.max(0.0) + 2.0 * error) / spread
        } else {
            f64::INFINITY
        };
        certificate.reached = match accuracy {
            AccuracyGoal::Guarantee { epsilon } => {
                rules.guarantee().is_some_and(|share| certificate.ratio() >= share - epsilon)
            }
            AccuracyGoal::Quality { gain } => more <= gain,
        };
        let segments = match (choosing_in, testing_in) {
            (Some(_), Some(testing)) => shares(&wanted, &testing, &self.met_in(&seeds, &testing)),
            _ => Vec::new(),
        };
        let messages = self.question.met_by_message(&self.testing, &self.user_set(&seeds));
        let messages = messages.into_iter().map(|met| met as f64 * in_users).collect();
        Some((CertifiedChoice { seeds, certificate, segments, messages }, more))
    }

    /// The spread of seeds that is computed without sets.
    fn alone(&self, seeds: &[(u32, f64)]) -> f64 {
        let seeds = seeds.iter().map(|seed| seed.0);
        self.alone.as_ref().map_or(0.0, |alone| alone.spread(seeds))
    }

    /// An upper bound on the spread of the optimum O.
    ///
    /// Let s(O) be its closed-form spread in sets, and m(O) the choosing sets that it meets. The
    /// choice bounds s(O) + m(O) ≤ `most` and m(O) ≤ `most_met`. Only m(O) is random, and its bound
    /// widens with m(O). So the worst case is the smallest possible s(O), which is `least_alone`.
    fn at_most(&self, [most, most_met]: [f64; 2], a: f64, in_users: f64) -> f64 {
        /// Exceeds the rounding error of a sum of base gains.
        const ROUNDING: f64 = 1e-9;
        let met = (most - self.least_alone / in_users).min(most_met).max(0.0);
        let sum = (most - met) * in_users + at_most(met, a) * in_users;
        if self.alone.is_some() { sum * (1.0 + ROUNDING) } else { sum }
    }

    /// The segments of the roots of the first sets.
    fn segments(
        &self,
        (sequence, place): (Sequence, usize),
        sets: u64,
        fair: FairnessRule<'_>,
    ) -> SetSegments {
        let of = |set| fair.segments[self.roots.of(self.roots.world(sequence, set)) as usize];
        let anyway = self.anyway[place].clone();
        SetSegments::new((0..sets).map(of), fair.least.segments(), anyway)
    }

    /// For each segment, how many testing sets with a root in it are met by the seeds or by organic
    /// seeds.
    fn met_in(&self, seeds: &[(u32, f64)], roots: &SetSegments) -> Vec<u64> {
        let seeds = self.user_set(seeds);
        let sets = self.testing.iter().flat_map(SetBlock::sets);
        let is_met: Vec<bool> = sets.map(|members| seeds.meets(members)).collect();
        roots.met(|set| is_met[set as usize])
    }

    fn user_set(&self, seeds: &[(u32, f64)]) -> SeedSet {
        let users: Vec<u32> = seeds.iter().map(|seed| seed.0).collect();
        SeedSet::of(self.question.numbers(), &users)
    }

    /// How many testing sets two choices of seeds meet.
    fn met(&self, new: &[(u32, f64)], old: &[(u32, f64)]) -> MetCounts {
        let [new, old] = [new, old].map(|seeds| self.user_set(seeds));
        let of_block = |block: &SetBlock| {
            let mut met = MetCounts::default();
            for members in block.sets() {
                let [by_new, by_old] = [&new, &old].map(|seeds| seeds.meets(members));
                met.new += u64::from(by_new);
                met.new_alone += u64::from(by_new && !by_old);
                met.old_alone += u64::from(by_old && !by_new);
            }
            met
        };
        let blocks: Vec<MetCounts> = self.testing.par_iter().map(of_block).collect();
        blocks.into_iter().fold(MetCounts::default(), MetCounts::and)
    }
}

/// How many sets two choices of seeds meet.
#[derive(Debug, Clone, Copy, Default)]
struct MetCounts {
    /// Met by the new choice.
    new: u64,
    /// Met by the new choice only.
    new_alone: u64,
    /// Met by the old choice only.
    old_alone: u64,
}

impl MetCounts {
    const fn and(self, other: Self) -> Self {
        Self {
            new: self.new + other.new,
            new_alone: self.new_alone + other.new_alone,
            old_alone: self.old_alone + other.old_alone,
        }
    }
}
