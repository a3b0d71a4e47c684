//! What is counted exactly where users are mostly made to share by nobody, against enumeration.

use super::{aims::worlds, *};
use crate::{
    model::LiveCascade,
    rng::{Purpose, World},
    seeding::reverse::{
        FairnessRule, LeastShares, Money, SegmentQuotas,
        draw::{
            block::SetBlock,
            roots::{Roots, Sequence},
            seed_set::SeedSet,
            source::SetSource,
        },
        singleton_sets::SingletonSets,
    },
};

/// Blocks of 256 sets.
const BLOCKS: u64 = 200;

const DIAMOND: [([u32; 2], f64); 4] = [([0, 1], 0.5), ([0, 2], 0.4), ([1, 3], 0.3), ([2, 3], 0.6)];

/// The spread of each of some choices of seeds, and the sum over all single users, which is the
/// mean size of sets by duality. Each with its standard error.
fn estimated(
    cascade: &dyn LiveCascade,
    users: u32,
    choices: &[&[u32]],
    aim: Objective<'_>,
) -> (Vec<[f64; 2]>, [f64; 2]) {
    let (alone, weights) =
        SingletonSets::everybody(cascade, users, aim.value).expect("some are made to");
    let roots = Roots::weighted(users, weights, 3);
    let source = SetSource { deadline: aim.deadline, ..SetSource::of(cascade, users, &roots) };
    let source = source.in_company(&roots);
    let blocks = source.draw(Sequence::Testing, 0..BLOCKS, &()).expect("nobody stops it");
    let sets: Vec<&[u32]> = blocks.iter().flat_map(SetBlock::sets).collect();
    let count = sets.len() as f64;
    let of = |seeds: &&[u32]| {
        let set = SeedSet::of(users, seeds);
        let share = sets.iter().filter(|members| set.meets(members)).count() as f64 / count;
        let spread = alone.spread(seeds.iter().copied()) + share * roots.total();
        [spread, roots.total() * (share * (1.0 - share) / count).sqrt()]
    };
    let sizes: Vec<f64> = sets.iter().map(|set| set.len() as f64).collect();
    let mean = sizes.iter().sum::<f64>() / count;
    let variance = sizes.iter().map(|size| (size - mean).powi(2)).sum::<f64>() / count;
    let all = alone.spread(0..users) + mean * roots.total();
    (choices.iter().map(of).collect(), [all, roots.total() * (variance / count).sqrt()])
}

fn assert_close([estimated, error]: [f64; 2], exact: f64, what: &str) {
    assert!(
        (estimated - exact).abs() <= 5.0 * error + 1e-6,
        "{what}: {estimated} ± {error}, {exact}"
    );
}

/// Spreads of single users and of {0, 3} by enumeration, within five standard errors; so is the sum over
/// single users, which is that of the sizes of sets.
#[test]
fn spreads_on_g5_and_the_diamond_are_those_of_enumeration() {
    let choices: [&[u32]; 6] = [&[0], &[1], &[2], &[3], &[4], &[0, 3]];
    let independent = IndependentCascade::default();
    let threshold = LinearThreshold::default();
    let cases: [(&dyn Model, [f64; 6], f64); 2] = [
        (&independent, [2.001_181_25, 2.05017, 2.03756, 1.7995, 1.3615, 3.317_937_5], 2.254),
        (&threshold, [2.111, 2.1175, 2.1434, 1.804, 1.372, 3.455], 2.29),
    ];
    for (model, spreads, diamond) in cases {
        let (network, influence) = g5();
        let cascade = model.prepare(&network, &influence).expect("it fits");
        let (told_of, all) = estimated(
            cascade.live().expect("it has live edges"),
            5,
            &choices,
            Objective::default(),
        );
        for ((estimated, exact), seeds) in told_of.into_iter().zip(spreads).zip(choices) {
            assert_close(estimated, exact, &format!("{seeds:?}"));
        }
        assert_close(all, spreads[..5].iter().sum(), "all");
        let (network, influence) = of_edges(&DIAMOND, 4);
        let cascade = model.prepare(&network, &influence).expect("it fits");
        let live = cascade.live().expect("it has live edges");
        assert_close(estimated(live, 4, &[&[0]], Objective::default()).0[0], diamond, "diamond");
    }
}

