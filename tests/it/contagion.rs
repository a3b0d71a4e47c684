//! Models of exposures: complex contagion, exposure response, decreasing cascades. Exact values by
//! enumeration, deterministic examples of the papers, and mean-field theory on random networks.

use std::collections::BTreeMap;

use statrs::distribution::{ChiSquared, ContinuousCDF};
use wordspread::{
    influence::Influence,
    kernel::{Scratch, Trace, plan::Kernel},
    metric::AnyMetric,
    model::{AnyModel, Cascade},
    network::{
        Network,
        attributes::{UserColumn, UserValues},
        builder::{EdgeList, EdgeMeaning, Parallel, Rules},
        generator::Generator,
        labels::Labels,
    },
    rng::{Purpose, World},
    seeding::{Draw, Seeds},
    statistics::Moments,
};

use crate::worlds::{
    DIAMOND, G5, Weighted, assert_means, assert_shares, bare, enumerate_ic, mean, sample, sharers,
    weighted,
};

const REPLICATES: u64 = 1_000_000;

const ALL: Influence = Influence::Uniform(1.0);

fn model(text: &str) -> AnyModel {
    toml::from_str(text).expect(text)
}

fn generate(text: &str, rng_seed: u64) -> Network {
    let generator: Generator = toml::from_str(text).expect(text);
    generator.generate(rng_seed, &()).expect(text)
}

/// The sharers of world 0 from these seeds, with the step at which each shares.
fn steps(network: &Network, cascade: &dyn Cascade, seeds: &[u32]) -> Vec<(u32, u32)> {
    let mut scratch = Scratch::new(network.users());
    let mut trace = Trace::default();
    cascade.run_traced(World::new(1, Purpose::Diffusion, 0), seeds, &mut scratch, &mut trace);
    scratch.sharers().iter().copied().zip(trace.steps().iter().copied()).collect()
}

/// How many share from these seeds, and at which step the last of them.
fn outcome(network: &Network, text: &str, seeds: &[u32]) -> (usize, u32) {
    let model = model(text);
    let cascade = model.prepare(network, &ALL).expect(text);
    let steps = steps(network, &*cascade, seeds);
    (steps.len(), steps.last().expect("seeds share").1)
}

/// Everybody follows everybody, and has a number.
fn crowd(thresholds: Vec<f64>) -> Network {
    let users = thresholds.len() as u32;
    let ties = (0..users).flat_map(|u| (u + 1..users).map(move |v| [u, v])).collect();
    let column =
        UserColumn { name: "threshold".to_owned(), values: UserValues::Number(thresholds.into()) };
    let rules = Rules { edge: EdgeMeaning::Mutual, parallel: Parallel::Merge };
    EdgeList { edges: ties, columns: Vec::new() }.build(Labels::index(users), vec![column], rules)
}

/// Whoever has threshold 0 begins: the seed.
#[test]
fn granovetter_crowd_of_thresholds_0_to_99_joins_whole_and_not_at_all_without_its_1() {
    let by_column = "fixed-threshold = { count = { column = 'threshold' } }";
    let mut thresholds: Vec<f64> = (0..100).map(f64::from).collect();
    assert_eq!(outcome(&crowd(thresholds.clone()), by_column, &[0]), (100, 99));
    thresholds[1] = 2.0;
    assert_eq!(outcome(&crowd(thresholds), by_column, &[0]), (1, 0));
}

#[test]
fn the_ring_lattice_is_crossed_in_49_and_48_steps() {
    let ring = |neighbours| {
        generate(&format!("ring-lattice = {{ users = 100, neighbours = {neighbours} }}"), 1)
    };
    assert_eq!(outcome(&ring(4), "fixed-threshold = { count = 2 }", &[0, 1]), (100, 49));
    assert_eq!(outcome(&ring(6), "fixed-threshold = { count = 3 }", &[0, 1, 2]), (100, 48));
    // The same as shares: two of four, three of six; and as a simple contagion in half the steps.
    assert_eq!(outcome(&ring(4), "fixed-threshold = { share = 0.5 }", &[0, 1]), (100, 49));
    assert_eq!(outcome(&ring(6), "fixed-threshold = { share = 0.5 }", &[0, 1, 2]), (100, 48));
    assert_eq!(outcome(&ring(4), "fixed-threshold = { share = 0.500001 }", &[0, 1]), (2, 0));
    assert_eq!(outcome(&ring(4), "fixed-threshold = { count = 3 }", &[0, 1]), (2, 0));
    assert_eq!(outcome(&ring(4), "fixed-threshold = { count = 1 }", &[0]), (100, 25));
}

