//! Opening a file: map it, and check the header, the table of sections, the description, and the
//! place and length of every section.
//!
//! Nothing else is touched, so it takes as long for a billion edges as for ten. What the sections
//! hold cannot be reached from here but through [`Opened::verify`].

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use bytemuck::Pod;
use memmap2::Mmap;
use schemars::JsonSchema;
use serde::Serialize;

use super::layout::{Description, IdKind, Section, digest, table};
use crate::{
    error::{Error, Result},
    network::{
        attributes::{ColumnKind, EdgeColumn, UserColumn, UserValues},
        builder::Built,
        format::file::source::Source,
        labels::{IdOrder, Ids, Labels},
        storage::{Storage, map_file},
    },
};

/// A `.wsn` file that has been opened: its size and its columns are sound; its rows are
/// neither looked at nor to be had before [`Opened::verify`] has made a network of it.
#[derive(Debug)]
pub struct Opened {
    pub(super) path: PathBuf,
    pub(super) parts: Parts,
    pub(super) sections: Vec<Checksummed>,
    ids: IdKind,
    bytes: u64,
}

/// What a `.wsn` file holds, as far as its header tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Overview {
    /// Number of users.
    pub users: u64,
    /// Number of directed edges.
    pub edges: u64,
    /// Bytes of the file.
    pub bytes: u64,
    /// What the users' ids are.
    pub ids: IdKind,
    /// Whether users are stored in another order than that of their ids.
    pub relabelled: bool,
    /// Whether the rows are stored turned round too, so that they need not be made.
    pub backward: bool,
    /// The columns of numbers on the edges.
    pub edge_columns: Vec<String>,
    /// The columns of the users.
    pub user_columns: Vec<ColumnOverview>,
    /// What building did with the edges that it was given.
    pub built: Built,
}

/// A column of the users, as far as the header of a `.wsn` file tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ColumnOverview {
    /// Its name.
    pub name: String,
    /// What kind of values it holds.
    pub kind: ColumnKind,
    /// The words of a category, ascending.
    pub words: Vec<String>,
}

/// The arrays of a file, each as long as it should be, and none of their values checked.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) offsets: Storage<u64>,
    pub(super) targets: Storage<u32>,
    pub(super) backward: Option<(Storage<u64>, Storage<u32>)>,
    pub(super) edge_columns: Vec<EdgeColumn>,
    pub(super) labels: Labels,
    pub(super) user_columns: Vec<UserColumn>,
    pub(super) built: Built,
}

/// What a section is called, its bytes, and the checksum that they should have.
#[derive(Debug)]
pub(super) struct Checksummed {
    pub(super) name: String,
    pub(super) bytes: Storage<u8>,
    pub(super) checksum: u64,
}

impl Opened {
    /// What the file holds, as far as its header tells.
    #[must_use]
    pub fn overview(&self) -> Overview {
        let parts = &self.parts;
        let column = |column: &UserColumn| ColumnOverview {
            name: column.name.clone(),
            kind: column.values.kind(),
            words: match &column.values {
                UserValues::Category { names, .. } => names.clone(),
                UserValues::Number(_) | UserValues::Flag(_) => Vec::new(),
            },
        };
        Overview {
            users: parts.labels.len() as u64,
            edges: parts.targets.len() as u64,
            bytes: self.bytes,
            ids: self.ids,
            relabelled: parts.labels.order().is_some(),
            backward: parts.backward.is_some(),
            edge_columns: parts.edge_columns.iter().map(|column| column.name.clone()).collect(),
            user_columns: parts.user_columns.iter().map(column).collect(),
            built: parts.built,
        }
    }
}

/// What is wrong with a file, and what to do about it.
pub(super) fn refused(path: &Path, problem: impl Into<String>) -> Error {
    const REMEDY: &str = "make the file again with `wordspread convert`, or fetch it again";
    Error::in_file(path, problem, REMEDY)
}

pub(super) fn open(source: &Source<'_>) -> Result<Opened> {
    let path = source.path();
    if cfg!(target_endian = "big") {
        return Err(refused(path, "it is little-endian, and this machine is not"));
    }
    let map = map_file(path).map_err(|error| Error::reading(path, error))?;
    let Some(map) = map else { return Err(refused(path, "the file is empty")) };
    opened(path, Arc::new(map)).map_err(|problem| refused(path, problem))
}

