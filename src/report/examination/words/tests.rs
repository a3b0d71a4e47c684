//! Each answer in plain words, and what must not be claimed.

use super::*;
use crate::examine::Difference;

fn found(users: Option<u32>, ends: [Option<u32>; 2], worth: [f64; 3]) -> BreakEven {
    let [low, estimate, high] = worth;
    let amount = |less: f64| Amount {
        estimate: estimate - less,
        low: Some(low - less),
        high: ends[1].map(|_| high - less),
    };
    BreakEven {
        against: None,
        redrawn: true,
        most: 10_000,
        users,
        at_least: ends[0],
        at_most: ends[1],
        money: users.map(|_| BreakEvenMoney {
            option: 500.0,
            users: amount(-500.0),
            worth: amount(0.0),
        }),
        tried: Vec::new(),
    }
}

fn examined() -> Examination {
    Examination {
        replicates: 100,
        mean: 1234.0,
        interval: Some(Interval { low: 1224.0, high: 1244.0 }),
        ..Examination::unasked("top 50", 50, AnyMetric::Sharers)
    }
}

#[test]
fn break_even_says_what_may_be_spent_and_no_more() {
    let text = |found: &BreakEven| break_even(&examined(), found);
    assert_eq!(
        text(&found(Some(412), [Some(398), Some(430)], [3480.0, 3620.0, 3800.0])),
        [
            "It takes 412 (398 to 430) random users to do what “top 50” does with 50 seeds: \
             1,234 ± 10 sharers on average.",
            "They cost 4,120 (3,980 to 4,300), “top 50” 500: knowing the network is worth 3,620 \
             (3,480 to 3,800) beyond that; data that cost more do not pay."
        ]
    );
    let none = found(None, [None; 2], [0.0; 3]);
    let sentence = "Not even all 10,000 random users do what “top 50” does with 50 seeds: 1,234 ± 10 \
                    sharers on average.";
    assert_eq!(text(&none), [sentence]);
    let dear = found(Some(30), [Some(28), Some(32)], [-220.0, -200.0, -180.0]);
    assert!(text(&dear)[1].ends_with("does not pay, even if knowing the network cost nothing."));
    let unsure = found(Some(50), [Some(48), Some(52)], [-20.0, 0.0, 20.0]);
    let ending = "whether choosing pays is not certain at this precision, and knowing the network \
                  is worth at most 20.";
    assert!(text(&unsure)[1].ends_with(ending), "{}", text(&unsure)[1]);
    let open = found(Some(50), [Some(48), None], [10.0, 30.0, 0.0]);
    assert!(text(&open)[0].contains("50 (48 or more) random users"));
}

#[test]
fn a_knee_is_denied_only_where_it_could_be_seen() {
    let text = |means: &[f64]| {
        let points = [1, 2, 5, 10].into_iter().zip(means).map(|(seeds, &mean)| CurvePoint {
            seeds,
            cost: None,
            mean,
            interval: None,
            viral: Vec::new(),
            step: None,
        });
        let points = points.collect();
        let found = SeedCurve { ordered_by: SeedOrder::Choice, points, knee: None };
        curve(&examined(), &found).remove(0)
    };
    assert_eq!(
        text(&[5.0]),
        "Whether the curve has a knee cannot be seen from 1 number of seeds: more budgets are \
         needed, which an option of more seeds has."
    );
    assert!(text(&[1.0, 2.0, 3.0]).starts_with("Whether the curve has a knee cannot be seen"));
    assert!(text(&[1.0, 2.0, 5.0, 10.0]).starts_with("The curve has no knee: "));
    assert_eq!(text(&[5.0; 4]), "The curve is flat: more than 1 seed brings no more.");
}

#[test]
fn who_overtakes_whom_is_told_with_what_was_before() {
    let flip = |was_behind| Flip {
        ahead: "b".to_owned(),
        behind: "a".to_owned(),
        by: Difference {
            mean: 5.0,
            standard_error: Some(1.0),
            interval: Some(Interval { low: 3.0, high: 7.0 }),
        },
        was_behind,
    };
    assert_eq!(
        overtakes(Change::LinearThreshold, &flip(true), "sharers"),
        "Under linear threshold “b” overtakes “a”, by 3.0 to 7.0 sharers."
    );
    assert_eq!(
        overtakes(Change::WeakerInfluence, &flip(false), "sharers"),
        "With influence a fifth weaker “b” is ahead of “a”, by 3.0 to 7.0 sharers; as given they \
         are not distinguishable."
    );
}