/// Every way in which live edges are found: one probability, small and large; one a user; one an edge.
#[test]
fn spreads_of_every_influence_value_and_deadline_are_those_of_enumeration() {
    let (network, by_edge) = g5();
    let rows = network.forward();
    let of_user = [0.2, 0.0, 0.05, 0.9, 0.4];
    let value = [0.0, 4.0, 0.5, 2.0, 1.5];
    let choices: [&[u32]; 4] = [&[0], &[2], &[1, 4], &[0, 3]];
    for influence in [
        Influence::Uniform(0.02),
        Influence::Uniform(0.9),
        Influence::PerTarget(of_user.into()),
        by_edge,
    ] {
        let of_edge = |target: &u32| match &influence {
            Influence::Uniform(p) => *p as f32,
            Influence::PerTarget(p) => p[*target as usize] as f32,
            Influence::PerEdge(_) => 0.0,
        };
        let same = match &influence {
            Influence::PerEdge(column) => Influence::PerEdge(column.clone()),
            _ => Influence::PerEdge(rows.targets().iter().map(of_edge).collect()),
        };
        let cascade = IndependentCascade::default().prepare(&network, &influence).expect("it fits");
        let live = cascade.live().expect("it has live edges");
        for deadline in [None, Some(0.0), Some(1.0)] {
            let worlds = worlds(&network, &same, deadline.unwrap_or(5.0) as usize);
            for value in [None, Some(&value[..])] {
                let aim = Objective { value, deadline, ..Objective::default() };
                let (estimated, _) = estimated(live, 5, &choices, aim);
                let counted = value.map_or([1.0; 5], |value| value.try_into().expect("five"));
                for (estimated, seeds) in estimated.into_iter().zip(choices) {
                    let exact = super::aims::spread(&worlds, seeds, &[], counted);
                    assert_close(
                        estimated,
                        exact,
                        &format!("{influence:?} {deadline:?} {seeds:?}"),
                    );
                }
            }
        }
    }
}

fn rare(p: f64) -> (Network, Influence) {
    (network(), Influence::Uniform(p))
}

#[test]
fn it_is_done_where_most_are_made_to_share_by_nobody_and_nothing_else_decides() {
    let (network, influence) = rare(0.01);
    let cascade = IndependentCascade::default().prepare(&network, &influence).expect("it fits");
    let often = WeightedCascade::default().assign(&network, 1).expect("it fits");
    let often = IndependentCascade::default().prepare(&network, &often).expect("it fits");
    let nobody = [false; 3000];
    let plain = question(&*cascade, 3000, 5);
    let organic = Some(&nobody[..]);
    let prices = vec![1.0; 3000];
    let money = Some(Money { prices: &prices, budget: 5.0 });
    let bought = SeedRules { money, ..SeedRules::count(SeedRules::ANY) };
    let fair = Some(FairnessRule { segments: &[0; 3000], least: LeastShares::Shares(&[0.1]) });
    let cases = [
        (plain, true),
        (
            Question { aim: Objective { deadline: Some(2.0), ..Objective::default() }, ..plain },
            true,
        ),
        (Question { rules: bought, ..plain }, true),
        (Question { rules: SeedRules { fair, ..plain.rules }, ..plain }, false),
        (Question { aim: Objective { organic, ..Objective::default() }, ..plain }, false),
        (Question { aim: Objective { absent: organic, ..Objective::default() }, ..plain }, false),
        (question(&*often, 3000, 5), false),
    ];
    for (place, (question, is_done)) in cases.iter().enumerate() {
        assert_eq!(SingletonSets::of(question).is_some(), *is_done, "{place}");
    }
    // Where nobody makes anybody share, every set is its root.
    let never = Influence::Uniform(0.0);
    let never = IndependentCascade::default().prepare(&network, &never).expect("it fits");
    let question = question(&*never, 3000, 5);
    assert!(SingletonSets::of(&question).is_none());
    let found = choose(&question, &()).expect("nobody stops it").certificate;
    assert!(found.at_least <= 5.0 && 5.0 <= found.optimum_at_most, "{found:?}");
}

