//! What is known of a scenario's network before the simulation: made where that is quick, judged
//! where it is not.
//!
//! It must never say of a guess that it is exact.

use super::Basis;
use crate::{
    error::{Error, Result},
    influence::InfluenceRule,
    kernel::plan::WalkCost,
    network::{
        Network,
        builder::{EdgeList, EdgeMeaning, Parallel, Rules},
        format,
        labels::Labels,
    },
    progress::Progress,
    scenario::{
        NetworkSection, ScenarioFile, asked, examine,
        network::{Networks, located, section, within_section},
        option::check_seeds,
        portfolio,
    },
    seeding::Spreading,
};

/// What a walk costs where the model has not been made ready for the network: the dearest.
const DEAREST_WALK: WalkCost = WalkCost { sharer: 12.0, looks: 1.0, look: 12.0 };

/// How much shorter gzip and zstd make an edge list.
const PACKED: f64 = 3.5;

/// Bytes of text that an edge takes in most edge lists: two ids of six digits, a tab, a newline.
const BYTES_A_LINE: f64 = 14.0;

/// What is known of a network before the simulation.
#[derive(Debug, Clone, Copy)]
pub(super) struct NetworkSize {
    pub(super) users: f64,
    pub(super) edges: f64,
    pub(super) basis: Basis,
    /// What a walk over it costs.
    pub(super) walk: WalkCost,
}

impl NetworkSize {
    /// What both may need at most.
    pub(super) fn or_larger(self, other: Self) -> Self {
        let dearer = |a: WalkCost, b: WalkCost| WalkCost {
            sharer: a.sharer.max(b.sharer),
            looks: 1.0,
            look: (a.looks * a.look).max(b.looks * b.look),
        };
        Self {
            users: self.users.max(other.users),
            edges: self.edges.max(other.edges),
            basis: self.basis.max(other.basis),
            walk: dearer(self.walk, other.walk),
        }
    }
}

/// About how many users and edges a scenario's network has, without making it.
pub(super) fn expected(file: &ScenarioFile) -> Result<NetworkSize> {
    let sized = |[users, edges]: [f64; 2], basis| {
        Ok(NetworkSize { users, edges, basis, walk: DEAREST_WALK })
    };
    match section(file)? {
        NetworkSection::Implicit(_) => unreachable!("an implicit network is estimated by itself"),
        NetworkSection::Generate(generator) => {
            let size = generator.size();
            // A generator that is given nonsense knows no size; making it tells what is wrong.
            let known = size.users.is_finite() && size.edges.is_finite();
            sized(if known { [size.users, size.edges] } else { [0.0; 2] }, Basis::Parameters)
        }
        NetworkSection::File(network) => {
            let network = located(file, network);
            if let Some(opened) = format::open(&network).map_err(within_section)? {
                let overview = opened.overview();
                return sized([overview.users as f64, overview.edges as f64], Basis::Header);
            }
            let path = &network.path;
            let bytes = path.metadata().map_err(|error| Error::reading(path, error))?.len() as f64;
            let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            let edges = match ending {
                "gz" | "zst" => bytes * PACKED / BYTES_A_LINE,
                _ => bytes / BYTES_A_LINE,
            };
            // Networks of people have about ten edges a user and more.
            sized([edges / 10.0, edges], Basis::FileSize)
        }
    }
}

/// Everything but the simulation; gives the network's size.
pub(super) fn prepare(
    file: &ScenarioFile,
    networks: &mut Networks,
    progress: &dyn Progress,
) -> Result<NetworkSize> {
    let scenario = file.scenario();
    let network = networks.of(file, progress)?;
    let influence = scenario.influence_on(&network)?;
    let cascade = scenario.model.prepare(&network, &influence)?;
    let spreading = Spreading { influence: &influence, cascade: &*cascade };
    check_seeds(file, &network, spreading, progress)?;
    examine::check(file, &network, spreading, progress)?;
    portfolio::check(scenario, &network, &influence, progress)?;
    asked::segments(&scenario.answer, &network)?;
    asked::stop(&scenario.answer, network.users().into())?;
    let (users, edges) = (f64::from(network.users()), network.edges() as f64);
    Ok(NetworkSize { users, edges, basis: Basis::Network, walk: cascade.walk_cost() })
}

/// The parameters of the influence, as far as they can be judged without the network.
pub(super) fn parameters(file: &ScenarioFile) -> Result<()> {
    let scenario = file.scenario();
    match &scenario.influence {
        // What these refuse depends on the network's columns.
        InfluenceRule::FromFile(_) | InfluenceRule::Topics(_) | InfluenceRule::Attributes(_) => {
            Ok(())
        }
        rule => rule.assign(&pair(), scenario.rng_seed).map(|_| ()),
    }
}

/// The smallest network with an edge.
fn pair() -> Network {
    let rules = Rules { edge: EdgeMeaning::InfluencerToAudience, parallel: Parallel::Merge };
    EdgeList { edges: vec![[0, 1]], columns: Vec::new() }.build(Labels::index(2), Vec::new(), rules)
}
