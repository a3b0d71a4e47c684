//! Compartment models in continuous time beside a naive twin, on one thread: an infection that comes back, a
//! rumour, and states of one's own. The elements are users who ever share. Nothing is timed before their mean
//! number is that of the twin within five standard errors.

use std::{cmp::Reverse, collections::BinaryHeap};

use criterion::Criterion;
use wordspread::{
    influence::{Influence, Rule, WeightedCascade},
    model::AnyModel,
    network::Network,
    rng::{Purpose, Stream, World},
};

use crate::{common, times::At};

/// States as the naive twin knows them: everybody is in the first at first, seeds in the one that spreads.
#[derive(Clone, Copy)]
struct States {
    spreads: usize,
    /// At which rate a user leaves each state by itself, and for which.
    alone: [(f64, usize); 4],
    /// What becomes of a spreader and of a follower in this state whom it contacts.
    contact: fn(usize) -> (usize, usize),
}

/// What is to come to a user who has changed so often.
struct Next {
    user: u32,
    changes: u32,
    /// Along which edge, where it is a contact.
    place: Option<usize>,
}

/// A state a user, and a clock for each user's own change and for each edge of a spreader.
struct Naive<'a> {
    network: &'a Network,
    strength: &'a dyn Fn(u32) -> f64,
    model: States,
    users: Vec<(usize, u32)>,
    ever: Vec<bool>,
    heap: BinaryHeap<Reverse<At<Next>>>,
    until: f64,
}

impl Naive<'_> {
    fn wait(stream: &mut Stream, rate: f64) -> f64 {
        -(1.0 - stream.unit()).ln() / rate
    }

    fn push(&mut self, at: f64, next: Next) {
        if at <= self.until {
            self.heap.push(Reverse(At(at, next)));
        }
    }

    fn enter(&mut self, now: f64, user: u32, state: usize, stream: &mut Stream) {
        let changes = self.users[user as usize].1 + 1;
        self.users[user as usize] = (state, changes);
        let (rate, _) = self.model.alone[state];
        if rate > 0.0 {
            self.push(now + Self::wait(stream, rate), Next { user, changes, place: None });
        }
        if state == self.model.spreads {
            self.ever[user as usize] = true;
            for place in self.network.forward().range(user) {
                self.contacts(now, Next { user, changes, place: Some(place) }, stream);
            }
        }
    }

    /// The next contact along an edge.
    fn contacts(&mut self, now: f64, next: Next, stream: &mut Stream) {
        let place = next.place.expect("an edge");
        let strength = (self.strength)(self.network.forward().targets()[place]);
        self.push(now + Self::wait(stream, strength), next);
    }

    fn run(mut self, seeds: &[u32], stream: &mut Stream) -> usize {
        for &seed in seeds {
            self.enter(0.0, seed, self.model.spreads, stream);
        }
        while let Some(Reverse(At(now, next))) = self.heap.pop() {
            let (state, changes) = self.users[next.user as usize];
            if next.changes != changes {
                continue;
            }
            let Some(place) = next.place else {
                self.enter(now, next.user, self.model.alone[state].1, stream);
                continue;
            };
            let follower = self.network.forward().targets()[place];
            let (other, _) = self.users[follower as usize];
            let (own, told) = (self.model.contact)(other);
            if told != other {
                self.enter(now, follower, told, stream);
            }
            if own == state {
                self.contacts(now, next, stream);
            } else {
                self.enter(now, next.user, own, stream);
            }
        }
        self.ever.iter().filter(|&&ever| ever).count()
    }
}

const NEVER: (f64, usize) = (0.0, 0);

pub(crate) fn states(criterion: &mut Criterion) {
    if !common::asked("states") {
        return;
    }
    let network = common::network();
    let weighted = WeightedCascade::default().assign(&network, 1).expect("a rule");
    let Influence::PerTarget(strengths) = &weighted else { panic!("a strength a user") };
    let seeds = common::most_followed(&network, common::SEEDS);
    let tires =
        |rate| States { spreads: 1, alone: [NEVER, (rate, 0), NEVER, NEVER], contact: |_| (1, 1) };
    let rumour = States {
        spreads: 1,
        alone: [NEVER; 4],
        contact: |other| if other == 0 { (1, 1) } else { (2, other) },
    };
    // Exposed for a while, spreading, over it; and then open again.
    let relapse = States {
        spreads: 2,
        alone: [NEVER, (1.0, 2), (0.5, 3), (0.1, 0)],
        contact: |other| (2, if other == 0 { 1 } else { other }),
    };
    let transitions = "[{ from = 'S', to = 'E', by = 'I', rate = 1.0 }, \
        { from = 'E', to = 'I', rate = 1.0 }, { from = 'I', to = 'R', rate = 0.5 }, \
        { from = 'R', to = 'S', rate = 0.1 }]";
    let own = format!(
        "compartments = {{ transitions = {transitions}, seed = 'I', sharing = ['I'], horizon = 5.0 }}"
    );
    let mut ratios = Vec::new();
    for (name, text, influence, model, until) in [
        (
            "SIS, uniform 0.05",
            "sis = { recovery = 1.0, horizon = 3.0 }",
            Influence::Uniform(0.05),
            tires(1.0),
            3.0,
        ),
        (
            "SIS, weighted cascade",
            "sis = { recovery = 0.5, horizon = 2.0 }",
            weighted.clone(),
            tires(0.5),
            2.0,
        ),
        ("rumour, uniform 0.1", "rumour = {}", Influence::Uniform(0.1), rumour, f64::INFINITY),
        ("rumour, weighted cascade", "rumour = {}", weighted.clone(), rumour, f64::INFINITY),
        ("compartments, uniform 0.1", &own, Influence::Uniform(0.1), relapse, 5.0),
        ("compartments, weighted cascade", &own, weighted.clone(), relapse, 5.0),
    ] {
        let ours: AnyModel = toml::from_str(text).expect(text);
        let cascade = ours.prepare(&network, &influence).expect("it ends");
        let world = common::worlds(&network, &*cascade, &seeds);
        let strength = |follower: u32| match influence {
            Influence::Uniform(p) => p,
            _ => strengths[follower as usize],
        };
        let mut stream = World::new(1, Purpose::Reverse, 0).stream(0);
        let naive_world = || {
            let users = network.users() as usize;
            let twin = Naive {
                network: &network,
                strength: &strength,
                model,
                users: vec![(0, 0); users],
                ever: vec![false; users],
                heap: BinaryHeap::new(),
                until,
            };
            twin.run(&seeds, &mut stream) as f64
        };
        ratios.extend(common::beside_naive(criterion, ("states", name), world, naive_world));
    }
    common::tell("Times as fast as naive", &ratios);
}