/// Both ways choose seeds that are as good, and certify what cascades do: the mean of 4,000 has a standard
/// error of its own, of which four are allowed. The exact way needs few of the sets.
#[test]
fn seeds_are_as_good_by_few_sets_as_where_every_set_is_drawn() {
    let (network, influence) = rare(0.01);
    let cascade = IndependentCascade::default().prepare(&network, &influence).expect("it fits");
    let plain = SeedRules::count(20);
    // Of one price, a budget is a number of seeds, and so are quotas of one segment.
    let prices = vec![0.25; 3000];
    let money = Some(Money { prices: &prices, budget: 5.0 });
    let quotas = Some(SegmentQuotas { segments: &[0; 3000], least: &[0], most: &[20] });
    let bought = SeedRules { money, ..SeedRules::count(SeedRules::ANY) };
    for rules in [plain, bought, SeedRules { quotas, ..plain }] {
        is_as_good_by_few_sets(&*cascade, rules);
    }
}

fn is_as_good_by_few_sets(cascade: &dyn Cascade, rules: SeedRules<'_>) {
    let nobody = [false; 3000];
    let drawn = Objective { organic: Some(&nobody), ..Objective::default() };
    let question = Question { most_members: 1 << 23, rules, ..question(cascade, 3000, 20) };
    let [exact, drawn] = [Objective::default(), drawn]
        .map(|aim| choose(&Question { aim, ..question }, &()).expect("nobody stops it"));
    assert_eq!(exact.seeds.len(), 20);
    let simulated = |chosen: &CertifiedChoice| {
        let seeds: Vec<u32> = chosen.seeds.iter().map(|seed| seed.0).collect();
        let mut scratch = crate::kernel::Scratch::new(3000);
        let sharers: Vec<f64> = (0..4000)
            .map(|world| {
                cascade.run(World::new(2, Purpose::Diffusion, world), &seeds, &mut scratch);
                scratch.sharers().len() as f64
            })
            .collect();
        let mean = sharers.iter().sum::<f64>() / 4000.0;
        let squares: f64 = sharers.iter().map(|count| (count - mean).powi(2)).sum();
        (mean, squares.sqrt() / 4000.0)
    };
    for chosen in [&exact, &drawn] {
        let (mean, error) = simulated(chosen);
        let Certificate { at_least, optimum_at_most, spread, reached, .. } = chosen.certificate;
        assert!(reached && (mean - spread).abs() < 4.0 * error + 0.01 * mean, "{mean} {chosen:?}");
        assert!(at_least <= mean + 4.0 * error && mean <= optimum_at_most + 4.0 * error);
        let adds: f64 = chosen.seeds.iter().map(|seed| seed.1).sum();
        assert!((adds - spread).abs() < 0.05 * spread, "{adds} {spread}");
    }
    let [few, many] = [&exact, &drawn].map(|chosen| chosen.certificate.sets);
    assert!(8 * few <= many, "{few} {many}");
    let (mean, error) = simulated(&exact);
    assert!(mean > 0.99 * simulated(&drawn).0 - 4.0 * error);
}

#[test]
fn threads_do_not_change_what_is_counted_exactly() {
    let (network, influence) = rare(0.01);
    let cascade = IndependentCascade::default().prepare(&network, &influence).expect("it fits");
    same_on_any_threads(&*cascade);
}

