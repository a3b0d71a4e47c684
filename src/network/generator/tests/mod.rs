//! What every generator promises, tested for each row of the catalogue.

use std::sync::OnceLock;

use super::*;
use crate::{error::Error, network::stopping::looks::stops_at_every_look};

/// The mean over users of the share of pairs of their neighbours that are tied, 0 below two
/// neighbours: the clustering of Watts & Strogatz, for networks of mutual ties.
pub(super) fn mean_clustering(network: &Network) -> f64 {
    let rows = network.forward();
    let mut sum = 0.0;
    for user in 0..network.users() {
        let row = rows.row(user);
        let tied = |&other: &u32| rows.row(other).iter().filter(|n| row.binary_search(n).is_ok());
        let closed: usize = row.iter().map(|other| tied(other).count()).sum();
        if row.len() > 1 {
            sum += closed as f64 / (row.len() * (row.len() - 1)) as f64;
        }
    }
    sum / f64::from(network.users())
}

fn generator(text: &str) -> Generator {
    toml::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// A small network of each model and its fingerprint at `rng_seed` 7. Changing one changes results
/// that users have published: it needs a "Changed results" line in CHANGELOG.md.
const PINNED: &[(&str, &str)] = &[
    ("follower = { users = 3000 }", "c0c26e6f5b39f3829371d4634c73e1b7"),
    (
        "follower = { users = 3000, mean_followers = 12, communities = 1, trust = 'by-tie' }",
        "7a325aa4c872c1ba4d2df7afa0e51aac",
    ),
    ("path = { users = 10 }", "04973b6cacf5e8d1617bdaf5f7ee190a"),
    ("cycle = { users = 10 }", "dedb110324551fd9c49ffcb4cda50dd6"),
    ("star = { users = 10 }", "6c82b21f49ac81abf8a6e8325777ee79"),
    ("tree = { branching = 3, depth = 4 }", "eb66f497823d3e64513eb8a14446db39"),
    ("complete = { users = 300 }", "8ca638ec5fedd12c9c0e47f802e1532e"),
    ("gnp = { users = 9000, mean_followers = 12 }", "075b024adeb508f43430c7ae8030a0a8"),
    ("gnp = { users = 3000, p = 0.01, ties = 'one-way' }", "b594f4327e8081bc910f385f2e18c1f6"),
    ("gnm = { users = 3000, pairs = 70_000 }", "b85bc47c79fa4c7fae6a80282977a045"),
    ("ring-lattice = { users = 100, neighbours = 6 }", "47f48e6f0f97178700f217aa0bd2477f"),
    (
        "watts-strogatz = { users = 1000, neighbours = 6, rewiring = 0.1 }",
        "35864359bc26b29551527a88f05f2f40",
    ),
    ("random-regular = { users = 1000, neighbours = 5 }", "e28ab7816c9dcf797316ad62fd8c43f2"),
    (
        "configuration = { degrees = { list = [3, 3, 2, 2, 1, 1] } }",
        "4c922c15e6c03ee15a1eebb720156bfb",
    ),
    (
        "configuration = { degrees = { power-law = { users = 3000, exponent = 2.4 } } }",
        "227590fd0fc4a83a24b24b58853eb73b",
    ),
    ("barabasi-albert = { users = 2000, ties_per_user = 3 }", "05c1719dd5c204ee6820a2511d232611"),
    (
        "holme-kim = { users = 2000, ties_per_user = 3, closure = 0.5 }",
        "58249118ea2046b25a09b8e1c665bc87",
    ),
    (
        "directed-scale-free = { users = 5000, alpha = 0.7, beta = 0.2, gamma = 0.1 }",
        "3c7ea1563e92e310c38a458ef03ae033",
    ),
    (
        "stochastic-block = { sizes = [900, 600], probabilities = { planted = { inside = 0.05, \
         between = 0.01 } } }",
        "468fd90a4e22d646626ab113df114c40",
    ),
    ("chung-lu = { users = 5000, mean_followers = 10 }", "dc811e45fbffd63992915c4d3d9c8db1"),
    (
        "r-mat = { scale = 12, edges_per_user = 8, a = 0.45, b = 0.22, c = 0.22, d = 0.11 }",
        "d3d732c7d9558cfefdf1a02aa12b1f4d",
    ),
    (
        "platforms = { networks = [{ follower = { users = 900 } }, { gnp = { users = 900, p = 0.01 } }] }",
        "64ecb4e57b6660f8e68098261135d10e",
    ),
];

/// Values that a generator must refuse, and the key that it must name.
const REFUSED: &[(&str, &str)] = &[
    ("follower = { users = 0 }", "follower.users"),
    ("follower = { users = 9, mean_followers = 9 }", "follower.mean_followers"),
    ("follower = { users = 9, mean_followers = 7 }", "follower.mean_followers"),
    ("follower = { users = 9, mean_followers = nan }", "follower.mean_followers"),
    ("follower = { users = 4000000000, mean_followers = 1000 }", "follower.mean_followers"),
    ("follower = { users = 99, exponent = 1 }", "follower.exponent"),
    ("follower = { users = 99, max_followers = 99 }", "follower.max_followers"),
    ("follower = { users = 99, max_followers = 3 }", "follower.max_followers"),
    ("follower = { users = 99, followed_exponent = inf }", "follower.followed_exponent"),
    ("follower = { users = 99, reciprocity = 1.3 }", "follower.reciprocity"),
    ("follower = { users = 99, communities = 0 }", "follower.communities"),
    ("follower = { users = 99, communities = 100 }", "follower.communities"),
    ("follower = { users = 99, homophily = nan }", "follower.homophily"),
    (
        "follower = { users = 999, mean_followers = 4, communities = 33, homophily = 0.95, \
         exponent = 1.5, max_followers = 900 }",
        "follower.homophily",
    ),
    ("follower = { users = 99, clustering = 1 }", "follower.clustering"),
    ("path = { users = 0 }", "path.users"),
    ("cycle = { users = 2 }", "cycle.users"),
    ("star = { users = 0 }", "star.users"),
    ("tree = { branching = 0, depth = 4294967295 }", "tree.branching"),
    ("tree = { branching = 2, depth = 40 }", "tree.depth"),
    ("tree = { branching = 1, depth = 4294967295 }", "tree.depth"),
    ("complete = { users = 0 }", "complete.users"),
    ("complete = { users = 4294967295 }", "complete.users"),
    ("gnp = { users = 0, p = 0.5 }", "gnp.users"),
    ("gnp = { users = 9, p = 1.3 }", "gnp.p"),
    ("gnp = { users = 9, p = nan }", "gnp.p"),
    ("gnp = { users = 9, p = -0.1 }", "gnp.p"),
    ("gnp = { users = 9 }", "gnp.p"),
    ("gnp = { users = 9, mean_followers = 8.5 }", "gnp.mean_followers"),
    ("gnp = { users = 9, p = 0.1, mean_followers = 1 }", "gnp.mean_followers"),
    ("gnp = { users = 4294967295, p = 0.5 }", "gnp.p"),
    ("gnm = { users = 0, pairs = 0 }", "gnm.users"),
    ("gnm = { users = 5, pairs = 11 }", "gnm.pairs"),
    ("gnm = { users = 4294967295, pairs = 9223372036854775807 }", "gnm.pairs"),
    ("ring-lattice = { users = 0, neighbours = 2 }", "ring-lattice.users"),
    ("ring-lattice = { users = 9, neighbours = 3 }", "ring-lattice.neighbours"),
    ("ring-lattice = { users = 6, neighbours = 6 }", "ring-lattice.neighbours"),
    ("watts-strogatz = { users = 9, neighbours = 5, rewiring = 0 }", "watts-strogatz.neighbours"),
    ("watts-strogatz = { users = 9, neighbours = 4, rewiring = nan }", "watts-strogatz.rewiring"),
    ("random-regular = { users = 0, neighbours = 0 }", "random-regular.users"),
    ("random-regular = { users = 9, neighbours = 9 }", "random-regular.neighbours"),
    ("random-regular = { users = 9, neighbours = 3 }", "random-regular.neighbours"),
    ("configuration = { degrees = { list = [] } }", "configuration.degrees.list"),
    ("configuration = { degrees = { list = [1, 1, 1] } }", "configuration.degrees.list"),
    ("configuration = { degrees = { list = [3, 1, 2] } }", "configuration.degrees.list"),
    (
        "configuration = { degrees = { power-law = { users = 0, exponent = 2 } } }",
        "configuration.degrees.power-law.users",
    ),
    (
        "configuration = { degrees = { power-law = { users = 9, exponent = nan } } }",
        "configuration.degrees.power-law.exponent",
    ),
    (
        "configuration = { degrees = { power-law = { users = 9, exponent = 2, min = 0 } } }",
        "configuration.degrees.power-law.min",
    ),
    (
        "configuration = { degrees = { power-law = { users = 9, exponent = 2, min = 9 } } }",
        "configuration.degrees.power-law.min",
    ),
    (
        "configuration = { degrees = { power-law = { users = 9, exponent = 2, max = 9 } } }",
        "configuration.degrees.power-law.max",
    ),
    ("barabasi-albert = { users = 0, ties_per_user = 1 }", "barabasi-albert.users"),
    ("barabasi-albert = { users = 5, ties_per_user = 0 }", "barabasi-albert.ties_per_user"),
    ("barabasi-albert = { users = 5, ties_per_user = 5 }", "barabasi-albert.ties_per_user"),
    ("holme-kim = { users = 5, ties_per_user = 5, closure = 0 }", "holme-kim.ties_per_user"),
    ("holme-kim = { users = 5, ties_per_user = 2, closure = nan }", "holme-kim.closure"),
    ("directed-scale-free = { users = 1 }", "directed-scale-free.users"),
    ("directed-scale-free = { users = 9, alpha = 0.5 }", "directed-scale-free.gamma"),
    (
        "directed-scale-free = { users = 9, alpha = 0, beta = 1, gamma = 0 }",
        "directed-scale-free.beta",
    ),
    (
        "directed-scale-free = { users = 9, delta_followers = -1 }",
        "directed-scale-free.delta_followers",
    ),
    (
        "directed-scale-free = { users = 9, delta_followed = nan }",
        "directed-scale-free.delta_followed",
    ),
    (
        "stochastic-block = { sizes = [], probabilities = { matrix = [] } }",
        "stochastic-block.sizes",
    ),
    (
        "stochastic-block = { sizes = [3, 0], probabilities = { matrix = [] } }",
        "stochastic-block.sizes",
    ),
    (
        "stochastic-block = { sizes = [4000000000, 4000000000], probabilities = { matrix = [] } }",
        "stochastic-block.sizes",
    ),
    (
        "stochastic-block = { sizes = [3, 2], probabilities = { matrix = [[0.1, 0.2], [0.3]] } }",
        "stochastic-block.probabilities.matrix",
    ),
    (
        "stochastic-block = { sizes = [3, 2], probabilities = { matrix = [[0.1, 0.2], [0.3, 0]] } }",
        "stochastic-block.probabilities.matrix",
    ),
    (
        "stochastic-block = { sizes = [3], probabilities = { planted = { inside = 2, between = 0 } } }",
        "stochastic-block.probabilities.planted.inside",
    ),
    ("chung-lu = { users = 1, mean_followers = 1 }", "chung-lu.users"),
    ("chung-lu = { users = 9, mean_followers = 0 }", "chung-lu.mean_followers"),
    ("chung-lu = { users = 9, mean_followers = nan }", "chung-lu.mean_followers"),
    ("chung-lu = { users = 9, mean_followers = 20 }", "chung-lu.mean_followers"),
    ("chung-lu = { users = 9, mean_followers = 1, max_followers = 9 }", "chung-lu.max_followers"),
    ("chung-lu = { users = 9, mean_followers = 1, max_followed = 0 }", "chung-lu.max_followed"),
    ("chung-lu = { users = 9, mean_followers = 1, max_followed = nan }", "chung-lu.max_followed"),
    (
        "chung-lu = { users = 9, mean_followers = 1, followers_exponent = 1 }",
        "chung-lu.followers_exponent",
    ),
    (
        "chung-lu = { users = 9, mean_followers = 1, followed_exponent = inf }",
        "chung-lu.followed_exponent",
    ),
    ("r-mat = { scale = 32 }", "r-mat.scale"),
    ("r-mat = { scale = 5, a = 0.5 }", "r-mat.d"),
    ("r-mat = { scale = 5, b = -0.1 }", "r-mat.b"),
    ("r-mat = { scale = 5, c = nan }", "r-mat.c"),
    ("r-mat = { scale = 31, edges_per_user = 100 }", "r-mat.edges_per_user"),
    ("r-mat = { scale = 5, edges_per_user = nan }", "r-mat.edges_per_user"),
    ("platforms = { networks = [] }", "platforms.networks"),
    (
        "platforms = { networks = [{ star = { users = 9 } }, { path = { users = 8 } }] }",
        "platforms.networks.1",
    ),
    (
        "platforms = { networks = [{ star = { users = 9 } }, { gnp = { users = 9, p = 2 } }] }",
        "platforms.networks.1.gnp.p",
    ),
];

fn pinned() -> &'static [(Generator, Network, &'static str)] {
    static NETWORKS: OnceLock<Vec<(Generator, Network, &'static str)>> = OnceLock::new();
    NETWORKS.get_or_init(|| {
        let make = |&(text, fingerprint): &(&str, &'static str)| {
            let model = generator(text);
            let network = model.generate(7, &()).unwrap();
            (model, network, fingerprint)
        };
        PINNED.iter().map(make).collect()
    })
}

#[test]
fn every_model_has_a_pinned_network_and_a_refused_value() {
    for row in Generator::ROWS {
        let pinned = pinned().iter().any(|(model, ..)| model.keyword() == row.keyword);
        assert!(pinned, "`{}` needs a line in PINNED, with its fingerprint", row.keyword);
        let refused = |(_, key): &(&str, &str)| key.split('.').next() == Some(row.keyword);
        let has_refused = REFUSED.iter().any(refused);
        assert!(has_refused, "`{}` needs a line in REFUSED, a value it refuses", row.keyword);
    }
}

#[test]
fn networks_are_what_they_were() {
    let changed: Vec<String> = pinned()
        .iter()
        .filter(|(_, network, then)| network.fingerprint() != *then)
        .map(|(model, network, then)| {
            format!("{}: {then} is now {}", model.keyword(), network.fingerprint())
        })
        .collect();
    assert!(changed.is_empty(), "networks have changed: {changed:#?}");
}

#[test]
fn networks_are_the_same_on_any_number_of_threads() {
    for threads in [1, 2, 7] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        for ((text, _), (_, network, _)) in PINNED.iter().zip(pinned()) {
            let again = pool.install(|| generator(text).generate(7, &()).unwrap());
            assert_eq!(again.fingerprint(), network.fingerprint(), "{text} on {threads} threads");
        }
    }
}

