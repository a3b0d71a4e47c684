//! Models in which sharing takes time beside a naive twin, on one thread: the independent cascade in continuous
//! time, under each law of delays; users who tell their followers until they tire of it, or without end, by
//! either clock. The elements are sharers. Nothing is timed before their mean number is that of the twin within
//! five standard errors.

use std::{
    cmp::{Ordering, Reverse},
    collections::BinaryHeap,
    f64::consts::TAU,
};

use criterion::Criterion;
use wordspread::{
    influence::{Influence, Rule, WeightedCascade},
    model::AnyModel,
    network::{Network, attributes::EdgeColumn},
    rng::{Purpose, Stream, World},
};

use crate::common;

/// Something at a time, in the order of times.
pub(crate) struct At<T>(pub(crate) f64, pub(crate) T);

impl<T> PartialEq for At<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<T> Eq for At<T> {}

impl<T> PartialOrd for At<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for At<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// A number of exponential law and mean 1.
fn exponential(stream: &mut Stream) -> f64 {
    -(1.0 - stream.unit()).ln()
}

/// How a message passes along an edge: when after its user has shared, if at all. It is told how long the
/// user spreads it, the edge's place and the follower.
type Passes<'a> = &'a dyn Fn(&mut Stream, f64, (usize, u32)) -> Option<f64>;

