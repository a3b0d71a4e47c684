//! What a report tells of several messages, and what is refused.

use super::*;

/// Ours goes from 0 along a path; the other stands in its way, and then has what lies behind.
#[test]
fn the_report_tells_who_takes_from_whom() {
    let text = r#"
        name = "a path"
        network.generate.path = { users = 6, ties = "one-way" }
        influence.uniform = { p = 1.0 }
        model.competitive-cascade = { messages = [
            { name = "ahead", seeds = { ids = [2] } },
            { name = "behind", seeds = { ids = [4] } },
        ] }
        answer = { replicates = 10, measures = ["taken", "lost"] }
        [[option]]
        name = "the beginning"
        seeds.users = { ids = [0] }
        [[option]]
        name = "before the last"
        seeds.users = { ids = [3] }
        [[option]]
        name = "the last two"
        seeds.users = { ids = [4, 5] }
    "#;
    let file = ScenarioFile::parse(text, "path.toml", vec![]).expect("a scenario");
    let answer = run(&file, &()).expect("an answer");
    let point = &answer.points[0];
    let of = |option: usize| {
        let option = &point.report.options[option];
        let messages = option.tables.messages.iter().map(|message| {
            let means = [message.sharers, message.alone, message.change].map(|of| of.mean as i64);
            (message.name.clone(), means)
        });
        let metrics = ["sharers", "rival-sharers", "taken", "lost"];
        (messages.collect::<Vec<_>>(), metrics.map(|metric| option.metrics[metric].mean as i64))
    };
    let named = |counts: [[i64; 3]; 3]| {
        let names = ["ours", "ahead", "behind"].map(str::to_owned);
        names.into_iter().zip(counts).collect::<Vec<_>>()
    };
    assert_eq!(of(0), (named([[2, 6, -4], [2, 2, 0], [2, 2, 0]]), [2, 4, 0, 4]));
    assert_eq!(of(1), (named([[1, 3, -2], [1, 2, -1], [2, 2, 0]]), [1, 3, 1, 2]));
    // User 4 is a seed of ours and of "behind", which is the stronger.
    assert_eq!(of(2), (named([[1, 2, -1], [2, 2, 0], [1, 2, -1]]), [1, 3, 1, 1]));
}

#[test]
fn faults_of_other_messages_name_the_key_and_the_remedy() {
    let network = bare(3, vec![[0, 1], [1, 2]], EdgeMeaning::InfluencerToAudience);
    let influence = Influence::Uniform(0.5);
    let model = |text: &str| toml::from_str::<AnyModel>(text).expect(text);
    for (text, words) in [
        ("competitive-cascade = { factor = 1.5 }", ["competitive-cascade.factor", "1.5"]),
        (
            "competitive-cascade = { messages = [{ name = 'ours', seeds = { ids = [1] } }] }",
            ["messages.0.name", "our own"],
        ),
        (
            "competitive-cascade = { messages = [{ name = 'a', seeds = { ids = [1] } }, \
            { name = 'a', seeds = { ids = [2] } }] }",
            ["messages.1.name", "two messages"],
        ),
        (
            "competitive-cascade = { messages = [{ name = 'a', seeds = { ids = [7] } }] }",
            ["messages.0.seeds.ids", "user 7"],
        ),
        (
            "competitive-cascade = { messages = [{ name = 'a', seeds = { ids = [] } }] }",
            ["messages.0.seeds", "nobody"],
        ),
        (
            "competitive-cascade = { messages = [{ name = 'a', seeds = { most_followed = 4 } }] }",
            ["most_followed", "3 users"],
        ),
        (
            "competitive-cascade = { messages = [{ name = 'a', seeds = { ids = [1] }, factor = -1 }] }",
            ["messages.0.factor", "-1"],
        ),
        ("competitive-cascade = { rank = 2 }", ["competitive-cascade.rank", "1 messages"]),
        ("competitive-cascade = { ties = 'fair', rank = 1 }", ["rank", "order"]),
        (
            "competitive-threshold = { ties = 'fair', rank = 1 }",
            ["competitive-threshold.rank", "order"],
        ),
        ("negative-opinion = { quality = 2 }", ["negative-opinion.quality", "2"]),
        (
            "complementary-cascade = { other = { name = '', seeds = { ids = [1] } } }",
            ["complementary-cascade.other.name", "empty"],
        ),
        (
            "complementary-cascade = { other = { name = 'a', seeds = { ids = [1] } }, q_ours = 1.1 }",
            ["complementary-cascade.q_ours", "1.1"],
        ),
    ] {
        let model = model(text);
        let Err(error) = model.prepare(&network, &influence) else { panic!("{text} is accepted") };
        let message = error.to_string();
        assert!(words.iter().all(|word| message.contains(word)), "{text}: {message}");
        assert!(error.remedy().is_some(), "{text}");
    }
    let Err(error) = thresholds(at_2(), TieRule::Fair, None).prepare(
        &bare(3, vec![[0, 2], [1, 2]], EdgeMeaning::InfluencerToAudience),
        &Influence::Uniform(0.6),
    ) else {
        panic!("1.2 is over 1")
    };
    assert!(error.to_string().contains("1.2"), "{error}");
}

#[test]
fn what_a_model_cannot_tell_is_refused_with_the_reason() {
    let text = |model: &str, measure: &str| {
        format!(
            "name = 'x'\nnetwork.generate.path = {{ users = 3 }}\nmodel.{model} = {{}}\n\
             answer = {{ replicates = 2, measures = ['{measure}'] }}\n\
             [[option]]\nname = 'a'\nseeds.random = {{ count = 1 }}\n"
        )
    };
    for (model, measure, models) in [
        ("independent-cascade", "taken", "competitive-cascade"),
        ("negative-opinion", "lost", "competitive-cascade"),
        ("competitive-threshold", "positive", "negative-opinion"),
    ] {
        let file = ScenarioFile::parse(text(model, measure), "x.toml", vec![]);
        let Err(error) = file.and_then(|file| run(&file, &())) else { panic!("{model} {measure}") };
        assert!(error.to_string().contains(measure), "{error}");
        assert!(error.remedy().expect("a remedy").contains(models), "{error}");
    }
    let sought = text("competitive-cascade", "lost").replace("random", "greedy");
    let Err(error) =
        ScenarioFile::parse(&sought, "x.toml", vec![]).and_then(|file| run(&file, &()))
    else {
        panic!("a search walks along live edges")
    };
    assert!(error.to_string().contains("live"), "{error}");
}
