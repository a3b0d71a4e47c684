//! The independent cascade on several platforms: users have accounts, and cross-post from one to another.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Cascade, Forward, Model, ModelCost, Outcome, OutcomeRequest, Process, cascade::rivals::share,
};
use crate::{
    catalogue::{Described, nearest},
    error::{Error, Result},
    influence::Influence,
    kernel::{
        Record, SharerSet,
        events::multiplex::{self, Accounts, CrossPosting, MOST_PLATFORMS},
        plan::WalkCost,
    },
    network::Network,
    rng::World,
};

/// A network of several platforms, with each edge on one of them. An account that starts to share gets one
/// chance to make each of its followers on the same platform share there. With probability `cross_post` the
/// user shares it on each other platform too, in the same step.
///
/// The file has a line for each edge on each platform, with the platform's number in a column
/// (`from,to,platform,probability`). Set `parallel = "keep"`, since an edge on two platforms has two lines. A
/// user has an account on a platform if it has an edge there. One coin for each user and pair of platforms
/// decides whether it cross-posts between them, in either direction. Cross-posts are cross-posted further.
///
/// Users are counted, not accounts. A user who shares on two platforms is one sharer, and one reached user
/// however often it is shown the message. A sharer shows it to its followers on the platforms on which it
/// shares, and not to those on others; each showing is an impression. A user has the message from whoever
/// reached the first of its accounts.
///
/// Seeds share on all their accounts at once, or on those that `seeds_on` names. From these they may cross-post
/// to the rest. A seed without an account there counts as a sharer and shows it to nobody. Each edge has its own
/// influence, so a column of the file may differ by platform. Rules and strategies that count edges count one
/// for each platform. With one platform it is the independent cascade.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Multiplex {
    /// The column of the edges that holds the number of the platform: at most eight different ones. Default
    /// "platform".
    #[serde(default = "platform")]
    pub column: String,
    /// The probability that a user shares on another platform what it shares on one, from 0 to 1.
    #[schemars(range(min = 0, max = 1))]
    pub cross_post: f64,
    /// Pairs of platforms with another probability: `[{ from = 1, to = 2, p = 0.5 }]`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pairs: Vec<CrossPost>,
    /// The platforms on which seeds share. Default: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seeds_on: Option<Vec<f64>>,
}

fn platform() -> String {
    "platform".to_owned()
}

/// How often a message is cross-posted from one platform to another.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CrossPost {
    /// The number of the platform on which it is shared, as in the column of platforms (whose numbers may
    /// have decimals).
    pub from: f64,
    /// The number of the platform to which it is cross-posted.
    pub to: f64,
    /// The probability of a cross-post, from 0 to 1.
    #[schemars(range(min = 0, max = 1))]
    pub p: f64,
}

impl Described for Multiplex {
    const SUMMARY: &'static str =
        "independent cascade on several platforms, between which users cross-post";
    const REFERENCE: &'static str = "Kuhnle, Alim, Li, Zhang & Thai 2018, arXiv:1802.01729";
}

const KEY: &str = "model.multiplex";

impl Multiplex {
    /// The numbers of all platforms, ascending, and for each edge the place of its own among them.
    fn platforms(&self, network: &Network) -> Result<(Vec<f64>, Vec<u8>)> {
        let key = format!("{KEY}.column");
        let Some(values) = network.edge_column(&self.column) else {
            let names = network.edge_columns().iter().map(|column| column.name.as_str());
            let remedy = match nearest(&self.column, names) {
                Some(name) => format!("did you mean {name:?}?"),
                None => "give a file with a column of this name that holds a number for each platform (texts \
                         are not read), or [network.generate.platforms]"
                    .to_owned(),
            };
            let problem = format!("the network's edges have no column {:?}", self.column);
            return Err(Error::value(key, problem, remedy));
        };
        if values.iter().any(|value| !value.is_finite()) {
            let problem = format!("some edges have no {:?}", self.column);
            return Err(Error::value(key, problem, "give each edge the number of its platform"));
        }
        // A tie given both ways is no follow that was lost.
        let built = network.built();
        if built.merged > 2 * built.both_ways {
            let problem = "parallel edges were merged, so that follows on different platforms may \
                           have become one";
            let remedy = "say parallel = \"keep\" in [network.file]";
            return Err(Error::value(key, problem, remedy));
        }
        let mut numbers: Vec<f64> = Vec::new();
        for &value in values {
            let place = numbers.partition_point(|&number| number < value);
            if numbers.get(place).is_none_or(|&number| number > value) {
                numbers.insert(place, value);
            }
            if numbers.len() > MOST_PLATFORMS {
                let column = &self.column;
                let problem =
                    format!("{column:?} has more than {MOST_PLATFORMS} different numbers");
                let remedy = "name a column that tells at most 8 platforms apart";
                return Err(Error::value(key, problem, remedy));
            }
        }
        let place = |&value: &f64| numbers.partition_point(|&number| number < value) as u8;
        let places = values.iter().map(place).collect();
        Ok((numbers, places))
    }

