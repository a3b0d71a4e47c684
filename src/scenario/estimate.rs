//! A scenario checked and estimated before it runs, as far as its files tell.
//!
//! A network that is quickly made is made, so that everything but the simulation is checked; a larger
//! one is judged by its file's header or size, or its parameters.

mod size;
#[cfg(test)]
mod tests;

use super::{
    Explanation, Scenario, ScenarioFile, implicit::of as implicit_network, networks::Networks,
};
use crate::{
    error::Result,
    input_file,
    progress::Progress,
    study::{AnyExperiment, Estimate, Further, Need, NetworkGuess, Prepared},
};

/// Networks of fewer edges than this are made: it takes a second or two.
const QUICK_EDGES: f64 = 2_000_000.0;

impl Estimate {
    /// Leaves out the memory that the plan of an explanation has no use for.
    #[must_use]
    pub fn by_plan(mut self, explanation: &Explanation) -> Self {
        let kernel = explanation.plan.as_ref().map(|plan| plan.kernel);
        self.memory.retain(|part| match part.need {
            Need::Always | Need::AtMost => true,
            Need::By(needed) => kernel.is_none_or(|kernel| kernel == needed),
            Need::Turned => explanation.turned,
        });
        self
    }

    /// Checks a scenario without running it, and estimates what it will take on so many threads.
    ///
    /// # Errors
    /// What [`run`](fn@super::run) would refuse, as far as it shows before the simulation.
    pub fn of(file: &ScenarioFile, threads: u32, progress: &dyn Progress) -> Result<Self> {
        file.has_option()?;
        file.spec().samples_fit()?;
        for named in file.named_files() {
            input_file::open(&named.place)?;
        }
        let points = file.points()?;
        let mut networks = Networks::default();
        let mut largest: Option<NetworkGuess> = None;
        let mut implicit_points = Vec::new();
        for point in &points {
            if implicit_network(point.scenario()).is_some() {
                let prepared = networks
                    .source(point, progress)
                    .and_then(|source| Prepared::new(point.spec(), source, progress))
                    .map_err(|error| point.placed(error))?;
                if let AnyExperiment::Implicit(experiment) = &prepared.experiment {
                    implicit_points.push(Self::implicit(
                        &prepared.spec,
                        experiment,
                        threads,
                        points.len(),
                    ));
                }
                continue;
            }
            let (expected, numbered) =
                size::expected(point).map_err(|error| point.placed(error))?;
            let sized = if expected.size.edges < QUICK_EDGES {
                size::prepare(point, &mut networks, progress)
            } else {
                size::parameters(point, numbered).map(|()| expected)
            };
            let sized = sized.map_err(|error| point.placed(error))?;
            largest = Some(largest.map_or(sized, |other| other.or_larger(sized)));
        }
        let dearest =
            implicit_points.into_iter().max_by(|a, b| a.seconds[1].total_cmp(&b.seconds[1]));
        let stored = || {
            largest.map(|guess| {
                let further = file.scenario().further(guess.size.users);
                Self::stored(&file.spec(), guess, further, threads, points.len())
            })
        };
        Ok(dearest.or_else(stored).expect("a scenario has a point"))
    }
}

impl Scenario {
    /// What is run beside the options to look at one of them more closely, if that is wanted.
    pub(super) fn further(&self, users: f64) -> Option<Further> {
        let section = self.examine.as_ref()?;
        let replicates = self.answer.wanted().replicate_range();
        let worlds = replicates.map(|count| section.worlds(count));
        let examined = &self.option[section.place(self)].seeds;
        Some(Further::of(&section.asks(), examined, self.option.len(), worlds, users))
    }
}
