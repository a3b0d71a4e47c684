//! Strategies on small networks, and what they refuse.

use std::path::Path;

use super::*;
use crate::{
    influence::Influence,
    model::{IndependentCascade, Model},
    network::{
        Network,
        attributes::{UserColumn, UserValues},
        builder::{EdgeList, EdgeMeaning, Parallel, Rules},
        labels::Labels,
    },
};

/// Users 10, 20, … 60; 20 has most followers; 10, 20 and 30 follow each other.
pub(in crate::seeding) fn network() -> Network {
    let edges =
        vec![[0, 1], [1, 0], [0, 2], [2, 0], [1, 2], [2, 1], [1, 3], [1, 4], [3, 4], [5, 4]];
    let regions = ["north", "north", "south", "south", "north"];
    let mut words: Vec<Option<&str>> = regions.iter().map(|&region| Some(region)).collect();
    words.push(None);
    let column = |name: &str, values| UserColumn { name: name.to_owned(), values };
    EdgeList { edges, columns: Vec::new() }.build(
        Labels::integers(vec![10, 20, 30, 40, 50, 60]),
        vec![
            column("region", UserValues::categories(&words)),
            column("age", UserValues::Number(vec![20.0, 30.0, 40.0, 50.0, 60.0, f64::NAN].into())),
            column("partner", UserValues::Flag(vec![1, 0, 0, 1, 2, 0].into())),
        ],
        Rules { edge: EdgeMeaning::InfluencerToAudience, parallel: Parallel::Merge },
    )
}

fn choose(text: &str) -> Result<Vec<u32>> {
    choose_from(&network(), text)
}

/// Users 0, 1, … with these edges.
pub(in crate::seeding) fn network_of(users: u32, edges: &[[u32; 2]]) -> Network {
    let rules = Rules { edge: EdgeMeaning::InfluencerToAudience, parallel: Parallel::Merge };
    EdgeList { edges: edges.to_vec(), columns: Vec::new() }.build(
        Labels::index(users),
        Vec::new(),
        rules,
    )
}

/// The seeds that a strategy chooses, ascending.
pub(super) fn choose_from(network: &Network, text: &str) -> Result<Vec<u32>> {
    choose_under(network, &Influence::Uniform(0.1), text)
}

/// The seeds that a strategy chooses under an influence, ascending.
pub(super) fn choose_under(
    network: &Network,
    influence: &Influence,
    text: &str,
) -> Result<Vec<u32>> {
    let strategy: AnyStrategy = toml::from_str(text).expect(text);
    let chosen = with_choice(network, influence, |choice| {
        let chosen = strategy.choose(choice);
        let message = |error: &Error| error.to_string();
        assert_eq!(
            strategy.check(choice).err().as_ref().map(message),
            chosen.as_ref().err().map(message),
            "{text}: check says what choose says"
        );
        chosen
    });
    chosen.map(|seeds| match seeds {
        Seeds::Fixed(users) => users,
        Seeds::Redrawn(draw) => draw.pool,
    })
}

