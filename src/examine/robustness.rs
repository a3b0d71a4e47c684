//! Whether the ranking of the options holds where an assumption is not quite right: influence weaker
//! or stronger by a fifth, a tenth of the edges missing, another model.
//!
//! Every option is run anew under each change, in worlds of the same numbers. Two options change
//! places where the one that had the lower mean is surely ahead under the change. Options that are
//! merely no longer distinguishable do not count.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Difference, ExperimentWorlds, missing};
use crate::{
    error::{Error, Result},
    influence::Influence,
    model::{AnyModel, IndependentCascade, LinearThreshold},
    network::Network,
    progress::Progress,
    seeding::Seeds,
    statistics::{Interval, Moments},
};

/// By which factor influence is weaker …
const WEAKER: f64 = 0.8;

/// … and stronger.
const STRONGER: f64 = 1.2;

/// The share of edges that are missing.
const MISSING: f64 = 0.1;

/// A change of what was assumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Every edge has 0.8 times its influence.
    WeakerInfluence,
    /// Every edge has 1.2 times its influence, at most 1.
    StrongerInfluence,
    /// A tenth of the edges, drawn at random, are not there.
    MissingEdges,
    /// The model is linear threshold, with the same influence.
    LinearThreshold,
    /// The model is the independent cascade, with the same influence.
    IndependentCascade,
}

/// The changes that are tried under a model, in this order. Of the two usual models, which every
/// influence fits, those that it is not.
fn changes(model: &AnyModel) -> Vec<Change> {
    let others: &[Change] = match model {
        AnyModel::IndependentCascade(_) => &[Change::LinearThreshold],
        AnyModel::LinearThreshold(_) => &[Change::IndependentCascade],
        _ => &[Change::IndependentCascade, Change::LinearThreshold],
    };
    [&[Change::WeakerInfluence, Change::StrongerInfluence, Change::MissingEdges], others].concat()
}

/// At most this many changes are tried.
pub const MOST_CHANGES: usize = 5;

/// The options under each change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Robustness {
    /// The changes that were tried.
    pub variations: Vec<Variation>,
    /// The changes that were not, and why.
    pub left_out: Vec<LeftOut>,
}

/// The options under one change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Variation {
    /// What is other than was assumed.
    pub change: Change,
    /// What becomes of each option, in the scenario's order.
    pub options: Vec<OptionUnder>,
    /// Pairs of options that change places.
    pub flips: Vec<Flip>,
}

/// One option under a change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OptionUnder {
    /// The option's name.
    pub option: String,
    /// The mean under the change.
    pub mean: f64,
    /// The interval for the true mean; `null` under two worlds.
    pub interval: Option<Interval>,
    /// The mean under the change over the mean without it, in the same number of worlds; `null` where
    /// the latter is 0.
    pub times: Option<f64>,
}

/// Two options that change places under a change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Flip {
    /// The option that is surely ahead under the change, and had the lower mean without it.
    pub ahead: String,
    /// The option that it is ahead of.
    pub behind: String,
    /// By how much it is ahead under the change.
    pub by: Difference,
    /// True where it was surely behind without the change; false where the two were not
    /// distinguishable.
    pub was_behind: bool,
}

/// A change that was not tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LeftOut {
    /// The change.
    pub change: Change,
    /// Why not.
    pub why: String,
}

/// What was assumed, and the results under it.
#[derive(Debug, Clone, Copy)]
pub struct Assumptions<'a> {
    /// The influence.
    pub influence: &'a Influence,
    /// The model.
    pub model: &'a AnyModel,
    /// The options' names.
    pub names: &'a [&'a str],
    /// Their seeds.
    pub options: &'a [Seeds],
    /// What each of them has in each of the worlds, by the first of their metrics.
    pub values: &'a [&'a [f64]],
}

