//! The search on networks of exact spread, and the rules against exhaustive search.

use super::{
    AccuracyGoal, Certificate, CertifiedChoice, Money, Objective, Question, SeedRules, choose,
};
use crate::{
    influence::{Influence, Rule, WeightedCascade},
    model::{Cascade, IndependentCascade, LinearThreshold, Model},
    network::{
        Network,
        attributes::EdgeColumn,
        builder::{EdgeList, EdgeMeaning, Parallel, Rules as BuildRules},
        generator::Generator,
        labels::Labels,
    },
    progress::StopsAt,
};

mod aims;
mod forward;
mod portfolio;
mod rival;
mod rules;
mod sentinels;
mod singleton_sets;
mod sketch;

/// Five users in a ring with chords, whose spreads are enumerated.
const G5: [([u32; 2], f64); 8] = [
    ([0, 1], 0.3),
    ([1, 2], 0.5),
    ([2, 3], 0.4),
    ([3, 4], 0.6),
    ([4, 0], 0.2),
    ([0, 2], 0.25),
    ([2, 4], 0.35),
    ([1, 4], 0.05),
];

fn g5() -> (Network, Influence) {
    of_edges(&G5, 5)
}

/// So many users, and edges with their probabilities.
fn of_edges(edges: &[([u32; 2], f64)], users: u32) -> (Network, Influence) {
    let values: Vec<f64> = edges.iter().map(|edge| edge.1).collect();
    let list = EdgeList {
        edges: edges.iter().map(|edge| edge.0).collect(),
        columns: vec![EdgeColumn { name: EdgeColumn::PROBABILITY.into(), values: values.into() }],
    };
    let rules = BuildRules { edge: EdgeMeaning::InfluencerToAudience, parallel: Parallel::Merge };
    let network = list.build(Labels::index(users), Vec::new(), rules);
    let column = network.edge_column(EdgeColumn::PROBABILITY).expect("it was given");
    let influence = Influence::PerEdge(column.iter().map(|&p| p as f32).collect());
    (network, influence)
}

fn question(cascade: &dyn Cascade, users: u32, count: usize) -> Question<'_> {
    Question {
        cascade: cascade.live().expect("live edges"),
        further: &[],
        users,
        rules: SeedRules::count(count),
        aim: Objective::default(),
        accuracy: AccuracyGoal::Quality { gain: 0.005 },
        risk: 0.001,
        most_members: 1 << 20,
        rng_seed: 5,
    }
}

/// Spreads of single users, and of {0, 3}, by enumeration. At most 2^20 members of sets are more
/// than 10^5 sets, whose share has standard deviation below 0.0016 of 5 users; five are allowed.
#[test]
fn spreads_on_g5_are_those_of_enumeration() {
    let (network, influence) = g5();
    let independent = IndependentCascade::default();
    let threshold = LinearThreshold::default();
    let models: [(&dyn Model, [f64; 5], f64); 2] = [
        (&independent, [2.001_181_25, 2.05017, 2.03756, 1.7995, 1.3615], 3.317_937_5),
        (&threshold, [2.111, 2.1175, 2.1434, 1.804, 1.372], 3.455),
    ];
    for (model, singles, pair) in models {
        let cascade = model.prepare(&network, &influence).expect("it fits");
        let sought = |required: &[u32]| {
            let rules = SeedRules { required, ..SeedRules::count(required.len()) };
            let accuracy = AccuracyGoal::Quality { gain: -1.0 };
            let question = Question { rules, accuracy, ..question(&*cascade, 5, 1) };
            let chosen = choose(&question, &()).expect("nobody stops it");
            assert_eq!(chosen.seeds.iter().map(|seed| seed.0).collect::<Vec<_>>(), required);
            let Certificate { spread, at_least, .. } = chosen.certificate;
            assert!(at_least <= spread && !chosen.certificate.reached);
            spread
        };
        for (user, expected) in (0..).zip(singles) {
            let spread = sought(&[user]);
            assert!((spread - expected).abs() < 5.0 * 0.008, "{user}: {spread}");
        }
        let spread = sought(&[0, 3]);
        assert!((spread - pair).abs() < 5.0 * 0.008, "{spread}");
        // The best single user is found, and bounded.
        let best = choose(&question(&*cascade, 5, 1), &()).expect("nobody stops it");
        let optimum = singles.into_iter().fold(0.0, f64::max);
        let found = singles[best.seeds[0].0 as usize];
        assert!(found > 0.97 * optimum && best.certificate.optimum_at_most >= optimum);
        assert!(best.certificate.at_least <= found);
    }
}