fn opened(path: &Path, map: Arc<Mmap>) -> Result<Opened, String> {
    let bytes = map.len() as u64;
    let (counts, sections) = table(&map)?;
    let first = sections.first().ok_or("it has no description")?;
    let text = &map[first.start..first.start + first.length];
    if digest(text) != first.checksum {
        return Err("the section `description` is damaged: its checksum is wrong".to_owned());
    }
    let description: Description = serde_json::from_slice(text)
        .map_err(|error| format!("its description is not understood: {error}"))?;
    let kinds = description.kinds().into_iter().map(|kind| kind as u32);
    if !kinds.eq(sections.iter().map(|section| section.kind)) {
        return Err("its sections are not those that it describes".to_owned());
    }
    let users = usize::try_from(counts.users)
        .ok()
        .filter(|&users| u32::try_from(users).is_ok())
        .ok_or("it has more users than a network can have")?;
    let edges = usize::try_from(counts.edges).map_err(|_| "it has too many edges")?;
    let ids = description.ids;
    let rest = sections[1..].iter();
    let mut taker = SectionReader { map, rest, sections: Vec::new() };
    let parts = taker.parts(description, users, edges)?;
    Ok(Opened { path: path.to_owned(), parts, sections: taker.sections, ids, bytes })
}

/// Takes the sections of a file one after the other.
struct SectionReader<'s> {
    map: Arc<Mmap>,
    rest: std::slice::Iter<'s, Section>,
    /// Those that were taken.
    sections: Vec<Checksummed>,
}

impl SectionReader<'_> {
    fn parts(
        &mut self,
        description: Description,
        users: usize,
        edges: usize,
    ) -> Result<Parts, String> {
        let offsets = self.take(users + 1, "row offsets")?;
        let targets = self.take(edges, "targets")?;
        let backward = if description.backward {
            let offsets = self.take(users + 1, "row offsets, turned round")?;
            Some((offsets, self.take(edges, "targets, turned round")?))
        } else {
            None
        };
        let labels = self.labels(&description, users)?;
        let mut edge_columns: Vec<EdgeColumn> = Vec::new();
        for name in description.edge_columns {
            if edge_columns.iter().any(|other| other.name == name) {
                return Err(format!("two columns of edges are called `{name}`"));
            }
            let values = self.take(edges, &name)?;
            edge_columns.push(EdgeColumn { name, values });
        }
        let mut user_columns: Vec<UserColumn> = Vec::new();
        for column in description.user_columns {
            let name = column.name;
            if user_columns.iter().any(|other| other.name == name) {
                return Err(format!("two columns of users are called `{name}`"));
            }
            let values = match column.kind {
                ColumnKind::Category => {
                    let codes = self.take(users, &name)?;
                    UserValues::Category { codes, names: column.names }
                }
                ColumnKind::Number => UserValues::Number(self.take(users, &name)?),
                ColumnKind::Flag => UserValues::Flag(self.take(users, &name)?),
            };
            user_columns.push(UserColumn { name, values });
        }
        let built = description.built;
        Ok(Parts { offsets, targets, backward, edge_columns, labels, user_columns, built })
    }

    /// The next section as `count` values.
    fn take<T: Pod>(&mut self, count: usize, name: &str) -> Result<Storage<T>, String> {
        let &Section { start, length, checksum, .. } =
            self.rest.next().expect("the kinds were compared");
        let map = || Arc::clone(&self.map);
        let values = (count.checked_mul(size_of::<T>()) == Some(length))
            .then(|| Storage::mapped(map(), start, count))
            .flatten()
            .ok_or_else(|| format!("the section `{name}` does not have {count} values"))?;
        let bytes = Storage::mapped(map(), start, length).expect("the values lie there");
        self.sections.push(Checksummed { name: name.to_owned(), bytes, checksum });
        Ok(values)
    }

    fn labels(&mut self, description: &Description, users: usize) -> Result<Labels, String> {
        let ids = match description.ids {
            IdKind::Index => Ids::Index(u32::try_from(users).expect("compared with the limit")),
            IdKind::Integers => Ids::Integers(self.take(users, "ids")?),
            IdKind::Texts => {
                let length = self.rest.as_slice()[0].length;
                let bytes = self.take(length, "ids")?;
                Ids::Texts { bytes, offsets: self.take(users + 1, "ends of ids")? }
            }
        };
        if !description.relabelled {
            return Ok(ids.into());
        }
        let places = self.take(users, "places of ids")?;
        Ok(Labels::ordered(ids, IdOrder { places, nodes: self.take(users, "nodes of ids")? }))
    }
}
