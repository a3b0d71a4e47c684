//! One option looked at more closely, from the file to the report.

use super::{SOUND, answer, fault, parse, run};
use crate::{
    examine::{Inquiry, SeedOrder},
    progress::StopsAt,
    report::{Examination, Report, ReportForm},
};

const FIVE: &str = "examine={ option = 'five' }";

fn examined(changes: &[&str]) -> (Report, Examination) {
    let report = answer(SOUND, changes).expect("it is sound").points.swap_remove(0).report;
    let examination = report.examination.clone().expect("the section asks for it");
    (report, examination)
}

#[test]
fn every_question_is_answered_in_the_worlds_of_the_options() {
    let (report, found) = examined(&[FIVE]);
    assert!(found.unanswered.is_empty() && !found.partial);
    let (five, reach) = (&report.options[1], "reach");
    assert_eq!((found.seeds, found.replicates), (5, 300));
    assert_eq!(found.mean.to_bits(), five.metrics[reach].mean.to_bits());
    // The option itself is a point of the curve, and the whole of which seeds are left out.
    let curve = found.curve.expect("a question of the section");
    let point = curve.points.iter().find(|point| point.seeds == 5).expect("a point");
    assert_eq!(point.mean.to_bits(), found.mean.to_bits());
    assert_eq!(curve.ordered_by, SeedOrder::Choice);
    assert_eq!(curve.points[0].viral.len(), 1);
    assert_eq!(found.each_seed.expect("a question of the section").each.len(), 5);
    assert_eq!(found.robustness.expect("a question of the section").variations.len(), 3);
    let break_even = found.break_even.expect("a question of the section");
    // `two` chooses at random, at 5 a user and 1 for all.
    assert_eq!(break_even.against.as_deref(), Some("two"));
    let users = f64::from(break_even.users.expect("a few more of 40 users are enough"));
    let money = break_even.money.expect("two has a price");
    assert!((money.users.estimate - (1.0 + 5.0 * users)).abs() < 1e-9, "{money:?}");
    // `five` has none: its seeds are counted at that of `two`.
    assert!((money.option - 26.0).abs() < 1e-9);
    let questions: Vec<Inquiry> =
        found.sentences.iter().map(|sentence| sentence.question).collect();
    assert_eq!(questions, Inquiry::ALL);
}

#[test]
fn what_is_not_asked_is_not_answered_and_the_options_stay_as_they_are() {
    let (report, found) =
        examined(&["examine={ option = 'five', questions = ['curve', 'curve'], replicates = 20 }"]);
    assert_eq!(found.replicates, 20);
    assert!(found.break_even.is_none() && found.each_seed.is_none() && found.robustness.is_none());
    assert!(found.curve.is_some_and(|curve| curve.points.iter().all(|point| point.cost.is_none())));
    let plain = answer(SOUND, &[]).expect("it is sound").points.swap_remove(0).report;
    assert_eq!(plain.options, report.options);
    assert_eq!(plain.verdict, report.verdict);
}

#[test]
fn seeds_that_are_redrawn_are_not_left_out_one_by_one_and_that_is_told() {
    let redrawn = "option.two.seeds={ random = { count = 2, redraw = true } }";
    let (_, found) = examined(&["examine={ option = 'two' }", redrawn]);
    assert!(found.each_seed.is_none() && found.curve.is_some());
    assert_eq!(found.unanswered.len(), 1);
    assert_eq!(found.unanswered[0].question, Inquiry::EachSeed);
    // No other option chooses at random: plain random users, at the option's own price.
    let break_even = found.break_even.expect("a question of the section");
    assert_eq!((break_even.against, break_even.users), (None, Some(2)));
    assert!(break_even.money.is_some_and(|money| money.worth.estimate.abs() < 1e-9));
}

/// Who were sought one after another are taken in that order: with fewer seeds, those found first.
#[test]
fn seeds_that_were_sought_have_the_order_in_which_they_were_found() {
    for strategy in ["best", "greedy"] {
        let sought = format!("option.five.seeds={{ {strategy} = {{ count = 5 }} }}");
        let (report, found) =
            examined(&["examine={ option = 'five', questions = ['curve'] }", &sought]);
        let curve = found.curve.expect("a question of the section");
        assert_eq!((curve.ordered_by, curve.points.len()), (SeedOrder::Choice, 3), "{strategy}");
        assert_eq!(report.options[1].seeds, 5);
        if strategy == "best" {
            // A search by samples for one seed may find another than one for five finds first.
            continue;
        }
        let one = format!("option.five.seeds={{ {strategy} = {{ count = 1 }} }}");
        let alone = answer(SOUND, &[&one]).expect("it is sound").points.swap_remove(0).report;
        let mean = alone.options[1].metrics["reach"].mean;
        assert_eq!(curve.points[0].mean.to_bits(), mean.to_bits(), "{strategy}");
    }
}

