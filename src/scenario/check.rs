//! The rules between keys, and the defaults that depend on other keys.
//!
//! What a network or a model refuses, it refuses itself when it is made; here is what can be said
//! of the scenario alone.

use super::{AnswerSection, Scenario, Sweep, examine, implicit};
use crate::{
    error::{Error, Result},
    model::AnyModel,
    study::{check_influence_counts, check_options},
};

/// Most points of a sweep: more are a slip of the pen.
const MOST_POINTS: usize = 10_000;

/// Checks the rules between keys, and fills in the defaults that depend on other keys.
pub(super) fn complete(scenario: &mut Scenario) -> Result<()> {
    if scenario.name.trim().is_empty() {
        return Err(Error::value("name", "the scenario's name is empty", "give it a short name"));
    }
    check_options(scenario.option.iter().map(|option| (&*option.name, option.price.as_ref())))?;
    if let Some(price) = scenario.portfolio.as_ref().and_then(|it| it.price.as_ref()) {
        price.check("portfolio.price")?;
    }
    sweeps(&scenario.sweep)?;
    answer(&mut scenario.answer, &scenario.model)?;
    scenario.answer.time_unit.as_ref().map_or(Ok(()), |unit| unit.checked("answer.time_unit"))?;
    let options = scenario.option.len();
    scenario.answer.check_measures(options)?;
    examine::rules(scenario)?;
    implicit::rules(scenario)
}

/// Refuses an influence that is `named` though it would play no part.
pub(super) fn influence(scenario: &Scenario, named: bool) -> Result<()> {
    if named { check_influence_counts(&scenario.model) } else { Ok(()) }
}

/// Refuses to simulate a scenario without an option; seeds can be sought without one.
pub(super) fn has_option(scenario: &Scenario) -> Result<()> {
    if scenario.option.is_empty() {
        let remedy = "add [[option]] with name = \"…\" and seeds.random = { count = 10 }";
        return Err(Error::value("option", "the scenario has no option to simulate", remedy));
    }
    Ok(())
}

fn sweeps(sweeps: &[Sweep]) -> Result<()> {
    if sweeps.len() > 2 {
        let problem = format!("{} keys are swept at once", sweeps.len());
        let remedy = "sweep one key or two; more make no table that can be read";
        return Err(Error::value("sweep.2.key", problem, remedy));
    }
    let mut points = 1_usize;
    for (place, sweep) in sweeps.iter().enumerate() {
        let key = format!("sweep.{place}.key");
        let refused = |problem: &str, remedy: &str| {
            Err(Error::value(&*key, format!("{:?} {problem}", sweep.key), remedy))
        };
        if sweeps[..place].iter().any(|other| other.key == sweep.key) {
            return refused("is swept twice", "sweep two different keys");
        }
        if sweep.key.split('.').next() == Some("sweep") {
            return refused("is a sweep's own key", "sweep a key of the scenario");
        }
        points = points.saturating_mul(sweep.points(&format!("sweep.{place}"))?.len());
    }
    if points > MOST_POINTS {
        let problem = format!("this makes {points} points");
        let remedy = format!("at most {MOST_POINTS} are answered: give fewer values");
        return Err(Error::value("sweep.0.key", problem, remedy));
    }
    Ok(())
}

/// Completes the section with what its own keys and the model call for.
fn answer(answer: &mut AnswerSection, model: &AnyModel) -> Result<()> {
    let (mut wanted, keys) = (answer.wanted(), answer.measure_keys());
    wanted.complete(&mut answer.measures, &keys, model)?;
    answer.precision = wanted.precision;
    answer.at_most = wanted.at_most;
    for &level in &answer.quantiles {
        if !(level > 0.0 && level < 1.0) {
            let problem = format!("{level} is no level of a quantile");
            let remedy = "give numbers between 0 and 1: 0.5 is the median";
            return Err(Error::value("answer.quantiles", problem, remedy));
        }
    }
    answer.quantiles.sort_unstable_by(f64::total_cmp);
    answer.quantiles.dedup();
    Ok(())
}
