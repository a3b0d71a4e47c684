//! How large cascades of an implicit network grow, as a branching process, and what that takes.
//!
//! It must never look at every user.

use crate::{
    metric::Needs,
    network::implicit::Population,
    seeding::AddressSeeds,
    simulate::{EngineCost, ImplicitExperiment},
};

/// Bytes that a user takes in the hash set of a cascade, and in its list.
const BYTES_AN_ADDRESS: f64 = 40.0;

/// A sharer: its followers counted, its live edges drawn; nanoseconds on one thread of a usual
/// machine.
const NANOSECONDS_AN_ADDRESS: f64 = 200.0;

/// A reached user: computed and looked up; nanoseconds, where those of a cascade are in the nearer
/// caches …
const NANOSECONDS_A_REACHED: f64 = 30.0;

/// … and where each look is a miss of memory.
const NANOSECONDS_A_REACHED_FAR: f64 = 90.0;

/// So many bytes of a cascade stay in the nearer caches.
const NEAR_BYTES: f64 = 1e6;

/// So many seeds are asked for their followers; of more, the mean stands for the rest.
const MOST_ASKED: usize = 100_000;

/// The greatest star of a run has more followers than is said in one run of so many, which is its
/// inverse: the greatest of power laws varies as much as they do.
const UNLIKELY: f64 = 0.2;

/// How large a cascade is, or how large cascades are on average.
#[derive(Debug, Clone, Copy)]
struct CascadeSize {
    sharers: f64,
    /// Those who are reached, where that is measured.
    reached: f64,
}

/// What sizes depend on.
struct BranchingGrowth<'a> {
    experiment: &'a ImplicitExperiment,
    /// New sharers that a sharer makes on average.
    rate: f64,
    counts_reach: bool,
}

impl BranchingGrowth<'_> {
    fn population(&self) -> &Population {
        &self.experiment.population
    }

    /// Those of a cascade in which `own` share by themselves and have so many followers.
    fn of(&self, own: f64, followers: f64) -> CascadeSize {
        let users = self.population().users() as f64;
        let spread = if self.rate < 1.0 { 1.0 / (1.0 - self.rate) } else { f64::INFINITY };
        let convinced = self.experiment.p * followers;
        // Where nobody can be convinced, nothing spreads at whatever rate.
        let later = if convinced > 0.0 { convinced * spread } else { 0.0 };
        let sharers = (own + later).min(self.experiment.most as f64).min(users);
        let others = (sharers - own).max(0.0) * self.population().mean_followers();
        let reached = if self.counts_reach { sharers + followers + others } else { 0.0 };
        CascadeSize { sharers, reached: reached.min(users) }
    }

    /// The mean size of the cascades of an option.
    fn mean(&self, seeds: &AddressSeeds) -> CascadeSize {
        let (count, mean) = (seeds.count(), self.population().mean_followers());
        let followers = match seeds {
            AddressSeeds::Redrawn { .. } => count as f64 * mean,
            AddressSeeds::Fixed(users) => {
                let asked = &users[..count.min(MOST_ASKED)];
                let known = asked.iter().map(|&user| self.population().followers(user) as f64);
                known.sum::<f64>() + (count - asked.len()) as f64 * mean
            }
        };
        self.of(count as f64, followers)
    }

    /// The largest of so many cascades of a mean size: one that meets the greatest star of all of
    /// them, and goes on for as long as the luckiest.
    fn largest(&self, mean: CascadeSize, cascades: f64) -> CascadeSize {
        let star = self.population().exceeded_by(UNLIKELY / (cascades * mean.sharers).max(1.0));
        // The tail of a total progeny falls as e^(−n (1 − rate)² / 2 rate).
        let rest = (1.0 - self.rate).max(1e-9);
        let luck = 2.0 * self.rate * cascades.max(1.0).ln() / (rest * rest);
        let more = self.of(1.0, star);
        let users = self.population().users() as f64;
        let sharers =
            (mean.sharers + more.sharers + luck).min(self.experiment.most as f64).min(users);
        let lucky = if self.counts_reach { luck * self.population().mean_followers() } else { 0.0 };
        // Those of a cascade that is stopped: all its sharers have followers, and one of them is the
        // star.
        let stopped =
            self.experiment.most as f64 * (1.0 + self.population().mean_followers()) + star;
        let most = if self.counts_reach { stopped } else { 0.0 };
        CascadeSize { sharers, reached: (mean.reached + more.reached + lucky).min(most).min(users) }
    }
}

impl ImplicitExperiment {
    /// New sharers that a sharer makes on average: from 1 on, cascades may go on until they are stopped.
    #[must_use]
    pub fn rate(&self) -> f64 {
        self.p * self.population.mean_followers()
    }

