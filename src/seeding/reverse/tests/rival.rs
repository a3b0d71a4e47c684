//! A rival's message against the enumeration of every world, where two messages spread step by step
//! without any use of distances.

use super::*;
use crate::seeding::reverse::{CompetingMessage, FairnessRule, LeastShares, Money, RivalTies};

/// A world's probability, and its live edges.
pub(super) type LiveWorld = (f64, Vec<[u32; 2]>);

/// Every world of the independent cascade: each edge is live or not.
pub(super) fn independent(edges: &[([u32; 2], f64)]) -> Vec<LiveWorld> {
    let world = |bits: u32| {
        let (mut probability, mut live) = (1.0, Vec::new());
        for (place, &(edge, p)) in edges.iter().enumerate() {
            if bits >> place & 1 == 1 {
                probability *= p;
                live.push(edge);
            } else {
                probability *= 1.0 - p;
            }
        }
        (probability, live)
    };
    (0..1 << edges.len()).map(world).collect()
}

/// Every world of linear thresholds: each user keeps one of the edges that lead to it, or none.
pub(super) fn threshold(edges: &[([u32; 2], f64)], users: u32) -> Vec<LiveWorld> {
    let mut worlds = vec![(1.0, Vec::new())];
    for user in 0..users {
        let into: Vec<_> = edges.iter().filter(|(edge, _)| edge[1] == user).collect();
        let none = 1.0 - into.iter().map(|(_, weight)| weight).sum::<f64>();
        let mut next = Vec::new();
        for (probability, live) in &worlds {
            next.push((probability * none, live.clone()));
            for (edge, weight) in &into {
                let live = live.iter().copied().chain([*edge]).collect();
                next.push((probability * weight, live));
            }
        }
        worlds = next;
    }
    worlds
}

/// A case: the rival, organic seeds, value and deadline.
#[derive(Clone, Copy)]
pub(super) struct RivalCase<'a> {
    pub(super) users: u32,
    pub(super) organic: &'a [u32],
    pub(super) rival: &'a [u32],
    pub(super) ties: RivalTies,
    pub(super) steps: usize,
}

impl RivalCase<'_> {
    /// For each user whether it takes our message, if these have it first.
    fn ours(&self, live: &[[u32; 2]], first: &[u32]) -> Vec<bool> {
        #[derive(Clone, Copy, PartialEq)]
        enum Has {
            Neither,
            Ours,
            Rivals,
        }
        let mut has = vec![Has::Neither; self.users as usize];
        for &user in first {
            has[user as usize] = Has::Ours;
        }
        for &user in self.rival {
            has[user as usize] = Has::Rivals;
        }
        for _ in 0..self.steps {
            let before = has.clone();
            for (user, has) in (0..).zip(&mut has).filter(|(_, has)| **has == Has::Neither) {
                let hears = |what| {
                    live.iter().any(|edge| edge[1] == user && before[edge[0] as usize] == what)
                };
                *has = match (hears(Has::Ours), hears(Has::Rivals), self.ties) {
                    (true, true, RivalTies::Ours) | (true, false, _) => Has::Ours,
                    (true, true, RivalTies::Rival) | (false, true, _) => Has::Rivals,
                    (false, false, _) => Has::Neither,
                };
            }
        }
        has.into_iter().map(|has| has == Has::Ours).collect()
    }

    /// The exact value of those who take our message for the seeds' sake.
    pub(super) fn spread(&self, worlds: &[LiveWorld], seeds: &[u32], value: &[f64]) -> f64 {
        let all: Vec<u32> = seeds.iter().chain(self.organic).copied().collect();
        let of_world = |(probability, live): &LiveWorld| {
            let [with, without] = [&all[..], self.organic].map(|first| self.ours(live, first));
            let gained = with.iter().zip(&without).zip(value);
            let gained = gained.filter(|((with, without), _)| **with && !**without);
            probability * gained.map(|(_, value)| value).sum::<f64>()
        };
        worlds.iter().map(of_world).sum()
    }

    pub(super) fn marked(&self, these: &[u32]) -> Vec<bool> {
        (0..self.users).map(|user| these.contains(&user)).collect()
    }
}

/// The estimated spread of required seeds, by about 50,000 sets.
fn estimated(
    cascade: &dyn Cascade,
    case: RivalCase<'_>,
    seeds: &[u32],
    aim: Objective<'_>,
) -> Certificate {
    let rules = SeedRules { required: seeds, ..SeedRules::count(seeds.len()) };
    let accuracy = AccuracyGoal::Quality { gain: -1.0 };
    let question = question(cascade, case.users, 1);
    let question = Question { rules, aim, accuracy, most_members: 1 << 17, ..question };
    choose(&question, &()).expect("nobody stops it").certificate
}

