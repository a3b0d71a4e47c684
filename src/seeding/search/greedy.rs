//! A greedy choice on shared worlds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    swaps::Swaps,
    worlds::{self, SharedWorlds, SharerTarget, SharersPerWorld},
};
use crate::{
    catalogue::Described,
    error::{Error, Result},
    progress::Progress,
    seeding::{
        Aim, ChosenSeeds, Filter, FoundSeed, Lineup, Searched, SeedChoice, Seeds, Strategy,
        lazy_greedy::{LazyGreedy, hold},
    },
};

/// One user after another, each the one who adds most sharers to the seeds before it, over worlds
/// that all users share.
///
/// Spread is submodular: a user never adds more later than earlier. So users are weighed again only
/// when they come first (lazy greedy: CELF). On fixed worlds this gives exactly the seeds of the
/// plain greedy algorithm, with at least 1 − 1/e of the best possible spread in these worlds
/// (Kempe, Kleinberg & Tardos 2003). These worlds are not those in which options are compared; a
/// network that stores its users in another order has other worlds. Counts are whole numbers, and
/// equal gains are broken by the order of ids.
///
/// With an `aim` other than the mean, swaps start from that choice and from a second one. The
/// second is greedy by sharers capped at the viral number; for a quantile, the cap is found by
/// bisection (Krause et al. 2008, JMLR 9). One seed is swapped for one user as long as more worlds
/// go viral, or the quantile grows, and the better of both results is kept. A gain in few worlds
/// may be chance, so ten times as many other worlds judge, and the seeds for the mean are kept
/// unless the others are better there. No guarantee is proven. The option's probability of going
/// viral, at the same `answer.viral_at`, shows the result in fresh worlds.
///
/// Cost: a parallel pass over all live edges of each world gives the spread of every single user;
/// then each look at a user is a walk in each world over those who do not share yet. Memory: in
/// each world 4 bytes a user and live edge, up to 1 GiB in all, and an eighth of a byte a user. In
/// networks of millions `wordspread seeds` is much faster. Another aim takes such a pass for each
/// seed and round of swaps besides.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Greedy {
    /// How many users, at least 1.
    pub count: u32,
    /// In how many worlds they are weighed, at least 1. Default 1,000.
    #[serde(default = "usual")]
    #[schemars(range(min = 1))]
    pub worlds: u32,
    /// What they are chosen for: `"mean"`, `{ viral_at = 500 }` or `{ quantile = 0.1 }`. Default
    /// `"mean"`.
    #[serde(default, skip_serializing_if = "Aim::is_mean")]
    pub aim: Aim,
    /// Only users who pass this filter.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
}

/// The default number of worlds.
pub(crate) const fn usual() -> u32 {
    1000
}

impl Described for Greedy {
    const SUMMARY: &'static str =
        "the users who add most sharers one after another, weighed in shared worlds";
    const REFERENCE: &'static str = "Leskovec et al., KDD 2007, doi:10.1145/1281192.1281239; \
         Kempe, Kleinberg & Tardos, KDD 2003, doi:10.1145/956750.956769; other aims than the mean: \
         Krause, McMahan, Guestrin & Gupta, JMLR 9, 2008";
}

impl Greedy {
    fn users(&self, choice: &SeedChoice<'_>) -> Result<Vec<u32>> {
        check_worlds(choice, self.worlds)?;
        self.aim.check(choice)?;
        choice.candidates(self.filter.as_ref(), self.count)
    }
}

/// Refuses to weigh users in no world.
pub(crate) fn check_worlds(choice: &SeedChoice<'_>, worlds: u32) -> Result<()> {
    if worlds == 0 {
        let remedy = "give some hundreds or thousands; 1000 is usual";
        return Err(choice.fault("worlds", "in 0 worlds nobody adds anything", remedy));
    }
    Ok(())
}

/// The gains of users over the seeds so far.
struct MarginalGains<'a> {
    worlds: &'a SharedWorlds<'a>,
    target: SharerTarget,
    covered: SharersPerWorld,
    /// For each user, the number of seeds when it was last weighed, and its gain then.
    weighed: Vec<(u32, u64)>,
    seeds: u32,
}

impl LazyGreedy for MarginalGains<'_> {
    type Score = u64;

    fn score(&mut self, user: u32) -> u64 {
        let (seeds, gain) = &mut self.weighed[user as usize];
        if *seeds != self.seeds {
            *seeds = self.seeds;
            *gain = self.worlds.worth(&self.covered, user, self.target).sharers;
        }
        *gain
    }

    fn choose(&mut self, user: u32, _risen: &mut dyn FnMut(u32, u64)) {
        self.worlds.cover(&mut self.covered, user);
        self.seeds += 1;
    }
}

impl Strategy for Greedy {
    fn choose(&self, choice: &SeedChoice<'_>) -> Result<Seeds> {
        self.order(choice).map(Seeds::fixed)
    }

    fn plan(&self, choice: &SeedChoice<'_>) -> Result<ChosenSeeds> {
        let order = self.order(choice)?;
        let seeds = Seeds::fixed(order.clone());
        let sought = |user| FoundSeed { user, adds: None };
        let order = self.aim.is_mean().then(|| order.into_iter().map(sought).collect());
        Ok(ChosenSeeds { seeds, certificate: None, order })
    }

    /// Only for the mean: with another aim, a smaller count gives other seeds.
    fn lineup(&self, choice: &SeedChoice<'_>) -> Result<Option<Lineup>> {
        if !self.aim.is_mean() {
            return self.check(choice).map(|()| None);
        }
        self.order(choice).map(|users| Some(Lineup::Fixed(users)))
    }

