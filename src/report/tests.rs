//! What whole reports say and look like.

use super::{fixture::launch, *};

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
