//! The properties that the keys of `follower` set, measured on the networks that it makes.

use super::*;
use crate::network::{attributes::UserValues, generator::tests::mean_clustering};

fn network(text: &str) -> Network {
    toml::from_str::<Follower>(text).unwrap().generate(11, &()).unwrap()
}

fn edges(network: &Network) -> impl Iterator<Item = [u32; 2]> {
    let rows = network.forward();
    (0..network.users()).flat_map(|u| rows.row(u).iter().map(move |&v| [u, v]))
}

/// The share of edges of which `is` holds.
fn share(network: &Network, is: impl Fn([u32; 2]) -> bool) -> f64 {
    edges(network).filter(|&edge| is(edge)).count() as f64 / network.edges() as f64
}

fn reciprocity(network: &Network) -> f64 {
    share(network, |[u, v]| network.forward().row(v).binary_search(&u).is_ok())
}

fn codes<'a>(network: &'a Network, column: &str) -> &'a [u32] {
    match network.user_column(column) {
        Some(UserValues::Category { codes, .. }) => codes,
        other => panic!("{column}: {other:?}"),
    }
}

fn numbers<'a>(network: &'a Network, column: &str) -> &'a [f64] {
    match network.user_column(column) {
        Some(UserValues::Number(values)) => values,
        other => panic!("{column}: {other:?}"),
    }
}

fn homophily(network: &Network, column: &str) -> f64 {
    let codes = codes(network, column);
    share(network, |[u, v]| codes[u as usize] == codes[v as usize])
}

#[test]
fn edges_returned_edges_and_edges_inside_are_exactly_as_asked_for() {
    for (mean, r, h) in [(10.0, 0.3, 0.6), (20.0, 0.0, 0.0), (6.5, 0.75, 0.9), (10.0, 1.0, 0.5)] {
        let made = network(&format!(
            "users = 10_000\nmean_followers = {mean}\nreciprocity = {r}\nhomophily = {h}\n\
             communities = 20"
        ));
        assert_eq!(made.edges(), (mean * 10_000.0) as u64);
        assert_eq!(made.built().merged + made.built().self_loops, 0);
        // Rounding to whole ties moves a share by less than 2 in 65,000 edges.
        assert!((reciprocity(&made) - r).abs() < 5e-5, "{} not {r}", reciprocity(&made));
        let inside = homophily(&made, "community");
        assert!((inside - h).abs() < 5e-5, "{inside} not {h}");
    }
}

/// The maximum-likelihood exponent of the tail (Clauset, Shalizi & Newman 2009, with their
/// half-step for whole numbers) has sigma (exponent − 1)/√(users in the tail); four of them, and
/// 0.1 for the cut-off and for chance around the expected numbers.
#[test]
fn audiences_have_a_tail_of_the_exponent_asked_for() {
    for exponent in [2.2, 2.5, 3.0] {
        let made = network(&format!(
            "users = 50_000\nmean_followers = 10\nexponent = {exponent}\nmax_followers = 10_000\ncommunities = 10"
        ));
        let degrees = (0..50_000).map(|user| made.forward().degree(user) as f64);
        let tail: Vec<f64> = degrees.filter(|&degree| degree >= 30.0).collect();
        let logs: f64 = tail.iter().map(|degree| (degree / 29.5).ln()).sum();
        let estimate = 1.0 + tail.len() as f64 / logs;
        let sigma = (exponent - 1.0) / (tail.len() as f64).sqrt();
        assert!((estimate - exponent).abs() < 4.0 * sigma + 0.1, "{estimate} not {exponent}");
    }
}

/// The largest audience is about that of rank ½ of the law: 10,000 users of mean 10 have one of
/// hundreds; the law's own value within a fifth.
#[test]
fn the_stars_have_the_audiences_that_the_law_gives_them() {
    let made = network("users = 20_000\nmean_followers = 15\ncommunities = 10\nclustering = 0");
    let model: Follower = toml::from_str("users = 20_000\nmean_followers = 15").unwrap();
    let law =
        BoundedPowerLaw::with_mean(2.5, 15.0, model.max()).unwrap().spread(20_000, &()).unwrap();
    let mut degrees: Vec<usize> = (0..20_000).map(|user| made.forward().degree(user)).collect();
    degrees.sort_unstable_by(|a, b| b.cmp(a));
    for rank in [0, 9, 99, 999] {
        let ratio = degrees[rank] as f64 / law[rank];
        assert!((ratio - 1.0).abs() < 0.2, "rank {rank}: {} for {}", degrees[rank], law[rank]);
    }
}

