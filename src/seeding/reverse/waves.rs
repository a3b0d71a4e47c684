//! Seeds in waves: some are chosen, it is seen who shares, the next are chosen knowing it; and what
//! that gains over choosing all at once.
//!
//! Once a wave has ended, all edges from those who share to those who do not are known to be dead, and
//! nothing is known of the others: so the next wave is the best on the network without those who
//! share. Under independent cascades the greedy choice wave by wave has 1 − 1/e of what any could
//! that looks as often, a wave at a time (Golovin & Krause 2011, doi:10.1613/jair.3278). Under linear
//! thresholds a user who did not share is known to need more, which sets here do not know: waves are
//! for independent cascades alone.
//!
//! Both ways meet the same worlds, whose coins are none of those by which seeds are chosen.

use rayon::prelude::*;

use super::{Aim, Question, Rules, choose};
use crate::{
    error::{Error, Result},
    kernel::Scratch,
    progress::Progress,
    rng::{Purpose, World},
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

/// Seeds of `question` in waves of these sizes, in so many worlds, and as many at once; `first` are
/// those of the first wave. The rules are of who may be a seed and who must, the latter in the first
/// wave; their number is that of all waves, and nothing else limits it. Every sharer counts alike.
///
/// Cost: a search a world and wave but the first.
///
/// # Errors
/// [`Error::Stopped`] where `progress` was cancelled before a world was done.
pub fn in_waves(
    question: &Question<'_>,
    first: &[u32],
    sizes: &[usize],
    worlds: u64,
    progress: &dyn Progress,
) -> Result<InWaves> {
    let [rules, aim] = [question.rules.is_plain(), question.aim.is_usual()];
    assert!(rules && aim && !sizes.is_empty(), "nothing but a number limits waves");
    let at_once = Rules { count: sizes.iter().sum(), ..question.rules };
    let at_once = users(&Question { rules: at_once, ..*question }, progress)?;
    let in_world = |scratch: &mut Scratch, number: u64| -> Result<[f64; 2]> {
        let world = World::new(question.rng_seed, Purpose::Diffusion, number);
        question.cascade.run(world, &at_once, scratch);
        let at_once = scratch.sharers().len() as f64;
        question.cascade.run(world, first, scratch);
        for &size in &sizes[1..] {
            let next = next(question, size, scratch, progress)?;
            question.cascade.run_on(world, &next, scratch);
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

/// The next wave, once those of `scratch` have shared.
fn next(
    question: &Question<'_>,
    size: usize,
    scratch: &Scratch,
    progress: &dyn Progress,
) -> Result<Vec<u32>> {
    let shared: Vec<bool> = (0..question.users).map(|user| scratch.has_shared(user)).collect();
    let may = |user: u32| question.rules.may_pick(user) && !shared[user as usize];
    let eligible: Vec<bool> = (0..question.users).map(may).collect();
    let left = eligible.iter().filter(|eligible| **eligible).count();
    if left <= size {
        return Ok((0..question.users).filter(|&user| eligible[user as usize]).collect());
    }
    let rules = Rules { eligible: Some(&eligible), ..Rules::count(size) };
    let aim = Aim { absent: Some(&shared), ..question.aim };
    users(&Question { rules, aim, ..*question }, &Silent(progress))
}

fn users(question: &Question<'_>, progress: &dyn Progress) -> Result<Vec<u32>> {
    let chosen = choose(question, progress)?;
    if progress.cancelled() {
        return Err(Error::Stopped);
    }
    Ok(chosen.seeds.into_iter().map(|(user, _)| user).collect())
}

/// Tells whether to stop, and nothing of the many searches.
struct Silent<'a>(&'a dyn Progress);

impl Progress for Silent<'_> {
    fn begin(&self, _what: &str, _total: Option<u64>) {}
    fn advance(&self, _steps: u64) {}
    fn end(&self) {}
    fn cancelled(&self) -> bool {
        self.0.cancelled()
    }
}
