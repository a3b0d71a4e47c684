//! The search: more and more sets, until seeds and certificate are as good as was asked.

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
        source::SetSource,
        user_set::UserSet,
    },
    objective::Objective,
    question::{AccuracyGoal, CertifiedChoice, Question},
    rules::FairnessRule,
    sentinels::sentinels,
    singleton_sets::SingletonSets,
};
use crate::{error::Result, progress::Progress};

/// Blocks of the first look, where every set is drawn.
const FIRST: u64 = 2048 / SETS_PER_BLOCK;

/// Where two choices met the same sets, they may still differ: by so many more in the variance, for
/// a rare difference may not have been seen.
const UNSEEN: f64 = 4.0;

/// Where the seeds are good enough, but it is not sure yet which segments have their share, up to so
/// many times the sets are drawn for these.
const FURTHER: u64 = 8;

/// Sets of fewer members than this, with one more a set, are cheap: some 30 milliseconds of one core.
const CHEAP: u64 = 1 << 19;

/// Seeds that have their guarantee may be better still: by more than this share it is worth a look.
const WORTH: f64 = 0.01;

/// Chooses seeds for their spread.
///
/// Cost: the members of the sets, which are drawn in parallel, about four reads of memory at random
/// each; 4 bytes a member, and 2 for each that could be picked.
///
/// # Errors
/// [`Error::Stopped`](crate::error::Error::Stopped) where `progress` was cancelled at the first look; later the best seeds so far
/// are given.
pub fn choose(question: &Question<'_>, progress: &dyn Progress) -> Result<CertifiedChoice> {
    assert!(question.fits_messages(), "several messages have no such limits");
    let Question { cascade, further, users, aim, rng_seed, .. } = *question;
    let numbers = question.numbers();
    progress.begin("choosing seeds", None);
    let everybody = Roots::new(numbers, aim.value, rng_seed);
    let (alone, left) = SingletonSets::of(question).unzip();
    let left = left.map(|left| Roots::weighted(numbers, left, rng_seed));
    // Where fairness must tell a set that organic seeds meet from one that a rival wins, both of which
    // would be empty, the search sees to the former.
    let is_told_apart = question.rules.fair.is_some() && aim.rival.is_some();
    let mut source = SetSource {
        further,
        organic: aim.organic.filter(|_| !is_told_apart),
        deadline: aim.deadline,
        absent: aim.absent,
        rival: aim.rival,
        // By their numbers it is known in which segments they start.
        in_order: question.rules.fair.is_some(),
        ..SetSource::of(cascade, users, &everybody)
    };
    let mut taken = question.rules.required.to_vec();
    // Sets that somebody meets anyway must be known, though a sentinel meets them too.
    if question.rules.is_plain() && aim.organic.is_none() {
        taken = sentinels(&source, question.rules, progress)?;
        source.sentinels = (!taken.is_empty()).then(|| UserSet::of(users, &taken));
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

/// Blocks of the first look, where sets are this share of those that would else be drawn: they tell as
/// much, and are as much work.
fn first(share: f64) -> u64 {
    let blocks = (FIRST as f64 * share).ceil() as u64;
    blocks.next_power_of_two().min(FIRST)
}

/// A search under way.
struct Search<'a> {
    question: &'a Question<'a>,
    /// Required users, and sentinels.
    taken: Vec<u32>,
    roots: &'a Roots,
    /// What seeds spread that no set tells, where there is any, and the least that any seeds do.
    alone: Option<SingletonSets>,
    least_alone: f64,
    /// What everybody is worth.
    most: f64,
    only_choice: bool,
    /// Blocks of the first look.
    first: u64,
    counts: MembershipCounts,
    choosing: Vec<SetBlock>,
    testing: Vec<SetBlock>,
    /// Of the sets of both whether organic seeds meet them, where fairness must know.
    anyway: [Vec<bool>; 2],
}

impl Search<'_> {
    /// Looks again and again, at twice as many sets each time.
    fn until_good(
        &mut self,
        source: &SetSource<'_>,
        progress: &dyn Progress,
    ) -> Result<CertifiedChoice> {
        let mut best: Option<CertifiedChoice> = None;
        // As many blocks as the seeds themselves needed, where segments may still get their share.
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
            let (mut look, more) = self.look(best.as_ref());
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
        // Sets without a member take room as well.
        blocks.map(|block| block.len() as u64 + SETS_PER_BLOCK).sum()
    }

    /// Draws sets until there are so many blocks to choose by, and as many to test on.
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

    /// Takes note which new sets organic seeds meet, where fairness must know, and leaves these empty.
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

    /// Chooses by the sets that are there, and tests the choice; gives as well by what share it spreads
    /// farther than that before, at the most: as far as the sets tell, with two standard errors.
    fn look(&self, before: Option<&CertifiedChoice>) -> (CertifiedChoice, f64) {
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
                // About as much as the last pick before it.
                let expected = before.and_then(|before| before.seeds.last());
                let expected = expected.map(|(_, gain)| gain / in_users);
                let picks = cover(&self.choosing, weighed, (rules, &self.taken[..]), expected);
                ConstrainedChoice { most_met: picks.most, picks, wanted: Vec::new() }
            } else {
                ruled(&self.choosing, weighed, rules, choosing_in.as_ref())
            };
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
            // That the new one meets fewer is chance, and no ground to end.
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
        (CertifiedChoice { seeds, certificate, segments, messages }, more)
    }

    /// What seeds spread that no set tells.
    fn alone(&self, seeds: &[(u32, f64)]) -> f64 {
        let seeds = seeds.iter().map(|seed| seed.0);
        self.alone.as_ref().map_or(0.0, |alone| alone.spread(seeds))
    }

    /// What the best seeds spread at most, where none are worth more than `most` sets that choose, with
    /// what no set tells, and none meet more than `most_met`. The less they have of what no set tells, the
    /// more sets they meet, and only of these are they thought to meet fewer by chance than they should:
    /// so they are taken to have the least.
    fn at_most(&self, [most, most_met]: [f64; 2], a: f64, in_users: f64) -> f64 {
        /// More than what floats lose in a sum of starts.
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

    /// How many of the sets to test on that start in each segment seeds meet, organic ones among
    /// them.
    fn met_in(&self, seeds: &[(u32, f64)], roots: &SetSegments) -> Vec<u64> {
        let seeds = self.user_set(seeds);
        let sets = self.testing.iter().flat_map(SetBlock::sets);
        let is_met: Vec<bool> = sets.map(|members| seeds.meets(members)).collect();
        roots.met(|set| is_met[set as usize])
    }

    fn user_set(&self, seeds: &[(u32, f64)]) -> UserSet {
        let users: Vec<u32> = seeds.iter().map(|seed| seed.0).collect();
        UserSet::of(self.question.numbers(), &users)
    }

    /// How many of the sets to test on two choices of seeds meet.
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
    /// By the new one.
    new: u64,
    /// By the new one and not by the old.
    new_alone: u64,
    /// By the old one and not by the new.
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
