//! Numbers that describe a network: what `wordspread inspect` shows.
//!
//! One file a concept; [`measure`] is the line through them. Everything is exact, except clustering
//! on networks where that would take too long: it is then sampled, with how much was drawn and the
//! error stated. All is found by walks of the forward rows, with a few bytes a user and marks on
//! edges, so that what can be held can be described: a billion edges take minutes. Sums are of whole
//! numbers or in a fixed order, so nothing depends on the number of threads. Nothing here renders
//! text, and nothing here is needed to simulate.

pub mod assortativity;
mod by_block;
pub mod clustering;
pub mod component;
pub mod critical;
pub mod degree;
mod edge_set;
mod effort;
mod lists;
pub mod segment;
pub mod tail;
mod tie;
mod wedge;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::effort::Effort;
use self::{
    assortativity::Assortativity, clustering::Clustering, component::Components,
    critical::Critical, degree::DegreeDistribution, segment::Segmentation, tie::UndirectedTies,
};
use super::{Network, builder::Built};
use crate::{
    error::{Error, Result},
    memory,
    progress::Progress,
};

/// What a network is like.
///
/// A number that is not defined (the reciprocity of a network without edges) is absent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NetworkMeasures {
    /// Number of users.
    pub users: u64,
    /// Number of directed edges: a mutual tie is two, a parallel edge counts once for each copy.
    pub edges: u64,
    /// Pairs of users with an edge in at least one direction.
    pub ties: u64,
    /// Pairs of users with edges in both directions.
    pub mutual_ties: u64,
    /// Users without any edge.
    pub isolated_users: u64,
    /// Whether users are stored in another order than that of their ids in the file that the network
    /// is from, as by `convert --relabel`.
    pub relabelled: bool,
    /// What building did with the edges that it was given: loops dropped, parallel edges merged.
    pub built: Built,
    /// How many followers users have: the audience of their messages.
    pub followers: DegreeDistribution,
    /// How many users each user follows.
    pub followed: DegreeDistribution,
    /// The share of directed edges whose opposite exists too, parallel edges counted once.
    pub reciprocity: Option<f64>,
    /// How often two neighbours of a user are neighbours of each other, directions ignored.
    pub clustering: Clustering,
    /// Parts that are connected when directions are ignored.
    pub weak_components: Components,
    /// Parts in which a message can go from everyone to everyone.
    pub strong_components: Components,
    /// Whether users with many ties are tied to others with many.
    pub assortativity: Assortativity,
    /// The probabilities of an edge, one for all, about which cascades begin to take off.
    pub critical: Critical,
    /// For each category column of the user table: the share of edges inside a segment.
    pub segments: Vec<Segmentation>,
    /// The direction of the network as a sentence about two of its users: "A message of 42 is shown
    /// to 7."
    pub direction: Option<String>,
    /// A fingerprint of rows, numbers, ids and attributes.
    pub fingerprint: String,
}

/// What describing takes a user at its peak, beside the network: what is held of it when all edges
/// have been met, or edges in, ties and what the walk for strong components holds.
const BYTES_A_USER: u64 = 64;

/// What describing a network takes beside it: 4 bytes an edge for the ties that are looked at closely
/// (all, where clustering is exact; those of the drawn users, where it is sampled), one bit to mark
/// it, and [`BYTES_A_USER`].
const fn needed(users: u64, edges: u64) -> u64 {
    edges * 4 + edges / 8 + users * BYTES_A_USER
}

/// Describes a network.
///
/// Cost: some ten walks of the edges for everything but clustering (see [`Effort`]) and the largest
/// eigenvalue (up to 200 walks, a dozen where there are hubs). Memory: up to 4⅛ bytes an edge and 64 a
/// user beside the network, whose backward rows are not made.
///
/// # Errors
/// [`Error::Stopped`] where the user stopped the work; [`Error::Memory`] where it would not fit in
/// memory, before any is taken.
pub fn measure(
    network: &Network,
    effort: Effort,
    progress: &dyn Progress,
) -> Result<NetworkMeasures> {
    let needed = needed(u64::from(network.users()), network.edges());
    memory::fits("describing the network", needed)?;
    progress.begin("measuring", Some(7));
    let measures = in_steps(network, effort, progress);
    progress.end();
    measures
}

fn in_steps(network: &Network, effort: Effort, progress: &dyn Progress) -> Result<NetworkMeasures> {
    let step = || {
        progress.advance(1);
        if progress.cancelled() { Err(Error::Stopped) } else { Ok(()) }
    };
    let rows = network.forward();
    let ties = UndirectedTies::of(rows);
    step()?;
    let audiences: Vec<u64> = rows.offsets().windows(2).map(|ends| ends[1] - ends[0]).collect();
    let followers = DegreeDistribution::of(network, &audiences);
    drop(audiences);
    let followed = DegreeDistribution::of(network, ties.followed());
    step()?;
    let assortativity = Assortativity::of(&ties);
    step()?;
    let clustering = Clustering::of(&ties, effort);
    step()?;
    let weak_components = component::weak(network).summary();
    let strong = component::strong(network);
    step()?;
    let critical = Critical::of(&ties, &strong, progress);
    step()?;
    let segments = Segmentation::of(network);
    step()?;
    Ok(NetworkMeasures {
        users: u64::from(network.users()),
        edges: network.edges(),
        ties: ties.pairs,
        mutual_ties: ties.mutual,
        isolated_users: ties.isolated,
        relabelled: network.labels().order().is_some(),
        built: network.built(),
        followers,
        followed,
        reciprocity: ties.reciprocity(),
        clustering,
        weak_components,
        strong_components: strong.summary(),
        assortativity,
        critical,
        segments,
        direction: network.direction(),
        fingerprint: network.fingerprint(),
    })
}

#[cfg(test)]
mod tests;
