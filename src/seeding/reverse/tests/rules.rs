//! Choices by rules against exhaustive search, on random sets: what is met, and the bound of it.

use std::collections::BTreeSet;

use proptest::{collection::vec, prelude::*, sample::subsequence};

use crate::{
    progress::StopFlag,
    seeding::reverse::{
        FairnessRule, LeastShares, Money, SeedRules, SegmentQuotas,
        choose::{
            base_gains::BaseGains,
            constrained::{ConstrainedChoice, ruled},
            fairness::{SegmentTarget, SetSegments},
            membership_counts::MembershipCounts,
        },
        draw::block::SetBlock,
    },
};

/// So many users: every choice among them is tried.
const USERS: usize = 8;

/// Sets of some of the users.
fn sets() -> impl Strategy<Value = Vec<Vec<u32>>> {
    let users: Vec<u32> = (0..USERS as u32).collect();
    vec(subsequence(users, 0..=4), 1..60)
}

/// Prices in tenths, of which many are equal and some are 0.
fn prices() -> impl Strategy<Value = Vec<f64>> {
    vec((0_u32..30).prop_map(|tenths| f64::from(tenths) / 10.0), USERS)
}

fn segments() -> impl Strategy<Value = Vec<u32>> {
    vec(0_u32..3, USERS)
}

fn chosen(
    sets: &[Vec<u32>],
    rules: SeedRules<'_>,
    roots: Option<&SetSegments>,
) -> ConstrainedChoice {
    let members: Vec<&[u32]> = sets.iter().map(Vec::as_slice).collect();
    let blocks = [SetBlock::of(members)];
    ruled(
        &blocks,
        (&MembershipCounts::of(USERS as u32, &blocks), BaseGains::NONE),
        rules,
        roots,
        StopFlag::never(),
    )
}

fn users(ConstrainedChoice { picks, .. }: &ConstrainedChoice) -> Vec<u32> {
    picks.picks.iter().map(|pick| pick.user).collect()
}

fn gains(ConstrainedChoice { picks, .. }: &ConstrainedChoice) -> u64 {
    picks.picks.iter().map(|pick| pick.gain as u64).sum()
}

fn met(sets: &[Vec<u32>], seeds: &[u32]) -> u64 {
    sets.iter().filter(|set| set.iter().any(|user| seeds.contains(user))).count() as u64
}

/// Every choice of users.
fn choices() -> impl Iterator<Item = Vec<u32>> {
    (0_u32..1 << USERS).map(|bits| (0..USERS as u32).filter(|user| bits >> user & 1 == 1).collect())
}

/// What seeds cost, in tenths.
fn tenths(seeds: &[u32], prices: &[f64]) -> u32 {
    seeds.iter().map(|&user| (prices[user as usize] * 10.0).round() as u32).sum()
}

/// True where the rules allow a choice, which may be smaller than their number under a budget.
fn is_allowed(seeds: &[u32], rules: &SeedRules<'_>) -> bool {
    let given = |segment: usize, quotas: &SegmentQuotas<'_>| {
        seeds.iter().filter(|&&user| quotas.segments[user as usize] as usize == segment).count()
    };
    let fits =
        |money: Money<'_>| tenths(seeds, money.prices) <= (money.budget * 10.0).round() as u32;
    let is_number = match rules.money {
        None => seeds.len() == rules.count,
        Some(_) => seeds.len() <= rules.count,
    };
    is_number
        && rules.required.iter().all(|user| seeds.contains(user))
        && seeds.iter().all(|user| rules.required.contains(user) || rules.may_pick(*user))
        && rules.money.is_none_or(fits)
        && rules.people.is_none_or(|people| {
            let people_asked: BTreeSet<u32> = seeds.iter().map(|user| user % people).collect();
            people_asked.len() == seeds.len()
        })
        && rules.quotas.is_none_or(|quotas| {
            (0..quotas.least.len()).all(|segment| {
                (quotas.least[segment]..=quotas.most[segment]).contains(&given(segment, &quotas))
            })
        })
}

