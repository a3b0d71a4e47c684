//! Networks have the numbers of the literature, to the last digit that it gives.

use proptest::prelude::*;
use rayon::ThreadPoolBuilder;

use super::*;
use crate::progress::StopsAt;
use crate::{
    network::{
        attributes::{UserColumn, UserValues},
        builder::{EdgeList, EdgeMeaning, Parallel, Rules},
        csr::Rows,
        labels::Labels,
    },
    rng::mix,
};

fn network(users: u32, edge: EdgeMeaning, edges: Vec<[u32; 2]>) -> Network {
    let rules = Rules { edge, parallel: Parallel::Merge };
    EdgeList { edges, columns: Vec::new() }.build(Labels::index(users), Vec::new(), rules)
}

fn measured(network: &Network) -> NetworkMeasures {
    measure(network, Effort::default(), &()).expect("nobody stops it")
}

fn near(found: Option<f64>, expected: f64) {
    let found = found.expect("defined");
    assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
}

fn exact(found: Option<clustering::Share>, expected: f64) {
    near(found.map(|share| share.value), expected);
    near(found.map(|share| share.standard_error), 0.0);
}

/// A mutual ring of n users, each tied to its k/2 next on both sides.
fn lattice(n: u32, k: u32) -> Network {
    let edges = (0..n).flat_map(|u| (1..=k / 2).map(move |step| [u, (u + step) % n])).collect();
    network(n, EdgeMeaning::Mutual, edges)
}

/// Zachary 1977: 34 members of a karate club and their 78 friendships.
fn club() -> Network {
    const LATER_FRIENDS: [(u32, &[u32]); 27] = [
        (0, &[1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 17, 19, 21, 31]),
        (1, &[2, 3, 7, 13, 17, 19, 21, 30]),
        (2, &[3, 7, 8, 9, 13, 27, 28, 32]),
        (3, &[7, 12, 13]),
        (4, &[6, 10]),
        (5, &[6, 10, 16]),
        (6, &[16]),
        (8, &[30, 32, 33]),
        (9, &[33]),
        (13, &[33]),
        (14, &[32, 33]),
        (15, &[32, 33]),
        (18, &[32, 33]),
        (19, &[33]),
        (20, &[32, 33]),
        (22, &[32, 33]),
        (23, &[25, 27, 29, 32, 33]),
        (24, &[25, 27, 31]),
        (25, &[31]),
        (26, &[29, 33]),
        (27, &[33]),
        (28, &[31, 33]),
        (29, &[32, 33]),
        (30, &[32, 33]),
        (31, &[32, 33]),
        (32, &[33]),
        (33, &[]),
    ];
    let ties = LATER_FRIENDS.iter().flat_map(|(a, friends)| friends.iter().map(|&b| [*a, b]));
    network(34, EdgeMeaning::Mutual, ties.collect())
}

#[test]
fn the_karate_club_has_its_published_numbers() {
    let found = measured(&club());
    assert_eq!((found.users, found.edges, found.ties, found.mutual_ties), (34, 156, 78, 78));
    assert_eq!((found.weak_components.count, found.strong_components.count), (1, 1));
    near(found.reciprocity, 1.0);
    // 45 triangles among (1212 − 156)/2 = 528 wedges.
    exact(found.clustering.transitivity, 135.0 / 528.0);
    exact(found.clustering.average_local, 0.570_638_478_207_682_3);
    near(found.assortativity.undirected, -0.475_613_097_684_614);
    near(found.assortativity.followers_to_followed, -0.475_613_097_684_614);
    near(found.critical.undirected, 156.0 / 1056.0);
    near(found.critical.directed, 156.0 / 1212.0);
    assert!((found.critical.largest_eigenvalue - 6.725_697_727_6).abs() < 1e-5);
    assert!(found.critical.eigenvalue_change < 1e-7);
    let best =
        |place: usize| (found.followers.top[place].id.as_str(), found.followers.top[place].degree);
    assert_eq!([best(0), best(1), best(2)], [("33", 17), ("0", 16), ("32", 12)]);
    assert_eq!(found.followers, found.followed);
}

