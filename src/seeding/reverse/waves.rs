//! Seeds in waves: some are chosen, it is seen who shares, the next are chosen knowing it; and what
//! that gains over choosing all at once.
//!
//! Once a wave has ended, all edges from those who share to those who do not are known to be dead. Under
//! independent cascades nothing is known of the others: so the next wave is the best on the network
//! without those who share. The greedy choice wave by wave has 1 − 1/e of what any could that looks as
//! often, a wave at a time (Golovin & Krause 2011, doi:10.1613/jair.3278). Under linear thresholds a user
//! who did not share is known to need more than the weights of those who did, and each other weight
//! counts for so much more of what is left: the next wave is the best for these residual weights, which
//! are exact. There what a user adds may grow with what is seen, and no share of the best is known; nor
//! is one where waves have money.
//!
//! Both ways meet the same worlds, whose coins are none of those by which seeds are chosen.

use rayon::prelude::*;

use super::{Money, Objective, Question, SeedRules, choose};
use crate::{
    error::{Error, Result},
    kernel::Scratch,
    model::{LiveCascade, ReverseCascade},
    progress::{Progress, Silent},
    rng::{Purpose, World},
    seeding::price::billionths,
};

/// Worlds that are done before it is seen whether to stop: of a search that is stopped, a beginning of
/// the worlds is left, whichever took long.
const TOGETHER: u64 = 16;

/// Sharers of each world, in the order of the worlds; of the first of them alone, where the user asked
/// to stop on the way.
#[derive(Debug, Clone, PartialEq)]
pub struct InWaves {
    /// With seeds in waves.
    pub waves: Vec<f64>,
    /// With as many seeds at once.
    pub at_once: Vec<f64>,
}

/// How large waves are.
#[derive(Debug, Clone, Copy)]
pub enum WaveSizes<'a> {
    /// So many seeds each.
    Seeds(&'a [usize]),
    /// Up to the end of each so much is spent on all seeds so far, at the most: what a wave leaves is
    /// for those after it.
    Money(&'a [f64]),
}

/// Seeds of `question` in waves of these sizes, in so many worlds, and as many at once, or for as much
/// money; `first` are those of the first wave. The rules are of who may be a seed and who must, the
/// latter in the first wave, and of prices where waves have money; how many seeds or how much money
/// there is, the sizes say. Every sharer counts alike.
///
/// Cost: a search a world and wave but the first.
///
/// # Errors
/// [`Error::Stopped`] where `progress` was cancelled before a world was done.
pub fn in_waves(
    question: &Question<'_>,
    first: &[u32],
    sizes: WaveSizes<'_>,
    worlds: u64,
    progress: &dyn Progress,
) -> Result<InWaves> {
    let waves = match sizes {
        WaveSizes::Seeds(sizes) => sizes.len(),
        WaveSizes::Money(money) => money.len(),
    };
    let is_limited = question.rules.quotas.is_some() || question.rules.fair.is_some();
    let is_usual = question.aim.is_usual() && !is_limited && waves > 0;
    assert!(is_usual, "nothing but a number or money limits waves");
    let at_once = match (sizes, question.rules.money) {
        (WaveSizes::Money(spent), Some(Money { prices, .. })) => {
            let money = Some(Money { prices, budget: spent[waves - 1] });
            SeedRules { count: SeedRules::ANY, money, ..question.rules }
        }
        (WaveSizes::Seeds(sizes), None) => {
            SeedRules { count: sizes.iter().sum(), ..question.rules }
        }
        _ => panic!("waves have money where users have prices"),
    };
    let at_once = users(&Question { rules: at_once, ..*question }, progress)?;
    let in_world = |scratch: &mut Scratch, number: u64| -> Result<[f64; 2]> {
        let world = World::new(question.rng_seed, Purpose::Diffusion, number);
        question.cascade.run(world, &at_once, scratch);
        let at_once = scratch.sharers().len() as f64;
        question.cascade.run(world, first, scratch);
        let mut seeds = first.to_vec();
        for wave in 1..waves {
            let next = next(question, (sizes, wave), &seeds, scratch, progress)?;
            if !next.is_empty() {
                live(question).run_on(world, &next, scratch);
                seeds.extend(next);
            }
        }
        progress.advance(1);
        Ok([scratch.sharers().len() as f64, at_once])
    };
    progress.begin("choosing in waves", Some(worlds));
    let mut sharers: Vec<[f64; 2]> = Vec::new();
    for start in (0..worlds).step_by(TOGETHER as usize) {
        let some = (start..worlds.min(start + TOGETHER)).into_par_iter();
        let done = some.map_init(|| Scratch::new(question.users), in_world);
        match done.collect::<Result<Vec<_>>>() {
            Ok(done) => sharers.extend(done),
            Err(error) if sharers.is_empty() => return Err(error),
            Err(_) => break,
        }
    }
    progress.end();
    let of = |way: usize| sharers.iter().map(|sharers| sharers[way]).collect();
    Ok(InWaves { waves: of(0), at_once: of(1) })
}

fn live<'a>(question: &Question<'a>) -> &'a dyn LiveCascade {
    question.cascade.live().expect("waves are of live edges")
}

/// The wave of a number, once those of `scratch` have shared from the seeds so far.
fn next(
    question: &Question<'_>,
    (sizes, wave): (WaveSizes<'_>, usize),
    seeds: &[u32],
    scratch: &Scratch,
    progress: &dyn Progress,
) -> Result<Vec<u32>> {
    let shared: Vec<bool> = (0..question.users).map(|user| scratch.has_shared(user)).collect();
    let (most, money) = match (sizes, question.rules.money) {
        (WaveSizes::Money(spent), Some(Money { prices, .. })) => {
            let price = |&user: &u32| billionths(prices[user as usize]);
            let spent_so_far: u128 = seeds.iter().map(price).sum();
            let left = billionths(spent[wave]).saturating_sub(spent_so_far);
            (SeedRules::ANY, Some(Money { prices, budget: left as f64 / 1e9 }))
        }
        (WaveSizes::Seeds(sizes), _) => (sizes[wave], None),
        (WaveSizes::Money(_), None) => panic!("waves have money where users have prices"),
    };
    let is_paid = |user: u32| {
        let billionths_of = |Money { prices, budget }: Money<'_>| {
            let price = prices[user as usize];
            !price.is_nan() && billionths(price) <= billionths(budget)
        };
        money.is_none_or(billionths_of)
    };
    let may = |user: u32| question.rules.may_pick(user) && !shared[user as usize] && is_paid(user);
    let eligible: Vec<bool> = (0..question.users).map(may).collect();
    let left = eligible.iter().filter(|eligible| **eligible).count();
    if left == 0 || left <= most && money.is_none() {
        return Ok((0..question.users).filter(|&user| eligible[user as usize]).collect());
    }
    let rules = SeedRules { eligible: Some(&eligible), money, ..SeedRules::count(most) };
    let aim = Objective { absent: Some(&shared), ..question.aim };
    let after = live(question).after(&shared);
    let cascade = after.as_deref().map_or(question.cascade, |after| after as &dyn ReverseCascade);
    users(&Question { cascade, rules, aim, ..*question }, &Silent(progress))
}

fn users(question: &Question<'_>, progress: &dyn Progress) -> Result<Vec<u32>> {
    let chosen = choose(question, progress)?;
    if progress.cancelled() {
        return Err(Error::Stopped);
    }
    Ok(chosen.seeds.into_iter().map(|(user, _)| user).collect())
}