#[test]
fn another_rng_seed_makes_another_network_unless_nothing_is_random() {
    let fixed = ["path", "cycle", "star", "tree", "complete", "ring-lattice"];
    for ((text, _), (model, network, _)) in PINNED.iter().zip(pinned()) {
        let other = generator(text).generate(8, &()).unwrap();
        let same = other.fingerprint() == network.fingerprint();
        assert_eq!(same, fixed.contains(&model.keyword()), "{text}");
    }
}

#[test]
fn sizes_are_about_what_was_estimated() {
    for ((text, _), (model, network, _)) in PINNED.iter().zip(pinned()) {
        let NetworkSize { users, edges, .. } = model.size();
        assert!((f64::from(network.users()) / users - 1.0).abs() < 0.05, "{text}: {users} users");
        assert!(
            (network.edges() as f64 - edges).abs() < 0.1 * edges + 6.0,
            "{text}: {edges} edges"
        );
    }
}

#[test]
fn values_out_of_range_are_refused_by_name() {
    for &(text, named) in REFUSED {
        let model = generator(text);
        let _ = model.size();
        let error = model.generate(1, &()).expect_err(text);
        let Error::Value { key, problem, remedy } = error else { panic!("{text}: {error}") };
        assert_eq!(key, format!("network.generate.{named}"), "{text}: {problem}");
        assert!(!problem.is_empty() && !remedy.is_empty(), "{text}");
    }
}

#[test]
fn a_scenario_is_written_as_it_is_read() {
    for (text, _) in PINNED {
        let model = generator(text);
        let again = generator(&toml::to_string(&model).unwrap());
        assert_eq!(format!("{again:?}"), format!("{model:?}"));
    }
}

#[test]
fn every_model_stops_at_every_look() {
    for (model, _, _) in pinned() {
        let name = toml::to_string(model).unwrap();
        stops_at_every_look(&name, 3, |progress| model.generate(7, progress));
    }
}