#[test]
fn clustering_grows_with_its_key() {
    let clustering = |share: f64| {
        let made = network(&format!(
            "users = 10_000\nmean_followers = 12\nreciprocity = 1\ncommunities = 20\n\
             clustering = {share}"
        ));
        mean_clustering(&made)
    };
    let measured = [0.0, 0.3, 0.6, 0.9].map(clustering);
    assert!(measured.is_sorted_by(|a, b| a + 0.04 < *b), "{measured:?}");
}

#[test]
fn attributes_have_their_domains_and_shares() {
    let made = network("users = 20_000");
    let names: Vec<&str> = made.user_columns().iter().map(|column| &*column.name).collect();
    assert_eq!(names, ["community", "region", "utc_offset", "segment", "interest", "activity"]);
    for column in made.user_columns() {
        if let UserValues::Category { codes, names } = &column.values {
            assert!(names.is_sorted(), "{names:?}");
            let mut used = codes.to_vec();
            used.sort_unstable();
            used.dedup();
            assert!(used.into_iter().eq(0..names.len() as u32), "{}", column.name);
        }
    }
    assert!(numbers(&made, "interest").iter().all(|value| (0.0..=1.0).contains(value)));
    assert!(numbers(&made, "activity").iter().all(|value| (0.01..=1.0).contains(value)));
    let hours = numbers(&made, "utc_offset");
    assert!(hours.iter().all(|hours| hours.fract() == 0.0 && (-6.0..=9.0).contains(hours)));

    // P(activity > x) = (1/x − 1)/99; at 0.1 it is 1/11, sigma 0.002 for 20,000 users.
    let busy = numbers(&made, "activity").iter().filter(|&&value| value > 0.1).count();
    assert!((busy as f64 / 20_000.0 - 1.0 / 11.0).abs() < 0.01, "{busy}");
}

#[test]
fn communities_live_and_think_alike() {
    let made = network("users = 20_000\ncommunities = 16\nhomophily = 0.8");
    // A tie inside a community joins one region with probability 0.85² + 3·0.05² = 0.73.
    assert!(homophily(&made, "region") > 0.6);
    let community = codes(&made, "community");
    let mean = |one: u32| {
        let interest = numbers(&made, "interest").iter().zip(community);
        let own: Vec<f64> =
            interest.filter(|&(_, &of)| of == one).map(|(&value, _)| value).collect();
        own.iter().sum::<f64>() / own.len() as f64
    };
    let means: Vec<f64> = (0..16).map(mean).collect();
    let spread =
        means.iter().copied().fold(0.0, f64::max) - means.iter().copied().fold(1.0, f64::min);
    assert!(spread > 0.15, "{means:?}");
}

#[test]
fn trust_is_drawn_only_when_asked_for_and_is_higher_where_it_is_returned() {
    assert!(network("users = 500").edge_columns().is_empty());
    let made = network("users = 2000\ntrust = 'by-tie'");
    let trust = made.edge_column("trust").unwrap();
    assert!(trust.iter().all(|value| (0.0..=1.0).contains(value)));
    let mut sums = [[0.0; 2]; 2];
    for ([u, v], &trust) in edges(&made).zip(trust) {
        let mutual = usize::from(made.forward().row(v).binary_search(&u).is_ok());
        sums[mutual][0] += trust;
        sums[mutual][1] += 1.0;
    }
    // The standard deviations are about 0.22; over 18,000 edges and more, five sigmas are 0.009.
    assert!((sums[1][0] / sums[1][1] - 0.6429).abs() < 0.009, "{sums:?}");
    assert!((sums[0][0] / sums[0][1] - 0.3682).abs() < 0.009, "{sums:?}");
}

#[test]
fn the_defaults_serve_any_number_of_users() {
    for users in (1..80).chain([150, 400, 1000, 3000]) {
        let made = network(&format!("users = {users}"));
        assert_eq!(made.users(), users);
        let mean = f64::min(30.0, f64::from(users - 1) / 4.0);
        assert_eq!(made.edges(), (f64::from(users) * mean).round() as u64);
    }
}