/// User 0 follows a hundred, of whom some share: 29/100 × 100 is under 29 in floats, and
/// 7/100 × 100 over 7.
#[test]
fn shares_are_whole_numbers_of_users() {
    let star = bare(101, (1..=100).map(|v| [v, 0]).collect(), EdgeMeaning::InfluencerToAudience);
    for part in 1..=100_u32 {
        let text = format!("fixed-threshold = {{ share = {} }}", f64::from(part) / 100.0);
        let seeds: Vec<u32> = (1..=part).collect();
        assert_eq!(outcome(&star, &text, &seeds).0, part as usize + 1, "{text}");
        if part > 1 {
            assert_eq!(outcome(&star, &text, &seeds[1..]).0, part as usize - 1, "{text}");
        }
    }
}

/// 3 follows 0, 1 and 2 and weighs them .6, .3 and .1 on a directed network; 2 follows 3 by .9, which
/// must not matter.
#[test]
fn weights_count_by_the_edges_that_lead_to_the_user() {
    let edges: &[Weighted] = &[(0, 3, 0.6), (1, 3, 0.3), (2, 3, 0.1), (3, 2, 0.9)];
    let (network, influence) = weighted(4, edges, EdgeMeaning::InfluencerToAudience);
    let sharers = |share: f64, seeds: &[u32]| {
        let model = model(&format!("fixed-threshold = {{ share = {share}, weighted = true }}"));
        steps(&network, &*model.prepare(&network, &influence).expect("it fits"), seeds).len()
    };
    // All of them do: 3, and then 2, who follows nobody else.
    assert_eq!(sharers(0.6, &[0]), 3);
    assert_eq!(sharers(0.61, &[0]), 1);
    assert_eq!(sharers(0.4, &[1, 2]), 3);
    assert_eq!(sharers(0.3, &[1]), 3);
    assert_eq!(sharers(0.31, &[1]), 1);
    assert_eq!(sharers(1.0, &[0, 1]), 2);
    // Without weights one is a third.
    let unweighted = "fixed-threshold = { share = 0.34 }";
    assert_eq!(outcome(&network, unweighted, &[0]).0, 1);
    assert_eq!(outcome(&network, unweighted, &[1, 2]).0, 3);
}

/// Whoever follows three others shares once two have, where its threshold is in (1/3, 2/3]: uniform on
/// 0..1 with probability 1/3 more than at the first.
#[test]
fn drawn_thresholds_are_met_as_often_as_their_law_says() {
    let star = bare(4, vec![[0, 3], [1, 3], [2, 3]], EdgeMeaning::InfluencerToAudience);
    // Φ((x − .5)/.25) at x = 1/3 and 2/3.
    let normal = [0.252_492_5, 0.747_507_5];
    for (law, shares) in [
        ("share = { uniform = { from = 0, to = 1 } }", [1.0 / 3.0, 2.0 / 3.0]),
        ("share = { uniform = { from = 0.2, to = 0.6 } }", [1.0 / 3.0, 1.0]),
        ("share = { normal = { mean = 0.5, sd = 0.25 } }", normal),
        ("share = { choice = { values = [0.1, 0.5, 1], weights = [1, 2, 7] } }", [0.1, 0.3]),
        ("count = { choice = { values = [1, 2, 4] } }", [1.0 / 3.0, 2.0 / 3.0]),
        ("count = { uniform = { from = 0, to = 4 } }", [0.25, 0.5]),
    ] {
        let model = model(&format!("fixed-threshold = {{ {law} }}"));
        for (seeds, expected) in [(&[0][..], shares[0]), (&[1, 2][..], shares[1])] {
            let values = self::sharers(&star, &ALL, &model, seeds, 200_000);
            assert_shares(&values, seeds.len() + 1, expected, law);
        }
    }
}

