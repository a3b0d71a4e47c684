//! The follower network: who is shown whose messages.
//!
//! An edge u → v means that a message of u is shown to v: v is a *follower* of u, part of its
//! audience. Inside, users are the numbers 0, 1, 2, … of nodes; outside they keep their own ids
//! ([`labels`]). The rows ([`csr`]) are immutable once [`builder`] has made them. Files are read and
//! written by [`format`](mod@format), random networks drawn by [`generator`]. A network does not depend on
//! influence, models or prices.

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
/// It is a handle: a clone costs nothing and shares all arrays. Functions take and return users as nodes,
/// from 0 to [`users`](Self::users) − 1. Slices of one value a user are indexed by node.
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
    /// If the parts differ in size. There must be one label and one value of each user column for each node,
    /// and one value of each edge column for each edge.
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

    /// Number of directed edges: a mutual edge is two.
    #[must_use]
    pub fn edges(&self) -> u64 {
        self.forward.edges() as u64
    }

    /// The out-edges: for each user its followers, who are shown its messages, in ascending order. A
    /// parallel edge that was not merged stands once for each copy.
    #[must_use]
    pub const fn forward(&self) -> &Arc<Rows> {
        &self.forward
    }

    /// The in-edges: for each user the users whose messages it is shown, in ascending order. They are made at
    /// the first call, and take as much memory as the out-edges.
    #[must_use]
    pub fn backward(&self) -> &Arc<Rows> {
        self.derived.backward.get_or_init(|| Arc::new(self.forward.transposed()))
    }

    /// The same network with its in-edges, as they were stored in its file.
    pub(crate) fn with_backward(self, backward: Rows) -> Self {
        let derived = Derived { backward: Arc::new(backward).into(), ..Derived::default() };
        Self { derived: Arc::new(derived), keeps_backward: true, ..self }
    }

    /// Makes files store the in-edges too. A `.wsn` file is then about twice as large. Weighted cascade,
    /// linear thresholds and the choice of seeds need not make them first.
    #[must_use]
    pub fn keeping_backward(self) -> Self {
        let _ = self.backward();
        Self { keeps_backward: true, ..self }
    }

    /// The in-edges, if files store them; `None` otherwise.
    #[must_use]
    pub fn kept_backward(&self) -> Option<&Arc<Rows>> {
        self.derived.backward.get().filter(|_| self.keeps_backward)
    }

    /// True if the in-edges are made and take memory.
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
    ///
    /// # Panics
    /// If `node` is not below [`users`](Self::users).
    #[must_use]
    pub fn id(&self, node: u32) -> Id<'_> {
        self.labels.id(node)
    }

    /// The attributes of the users.
    #[must_use]
    pub fn user_columns(&self) -> &[UserColumn] {
        &self.user_columns
    }

    /// The values of a column of the user table, by node; `None` if no column has this name.
    #[must_use]
    pub fn user_column(&self, name: &str) -> Option<&UserValues> {
        self.user_columns.iter().find(|column| column.name == name).map(|column| &column.values)
    }

    /// The columns of numbers on the edges, each in the order of [`forward`](Self::forward).
    #[must_use]
    pub fn edge_columns(&self) -> &[EdgeColumn] {
        &self.edge_columns
    }

    /// A column of numbers on the edges, in the order of [`forward`](Self::forward); `None` if no column has
    /// this name.
    #[must_use]
    pub fn edge_column(&self, name: &str) -> Option<&[f64]> {
        self.edge_columns.iter().find(|column| column.name == name).map(|column| &*column.values)
    }

    /// Checks that no parallel edges were merged: merging keeps only the first value of a column.
    ///
    /// Merged probabilities are combined, so the column `probability` always passes. A mutual edge listed
    /// both ways counts once, and is no parallel edge.
    ///
    /// # Errors
    /// [`Error::Value`] at `key`, the setting that names the column.
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

    /// The counts of edges given, dropped and merged when the network was built.
    #[must_use]
    pub const fn built(&self) -> Built {
        self.built
    }

    /// Copies the out-edges into huge pages, if four times their size is free in memory. Cascades then run up
    /// to 1.4 times as fast as over a mapped file.
    #[must_use]
    pub fn near(self) -> Self {
        let bytes = 8 * (self.forward.nodes() as u64 + 1) + 4 * self.edges();
        let plenty = memory::available().is_some_and(|available| 4 * bytes <= available);
        let forward = if plenty { Arc::new(self.forward.on_large_pages()) } else { self.forward };
        Self { forward, ..self }
    }

    /// Replaces the columns of user attributes.
    ///
    /// # Panics
    /// If a column does not have one value for each user.
    #[must_use]
    pub fn with_users(self, user_columns: Vec<UserColumn>) -> Self {
        for column in &user_columns {
            assert_eq!(column.values.len(), self.forward.nodes(), "one {} a user", column.name);
        }
        Self { user_columns: user_columns.into(), ..self }
    }

    /// Replaces the build statistics.
    #[must_use]
    pub fn with_built(self, built: Built) -> Self {
        Self { built, ..self }
    }

    /// The direction of the network, as one sentence about two real users: "A message of 42 is shown to 7."
    /// `None` without edges.
    #[must_use]
    pub fn direction(&self) -> Option<String> {
        let busy = (0..self.users()).find(|&node| self.forward.degree(node) > 0)?;
        let follower = self.forward.row(busy)[0];
        Some(format!("A message of {} is shown to {}.", self.id(busy), self.id(follower)))
    }

    /// A fingerprint of all that results can depend on: edges, numbers on edges, ids and attributes. It has
    /// 32 hexadecimal digits. File, format and number of threads do not change it.
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