/// The diamond's two branches, ours by way of 1 and the rival's by way of 2: who is dominant at 3.
#[test]
fn ties_are_won_by_whom_the_rule_says() {
    let edges = [([0, 1], 0.5), ([0, 2], 0.4), ([1, 3], 0.3), ([2, 3], 0.6)];
    let (network, influence) = of_edges(&edges, 4);
    let cascade = IndependentCascade::default().prepare(&network, &influence).expect("it fits");
    for (ties, expected) in [(RivalTies::Ours, 1.30), (RivalTies::Rival, 1.12)] {
        let case = RivalCase { users: 4, organic: &[], rival: &[2], ties, steps: 4 };
        let exact = case.spread(&independent(&edges), &[1], &[1.0; 4]);
        assert!((exact - expected).abs() < 1e-9, "{exact}");
        let seeds = case.marked(&[2]);
        let aim = Objective {
            rival: Some(CompetingMessage { seeds: &seeds, ties }),
            ..Objective::default()
        };
        let spread = estimated(&*cascade, case, &[1], aim).spread;
        // Some 50,000 sets have standard deviation below 0.0023 of 4 users.
        assert!((spread - expected).abs() < 5.0 * 0.0023 * 4.0, "{ties:?}: {spread}");
    }
}

/// Both models, with organic seeds, deadline and value.
#[test]
fn spreads_against_a_rival_are_those_of_two_messages_that_go_out_step_by_step() {
    let (network, influence) = g5();
    let models: [(&dyn Model, Vec<LiveWorld>); 2] = [
        (&IndependentCascade::default(), independent(&G5)),
        (&LinearThreshold::default(), threshold(&G5, 5)),
    ];
    let value = [0.5, 4.0, 0.5, 2.0, 1.5];
    for (model, worlds) in &models {
        let cascade = model.prepare(&network, &influence).expect("it fits");
        for (seeds, organic, rival) in [
            (&[0][..], &[][..], &[4][..]),
            (&[2], &[], &[1]),
            (&[0, 3], &[], &[1, 4]),
            (&[1], &[0], &[4]),
            (&[3], &[0, 1], &[2]),
        ] {
            for ties in [RivalTies::Rival, RivalTies::Ours] {
                for deadline in [None, Some(1.0), Some(2.0)] {
                    let steps = deadline.unwrap_or(5.0) as usize;
                    let case = RivalCase { users: 5, organic, rival, ties, steps };
                    for (value, counted) in [(None, [1.0; 5]), (Some(&value[..]), value)] {
                        let exact = case.spread(worlds, seeds, &counted);
                        let [is_organic, is_rival] = [organic, rival].map(|of| case.marked(of));
                        let aim = Objective {
                            value,
                            organic: (!organic.is_empty()).then_some(&is_organic),
                            deadline,
                            rival: Some(CompetingMessage { seeds: &is_rival, ties }),
                            ..Objective::default()
                        };
                        let certificate = estimated(&*cascade, case, seeds, aim);
                        // As above, of the value of all.
                        let allowed = 5.0 * 0.0023 * counted.iter().sum::<f64>();
                        let found = certificate.spread;
                        let what = format!("{seeds:?} {organic:?} {rival:?} {ties:?} {deadline:?}");
                        assert!((found - exact).abs() < allowed, "{what}: {found}, not {exact}");
                        assert!(certificate.at_least <= exact, "{what}");
                        assert!(exact <= certificate.optimum_at_most, "{what}");
                    }
                }
            }
        }
    }
}