#[test]
fn a_ring_lattice_clusters_as_watts_and_strogatz_say() {
    for k in [4, 6, 10] {
        let found = measured(&lattice(101, k));
        let k = f64::from(k);
        let expected = 3.0 * (k - 2.0) / (4.0 * (k - 1.0));
        exact(found.clustering.average_local, expected);
        exact(found.clustering.transitivity, expected);
        near(found.followers.mean, k);
        near(found.followers.sd, 0.0);
        near(found.critical.undirected, 1.0 / (k - 1.0));
        near(found.critical.spectral, 1.0 / k);
        assert_eq!(found.assortativity.undirected, None, "all degrees are one");
        assert_eq!(found.followers.tail, None);
    }
}

#[test]
fn a_complete_network_is_all_triangles() {
    let edges = (0..7).flat_map(|a| (0..a).map(move |b| [a, b])).collect();
    let found = measured(&network(7, EdgeMeaning::Mutual, edges));
    exact(found.clustering.average_local, 1.0);
    exact(found.clustering.transitivity, 1.0);
    near(found.critical.spectral, 1.0 / 6.0);
    near(found.critical.undirected, 1.0 / 5.0);
}

#[test]
fn a_star_has_one_audience_no_triangle_and_no_way_back() {
    let edges = (1..10).map(|leaf| [0, leaf]).collect();
    let found = measured(&network(12, EdgeMeaning::InfluencerToAudience, edges));
    assert_eq!((found.isolated_users, found.ties, found.mutual_ties), (2, 9, 0));
    near(found.reciprocity, 0.0);
    assert_eq!((found.weak_components.count, found.weak_components.largest), (3, 10));
    near(found.weak_components.largest_share, 10.0 / 12.0);
    assert_eq!((found.strong_components.count, found.strong_components.largest), (12, 1));
    exact(found.clustering.average_local, 0.0);
    exact(found.clustering.transitivity, 0.0);
    // Degrees 9 once and 0 eleven times: mean 9/12, variance 81/12 − (9/12)².
    near(found.followers.mean, 0.75);
    near(found.followers.sd, (6.75_f64 - 0.5625).sqrt());
    assert_eq!((found.followers.median, found.followers.max), (Some(0), Some(9)));
    assert_eq!(found.followers.quantiles[4].degree, 0, "11 of 12 are more than 90%");
    assert_eq!(found.followers.quantiles[5].degree, 9);
    assert_eq!((found.followed.median, found.followed.max), (Some(1), Some(1)));
    assert_eq!(found.followed.top[0].id, "1", "the first in the order of ids");
    assert_eq!((found.critical.directed, found.critical.spectral), (None, None));
    // Undirected: Σk = 18, Σk² = 81 + 9.
    near(found.critical.undirected, 18.0 / 72.0);
    near(found.assortativity.undirected, -1.0);
    assert_eq!(found.direction.as_deref(), Some("A message of 0 is shown to 1."));
}

#[test]
fn a_directed_cycle_takes_off_only_at_one() {
    let cycle = (0..10).map(|u| [u, (u + 1) % 10]).collect();
    let found = measured(&network(10, EdgeMeaning::FollowerToFollowed, cycle));
    near(found.critical.directed, 1.0);
    near(found.critical.spectral, 1.0);
    assert_eq!((found.strong_components.count, found.ties), (1, 10));
}

#[test]
fn the_largest_eigenvalue_is_that_of_the_densest_part_wherever_it_lies() {
    // A mutual pair (1), a long chain, and behind it a mutual triangle (2); then a mutual path of
    // three users apart (√2).
    let mut edges = vec![[0, 1], [1, 0]];
    edges.extend((1..20).map(|u| [u, u + 1]));
    edges.extend([[20, 21], [21, 20], [21, 22], [22, 21], [20, 22], [22, 20]]);
    edges.extend([[23, 24], [24, 23], [24, 25], [25, 24]]);
    let found = measured(&network(26, EdgeMeaning::InfluencerToAudience, edges));
    assert!((found.critical.largest_eigenvalue - 2.0).abs() < 1e-5);
    assert_eq!(found.strong_components.largest, 3);
}

