//! Every file in `scenarios/` is a scenario to the parser and to the schema, and says its question.

use std::{fs, path::Path};

use wordspread::scenario::{Scenario, ScenarioFile};

#[test]
fn every_scenario_file_fits_the_parser_and_the_schema_and_opens_with_its_question() {
    let schema = jsonschema::validator_for(&Scenario::schema()).expect("a schema");
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios"));
    let mut paths: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty());
    for path in paths {
        let name = path.display();
        let text = fs::read_to_string(&path).expect("a text");
        assert!(text.starts_with("# ") && text.contains('?'), "{name} opens with its question");
        let table: toml::Table = text.parse().expect("TOML");
        let json = serde_json::to_value(table).expect("JSON");
        let errors: Vec<String> = schema.iter_errors(&json).map(|e| e.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{name}");
        let file = ScenarioFile::read(&path, Vec::new()).unwrap_or_else(|e| panic!("{name}: {e}"));
        // What is filled in is a scenario too.
        let errors: Vec<String> =
            schema.iter_errors(&file.scenario().resolved()).map(|e| e.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{name} with its defaults");
    }
}
