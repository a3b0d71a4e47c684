//! Dose memory beside a naive twin, on one thread: where users meet one of those they follow, where they meet
//! all of them, and where they stop again. The elements are users who ever share. Nothing is timed before
//! their mean number is that of the twin within five standard errors.

use std::collections::VecDeque;

use criterion::Criterion;
use wordspread::{
    influence::Influence,
    model::AnyModel,
    network::Network,
    rng::{Purpose, Stream, World},
};

use crate::common;

/// The probability of a dose.
const CHANCE: f64 = 0.3;

/// A model whose doses are all 1.
#[derive(Clone, Copy)]
struct Doses {
    memory: u32,
    threshold: usize,
    contacts: &'static str,
    recovery: f64,
    horizon: u32,
}

impl Doses {
    fn model(self) -> AnyModel {
        let Self { memory, threshold, contacts, recovery, horizon } = self;
        let text = format!(
            "dose-memory = {{ memory = {memory}, threshold = {threshold}, contacts = '{contacts}', \
             recovery = {recovery}, horizon = {horizon} }}"
        );
        toml::from_str(&text).expect(&text)
    }

    /// In each step every user is looked at, or every edge of those who share.
    fn naive(self, network: &Network, seeds: &[u32], stream: &mut Stream) -> usize {
        let users = network.users() as usize;
        let mut shares = vec![false; users];
        for &seed in seeds {
            shares[seed as usize] = true;
        }
        let mut ever = shares.clone();
        let mut doses: Vec<VecDeque<u32>> = vec![VecDeque::new(); users];
        for step in 1..=self.horizon {
            let before = shares.clone();
            if self.contacts == "one" {
                for (user, doses) in (0..).zip(&mut doses) {
                    let followed = network.backward().row(user);
                    if followed.is_empty() {
                        continue;
                    }
                    let met = followed[stream.below(followed.len() as u64) as usize];
                    if before[met as usize] && stream.unit() < CHANCE {
                        doses.push_back(step);
                    }
                }
            } else {
                for (user, _) in (0..).zip(&before).filter(|(_, shares)| **shares) {
                    for &follower in network.forward().row(user) {
                        if stream.unit() < CHANCE {
                            doses[follower as usize].push_back(step);
                        }
                    }
                }
            }
            for (user, doses) in doses.iter_mut().enumerate() {
                while doses.front().is_some_and(|given| given + self.memory <= step) {
                    doses.pop_front();
                }
                if doses.len() >= self.threshold {
                    (shares[user], ever[user]) = (true, true);
                } else if before[user] && stream.unit() < self.recovery {
                    shares[user] = false;
                }
            }
        }
        ever.iter().filter(|&&ever| ever).count()
    }
}

pub(crate) fn doses(criterion: &mut Criterion) {
    if !common::asked("doses") {
        return;
    }
    let network = common::network();
    let influence = Influence::Uniform(CHANCE);
    let seeds = common::most_followed(&network, common::SEEDS);
    let one = Doses { memory: 5, threshold: 2, contacts: "one", recovery: 0.0, horizon: 10 };
    let all = Doses { threshold: 3, contacts: "all", ..one };
    let mut ratios = Vec::new();
    for (name, doses) in [
        ("one of those followed", one),
        ("one of those followed, stopping", Doses { recovery: 0.3, ..one }),
        ("all of those followed", all),
        ("all of those followed, stopping", Doses { recovery: 0.3, ..all }),
    ] {
        let model = doses.model();
        let cascade = model.prepare(&network, &influence).expect("it fits");
        let world = common::worlds(&network, &*cascade, &seeds);
        let mut stream = World::new(1, Purpose::Reverse, 0).stream(0);
        let naive = || doses.naive(&network, &seeds, &mut stream) as f64;
        ratios.extend(common::beside_naive(criterion, ("doses", name), world, naive));
    }
    common::tell("Times as fast as naive", &ratios);
}
