//! Self-exciting reposts beside a naive twin, on one thread, where users share once and where they share
//! again: what is counted alone, and what is cut by a horizon, so that it needs a queue. The elements are
//! shares. Nothing is timed before the mean number of shares is that of the twin within five standard errors.

use std::{
    cmp::{Ordering, Reverse},
    collections::BinaryHeap,
};

use criterion::Criterion;
use wordspread::{
    influence::{Influence, Rule, WeightedCascade},
    kernel::Scratch,
    model::{AnyModel, Outcome, OutcomeRequest},
    network::Network,
    rng::{Purpose, Stream, World},
};

use crate::common;

/// A share that is to come.
#[derive(PartialEq)]
struct Share {
    time: f64,
    user: u32,
}

impl Eq for Share {}

impl PartialOrd for Share {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Share {
    fn cmp(&self, other: &Self) -> Ordering {
        self.time.total_cmp(&other.time)
    }
}

/// SEISMIC's memory in hours, from a number uniform on [0, 1).
fn delay(unit: f64) -> f64 {
    let (s0, theta) = (1.0 / 12.0, 0.231_484_3);
    let within = theta / (1.0 + theta);
    if unit < within {
        return s0 * unit / within;
    }
    s0 * ((1.0 - unit) * (1.0 + theta)).powf(-1.0 / theta)
}

/// A Poisson number by its products (Knuth), an edge at a time, and a binary heap of all that is to come.
fn naive(
    network: &Network,
    means: &[f64],
    seeds: &[u32],
    (again, horizon): (bool, f64),
    stream: &mut Stream,
) -> usize {
    let rows = network.forward();
    let mut shared = vec![false; network.users() as usize];
    let mut heap: BinaryHeap<Reverse<Share>> =
        seeds.iter().map(|&user| Reverse(Share { time: 0.0, user })).collect();
    let mut shares = 0;
    while let Some(Reverse(Share { time, user })) = heap.pop() {
        if std::mem::replace(&mut shared[user as usize], true) && !again {
            continue;
        }
        shares += 1;
        for &follower in rows.row(user) {
            let none = (-means[follower as usize]).exp();
            let mut product = stream.unit();
            while product > none {
                let at = time + delay(stream.unit());
                if at <= horizon {
                    heap.push(Reverse(Share { time: at, user: follower }));
                }
                product *= stream.unit();
            }
        }
    }
    shares
}

pub(crate) fn reposts(criterion: &mut Criterion) {
    if !common::asked("reposts") {
        return;
    }
    let network = common::network();
    let influence = WeightedCascade { c: 0.8 }.assign(&network, 1).expect("a rule");
    let Influence::PerTarget(means) = &influence else { panic!("a strength a user") };
    let seeds = common::most_followed(&network, common::SEEDS);
    let mut ratios = Vec::new();
    for (shares, again) in [("once", false), ("again", true)] {
        for (cut, horizon) in [("counted", f64::INFINITY), ("by a horizon", 24.0)] {
            let until = if horizon.is_finite() { ", horizon = 24.0" } else { "" };
            let text = format!("self-exciting = {{ shares = '{shares}'{until} }}");
            let model: AnyModel = toml::from_str(&text).expect(&text);
            let cascade = model.prepare(&network, &influence).expect("it ends");
            let mut scratch = Scratch::new(network.users());
            let mut outcome = Outcome::default();
            let mut index = 0;
            let world = || {
                index += 1;
                let world = World::new(1, Purpose::Diffusion, index);
                cascade.run(world, &seeds, &mut scratch);
                let wanted = OutcomeRequest::counts(world, &seeds);
                cascade.outcome(&mut scratch, wanted, &mut outcome);
                outcome.reposts as f64
            };
            let mut stream = World::new(1, Purpose::Reverse, 0).stream(0);
            let naive_world =
                || naive(&network, means, &seeds, (again, horizon), &mut stream) as f64;
            let title = ("reposts", &*format!("{shares}, {cut}"));
            ratios.extend(common::beside_naive(criterion, title, world, naive_world));
        }
    }
    common::tell("Times as fast as naive", &ratios);
}
