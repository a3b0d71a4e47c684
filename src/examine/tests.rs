//! Every question on networks where the answer is exact.

use super::*;
use crate::{
    influence::Influence,
    kernel::plan::Kernel,
    metric::{AnyMetric, Segments},
    model::{AnyModel, IndependentCascade, Model},
    network::{
        Network,
        attributes::EdgeColumn,
        builder::{EdgeList, EdgeMeaning, Parallel, Rules},
        generator::Generator,
        labels::Labels,
    },
    seeding::Lineup,
    simulate::{Stop, simulate},
};

fn generated(text: &str) -> Network {
    let generator: Generator = toml::from_str(text).expect(text);
    generator.generate(1, &()).expect(text)
}

fn of_edges(users: u32, edges: &[[u32; 2]]) -> Network {
    let rules = Rules { edge: EdgeMeaning::InfluencerToAudience, parallel: Parallel::Merge };
    EdgeList { edges: edges.to_vec(), columns: Vec::new() }.build(
        Labels::index(users),
        Vec::new(),
        rules,
    )
}

const SHARERS: &[AnyMetric] = &[AnyMetric::Sharers];

/// Runs `seeds` on a network by independent cascades, and examines them.
fn examined<T>(
    network: &Network,
    influence: &Influence,
    (kernel, replicates): (Kernel, u64),
    seeds: &Seeds,
    examine: impl FnOnce(&Subject<'_>) -> T,
) -> T {
    let cascade = IndependentCascade {}.prepare(network, influence).expect("it fits");
    let worlds = ExperimentWorlds {
        network: network.clone(),
        cascade,
        metrics: SHARERS.into(),
        rng_seed: 5,
        kernel,
        replicates,
        confidence: Confidence::NINETY_FIVE,
    };
    let options = std::slice::from_ref(seeds);
    let samples = worlds.run("", options, &()).expect("nobody stops it");
    examine(&Subject { worlds, seeds, values: &samples.options[0].values[0] })
}

fn everybody(network: &Network) -> Lineup {
    Lineup::Redrawn { pool: (0..network.users()).collect(), rng_seed: 5 }
}

fn per_user(price: f64) -> impl Fn(&Seeds) -> Result<f64> {
    move |seeds| Ok(price * seeds.count() as f64)
}

const WALK: (Kernel, u64) = (Kernel::Walk, 60);

/// Nobody convinces anybody: as many users have as many sharers, no more and no fewer.
#[test]
fn without_influence_break_even_is_the_number_of_seeds() {
    let network = generated("gnp = { users = 500, mean_followers = 4 }");
    for count in [1, 7, 40, 250] {
        let seeds = Seeds::fixed((100..100 + count).collect());
        examined(&network, &Influence::Uniform(0.0), WALK, &seeds, |subject| {
            let price = per_user(3.0);
            let (lineup, price) = (&everybody(&network), Some::<&PriceOfSeeds<'_>>(&price));
            let ordinary = Ordinary { option: None, lineup, price };
            let found = break_even(subject, &ordinary, Some(1000.0), &()).expect("it ends");
            let all = [found.at_least, found.users, found.at_most];
            assert_eq!(all, [Some(count); 3]);
            let money = found.money.expect("a price");
            let cost = 3.0 * f64::from(count);
            assert!((money.users.estimate - cost).abs() < 1e-9);
            assert!((money.worth.estimate - (cost - 1000.0)).abs() < 1e-9);
            assert!(found.redrawn && found.most == 500);
        });
    }
}

/// The hub of a star of 101 users at p = 1 reaches all of them; any fan reaches itself alone, so
/// that of fans as ordinary users all 100 have one sharer less.
#[test]
fn nobody_else_matches_the_hub_of_a_star() {
    let network = generated("star = { users = 101 }");
    examined(&network, &Influence::Uniform(1.0), WALK, &Seeds::fixed(vec![0]), |subject| {
        let fans = Lineup::Fixed((1..101).collect());
        let ordinary = Ordinary { option: None, lineup: &fans, price: None };
        let found = break_even(subject, &ordinary, None, &()).expect("it ends");
        assert_eq!([found.at_least, found.users, found.at_most], [None; 3]);
        assert_eq!(found.most, 100);
        let last = found.tried.last().expect("all were tried");
        assert!(last.users == 100 && (last.more.mean + 1.0).abs() < 1e-12, "{last:?}");
    });
}

/// On a complete network at p = 1 any single user does what any others do.
#[test]
fn on_a_complete_network_one_user_is_enough() {
    let network = generated("complete = { users = 30 }");
    let seeds = Seeds::fixed((0..9).collect());
    examined(&network, &Influence::Uniform(1.0), WALK, &seeds, |subject| {
        let lineup = everybody(&network);
        let ordinary = Ordinary { option: None, lineup: &lineup, price: None };
        let found = break_even(subject, &ordinary, None, &()).expect("it ends");
        assert_eq!([found.at_least, found.users, found.at_most], [Some(1); 3]);
    });
}

/// What is found is what trying every number finds, by a walk and by fused worlds.
#[test]
fn break_even_is_what_trying_every_number_finds() {
    let network = generated("barabasi-albert = { users = 300, ties_per_user = 2 }");
    let influence = Influence::Uniform(0.1);
    let seeds = Seeds::fixed((0..5).collect());
    for kernel in [Kernel::Walk, Kernel::Fused] {
        examined(&network, &influence, (kernel, 100), &seeds, |subject| {
            let lineup = everybody(&network);
            let ordinary = Ordinary { option: None, lineup: &lineup, price: None };
            let found = break_even(subject, &ordinary, None, &()).expect("it ends");
            let every: Vec<Seeds> = (1..=60).map(|count| lineup.first(count)).collect();
            let samples = subject.worlds.run("", &every, &()).expect("nobody stops it");
            let target = Moments::of(subject.values).mean;
            let means = samples.options.iter().map(|option| Moments::of(&option.values[0]).mean);
            let least = 1 + means.take_while(|&mean| mean < target).count() as u32;
            assert!(least > 5 && least < 60, "{least}");
            assert_eq!(found.users, Some(least), "{kernel:?}");
            let [low, high] = [found.at_least, found.at_most].map(|end| end.expect("there is one"));
            assert!(low <= least && least <= high && low < high, "{low} {least} {high}");
        });
    }
}

/// 0 → 2, 3; 1 → 3, 4; 5 stands alone. At p = 1 the seeds 0, 1, 5 have 6 sharers; without 0 they
/// lack 0 and 2, without 1 they lack 1 and 4, without 5 they lack 5. Alone 0 has 3 sharers.
#[test]
fn what_each_seed_adds_is_exact_where_nothing_is_left_to_chance() {
    let network = of_edges(6, &[[0, 2], [0, 3], [1, 3], [1, 4]]);
    let seeds = [5, 0, 1];
    let codes = [0, 1, 0, 2, 1, 2];
    let names = ["a", "b", "c"].map(str::to_owned);
    let segments = Segments { codes: codes.to_vec().into(), count: 3 };
    let by = By { column: "region", names: &names, segments };
    let all = Seeds::fixed(seeds.to_vec());
    examined(&network, &Influence::Uniform(1.0), WALK, &all, |subject| {
        let found = each_seed(subject, &seeds, Some(&by), &()).expect("nobody stops it");
        let rows: Vec<(&str, f64, f64, f64, u64)> = found
            .each
            .iter()
            .map(|seed| {
                let overlap = seed.overlap.expect("it reaches itself").ratio;
                (seed.id.as_str(), seed.gain.mean, seed.alone, overlap, seed.followers)
            })
            .collect();
        let third = 1.0 / 3.0;
        let expected =
            [("0", 2.0, 3.0, third, 2), ("1", 2.0, 3.0, third, 2), ("5", 1.0, 1.0, 0.0, 0)];
        for (rows, expected) in rows.iter().zip(expected) {
            assert_eq!((rows.0, rows.4), (expected.0, expected.4));
            for (a, b) in [(rows.1, expected.1), (rows.2, expected.2), (rows.3, expected.3)] {
                assert!((a - b).abs() < 1e-12, "{rows:?}");
            }
        }
        // Users 0 and 2 are all of segment a; 1 and 4 of b; 3 and 5 share c, where losing one of
        // two is no more than half.
        let opens = |place: usize| -> Vec<&str> {
            found.each[place].opens.iter().map(|opened| opened.segment.as_str()).collect()
        };
        assert_eq!([opens(0), opens(1), opens(2)], [vec!["a"], vec!["b"], vec![]]);
        assert!((found.each[0].share - third).abs() < 1e-12);
    });
}

#[test]
fn the_only_seed_adds_everything() {
    let network = of_edges(3, &[[0, 1]]);
    examined(&network, &Influence::Uniform(1.0), WALK, &Seeds::fixed(vec![0]), |subject| {
        let found = each_seed(subject, &[0], None, &()).expect("nobody stops it");
        assert!((found.each[0].gain.mean - 2.0).abs() < 1e-12);
        assert!((found.each[0].share - 1.0).abs() < 1e-12);
        assert!(found.each[0].overlap.is_some_and(|overlap| overlap.ratio.abs() < 1e-12));
    });
}

/// Three stars of 8, 4 and 2 fans and three users alone, at p = 1: 9, 5 and 3 sharers, then 1 each.
#[test]
fn a_curve_is_exact_where_nothing_is_left_to_chance() {
    let mut edges = Vec::new();
    let mut next = 6;
    for (hub, fans) in [(0, 8), (1, 4), (2, 2)] {
        edges.extend((next..next + fans).map(|fan| [hub, fan]));
        next += fans;
    }
    let network = of_edges(next, &edges);
    let lineup = Lineup::Fixed((0..6).collect());
    let seeds = lineup.first(3);
    examined(&network, &Influence::Uniform(1.0), WALK, &seeds, |subject| {
        let price = per_user(10.0);
        let ordered = Ordered { lineup: &lineup, by: SeedOrder::Choice };
        let viral = [(AnyMetric::Sharers, 14.0)];
        let found = curve(subject, ordered, &viral, Some(&price), &()).expect("nobody stops it");
        let rows: Vec<(u32, f64, u64)> = found
            .points
            .iter()
            .map(|point| (point.seeds, point.mean, point.viral[0].successes))
            .collect();
        assert_eq!(rows, [(1, 9.0, 0), (2, 14.0, 60), (3, 17.0, 60), (5, 19.0, 60)]);
        let prices: Vec<f64> =
            found.points.iter().filter_map(|point| Some(point.step?.price?.per_unit)).collect();
        for (price, expected) in prices.iter().zip([2.0, 10.0 / 3.0, 10.0]) {
            assert!((price - expected).abs() < 1e-12, "{prices:?}");
        }
        assert_eq!(found.knee, Some(3));
    });
}

fn robust(
    network: &Network,
    influence: &Influence,
    replicates: u64,
    options: &[Seeds],
) -> Robustness {
    let model = AnyModel::IndependentCascade(IndependentCascade {});
    robust_under(&model, network, influence, replicates, options)
}

fn robust_under(
    model: &AnyModel,
    network: &Network,
    influence: &Influence,
    replicates: u64,
    options: &[Seeds],
) -> Robustness {
    examined(network, influence, (Kernel::Walk, replicates), &options[0], |subject| {
        let samples = subject.worlds.run("", options, &()).expect("nobody stops it");
        let values: Vec<&[f64]> =
            samples.options.iter().map(|option| option.values[0].as_slice()).collect();
        let assumed =
            Assumptions { influence, model, names: &["a", "b"], options, values: &values };
        robustness(&subject.worlds, &assumed, &()).expect("nobody stops it")
    })
}

/// The hub of a star of n fans: 1 + n p; with standard error √(n p q / worlds).
#[test]
fn weaker_and_stronger_influence_give_the_star_its_exact_means() {
    let network = generated("star = { users = 201 }");
    let options = [Seeds::fixed(vec![0]), Seeds::fixed(vec![1, 2])];
    let found = robust(&network, &Influence::Uniform(1.0), 2000, &options);
    let mean = |change: Change, option: usize| {
        let variation = found.variations.iter().find(|variation| variation.change == change);
        variation.expect("it was tried").options[option].mean
    };
    let error = |p: f64| (200.0 * p * (1.0 - p) / 2000.0_f64).sqrt();
    assert!((mean(Change::WeakerInfluence, 0) - 161.0).abs() < 4.0 * error(0.8));
    assert!((mean(Change::StrongerInfluence, 0) - 201.0).abs() < 1e-12);
    // Which edges are missing is drawn once: 200 of them with a share of 0.1.
    let missing = mean(Change::MissingEdges, 0) - 181.0;
    assert!(missing.abs() < 4.0 * (200.0_f64 * 0.09).sqrt() && missing.fract() == 0.0);
    assert!((mean(Change::MissingEdges, 1) - 2.0).abs() < 1e-12);
    // Weights of 1 on the single edge that leads to each fan are thresholds met.
    assert!((mean(Change::LinearThreshold, 0) - 201.0).abs() < 1e-12);
    assert!(found.left_out.is_empty());
    assert!(found.variations.iter().all(|variation| variation.flips.is_empty()));
}

/// A path of 60 users against two users with 5 fans each. At p = 0.9 the path has on average
/// (1 − 0.9^60) / 0.1 = 9.98 sharers, and 3.6 at 0.72; the two have 11 and 9.2: no flip there. At
/// p = 0.95 the path has 19.1 against 11.5, at 0.76 it has 4.2 against 9.6: a flip.
#[test]
fn options_that_change_places_are_found_and_others_are_not() {
    let mut edges: Vec<[u32; 2]> = (0..59).map(|user| [user, user + 1]).collect();
    edges.extend((62..67).map(|fan| [60, fan]));
    edges.extend((67..72).map(|fan| [61, fan]));
    let network = of_edges(72, &edges);
    let options = [Seeds::fixed(vec![0]), Seeds::fixed(vec![60, 61])];
    let flips = |p: f64| -> Vec<(Change, Vec<Flip>)> {
        let found = robust(&network, &Influence::Uniform(p), 1000, &options);
        assert!(found.left_out.is_empty(), "one edge leads to each user");
        found.variations.into_iter().map(|variation| (variation.change, variation.flips)).collect()
    };
    for (change, flips) in flips(0.95) {
        match change {
            Change::WeakerInfluence => {
                assert_eq!(flips.len(), 1);
                assert_eq!([&*flips[0].ahead, &*flips[0].behind], ["b", "a"]);
                assert!(flips[0].was_behind && flips[0].by.is_surely_more());
            }
            Change::MissingEdges => {}
            _ => assert!(flips.is_empty(), "{change:?} {flips:?}"),
        }
    }
    let stronger = flips(0.9).into_iter().find(|(change, _)| *change == Change::StrongerInfluence);
    // All 60 of the path at p = 1 against 12.
    assert_eq!(stronger.expect("it was tried").1[0].ahead, "a");
}

#[test]
fn a_model_whose_weights_do_not_fit_is_left_out_with_the_reason() {
    let network = generated("complete = { users = 30 }");
    let options = [Seeds::fixed(vec![0]), Seeds::fixed(vec![1, 2])];
    let found = robust(&network, &Influence::Uniform(0.1), 20, &options);
    assert_eq!(found.variations.len(), 3);
    assert_eq!(found.left_out[0].change, Change::LinearThreshold);
    assert!(found.left_out[0].why.contains("sum to at most 1"), "{:?}", found.left_out);
}

/// Edges that are not missing keep the numbers that a model reads.
#[test]
fn under_a_third_model_both_usual_ones_are_tried() {
    let star = generated("star = { users = 21 }");
    let platform = EdgeColumn { name: "platform".to_owned(), values: [1.0, 2.0].repeat(10).into() };
    let (rows, labels) = (star.forward().clone(), star.labels().clone());
    let network = Network::new(rows, vec![platform], labels, Vec::new(), star.built());
    let model: AnyModel = toml::from_str("multiplex = { cross_post = 0 }").expect("a model");
    let options = [Seeds::fixed(vec![0]), Seeds::fixed(vec![1])];
    let found = robust_under(&model, &network, &Influence::Uniform(1.0), 20, &options);
    let tried: Vec<Change> = found.variations.iter().map(|variation| variation.change).collect();
    let models = [Change::IndependentCascade, Change::LinearThreshold];
    assert_eq!(tried[3..], models, "{:?}", found.left_out);
    assert_eq!(tried.len(), MOST_CHANGES);
    assert_eq!(tried[2], Change::MissingEdges);
}

/// The seeds that an experiment ran with others have the same values when they are run again.
#[test]
fn further_seeds_meet_the_worlds_of_the_experiment() {
    let network = generated("gnp = { users = 400, mean_followers = 5 }");
    let influence = Influence::Uniform(0.25);
    let cascade = IndependentCascade {}.prepare(&network, &influence).expect("it fits");
    let options: Vec<Seeds> = (0..5).map(|user| Seeds::fixed(vec![user, 2 * user + 9])).collect();
    for kernel in [Kernel::Walk, Kernel::Fused] {
        let worlds = ExperimentWorlds {
            network: network.clone(),
            cascade: std::sync::Arc::clone(&cascade),
            metrics: SHARERS.into(),
            rng_seed: 5,
            kernel,
            replicates: 90,
            confidence: Confidence::NINETY_FIVE,
        };
        let experiment = worlds.experiment(&options, None);
        let stop = Stop::after(130, Confidence::NINETY_FIVE);
        let whole = simulate(experiment.engine(kernel), &stop, &()).expect("runs").samples;
        let again = worlds.run("", &options[3..4], &()).expect("runs");
        assert_eq!(again.options[0].values[0][..], whole.options[3].values[0][..90]);
    }
}