/// The most that any choice meets which the rules allow; nothing where they allow none.
fn optimum(sets: &[Vec<u32>], rules: &SeedRules<'_>) -> Option<u64> {
    choices().filter(|seeds| is_allowed(seeds, rules)).map(|seeds| met(sets, &seeds)).max()
}

/// What holds of every choice: it keeps the rules, what it meets is what its gains say, and the
/// optimum lies between it and its bound; if a share is guaranteed, it has that.
fn check(sets: &[Vec<u32>], rules: SeedRules<'_>) -> Result<(), TestCaseError> {
    let Some(optimum) = optimum(sets, &rules) else { return Ok(()) };
    let picks = chosen(sets, rules, None);
    let seeds = users(&picks);
    prop_assert!(is_allowed(&seeds, &rules), "{seeds:?}");
    let found = gains(&picks);
    prop_assert_eq!(found, met(sets, &seeds));
    prop_assert!(
        found <= optimum && optimum <= picks.picks.most as u64,
        "{found} {optimum} {picks:?}"
    );
    if let Some(share) = rules.guarantee() {
        prop_assert!(found as f64 >= share * optimum as f64 - 1e-9, "{found} of {optimum}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_budget_is_kept_and_half_of_the_optimum_is_met(
        sets in sets(), prices in prices(), tenths in 0_u32..80, count in 1_usize..6,
    ) {
        let budget = f64::from(tenths) / 10.0;
        let money = Some(Money { prices: &prices, budget });
        check(&sets, SeedRules { money, ..SeedRules::count(SeedRules::ANY) })?;
        check(&sets, SeedRules { money, ..SeedRules::count(count) })?;
    }

    #[test]
    fn a_budget_goes_with_required_and_excluded_users(
        sets in sets(), prices in prices(), tenths in 0_u32..80,
        required in subsequence((0..USERS as u32).collect::<Vec<_>>(), 0..3),
        eligible in vec(any::<bool>(), USERS),
    ) {
        let budget = f64::from(tenths) / 10.0;
        let money = Some(Money { prices: &prices, budget });
        let eligible = Some(&eligible[..]);
        check(&sets, SeedRules { required: &required, eligible, money, ..SeedRules::count(SeedRules::ANY) })?;
    }

    /// Four people may each get one of two messages, or three people one of three, where the third
    /// has two of them.
    #[test]
    fn nobody_is_asked_twice_and_half_of_the_optimum_is_met_or_a_third_for_money(
        sets in sets(), prices in prices(), tenths in 0_u32..80, count in 1_usize..4,
        people in 3_u32..5, eligible in vec(any::<bool>(), USERS),
    ) {
        let prices: Vec<f64> = prices[..people as usize].repeat(3)[..USERS].to_vec();
        let money = Some(Money { prices: &prices, budget: f64::from(tenths) / 10.0 });
        let any = SeedRules { people: Some(people), ..SeedRules::count(SeedRules::ANY) };
        for eligible in [None, Some(&eligible[..])] {
            check(&sets, SeedRules { count, eligible, ..any })?;
            check(&sets, SeedRules { eligible, money, ..any })?;
            check(&sets, SeedRules { count, eligible, money, ..any })?;
        }
    }

    #[test]
    fn quotas_are_kept_and_half_of_the_optimum_is_met(
        sets in sets(), segments in segments(), count in 1_usize..6,
        least in vec(0_usize..3, 2), more in vec(0_usize..3, 2), prices in prices(),
        tenths in 0_u32..80,
    ) {
        let most: Vec<usize> = least.iter().zip(&more).map(|(least, more)| least + more).collect();
        let quotas = Some(SegmentQuotas { segments: &segments, least: &least, most: &most });
        check(&sets, SeedRules { quotas, ..SeedRules::count(count) })?;
        let money = Some(Money { prices: &prices, budget: f64::from(tenths) / 10.0 });
        check(&sets, SeedRules { money, quotas, ..SeedRules::count(SeedRules::ANY) })?;
    }

    /// What a greedy choice meets need not grow with the budget: a dearer user may shut out better
    /// ones. What any choice could meet does, and so does what the bound of one budget says of
    /// another: no choice of a smaller budget meets more than the bound of a larger one.
    #[test]
    fn what_the_money_could_buy_grows_with_the_budget(
        sets in sets(), prices in prices(), tenths in 0_u32..80, more in 0_u32..40,
    ) {
        let by = |tenths: u32| {
            let money = Some(Money { prices: &prices, budget: f64::from(tenths) / 10.0 });
            let rules = SeedRules { money, ..SeedRules::count(SeedRules::ANY) };
            (gains(&chosen(&sets, rules, None)), chosen(&sets, rules, None).picks.most,
             optimum(&sets, &rules).expect("nobody costs nothing"))
        };
        let ((small, _, less), (large, most, best)) = (by(tenths), by(tenths + more));
        prop_assert!(less <= best && small <= most as u64);
        prop_assert!(2 * large >= small, "half of the larger optimum is half of the smaller");
    }

    #[test]
    fn who_costs_nothing_is_taken_first(sets in sets(), prices in prices()) {
        let money = Some(Money { prices: &prices, budget: 2.0 });
        let picks = chosen(&sets, SeedRules { money, ..SeedRules::count(SeedRules::ANY) }, None);
        let seeds = users(&picks);
        let free = |user: &u32| prices[*user as usize] == 0.0;
        let first = seeds.iter().take_while(|user| free(user)).count();
        prop_assert!(seeds[first..].iter().all(|user| !free(user)));
        let met_free = met(&sets, &seeds[..first]);
        let all: Vec<u32> = (0..USERS as u32).filter(|user| free(user)).collect();
        prop_assert_eq!(met_free, met(&sets, &all));
    }

    /// What segments have of what they must have, each counting until it has it, is at least 1 − 1/e
    /// of what any choice of as many users gives them.
    #[test]
    fn what_segments_must_have_is_met_as_far_as_greedy_choices_go(
        sets in sets(), segments in segments(), shares in vec(0.01..0.6, 3), count in 1_usize..5,
    ) {
        let starts = sets.iter().map(|set| set.first().map_or(9, |&user| segments[user as usize]));
        let roots = SetSegments::new(starts, 3, sets.iter().map(Vec::is_empty).collect());
        let fair = FairnessRule { segments: &segments, least: LeastShares::Shares(&shares) };
        let rules = SeedRules { fair: Some(fair), ..SeedRules::count(count) };
        let found = chosen(&sets, rules, Some(&roots));
        let has = |seeds: &[u32]| -> f64 {
            // Sets without a member are met anyway.
            let is_met = |set: u32| {
                let set = &sets[set as usize];
                set.is_empty() || set.iter().any(|user| seeds.contains(user))
            };
            let part = |(&met, wanted): (&u64, &SegmentTarget)| {
                let wanted = wanted.sets;
                if wanted > 0.0 { (met as f64 / wanted).min(1.0) } else { 0.0 }
            };
            roots.met(is_met).iter().zip(&found.wanted).map(part).sum()
        };
        let best = choices().filter(|seeds| seeds.len() == count).map(|seeds| has(&seeds));
        let (nobody, best) = (has(&[]), best.fold(0.0, f64::max));
        let share = 1.0 - (-1.0_f64).exp();
        prop_assert!(has(&users(&found)) - nobody >= share * (best - nobody) - 1e-9);
    }

    /// Where some choice gives every segment its share, a greedy one reaches each segment's share
    /// with no more than ln(sets) times as many seeds and one: by the cover bound, Wolsey 1982. Here
    /// it is given all users, and the rules must still be kept.
    #[test]
    fn every_segment_has_its_share_where_enough_users_may_be_taken(
        sets in sets(), segments in segments(), shares in vec(0.0..0.5, 2),
    ) {
        let starts = sets.iter().map(|set| set.first().map_or(9, |&user| segments[user as usize]));
        let roots = SetSegments::new(starts, 2, sets.iter().map(Vec::is_empty).collect());
        let fair = FairnessRule { segments: &segments, least: LeastShares::Shares(&shares) };
        let rules = SeedRules { fair: Some(fair), ..SeedRules::count(USERS) };
        let picks = chosen(&sets, rules, Some(&roots));
        let seeds = users(&picks);
        prop_assert_eq!(seeds.len(), USERS);
        let met = roots.met(|set| sets[set as usize].iter().any(|user| seeds.contains(user)));
        for (segment, &met) in met.iter().enumerate() {
            prop_assert!(met as f64 >= picks.wanted[segment].sets.floor(), "{met} {:?}", picks.wanted);
        }
    }
}

/// One user meets nine sets for 10; another one set for 1. Value for money alone would buy the
/// second, and leave nothing for the first.
#[test]
fn a_dear_user_is_not_shut_out_by_a_cheap_one() {
    let mut sets = vec![vec![0]; 9];
    sets.push(vec![1]);
    let prices = [10.0, 1.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0];
    let money = Some(Money { prices: &prices, budget: 10.0 });
    let picks = chosen(&sets, SeedRules { money, ..SeedRules::count(SeedRules::ANY) }, None);
    assert_eq!((users(&picks), gains(&picks)), (vec![0], 9));
}

/// Segment 0 has six sets, met by two users; segment 1 two sets, met by a third.
#[test]
fn fairness_comes_before_spread_and_a_share_of_the_best_is_found() {
    let mut sets = vec![vec![0]; 3];
    sets.extend([vec![1], vec![1], vec![1], vec![2], vec![2]]);
    let segments = [0, 0, 1, 9, 9, 9, 9, 9];
    let starts = [0, 0, 0, 0, 0, 0, 1, 1];
    let roots = SetSegments::new(starts.into_iter(), 2, Vec::new());
    let by = |least| {
        let fair = Some(FairnessRule { segments: &segments, least });
        users(&chosen(&sets, SeedRules { fair, ..SeedRules::count(2) }, Some(&roots)))
    };
    assert_eq!(by(LeastShares::Shares(&[0.0, 0.0])), [0, 1]);
    assert_eq!(by(LeastShares::Shares(&[0.0, 0.1])), [2, 0]);
    // Two standard errors more than half is all of so few.
    assert_eq!(by(LeastShares::OfBest { share: 0.5, segments: 2 }), [2, 0]);
}

/// One that costs nothing, and whose set a dearer one meets as well.
#[test]
fn who_costs_nothing_stays_though_another_meets_the_same_set() {
    let sets: Vec<Vec<u32>> =
        [&[5][..], &[7], &[2], &[7], &[2], &[1, 2]].iter().map(|set| set.to_vec()).collect();
    let prices = [0.0, 0.0, 1.5, 0.0, 0.0, 0.6, 0.0, 0.0];
    let money = Some(Money { prices: &prices, budget: 2.0 });
    let picks = chosen(&sets, SeedRules { money, ..SeedRules::count(SeedRules::ANY) }, None);
    assert_eq!(users(&picks), [7, 1, 2]);
}

/// Three cheap users who each meet one set, and two dear ones who meet three: there are two places, and
/// money for both dear ones.
#[test]
fn few_places_are_not_filled_with_the_cheap_where_money_is_plenty() {
    let sets: Vec<Vec<u32>> = [&[0][..], &[1], &[2], &[3], &[3], &[3], &[4], &[4], &[4]]
        .iter()
        .map(|set| set.to_vec())
        .collect();
    let prices = [0.1, 0.1, 0.1, 5.0, 5.0, 9.0, 9.0, 9.0];
    let money = Some(Money { prices: &prices, budget: 20.0 });
    let by = |rules| users(&chosen(&sets, rules, None));
    assert_eq!(by(SeedRules { money, ..SeedRules::count(2) }), [3, 4]);
    let quotas =
        Some(SegmentQuotas { segments: &[0, 0, 0, 0, 0, 1, 1, 1], least: &[0, 0], most: &[2, 0] });
    assert_eq!(by(SeedRules { money, quotas, ..SeedRules::count(SeedRules::ANY) }), [3, 4]);
}