#[test]
fn a_long_path_is_measured_without_recursion() {
    let users = 200_000;
    let edges = (1..users).map(|u| [u - 1, u]).collect();
    let found = measured(&network(users, EdgeMeaning::InfluencerToAudience, edges));
    assert_eq!(found.weak_components.count, 1);
    assert_eq!(found.strong_components.count, u64::from(users));
    exact(found.clustering.transitivity, 0.0);
    assert_eq!(found.critical.spectral, None);
}

#[test]
fn a_network_without_users_or_edges_has_no_shares() {
    let empty = measured(&network(0, EdgeMeaning::Mutual, Vec::new()));
    assert_eq!((empty.users, empty.followers.mean, empty.followers.max), (0, None, None));
    assert!(empty.followers.quantiles.is_empty());
    assert_eq!(empty.weak_components.largest_share, None);
    let bare = measured(&network(3, EdgeMeaning::Mutual, Vec::new()));
    assert_eq!((bare.reciprocity, bare.direction, bare.isolated_users), (None, None, 3));
    assert_eq!((bare.critical.undirected, bare.assortativity.undirected), (None, None));
    exact(bare.clustering.average_local, 0.0);
    assert_eq!(bare.clustering.transitivity, None);
}

#[test]
fn segments_are_compared_with_chance() {
    let edges = vec![[0, 1], [1, 0], [0, 2], [2, 3], [3, 0], [4, 0]];
    let words = [Some("north"), Some("north"), Some("south"), Some("south"), None];
    let column = |name: &str, values| UserColumn { name: name.to_owned(), values };
    let one = vec![Some("all"); 5];
    let network = network(5, EdgeMeaning::InfluencerToAudience, edges).with_users(vec![
        column("region", UserValues::categories(&words)),
        column("age", UserValues::Number(vec![1.0; 5].into())),
        column("same", UserValues::categories(&one)),
    ]);
    let found = measured(&network).segments;
    assert_eq!(found.len(), 2);
    // Of the five edges between users with a segment three are inside; north has 3 out and 3 in, south 2
    // and 2.
    assert_eq!((found[0].column.as_str(), found[0].segments, found[0].edges), ("region", 2, 5));
    assert_eq!(found[0].unknown_users, 1);
    near(found[0].inside, 3.0 / 5.0);
    near(found[0].expected, 13.0 / 25.0);
    near(found[0].assortativity, (15.0 - 13.0) / (25.0 - 13.0));
    near(found[1].inside, 1.0);
    assert_eq!(found[1].assortativity, None);
}

#[test]
fn a_stopped_user_gets_no_measures() {
    assert!(matches!(measure(&club(), Effort::default(), &StopsAt::once()), Err(Error::Stopped)));
}

/// 3,000 users and about 40,000 edges with hubs and triangles.
fn uneven() -> Network {
    let end = |i: u64, salt: u64| {
        let (a, b) = (mix(i ^ salt) % 3000, mix(i ^ salt ^ 0xff00) % 3000);
        u32::try_from(a * b / 3000).expect("below 3,000")
    };
    let edges = (0..40_000).map(|i| [end(i, 1 << 40), end(i, 2 << 40)]).collect();
    network(3000, EdgeMeaning::InfluencerToAudience, edges)
}

