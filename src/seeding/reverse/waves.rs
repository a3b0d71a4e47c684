//! Seeds in waves: each wave is chosen after the sharers of those before are seen.
//!
//! After a wave, all edges from sharers to other users are dead.
//!
//! - **Independent cascade.** Nothing is learned of other edges. The next wave is the best on the
//!   network without the sharers. Greedy waves reach 1 − 1/e of the best policy that looks as often
//!   (Golovin & Krause 2011, doi:10.1613/jair.3278).
//! - **Linear threshold.** The threshold of a user who does not share exceeds the weight w of its
//!   sharing influencers. Its other weights are therefore divided by 1 − w, which is exact. Gains may
//!   grow with what is seen, so no guarantee is proven.
//!
//! With a budget no guarantee is proven either.
//!
//! Waves and the choice at once are compared in the same worlds, which share no coins with the
//! choice.

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

/// Worlds between two looks at whether to stop. A stopped run keeps the first worlds, independent
/// of their run time.
const WORLDS_PER_LOOK: u64 = 16;

/// The sharers of each world. If the user stops it, only the first worlds are left.
#[derive(Debug, Clone, PartialEq)]
pub struct InWaves {
    /// With seeds in waves.
    pub waves: Vec<f64>,
    /// With as many seeds at once.
    pub at_once: Vec<f64>,
}

/// The sizes of waves.
#[derive(Debug, Clone, Copy)]
pub enum WaveSizes<'a> {
    /// The number of seeds of each wave.
    Seeds(&'a [usize]),
    /// The money that may be spent up to the end of each wave. What a wave leaves is for the next
    /// ones.
    Money(&'a [f64]),
}

/// Runs waves of these sizes in `worlds` worlds, and as many seeds at once, or as much money at
/// once. `first` is the first wave.
///
/// The rules give eligible and required users, the latter for the first wave, and prices if waves
/// have money. Number and budget come from the sizes. All sharers count alike.
///
/// Cost: one search for each world and each wave but the first.
///
/// # Errors
/// [`Error::Stopped`] if `progress` was cancelled before a world was done.
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
        // A cascade that was stopped on its way counts for nothing.
        if progress.cancelled() {
            return Err(Error::Stopped);
        }
        progress.advance(1);
        Ok([scratch.sharers().len() as f64, at_once])
    };
    progress.begin("choosing in waves", Some(worlds));
    let mut sharers: Vec<[f64; 2]> = Vec::new();
    for start in (0..worlds).step_by(WORLDS_PER_LOOK as usize) {
        let some = (start..worlds.min(start + WORLDS_PER_LOOK)).into_par_iter();
        let buffers = || {
            let mut scratch = Scratch::new(question.users);
            scratch.stop_at(progress.stop());
            scratch
        };
        let done = some.map_init(buffers, in_world);
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

/// The wave of this index, after those in `scratch` have shared.
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
