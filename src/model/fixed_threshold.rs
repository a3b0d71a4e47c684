//! Fixed thresholds: complex contagion.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Cascade, Model, ModelCost,
    cascade::exposure::{Exposing, followed},
    per_user::{Bounds, Numbers, PerUser},
};
use crate::{
    catalogue::Described,
    error::{Error, Result},
    influence::Influence,
    kernel::exposure_models::{
        CountPerUser, CountPerWorld, CountThreshold, NEVER, SameCount, WeightThreshold, least_of,
    },
    network::Network,
    rng::World,
};

/// A user shares once enough of those it follows have shared: a share of them (Watts), or a number of
/// them (Centola & Macy).
///
/// Give `share` or `count`. Each may be a number for all users, or a column of the user table:
/// `{ column = "threshold" }`. It may also be a law: each user's threshold is then drawn anew in each world, the
/// same for all options. A uniform law is `share = { uniform = { from = 0.1, to = 0.3 } }`. A normal law is
/// `{ normal = { mean = 0.2, sd = 0.05 } }`. A choice is
/// `{ choice = { values = [0.1, 0.4], weights = [1, 3] } }`.
///
/// Shares are compared as whole numbers of users: 0.07 of a hundred are seven. A threshold of 0 or less is met
/// by the first exposure. A share above 1, as a normal law may draw, is never met. A count that is no whole
/// number is rounded up. Only seeds share without exposure, so a user who follows nobody never does. Parallel
/// edges that were kept count one by one. Those who share at one step expose their followers at the next. The
/// result does not depend on their order.
///
/// Influence is not used, and choosing a rule is an error. With `weighted = true` it is used: the share is then
/// of the influence of all in-edges of the user.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FixedThreshold {
    /// The share of those whom a user follows who must have shared, from 0 to 1. Instead of `count`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<PerUser>,
    /// The number of those whom a user follows who must have shared, 0 or more. Instead of `share`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<PerUser>,
    /// Whether each of them counts by the influence of its edge, not alike: for `share` alone. Default
    /// false.
    pub weighted: bool,
}

const KEY: &str = "model.fixed-threshold";

const SHARE: Bounds = Bounds { least: 0.0, most: 1.0, words: "a share from 0 to 1" };

const COUNT: Bounds = Bounds { least: 0.0, most: f64::MAX, words: "a number of users, 0 or more" };

impl Described for FixedThreshold {
    const SUMMARY: &'static str =
        "a user shares once a given share or number of those it follows have";
    const REFERENCE: &'static str = "Watts 2002, doi:10.1073/pnas.082090499; \
         Centola & Macy 2007, doi:10.1086/521848";
}

impl Model for FixedThreshold {
    fn prepare(&self, network: &Network, influence: &Influence) -> Result<Arc<dyn Cascade>> {
        match (&self.share, &self.count) {
            (Some(share), None) => {
                let share = share.ready(&format!("{KEY}.share"), network, SHARE)?;
                Ok(match influence {
                    Influence::PerEdge(weights) if self.weighted => {
                        by_weight(network, weights, share)
                    }
                    // Where all edges that lead to a user weigh alike, they are as good as counted.
                    _ => by_share(network, share),
                })
            }
            (None, Some(_)) if self.weighted => {
                let problem = "a number of users has no weight";
                let remedy = "give share = 0.2, say, or leave `weighted` out";
                Err(Error::value(format!("{KEY}.weighted"), problem, remedy))
            }
            (None, Some(count)) => {
                Ok(by_count(network, count.ready(&format!("{KEY}.count"), network, COUNT)?))
            }
            (None, None) => {
                let remedy = "give share = 0.18, say, or count = 2";
                Err(Error::value(KEY, "there is no threshold", remedy))
            }
            (Some(_), Some(_)) => {
                let remedy = "keep `share`, or `count`";
                Err(Error::value(format!("{KEY}.count"), "there is a share as well", remedy))
            }
        }
    }

    fn uses_influence(&self) -> bool {
        self.weighted
    }

    fn cost(&self) -> ModelCost {
        ModelCost {
            cascade_user: crate::kernel::exposure_models::BYTES_A_USER,
            ..ModelCost::LIVE_EDGES
        }
    }
}

/// How it runs where thresholds are one number, or one a user.
const FIXED: &str = "exposures counted down from a user's threshold; influence plays no part";

/// How it runs where they are drawn.
const DRAWN: &str =
    "exposures counted down from a threshold drawn for each exposed user; influence plays no part";

fn by_share(network: &Network, share: Numbers) -> Arc<dyn Cascade> {
    let followed = followed(network);
    let of = move |share: f64, user: u32| least_of(share, followed[user as usize]);
    match share {
        Numbers::Same(share) => {
            let needed = CountPerUser::new(network.users(), |user| of(share, user));
            Exposing::boxed(network, CountThreshold(needed), FIXED)
        }
        Numbers::Column(shares) => {
            let needed = CountPerUser::new(network.users(), |user| of(shares[user as usize], user));
            Exposing::boxed(network, CountThreshold(needed), FIXED)
        }
        Numbers::Drawn(draw) => {
            let needed = CountPerWorld(move |user, stream: &mut _| of(draw.from(stream), user));
            Exposing::boxed(network, CountThreshold(needed), DRAWN)
        }
    }
}

/// A count as a whole number of exposures.
fn whole(count: f64) -> u32 {
    let least = count.ceil();
    if least >= f64::from(NEVER) { NEVER } else { (least as u32).max(1) }
}

fn by_count(network: &Network, count: Numbers) -> Arc<dyn Cascade> {
    match count {
        Numbers::Same(count) => {
            Exposing::boxed(network, CountThreshold(SameCount(whole(count))), FIXED)
        }
        Numbers::Column(counts) => {
            let needed = CountPerUser::new(network.users(), |user| whole(counts[user as usize]));
            Exposing::boxed(network, CountThreshold(needed), FIXED)
        }
        Numbers::Drawn(draw) => {
            let needed = CountPerWorld(move |_, stream: &mut _| whole(draw.from(stream)));
            Exposing::boxed(network, CountThreshold(needed), DRAWN)
        }
    }
}

fn by_weight(network: &Network, weights: &Arc<[f32]>, share: Numbers) -> Arc<dyn Cascade> {
    let mut totals = vec![0.0_f64; network.users() as usize];
    for (&user, &weight) in network.forward().targets().iter().zip(&**weights) {
        totals[user as usize] += f64::from(weight);
    }
    let needed = move |world: World, user: u32| {
        let share = match &share {
            Numbers::Same(share) => *share,
            Numbers::Column(shares) => shares[user as usize],
            Numbers::Drawn(draw) => draw.from(&mut world.stream(u64::from(user))),
        };
        share * totals[user as usize]
    };
    let kernel = "weights of exposures summed up to a user's threshold";
    Exposing::boxed(network, WeightThreshold { weights: Arc::clone(weights), needed }, kernel)
}