/// For a number and for a budget: what is chosen spreads at least the guaranteed share of what the best
/// users do against the rival, and the bounds bracket both. The rival makes the choice another one.
#[test]
fn the_best_against_a_rival_are_certified_against_exhaustive_search() {
    let (network, influence) = g5();
    let cascade = IndependentCascade::default().prepare(&network, &influence).expect("it fits");
    let worlds = independent(&G5);
    let prices = [2.0, 3.0, 2.5, 1.0, 0.5];
    let mut differ = 0;
    for rival in [&[0][..], &[1], &[2], &[3, 4]] {
        for (ties, organic) in
            [(RivalTies::Rival, &[][..]), (RivalTies::Ours, &[]), (RivalTies::Rival, &[3])]
        {
            let organic = if rival.contains(&3) { &[][..] } else { organic };
            let case = RivalCase { users: 5, organic, rival, ties, steps: 5 };
            let exact = |seeds: &[u32]| case.spread(&worlds, seeds, &[1.0; 5]);
            let may = |user: u32| !rival.contains(&user) && !organic.contains(&user);
            let eligible: Vec<bool> = (0..5).map(may).collect();
            let money = [2.0, 3.5].map(|budget| Money { prices: &prices, budget });
            let by_number = [1, 2].map(SeedRules::count);
            let by_money = money.map(|money| {
                let money = Some(money);
                SeedRules { money, ..SeedRules::count(SeedRules::ANY) }
            });
            for rules in by_number.into_iter().chain(by_money) {
                let rules = SeedRules { eligible: Some(&eligible), ..rules };
                let cost = |seeds: &[u32]| seeds.iter().map(|&u| prices[u as usize]).sum::<f64>();
                let allowed = |seeds: &[u32]| {
                    seeds.len() <= rules.count
                        && seeds.iter().all(|&user| may(user))
                        && rules.money.is_none_or(|money| cost(seeds) <= money.budget)
                };
                let optimum = (0_u32..32)
                    .map(|bits| (0..5).filter(|user| bits >> user & 1 == 1).collect())
                    .filter(|seeds: &Vec<u32>| allowed(seeds))
                    .map(|seeds| exact(&seeds))
                    .fold(0.0, f64::max);
                let [is_organic, is_rival] = [organic, rival].map(|of| case.marked(of));
                let organic = (!organic.is_empty()).then_some(&is_organic[..]);
                let rival = Some(CompetingMessage { seeds: &is_rival, ties });
                let aim = Objective { organic, rival, ..Objective::default() };
                let sought = |aim| {
                    let question = Question { rules, aim, ..question(&*cascade, 5, 1) };
                    let question = Question { most_members: 1 << 17, ..question };
                    choose(&question, &()).expect("nobody stops it")
                };
                let users =
                    |chosen: &CertifiedChoice| chosen.seeds.iter().map(|seed| seed.0).collect();
                let chosen = sought(aim);
                let seeds: Vec<u32> = users(&chosen);
                let (certificate, found) = (chosen.certificate, exact(&seeds));
                let share = rules.guarantee().expect("one limit");
                assert!(allowed(&seeds), "{seeds:?}");
                assert!(found >= share * optimum, "{seeds:?}: {found} of {optimum}");
                assert!(certificate.at_least <= found, "{seeds:?}: {certificate:?}");
                assert!(optimum <= certificate.optimum_at_most, "{optimum} {certificate:?}");
                let unaware: Vec<u32> =
                    users(&sought(Objective { organic, ..Objective::default() }));
                differ += u32::from(found > exact(&unaware) + 1e-9);
            }
        }
    }
    assert!(differ >= 4, "{differ}: it is worth knowing the rival");
}

/// What a segment has is what ours have there, organic seeds' among them and the rival's not: by some
/// 10,000 sets a segment, whose share has standard deviation below 0.005.
#[test]
fn a_segment_that_the_rival_wins_does_not_have_its_share() {
    let (network, influence) = g5();
    let cascade = IndependentCascade::default().prepare(&network, &influence).expect("it fits");
    let (segments, shares) = ([0, 0, 0, 1, 1], [0.1, 0.1]);
    let worlds = independent(&G5);
    for organic in [&[][..], &[1]] {
        let case = RivalCase { users: 5, organic, rival: &[3], ties: RivalTies::Rival, steps: 5 };
        let [is_organic, is_rival] = [organic, &[3]].map(|of| case.marked(of));
        let fair = Some(FairnessRule { segments: &segments, least: LeastShares::Shares(&shares) });
        let rules = SeedRules { fair, required: &[2], ..SeedRules::count(1) };
        let aim = Objective {
            organic: (!organic.is_empty()).then_some(&is_organic[..]),
            rival: Some(CompetingMessage { seeds: &is_rival, ties: RivalTies::Rival }),
            ..Objective::default()
        };
        let accuracy = AccuracyGoal::Quality { gain: -1.0 };
        let question = Question { rules, aim, accuracy, ..question(&*cascade, 5, 1) };
        let question = Question { most_members: 1 << 18, ..question };
        let chosen = choose(&question, &()).expect("nobody stops it");
        let first: Vec<u32> = organic.iter().copied().chain([2]).collect();
        let mut has = [0.0; 2];
        for (probability, live) in &worlds {
            for (user, is_ours) in case.ours(live, &first).into_iter().enumerate() {
                has[segments[user] as usize] += if is_ours { *probability } else { 0.0 };
            }
        }
        for (segment, users) in [3.0, 2.0].into_iter().enumerate() {
            let share = chosen.segments[segment].share.expect("sets start there");
            let exact = has[segment] / users;
            assert!((share - exact).abs() < 5.0 * 0.005, "{organic:?} {share}, not {exact}");
        }
    }
}
