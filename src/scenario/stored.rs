//! The arrows of a stored network up to the simulation: network → influence → model → seeds.

use super::{
    ScenarioFile,
    asked::{self, Given, Known},
    network::Networks,
    option::{OptionSeeds, choose_seeds},
};
use crate::{
    error::{Error, Result},
    progress::Progress,
    seeding::SpreadModel,
    simulate::{Experiment, Stop},
};

/// Makes a scenario's experiment ready and gives it to `then`.
///
/// # Errors
/// Whatever a user can cause up to there, and in `then`.
pub(super) fn on_stored<T>(
    file: &ScenarioFile,
    networks: &mut Networks,
    progress: &dyn Progress,
    then: impl FnOnce(&Stored<'_>) -> Result<T>,
) -> Result<Done<T>> {
    let scenario = file.scenario();
    let network = networks.of(file, progress)?;
    let influence = scenario.influence_on(&network)?;
    let cascade = scenario.model.prepare(&network, &influence)?;
    let spreading = SpreadModel { influence: &influence, cascade: &*cascade };
    let OptionSeeds { seeds, known, left_out } = choose_seeds(file, &network, spreading, progress)?;
    let segments = asked::segments(&scenario.answer, &network)?;
    let stop = asked::stop(&scenario.answer, network.users().into())?;
    let curves = scenario.answer.curves();
    let experiment = Experiment {
        network: &network,
        cascade: &*cascade,
        options: &seeds,
        metrics: &scenario.answer.measures,
        asks: asked::asks(&scenario.answer, &curves),
        segments,
        rng_seed: scenario.rng_seed,
    };
    let left_out = left_out.as_deref();
    let result = then(&Stored { experiment, known: &known, left_out, spreading, stop: &stop })?;
    Ok(Done { given: Given::of(scenario, &network, &influence, &seeds, known), stop, result })
}

/// What is ready for the simulation.
pub(super) struct Stored<'a> {
    pub(super) experiment: Experiment<'a>,
    /// What is known of each option's seeds.
    pub(super) known: &'a [Known],
    /// Where the user asked to stop while seeds were chosen, the names of the options that have none and
    /// are left out.
    pub(super) left_out: Option<&'a [String]>,
    /// How a message spreads on the experiment's network.
    pub(super) spreading: SpreadModel<'a>,
    pub(super) stop: &'a Stop,
}

impl Stored<'_> {
    /// Refuses to go on where the user asked to stop while seeds were chosen.
    pub(super) fn with_every_option(&self) -> Result<()> {
        if self.left_out.is_some() { Err(Error::Stopped) } else { Ok(()) }
    }
}

/// What the line has done by the time that it has simulated, or would.
pub(super) struct Done<T> {
    pub(super) given: Given,
    pub(super) stop: Stop,
    pub(super) result: T,
}
