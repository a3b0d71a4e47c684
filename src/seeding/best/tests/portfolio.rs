//! Several messages on six users: the seeds of each, and what is refused.

use super::{Error, Influence, Result, SeedChoice, network, with_choice};
use crate::{
    model::AnyModel,
    seeding::{Best, Portfolio, PortfolioPlan},
};

/// Chooses on the network of six users by certain follows.
fn plan(text: &str) -> Result<PortfolioPlan> {
    let portfolio: Portfolio = toml::from_str(text).expect(text);
    with_choice(&network(), &Influence::Uniform(1.0), |choice| {
        let choice = SeedChoice { key: "portfolio", ..*choice };
        let model = AnyModel::default();
        let plan = portfolio.plan(&choice, &model);
        let message = |error: &Error| error.to_string();
        assert_eq!(
            portfolio.check(&choice, &model).as_ref().err().map(message),
            plan.as_ref().err().map(message),
            "{text}: check says what plan says"
        );
        plan
    })
}

fn assigned(text: &str) -> Vec<(u32, usize)> {
    let assigned = plan(text).expect(text).assignments;
    assigned.iter().map(|assigned| (assigned.user, assigned.message)).collect()
}

const AGES: &str = "[[message]]\nname = 'ages'\nvalue = 'age'\n";
const PLAIN: &str = "[[message]]\nname = 'plain'\n";

/// 10, 20 and 30 each reach 10 to 50, 40 and 60 reach 50. By age that is worth 200, else 5.
#[test]
fn who_is_best_for_both_messages_spreads_the_one_that_is_worth_more() {
    let hub = "exclude = [20, 30]\n";
    assert_eq!(assigned(&format!("count = 1\n{hub}{PLAIN}{AGES}")), [(0, 1)]);
    assert_eq!(assigned(&format!("count = 1\n{hub}{AGES}{PLAIN}")), [(0, 0)]);
    // 40 reaches itself and 50, as 60 does, which is new for the plain message alone.
    let two = assigned(&format!("count = 2\n{hub}{PLAIN}{AGES}"));
    assert!(two[0] == (0, 1) && [(3, 0), (5, 0)].contains(&two[1]), "{two:?}");
    // Twenty is as good as ten: each message gets one of them.
    let two = assigned(&format!("count = 2\n{PLAIN}{AGES}"));
    assert!(two[0].1 == 1 && two[1].1 == 0 && two.iter().all(|assigned| assigned.0 < 3), "{two:?}");
}

#[test]
fn who_may_be_asked_and_how_strongly_it_spreads_is_each_message_s_own() {
    let text = "count = 2\n[[message]]\nname = 'a'\nwhere = { age = { min = 35 } }\n\
                [[message]]\nname = 'b'\nwhere = { region = 'north' }\nfactor = 0\n";
    let found = plan(text).expect(text);
    assert_eq!((found.assignments[0].user, found.assignments[0].message), (2, 0));
    // All follows of b fail, so each seed reaches itself.
    assert_eq!(found.assignments[1].message, 1);
    assert!((found.spreads[0] - 5.0).abs() < 0.3 && (found.spreads[1] - 1.0).abs() < 0.3);
    let dead = "[[message]]\nname = 'a'\ninfluence.uniform.p = 0\n";
    let found = plan(&format!("count = 1\n{dead}{PLAIN}")).expect("it is sound");
    assert_eq!((found.assignments[0].message, found.certificate.guarantee), (1, Some(0.5)));
    assert!(found.certificate.at_least <= 5.0 && 5.0 <= found.certificate.optimum_at_most);
}

