//! Models in which edges take time, against exact values and the obvious way of simulating them.

use wordspread::{
    influence::Influence,
    kernel::{Scratch, Trace},
    model::AnyModel,
    network::{Network, builder::EdgeMeaning},
    rng::{Purpose, Stream, World},
};

use crate::{
    laws::{assert_follows, assert_one_law},
    worlds::{DIAMOND, G5, Weighted, assert_mean, bare, ic, weighted},
};

pub(crate) fn model(text: &str) -> AnyModel {
    toml::from_str(text).expect(text)
}

/// Runs a model in many worlds, and gives what `value` makes of each traced cascade.
pub(crate) fn traced(
    (network, influence, model): (&Network, &Influence, &AnyModel),
    seeds: &[u32],
    replicates: u64,
    mut value: impl FnMut(&Scratch, &Trace) -> f64,
) -> Vec<f64> {
    let cascade = model.prepare(network, influence).expect("the model fits");
    let (mut scratch, mut trace) = (Scratch::new(network.users()), Trace::default());
    let mut of = |index| {
        let world = World::new(20_261_122, Purpose::Diffusion, index);
        cascade.run_traced(world, seeds, &mut scratch, &mut trace);
        value(&scratch, &trace)
    };
    (0..replicates).map(&mut of).collect()
}

/// When the last one shared.
pub(crate) fn last_time(scratch: &Scratch, trace: &Trace) -> f64 {
    trace.time(scratch.sharers().len() - 1)
}

pub(crate) fn size(scratch: &Scratch, _: &Trace) -> f64 {
    scratch.sharers().len() as f64
}

pub(crate) fn star(leaves: u32, edge: EdgeMeaning) -> Network {
    bare(leaves + 1, (1..=leaves).map(|leaf| [0, leaf]).collect(), edge)
}

pub(crate) fn complete(users: u32) -> Network {
    let edges = (0..users).flat_map(|u| (0..u).map(move |v| [u, v])).collect();
    bare(users, edges, EdgeMeaning::Mutual)
}

/// A leaf is a fair coin whose odds the hub's one lifetime decides: P(k) is 1/(L + 1) for each k.
#[test]
fn sir_on_a_star_infects_any_number_of_leaves_alike() {
    let leaves = 6;
    for edge in [EdgeMeaning::Mutual, EdgeMeaning::InfluencerToAudience] {
        let network = star(leaves, edge);
        let what = (&network, &Influence::Uniform(1.0), &model("sir = { recovery = 1.0 }"));
        let sizes = traced(what, &[0], 100_000, size);
        let expected = sizes.len() as f64 / f64::from(leaves + 1);
        let counts = (0..=leaves).map(|infected| {
            sizes.iter().filter(|&&size| size as u32 == infected + 1).count() as f64
        });
        let chi_square: f64 = counts.map(|count| (count - expected).powi(2) / expected).sum();
        // 6 degrees of freedom: above 33.1 once in 100,000 times.
        assert!(chi_square < 33.1, "{chi_square}");
    }
}

/// β/(β + γ), and by steps, attempt before recovery, β/(1 − (1 − β)(1 − γ)).
#[test]
fn one_edge_passes_on_with_the_transmissibility() {
    let edges: &[Weighted] = &[(0, 1, 0.4)];
    let (network, each) = weighted(2, edges, EdgeMeaning::InfluencerToAudience);
    let per_target = Influence::PerTarget(vec![0.0, 0.4].into());
    for (transmission, recovery) in [(1.0, 0.5), (2.0, 0.25), (0.5, 1.0)] {
        let beta = 0.4 * transmission;
        for influence in [&Influence::Uniform(0.4), &each, &per_target] {
            for (clock, expected) in [
                ("continuous", beta / (beta + recovery)),
                ("steps", beta / (1.0 - (1.0 - beta) * (1.0 - recovery))),
            ] {
                let text = format!(
                    "sir = {{ transmission = {transmission}, recovery = {recovery}, clock = '{clock}' }}"
                );
                let sizes = traced((&network, influence, &model(&text)), &[0], 100_000, size);
                assert_mean(&sizes, 1.0 + expected, &format!("{text} {influence:?}"));
            }
        }
    }
}

