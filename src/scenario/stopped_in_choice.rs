//! What is answered where the user asks to stop while seeds are chosen: those that are found by then, and
//! what they do in a few worlds, so that a long search is not lost.
//!
//! It must never be taken for a whole answer.

use super::{Scenario, stored::Stored};
use crate::{
    error::Result,
    kernel::plan::Kernel,
    progress::{Progress, StopFlag},
    report::Report,
    simulate::{self, Run, Stop, Stopped},
    statistics::Confidence,
};

/// So many replicates tell an interval, and are soon done.
const FEW: u64 = 16;

/// Few replicates of the options that have seeds, whatever the user has asked.
pub(super) fn simulate(stored: &Stored<'_>, progress: &dyn Progress) -> Result<Run> {
    let stop = Stop::after(FEW.min(stored.stop.most()), Confidence::NINETY_FIVE);
    let engine = stored.experiment.engine(Kernel::Walk);
    let run = simulate::simulate(&*engine, &stop, &ToTheEnd(progress))?;
    Ok(Run { stopped: Stopped::Interrupted, ..run })
}

/// The report with a warning of what is missing in it.
pub(super) fn told(report: Report, left_out: &[String], scenario: &Scenario) -> Report {
    let mut missing =
        "Seeds were still being chosen: those told of are the best so far.".to_owned();
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

/// Tells of work, and never to stop it.
struct ToTheEnd<'a>(&'a dyn Progress);

impl Progress for ToTheEnd<'_> {
    fn begin(&self, what: &str, total: Option<u64>) {
        self.0.begin(what, total);
    }
    fn advance(&self, steps: u64) {
        self.0.advance(steps);
    }
    fn end(&self) {
        self.0.end();
    }
    fn stop(&self) -> &StopFlag {
        StopFlag::never()
    }
}
