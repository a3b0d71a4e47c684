//! Rules for implicit networks: what looks at every user is refused, with what to do instead.

use super::{NetworkSection, Scenario};
use crate::{
    error::{Error, Result},
    model::AnyModel,
    network::implicit::Implicit,
    study::uniform_probability,
};

/// The kernel, and why it is that.
pub(super) const KERNEL: &str =
    "geometric jumps over followers that are computed where an edge is live: none are stored";

/// The implicit network of a scenario, if it has one.
pub(super) fn of(scenario: &Scenario) -> Option<&Implicit> {
    match &scenario.network {
        Some(NetworkSection::Implicit(implicit)) => Some(implicit),
        _ => None,
    }
}

/// Refuses what has no meaning where users are not stored, and elsewhere what is for such networks
/// alone.
pub(super) fn rules(scenario: &Scenario) -> Result<()> {
    let stop_at = scenario.answer.stop_at;
    if of(scenario).is_none() {
        return stop_at.map_or(Ok(()), |_| {
            let problem = "cascades are stopped in implicit networks alone";
            let remedy = "leave it out: in a stored network every cascade ends by itself";
            Err(Error::value("answer.stop_at", problem, remedy))
        });
    }
    if stop_at.is_some_and(|stop_at| stop_at.sharers == 0) {
        let problem = "0 sharers are no cascade";
        return Err(Error::value("answer.stop_at.sharers", problem, "give 1 or more"));
    }
    let model = &scenario.model;
    if !matches!(model, AnyModel::IndependentCascade(_)) {
        let keyword = model.keyword();
        let problem = format!(
            "{keyword} keeps something of users or of whom they follow, and nobody stores them here"
        );
        let remedy = "take [model.independent-cascade], or a network that is stored";
        return Err(Error::value(format!("model.{keyword}"), problem, remedy));
    }
    uniform_probability(&scenario.influence)?;
    if let Some(column) = &scenario.answer.by_segment {
        let problem = format!("users of an implicit network have no column {column:?}");
        let remedy = "leave it out, or take a generated network, whose users have attributes";
        return Err(Error::value("answer.by_segment", problem, remedy));
    }
    if scenario.answer.overlap.is_some() {
        let problem = "overlap is measured where users are stored";
        let remedy = "leave it out, or take a generated network";
        return Err(Error::value("answer.overlap", problem, remedy));
    }
    Ok(())
}
