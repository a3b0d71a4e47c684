//! What a report says of a scenario beyond the study that it asks for.

use super::Scenario;
use crate::report::ReportContext;

/// Where the network comes from.
pub(super) fn source(scenario: &Scenario) -> String {
    let source = scenario.network.as_ref().map(super::NetworkSection::source);
    source.expect("a network has a source")
}

/// The words of a scenario that its report repeats.
pub(super) fn context(scenario: &Scenario) -> ReportContext {
    ReportContext {
        name: scenario.name.clone(),
        description: scenario.description.clone(),
        network: source(scenario),
        time_unit: scenario.answer.time_unit.clone(),
        quantiles: scenario.answer.quantiles.clone(),
        examined: scenario.examine.as_ref().map(|section| section.option.clone()),
        scenario: scenario.resolved(),
        inputs: Vec::new(),
    }
}