fn network() -> Network {
    let generator: Generator =
        toml::from_str("chung-lu = { users = 3000, mean_followers = 8 }").expect("a generator");
    generator.generate(2, &()).expect("a network")
}

#[test]
fn rules_are_kept_and_the_guarantee_is_reached() {
    let network = network();
    let influence = WeightedCascade::default().assign(&network, 1).expect("it fits");
    let cascade = IndependentCascade::default().prepare(&network, &influence).expect("it fits");
    let eligible: Vec<bool> = (0..3000).map(|user| user % 3 == 0).collect();
    let question = Question {
        rules: SeedRules { required: &[7, 100], eligible: Some(&eligible), ..SeedRules::count(10) },
        accuracy: AccuracyGoal::Guarantee { epsilon: 0.1 },
        most_members: 1 << 30,
        ..question(&*cascade, 3000, 10)
    };
    let chosen = choose(&question, &()).expect("nobody stops it");
    let users: Vec<u32> = chosen.seeds.iter().map(|seed| seed.0).collect();
    assert_eq!((users.len(), &users[..2]), (10, &[7, 100][..]));
    assert!(users[2..].iter().all(|user| user % 3 == 0));
    assert!(chosen.seeds[2..].windows(2).all(|pair| pair[0].1 >= pair[1].1));
    assert!(chosen.certificate.reached && chosen.certificate.ratio() >= 0.532);
    let free = choose(&Question { rules: SeedRules::count(10), ..question }, &());
    let free = free.expect("nobody stops it").certificate;
    assert!(free.spread > chosen.certificate.spread);
}

/// Of a star the best seed is plain, and twice as many sets tell that there is no better; where many
/// users are nearly as good as each other, more sets find better seeds, until these are no longer cheap.
#[test]
fn a_search_that_has_its_guarantee_goes_on_while_that_is_cheap_and_seeds_get_better() {
    let accuracy = AccuracyGoal::Guarantee { epsilon: 0.1 };
    let edges: Vec<([u32; 2], f64)> = (1..50).map(|leaf| ([0, leaf], 0.8)).collect();
    let (star, influence) = of_edges(&edges, 50);
    let cascade = IndependentCascade::default().prepare(&star, &influence).expect("it fits");
    let chosen = choose(&Question { accuracy, ..question(&*cascade, 50, 1) }, &());
    let chosen = chosen.expect("nobody stops it");
    assert_eq!((chosen.seeds[0].0, chosen.certificate.sets), (0, 2 * 2048));

    let network = network();
    let influence = WeightedCascade::default().assign(&network, 1).expect("it fits");
    let cascade = IndependentCascade::default().prepare(&network, &influence).expect("it fits");
    let most_members = 1 << 30;
    let question = Question { accuracy, most_members, ..question(&*cascade, 3000, 20) };
    let found = choose(&question, &()).expect("nobody stops it").certificate;
    assert!(found.reached && found.ratio() >= 0.532, "{found:?}");
    assert!((1 << 14..1 << 17).contains(&found.sets), "{found:?}");
    // Memory comes first.
    let limited = choose(&Question { most_members: 1 << 17, ..question }, &());
    let limited = limited.expect("nobody stops it").certificate;
    assert!(limited.reached && limited.sets < found.sets, "{limited:?} {found:?}");
}