#[test]
fn a_stop_leaves_the_answers_that_are_done() {
    let file = parse(SOUND, &[FIVE]).expect("a scenario");
    let whole = run(&file, &()).expect("an answer");
    // The network takes a step or a few, the options 300; then break-even is under way.
    let stopped = run(&file, &StopsAt::steps(450)).expect("an answer");
    assert!(stopped.partial && !whole.partial);
    let found = stopped.points[0].report.examination.clone().expect("the section asks for it");
    assert!(found.partial && found.robustness.is_none());
    assert_eq!(found.unanswered.len(), 4);
    assert!(found.unanswered.iter().all(|open| open.why == "stopped by hand"));
    assert_eq!(stopped.points[0].samples, whole.points[0].samples);
    let text = crate::report::terminal::text(
        &stopped.points[0].report,
        crate::document::Layout::default(),
    );
    assert!(text.contains("Not answered: stopped by hand."), "{text}");
}

#[test]
fn the_summary_and_the_schema_know_the_answers() {
    let answer = answer(SOUND, &[FIVE]).expect("it is sound");
    let point = &answer.points[0];
    let mut bytes = Vec::new();
    crate::report::CsvSummary.write(&point.report, &point.samples, &mut bytes).expect("memory");
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let kinds = |kind: &str| rows.iter().filter(|row| &row[3] == kind).count();
    let curve = point.report.examination.as_ref().and_then(|found| found.curve.as_ref());
    let points = curve.expect("a question of the section").points.len();
    for (kind, count) in [
        ("break-even", 1),
        ("worth", 1),
        ("curve", points),
        ("curve-viral", points),
        ("weaker-influence", 2),
        ("missing-edges", 2),
        ("linear-threshold", 0),
    ] {
        assert_eq!(kinds(kind), count, "{kind}");
    }
    let json = serde_json::to_value(&point.report).expect("a report is JSON");
    let schema = serde_json::to_value(Report::schema()).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let faults: Vec<String> = validator.iter_errors(&json).map(|fault| fault.to_string()).collect();
    assert_eq!(faults, Vec::<String>::new());
    let again: Report = serde_json::from_value(json).expect("a report");
    assert_eq!(again, point.report);
}

#[test]
fn an_examination_is_the_same_on_any_number_of_threads() {
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("threads").install(|| examined(&[FIVE, "answer.replicates=150"]))
    };
    let one = on(1);
    assert!(one == on(2) && one == on(7));
}

/// What is wrong with a section `[examine]` is named at its line.
#[test]
fn what_cannot_be_examined_is_told_with_what_can() {
    let named = "seeds.users = { ids = [1, 2] }";
    for (section, line, words) in [
        ("option = 'fiv'", "option = 'fiv'", &["no option \"fiv\"", "did you mean \"five\"?"][..]),
        ("option = 'x'\n", "option = 'x'", &["name one of the options: \"two\", \"five\""]),
        ("optoin = 'five'", "optoin = 'five'", &["did you mean `option`"]),
        ("replicates = 5", "[examine]", &["lacks the key `option`"]),
        (
            "option = 'five'\nagainst = 'five'",
            "against = 'five'",
            &["is the option that is examined", "name another option"],
        ),
        (
            "option = 'five'\nagainst = 'tow'",
            "against = 'tow'",
            &["no option \"tow\"", "did you mean \"two\"?"],
        ),
        ("option = 'five'\nreplicates = 0", "replicates = 0", &["0 worlds", "at least 1"]),
        (
            "option = 'five'\nquestions = []",
            "questions = []",
            &["there is no question", "each-seed"],
        ),
        (
            "option = 'five'\nquestions = ['curv']",
            "questions = ['curv']",
            &["there is no `curv`", "did you mean `curve`"],
        ),
    ] {
        let text = format!("{SOUND}\n[examine]\n{section}\n");
        let (text, pointed) = fault(&parse(&text, &[]).expect_err(section));
        assert_eq!(pointed.as_deref(), Some(line), "{text}");
        assert!(words.iter().all(|word| text.contains(word)), "{text}");
    }
    let refusal = |text: &str, changes: &[&str]| fault(&answer(text, changes).expect_err(text)).0;
    let text = format!("{SOUND}\n[examine]\noption = 'five'\nagainst = 'two'\n");
    let users = text.replace("seeds.random = { count = 2 }", named);
    assert!(refusal(&users, &[]).contains("names its users"));
    let greedy = text.replace("seeds.random = { count = 2 }", "seeds.greedy = { count = 2 }");
    assert!(refusal(&greedy, &[]).contains("seeks its users"));
    let redrawn = "option.five.seeds={ random = { count = 2, redraw = true } }";
    let asks = refusal(&text, &[redrawn, "examine.questions=['each-seed']"]);
    assert!(asks.contains("none can be left out"), "{asks}");
    let implicit = "network={ implicit = { follower = { users = 5000 } } }";
    assert!(refusal(&text, &[implicit]).contains("not stored"));
}
