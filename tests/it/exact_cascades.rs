//! Independent cascade and linear threshold against their exact values: every world enumerated, and
//! 1,000,000 replicates within four standard errors.

use wordspread::{
    influence::{Influence, Rule, Uniform, WeightedCascade},
    kernel::{Scratch, plan::Kernel},
    metric::AnyMetric,
    network::builder::EdgeMeaning,
    rng::{Purpose, World},
    seeding::Seeds,
};

use crate::worlds::{
    DIAMOND, G5, Weighted, assert_mean, assert_means, assert_share, assert_shares, bare,
    enumerate_ic, enumerate_lt, ic, kernels, lt, mean, sample, sd, sharers, weighted,
};

const REPLICATES: u64 = 1_000_000;

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-7, "{found} is not {expected}");
}

#[test]
fn the_diamond_has_its_exact_sizes() {
    let (network, influence) = weighted(4, DIAMOND, EdgeMeaning::InfluencerToAudience);
    for (model, sizes, expected_mean, shares) in [
        (ic(), enumerate_ic(4, DIAMOND, &[], &[0]), 2.254, [0.3, 0.29, 0.266, 0.144]),
        (lt(), enumerate_lt(4, DIAMOND, &[0]), 2.29, [0.3, 0.29, 0.23, 0.18]),
    ] {
        close(mean(&sizes), expected_mean);
        let values = sharers(&network, &influence, &model, &[0], REPLICATES);
        assert_means(&values, expected_mean, model.keyword());
        for (size, share) in (1..).zip(shares) {
            close(sizes[&size], share);
            assert_shares(&values, size, share, model.keyword());
        }
    }
    let ic_sizes = enumerate_ic(4, DIAMOND, &[], &[0]);
    assert!((sd(&ic_sizes) - 1.038_019).abs() < 5e-7);
}

#[test]
fn g5_has_its_exact_spreads_from_every_seed() {
    let (network, influence) = weighted(5, G5, EdgeMeaning::InfluencerToAudience);
    let ic_means = [2.001_181_25, 2.050_17, 2.037_56, 1.799_5, 1.361_5, 3.317_937_5];
    let lt_means = [2.111, 2.1175, 2.1434, 1.804, 1.372, 3.455];
    let seed_sets: [&[u32]; 6] = [&[0], &[1], &[2], &[3], &[4], &[0, 3]];
    for (place, seeds) in seed_sets.into_iter().enumerate() {
        close(mean(&enumerate_ic(5, G5, &[], seeds)), ic_means[place]);
        close(mean(&enumerate_lt(5, G5, seeds)), lt_means[place]);
        for (model, expected) in [(ic(), ic_means[place]), (lt(), lt_means[place])] {
            let values = sharers(&network, &influence, &model, seeds, REPLICATES);
            assert_means(&values, expected, &format!("{} from {seeds:?}", model.keyword()));
        }
    }
}

#[test]
fn the_undirected_paw_needs_one_coin_a_tie_or_two_alike() {
    let ties: &[Weighted] = &[(0, 1, 0.5), (0, 2, 0.5), (1, 2, 0.5), (2, 3, 0.5)];
    let (network, influence) = weighted(4, ties, EdgeMeaning::Mutual);
    assert_eq!(network.edges(), 8);
    for (seed, expected) in [(0, 2.5625), (3, 2.125)] {
        let sizes = enumerate_ic(4, &[], ties, &[seed]);
        close(mean(&sizes), expected);
        let values = sharers(&network, &influence, &ic(), &[seed], REPLICATES);
        assert_means(&values, expected, "paw");
        for (size, share) in sizes {
            assert_shares(&values, size, share, "paw");
        }
    }
    let sizes = enumerate_ic(4, &[], ties, &[0]);
    for (size, share) in (1..).zip([0.25, 0.1875, 0.3125, 0.25]) {
        close(sizes[&size], share);
    }
}

fn complete(users: u32) -> Vec<[u32; 2]> {
    (0..users).flat_map(|u| (u + 1..users).map(move |v| [u, v])).collect()
}

/// The exact spread of one seed in undirected IC on the complete graph: with s users sharing and
/// the rest of the m others cut off from them, P(component of size s) by the recursion over the
/// probability that s users are connected.
fn complete_graph_spread(users: u32, p: f64) -> f64 {
    let n = users as usize;
    let choose =
        |n: usize, k: usize| (0..k).map(|i| (n - i) as f64 / (k - i) as f64).product::<f64>();
    // connected[s]: all of s users are joined by live ties (Gilbert 1959).
    let mut connected = vec![0.0; n + 1];
    for s in 1..=n {
        let apart: f64 = (1..s)
            .map(|k| choose(s - 1, k - 1) * connected[k] * (1.0 - p).powf((k * (s - k)) as f64))
            .sum();
        connected[s] = 1.0 - apart;
    }
    (1..=n)
        .map(|s| {
            let chance = choose(n - 1, s - 1) * connected[s] * (1.0 - p).powf((s * (n - s)) as f64);
            s as f64 * chance
        })
        .sum()
}

