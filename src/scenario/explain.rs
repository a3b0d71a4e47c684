//! How a scenario would be answered: which kernel runs it and why, on what, from whom.
//!
//! It goes along the line up to the simulation and stops there, but for the pilot on which the plan
//! rests. The plan depends on the scenario and the network alone, never on the machine.

use super::{ScenarioFile, examiner::Examiner, implicit, networks::Networks, question::context};
use crate::{
    error::{Error, Result},
    kernel::plan::KernelPlan,
    progress::Progress,
    report::StudyQuestion,
    study::{Further, Prepared},
};

/// How a scenario would be answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The question of the report: which network, which options, which measures.
    pub question: StudyQuestion,
    /// How a walk finds live edges, and why that way, in a few words.
    pub kernel: &'static str,
    /// Which kernel would run it, and why; nothing where the network is not stored.
    pub plan: Option<KernelPlan>,
    /// Nanoseconds that a world with all its options takes on one thread, by the plan or else by a
    /// pilot; nothing where the network is not stored.
    pub nanoseconds: Option<f64>,
    /// What would be run beside the options, to look at one of them more closely.
    pub further: Option<Further>,
    /// Whether the network was turned round for it.
    pub turned: bool,
    /// How many points a sweep would have answered this way; this is the first of them.
    pub points: usize,
}

impl Explanation {
    /// Explains the first point of a scenario.
    ///
    /// # Errors
    /// What [`run`](fn@super::run) would refuse before the simulation, and
    /// [`Error::Stopped`] where the work was stopped.
    pub fn of(file: &ScenarioFile, progress: &dyn Progress) -> Result<Self> {
        file.has_option()?;
        let points = file.points()?;
        let point = &points[0];
        point.explanation(points.len(), progress).map_err(|error| point.placed(error))
    }
}

impl ScenarioFile {
    fn explanation(&self, points: usize, progress: &dyn Progress) -> Result<Explanation> {
        let scenario = self.scenario();
        let source = Networks::default().source(self, progress)?;
        let prepared = Prepared::new(self.spec(), source, progress)?;
        prepared.with_every_option()?;
        Examiner::of(self, &prepared, progress)?;
        let question = StudyQuestion::of(&prepared, &context(scenario));
        let Some(experiment) = prepared.stored_experiment() else {
            let kernel = implicit::KERNEL;
            let (plan, nanoseconds, further, turned) = (None, None, None, false);
            return Ok(Explanation {
                question,
                kernel,
                plan,
                nanoseconds,
                further,
                turned,
                points,
            });
        };
        let plan = experiment.plan(&prepared.stop, progress);
        let again = scenario.model.cost().repeated.is_some();
        let nanoseconds = experiment.nanoseconds(&plan, &prepared.stop, again, progress);
        if progress.cancelled() {
            return Err(Error::Stopped);
        }
        let users = question.network.users as f64;
        Ok(Explanation {
            kernel: experiment.cascade.kernel(),
            nanoseconds: Some(nanoseconds),
            plan: Some(plan),
            turned: experiment.network.has_backward(),
            further: scenario.further(users),
            question,
            points,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::KeyChange;

    #[test]
    fn the_kernel_follows_the_influence() {
        let kernel = |change: &str| {
            let text = "name = 'a'\nnetwork.generate.star = { users = 3 }\n\
                        [[option]]\nname = 'b'\nseeds.random = { count = 1 }\n";
            let changes = vec![KeyChange::set(change).expect(change)];
            let file = ScenarioFile::parse(text, "a.toml", changes).expect(change);
            Explanation::of(&file, &()).expect(change).kernel
        };
        assert!(kernel("influence.uniform.p=0.01").contains("jumps"));
        assert!(kernel("influence.uniform.p=0.9").contains("number a live edge"));
        assert_ne!(kernel("rng_seed=2"), kernel("influence.uniform.p=0.01"));
    }
}
