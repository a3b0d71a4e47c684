//! Responses to each exposure, against every outcome of small networks.

use super::*;

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
        Influence::PerTarget(strengths.into()),
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