/// A handful of users may be allowed: the least that any seeds have is theirs.
#[test]
fn the_least_that_any_seeds_have_alone_keeps_the_rules() {
    let (network, influence) = g5();
    let cascade = IndependentCascade::default().prepare(&network, &influence).expect("it fits");
    let live = cascade.live().expect("it has live edges");
    let (alone, _) = SingletonSets::everybody(live, 5, None).expect("some are made to");
    let chances = [0.8, 0.7, 0.375, 0.6, 0.247];
    let eligible = [true, true, true, false, false];
    let required = [0];
    let rules = SeedRules { required: &required, eligible: Some(&eligible), ..SeedRules::count(2) };
    for (rules, exact) in [
        (SeedRules::count(2), chances[4] + chances[2]),
        (SeedRules { required: &required, ..SeedRules::count(2) }, chances[0] + chances[4]),
        (rules, chances[0] + chances[2]),
    ] {
        let exact: f64 = exact;
        assert!((alone.least(rules) - exact).abs() < 1e-6, "{exact}");
    }
}

/// All choices that a budget or quotas leave of five users who mostly share alone: what is chosen has its
/// share of the best of them, and the bounds bracket both, as enumeration tells it. Each bound may fail
/// once in 1,000 times.
#[test]
fn bounds_by_rules_bracket_the_best_that_these_allow() {
    let (network, _) = g5();
    let influence = Influence::PerEdge(vec![0.1; 8].into());
    let cascade = IndependentCascade::default().prepare(&network, &influence).expect("it fits");
    let worlds = worlds(&network, &influence, 5);
    let prices = [2.0, 3.0, 2.5, 1.0, 0.5];
    let value = [0.0, 4.0, 0.5, 2.0, 1.5];
    let segments = [0, 1, 0, 1, 0];
    let budgets = [0.5, 2.0, 3.0, 6.0].map(|budget| {
        let money = Some(Money { prices: &prices, budget });
        SeedRules { money, ..SeedRules::count(SeedRules::ANY) }
    });
    let quotas = Some(SegmentQuotas { segments: &segments, least: &[0, 0], most: &[2, 1] });
    let limited = [2, 3].map(|count| SeedRules { quotas, ..SeedRules::count(count) });
    for rules in budgets.into_iter().chain(limited) {
        for (value, counted) in [(None, [1.0; 5]), (Some(&value[..]), value)] {
            let aim = Objective { value, ..Objective::default() };
            let question = Question { rules, aim, ..question(&*cascade, 5, 1) };
            assert!(SingletonSets::of(&question).is_some());
            let exact = |seeds: &[u32]| super::aims::spread(&worlds, seeds, &[], counted);
            let allowed = |seeds: &[u32]| {
                let cost: f64 = seeds.iter().map(|&user| prices[user as usize]).sum();
                let ones = seeds.iter().filter(|&&user| segments[user as usize] == 1).count();
                let fits = [seeds.len() - ones, ones];
                seeds.len() <= rules.count
                    && rules.money.is_none_or(|money| cost <= money.budget)
                    && rules.quotas.is_none_or(|it| fits[0] <= it.most[0] && fits[1] <= it.most[1])
            };
            let optimum = (0_u32..32)
                .map(|bits| (0..5).filter(|user| bits >> user & 1 == 1).collect())
                .filter(|seeds: &Vec<u32>| allowed(seeds))
                .map(|seeds| exact(&seeds))
                .fold(0.0, f64::max);
            let chosen = choose(&question, &()).expect("nobody stops it");
            let seeds: Vec<u32> = chosen.seeds.iter().map(|seed| seed.0).collect();
            let (certificate, exact) = (chosen.certificate, exact(&seeds));
            assert!(allowed(&seeds) && exact >= 0.5 * optimum, "{seeds:?}: {exact} of {optimum}");
            assert!(certificate.at_least <= exact + 1e-6, "{seeds:?}: {exact} {certificate:?}");
            assert!(optimum <= certificate.optimum_at_most, "{optimum} {certificate:?}");
            assert!((certificate.spread - exact).abs() < 0.05 * exact, "{exact} {certificate:?}");
        }
    }
}
