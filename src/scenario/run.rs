//! The line that every result travels:
//! `scenario → network → influence → model → seeds → simulate → statistics → report`.
//!
//! One arrow a line. What a step does is in the step's own file, never here.

use std::sync::Arc;

use super::{ScenarioFile, examiner::Examiner, input::Hashes, networks::Networks};
use crate::{
    error::{Error, Result},
    progress::Progress,
    report::{Report, SweepPoint, SweepReport},
    simulate::{Samples, Stopped},
    study::{Prepared, Study},
};

/// The answer to a scenario.
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
/// Whatever a user can cause, at its place in the scenario; [`Error::Stopped`] where the work
/// was stopped before there was a single replicate.
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
    file.spec().samples_fit()?;
    let inputs = kept.hashes.of(file.named_files())?;
    let network = kept.networks.source(file, progress)?;
    let prepared = Arc::new(Prepared::new(file.spec(), network, progress)?);
    let examiner = Examiner::of(file, &prepared, progress)?;
    let mut study = Study::start(Arc::clone(&prepared), progress);
    study.finish(progress)?;
    let examine = |examiner: Examiner<'_>| examiner.examine(&study, progress);
    let examination = examiner.map(examine).transpose()?;
    let snapshot = study.snapshot().expect("a finished study has replicates");
    let report = file.report_with(&snapshot, inputs).with(examination);
    let partial = snapshot.run.stopped == Stopped::Interrupted || report.is_examined_in_part();
    Ok((Point { set: file.swept(), report, samples: study.into_samples() }, partial))
}