/// At rate 1 per tie the k-th of n is followed after an exponential time of rate k(n − k): in the mean
/// 2H(n−1)/n until all share.
#[test]
fn si_on_a_complete_graph_takes_its_mean_time_to_all() {
    for (users, expected, replicates) in [(10, 0.565_794, 100_000), (100, 0.103_548, 2_000)] {
        let harmonic: f64 = (1..users).map(|k| 1.0 / f64::from(k)).sum();
        assert!((2.0 * harmonic / f64::from(users) - expected).abs() < 5e-7);
        let what = (&complete(users), &Influence::Uniform(1.0), &model("si = {}"));
        let times = traced(what, &[0], replicates, |scratch, trace| {
            assert_eq!(scratch.sharers().len(), users as usize);
            last_time(scratch, trace)
        });
        assert_mean(&times, expected, &format!("K{users}"));
    }
}

/// The obvious SIR: every event by a race of all rates (Gillespie 1977), or step by step with a coin an
/// edge; the size and the time of the last to share.
fn obvious(
    users: u32,
    edges: &[Weighted],
    (beta, gamma): (f64, f64),
    by_steps: bool,
    stream: &mut Stream,
) -> [f64; 2] {
    // 0 has not shared, 1 spreads, 2 has stopped.
    let mut states = vec![0; users as usize];
    states[0] = 1;
    let (mut now, mut last) = (0.0, 0.0);
    loop {
        let open: Vec<&Weighted> = edges
            .iter()
            .filter(|edge| states[edge.0 as usize] == 1 && states[edge.1 as usize] == 0)
            .collect();
        let spreading: Vec<usize> = (0..users as usize).filter(|&user| states[user] == 1).collect();
        if spreading.is_empty() || gamma == 0.0 && open.is_empty() {
            let size = states.iter().filter(|&&state| state > 0).count();
            return [size as f64, last];
        }
        if by_steps {
            now += 1.0;
            for &&(_, told, strength) in &open {
                if stream.unit() < beta * strength && states[told as usize] == 0 {
                    (states[told as usize], last) = (1, now);
                }
            }
            for user in spreading {
                if stream.unit() < gamma {
                    states[user] = 2;
                }
            }
            continue;
        }
        let telling: f64 = open.iter().map(|edge| beta * edge.2).sum();
        let total = telling + gamma * spreading.len() as f64;
        now -= (1.0 - stream.unit()).ln() / total;
        let mut left = stream.unit() * total;
        if let Some(edge) = open.iter().find(|edge| {
            left -= beta * edge.2;
            left < 0.0
        }) {
            (states[edge.1 as usize], last) = (1, now);
        } else {
            states[spreading[stream.below(spreading.len() as u64) as usize]] = 2;
        }
    }
}

#[test]
fn sir_and_si_follow_the_law_of_the_obvious_simulation() {
    const DRAWS: u64 = 20_000;
    let even: Vec<Weighted> = G5.iter().map(|&(u, v, _)| (u, v, 0.6)).collect();
    let by_target: Vec<Weighted> =
        G5.iter().map(|&(u, v, _)| (u, v, 0.2 + 0.15 * f64::from(v))).collect();
    let (network, each) = weighted(5, G5, EdgeMeaning::InfluencerToAudience);
    let per_target = Influence::PerTarget((0..5).map(|v| 0.2 + 0.15 * f64::from(v)).collect());
    let mut stream = World::new(3, Purpose::Bootstrap, 0).stream(0);
    for (edges, influence) in
        [(G5, &each), (&even[..], &Influence::Uniform(0.6)), (&by_target[..], &per_target)]
    {
        for (beta, gamma) in [(1.2, 0.4), (0.7, 0.0)] {
            for clock in ["continuous", "steps"] {
                let text = if gamma == 0.0 {
                    format!("si = {{ transmission = {beta}, clock = '{clock}' }}")
                } else {
                    format!(
                        "sir = {{ transmission = {beta}, recovery = {gamma}, clock = '{clock}' }}"
                    )
                };
                let model = model(&text);
                let drawn: Vec<[f64; 2]> = (0..DRAWS)
                    .map(|_| obvious(5, edges, (beta, gamma), clock == "steps", &mut stream))
                    .collect();
                let what = (&network, influence, &model);
                let sizes = traced(what, &[0], DRAWS, size);
                let times = traced(what, &[0], DRAWS, last_time);
                let [of_size, of_time] =
                    [0, 1].map(|at| -> Vec<f64> { drawn.iter().map(|drawn| drawn[at]).collect() });
                assert_one_law(&sizes, &of_size, &format!("sizes of {text}"));
                assert_one_law(&times, &of_time, &format!("times of {text}"));
            }
        }
    }
}