/// Poisson probabilities of mean z, 0 to 199.
fn poisson(z: f64) -> Vec<f64> {
    (1..200).fold(vec![(-z).exp()], |mut all, k| {
        all.push(all[k - 1] * z / k as f64);
        all
    })
}

/// z · P(Poisson(z) ≤ ⌊1/φ⌋ − 2): above 1 those whom a single sharer convinces hang together.
fn vulnerable(z: f64, most: usize) -> f64 {
    z * poisson(z)[..most - 1].iter().sum::<f64>()
}

/// Where [`vulnerable`] crosses 1 between two means.
fn crossing(most: usize, mut below: f64, mut above: f64) -> f64 {
    let rises = vulnerable(below, most) < 1.0;
    for _ in 0..60 {
        let middle = f64::midpoint(below, above);
        if (vulnerable(middle, most) < 1.0) == rises { below = middle } else { above = middle }
    }
    below
}

#[test]
fn the_watts_window_has_its_published_ends() {
    for (shares, from, to) in [
        (&[0.1][..], 1.0000, 13.6593),
        (&[0.15], 1.0037, 7.4771),
        (&[0.18, 0.2], 1.0207, 5.7647),
        (&[0.22, 0.25], 1.1141, 3.8631),
    ] {
        for &share in shares {
            let most = (1.0_f64 / share + 1e-9) as usize;
            let peak = (1..200)
                .map(|tenth| f64::from(tenth) / 10.0)
                .max_by(|&a, &b| vulnerable(a, most).total_cmp(&vulnerable(b, most)));
            let peak = peak.expect("there are means");
            assert!((crossing(most, 0.5, peak) - from).abs() < 6e-5, "{share}");
            assert!((crossing(most, peak, 30.0) - to).abs() < 6e-5, "{share}");
        }
    }
}

/// How often one random seed starts a global cascade, on a random network of mean z whose vulnerable
/// users follow at most `most`: some neighbour of the seed belongs to the vulnerable cluster.
fn triggers(z: f64, most: usize) -> f64 {
    let degrees = poisson(z);
    // An edge leads to a user with k other ties with the chance of a Poisson number k of its own.
    let spared = (0..10_000).fold(0.0_f64, |spared, _| {
        let others = degrees[..most].iter().enumerate();
        1.0 - others.clone().map(|(_, p)| p).sum::<f64>()
            + others.map(|(k, p)| p * spared.powf(k as f64)).sum::<f64>()
    });
    1.0 - (-z * (1.0 - spared)).exp()
}

/// Watts 2002 with φ = 0.18, from one random seed: global cascades, of more than a tenth of all users,
/// inside the window 1.02 < z < 5.76, as often as the seed has a neighbour in the vulnerable cluster;
/// none below and above. The chance of a network of n users differs from the theory's with about the
/// variance of a giant component, at most S(1 − S)·z²/n at these z, and is a binomial share of the
/// replicates beside; four of their standard deviations together are allowed.
#[test]
fn the_watts_window_opens_to_global_cascades_inside_and_to_none_outside() {
    let (users, replicates) = (20_000_u32, 600);
    let model = model("fixed-threshold = { share = 0.18 }");
    for (z, inside) in [(0.9, false), (2.0, true), (3.0, true), (4.0, true), (7.5, false)] {
        let network = generate(&format!("gnp = {{ users = {users}, mean_followers = {z} }}"), 3);
        let draw = Draw { pool: (0..users).collect(), count: 1, rng_seed: 4 };
        let values = sample(
            Kernel::Walk,
            (&network, &ALL, &model),
            Seeds::Redrawn(draw),
            &[AnyMetric::Sharers],
            replicates,
        );
        let large = values[0].iter().filter(|&&size| size > 0.1 * f64::from(users)).count();
        let share = large as f64 / replicates as f64;
        if inside {
            let expected = triggers(z, 5);
            let spread = expected * (1.0 - expected);
            let error = (spread / replicates as f64 + spread * z * z / f64::from(users)).sqrt();
            assert!((share - expected).abs() < 4.0 * error, "{z}: {share} is not {expected}");
        } else {
            assert_eq!(large, 0, "{z}");
        }
    }
}

