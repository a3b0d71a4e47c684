//! The follower network: who is shown whose messages.
//!
//! An edge u → v says that a message of u is shown to v: v is a *follower* of u, part of its
//! audience. Users are nodes 0, 1, 2, … inside and keep their own ids ([`labels`]) outside. The
//! rows ([`csr`]) are immutable once [`builder`] has made them; files come and go through
//! [`format`](mod@format), random networks through [`generator`]. A network knows nothing of influence, models or
//! money.

pub mod attributes;
pub mod builder;
pub mod communities;
pub mod csr;
pub mod format;
mod from_edges;
pub mod generator;
pub mod implicit;
pub mod k_core;
pub mod labels;
pub mod measure;
pub mod named;
pub mod pagerank;
pub mod petgraph;
pub mod relabel;
mod size;
mod stopping;
pub mod storage;

pub use self::size::NetworkSize;

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use self::{
    attributes::{EdgeColumn, UserColumn, UserValues},
    builder::Built,
    communities::Communities,
    csr::Rows,
    labels::{Id, Ids, Labels},
};
use crate::{
    error::{Error, Result},
    memory,
};

/// A follower network with its users' ids and the attributes of users and edges.
///
/// A handle: a clone costs nothing and shares all arrays, so whoever needs the network for long
/// keeps one.
#[derive(Debug, Clone)]
pub struct Network {
    forward: Arc<Rows>,
    derived: Arc<Derived>,
    /// Whether files keep the backward rows.
    keeps_backward: bool,
    edge_columns: Arc<[EdgeColumn]>,
    labels: Labels,
    user_columns: Arc<[UserColumn]>,
    built: Built,
}

/// What follows from the rows, each made when it is first needed.
#[derive(Debug, Default)]
struct Derived {
    backward: OnceLock<Arc<Rows>>,
    pageranks: OnceLock<Vec<f64>>,
    cores: OnceLock<Vec<u32>>,
    communities: OnceLock<Communities>,
}

impl Network {
    /// A network from finished parts.
    ///
    /// # Panics
    /// If the parts are not of one size: one label and one value of each user column a node, one
    /// value of each edge column an edge.
    #[must_use]
    pub fn new(
        forward: impl Into<Arc<Rows>>,
        edge_columns: Vec<EdgeColumn>,
        labels: Labels,
        user_columns: Vec<UserColumn>,
        built: Built,
    ) -> Self {
        let forward = forward.into();
        assert_eq!(labels.len(), forward.nodes(), "one label a node");
        for column in &user_columns {
            assert_eq!(column.values.len(), forward.nodes(), "one {} a user", column.name);
        }
        for column in &edge_columns {
            assert_eq!(column.values.len(), forward.edges(), "one {} an edge", column.name);
        }
        Self {
            forward,
            derived: Arc::default(),
            keeps_backward: false,
            edge_columns: edge_columns.into(),
            labels,
            user_columns: user_columns.into(),
            built,
        }
    }

    /// Number of users.
    #[must_use]
    pub fn users(&self) -> u32 {
        csr::node_count(self.forward.nodes())
    }

    /// Number of directed edges: a mutual tie is two.
    #[must_use]
    pub fn edges(&self) -> u64 {
        self.forward.edges() as u64
    }

    /// For each user the audience: the users who are shown its messages. Whoever keeps the rows
    /// clones the `Arc`.
    #[must_use]
    pub const fn forward(&self) -> &Arc<Rows> {
        &self.forward
    }

    /// For each user the influencers: the users whose messages it is shown. Made at the first call.
    #[must_use]
    pub fn backward(&self) -> &Arc<Rows> {
        self.derived.backward.get_or_init(|| Arc::new(self.forward.transposed()))
    }

    /// The same network with its rows turned round, as they were stored beside it.
    pub(crate) fn with_backward(self, backward: Rows) -> Self {
        let derived = Derived { backward: Arc::new(backward).into(), ..Derived::default() };
        Self { derived: Arc::new(derived), keeps_backward: true, ..self }
    }

    /// The same network, to be stored with its rows turned round: a `.wsn` file is then nearly
    /// twice as large, and what needs them (weighted cascade, linear thresholds, the choice of
    /// seeds) can start at once.
    #[must_use]
    pub fn keeping_backward(self) -> Self {
        let _ = self.backward();
        Self { keeps_backward: true, ..self }
    }

    /// The rows turned round, where they are stored beside the network.
    #[must_use]
    pub fn kept_backward(&self) -> Option<&Arc<Rows>> {
        self.derived.backward.get().filter(|_| self.keeps_backward)
    }

    /// True where [`Network::backward`] has been called, so that it takes memory.
    #[must_use]
    pub fn has_backward(&self) -> bool {
        self.derived.backward.get().is_some()
    }

    /// The users' own ids.
    #[must_use]
    pub const fn labels(&self) -> &Labels {
        &self.labels
    }

