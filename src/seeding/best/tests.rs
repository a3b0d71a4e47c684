//! The best seeds on six users: whom rules leave, what is certified, what is refused.

mod portfolio;

use crate::{
    error::{Error, Result},
    influence::Influence,
    seeding::{
        AnyStrategy, Charge, ChosenSeeds, Price, SeedChoice, Seeds,
        tests::{network, with_choice},
    },
};

/// Chooses on the network of six users by certain follows, at a price.
fn plan(text: &str, price: Option<&str>) -> Result<ChosenSeeds> {
    let price: Option<Price> = price.map(|price| toml::from_str(price).expect(price));
    let strategy: AnyStrategy = toml::from_str(&format!("best = {text}")).expect(text);
    with_choice(&network(), &Influence::Uniform(1.0), |choice| {
        let charge = price.as_ref().map(|price| Charge { price, key: "price" });
        let choice = SeedChoice { charge, ..*choice };
        let plan = strategy.plan(&choice);
        let message = |error: &Error| error.to_string();
        assert_eq!(
            strategy.check(&choice).as_ref().err().map(message),
            plan.as_ref().err().map(message),
            "{text}: check says what plan says"
        );
        plan
    })
}

fn seeds(text: &str, price: Option<&str>) -> Vec<u32> {
    match plan(text, price).expect(text).seeds {
        Seeds::Fixed(users) => users,
        Seeds::Redrawn(_) => panic!("{text}: the best are fixed"),
    }
}

/// Follows always work here: 10, 20 and 30 each reach 10 to 50, 40 reaches 50, and 60 reaches 50.
#[test]
fn seeds_follow_the_rules() {
    for (text, price, expected) in [
        ("{ count = 2, require = [10] }", None, vec![0, 5]),
        ("{ count = 1, where = { partner = true } }", None, vec![0]),
        (
            "{ count = 1, exclude = [10, 20, 30, 60], where = { followers = { min = 1 } } }",
            None,
            vec![3],
        ),
        ("{ count = 1, organic = [20] }", None, vec![5]),
        // A follower costs 1: 10 has two, 60 has one, and 50 none.
        ("{ budget = 3 }", Some("per_follower = 1"), vec![0, 4, 5]),
        ("{ budget = 1, exclude = [60] }", Some("per_follower = 1"), vec![3, 4]),
        ("{ budget = 20.5 }", Some("column = 'age'\nfixed = 0.5"), vec![0]),
        (
            "{ count = 2, quotas = { by = 'region', at_most = { north = 0 } }, exclude = [60] }",
            None,
            vec![2, 3],
        ),
        ("{ count = 1, quotas = { by = 'region', at_least = { south = 1 } } }", None, vec![2]),
        (
            "{ count = 1, where = { age = { min = 45 } },
               value = { by = 'region', segments = { north = 0 }, others = 1 } }",
            None,
            vec![3],
        ),
        ("{ count = 1, deadline = 1, exclude = [10, 20] }", None, vec![2]),
        // 60 reaches 50 in one step, as 40 does.
        ("{ count = 1, rival = [10, 40], ties = 'ours', exclude = [20] }", None, vec![5]),
        ("{ count = 1, rival = [60], ties = 'ours', exclude = [10, 20, 30] }", None, vec![3]),
        (
            "{ count = 1, accuracy = { guarantee = 0.2 }, exclude = [10, 20, 30, 60] }",
            None,
            vec![3],
        ),
    ] {
        assert_eq!(seeds(text, price), expected, "{text}");
    }
}

#[test]
fn a_certificate_tells_unit_budget_and_segments() {
    let text = "{ count = 1, value = 'age', fair = { by = 'region', of_best = 0.5 } }";
    let certificate = plan(text, None).expect(text).certificate.expect("it is certified");
    assert_eq!((certificate.unit.as_str(), certificate.guarantee), ("value", None));
    let names: Vec<&str> =
        certificate.segments.iter().map(|segment| segment.segment.as_str()).collect();
    assert_eq!(names, ["north", "south"]);
    // 10 reaches all users who have a region.
    assert!(certificate.segments.iter().all(|segment| segment.share == Some(1.0)));
    assert!(certificate.at_least <= 200.0 && 200.0 <= certificate.optimum_at_most);
    let price = Some("per_user = 2");
    let certificate = plan("{ budget = 4 }", price).expect("two").certificate.expect("certified");
    assert_eq!((certificate.budget, certificate.guarantee), (Some(4.0), Some(0.5)));
    assert!(certificate.at_least <= 6.0 && 6.0 <= certificate.optimum_at_most);
}