#[test]
fn a_cascade_has_the_same_sharers_whether_it_is_traced_or_not() {
    let (network, influence) = weighted(5, G5, EdgeMeaning::InfluencerToAudience);
    for text in ["sir = {}", "sir = { clock = 'steps' }", "continuous-time-cascade = {}"] {
        for horizon in ["", "horizon = 1.5"] {
            let text = text.replace('}', &format!(", {horizon} }}")).replace("{,", "{ ");
            let model = model(&text.replace("{  }", "{}").replace(",  }", " }"));
            let cascade = model.prepare(&network, &influence).expect("it fits");
            let [mut counted, mut traced] = [Scratch::new(5), Scratch::new(5)];
            let mut trace = Trace::default();
            for index in 0..2000 {
                let world = World::new(1, Purpose::Diffusion, index);
                cascade.run(world, &[1, 1], &mut counted);
                cascade.run_traced(world, &[1, 1], &mut traced, &mut trace);
                assert!((0..5).all(|user| counted.has_shared(user) == traced.has_shared(user)));
                let count = traced.sharers().len();
                assert_eq!((trace.parents().len(), counted.sharers().len()), (count, count));
                for place in 1..count {
                    assert!(trace.time(place) >= trace.time(place - 1), "{text}");
                    let parent = trace.parents()[place] as usize;
                    assert!(parent < place && trace.steps()[place] == trace.steps()[parent] + 1);
                }
            }
        }
    }
}

/// Edges of one user succeed or fail together: with the same chance an edge, no more share than under the
/// independent cascade, and on the star with more spread.
#[test]
fn sir_reaches_no_more_than_the_independent_cascade_of_its_transmissibility() {
    let network = complete(6);
    let sizes = |model: &AnyModel, p| {
        let sizes = traced((&network, &Influence::Uniform(p), model), &[0], 50_000, size);
        sizes.iter().sum::<f64>() / sizes.len() as f64
    };
    // Standard errors are below 2.2 / √50,000 = 0.01.
    assert!(sizes(&model("sir = { recovery = 1.0 }"), 0.25) < sizes(&ic(), 0.2) - 0.05);
}

/// Every law of delays, on one edge that is certain.
#[test]
fn delays_follow_their_laws() {
    let network = star(1, EdgeMeaning::InfluencerToAudience);
    let normal = |z: f64| 0.5 * libm::erfc(-z / 2.0_f64.sqrt());
    let laws: [(&str, &dyn Fn(f64) -> f64); 5] = [
        ("exponential = { rate = 2.5 }", &|t| 1.0 - (-2.5 * t).exp()),
        ("rayleigh = { growth = 0.3 }", &|t| 1.0 - (-0.3 * t * t / 2.0).exp()),
        ("power-law = { exponent = 1.5, shortest = 0.2 }", &|t| {
            if t > 0.2 { 1.0 - (t / 0.2).powf(-1.5) } else { 0.0 }
        }),
        ("weibull = { shape = 0.7, scale = 3.0 }", &|t| 1.0 - (-(t / 3.0).powf(0.7)).exp()),
        ("log-normal = { median = 2.0, sigma = 1.2 }", &move |t| normal((t / 2.0).ln() / 1.2)),
    ];
    for (law, distribution) in laws {
        let model = model(&format!("continuous-time-cascade = {{ delay = {{ {law} }} }}"));
        let what = (&network, &Influence::Uniform(1.0), &model);
        assert_follows(&traced(what, &[0], 50_000, last_time), distribution, law);
    }
    let fixed = model("continuous-time-cascade = { delay = { fixed = { time = 0.75 } } }");
    let times = traced((&network, &Influence::Uniform(1.0), &fixed), &[0], 10, last_time);
    assert_eq!(times, [0.75; 10]);
}

/// Delays of the file: 0 → 1 → 3 takes 2 + 2, 0 → 2 → 3 takes 1 + 2.5, and 0 → 3 5.
#[test]
fn the_shortest_path_of_the_delays_of_a_file_is_taken_and_a_horizon_cuts_it() {
    let edges = &[(0, 1, 2.0), (1, 3, 2.0), (0, 2, 1.0), (2, 3, 2.5), (0, 3, 5.0)];
    let (network, _) = weighted(4, edges, EdgeMeaning::InfluencerToAudience);
    let text = "delay = { column = { name = 'probability' } }";
    for (horizon, expected) in [
        ("", &[0.0, 1.0, 2.0, 3.5][..]),
        (", horizon = 3.0", &[0.0, 1.0, 2.0]),
        (", horizon = 2", &[0.0, 1.0, 2.0]),
    ] {
        let model = model(&format!("continuous-time-cascade = {{ {text}{horizon} }}"));
        traced((&network, &Influence::Uniform(1.0), &model), &[0], 3, |scratch, trace| {
            let times: Vec<f64> =
                (0..scratch.sharers().len()).map(|place| trace.time(place)).collect();
            assert_eq!(times, expected);
            0.0
        });
    }
}