    /// The id of a user.
    #[must_use]
    pub fn id(&self, node: u32) -> Id<'_> {
        self.labels.id(node)
    }

    /// The attributes of the users.
    #[must_use]
    pub fn user_columns(&self) -> &[UserColumn] {
        &self.user_columns
    }

    /// The values of a column of the user table.
    #[must_use]
    pub fn user_column(&self, name: &str) -> Option<&UserValues> {
        self.user_columns.iter().find(|column| column.name == name).map(|column| &column.values)
    }

    /// The numbers that the edges carry, each in the order of the forward rows.
    #[must_use]
    pub fn edge_columns(&self) -> &[EdgeColumn] {
        &self.edge_columns
    }

    /// One named column of numbers on the edges.
    #[must_use]
    pub fn edge_column(&self, name: &str) -> Option<&[f64]> {
        self.edge_columns.iter().find(|column| column.name == name).map(|column| &*column.values)
    }

    /// Refuses to go by a column, which `key` asks for, where edges stood in the file more than once: of their
    /// values the first alone was kept. Of `probability` all of them count, and a tie that was given both ways
    /// has one.
    ///
    /// # Errors
    /// [`Error::Value`].
    pub fn has_one_value_an_edge(&self, column: &str, key: &str) -> Result<()> {
        if column == EdgeColumn::PROBABILITY || self.built.merged <= 2 * self.built.both_ways {
            return Ok(());
        }
        let problem = format!(
            "some edges stand in the file more than once, and of their {column:?} the first alone was kept"
        );
        let remedy = "say parallel = \"keep\" in [network.file], so that each line counts";
        Err(Error::value(key, problem, remedy))
    }

    /// What building did with the edges that it was given.
    #[must_use]
    pub const fn built(&self) -> Built {
        self.built
    }

    /// The same network with its rows on large pages, where there is plenty of memory for them:
    /// cascades run up to 1.4 times as fast as over a mapped file.
    #[must_use]
    pub fn near(self) -> Self {
        let bytes = 8 * (self.forward.nodes() as u64 + 1) + 4 * self.edges();
        let plenty = memory::available().is_some_and(|available| 4 * bytes <= available);
        let forward = if plenty { Arc::new(self.forward.on_large_pages()) } else { self.forward };
        Self { forward, ..self }
    }

    /// The same network with other columns of user attributes.
    ///
    /// # Panics
    /// If a column does not have one value a user.
    #[must_use]
    pub fn with_users(self, user_columns: Vec<UserColumn>) -> Self {
        for column in &user_columns {
            assert_eq!(column.values.len(), self.forward.nodes(), "one {} a user", column.name);
        }
        Self { user_columns: user_columns.into(), ..self }
    }

    /// The same network with other counts of how it came to be.
    #[must_use]
    pub fn with_built(self, built: Built) -> Self {
        Self { built, ..self }
    }

    /// The direction of the network, as one sentence about two real users: "A message of 42 is
    /// shown to 7." Nothing for a network without edges.
    #[must_use]
    pub fn direction(&self) -> Option<String> {
        let busy = (0..self.users()).find(|&node| self.forward.degree(node) > 0)?;
        let follower = self.forward.row(busy)[0];
        Some(format!("A message of {} is shown to {}.", self.id(busy), self.id(follower)))
    }

    /// A fingerprint of all that results can depend on: rows, numbers on edges, ids and attributes,
    /// as 32 hexadecimal digits. How the network came to be (which file, which format, how many
    /// threads) does not change it.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        /// Of longer arrays, pieces of so many bytes are hashed in parallel, and then their hashes.
        const PIECE: usize = 1 << 22;
        let mut hash = Xxh3::new();
        let mut part = |name: &str, bytes: &[u8]| {
            hash.update(&(name.len() as u64).to_le_bytes());
            hash.update(name.as_bytes());
            hash.update(&(bytes.len() as u64).to_le_bytes());
            if bytes.len() <= PIECE {
                hash.update(bytes);
                return;
            }
            let pieces: Vec<u128> = bytes.par_chunks(PIECE).map(xxh3_128).collect();
            for piece in pieces {
                hash.update(&piece.to_le_bytes());
            }
        };
        part("offsets", bytemuck::cast_slice(self.forward.offsets()));
        part("targets", bytemuck::cast_slice(self.forward.targets()));
        for column in self.edge_columns.iter() {
            part(&column.name, bytemuck::cast_slice(&column.values));
        }
        match self.labels.ids() {
            Ids::Index(count) => part("index", &count.to_le_bytes()),
            Ids::Integers(ids) => part("integers", bytemuck::cast_slice(ids)),
            Ids::Texts { bytes, offsets } => {
                part("texts", bytes);
                part("ends", bytemuck::cast_slice(offsets));
            }
        }
        if let Some(order) = self.labels.order() {
            part("order", bytemuck::cast_slice(&order.places));
        }
        for column in self.user_columns.iter() {
            match &column.values {
                UserValues::Category { codes, names } => {
                    part(&column.name, bytemuck::cast_slice(codes));
                    for name in names {
                        part("name", name.as_bytes());
                    }
                }
                UserValues::Number(values) => part(&column.name, bytemuck::cast_slice(values)),
                UserValues::Flag(values) => part(&column.name, values),
            }
        }
        format!("{:032x}", hash.digest128())
    }
}