/// Dijkstra's algorithm with a binary heap; `lasts` says how long a user spreads it.
fn arrivals(
    network: &Network,
    seeds: &[u32],
    until: f64,
    (lasts, passes): (fn(&mut Stream) -> f64, Passes<'_>),
    stream: &mut Stream,
) -> usize {
    let rows = network.forward();
    let mut shared = vec![false; network.users() as usize];
    let mut heap: BinaryHeap<Reverse<At<u32>>> =
        seeds.iter().map(|&seed| Reverse(At(0.0, seed))).collect();
    let mut sharers = 0;
    while let Some(Reverse(At(now, user))) = heap.pop() {
        if std::mem::replace(&mut shared[user as usize], true) {
            continue;
        }
        sharers += 1;
        let lasts = lasts(stream);
        for place in rows.range(user) {
            let follower = rows.targets()[place];
            if shared[follower as usize] {
                continue;
            }
            let after = passes(stream, lasts, (place, follower));
            if let Some(arrives) = after.map(|after| now + after).filter(|&at| at <= until) {
                heap.push(Reverse(At(arrives, follower)));
            }
        }
    }
    sharers
}

/// In each step a coin for each follower of each user who spreads it, and one for the user.
fn steps(
    network: &Network,
    seeds: &[u32],
    (strength, recovery): (&dyn Fn(u32) -> f64, f64),
    until: f64,
    stream: &mut Stream,
) -> usize {
    let mut shared = vec![false; network.users() as usize];
    for &seed in seeds {
        shared[seed as usize] = true;
    }
    let mut spreaders = seeds.to_vec();
    let (mut sharers, mut step) = (seeds.len(), 0.0);
    while !spreaders.is_empty() && step < until {
        let (mut left, mut new) = (Vec::new(), Vec::new());
        for &user in &spreaders {
            for &follower in network.forward().row(user) {
                if !shared[follower as usize] && stream.unit() < strength(follower) {
                    shared[follower as usize] = true;
                    new.push(follower);
                }
            }
            if stream.unit() >= recovery {
                left.push(user);
            }
        }
        sharers += new.len();
        left.extend(new);
        spreaders = left;
        step += 1.0;
    }
    sharers
}

/// The same network, whose edges have a delay of their own.
fn with_delays(network: &Network) -> Network {
    let mut stream = World::new(1, Purpose::Attributes, 0).stream(0);
    let values: Vec<f64> = (0..network.edges()).map(|_| exponential(&mut stream)).collect();
    let columns = vec![EdgeColumn { name: "hours".to_owned(), values: values.into() }];
    let (rows, labels) = (network.forward().clone(), network.labels().clone());
    Network::new(rows, columns, labels, Vec::new(), network.built())
}

/// A law of delays: as a scenario has it, and as a newcomer draws from it for the edge at a place.
type Law<'a> = (&'static str, Box<dyn Fn(&mut Stream, usize) -> f64 + 'a>);

fn laws(network: &Network) -> [Law<'_>; 8] {
    let hours = network.edge_column("hours").expect("it was made");
    [
        ("exponential = { rate = 1.0 }", Box::new(|stream, _| exponential(stream))),
        ("rayleigh = { growth = 1.0 }", Box::new(|stream, _| (2.0 * exponential(stream)).sqrt())),
        (
            "power-law = { exponent = 1.5, shortest = 0.5 }",
            Box::new(|stream, _| 0.5 * (1.0 - stream.unit()).powf(-1.0 / 1.5)),
        ),
        (
            "weibull = { shape = 0.7, scale = 1.0 }",
            Box::new(|stream, _| exponential(stream).powf(1.0 / 0.7)),
        ),
        (
            "log-normal = { median = 1.0, sigma = 1.0 }",
            Box::new(|stream, _| {
                let radius = (2.0 * exponential(stream)).sqrt();
                (radius * (TAU * stream.unit()).cos()).exp()
            }),
        ),
        (
            "reaction = {}",
            Box::new(|stream, _| {
                let theta = 0.231_484_3;
                let (share, within) = (stream.unit(), theta / (1.0 + theta));
                let times = if share < within {
                    share / within
                } else {
                    ((1.0 - share) * (1.0 + theta)).powf(-1.0 / theta)
                };
                times / 12.0
            }),
        ),
        ("fixed = { time = 1.0 }", Box::new(|_, _| 1.0)),
        ("column = { name = 'hours' }", Box::new(|_, place| hours[place])),
    ]
}

pub(crate) fn times(criterion: &mut Criterion) {
    if !common::asked("times") {
        return;
    }
    let network = with_delays(&common::network());
    let weighted = WeightedCascade::default().assign(&network, 1).expect("a rule");
    let Influence::PerTarget(strengths) = &weighted else { panic!("a strength a user") };
    let seeds = common::most_followed(&network, common::SEEDS);
    let mut stream = World::new(1, Purpose::Reverse, 0).stream(0);
    let mut ratios = Vec::new();
    let mut beside = |name: &str, text: &str, influence, naive: &mut dyn FnMut() -> f64| {
        let model: AnyModel = toml::from_str(text).expect(text);
        let cascade = model.prepare(&network, influence).expect("it ends");
        let world = common::worlds(&network, &*cascade, &seeds);
        ratios.extend(common::beside_naive(criterion, ("times", name), world, naive));
    };

    for (law, delay) in laws(&network) {
        for until in [3.0, f64::INFINITY] {
            let keyword = law.split(' ').next().expect("a word");
            let (ends, horizon) = if until.is_finite() {
                ("by a horizon", format!(", horizon = {until:?}"))
            } else {
                ("without an end", String::new())
            };
            let text = format!("continuous-time-cascade = {{ delay = {{ {law} }}{horizon} }}");
            let passes = |stream: &mut Stream, _: f64, (place, follower): (usize, u32)| {
                let is_live = stream.unit() < strengths[follower as usize];
                is_live.then(|| delay(stream, place))
            };
            let mut naive = || {
                let edges: (fn(&mut Stream) -> f64, Passes<'_>) = (|_| f64::INFINITY, &passes);
                arrivals(&network, &seeds, until, edges, &mut stream) as f64
            };
            let name = format!("continuous-time-cascade, {keyword}, {ends}");
            beside(&name, &text, &weighted, &mut naive);
        }
    }

    let uniform = Influence::Uniform(0.1);
    for (rule, influence) in [("uniform 0.1", &uniform), ("weighted cascade", &weighted)] {
        let strength = |follower: u32| match influence {
            Influence::Uniform(p) => *p,
            _ => strengths[follower as usize],
        };
        let passes = |stream: &mut Stream, lasts: f64, (_, follower): (usize, u32)| {
            let after = exponential(stream) / strength(follower);
            (after < lasts).then_some(after)
        };
        let tires: (fn(&mut Stream) -> f64, Passes<'_>) = (exponential, &passes);
        let never: (fn(&mut Stream) -> f64, Passes<'_>) = (|_| f64::INFINITY, &passes);
        for (name, text, edges, until) in [
            ("sir, without an end", "sir = {}", tires, f64::INFINITY),
            ("sir, by a horizon", "sir = { horizon = 3.0 }", tires, 3.0),
            ("si, by a horizon", "si = { horizon = 1.0 }", never, 1.0),
        ] {
            let mut naive = || arrivals(&network, &seeds, until, edges, &mut stream) as f64;
            beside(&format!("{name}, {rule}"), text, influence, &mut naive);
        }
        for (name, text, recovery, until) in [
            ("sir, by steps", "sir = { clock = 'steps', recovery = 0.5 }", 0.5, f64::INFINITY),
            (
                "sir, by steps and a horizon",
                "sir = { clock = 'steps', recovery = 0.5, horizon = 5 }",
                0.5,
                5.0,
            ),
            ("si, by steps and a horizon", "si = { clock = 'steps', horizon = 3 }", 0.0, 3.0),
        ] {
            let coins: (&dyn Fn(u32) -> f64, f64) = (&strength, recovery);
            let mut naive = || steps(&network, &seeds, coins, until, &mut stream) as f64;
            beside(&format!("{name}, {rule}"), text, influence, &mut naive);
        }
    }
    common::tell("Times as fast as naive", &ratios);
}
