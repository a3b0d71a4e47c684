//! The warning of a report that was made though the search for seeds was stopped.

use super::Scenario;
use crate::report::Report;

/// The report with a warning of what is missing in it.
pub(super) fn warned(report: Report, left_out: &[String], scenario: &Scenario) -> Report {
    let mut missing = "Seeds were still being chosen: the best so far are reported.".to_owned();
    let examined = scenario.examine.iter().map(|section| section.option.as_str());
    for (what, names) in [
        ("left out", left_out.iter().map(String::as_str).collect()),
        ("not examined", examined.collect()),
    ] {
        let names: Vec<&str> = names;
        if !names.is_empty() {
            missing.extend([" Options ", what, ": ", &names.join(", "), "."]);
        }
    }
    report.warning_of(&missing)
}