/// Gleeson & Cahalane 2007: the final share on a random network of mean z from a random share of
/// seeds, by the fixed point for the ends of edges.
fn gleeson_cahalane(z: f64, share: f64, seeds: f64) -> f64 {
    let degrees = poisson(z);
    // The chance that a user, of whose `others` neighbours each shares with q, among `all`, is convinced.
    let convinced = |others: usize, all: usize, q: f64| {
        let mut chance = 0.0;
        let mut binomial = (1.0 - q).powf(others as f64);
        for sharing in 0..=others {
            if sharing as f64 + 1e-9 >= share * all as f64 && sharing > 0 {
                chance += binomial;
            }
            binomial *= (others - sharing) as f64 / (sharing + 1) as f64 * q / (1.0 - q);
        }
        chance
    };
    let q = (0..20_000).fold(seeds, |q: f64, _| {
        // An edge's end has k − 1 other ties with the chance of a Poisson number k − 1.
        let ends = degrees[..60].iter().enumerate();
        let sum: f64 = ends.map(|(others, p)| p * convinced(others, others + 1, q)).sum();
        (seeds + (1.0 - seeds) * sum).min(1.0 - 1e-12)
    });
    let users = degrees[..60].iter().enumerate();
    seeds + (1.0 - seeds) * users.map(|(all, p)| p * convinced(all, all, q)).sum::<f64>()
}

const CURVE: [(f64, f64); 6] = [
    (1.5, 0.58132),
    (2.0, 0.79695),
    (3.0, 0.94055),
    (5.0, 0.99303),
    (6.0, 0.99749),
    (7.0, 0.00424),
];

#[test]
fn the_gleeson_cahalane_equations_have_their_published_roots() {
    for (z, expected) in CURVE {
        let found = gleeson_cahalane(z, 0.18, 1e-3);
        assert!((found - expected).abs() < 6e-6, "{z}: {found} is not {expected}");
    }
}

/// One cascade on each of eight networks of 40,000 users, with 40 random seeds: their mean within four
/// of its standard errors, taken from the eight, of the infinite network's, and one in n users more.
#[test]
fn random_networks_follow_the_gleeson_cahalane_curve() {
    let (users, networks) = (40_000_u32, 8);
    let model = model("fixed-threshold = { share = 0.18 }");
    for (z, expected) in CURVE {
        let shares: Vec<f64> = (0..networks)
            .map(|rng_seed| {
                let text = format!("gnp = {{ users = {users}, mean_followers = {z} }}");
                let network = generate(&text, rng_seed);
                let cascade = model.prepare(&network, &ALL).expect("it fits");
                let draw = Draw { pool: (0..users).collect(), count: users / 1000, rng_seed };
                let mut seeds = Vec::new();
                let seeds = Seeds::Redrawn(draw).of(0, &mut seeds).to_vec();
                let mut scratch = Scratch::new(users);
                cascade.run(World::new(1, Purpose::Diffusion, 0), &seeds, &mut scratch);
                scratch.sharers().len() as f64 / f64::from(users)
            })
            .collect();
        let Moments { mean, standard_error, .. } = Moments::of(&shares);
        let error = standard_error.expect("several networks");
        assert!(
            (mean - expected).abs() < 4.0 * error + 1.0 / f64::from(users),
            "{z}: {mean} ± {error} is not {expected}"
        );
    }
}