/// Whether the ranking of the options holds. Where the user stops it, the changes tried by then are
/// returned, and the others are listed as left out.
///
/// # Errors
/// [`Error::Stopped`] where the user stops it before the first change is tried.
pub fn robustness(
    worlds: &ExperimentWorlds,
    assumed: &Assumptions<'_>,
    progress: &dyn Progress,
) -> Result<Robustness> {
    let mut found = Robustness { variations: Vec::new(), left_out: Vec::new() };
    let mut stopped = false;
    for change in changes(assumed.model) {
        let why = match variation(change, worlds, assumed, progress) {
            _ if stopped => "stopped by hand".to_owned(),
            Ok(variation) => {
                found.variations.push(variation);
                continue;
            }
            Err(Error::Stopped) => {
                stopped = true;
                "stopped by hand".to_owned()
            }
            Err(Error::Value { problem, .. }) => problem,
            Err(other) => return Err(other),
        };
        found.left_out.push(LeftOut { change, why });
    }
    if stopped && found.variations.is_empty() { Err(Error::Stopped) } else { Ok(found) }
}

/// The options under a change.
fn variation(
    change: Change,
    worlds: &ExperimentWorlds,
    assumed: &Assumptions<'_>,
    progress: &dyn Progress,
) -> Result<Variation> {
    let (network, influence, model) = (&worlds.network, assumed.influence, assumed.model);
    let values = match change {
        Change::WeakerInfluence => {
            under(worlds, assumed, network, &influence.scaled(WEAKER), model, progress)?
        }
        Change::StrongerInfluence => {
            under(worlds, assumed, network, &influence.scaled(STRONGER), model, progress)?
        }
        Change::MissingEdges => {
            let (left, influence) = missing::without(network, influence, MISSING, worlds.rng_seed);
            under(worlds, assumed, &left, &influence, model, progress)?
        }
        Change::LinearThreshold => {
            let model = AnyModel::LinearThreshold(LinearThreshold {});
            under(worlds, assumed, network, influence, &model, progress)?
        }
        Change::IndependentCascade => {
            let model = AnyModel::IndependentCascade(IndependentCascade {});
            under(worlds, assumed, network, influence, &model, progress)?
        }
    };
    Ok(compared(change, worlds, assumed, &values))
}

/// What the options have in each world of a changed network, influence or model.
fn under(
    worlds: &ExperimentWorlds,
    assumed: &Assumptions<'_>,
    network: &Network,
    influence: &Influence,
    model: &AnyModel,
    progress: &dyn Progress,
) -> Result<Vec<Vec<f64>>> {
    let cascade = model.prepare(network, influence)?;
    let changed = ExperimentWorlds {
        network: network.clone(),
        cascade,
        metrics: worlds.metrics[..1].into(),
        ..worlds.clone()
    };
    let plan = changed.experiment(assumed.options, None).plan(&changed.stop(), progress);
    let changed = ExperimentWorlds { kernel: plan.kernel, ..changed };
    let samples = changed.run("changing what was assumed", assumed.options, progress)?;
    let values = |option: crate::simulate::OptionSamples| option.values.into_iter().next();
    Ok(samples.options.into_iter().filter_map(values).collect())
}

/// The options under a change, and which of them change places.
fn compared(
    change: Change,
    worlds: &ExperimentWorlds,
    assumed: &Assumptions<'_>,
    values: &[Vec<f64>],
) -> Variation {
    let confidence = worlds.confidence;
    let before: Vec<f64> = assumed.values.iter().map(|values| Moments::of(values).mean).collect();
    let option = |(place, values): (usize, &Vec<f64>)| {
        let moments = Moments::of(values);
        OptionUnder {
            option: assumed.names[place].to_owned(),
            mean: moments.mean,
            interval: worlds.mean_interval(&moments),
            times: (before[place] > 0.0).then(|| moments.mean / before[place]),
        }
    };
    let mut flips = Vec::new();
    for behind in 0..values.len() {
        for ahead in (0..values.len()).filter(|&ahead| before[ahead] < before[behind]) {
            let by = Difference::of(&values[ahead], &values[behind], confidence);
            if by.is_surely_more() {
                let was = Difference::of(assumed.values[behind], assumed.values[ahead], confidence);
                flips.push(Flip {
                    ahead: assumed.names[ahead].to_owned(),
                    behind: assumed.names[behind].to_owned(),
                    by,
                    was_behind: was.is_surely_more(),
                });
            }
        }
    }
    Variation { change, options: values.iter().enumerate().map(option).collect(), flips }
}
