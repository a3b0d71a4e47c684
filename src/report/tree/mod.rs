//! One cascade as the tree of who passed it to whom, and the forms in which it is written.
//!
//! To add a form: a file with a struct that implements [`Described`](crate::catalogue::Described) and
//! [`TreeFile`], and its line in the catalogue below. Ids are written as in the network's file. Users'
//! attributes are not written.

mod csv;
mod gexf;
mod graphml;
mod json;

pub use self::{csv::TreeCsv, gexf::TreeGexf, graphml::TreeGraphml, json::TreeJson};

use std::{borrow::Cow, io::Write, path::Path};

use crate::{
    catalogue,
    error::{Error, Result},
    kernel::Trace,
    network::format::escaped,
};

/// One cascade: who passed it to whom, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct CascadeTree {
    /// The scenario's name.
    pub scenario: String,
    /// The option's name.
    pub option: String,
    /// The replicate, counted from 0.
    pub replicate: u64,
    /// How many replicates it was taken from.
    pub replicates: u64,
    /// The quantile of the number of sharers, from 0 to 1, that it represents: 0.5 is the median.
    pub quantile: f64,
    /// The sharers, in the order in which they shared; a parent stands before its children.
    pub sharers: Vec<TreeSharer>,
}

/// A user who shared.
#[derive(Debug, Clone, PartialEq)]
pub struct TreeSharer {
    /// The id in the network's file.
    pub id: String,
    /// The place of the sharer who passed it on; `None` for a seed.
    pub parent: Option<usize>,
    /// The number of steps from a seed: 0 for a seed.
    pub step: u32,
    /// When the user shared, in the model's unit of time; the step if the model has none.
    pub time: f64,
}

impl TreeSharer {
    /// The sharer at `place` of a trace, called `id`.
    pub(crate) fn of(trace: &Trace, place: usize, id: String) -> Self {
        let parent = trace.parents()[place];
        Self {
            id,
            parent: (parent != Trace::NOBODY).then_some(parent as usize),
            step: trace.steps()[place],
            time: trace.time(place),
        }
    }
}

impl CascadeTree {
    /// For every sharer but the seeds: who passed it on, and the sharer.
    pub fn edges(&self) -> impl Iterator<Item = (&TreeSharer, &TreeSharer)> {
        self.sharers.iter().filter_map(|child| Some((&self.sharers[child.parent?], child)))
    }
}

/// A form in which a tree is written.
pub trait TreeFile {
    /// Writes a tree.
    ///
    /// # Errors
    /// [`Error::Io`] naming `path` if writing to `to` fails; [`Error::Value`] if an id cannot be written.
    fn write(&self, tree: &CascadeTree, path: &Path, to: &mut dyn Write) -> Result<()>;
}

catalogue! {
    /// Every form of a tree, by the end of a file's name.
    pub enum AnyTreeFile: words TreeFile {
        "graphml" => TreeGraphml,
        "gexf" => TreeGexf,
        "json" => TreeJson,
        "csv" => TreeCsv,
    }
}

impl AnyTreeFile {
    /// The form for the extension of a file's name.
    ///
    /// # Errors
    /// [`Error::Value`] with the extensions that exist if it is none of them.
    pub fn of_path(path: &Path) -> Result<Self> {
        let end = path.extension().map(|end| end.to_string_lossy().to_lowercase());
        end.as_deref().and_then(Self::of).ok_or_else(|| {
            let endings: Vec<&str> = Self::ROWS.iter().map(|row| row.keyword).collect();
            let problem = format!("the name {} does not say how to write a tree", path.display());
            let remedy = format!("let it end in .{}", endings.join(", ."));
            Error::value("--output", problem, remedy)
        })
    }
}

/// An id or a name for XML.
fn xml(text: &str) -> Result<Cow<'_, str>> {
    escaped(text).map_err(|_| {
        let problem = format!("{text:?} has a character that XML cannot hold");
        Error::value("--output", problem, "write .json or .csv, which hold any text")
    })
}

/// A refusal to write, under the name of the file.
fn refused(path: &Path) -> impl Fn(std::io::Error) -> Error + '_ {
    move |refused| Error::writing(path, refused)
}

#[cfg(test)]
mod tests;
