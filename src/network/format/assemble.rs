//! The last step that all readers share: from gathered ids, numbers and attributes to a network,
//! with everything that was odd about the file counted.
//!
//! It must never depend on the format that was read.

use std::{
    ops::RangeInclusive,
    sync::atomic::{AtomicBool, Ordering},
};

use rayon::prelude::*;

use super::{
    ids::{Ends, Numbered, number},
    options::NetworkFile,
    source::Source,
    user_table::UserRows,
};
use crate::{
    error::{Error, Result},
    network::{
        Network,
        attributes::{EdgeColumn, UserColumn},
        builder::{Built, EdgeList, HeaderCounts, Rules},
    },
    progress::Progress,
};

/// A claim of more users than this, and more than [`USERS_A_LINE`] a line, is taken for a mistake
/// rather than paid for in memory.
const CREDIBLE_USERS: u64 = 1 << 22;
const USERS_A_LINE: u64 = 1_000;

/// What a reader found in a file.
#[derive(Debug)]
pub(super) struct Gathered<'a> {
    pub(super) ends: Ends<'a>,
    pub(super) columns: Vec<EdgeColumn>,
    /// True where the file says that its edges have no direction.
    pub(super) undirected: bool,
    /// What the file says of its own size.
    pub(super) header: Option<HeaderCounts>,
    /// The line that says so.
    pub(super) header_line: u64,
    /// True where ids are 1 to the header's number of users by the format's own rule.
    pub(super) ids_from_one: bool,
    /// Users that the file itself lists, with what it knows of them.
    pub(super) users: Option<UserRows>,
    /// Columns that hold no numbers.
    pub(super) columns_left_out: u64,
}

impl Gathered<'_> {
    /// The network, by the rules that `file` names.
    pub(super) fn finish(
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
            let remedy = "a network needs at least one edge";
            return Err(source.whole("the file has no edges", remedy));
        }
        if ends.all_loops() {
            return Err(source.whole(
                "every edge joins a user to itself, and such edges are dropped",
                "a network needs at least one edge between two users",
            ));
        }
        let range = match header {
            Some(header) => {
                let range = believed(source, &ends, header, header_line)?;
                let whole = i64::try_from(header.users).ok().filter(|_| ids_from_one);
                whole.map(|users| 1..=users).or(range)
            }
            None => None,
        };
        let table = match &file.users {
            Some(table) => Some((UserRows::read(table, progress)?, table.path.as_path())),
            None => None,
        };
        let tables: Vec<(&UserRows, _)> = users
            .iter()
            .map(|rows| (rows, source.path()))
            .chain(table.iter().map(|(rows, path)| (rows, *path)))
            .collect();

        progress.begin("building", None);
        let listed: Vec<&str> = tables.iter().flat_map(|(rows, _)| rows.ids.iter()).collect();
        let Numbered { labels, edges } = number(&ends, range, &listed).map_err(|_| {
            source.whole(
                "the file has more than 4,294,967,295 users",
                "leave users out, or split the network",
            )
        })?;
        drop(ends);
        let listed_only = without_edges(labels.len(), &edges);
        let mut user_columns: Vec<UserColumn> = Vec::new();
        let mut without_attributes = 0;
        for (rows, path) in tables {
            let (columns, missing) = rows.arrange(&labels, path)?;
            if !columns.is_empty() {
                without_attributes = missing;
            }
            for column in columns {
                if user_columns.iter().any(|known| known.name == column.name) {
                    return Err(Error::in_file(
                        path,
                        format!("the network file has a column `{}` of users too", column.name),
                        "rename it in one of the two files",
                    ));
                }
                user_columns.push(column);
            }
        }
        if progress.cancelled() {
            return Err(Error::Stopped);
        }
        let network = EdgeList { edges, columns }.build(labels, user_columns, rules);
        progress.end();
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

/// The users that a header's count means, if all ids fit it.
fn believed(
    source: &Source<'_>,
    ends: &Ends<'_>,
    header: HeaderCounts,
    line: u64,
) -> Result<Option<RangeInclusive<i64>>> {
    let HeaderCounts { users, .. } = header;
    let credible = CREDIBLE_USERS.max(USERS_A_LINE.saturating_mul(ends.len() as u64));
    if users > u64::from(u32::MAX) || users > credible {
        return Err(Error::at_line(
            source.path(),
            line,
            format!("the header says {users} users, but there are {} edges", ends.len()),
            "mend the header (at most 4,294,967,295 users, and not a thousand times as many as \
             edges), or say header = \"none\" where the first line is an edge",
        ));
    }
    Ok(ends.range_of(users))
}

/// How many nodes no edge names.
fn without_edges(nodes: usize, edges: &[[u32; 2]]) -> u64 {
    let named: Vec<AtomicBool> = (0..nodes).map(|_| AtomicBool::new(false)).collect();
    edges.as_flattened().par_iter().for_each(|&node| {
        let named = &named[node as usize];
        if !named.load(Ordering::Relaxed) {
            named.store(true, Ordering::Relaxed);
        }
    });
    named.into_iter().filter_map(|named| (!named.into_inner()).then_some(())).count() as u64
}