/// Sees that a choice of 20 seeds by 3,000 sets is the same on 1, 2 and 7 threads.
fn same_on_any_threads(cascade: &dyn Cascade) {
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("threads")
            .install(|| choose(&question(cascade, 3000, 20), &()).expect("nobody stops it"))
    };
    assert_eq!(on(1), on(2));
    assert_eq!(on(1), on(7));
}

#[test]
fn threads_change_nothing() {
    let network = network();
    let influence = WeightedCascade::default().assign(&network, 1).expect("it fits");
    let cascade = IndependentCascade::default().prepare(&network, &influence).expect("it fits");
    same_on_any_threads(&*cascade);
}

/// Among 3,000 users who spread to hardly more than themselves, a handful of sets tells nothing: so
/// the search goes on until seeds meet the 80 sets that it takes to see 5% of a difference, or until
/// its memory is full.
#[test]
fn a_search_for_quality_does_not_end_by_chance_where_few_sets_are_met() {
    let network = network();
    let influence = Influence::Uniform(0.001);
    let cascade = IndependentCascade::default().prepare(&network, &influence).expect("it fits");
    for rng_seed in 0..10 {
        let accuracy = AccuracyGoal::Quality { gain: 0.05 };
        let most_members = 1 << 18;
        let question = question(&*cascade, 3000, 5);
        // Where some share anyway, if nobody here, every set is drawn.
        let aim = Objective { organic: Some(&[false; 3000]), ..Objective::default() };
        let question = Question { aim, accuracy, most_members, rng_seed, ..question };
        let chosen = choose(&question, &()).expect("nobody stops it");
        let Certificate { spread, sets, reached, .. } = chosen.certificate;
        let met = spread / 3000.0 * sets as f64;
        assert!(!reached || met >= 80.0, "{rng_seed}: {met} of {sets}");
    }
}

/// The required users are the best choice there is, and everybody spreads to everybody.
#[test]
fn seeds_without_a_choice_are_certified_to_be_the_best() {
    let (network, influence) = g5();
    let cascade = IndependentCascade::default().prepare(&network, &influence).expect("it fits");
    let required = &[1, 3][..];
    let prices = [1.0; 5];
    let money = Some(Money { prices: &prices, budget: 5.0 });
    for (rules, is_all) in [
        (SeedRules { required, ..SeedRules::count(2) }, false),
        (SeedRules::count(5), true),
        (SeedRules { money, ..SeedRules::count(SeedRules::ANY) }, true),
    ] {
        let question = Question { rules, ..question(&*cascade, 5, 1) };
        let found = choose(&question, &()).expect("nobody stops it").certificate;
        assert!(found.only_choice && found.ratio() >= 1.0, "{found:?}");
        assert!(found.at_least <= found.optimum_at_most && found.at_least >= 2.0, "{found:?}");
        assert!(!is_all || found.at_least >= 5.0 && found.optimum_at_most <= 5.0, "{found:?}");
    }
    let rules = SeedRules { required, ..SeedRules::count(3) };
    let found = choose(&Question { rules, ..question(&*cascade, 5, 1) }, &());
    assert!(!found.expect("nobody stops it").certificate.only_choice);
}

/// The certificate says what ended a search: the user or memory.
#[test]
fn a_search_that_is_stopped_says_by_whom() {
    let (network, influence) = g5();
    let cascade = IndependentCascade::default().prepare(&network, &influence).expect("it fits");
    let accuracy = AccuracyGoal::Quality { gain: -1.0 };
    let question = Question { accuracy, most_members: 1 << 16, ..question(&*cascade, 5, 2) };
    let full = choose(&question, &()).expect("nobody stops it").certificate;
    assert_eq!((full.reached, full.interrupted), (false, false));
    let stopped = choose(&question, &StopsAt::begin("", 7)).expect("there was a look").certificate;
    assert_eq!((stopped.reached, stopped.interrupted), (false, true));
    assert!(stopped.sets < full.sets);
}