#[test]
fn what_cannot_be_kept_is_refused_with_the_key_and_a_remedy() {
    let each = Some("per_user = 2\nfixed = 1");
    for (text, price, key, word) in [
        ("{}", None, "count", "how many"),
        ("{ count = 0 }", None, "count", "0 seeds"),
        ("{ count = 7 }", None, "count", "7 seeds"),
        ("{ count = 1, require = [10, 20] }", None, "count", "1 seeds"),
        ("{ count = 1, require = [7] }", None, "require", "user 7"),
        ("{ count = 1, require = [10], exclude = [10] }", None, "exclude", "user 10"),
        ("{ count = 1, require = [10], organic = [10] }", None, "organic", "user 10"),
        ("{ budget = 5 }", None, "budget", "no price"),
        ("{ budget = -5 }", each, "budget", "-5"),
        ("{ budget = 0.5 }", each, "budget", "fixed"),
        ("{ budget = 2.5 }", each, "budget", "nobody"),
        ("{ budget = 4, require = [10, 20] }", each, "budget", "cost 4"),
        ("{ budget = 4, require = [60] }", Some("column = 'age'"), "require", "no price"),
        ("{ count = 1, deadline = 0 }", None, "deadline", "0 is no number of steps"),
        ("{ count = 1, deadline = 1.5 }", None, "deadline", "1.5 is no number of steps"),
        ("{ count = 1, rival = [7] }", None, "rival", "user 7"),
        ("{ count = 1, rival = [10], require = [10] }", None, "rival", "user 10"),
        ("{ count = 1, rival = [10], organic = [10] }", None, "rival", "user 10"),
        ("{ count = 6, rival = [10] }", None, "count", "6 seeds"),
        ("{ count = 1, ties = 'ours' }", None, "ties", "we would win"),
        ("{ count = 1, accuracy = { quality = 0 } }", None, "accuracy.quality", "0 is"),
        ("{ budget = 9, accuracy = { guarantee = 0.5 } }", each, "accuracy.guarantee", "0.5"),
        ("{ budget = 9, count = 2, accuracy = { guarantee = 0.1 } }", each, "accuracy", "several"),
        ("{ count = 1, value = 'ages' }", None, "value", "ages"),
        (
            "{ count = 1, value = { by = 'region', segments = { north = -1 } } }",
            None,
            "value.north",
            "-1",
        ),
        ("{ count = 1, value = { by = 'region', segments = {} } }", None, "value", "nobody"),
        ("{ count = 1, quotas = { by = 'age' } }", None, "quotas.by", "categories"),
        ("{ count = 1, quotas = { by = 'regoin' } }", None, "quotas.by", "regoin"),
        (
            "{ count = 1, quotas = { by = 'region', at_most = { nrth = 1 } } }",
            None,
            "quotas.at_most.nrth",
            "nrth",
        ),
        (
            "{ count = 4, quotas = { by = 'region', at_least = { south = 3 } } }",
            None,
            "quotas.at_least.south",
            "2 users",
        ),
        (
            "{ count = 1, quotas = { by = 'region', at_least = { south = 1, north = 1 } } }",
            None,
            "quotas.at_least",
            "2 seeds",
        ),
        (
            "{ count = 4, quotas = { by = 'region', at_most = { south = 1, north = 1 } } }",
            None,
            "quotas.at_most",
            "3 seeds",
        ),
        (
            "{ count = 2, require = [10, 20], quotas = { by = 'region', at_most = { north = 1 } } }",
            None,
            "quotas.at_most.north",
            "2 users",
        ),
        (
            "{ budget = 5, quotas = { by = 'region', at_least = { south = 1, north = 2 } } }",
            each,
            "quotas.at_least",
            "cost 6",
        ),
        ("{ count = 1, fair = { by = 'region' } }", None, "fair", "either"),
        ("{ count = 1, fair = { by = 'region', of_best = 1.5 } }", None, "fair.of_best", "1.5"),
        (
            "{ count = 1, fair = { by = 'region', least = { south = 0 } } }",
            None,
            "fair.least.south",
            "0 is",
        ),
    ] {
        match plan(text, price) {
            Err(Error::Value { key: named, problem, remedy }) => {
                assert_eq!(named, format!("seeds.{key}"), "{text}");
                assert!(problem.contains(word), "{text}: {problem}");
                assert!(!remedy.is_empty(), "{text}");
            }
            other => panic!("{text}: {other:?}"),
        }
    }
}
