//! The last step that all readers share: from gathered ids, numbers and attributes to a network,
//! with everything that was odd about the file counted.
//!
//! It must never depend on the format that was read.

use std::{
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

use super::user_table::UserRows;
use crate::{
    error::{Error, Result},
    network::{
        Network,
        attributes::{EdgeColumn, UserColumn},
        builder::{Built, EdgeList, HeaderCounts, Rules},
        format::{
            file::{options::NetworkFile, source::Source},
            ids::numbering::{Ends, NumberedEdges, number},
        },
        labels::Labels,
        stopping::par_each,
    },
    progress::Progress,
};

/// A claim of more users than this, and more than [`USERS_A_LINE`] a line, is taken for a mistake
/// rather than paid for in memory.
const CREDIBLE_USERS: u64 = 1 << 22;
const USERS_A_LINE: u64 = 1_000;

/// What a reader found in a file.
#[derive(Debug)]
pub(crate) struct ParsedNetwork<'a> {
    pub(crate) ends: Ends<'a>,
    pub(crate) columns: Vec<EdgeColumn>,
    /// True where the file says that its edges have no direction.
    pub(crate) undirected: bool,
    /// What the file says of its own size.
    pub(crate) header: Option<HeaderCounts>,
    /// The line that says so.
    pub(crate) header_line: u64,
    /// True where ids are 1 to the header's number of users by the format's own rule.
    pub(crate) ids_from_one: bool,
    /// Users that the file itself lists, with what it knows of them.
    pub(crate) users: Option<UserRows>,
    /// Columns that hold no numbers.
    pub(crate) columns_left_out: u64,
}

impl ParsedNetwork<'_> {
    /// The network, by the rules that `file` names.
    pub(crate) fn finish(
        self,
        source: &Source<'_>,
        file: &NetworkFile,
        progress: &dyn Progress,
    ) -> Result<Network> {
        let Self {
            header_line,
            ids_from_one,
            ends,
            columns,
            undirected,
            header,
            users,
            columns_left_out,
        } = self;
        let rules = Rules { edge: file.meaning(undirected)?, parallel: file.parallel };
        if ends.len() == 0 {
            return Err(no_edges(source));
        }
        if ends.all_loops() {
            return Err(only_loops(source));
        }
        let range = match header {
            Some(header) => {
                credible(source, ends.len() as u64, header, header_line)?;
                let whole = i64::try_from(header.users).ok().filter(|_| ids_from_one);
                whole.map(|users| 1..=users).or_else(|| ends.range_of(header.users))
            }
            None => None,
        };
        let tables = Tables::read(users, source, file, progress)?;

        progress.begin("building", None);
        let numbered = number(&ends, range, &tables.listed(), progress);
        let NumberedEdges { labels, edges } =
            numbered.map_err(|unnumbered| unnumbered.in_file(source))?;
        drop(ends);
        let listed_only = without_edges(labels.len(), &edges, progress)?;
        let (user_columns, without_attributes) = tables.columns(&labels, progress)?;
        progress.end();
        let list = EdgeList { edges, columns };
        let network = list.try_build(labels, user_columns, rules, progress)?;
        let built = network.built();
        Ok(network.with_built(Built {
            header,
            listed_only,
            without_attributes,
            columns_left_out,
            ..built
        }))
    }
}

/// The tables of users that belong to a file: its own, and the one that the user names.
pub(crate) struct Tables<'f>(Vec<(UserRows, &'f Path)>);

impl<'f> Tables<'f> {
    pub(crate) fn read(
        own: Option<UserRows>,
        source: &Source<'f>,
        file: &'f NetworkFile,
        progress: &dyn Progress,
    ) -> Result<Self> {
        let mut tables: Vec<(UserRows, &Path)> =
            own.map(|rows| (rows, source.path())).into_iter().collect();
        if let Some(table) = &file.users {
            tables.push((UserRows::read(table, progress)?, &table.path));
        }
        Ok(Self(tables))
    }

    /// The users that they list.
    pub(crate) fn listed(&self) -> Vec<&str> {
        self.0.iter().flat_map(|(rows, _)| rows.ids.iter()).collect()
    }

    /// All columns in the order of `labels`, and how many users have no attributes.
    pub(crate) fn columns(
        &self,
        labels: &Labels,
        progress: &dyn Progress,
    ) -> Result<(Vec<UserColumn>, u64)> {
        let mut user_columns: Vec<UserColumn> = Vec::new();
        let mut without_attributes = 0;
        for (rows, path) in &self.0 {
            let (columns, missing) = rows.arrange(labels, path, progress)?;
            if !columns.is_empty() {
                without_attributes = missing;
            }
            for column in columns {
                if user_columns.iter().any(|other| other.name == column.name) {
                    return Err(Error::in_file(
                        *path,
                        format!("the network file has a column `{}` of users too", column.name),
                        "rename it in one of the two files",
                    ));
                }
                user_columns.push(column);
            }
        }
        Ok((user_columns, without_attributes))
    }
}

pub(crate) fn no_edges(source: &Source<'_>) -> Error {
    source.whole("the file has no edges", "a network needs at least one edge")
}

pub(crate) fn only_loops(source: &Source<'_>) -> Error {
    source.whole(
        "every edge joins a user to itself, and such edges are dropped",
        "a network needs at least one edge between two users",
    )
}

/// Refuses a header, in line `line`, whose number of users cannot be meant in a file of so many
/// edges.
pub(crate) fn credible(
    source: &Source<'_>,
    edges: u64,
    HeaderCounts { users, .. }: HeaderCounts,
    line: u64,
) -> Result<()> {
    let credible = CREDIBLE_USERS.max(USERS_A_LINE.saturating_mul(edges));
    if users > u64::from(u32::MAX) || users > credible {
        return Err(Error::at_line(
            source.path(),
            line,
            format!("the header says {users} users, but there are {edges} edges"),
            "mend the header (at most 4,294,967,295 users, and not a thousand times as many as \
             edges), or say header = \"none\" where the first line is an edge",
        ));
    }
    Ok(())
}

/// How many nodes no edge names.
fn without_edges(nodes: usize, edges: &[[u32; 2]], progress: &dyn Progress) -> Result<u64> {
    let named: Vec<AtomicBool> = (0..nodes).map(|_| AtomicBool::new(false)).collect();
    par_each(edges.as_flattened(), progress, |&node| {
        let named = &named[node as usize];
        if !named.load(Ordering::Relaxed) {
            named.store(true, Ordering::Relaxed);
        }
    })?;
    Ok(named.into_iter().filter_map(|named| (!named.into_inner()).then_some(())).count() as u64)
}