    /// What its engine takes, for so many replicates at most: cascades have their mean size, and one of
    /// them is as large as the luckiest.
    #[must_use]
    pub fn cost(&self, replicates: u64) -> EngineCost {
        let needs = self.needs();
        let rate = self.rate();
        let growth =
            BranchingGrowth { experiment: self, rate, counts_reach: needs.contains(Needs::REACH) };
        let sizes: Vec<CascadeSize> = self.options.iter().map(|seeds| growth.mean(seeds)).collect();
        let traced = if needs.contains(Needs::TRACE) { 8.0 } else { 0.0 };
        let bytes = |size: CascadeSize| {
            (BYTES_AN_ADDRESS + traced) * size.sharers + BYTES_AN_ADDRESS * size.reached
        };
        let largest = sizes.iter().map(|&mean| bytes(growth.largest(mean, replicates as f64)));
        let time = |size: &CascadeSize| {
            let is_near = BYTES_AN_ADDRESS * size.reached <= NEAR_BYTES;
            let look = if is_near { NANOSECONDS_A_REACHED } else { NANOSECONDS_A_REACHED_FAR };
            NANOSECONDS_AN_ADDRESS * size.sharers + look * size.reached
        };
        EngineCost {
            worker_bytes: 0.0,
            cascade_bytes: largest.fold(0.0, f64::max),
            nanoseconds: sizes.iter().map(time).sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        metric::AnyMetric,
        network::implicit::Implicit,
        seeding::{AddressChoice, AnyStrategy},
        simulate::{Samples, Stop, simulate},
        statistics::Confidence,
    };

    const NETWORK: &str = "follower = { users = 8_000_000_000, mean_followers = 30 }";

    fn experiment(p: f64, most: u64, options: &[&str]) -> ImplicitExperiment {
        let network: Implicit = toml::from_str(NETWORK).expect(NETWORK);
        let population = network.population(1).expect(NETWORK);
        let seeds = |text: &&str| {
            let strategy: AnyStrategy = toml::from_str(text).expect(text);
            let choice = AddressChoice {
                network: &population,
                spreading: (),
                charge: None,
                key: "seeds",
                rng_seed: 1,
                folder: std::path::Path::new(""),
                progress: &(),
            };
            strategy.choose_addresses(&choice).expect(text)
        };
        let options = options.iter().map(seeds).collect();
        let metrics = [AnyMetric::Sharers, AnyMetric::Reach].into();
        let population = Arc::new(population);
        ImplicitExperiment {
            population,
            p,
            most,
            options,
            metrics,
            measures: [].into(),
            rng_seed: 1,
        }
    }

    fn samples(experiment: &ImplicitExperiment, replicates: u64) -> Samples {
        let stop = Stop::after(replicates, Confidence::NINETY_FIVE);
        simulate(experiment.engine(), &stop, &()).expect("nobody stops it").samples
    }

    /// Nearly all cascades are stopped, and reach the followers of all their sharers.
    #[test]
    fn stopped_cascades_take_no_more_than_said() {
        let experiment = experiment(0.1, 20_000, &["random = { count = 100 }"]);
        let reached =
            samples(&experiment, 10).options[0].values[1].iter().copied().fold(0.0, f64::max);
        let said = experiment.cost(10).cascade_bytes;
        let ratio = said / (BYTES_AN_ADDRESS * reached);
        assert!((1.0..=3.0).contains(&ratio), "{said} for {reached} reached");
    }

    /// Stars reach far more than ordinary users do: means are those of a run within a factor of two,
    /// and no cascade of it takes three times the memory that the largest is said to.
    #[test]
    fn a_run_is_as_large_as_it_was_said_to_be() {
        let star = "random = { count = 1, where = { followers = { min = 10_000 } } }";
        let ordinary = "random = { count = 100, redraw = true }";
        let experiment = experiment(0.02, u64::MAX, &[star, ordinary]);
        let samples = samples(&experiment, 40);
        let growth = BranchingGrowth { experiment: &experiment, rate: 0.6, counts_reach: true };
        for (seeds, option) in experiment.options.iter().zip(&samples.options) {
            let mean = growth.mean(seeds);
            let largest = growth.largest(mean, 40.0);
            for (place, said, most) in
                [(0, mean.sharers, largest.sharers), (1, mean.reached, largest.reached)]
            {
                let found = option.values[place].iter().sum::<f64>() / 40.0;
                assert!((0.5..=2.0).contains(&(said / found)), "{place}: {said} for {found}");
                let greatest = option.values[place].iter().copied().fold(0.0, f64::max);
                let ratio = most / greatest;
                assert!((0.4..=5.0).contains(&ratio), "{place}: {most} for {greatest}");
            }
        }
    }
}
