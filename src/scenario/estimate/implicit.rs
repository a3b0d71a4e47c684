//! The estimate for an implicit network, whose seeds are known and whose cascades are a branching
//! process.
//!
//! It must never look at every user.

use super::{Assumed, Basis, Estimate, Memory, replicates};
use crate::{
    metric::Needs, network::implicit::Population, scenario::ScenarioFile, seeding::AddressSeeds,
    simulate::ImplicitExperiment,
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
struct Size {
    sharers: f64,
    /// Those who are reached, where that is measured.
    reached: f64,
}

/// What sizes depend on.
struct Growth<'a> {
    experiment: &'a ImplicitExperiment,
    /// New sharers that a sharer makes on average.
    rate: f64,
    is_reach_asked: bool,
}

impl Growth<'_> {
    fn population(&self) -> &Population {
        &self.experiment.population
    }

    /// Those of a cascade in which `own` share by themselves and have so many followers.
    fn of(&self, own: f64, followers: f64) -> Size {
        let users = self.population().users() as f64;
        let spread = if self.rate < 1.0 { 1.0 / (1.0 - self.rate) } else { f64::INFINITY };
        let convinced = self.experiment.p * followers;
        // Where nobody can be convinced, nothing spreads at whatever rate.
        let later = if convinced > 0.0 { convinced * spread } else { 0.0 };
        let sharers = (own + later).min(self.experiment.most as f64).min(users);
        let others = (sharers - own).max(0.0) * self.population().mean_followers();
        let reached = if self.is_reach_asked { sharers + followers + others } else { 0.0 };
        Size { sharers, reached: reached.min(users) }
    }

    /// The mean size of the cascades of an option.
    fn mean(&self, seeds: &AddressSeeds) -> Size {
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
    fn largest(&self, mean: Size, cascades: f64) -> Size {
        let star = self.population().exceeded_by(UNLIKELY / (cascades * mean.sharers).max(1.0));
        // The tail of a total progeny falls as e^(−n (1 − rate)² / 2 rate).
        let rest = (1.0 - self.rate).max(1e-9);
        let luck = 2.0 * self.rate * cascades.max(1.0).ln() / (rest * rest);
        let more = self.of(1.0, star);
        let users = self.population().users() as f64;
        let sharers =
            (mean.sharers + more.sharers + luck).min(self.experiment.most as f64).min(users);
        let lucky =
            if self.is_reach_asked { luck * self.population().mean_followers() } else { 0.0 };
        // Those of a cascade that is stopped: all its sharers have followers, and one of them is the
        // star.
        let stopped =
            self.experiment.most as f64 * (1.0 + self.population().mean_followers()) + star;
        let most = if self.is_reach_asked { stopped } else { 0.0 };
        Size { sharers, reached: (mean.reached + more.reached + lucky).min(most).min(users) }
    }
}

impl Estimate {
    /// The estimate for an implicit network.
    pub(super) fn implicit(
        file: &ScenarioFile,
        experiment: &ImplicitExperiment,
        threads: u32,
        points: usize,
    ) -> Self {
        let (scenario, population) = (file.scenario(), &experiment.population);
        let rate = experiment.p * population.mean_followers();
        let growth =
            Growth { experiment, rate, is_reach_asked: experiment.needs().contains(Needs::REACH) };
        let replicates = replicates(&scenario.answer);
        let sizes: Vec<Size> = experiment.options.iter().map(|seeds| growth.mean(seeds)).collect();
        let traced = if experiment.needs().contains(Needs::TRACE) { 8.0 } else { 0.0 };
        let bytes = |size: Size| {
            (BYTES_AN_ADDRESS + traced) * size.sharers + BYTES_AN_ADDRESS * size.reached
        };
        let largest = sizes.iter().map(|&mean| bytes(growth.largest(mean, replicates[1] as f64)));
        let memory = vec![
            Memory::always(
                "the largest cascades of all threads",
                f64::from(threads) * largest.fold(0.0, f64::max),
            ),
            Memory::always("replicates", super::kept(scenario, replicates[1])),
        ];
        let cost = |&size: &Size| {
            let is_near = BYTES_AN_ADDRESS * size.reached <= NEAR_BYTES;
            let look = if is_near { NANOSECONDS_A_REACHED } else { NANOSECONDS_A_REACHED_FAR };
            NANOSECONDS_AN_ADDRESS * size.sharers + look * size.reached
        };
        let world = 1e-9 * sizes.iter().map(cost).sum::<f64>();
        let worlds = |count: u64| count as f64 * points as f64 / f64::from(threads.max(1));
        Self {
            basis: Basis::Implicit,
            users: population.users() as f64,
            edges: population.users() as f64 * population.mean_followers(),
            points,
            replicates,
            memory,
            seconds: replicates.map(|count| worlds(count) * world),
            assumed: if rate < 1.0 { Assumed::MeanSize } else { Assumed::Stopped },
            sought: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        scenario::{run, sections::Networks},
        study::{AnyExperiment, Prepared},
    };

    /// Nearly all cascades are stopped, and reach the followers of all their sharers.
    #[test]
    fn stopped_cascades_take_no_more_than_said() {
        let text = "name = 'a'\n[network.implicit.follower]\nusers = 8_000_000_000\n\
                    mean_followers = 30\n[influence.uniform]\np = 0.1\n\
                    [[option]]\nname = 'any'\nseeds.random = { count = 100 }\n\
                    [answer]\nreplicates = 10\nstop_at = { sharers = 20_000 }\n\
                    measures = ['sharers', 'reach']\n";
        let file = ScenarioFile::parse(text, "a.toml", vec![]).expect("a scenario");
        let answer = run(&file, &()).expect("an answer");
        let reached = answer.points[0].samples.options[0].values[1].iter().copied();
        let reached = reached.fold(0.0, f64::max);
        let said = Estimate::of(&file, 1, &()).expect("an estimate").memory[0].bytes;
        let ratio = said / (BYTES_AN_ADDRESS * reached);
        assert!((1.0..=3.0).contains(&ratio), "{said} for {reached} reached");
    }

    /// Stars reach far more than ordinary users do: means are those of a run within a factor of two,
    /// and no cascade of it takes three times the memory that the largest is said to.
    #[test]
    fn a_run_is_as_large_as_it_was_said_to_be() {
        let text = "name = 'a'\n[network.implicit.follower]\nusers = 8_000_000_000\n\
                    mean_followers = 30\n[influence.uniform]\np = 0.02\n\
                    [[option]]\nname = 'star'\n\
                    seeds.random = { count = 1, where = { followers = { min = 10_000 } } }\n\
                    [[option]]\nname = 'ordinary'\nseeds.random = { count = 100, redraw = true }\n\
                    [answer]\nreplicates = 40\nmeasures = ['sharers', 'reach']\n";
        let file = ScenarioFile::parse(text, "a.toml", vec![]).expect("a scenario");
        let answer = run(&file, &()).expect("an answer");
        let source = Networks::default().source(&file, &()).expect("it is sound");
        let prepared = Prepared::new(file.spec(), source, &()).expect("it is sound");
        let AnyExperiment::Implicit(experiment) = &prepared.experiment else {
            panic!("it is implicit")
        };
        let growth = Growth { experiment, rate: 0.6, is_reach_asked: true };
        for (seeds, option) in experiment.options.iter().zip(&answer.points[0].samples.options) {
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