/// Calls `then` with a choice on a network under the independent cascade.
pub(super) fn with_choice<T>(
    network: &Network,
    influence: &Influence,
    then: impl FnOnce(&SeedChoice<'_>) -> T,
) -> T {
    let cascade = IndependentCascade::default().prepare(network, influence).expect("it fits");
    then(&SeedChoice {
        network,
        spreading: SpreadModel { influence, cascade: &*cascade },
        key: "seeds",
        charge: None,
        rng_seed: 1,
        folder: Path::new("."),
        progress: &(),
    })
}

#[test]
fn strategies_choose_whom_their_names_say() {
    for (text, expected) in [
        ("users = { ids = [60, '10', 60] }", vec![0, 5]),
        ("top-degree = { count = 1 }", vec![1]),
        ("top-degree = { count = 2 }", vec![0, 1]),
        ("top-degree = { count = 1, where = { region = 'south' } }", vec![2]),
        ("k-core = { count = 3 }", vec![0, 1, 2]),
        ("pagerank = { count = 1 }", vec![1]),
        ("random = { count = 2, where = { region = 'south' } }", vec![2, 3]),
        ("random = { count = 1, redraw = true, where = { partner = true } }", vec![0, 3]),
        ("random = { count = 2, where = { age = { min = 45 } } }", vec![3, 4]),
        ("random = { count = 2, where = { age = { min = 15, max = 30 } } }", vec![0, 1]),
        ("random = { count = 3, where = { followers = { max = 1 } } }", vec![3, 4, 5]),
        ("random = { count = 3, where = { region = ['north'] } }", vec![0, 1, 4]),
        ("random = { count = 1, where = { region = 'north', age = 60 } }", vec![4]),
    ] {
        assert_eq!(choose(text).expect(text), expected, "{text}");
    }
}

/// The lineup holds the seeds of every other count.
#[test]
fn a_lineup_begins_with_the_seeds_of_every_count() {
    for keyword in ["top-degree", "pagerank", "k-core", "random", "users", "random-with-redraw"] {
        let of = |count: u32| -> (Option<Lineup>, Seeds) {
            let text = match keyword {
                "users" => {
                    format!("users = {{ ids = {:?} }}", &[60, 10, 60, 20][..count as usize])
                }
                "random-with-redraw" => {
                    format!("random = {{ count = {count}, redraw = true }}")
                }
                _ => format!("{keyword} = {{ count = {count} }}"),
            };
            let strategy: AnyStrategy = toml::from_str(&text).expect(&text);
            with_choice(&network(), &Influence::Uniform(0.1), |choice| {
                let lineup = strategy.lineup(choice).expect(&text);
                (lineup, strategy.choose(choice).expect(&text))
            })
        };
        let lineup = of(4).0.expect("it has an order");
        assert_eq!(lineup.users(), if keyword == "users" { 3 } else { 6 }, "{keyword}");
        for count in [1, 2] {
            assert_eq!(lineup.first(count), of(count).1, "{keyword}");
        }
    }
}

#[test]
fn a_relabelled_network_gives_the_same_users() {
    let texts = [
        "random = { count = 3 }",
        "top-degree = { count = 4 }",
        "k-core = { count = 2 }",
        "single-discount = { count = 4 }",
        "degree-discount = { count = 3, p = 0.5 }",
        "vote-rank = { count = 4 }",
        "collective-influence = { count = 4 }",
        "betweenness = { count = 3, sources = 4 }",
        "eigenvector = { count = 2 }",
        "community-spread = { count = 3 }",
    ];
    let relabelled = network().relabelled_by_degree().expect("it is small");
    assert_ne!(relabelled.id(0), network().id(0), "another user comes first");
    for text in texts {
        let ids = |network: &Network| {
            let mut ids: Vec<String> = choose_from(network, text)
                .expect(text)
                .into_iter()
                .map(|user| network.id(user).to_string())
                .collect();
            ids.sort_unstable();
            ids
        };
        assert_eq!(ids(&relabelled), ids(&network()), "{text}");
    }
}

#[test]
fn whom_there_is_not_is_refused_with_the_key_and_a_remedy() {
    for (text, key, word) in [
        ("users = { ids = [7] }", "seeds.ids", "7"),
        ("users = { ids = [] }", "seeds.ids", "no user"),
        ("random = { count = 7 }", "seeds.count", "6 users"),
        ("random = { count = 0 }", "seeds.count", "0 users"),
        ("random = { count = 1, where = { regoin = 'north' } }", "seeds.where.regoin", "regoin"),
        ("random = { count = 1, where = { region = 'nrth' } }", "seeds.where.region", "nrth"),
        ("random = { count = 1, where = { region = 3 } }", "seeds.where.region", "3"),
        ("random = { count = 1, where = { age = true } }", "seeds.where.age", "true"),
        ("random = { count = 1, where = { partner = 'x' } }", "seeds.where.partner", "x"),
        ("random = { count = 1, where = { age = { min = 9, max = 1 } } }", "seeds.where.age", "9"),
    ] {
        match choose(text) {
            Err(Error::Value { key: named, problem, remedy }) => {
                assert_eq!(named, key, "{text}");
                assert!(problem.contains(word), "{text}: {problem}");
                assert!(!remedy.is_empty(), "{text}");
            }
            other => panic!("{text}: {other:?}"),
        }
    }
}

/// Each of 10 users is among 3 with probability 0.3: over 10,000 worlds the share has standard
/// deviation 0.0046; five of them are allowed.
#[test]
fn draws_are_fair_distinct_and_nested() {
    let draw = |count| SeedDraw { pool: (0..10).collect(), count, rng_seed: 5 };
    let mut counts = [0_u32; 10];
    let (mut few, mut many) = (Vec::new(), Vec::new());
    for world in 0..10_000 {
        draw(3).of(world, &mut few);
        draw(10).of(world, &mut many);
        assert_eq!(few, many[..3]);
        for &user in &few {
            counts[user as usize] += 1;
        }
        many.sort_unstable();
        assert_eq!(many, (0..10).collect::<Vec<_>>());
    }
    for count in counts {
        assert!((f64::from(count) / 10_000.0 - 0.3).abs() < 5.0 * 0.0046);
    }
}