#[test]
fn complete_graphs_have_their_exact_spreads() {
    for (users, p, expected) in [
        (3, 0.5, 2.25),
        (4, 0.5, 3.25),
        (5, 0.2, 2.270_137_24),
        (10, 0.1, 3.026_928_59),
        (10, 0.2, 6.784_458_35),
        (50, 0.04, 31.269_443_83),
    ] {
        assert!((complete_graph_spread(users, p) - expected).abs() < 5e-8, "K{users}");
        let network = bare(users, complete(users), EdgeMeaning::Mutual);
        let values = sharers(&network, &Influence::Uniform(p), &ic(), &[0], REPLICATES);
        assert_means(&values, expected, &format!("K{users} at {p}"));
    }
}

#[test]
fn paths_stars_cycles_and_trees_have_their_closed_forms() {
    let directed = EdgeMeaning::InfluencerToAudience;
    let p = 0.5_f64;
    let path = bare(12, (1..12).map(|v| [v - 1, v]).collect(), directed);
    let star = bare(21, (1..21).map(|leaf| [0, leaf]).collect(), EdgeMeaning::Mutual);
    let cycle = bare(6, (0..6).map(|v| [v, (v + 1) % 6]).collect(), EdgeMeaning::Mutual);
    let tree = bare(2047, (1..2047).map(|v| [(v - 1) / 2, v]).collect(), directed);
    let cycle_spread: f64 =
        1.0 + (1..6).map(|k| p.powi(k) + p.powi(6 - k) - p.powi(6)).sum::<f64>();
    close(cycle_spread, 2.859_375);
    for (what, network, seed, expected) in [
        ("path", &path, 0, (1.0 - p.powi(12)) / (1.0 - p)),
        ("hub", &star, 0, 1.0 + 20.0 * p),
        ("leaf", &star, 1, 1.0 + p * (1.0 + 19.0 * p)),
        ("cycle", &cycle, 0, cycle_spread),
        ("tree", &tree, 0, 11.0),
    ] {
        let values = sharers(network, &Influence::Uniform(p), &ic(), &[seed], REPLICATES);
        assert_means(&values, expected, what);
    }
}

/// Small probabilities take jumps, large ones coins: both kernels meet the closed form of a star's
/// leaf, and agree in law with edge-by-edge coins.
#[test]
fn every_kernel_of_the_independent_cascade_meets_the_same_closed_form() {
    let star = bare(21, (1..21).map(|leaf| [0, leaf]).collect(), EdgeMeaning::Mutual);
    let edges = star.edges() as usize;
    for p in [0.01, 0.2, 0.3, 0.9] {
        let expected = 1.0 + p * (1.0 + 19.0 * p);
        for influence in [
            Influence::Uniform(p),
            Influence::PerTarget(vec![p; 21].into()),
            Influence::PerEdge(vec![p as f32; edges].into()),
        ] {
            let values = sharers(&star, &influence, &ic(), &[1], REPLICATES);
            assert_means(&values, expected, &format!("{influence:?}"));
        }
    }
}

#[test]
fn a_binary_tree_is_crossed_to_depth_ten_as_often_as_its_recursion_says() {
    let tree = bare(
        2047,
        (1..2047).map(|v| [(v - 1) / 2, v]).collect(),
        EdgeMeaning::InfluencerToAudience,
    );
    for (p, expected) in [(0.5, 0.258_509_868_9), (0.6, 0.579_464_880_0)] {
        let mut crossed = 1.0_f64;
        for _ in 0..10 {
            crossed = 1.0 - (1.0 - p * crossed) * (1.0 - p * crossed);
        }
        assert!((crossed - expected).abs() < 1e-10, "{crossed}");
        let depths = sample(
            Kernel::Walk,
            (&tree, &Influence::Uniform(p), &ic()),
            Seeds::fixed(vec![0]),
            &[AnyMetric::Depth],
            REPLICATES,
        );
        assert_share(&depths[0], 10, expected, "depth 10");
    }
}

