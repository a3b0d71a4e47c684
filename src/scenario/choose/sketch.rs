//! A sketch of all spreads on a scenario's network, under its influence and model.

use super::best_seeds::stored_only;
use crate::{
    error::Result,
    progress::Progress,
    scenario::{ScenarioFile, networks::Networks},
    seeding::reverse::sketch::{Sketch, SketchOf},
};

/// Draws so many reverse sets for the first point of a scenario, whose options are not looked at.
///
/// # Errors
/// What the scenario's network, influence and model may be refused for;
/// [`Error::Value`](crate::error::Error::Value) of `sets` for none or too many;
/// [`Error::Stopped`](crate::error::Error::Stopped) where the work was stopped.
pub fn sketch(file: &ScenarioFile, sets: u64, progress: &dyn Progress) -> Result<Sketch> {
    let points = file.points()?;
    let file = &points[0];
    let scenario = file.scenario();
    stored_only(scenario)?;
    let network = Networks::mapped().of(file, progress)?;
    let setting = file.spec().setting(network)?;
    let resolved = scenario.resolved();
    let of = SketchOf {
        scenario: scenario.name.clone(),
        fingerprint: setting.network.fingerprint(),
        influence: resolved["influence"].clone(),
        model: resolved["model"].clone(),
        rng_seed: scenario.rng_seed,
    };
    Sketch::draw(&setting.network, setting.cascade.reverse_for("a sketch")?, of, sets, progress)
}
