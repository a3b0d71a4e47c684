//! How many events a second the engines of cascades in time do on one thread, and what an event costs as
//! networks and queues grow: from 1,000 users to 10,000,000, or to `MOST_USERS`.
//!
//! An event is one that the queue gave out: a message that arrives, or a contact, recovery or other change
//! of a user; void ones count, for they cost as much. Cascades are of SIR under which most users share, so
//! that the queue is as long as it gets; every network has the same mean number of followers. The naive twin
//! has a binary heap, as newcomers' simulators have, and finds the same sharers, which is asserted. The
//! queue alone is held at a length: one event taken out, one put in (Vaucher & Duval 1975,
//! doi:10.1145/360881.360885).

use std::{
    cmp::{Ordering, Reverse},
    collections::BinaryHeap,
    hint::black_box,
    time::Instant,
};

use criterion::Criterion;
use wordspread::{
    influence::Influence,
    kernel::{
        Scratch,
        clock::Clock,
        events::{
            arrivals::{Arrivals, TimedEdges, arrive},
            compartments::{CompartmentProcess, CompartmentRules},
            queue::Queue,
        },
        live::contacts::RepeatedContacts,
    },
    network::{Network, generator::Generator},
    rng::{Purpose, World},
};

use crate::common;

const RATE: f64 = 0.4;

/// Seconds that are measured, and runs at the least.
const SECONDS: f64 = 1.0;
const RUNS: u64 = 3;

fn sizes() -> Vec<u32> {
    let arguments: Vec<String> = std::env::args().collect();
    let given = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let most = match std::env::var("MOST_USERS") {
        Ok(users) => users.parse().expect("MOST_USERS is a number"),
        Err(_) if given("--test") || !given("--bench") => 1000,
        Err(_) => 10_000_000,
    };
    (3..8).map(|power| 10_u32.pow(power)).filter(|&users| users <= most).collect()
}

fn network(users: u32) -> Network {
    let text = format!(
        "chung-lu = {{ users = {users}, mean_followers = 10.4, followers_exponent = 2.2, \
         followed_exponent = 2.5, max_followers = {} }}",
        f64::from(users) * 0.032
    );
    let generator: Generator = toml::from_str(&text).expect(&text);
    generator.generate(1, &()).expect(&text)
}

/// Nanoseconds of an event and of a sharer of `run`, which is told the number of a world and says how many of
/// each it had.
fn nanoseconds(mut run: impl FnMut(u64) -> [u64; 2]) -> [f64; 2] {
    run(0);
    let (mut all, mut runs, start) = ([0, 0], 0, Instant::now());
    while runs < RUNS || start.elapsed().as_secs_f64() < SECONDS {
        runs += 1;
        all = std::array::from_fn({
            let had = run(runs);
            move |which| all[which] + had[which]
        });
    }
    all.map(|count| start.elapsed().as_secs_f64() * 1e9 / count as f64)
}

fn world(number: u64) -> World {
    World::new(1, Purpose::Diffusion, number)
}

/// An event of a binary heap.
#[derive(PartialEq)]
struct At(f64, u32);

impl Eq for At {}

impl PartialOrd for At {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for At {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0).then(self.1.cmp(&other.1))
    }
}

/// Dijkstra's algorithm by a binary heap: how many events it took, and how many share.
fn naive(edges: &impl TimedEdges, world: World, seeds: &[u32], users: u32) -> [u64; 2] {
    let mut shares = vec![false; users as usize];
    let mut heap: BinaryHeap<Reverse<At>> =
        seeds.iter().map(|&seed| Reverse(At(0.0, seed))).collect();
    let (mut sharers, mut events) = (0, 0);
    while let Some(Reverse(At(now, user))) = heap.pop() {
        events += 1;
        if std::mem::replace(&mut shares[user as usize], true) {
            continue;
        }
        sharers += 1;
        edges.for_each_timed(world, user, |to, delay| {
            if !shares[to as usize] {
                heap.push(Reverse(At(now + delay, to)));
            }
        });
    }
    [events, sharers]
}

pub(crate) fn events(_: &mut Criterion) {
    if !common::asked("events") {
        return;
    }
    let mut lines = Vec::new();
    for users in sizes() {
        let network = network(users);
        let influence = Influence::Uniform(RATE);
        let contacts = RepeatedContacts::new(
            &network,
            &influence,
            (1.0, 1.0),
            Clock::Continuous,
            f64::INFINITY,
        );
        let seeds: Vec<u32> = (0..users.min(50)).collect();
        let mut scratch = Scratch::new(users);
        let arrivals = nanoseconds(|number| {
            let (mut sharers, arrivals) = scratch.start_with(Arrivals::default);
            arrive(&contacts, world(number), &seeds, &mut sharers, arrivals, &mut ());
            [arrivals.events(), sharers.list().len() as u64]
        });
        let twin = nanoseconds(|number| naive(&contacts, world(number), &seeds, users));
        let (mut sharers, found) = scratch.start_with(Arrivals::default);
        arrive(&contacts, world(1), &seeds, &mut sharers, found, &mut ());
        let twins = naive(&contacts, world(1), &seeds, users)[1];
        assert_eq!(sharers.list().len() as u64, twins, "{users}");

        // States S, I and R.
        let mut rules = CompartmentRules::new(0, 1, vec![false, true, false], f64::INFINITY);
        rules.when_contacted(0, 1, 1, 1.0);
        rules.spontaneously(1, 2, 1.0);
        let engine = CompartmentProcess::new(network.forward(), &influence, rules);
        let mut buffers = engine.buffers();
        let compartments = nanoseconds(|number| {
            let (mut sharers, _) = scratch.start();
            engine.spread(world(number), &seeds, &mut sharers, &mut buffers, &mut ());
            [buffers.events(), sharers.list().len() as u64]
        });

        let mut queue = Queue::default();
        let mut stream = world(0).stream(0);
        let mut wait = move || -(1.0 - stream.unit()).ln();
        for event in 0..users {
            queue.push(wait(), event);
        }
        // As often as it is long, so that all that was put in at first is gone before it is timed.
        let turns = users.max(100_000);
        let [held, _] = nanoseconds(|_| {
            for _ in 0..turns {
                let (now, event) = queue.pop(|_| ()).expect("it is held");
                queue.push(now + wait(), black_box(event));
            }
            [turns.into(), 1]
        });
        lines.push(format!(
            "{users} users: arrivals {:.0} ns ({:.1} million a second, {:.1} × a binary heap), \
             compartments {:.0} ns ({:.1} million a second, {:.1} × the time of arrivals for a sharer), \
             the queue alone {held:.0} ns",
            arrivals[0],
            1e3 / arrivals[0],
            twin[1] / arrivals[1],
            compartments[0],
            1e3 / compartments[0],
            compartments[1] / arrivals[1],
        ));
    }
    common::tell("What an event costs on one thread", &lines);
}