/// Every outcome where the n-th exposure of a user over an edge succeeds with `chance(edge, n)`: at
/// each step those who began to share at the last one expose their followers, in the order in which
/// they did. Nothing but the definition, worked through with every coin both ways.
fn enumerate(
    users: u32,
    edges: &[Weighted],
    seeds: &[u32],
    chance: &impl Fn(f64, usize) -> f64,
) -> BTreeMap<usize, f64> {
    struct State {
        sharers: Vec<u32>,
        exposed: Vec<usize>,
        /// The sharer whose turn it is, and which of its edges is next.
        turn: (usize, usize),
    }
    let mut sizes = BTreeMap::new();
    let first = State { sharers: seeds.to_vec(), exposed: vec![0; users as usize], turn: (0, 0) };
    let mut open = vec![(1.0, first)];
    while let Some((probability, mut state)) = open.pop() {
        let Some(&sharer) = state.sharers.get(state.turn.0) else {
            *sizes.entry(state.sharers.len()).or_insert(0.0) += probability;
            continue;
        };
        let mut row: Vec<&Weighted> = edges.iter().filter(|edge| edge.0 == sharer).collect();
        row.sort_by_key(|edge| edge.1);
        let Some(&&(_, user, p)) = row.get(state.turn.1) else {
            state.turn = (state.turn.0 + 1, 0);
            open.push((probability, state));
            continue;
        };
        state.turn.1 += 1;
        state.exposed[user as usize] += 1;
        if state.sharers.contains(&user) {
            open.push((probability, state));
            continue;
        }
        let chance = chance(p, state.exposed[user as usize]);
        let mut sharers = state.sharers.clone();
        sharers.push(user);
        let exposed = state.exposed.clone();
        open.push((probability * chance, State { sharers, exposed, turn: state.turn }));
        open.push((probability * (1.0 - chance), state));
    }
    sizes
}

const PAW: &[Weighted] = &[
    (0, 1, 0.5),
    (0, 2, 0.5),
    (1, 2, 0.5),
    (2, 3, 0.5),
    (1, 0, 0.5),
    (2, 0, 0.5),
    (2, 1, 0.5),
    (3, 2, 0.5),
];

/// A model on weighted edges against every outcome.
fn meets_enumeration(
    what: &str,
    (users, edges): (u32, &[Weighted]),
    seeds: &[u32],
    chance: &impl Fn(f64, usize) -> f64,
) {
    let sizes = enumerate(users, edges, seeds, chance);
    assert!((sizes.values().sum::<f64>() - 1.0).abs() < 1e-12);
    let (network, influence) = weighted(users, edges, EdgeMeaning::InfluencerToAudience);
    let values = sharers(&network, &influence, &model(what), seeds, REPLICATES);
    assert_means(&values, mean(&sizes), what);
    for (&size, &share) in &sizes {
        assert_shares(&values, size, share, what);
    }
}

#[test]
fn a_table_of_responses_meets_every_outcome_of_the_diamond_the_paw_and_g5() {
    let text = "exposure-response = { table = [0.2, 0.9] }";
    let f = |exposure: usize| if exposure == 1 { 0.2 } else { 0.9 };
    for (network, seeds) in
        [((4, DIAMOND), &[0][..]), ((4, PAW), &[0]), ((4, PAW), &[1, 3]), ((5, G5), &[0, 3])]
    {
        // Times the influence of the edge, …
        meets_enumeration(text, network, seeds, &|p, exposure| p * f(exposure));
        // … and alone where that is 1.
        let certain: Vec<Weighted> = network.1.iter().map(|&(u, v, _)| (u, v, 1.0)).collect();
        let bare_edges = certain.iter().map(|&(u, v, _)| [u, v]).collect();
        let bare = bare(network.0, bare_edges, EdgeMeaning::InfluencerToAudience);
        let sizes = enumerate(network.0, &certain, seeds, &|_, exposure| f(exposure));
        let values = sharers(&bare, &ALL, &model(text), seeds, REPLICATES);
        for (size, share) in sizes {
            assert_shares(&values, size, share, text);
        }
    }
}

#[test]
fn a_hill_curve_meets_every_outcome_of_the_paw() {
    let text = "exposure-response = { hill = { most = 0.9, half = 2, steepness = 2 } }";
    let f = |k: usize| 0.9 * (k * k) as f64 / (4.0 + (k * k) as f64);
    meets_enumeration(text, (4, PAW), &[0], &|p, exposure| p * f(exposure));
}