#[test]
fn linear_threshold_on_complete_graphs_has_its_exact_spreads() {
    let even = WeightedCascade::default();
    // A million replicates backward, which on a graph where all users are alike has the same mean;
    // forward as many as take a few seconds, for a forward replicate looks at every edge.
    for (users, expected) in
        [(3_u32, 2.5), (10, 4.458_315_74), (100, 13.147_187_17), (1000, 40.283_392_96)]
    {
        let network = bare(users, complete(users), EdgeMeaning::Mutual);
        let influence = even.assign(&network, 0).expect("a rule without faults");
        let replicates = match users {
            0..=10 => REPLICATES,
            11..=100 => 200_000,
            _ => 3_000,
        };
        let values = sharers(&network, &influence, &lt(), &[0], replicates);
        assert_means(&values, expected, &format!("forward on K{users}"));

        let model = lt();
        let cascade = model.prepare(&network, &influence).expect("weights sum to 1");
        let cascade = cascade.live().expect("live edges");
        let mut scratch = Scratch::new(users);
        let backward: Vec<f64> = (0..REPLICATES)
            .map(|world| {
                cascade.run_backward(World::new(5, Purpose::Reverse, world), 0, &mut scratch);
                scratch.sharers().len() as f64
            })
            .collect();
        assert_mean(&backward, expected, &format!("backward on K{users}"));
    }
}

/// The mean over v of spread({v}) equals the mean size of reverse sets, in both models; and where a
/// user has one coin, u makes v share exactly where the backward walk from v finds u.
#[test]
fn backward_walks_agree_with_forward_ones() {
    let (network, influence) = weighted(5, G5, EdgeMeaning::InfluencerToAudience);
    let (mut forward, mut backward) = (Scratch::new(5), Scratch::new(5));
    for model in [ic(), lt()] {
        let spreads = (0..5).map(|seed| {
            mean(&match model.keyword() {
                "linear-threshold" => enumerate_lt(5, G5, &[seed]),
                _ => enumerate_ic(5, G5, &[], &[seed]),
            })
        });
        let expected = spreads.sum::<f64>() / 5.0;
        let cascade = model.prepare(&network, &influence).expect("G5 fits both models");
        let cascade = cascade.live().expect("live edges");
        let sizes: Vec<f64> = (0..REPLICATES)
            .map(|index| {
                let world = World::new(9, Purpose::Reverse, index);
                cascade.run_backward(world, (index % 5) as u32, &mut backward);
                backward.sharers().len() as f64
            })
            .collect();
        assert_mean(&sizes, expected, model.keyword());
    }
    let model = lt();
    let cascade = model.prepare(&network, &influence).expect("G5 fits");
    let cascade = cascade.live().expect("live edges");
    for index in 0..2000 {
        let world = World::new(9, Purpose::Diffusion, index);
        for seed in 0..5 {
            cascade.run(world, &[seed], &mut forward);
            for user in 0..5 {
                cascade.run_backward(world, user, &mut backward);
                assert_eq!(forward.has_shared(user), backward.has_shared(seed));
            }
        }
    }
}

#[test]
fn weights_over_one_are_refused_with_the_user_and_the_sum() {
    let edges: &[Weighted] = &[(0, 2, 0.7), (1, 2, 0.4)];
    let (network, influence) = weighted(3, edges, EdgeMeaning::InfluencerToAudience);
    let Err(error) = lt().prepare(&network, &influence) else { panic!("1.1 is over 1") };
    let message = error.to_string();
    assert!(message.contains("user 2") && message.contains("1.1"), "{message}");
    assert!(error.remedy().expect("a remedy").contains("weighted-cascade"));

    let Err(error) = lt().prepare(&network, &Influence::Uniform(0.6)) else {
        panic!("2 · 0.6 is over 1")
    };
    assert!(error.to_string().contains("1.2"), "{error}");
    // A uniform p that fits is not refused.
    let network = bare(3, vec![[0, 2], [1, 2]], EdgeMeaning::InfluencerToAudience);
    let influence = Uniform { p: 0.5 }.assign(&network, 0).expect("a probability");
    assert!(lt().prepare(&network, &influence).is_ok());
}

#[test]
fn reach_counts_each_user_once_and_impressions_every_showing() {
    // 0 and 1 share for certain; both are followed by 2 and 3, who never share.
    let edges: &[Weighted] =
        &[(0, 1, 1.0), (0, 2, 0.0), (0, 3, 0.0), (1, 2, 0.0), (1, 3, 0.0), (4, 5, 0.0)];
    let (network, influence) = weighted(6, edges, EdgeMeaning::InfluencerToAudience);
    let metrics = [AnyMetric::Sharers, AnyMetric::Reach, AnyMetric::Impressions];
    for model in [ic(), lt()] {
        for &kernel in kernels(&model) {
            let what = (&network, &influence, &model);
            let values = sample(kernel, what, Seeds::fixed(vec![0, 0]), &metrics, 10);
            for (values, expected) in values.iter().zip([2.0, 4.0, 5.0]) {
                assert!(values.iter().all(|value| (value - expected).abs() < 1e-12), "{values:?}");
            }
        }
    }
}