    fn bytes(&self, searched: Searched) -> f64 {
        worlds::bytes(self.worlds, searched)
    }

    fn check(&self, choice: &SeedChoice<'_>) -> Result<()> {
        choice.live()?;
        self.users(choice).map(drop)
    }
}

impl Greedy {
    /// The seeds; for the mean, in the order of choice.
    fn order(&self, choice: &SeedChoice<'_>) -> Result<Vec<u32>> {
        let users = self.users(choice)?;
        let total = u64::from(self.worlds) + u64::from(self.count);
        choice.progress.begin("weighing users", self.aim.is_mean().then_some(total));
        let seeds = self.among(&users, choice);
        choice.progress.end();
        seeds
    }

    fn among(&self, users: &[u32], choice: &SeedChoice<'_>) -> Result<Vec<u32>> {
        let searched = u64::from(self.worlds);
        let cascade = choice.live()?;
        let worlds = |numbers| {
            SharedWorlds::drawn(cascade, choice.network.users(), choice.rng_seed, numbers)
                .stopped_by(choice.progress.stop())
        };
        let [for_mean, found] =
            self.searched(&worlds(0..searched).kept(choice.progress)?, users, choice)?;
        if for_mean == found {
            return Ok(found);
        }
        // What does better in the worlds of its search may do so by chance.
        let judges = worlds(searched..(1 + JUDGES) * searched);
        let merit = |seeds: &[u32]| self.aim.merit(&judges.sharers(seeds));
        let best = if merit(&found) > merit(&for_mean) { found } else { for_mean };
        if choice.progress.cancelled() { Err(Error::Stopped) } else { Ok(best) }
    }

    /// The seeds for the mean, and those of the greatest merit in these worlds.
    fn searched(
        &self,
        worlds: &SharedWorlds<'_>,
        users: &[u32],
        choice: &SeedChoice<'_>,
    ) -> Result<[Vec<u32>; 2]> {
        let progress: &dyn Progress = choice.progress;
        let greed = GreedySearch { worlds, users, count: self.count, choice };
        let for_mean = greed.seeds(SharerTarget::NONE)?;
        let other = match self.aim {
            Aim::Mean => return Ok([for_mean.clone(), for_mean]),
            Aim::ViralAt(sharers) => greed.seeds(SharerTarget::viral_at(sharers))?,
            Aim::Quantile(_) => greed.for_quantile(&for_mean, self.aim)?,
        };
        let merit = |seeds: &[u32]| self.aim.merit(&worlds.sharers(seeds));
        let swaps = Swaps { worlds, users, aim: self.aim, progress };
        let [for_mean, other] = [for_mean, other].map(|mut seeds| {
            let labels = choice.network.labels();
            seeds.sort_unstable_by_key(|&user| labels.place(user));
            seeds
        });
        let is_one = for_mean == other;
        let swapped = swaps.of(for_mean.clone(), |_| true)?;
        if is_one {
            return Ok([for_mean, swapped]);
        }
        let other = swaps.of(other, |_| true)?;
        let found = if merit(&other) > merit(&swapped) { other } else { swapped };
        Ok([for_mean, found])
    }
}

/// How many times as many worlds judge the seeds as were searched.
const JUDGES: u64 = 10;

/// Greedy choices in the same worlds.
struct GreedySearch<'a> {
    worlds: &'a SharedWorlds<'a>,
    users: &'a [u32],
    count: u32,
    choice: &'a SeedChoice<'a>,
}

impl GreedySearch<'_> {
    /// The greedy choice by sharers, capped at a target.
    fn seeds(&self, target: SharerTarget) -> Result<Vec<u32>> {
        let alone = self.worlds.gains(&[], target, self.choice.progress)?;
        let scores: Vec<u64> =
            self.users.iter().map(|&user| alone[user as usize].sharers).collect();
        let weighed = alone.into_iter().map(|worth| (0, worth.sharers)).collect();
        let covered = self.worlds.nobody();
        let gains = MarginalGains { worlds: self.worlds, target, covered, weighed, seeds: 0 };
        hold(gains, self.choice, self.users, scores, self.count)
    }

    /// The best for a quantile among greedy choices with different caps. The cap is doubled while
    /// the quantile reaches it, and then bisected.
    fn for_quantile(&self, for_mean: &[u32], aim: Aim) -> Result<Vec<u32>> {
        /// The bisection ends at this share of the cap.
        const CLOSE: u32 = 32;
        let merit = |seeds: &[u32]| aim.merit(&self.worlds.sharers(seeds));
        let (mut best, mut most) = (for_mean.to_vec(), merit(for_mean));
        let (mut reached, mut missed) = (most.quantile, None);
        loop {
            let wanted = missed.map_or(2 * reached, |missed| reached + (missed - reached) / 2);
            let wanted = wanted.clamp(1, self.choice.network.users());
            let is_close = missed.is_some_and(|missed| missed <= wanted + reached / CLOSE);
            if is_close || wanted <= reached {
                return Ok(best);
            }
            let seeds = self.seeds(SharerTarget::viral_at(wanted))?;
            let found = merit(&seeds);
            if self.choice.progress.cancelled() {
                return Err(Error::Stopped);
            }
            if found > most {
                (best, most) = (seeds, found);
            }
            if found.quantile >= wanted {
                reached = found.quantile;
            } else {
                missed = Some(wanted);
            }
        }
    }
}

#[cfg(test)]
mod tests;