#[test]
fn a_decreasing_cascade_meets_every_outcome() {
    for (text, factors) in [
        ("decreasing-cascade = { decay = 0.4 }", [1.0, 0.4, 0.16, 0.064]),
        ("decreasing-cascade = { table = [1, 0.5, 0.1] }", [1.0, 0.5, 0.1, 0.1]),
        ("decreasing-cascade = { decay = 0 }", [1.0, 0.0, 0.0, 0.0]),
    ] {
        for (network, seeds) in
            [((4, DIAMOND), &[0][..]), ((4, PAW), &[0]), ((5, G5), &[0]), ((5, G5), &[1, 3])]
        {
            let chance = |p, attempt: usize| p * factors[attempt - 1];
            meets_enumeration(text, network, seeds, &chance);
        }
    }
}

/// The chi-square of a sample of sizes against their exact distribution must not lie among the rarest
/// thousandth.
fn assert_law(values: &[f64], sizes: &BTreeMap<usize, f64>, what: &str) {
    let count = values.len() as f64;
    let square: f64 = sizes
        .iter()
        .map(|(&size, &share)| {
            let found = values.iter().filter(|&&value| value as usize == size).count() as f64;
            (found - count * share).powi(2) / (count * share)
        })
        .sum();
    let law = ChiSquared::new(sizes.len() as f64 - 1.0).expect("several sizes");
    assert!(1.0 - law.cdf(square) > 1e-3, "{what}: {square}, {} sizes", sizes.len());
    let covered: f64 =
        sizes.keys().map(|&size| size as f64).filter(|size| values.contains(size)).count() as f64;
    assert!(covered > 1.0 && values.iter().all(|&value| sizes.contains_key(&(value as usize))));
}

#[test]
fn without_decay_and_with_one_response_both_are_independent_cascades_in_law() {
    for (users, edges, seeds) in [(4, DIAMOND, 0), (4, PAW, 0), (5, G5, 1), (5, G5, 0)] {
        let (network, influence) = weighted(users, edges, EdgeMeaning::InfluencerToAudience);
        let sizes = enumerate_ic(users, edges, &[], &[seeds]);
        for text in ["decreasing-cascade = { decay = 1 }", "exposure-response = { table = [1] }"] {
            let values = sharers(&network, &influence, &model(text), &[seeds], REPLICATES);
            assert_law(&values[0].1, &sizes, text);
        }
        // One response p on every edge, and IC with uniform p.
        let alike: Vec<Weighted> = edges.iter().map(|&(u, v, _)| (u, v, 0.35)).collect();
        let sizes = enumerate_ic(users, &alike, &[], &[seeds]);
        let text = "exposure-response = { table = [0.35] }";
        let values = sharers(&network, &ALL, &model(text), &[seeds], REPLICATES);
        assert_law(&values[0].1, &sizes, text);
    }
}

/// Influence by user is that of all edges that lead to it, whichever kernel it takes.
#[test]
fn influence_by_user_and_by_edge_agree() {
    let (network, _) = weighted(5, G5, EdgeMeaning::InfluencerToAudience);
    let strengths = [0.3, 0.9, 0.5, 0.7, 0.2];
    let edges: Vec<Weighted> = G5.iter().map(|&(u, v, _)| (u, v, strengths[v as usize])).collect();
    let sizes = enumerate(5, &edges, &[0], &|p, exposure| p / exposure as f64);
    let model = model("decreasing-cascade = { table = [1, 0.5, 0.3333333333333333] }");
    for influence in [
        Influence::PerTarget(strengths.to_vec()),
        Influence::PerEdge(
            network.forward().targets().iter().map(|&v| strengths[v as usize] as f32).collect(),
        ),
    ] {
        let values = sharers(&network, &influence, &model, &[0], REPLICATES);
        for (&size, &share) in &sizes {
            assert_shares(&values, size, share, &format!("{influence:?}"));
        }
    }
}

