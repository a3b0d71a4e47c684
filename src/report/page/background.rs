//! What the numbers of a report rest on.

use super::keys;
use crate::{
    document::{
        amounts::counted,
        numbers::{level, plain},
    },
    report::{NetworkNote, Report, sentence},
    simulate::Stopped,
    statistics::Confidence,
};

/// What the numbers rest on, always in the same order: the replicates, the network, what its edges mean (if it
/// has any), the model and its influence, what ranges are, and how to get the numbers again.
pub(in crate::report) fn notes(report: &Report) -> [Option<String>; 6] {
    let question = &report.question;
    let replicates = counted(report.replicates.count, "replicate", "replicates");
    let worlds = match report.options.len() {
        1 => replicates,
        _ => format!("{replicates}, each with all options in the same world"),
    };
    let replicates = format!("{worlds}; {}.", why_stopped(report));
    let keys = keys::of_keyword(&report.record.scenario["model"]);
    let model = format!(
        "Model: {}{}. Influence: {}, {} on an average edge.",
        question.model,
        keys.map_or_else(String::new, |keys| format!("; with {keys}")),
        question.influence,
        plain(question.mean_influence),
    );
    let again = format!(
        "wordspread {} with rng_seed = {}: these numbers come out again on any number of threads.",
        report.record.version, report.record.rng_seed,
    );
    let ranges = meaning_of_ranges(question.confidence);
    let direction = question.network.direction.clone();
    let network = network(&question.network);
    [Some(replicates), Some(network), direction, Some(model), Some(ranges), Some(again)]
}

/// "Network: gnp; 100 users, 500 edges."
fn network(network: &NetworkNote) -> String {
    let built = network.built;
    let edges = counted(network.edges, "edge", "edges");
    let mut text = format!(
        "Network: {}; {}, {}.",
        network.source,
        counted(network.users, "user", "users"),
        if network.implicit { format!("about {edges}, computed and not stored") } else { edges },
    );
    for (count, one, many) in [
        (
            built.self_loops,
            "edge from a user to itself was dropped",
            "edges from a user to itself were dropped",
        ),
        (built.merged, "repeated edge was merged", "repeated edges were merged"),
    ] {
        if count > 0 {
            text.push(' ');
            text += &counted(count, one, many);
            text.push('.');
        }
    }
    text
}

/// What "±" and ranges are.
fn meaning_of_ranges(confidence: Confidence) -> String {
    format!(
        "± and ranges are {} intervals, each taken by itself. They hold the luck of the \
         simulation, not doubts about the network, the model or its probabilities.",
        level(confidence.level()),
    )
}

/// Why there are no more replicates.
fn why_stopped(report: &Report) -> String {
    match report.replicates.stopped {
        Stopped::ReplicatesDone => "as many as requested".to_owned(),
        Stopped::Interrupted => "stopped by hand".to_owned(),
        Stopped::Paused => "more are to come".to_owned(),
        Stopped::CapReached => {
            "the cap, at which the requested precision was not reached".to_owned()
        }
        Stopped::PrecisionReached => {
            let mut wanted: Vec<String> = Vec::new();
            for target in &report.replicates.precision {
                let width = sentence::wanted(target.precision.wanted, target.at_least.is_none());
                let of = target.at_least.map_or_else(
                    || sentence::spoken(target.metric),
                    |at| format!("the probability of {}", sentence::viral_at(target.metric, at)),
                );
                let text = format!("{of} to {width}");
                if !wanted.contains(&text) {
                    wanted.push(text);
                }
            }
            format!("enough for the requested precision ({})", wanted.join(", "))
        }
    }
}