/// Four standard errors at a fixed `rng_seed`.
#[test]
fn sampled_clustering_agrees_with_exact_clustering() {
    let network = uneven();
    let full = measured(&network).clustering;
    let effort = Effort { rng_seed: 5, exact_steps: 0, wedges: 200_000 };
    let sampled = measure(&network, effort, &()).expect("nobody stops it").clustering;
    assert_eq!((full.sampled_wedges, sampled.sampled_wedges), (None, Some(200_000)));
    for (exact, drawn) in
        [(full.average_local, sampled.average_local), (full.transitivity, sampled.transitivity)]
    {
        let (exact, drawn) = (exact.expect("defined"), drawn.expect("defined"));
        assert!(exact.value > 0.01, "{exact:?} would prove nothing");
        assert!(drawn.standard_error > 0.0 && drawn.standard_error < 0.002);
        let error = (drawn.value - exact.value) / drawn.standard_error;
        assert!(error.abs() < 4.0, "{exact:?} {drawn:?}");
    }
}

/// The same users and edges, with parallel edges kept and a user its own follower: ties are pairs all
/// the same.
#[test]
fn copies_of_edges_and_loops_change_no_tie() {
    let plain = uneven();
    let (mut offsets, mut targets) = (vec![0], Vec::new());
    for user in 0..plain.users() {
        let mut row = plain.forward().row(user).to_vec();
        row.extend_from_within(..row.len() / 3);
        row.extend([user; 2].iter().take((user % 3) as usize));
        row.sort_unstable();
        targets.extend(row);
        offsets.push(targets.len() as u64);
    }
    let rows = Rows::new(offsets.into(), targets.into()).expect("sound");
    let labels = Labels::index(plain.users());
    let built = plain.built();
    let copied = Network::new(rows, Vec::new(), labels, Vec::new(), built);
    for exact_steps in [u64::MAX, 0] {
        let effort = Effort { exact_steps, wedges: 20_000, ..Effort::default() };
        let [plain, copied] = [&plain, &copied]
            .map(|network| measure(network, effort, &()).expect("nobody stops it"));
        assert!(copied.edges > plain.edges + 3000);
        assert_eq!((copied.ties, copied.mutual_ties), (plain.ties, plain.mutual_ties));
        assert_eq!(copied.reciprocity, plain.reciprocity);
        assert_eq!(copied.clustering, plain.clustering);
        assert_eq!(copied.assortativity.undirected, plain.assortativity.undirected);
        assert_eq!(copied.critical.undirected, plain.critical.undirected);
    }
}

#[test]
fn a_billion_edges_are_described_in_the_memory_of_a_small_machine() {
    const GIB: u64 = 1 << 30;
    let (users, edges) = (1 << 26, 1 << 30);
    let rows = 4 * edges + 8 * users;
    assert!(needed(users, edges) + rows < 14 * GIB);
    // What stays a user (its ties, its edges in), and the most that is taken beside it: what is held
    // while edges are met; the walk for strong components in vectors that double, and the components.
    let stays = size_of::<u32>() + size_of::<u64>();
    let walk = size_of::<u32>() + 2 * size_of::<component::Visit>() + 2 * size_of::<u32>();
    let components = 2 * size_of::<u32>();
    let most = size_of::<tie::TieCounts>().max(walk + components);
    assert!(u64::try_from(stays + most).unwrap() <= BYTES_A_USER);
}

