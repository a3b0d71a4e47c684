//! How a scenario would be answered: which kernel runs it and why, on what, from whom.
//!
//! It goes along the line up to the simulation and stops there, but for the pilot on which the plan
//! rests. The plan depends on the scenario and the network alone, never on the machine.

use super::{
    Further, ScenarioFile, asked,
    estimate::replicates,
    examine,
    implicit::{self, Ready},
    network::Networks,
    stored::on_stored,
};
use crate::{error::Result, kernel::plan::KernelPlan, progress::Progress, report::StudyQuestion};

/// How a scenario would be answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// What would be asked, of which network, with which seeds.
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
    /// [`Error::Stopped`](crate::Error::Stopped) where the user asked to stop.
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
        if let Some(implicit) = implicit::of(scenario) {
            let given = Ready::new(self, implicit, progress)?.given(scenario);
            let question = asked::question(scenario, given);
            let (kernel, plan, nanoseconds, turned) = (implicit::KERNEL, None, None, false);
            let further = None;
            return Ok(Explanation {
                question,
                kernel,
                plan,
                nanoseconds,
                further,
                turned,
                points,
            });
        }
        let mut networks = Networks::default();
        let done = on_stored(self, &mut networks, progress, |stored| {
            stored.with_every_option()?;
            examine::Ready::new(self, stored, progress)?;
            let (experiment, stop) = (&stored.experiment, stored.stop);
            let plan = experiment.plan(stop);
            let nanoseconds =
                experiment.nanoseconds(&plan, stop, scenario.model.cost().repeated.is_some());
            let turned = experiment.network.has_backward();
            Ok((experiment.cascade.kernel(), Some(plan), Some(nanoseconds), turned))
        })?;
        let (kernel, plan, nanoseconds, turned) = done.result;
        let question = asked::question(scenario, done.given);
        let users = question.network.users as f64;
        let further = Further::of(scenario, replicates(&scenario.answer), users);
        Ok(Explanation { question, kernel, plan, nanoseconds, further, turned, points })
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