    /// How a message crosses between platforms of these numbers.
    fn crossing(&self, numbers: &[f64]) -> Result<CrossPosting> {
        let usual = share(format!("{KEY}.cross_post"), self.cross_post, "probability")?;
        let count = numbers.len();
        let of = |key: String, number: f64| {
            let place = numbers.iter().position(|&other| other.total_cmp(&number).is_eq());
            place.ok_or_else(|| {
                let platforms: Vec<String> = numbers.iter().map(f64::to_string).collect();
                let remedy = format!("the platforms are {}", platforms.join(", "));
                Error::value(key, format!("no edge is on platform {number}"), remedy)
            })
        };
        let mut cross_post = vec![usual; count * count];
        for (nth, pair) in self.pairs.iter().enumerate() {
            let key = |key: &str| format!("{KEY}.pairs.{nth}.{key}");
            let p = share(key("p"), pair.p, "probability")?;
            let [from, to] = [of(key("from"), pair.from)?, of(key("to"), pair.to)?];
            if from == to {
                let problem = "it leads to where it comes from";
                return Err(Error::value(key("to"), problem, "name another platform"));
            }
            let given = |other: &CrossPost| (other.from, other.to) == (pair.from, pair.to);
            if self.pairs[..nth].iter().any(given) {
                let problem = format!("the pair from {} to {} stands twice", pair.from, pair.to);
                return Err(Error::value(key("from"), problem, "give each pair once"));
            }
            cross_post[from * count + to] = p;
        }
        let seeds_on = match &self.seeds_on {
            None => u8::MAX,
            Some(named) if named.is_empty() => {
                let remedy = "name one or more platforms, or leave it out for all";
                let problem = "seeds share nowhere";
                return Err(Error::value(format!("{KEY}.seeds_on"), problem, remedy));
            }
            Some(named) => {
                let mut all = 0;
                for &number in named {
                    let key = format!("{KEY}.seeds_on");
                    let bit = 1 << of(key.clone(), number)?;
                    if all & bit != 0 {
                        let problem = format!("platform {number} stands twice");
                        return Err(Error::value(key, problem, "name each platform once"));
                    }
                    all |= bit;
                }
                all
            }
        };
        Ok(CrossPosting { cross_post, seeds_on })
    }
}

impl Model for Multiplex {
    fn prepare(&self, network: &Network, influence: &Influence) -> Result<Arc<dyn Cascade>> {
        let (numbers, platforms) = self.platforms(network)?;
        let crossing = self.crossing(&numbers)?;
        if u64::from(network.users()) * numbers.len() as u64 > u64::from(u32::MAX) {
            let problem =
                format!("{} users on {} platforms are too many", network.users(), numbers.len());
            let remedy = "take a smaller network: there may be 4,294,967,295 accounts";
            return Err(Error::value(KEY, problem, remedy));
        }
        Ok(Arc::new(Forward(Accounts::new(network, influence, &platforms, crossing))))
    }

    fn cost(&self) -> ModelCost {
        ModelCost {
            cascade_user: multiplex::BYTES_A_USER,
            prepared_user: multiplex::PREPARED_BYTES_A_USER,
            prepared_edge: multiplex::PREPARED_BYTES_AN_EDGE,
            ..ModelCost::LIVE_EDGES
        }
    }
}

impl Process for Accounts {
    type Buffers = multiplex::MultiplexBuffers;

    fn buffers(&self) -> multiplex::MultiplexBuffers {
        self.buffers()
    }

    fn spread<R: Record>(
        &self,
        world: World,
        seeds: &[u32],
        sharers: &mut SharerSet<'_>,
        buffers: &mut multiplex::MultiplexBuffers,
        record: &mut R,
    ) {
        self.spread(world, seeds, sharers, buffers, record);
    }

    fn kernel(&self) -> &'static str {
        "accounts, one a user and platform: one random number for each stretch of dead edges"
    }

    fn cost(&self) -> WalkCost {
        WalkCost { sharer: 40.0, looks: 1.0, look: 5.0 }
    }

    fn outcome(
        &self,
        buffers: &mut multiplex::MultiplexBuffers,
        wanted: OutcomeRequest<'_>,
        outcome: &mut Outcome,
    ) {
        if let Some(show) = wanted.show {
            self.for_each_impression(buffers, show);
            outcome.has_shown = true;
        }
    }
}