#[test]
fn one_thread_and_seven_measure_the_same() {
    let on = |threads| {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| {
            let sampled = Effort { exact_steps: 0, wedges: 20_000, ..Effort::default() };
            let measures = |effort| measure(&uneven(), effort, &()).expect("nobody stops it");
            [Effort::default(), sampled]
                .map(|effort| serde_json::to_string(&measures(effort)).expect("numbers and words"))
        })
    };
    let one = on(1);
    assert_eq!(one, on(7));
    let back: NetworkMeasures = serde_json::from_str(&one[0]).expect("what was written");
    assert_eq!(back, measured(&uneven()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Every number again, by looking at all pairs and triples of users.
    #[test]
    fn measures_are_their_definitions(
        edges in proptest::collection::vec([0_u32..9, 0_u32..9], 0..50)
    ) {
        let network = network(9, EdgeMeaning::InfluencerToAudience, edges);
        let found = measured(&network);
        let edge = |a: u32, b: u32| network.forward().row(a).contains(&b);
        let tie = |a: u32, b: u32| edge(a, b) || edge(b, a);
        let pairs = || (0..9).flat_map(|a| (0..a).map(move |b| (a, b)));
        let ties = pairs().filter(|&(a, b)| tie(a, b)).count();
        let mutual = pairs().filter(|&(a, b)| edge(a, b) && edge(b, a)).count();
        prop_assert_eq!((found.ties, found.mutual_ties), (ties as u64, mutual as u64));
        if let Some(reciprocity) = found.reciprocity {
            let directed = network.edges() as f64;
            prop_assert!((reciprocity - 2.0 * mutual as f64 / directed).abs() < 1e-12);
        }
        let isolated = (0..9).filter(|&a| (0..9).all(|b| !tie(a, b))).count();
        prop_assert_eq!(found.isolated_users, isolated as u64);

        let (mut local, mut closed, mut wedges) = (0.0, 0, 0);
        for centre in 0..9 {
            let both = |&(a, b): &(u32, u32)| tie(centre, a) && tie(centre, b);
            let all = pairs().filter(both).count();
            let shut = pairs().filter(both).filter(|&(a, b)| tie(a, b)).count();
            local += if all > 0 { shut as f64 / all as f64 / 9.0 } else { 0.0 };
            closed += shut;
            wedges += all;
        }
        let value = |share: Option<clustering::Share>| share.map(|share| share.value);
        prop_assert!((value(found.clustering.average_local).unwrap() - local).abs() < 1e-12);
        if wedges > 0 {
            let expected = f64::from(closed as u32) / wedges as f64;
            prop_assert!((value(found.clustering.transitivity).unwrap() - expected).abs() < 1e-12);
        }

        // The correlation over directed edges, by its textbook two passes.
        let ends: Vec<(f64, f64)> = (0..9)
            .flat_map(|a| network.forward().row(a).iter().map(move |&b| (a, b)))
            .map(|(a, b)| (network.forward().degree(a) as f64, network.backward().degree(b) as f64))
            .collect();
        let count = ends.len() as f64;
        let mean = |of: fn(&(f64, f64)) -> f64| ends.iter().map(of).sum::<f64>() / count;
        let (x, y) = (mean(|end| end.0), mean(|end| end.1));
        let sum = |of: &dyn Fn(&(f64, f64)) -> f64| ends.iter().map(of).sum::<f64>();
        let xy = sum(&|end| (end.0 - x) * (end.1 - y));
        let scale = sum(&|end| (end.0 - x).powi(2)) * sum(&|end| (end.1 - y).powi(2));
        match found.assortativity.followers_to_followed {
            Some(correlation) => prop_assert!((correlation - xy / scale.sqrt()).abs() < 1e-9),
            None => prop_assert!(count == 0.0 || scale < 1e-9),
        }
    }
}

#[test]
fn a_tail_is_told_of_networks_with_hubs_and_of_no_others() {
    let tail = |text: &str| {
        let generator: crate::network::generator::Generator = toml::from_str(text).expect(text);
        let network = generator.generate(1, &()).expect(text);
        let rows = network.forward();
        let audiences: Vec<u64> = rows.offsets().windows(2).map(|ends| ends[1] - ends[0]).collect();
        degree::DegreeDistribution::of(&network, &audiences).tail
    };
    let hubs = tail("barabasi-albert = { users = 5_000, ties_per_user = 3 }").expect("hubs");
    assert!((hubs.exponent - 3.0).abs() < 0.3, "{hubs:?}");
    assert_eq!(tail("gnp = { users = 5_000, mean_followers = 8 }"), None);
    assert_eq!(tail("watts-strogatz = { users = 2_000, neighbours = 6, rewiring = 0.3 }"), None);
}
