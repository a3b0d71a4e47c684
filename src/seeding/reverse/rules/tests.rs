//! What rules leave room for, and what they guarantee.

use super::*;

#[test]
fn money_is_kept_for_the_segments_that_must_still_give() {
    let prices = [5.0, 1.0, 2.0, 4.0, 0.0];
    let segments = [0, 0, 1, 1, 2];
    let rules = SeedRules {
        money: Some(Money { prices: &prices, budget: 7.0 }),
        quotas: Some(SegmentQuotas { segments: &segments, least: &[0, 1], most: &[2, 2] }),
        ..SeedRules::count(SeedRules::ANY)
    };
    let mut room = RemainingRoom::new(rules);
    assert_eq!([0, 1, 2, 3, 4].map(|user| room.takes(user)), [true; 5]);
    room.take(0);
    // Two are left, and a user of segment 1 costs as much.
    assert_eq!([1, 2, 3, 4].map(|user| room.takes(user)), [false, true, false, true]);
    assert_eq!(room.still_needed(), Some(2));
    room.take(2);
    assert_eq!([1, 3, 4].map(|user| room.takes(user)), [false, false, true]);
    assert_eq!(room.still_needed(), None);
}

#[test]
fn places_are_kept_for_the_segments_that_must_still_give_and_quotas_are_not_passed() {
    let segments = [0, 0, 0, 1, 1, 9];
    let rules = SeedRules {
        required: &[5],
        quotas: Some(SegmentQuotas { segments: &segments, least: &[0, 1], most: &[2, 1] }),
        ..SeedRules::count(4)
    };
    let mut room = RemainingRoom::new(rules);
    room.take(0);
    room.take(1);
    assert_eq!([2, 3, 4, 5].map(|user| room.takes(user)), [false, true, true, false]);
    room.take(4);
    assert!(room.is_full() && !room.takes(3));
    let few = SeedRules { count: 2, ..rules };
    assert_eq!([0, 3].map(|user| RemainingRoom::new(few).takes(user)), [false, true]);
}

/// 0.1 three times is 0.3, which sums of binary fractions deny.
#[test]
fn money_is_counted_in_decimals() {
    let prices = [0.1; 4];
    let money = Some(Money { prices: &prices, budget: 0.3 });
    let mut room = RemainingRoom::new(SeedRules { money, ..SeedRules::count(SeedRules::ANY) });
    for user in 0..3 {
        assert!(room.takes(user) && !room.is_full());
        room.take(user);
    }
    assert!(!room.takes(3) && room.is_full());
}

/// Three people, each of whom two messages may be given to.
#[test]
fn of_the_numbers_of_one_person_one_is_taken() {
    let prices = [1.0, 2.0, 3.0, 1.0, 2.0, 3.0];
    let money = Some(Money { prices: &prices, budget: 5.0 });
    let rules = SeedRules { people: Some(3), ..SeedRules::count(2) };
    for rules in [rules, SeedRules { money, ..rules }] {
        let mut room = RemainingRoom::new(rules);
        room.take(4);
        assert_eq!(
            [0, 1, 2, 3, 4, 5].map(|user| room.takes(user)),
            [true, false, true, true, false, true]
        );
        room.take(2);
        assert!(room.is_full());
    }
}

#[test]
fn there_is_no_choice_where_all_are_required_or_all_have_room() {
    let plain = SeedRules::count(3);
    assert!(!plain.leave_no_choice(4) && plain.leave_no_choice(3));
    let required = &[0, 2, 3][..];
    assert!(SeedRules { required, ..plain }.leave_no_choice(9));
    assert!(!SeedRules { required: &required[..2], ..plain }.leave_no_choice(4));
    assert!(SeedRules { required: &required[..2], ..plain }.leave_no_choice(3));
    let eligible = &[true, false, true, true, false][..];
    assert!(SeedRules { eligible: Some(eligible), ..plain }.leave_no_choice(5));
    let prices = [1.0, 2.0, 3.0];
    let by = |budget| SeedRules {
        money: Some(Money { prices: &prices, budget }),
        ..SeedRules::count(SeedRules::ANY)
    };
    assert!(by(6.0).leave_no_choice(3) && !by(5.9).leave_no_choice(3));
    let by = |most: [usize; 2]| {
        SeedRules {
            quotas: Some(SegmentQuotas { segments: &[0, 1, 0], least: &[0, 0], most: &most }),
            ..plain
        }
        .leave_no_choice(3)
    };
    assert!(by([2, 1]) && !by([1, 2]));
}

#[test]
fn what_is_guaranteed_depends_on_the_rules() {
    let plain = SeedRules::count(3);
    let prices = [1.0];
    let money = Some(Money { prices: &prices, budget: 1.0 });
    assert!((plain.guarantee().unwrap() - 0.632).abs() < 0.001);
    assert_eq!(SeedRules { money, ..plain }.guarantee(), None);
    assert_eq!(SeedRules { money, ..SeedRules::count(SeedRules::ANY) }.guarantee(), Some(0.5));
    let several = SeedRules { people: Some(1), ..plain };
    assert_eq!(several.guarantee(), Some(0.5));
    assert_eq!(SeedRules { money, ..several }.guarantee(), None);
    let any = SeedRules { money, count: SeedRules::ANY, ..several };
    assert_eq!(any.guarantee(), Some(1.0 / 3.0));
}