/// In binary fractions three times 0.1 is more than 0.3.
#[test]
fn what_takes_exactly_as_long_as_there_is_time_arrives() {
    let edges = &[(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0), (3, 4, 1.0)];
    let (network, influence) = weighted(5, edges, EdgeMeaning::InfluencerToAudience);
    let model = model("continuous-time-cascade = { delay.fixed = { time = 0.1 }, horizon = 0.3 }");
    traced((&network, &influence, &model), &[0], 1, |scratch, _| {
        assert_eq!(scratch.sharers(), [0, 1, 2, 3]);
        0.0
    });
}

/// Shortest paths by the definition: every edge of a drawn world with its delay, relaxed until nothing
/// changes; how many share by the horizon.
#[test]
fn the_continuous_time_cascade_follows_the_law_of_shortest_paths() {
    const DRAWS: u64 = 30_000;
    let horizon = 2.0;
    for (users, edges) in [(4, DIAMOND), (5, G5)] {
        let (network, influence) = weighted(users, edges, EdgeMeaning::InfluencerToAudience);
        let model = model(&format!(
            "continuous-time-cascade = {{ delay = {{ exponential = {{ rate = 0.8 }} }}, horizon = {horizon} }}"
        ));
        let mut stream = World::new(4, Purpose::Bootstrap, 0).stream(u64::from(users));
        let mut draw = || {
            let live: Vec<(usize, usize, f64)> = edges
                .iter()
                .map(|&(u, v, p)| {
                    let is_live = stream.unit() < p;
                    let delay = -(1.0 - stream.unit()).ln() / 0.8;
                    (u as usize, v as usize, if is_live { delay } else { f64::INFINITY })
                })
                .collect();
            let mut times = vec![f64::INFINITY; users as usize];
            times[0] = 0.0;
            for _ in 0..users {
                for &(u, v, delay) in &live {
                    times[v] = times[v].min(times[u] + delay);
                }
            }
            times.into_iter().filter(|&time| time <= horizon).count() as f64
        };
        let drawn: Vec<f64> = (0..DRAWS).map(|_| draw()).collect();
        let sizes = traced((&network, &influence, &model), &[0], DRAWS, size);
        assert_one_law(&sizes, &drawn, &format!("{users} users"));
    }
}

/// The very worlds of the independent cascade, coin by coin, whatever the delays.
#[test]
fn without_a_horizon_the_continuous_time_cascade_is_the_independent_cascade() {
    let network = complete(12);
    let influence = Influence::Uniform(0.13);
    let timed =
        model("continuous-time-cascade = { delay = { weibull = { shape = 2, scale = 1 } } }");
    let sizes = |model: &AnyModel| traced((&network, &influence, model), &[3], 2000, size);
    assert_eq!(sizes(&timed), sizes(&ic()));
}

#[test]
fn what_is_out_of_range_is_refused_at_its_key() {
    let network = star(2, EdgeMeaning::Mutual);
    let influence = Influence::Uniform(0.5);
    for (text, key) in [
        ("sir = { recovery = -1.0 }", "model.sir.recovery"),
        ("sir = { recovery = 1.5, clock = 'steps' }", "model.sir.recovery"),
        ("sir = { transmission = 2.5, recovery = 0.5, clock = 'steps' }", "model.sir.transmission"),
        ("sir = { horizon = -1.0 }", "model.sir.horizon"),
        ("si = { transmission = -0.5 }", "model.si.transmission"),
        ("continuous-time-cascade = { horizon = inf }", "model.continuous-time-cascade.horizon"),
        (
            "continuous-time-cascade = { delay = { fixed = { time = 0.0 } } }",
            "model.continuous-time-cascade.delay.fixed.time",
        ),
        (
            "continuous-time-cascade = { delay = { column = { name = 'hours' } } }",
            "model.continuous-time-cascade.delay.column.name",
        ),
    ] {
        let error = model(text).prepare(&network, &influence).err().expect(text).to_string();
        assert!(error.starts_with(key), "{text}: {error}");
    }
}