#[test]
fn parameters_that_make_no_sense_are_refused_with_their_key() {
    let network = crowd(vec![0.0, 0.5, f64::NAN]);
    for (text, key) in [
        ("fixed-threshold = {}", "model.fixed-threshold"),
        ("fixed-threshold = { share = 0.1, count = 2 }", "model.fixed-threshold.count"),
        ("fixed-threshold = { share = 18 }", "model.fixed-threshold.share"),
        ("fixed-threshold = { share = nan }", "model.fixed-threshold.share"),
        ("fixed-threshold = { count = -1 }", "model.fixed-threshold.count"),
        ("fixed-threshold = { count = 2, weighted = true }", "model.fixed-threshold.weighted"),
        (
            "fixed-threshold = { share = { column = 'threshold' } }",
            "model.fixed-threshold.share.column",
        ),
        (
            "fixed-threshold = { share = { column = 'thresold' } }",
            "model.fixed-threshold.share.column",
        ),
        (
            "fixed-threshold = { share = { uniform = { from = 0.3, to = 0.1 } } }",
            "model.fixed-threshold.share.uniform",
        ),
        (
            "fixed-threshold = { share = { uniform = { from = 0.3, to = 3 } } }",
            "model.fixed-threshold.share.uniform.to",
        ),
        (
            "fixed-threshold = { share = { normal = { mean = 0.3, sd = -1 } } }",
            "model.fixed-threshold.share.normal",
        ),
        (
            "fixed-threshold = { share = { choice = { values = [] } } }",
            "model.fixed-threshold.share.choice.values",
        ),
        (
            "fixed-threshold = { share = { choice = { values = [0.1, 0.2], weights = [0, 0] } } }",
            "model.fixed-threshold.share.choice.weights",
        ),
        ("exposure-response = {}", "model.exposure-response"),
        ("exposure-response = { table = [0.1, 1.2] }", "model.exposure-response.table"),
        (
            "exposure-response = { table = [0.1], hill = { most = 1, half = 1 } }",
            "model.exposure-response.hill",
        ),
        (
            "exposure-response = { hill = { most = 2, half = 1 } }",
            "model.exposure-response.hill.most",
        ),
        (
            "exposure-response = { hill = { most = 1, half = 0 } }",
            "model.exposure-response.hill.half",
        ),
        ("decreasing-cascade = {}", "model.decreasing-cascade"),
        ("decreasing-cascade = { decay = 1.1 }", "model.decreasing-cascade.decay"),
        ("decreasing-cascade = { table = [0.5, 0.6] }", "model.decreasing-cascade.table"),
        ("decreasing-cascade = { decay = 1, table = [1] }", "model.decreasing-cascade.table"),
    ] {
        match model(text).prepare(&network, &ALL) {
            Err(wordspread::Error::Value { key: named, remedy, .. }) => {
                assert_eq!(named, key, "{text}");
                assert!(!remedy.is_empty());
            }
            Err(other) => panic!("{text}: {other:?}"),
            Ok(_) => panic!("{text} is not refused"),
        }
    }
}

#[test]
fn an_influence_that_plays_no_part_is_refused_where_it_is_named() {
    let text = "name = 'a'\nnetwork.generate.star = { users = 3 }\n\
                model.fixed-threshold = { share = 0.1 }\ninfluence.uniform = { p = 0.1 }\n\
                [[option]]\nname = 'b'\nseeds.random = { count = 1 }\n";
    let parse = |text: &str| wordspread::scenario::ScenarioFile::parse(text, "a.toml", vec![]);
    let error = parse(text).expect_err("influence does not matter").to_string();
    assert!(error.contains("influence") && error.contains("fixed-threshold"), "{error}");
    let without = text.replace("influence.uniform = { p = 0.1 }\n", "");
    let file = parse(&without).expect("sound");
    assert!(file.scenario().resolved().get("influence").is_none());
    assert!(parse(&text.replace("0.1 }\ninf", "0.1, weighted = true }\ninf")).is_ok());
}