#[test]
fn money_is_for_all_messages_together_and_each_user_is_paid_once() {
    let text = format!("budget = 5\nprice = {{ per_user = 2, fixed = 1 }}\n{PLAIN}{AGES}");
    let found = plan(&text).expect(&text);
    let mut messages: Vec<usize> =
        found.assignments.iter().map(|assigned| assigned.message).collect();
    messages.sort_unstable();
    assert_eq!(messages, [0, 1]);
    assert_ne!(found.assignments[0].user, found.assignments[1].user);
    let certificate = &found.certificate;
    assert_eq!((certificate.unit.as_str(), certificate.budget), ("value", Some(5.0)));
    assert_eq!(certificate.guarantee, Some(1.0 / 3.0));
    assert!(certificate.at_least <= 205.0 && 205.0 <= certificate.optimum_at_most);
}

/// Users, what each adds, and the certificate are the same to the bit.
#[test]
fn one_message_has_the_best_seeds() {
    for (of_all, of_message) in [
        ("count = 2", ""),
        ("count = 3\nwhere = { region = 'north' }\ndeadline = 1", ""),
        ("count = 1\nexclude = [10]", "value = 'age'"),
        ("count = 2\naccuracy = { guarantee = 0.2 }", ""),
    ] {
        let found = plan(&format!("{of_all}\n[[message]]\nname = 'a'\n{of_message}"));
        let best: Best = toml::from_str(&format!("{of_all}\n{of_message}")).expect(of_all);
        let best = with_choice(&network(), &Influence::Uniform(1.0), |choice| best.users(choice));
        let (found, best) = (found.expect(of_all), best.expect(of_all));
        let users: Vec<(u32, f64)> =
            found.assignments.iter().map(|assigned| (assigned.user, assigned.adds)).collect();
        assert_eq!((users, &found.certificate), (best.users, &best.certificate), "{of_all}");
        assert_eq!(found.spreads, [best.certificate.spread]);
    }
}

#[test]
fn what_cannot_be_is_refused_with_the_key_and_a_remedy() {
    let both = format!("{PLAIN}{AGES}");
    for (text, key, word) in [
        ("count = 1\nmessage = []".to_owned(), "message", "no message"),
        (both.clone(), "count", "how many"),
        (format!("count = 1\n{PLAIN}{PLAIN}"), "message.1.name", "two messages"),
        ("count = 1\n[[message]]\nname = ' a'".to_owned(), "message.0.name", "no name"),
        (format!("count = 7\n{both}"), "count", "7 seeds"),
        (format!("budget = 3\n{both}"), "budget", "no price"),
        (format!("budget = 3\nprice.column = 'ages'\n{both}"), "price.column", "ages"),
        (format!("count = 1\nexclude = [7]\n{both}"), "exclude", "user 7"),
        (format!("count = 1\naccuracy.guarantee = 0.5\n{both}"), "accuracy.guarantee", "0.500"),
        (
            format!("count = 1\nbudget = 9\nprice.per_user = 1\naccuracy.guarantee = 0.1\n{both}"),
            "accuracy",
            "several",
        ),
        (format!("count = 1\n{PLAIN}factor = -1"), "message.0.factor", "-1"),
        (
            format!("count = 1\n{AGES}{PLAIN}influence.uniform.p = 2"),
            "message.1.influence.uniform.p",
            "2 is no",
        ),
        (format!("count = 1\n{AGES}{PLAIN}value = 'ags'"), "message.1.value", "ags"),
        (
            format!("count = 1\n{AGES}{PLAIN}where = {{ regoin = 'north' }}"),
            "message.1.where.regoin",
            "regoin",
        ),
        (
            format!("count = 1\nexclude = [60]\n{PLAIN}where = {{ followers = 1, age = 60 }}"),
            "message.0.where",
            "nobody",
        ),
        (
            format!(
                "count = 5\n{PLAIN}where = {{ region = 'north' }}\n\
                 {AGES}where = {{ partner = true }}"
            ),
            "count",
            "4 users may",
        ),
    ] {
        match plan(&text) {
            Err(Error::Value { key: named, problem, remedy }) => {
                assert_eq!(named, format!("portfolio.{key}"), "{text}");
                assert!(problem.contains(word), "{text}: {problem}");
                assert!(!remedy.is_empty(), "{text}");
            }
            other => panic!("{text}: {other:?}"),
        }
    }
}
