//! The line that every result travels:
//! `scenario → network → influence → model → seeds → simulate → statistics → report`.
//!
//! One arrow a line. What a step does is in the step's own file, never here.

use super::{
    ScenarioFile, asked,
    estimate::replicates_fit,
    examine,
    implicit::{self, Ready},
    input::Hashes,
    network::Networks,
    stopped_in_choice,
    stored::{Done, on_stored},
};
use crate::{
    error::{Error, Result},
    kernel::plan::Kernel,
    progress::Progress,
    report::{Report, RunRecord, SweepPoint, SweepReport},
    simulate::{Samples, Stopped, simulate},
};

/// What a scenario was answered.
#[derive(Debug)]
pub struct Answer {
    /// One for each point of the scenario's sweeps, in the order in which
    /// [`ScenarioFile::points`] has them; a single one where it has no sweep.
    pub points: Vec<Point>,
    /// True where points or replicates are missing, as the user stopped it or a point failed.
    pub partial: bool,
    /// What ended a sweep before its last point, where some points are done.
    pub failed: Option<Error>,
}

impl Answer {
    /// The points as the one report of a sweep; nothing where the scenario has no sweep.
    #[must_use]
    pub fn sweep(&self) -> Option<SweepReport> {
        let keys: Vec<String> = self.points.first()?.set.keys().cloned().collect();
        let point = |point: &Point| SweepPoint {
            values: point.set.values().cloned().collect(),
            report: point.report.clone(),
        };
        (!keys.is_empty()).then(|| SweepReport {
            partial: self.partial,
            ..SweepReport::of(keys, self.points.iter().map(point).collect())
        })
    }
}

/// The answer to one point of a sweep, or to a scenario without any.
#[derive(Debug, Clone)]
pub struct Point {
    /// The keys that sweeps have set, each with its value, in the order of the sweeps; empty
    /// without a sweep.
    pub set: serde_json::Map<String, serde_json::Value>,
    /// The report.
    pub report: Report,
    /// The value of every replicate: for each option, for each metric of the report's question.
    pub samples: Samples,
}

/// Answers a scenario, point by point of its sweeps. All points meet the same worlds; the network
/// is made anew only where a point changes it. Where the user asks to stop, the answer holds what
/// is done by then.
///
/// # Errors
/// Whatever a user can cause, at its place in the scenario; [`Error::Stopped`] where the user asked
/// to stop before there was a single replicate.
///
/// # Examples
/// ```
/// use wordspread::scenario::{ScenarioFile, run};
/// let text = r#"
///     name = "star"
///     network.generate.star = { users = 10 }
///     influence.uniform = { p = 1.0 }
///     answer.replicates = 100
///     [[option]]
///     name = "the centre"
///     seeds.top-degree = { count = 1 }
/// "#;
/// let answer = run(&ScenarioFile::parse(text, "star.toml", vec![])?, &())?;
/// assert!(answer.points[0].samples.options[0].values[0].iter().all(|&sharers| sharers == 10.0));
/// # Ok::<(), wordspread::Error>(())
/// ```
pub fn run(file: &ScenarioFile, progress: &dyn Progress) -> Result<Answer> {
    file.has_option()?;
    let mut kept = Kept::default();
    let mut answer = Answer { points: Vec::new(), partial: false, failed: None };
    for point in file.points()? {
        match answer_point(&point, &mut kept, progress) {
            Ok((point, partial)) => {
                answer.points.push(point);
                answer.partial = partial;
            }
            Err(Error::Stopped) if !answer.points.is_empty() => answer.partial = true,
            Err(error) if answer.points.is_empty() => return Err(point.placed(error)),
            Err(error) => {
                answer.partial = true;
                answer.failed = Some(point.placed(error));
            }
        }
        if answer.partial {
            break;
        }
    }
    Ok(answer)
}

/// What one point of a sweep leaves to the next.
#[derive(Debug, Default)]
struct Kept {
    networks: Networks,
    hashes: Hashes,
}

/// The line, from its first arrow to its last; and whether it was stopped on the way.
fn answer_point(
    file: &ScenarioFile,
    kept: &mut Kept,
    progress: &dyn Progress,
) -> Result<(Point, bool)> {
    let scenario = file.scenario();
    replicates_fit(scenario)?;
    let inputs = kept.hashes.inputs(file)?;
    let Done { mut given, stop, result } = match implicit::of(scenario) {
        None => on_stored(file, &mut kept.networks, progress, |stored| {
            if let Some(left_out) = stored.left_out {
                let run = stopped_in_choice::simulate(stored, progress)?;
                return Ok((run, Kernel::Walk, None, Some(left_out.to_vec())));
            }
            let around = examine::Ready::new(file, stored, progress)?;
            let kernel = stored.experiment.plan(stored.stop).kernel;
            let run = simulate(&*stored.experiment.engine(kernel), stored.stop, progress)?;
            let examine = |around: examine::Ready<'_>| around.examine(&run, kernel, progress);
            let examination = around.map(examine).transpose()?;
            Ok((run, kernel, examination, None))
        })?,
        Some(implicit) => {
            let ready = Ready::new(file, implicit, progress)?;
            let run = simulate(&ready.experiment(scenario), &ready.stop, progress)?;
            let result = (run, Kernel::Walk, None, None);
            Done { given: ready.given(scenario), result, stop: ready.stop }
        }
    };
    let (run, kernel, examination, left_out) = result;
    let known = given.known();
    let question = asked::question(scenario, given);
    let record = RunRecord::new(scenario.resolved(), scenario.rng_seed, kernel, inputs);
    let report = Report::assemble(question, record, &stop, &run);
    let mut report = report.knowing(known).with(examination);
    if let Some(left_out) = left_out {
        report = stopped_in_choice::told(report, &left_out, scenario);
    }
    let partial = run.stopped == Stopped::Interrupted || report.is_examined_in_part();
    Ok((Point { set: file.swept(), report, samples: run.samples }, partial))
}
