//! What whole reports say and look like.

use super::{fixture::launch, *};
use crate::{
    document::{Layout, Style},
    metric::MeasureKeys,
    seeding::Price,
    simulate::{OptionSamples, Run, Samples, Stop, Stopped, Target, TargetKind},
    statistics::Confidence,
    study::ViralSize,
};

fn written(output: AnyOutput, report: &Report, run: &Run) -> String {
    let mut bytes = Vec::new();
    output.write(report, &run.samples, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_report_reads_as_it_always_did() {
    let (report, _) = launch(2000);
    insta::assert_snapshot!("terminal", terminal::text(&report, Layout::default()));
    let narrow = Layout { width: 60, ..Layout::default() };
    insta::assert_snapshot!("terminal-narrow", terminal::text(&report, narrow));
}

#[test]
fn the_course_of_cascades_reads_as_it_always_did() {
    let (report, run) = fixture::coursed(500);
    let text = terminal::text(&report, Layout::default());
    let start = text.find("\nHow many have shared by when").expect("the timeline");
    let end = text.find("\nOptions compared").expect("the comparisons");
    insta::assert_snapshot!("course", &text[start..end]);
    let narrow = terminal::text(&report, Layout { width: 60, ..Layout::default() });
    let is_wide = |line: &str| unicode_width::UnicodeWidthStr::width(line) > 60;
    assert!(!narrow.lines().any(is_wide), "{narrow}");

    let json = written(AnyOutput::Json, &report, &run);
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    let schema = serde_json::to_value(Report::schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> =
        validator.iter_errors(&value).map(|fault| fault.to_string()).collect();
    assert_eq!(faults, Vec::<String>::new());
    assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report);
}

#[test]
fn the_numbers_of_the_course_agree_with_those_of_the_whole() {
    let (report, run) = fixture::coursed(300);
    for (option, samples) in report.options.iter().zip(&run.samples.options) {
        let sharers = option.metrics["sharers"].mean;
        let timeline = option.tables.timeline.as_ref().unwrap();
        let last = timeline.points.last().unwrap();
        assert!((last.sharers.mean + timeline.later - sharers).abs() < 1e-9);
        let new: f64 = timeline.points.iter().map(|point| point.new_sharers.mean).sum();
        assert!((new - last.sharers.mean).abs() < 1e-9);
        let generations = option.tables.generations.as_ref().unwrap();
        assert!((generations.generations[0].users.mean - option.seeds as f64).abs() < 1e-9);
        assert_eq!(option.tables.mixing.len(), 3);
        let made: f64 = option
            .tables
            .mixing
            .iter()
            .flat_map(|row| &row.made_to_share)
            .map(|cell| cell.users.mean)
            .sum();
        assert!((made + option.seeds as f64 - sharers).abs() < 1e-9, "seeds are made by nobody");
        for time_to in &option.tables.times_to {
            let least = time_to.sharers as f64;
            let got = samples.values[0].iter().filter(|&&sharers| sharers >= least).count();
            assert_eq!(time_to.reached.successes, got as u64);
            assert_eq!(time_to.time.is_some(), got > 0);
        }
    }
    let [two, forty] = [0, 1].map(|place| report.options[place].metrics["reach"].mean);
    let pair = &report.compared.overlaps[0];
    assert_eq!(
        (pair.a.as_str(), pair.b.as_str()),
        ("two stars", "forty ordinary users in the south")
    );
    let common = pair.common.mean;
    assert!((pair.share_of_smaller.unwrap().ratio - common / two.min(forty)).abs() < 1e-12);
    assert!((pair.jaccard.unwrap().ratio - common / (two + forty - common)).abs() < 1e-12);
    assert_eq!(report.compared.overlaps.len(), 3);
}

#[test]
fn csv_of_the_course_parses_and_agrees_with_the_report() {
    let (report, run) = fixture::coursed(50);
    let curves = written(AnyOutput::CsvCurves, &report, &run);
    let mut reader = csv::Reader::from_reader(curves.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let of = |curve: &str| rows.iter().filter(|row| &row[1] == curve).count();
    let answers = report.options.iter().flat_map(|option| &option.tables.generations);
    let branching = answers
        .flat_map(|answers| &answers.generations)
        .filter(|one| one.branching_number.is_some())
        .count();
    assert_eq!(["sharers", "new-sharers", "generation"].map(of), [39, 39, 63]);
    assert_eq!(of("branching-number"), branching);
    let by_three = rows.iter().find(|row| &row[1] == "sharers" && &row[2] == "3").expect("a time");
    let point = &report.options[0].tables.timeline.as_ref().unwrap().points[3].sharers;
    assert_eq!(by_three[3].parse::<f64>().unwrap().to_bits(), point.mean.to_bits());
    assert_eq!(by_three[9].parse::<f64>().unwrap().to_bits(), point.quantiles[2].to_bits());

    let summary = written(AnyOutput::CsvSummary, &report, &run);
    let mut reader = csv::Reader::from_reader(summary.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let kinds = |kind: &str| rows.iter().filter(|row| &row[3] == kind).count();
    assert_eq!((kinds("mixing"), kinds("overlap"), kinds("reached")), (27, 9, 9));
    let no_curve = launch(5);
    let empty = written(AnyOutput::CsvCurves, &no_curve.0, &no_curve.1);
    assert_eq!(empty.lines().count(), 1);
}

#[test]
fn an_option_looked_at_more_closely_reads_as_it_always_did() {
    let report = fixture::examined(200);
    let text = terminal::text(&report, Layout::default());
    let start = text.find("\nHow many random users").expect("the first answer");
    let end = text.find("\nWhat this rests on").expect("the background");
    insta::assert_snapshot!("examined", &text[start..end]);
    let narrow = terminal::text(&report, Layout { width: 60, ..Layout::default() });
    let is_wide = |line: &str| unicode_width::UnicodeWidthStr::width(line) > 60;
    assert!(!narrow.lines().any(is_wide), "{narrow}");
}

#[test]
fn a_report_is_valid_json_that_comes_back_to_the_byte() {
    let (report, run) = launch(300);
    let json = written(AnyOutput::Json, &report, &run);
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    let schema = serde_json::to_value(Report::schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> =
        validator.iter_errors(&value).map(|fault| fault.to_string()).collect();
    assert_eq!(faults, Vec::<String>::new());
    let mut broken = value.clone();
    broken["options"][0]["metrics"]["reach"]["mean"] = "many".into();
    assert!(!validator.is_valid(&broken), "the schema can refuse");

    let again: Report = serde_json::from_str(&json).unwrap();
    assert_eq!(again, report);
    assert_eq!(written(AnyOutput::Json, &again, &run), json);
    assert!(json.ends_with("}\n") && !json.contains("null,null"));
}

#[test]
fn csv_parses_and_agrees_with_the_report() {
    let (report, run) = launch(50);
    let summary = written(AnyOutput::CsvSummary, &report, &run);
    let mut reader = csv::Reader::from_reader(summary.as_bytes());
    let header = reader.headers().unwrap().clone();
    assert_eq!(&header[0], "option");
    assert_eq!(&header[header.len() - 1], "q0.95");
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let column = |name: &str| header.iter().position(|column| column == name).unwrap();
    let kinds = |kind: &str| rows.iter().filter(|row| &row[column("kind")] == kind).count();
    assert_eq!((kinds("mean"), kinds("viral"), kinds("segment"), kinds("cost")), (15, 6, 9, 6));
    let reach =
        rows.iter().find(|row| &row[column("metric")] == "reach" && &row[column("kind")] == "mean");
    let mean: f64 = reach.unwrap()[column("estimate")].parse().unwrap();
    assert_eq!(mean.to_bits(), report.options[0].metrics["reach"].mean.to_bits());

    let every = written(AnyOutput::CsvReplicates, &report, &run);
    let mut reader = csv::Reader::from_reader(every.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 150);
    let of_first = rows.iter().filter(|row| &row[1] == "two stars");
    let values: Vec<f64> = of_first.map(|row| row[2].parse().unwrap()).collect();
    assert_eq!(values, run.samples.options[0].values[0]);
}

/// An option's seeds are rows in their order, and those that are drawn anew are none.
#[test]
fn csv_of_seeds_tells_who_was_chosen() {
    let (report, run) = launch(10);
    let seed = |id: &str, adds| ChosenSeed { id: id.to_owned(), adds };
    let chosen = vec![seed("7", Some(12.5)), seed("a, b", None)];
    let seeds = |chosen| KnownSeeds { chosen, certificate: None };
    let report = report.knowing(vec![seeds(None), seeds(Some(chosen))]);
    let seeds = written(AnyOutput::CsvSeeds, &report, &run);
    let name = "forty ordinary users in the south";
    let expected = format!("option,place,id,adds\n{name},1,7,12.5\n{name},2,\"a, b\",\n");
    assert_eq!(seeds, expected);
}

/// A report of made-up samples of sharers and reach, where every option costs 10 a seed.
fn made_up(options: &[(&str, &[f64])], stop: &Stop, stopped: Stopped) -> Report {
    made_up_with(options, stop, stopped, |_| ())
}

/// The same, after a change of the question.
fn made_up_with(
    options: &[(&str, &[f64])],
    stop: &Stop,
    stopped: Stopped,
    change: impl FnOnce(&mut [OptionAsked]),
) -> Report {
    let network = fixture::network();
    let mut question = fixture::question(&network);
    question.metrics = vec![AnyMetric::Reach];
    question.segments = None;
    question.measures = MeasureKeys::default();
    question.viral_at = vec![ViralSize { metric: AnyMetric::Reach, at_least: 100.0 }];
    let option = |&(name, _): &(&str, &[f64])| OptionAsked {
        name: name.to_owned(),
        seeds: 1,
        redrawn: false,
        same_seeds_as: None,
        price: Some(Price { per_user: 10.0, ..Price::default() }),
        cost: Some(10.0),
    };
    question.options = options.iter().map(option).collect();
    change(&mut question.options);
    let values = options.iter().map(|(_, reach)| OptionSamples { values: vec![reach.to_vec()] });
    let samples = Samples {
        replicates: options[0].1.len() as u64,
        options: values.collect(),
        measures: Vec::new(),
    };
    fixture::report_of(&network, question, stop, &Run { samples, stopped })
}

/// The warning where no cascade of these was viral.
const NEVER: &str = "Never seen: no cascade had at least 100 users reached; the largest had 4.";

const CONFIDENCE: Confidence = Confidence::NINETY_FIVE;

#[test]
fn one_option_is_spoken_of_alone() {
    let stop = Stop::after(3, CONFIDENCE);
    let report = made_up(&[("A", &[2.0, 3.0, 4.0])], &stop, Stopped::ReplicatesDone);
    assert_eq!(
        report.verdict.sentences,
        [
            "“A” reaches 3.0 ± 2.2 users on average, 1.0% of the network.",
            "With “A” 0 of 3 replicates went viral (at least 100 users reached): the probability \
             is at most 60% (95%).",
            // The one seed is reached at least.
            "A reached user costs 3 (2 to 10) with “A”.",
        ]
    );
    assert_eq!(report.verdict.warning.as_deref(), Some(NEVER));
    assert_eq!(report.options[0].best, None);
    let seen = made_up(&[("A", &[2.0, 3.0, 100.0])], &stop, Stopped::ReplicatesDone);
    assert_eq!(seen.verdict.warning, None);
    assert!(report.comparisons.is_empty() && report.verdict.cheapest.is_empty());
}

#[test]
fn options_that_are_alike_share_the_lead() {
    let stop = Stop::after(4, CONFIDENCE);
    let (a, b) = ([20.0, 31.0, 40.0, 10.0], [30.0, 20.0, 11.0, 40.0]);
    let report = made_up(&[("A", &a), ("B", &b), ("C", &a)], &stop, Stopped::ReplicatesDone);
    // B and A have one mean.
    assert_eq!(report.verdict.leaders, ["A", "B", "C"]);
    assert_eq!(report.verdict.cheapest, ["A", "B", "C"]);
    assert_eq!(
        report.verdict.sentences[0],
        "“A”, “B” and “C” are not distinguishable at this precision."
    );
    assert_eq!(report.comparisons.len(), 3);
}

/// They differ from options that merely come out alike: no number of replicates would tell.
#[test]
fn options_of_the_same_users_are_told_to_be_so() {
    let stop = Stop::after(4, CONFIDENCE);
    let (a, b) = ([20.0, 31.0, 40.0, 10.0], [11.0, 22.0, 31.0, 1.0]);
    let values: [(&str, &[f64]); 4] = [("A", &a), ("B", &a), ("C", &b), ("D", &a)];
    let report = made_up_with(&values, &stop, Stopped::ReplicatesDone, |options| {
        for name in [1, 3] {
            options[name].same_seeds_as = Some("A".to_owned());
        }
    });
    let said = "“A”, “B” and “D” have the same users as seeds, so that they do the same in every \
                replicate.";
    assert_eq!(report.verdict.leaders, ["A", "B", "D"]);
    assert_eq!(report.verdict.sentences[1], said);
    let pair = |names: [&str; 2]| {
        let pair = report.comparisons.iter().find(|pair| [&*pair.a, &*pair.b] == names);
        pair.expect("every pair is compared").sentence.clone()
    };
    assert!(pair(["B", "D"]).starts_with("“B” and “D” have the same users as seeds"));
    assert!(!pair(["A", "C"]).contains("the same users"));
    let text = terminal::text(&report, Layout { width: 120, ..Layout::default() });
    let options = text.find("Options\n").expect("a table");
    assert!(text[options..].contains("“A”, “B” and “D” have the same users as seeds"), "{text}");
}

#[test]
fn a_partial_or_imprecise_run_is_told_first() {
    let stop = Stop::after(1000, CONFIDENCE);
    let report = made_up(&[("A", &[2.0, 3.0, 4.0])], &stop, Stopped::Interrupted);
    let warning = "Partial: stopped by hand after 3 of at most 1,000 replicates.";
    assert_eq!(report.verdict.warning, Some(format!("{warning} {NEVER}")));
    let text = terminal::text(&report, Layout::default());
    assert!(text.find(warning) < text.find("“A”"), "{text}");

    let target = Target { metric: 0, kind: TargetKind::Mean { relative: 0.01 } };
    let stop = Stop::once_precise(vec![target], 3, CONFIDENCE);
    let report = made_up(&[("A", &[2.0, 3.0, 4.0])], &stop, Stopped::CapReached);
    assert_eq!(
        report.verdict.warning,
        Some(format!(
            "Less precise than requested: the cap of 3 replicates is reached first. About 4,300 \
             would be needed in all. {NEVER}"
        ))
    );
}

#[test]
fn of_many_options_the_leader_meets_every_other() {
    let values: Vec<[f64; 3]> =
        (0..14).map(|place| [1.0, 2.0, 3.0].map(|v| v + f64::from(place))).collect();
    let names: Vec<String> = (0..14).map(|place| format!("option {place}")).collect();
    let options: Vec<(&str, &[f64])> = names
        .iter()
        .zip(&values)
        .map(|(name, values)| (name.as_str(), values.as_slice()))
        .collect();
    let report = made_up(&options, &Stop::after(3, CONFIDENCE), Stopped::ReplicatesDone);
    assert_eq!(report.comparisons.len(), 13);
    assert!(report.comparisons.iter().all(|comparison| comparison.a == "option 13"));
    let total: f64 = report
        .options
        .iter()
        .map(|option| option.best.unwrap().by_cost.unwrap().probability.unwrap())
        .sum();
    assert!((total - 1.0).abs() < 1e-9);
}

#[test]
fn a_sweep_is_one_table_and_every_report() {
    let (report, _) = launch(100);
    let point = |p: f64| SweepPoint { values: vec![p.into()], report: report.clone() };
    let sweep =
        SweepReport::of(vec!["influence.uniform.p".to_owned()], vec![point(0.1), point(0.25)]);
    insta::assert_snapshot!("sweep", sweep.text(Layout::default()));
    let mut bytes = Vec::new();
    sweep.write_csv(&mut bytes).unwrap();
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    assert_eq!(&reader.headers().unwrap()[0], "influence.uniform.p");
    assert_eq!(reader.records().map(Result::unwrap).filter(|row| &row[0] == "0.25").count(), 36);
    let mut bytes = Vec::new();
    sweep.write_json(&mut bytes).unwrap();
    assert_eq!(serde_json::from_slice::<SweepReport>(&bytes).unwrap(), sweep);
}

#[test]
fn colour_changes_no_letter() {
    let (report, _) = launch(100);
    let plain = terminal::text(&report, Layout::default());
    let mut colour = terminal::text(&report, Layout { style: Style::Colour, ..Layout::default() });
    assert!(colour.contains("\x1b[1mOptions\x1b[0m"));
    for code in ["\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[1;33m"] {
        colour = colour.replace(code, "");
    }
    assert_eq!(colour, plain);
}
