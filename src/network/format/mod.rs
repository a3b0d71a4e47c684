//! Files of networks, one file of source a format.
//!
//! [`read`] and [`write()`] pick the format by its keyword, by the file's first bytes, or by its
//! extension; [`open`] looks no further than the header of a `.wsn` file. A reader names file and line of whatever is wrong, and never assumes what an edge
//! means; a writer gives back ids, numbers and attributes as they came, every edge from influencer
//! to audience. A file appears under its name only once it is whole.
//!
//! | format | what it loses |
//! |---|---|
//! | `edge-list` | attributes of users; users without edges, unless ids are 0, 1, 2, … |
//! | `csv` | attributes of users and users without edges ([`write_users`] keeps both in a table) |
//! | `matrix-market` | attributes of users, ids (rows are numbered from 1), and all numbers on edges but one |
//! | `graphml`, `gexf` | nothing (GEXF is written only) |
//! | `wsn` | nothing; it also keeps what building counted |
//!
//! To add a format: a file with a struct that implements [`Described`]
//! and `FileFormat`, and its line in the catalogue below.

mod assemble;
mod csv;
mod edge_list;
pub(crate) mod file;
mod gexf;
mod graphml;
mod ids;
mod matrix_market;
#[cfg(test)]
mod tests;
mod text;
mod wsn;

use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::file::{output::Output, source::Source};
pub(crate) use self::text::xml::escaped;
pub use self::{
    assemble::user_table::write_users,
    file::options::{Columns, Header, NetworkFile, UserTable},
    wsn::{ColumnOverview, IdKind, Opened, Overview, WsnInParts},
};
use super::Network;
use crate::{
    catalogue::{Described, catalogue},
    error::{Error, Result},
    progress::Progress,
};

/// A format of network files.
trait FileFormat: Sync {
    /// The endings of file names that mean this format, without the dot.
    fn extensions(&self) -> &'static [&'static str];

    /// True where a file's first bytes can be of no other format.
    fn recognises(&self, _head: &[u8]) -> bool {
        false
    }

    /// The network that a file holds.
    fn read(
        &self,
        source: &Source<'_>,
        file: &NetworkFile,
        progress: &dyn Progress,
    ) -> Result<Network>;

    /// Writes a network.
    fn write(&self, network: &Network, output: &mut Output<'_>) -> Result<()>;
}

/// Declares the catalogue of formats: as [`catalogue!`] does for words, but the role is private.
macro_rules! formats {
    ($( $keyword:literal => $variant:ident($entry:path) ),+ $(,)?) => {
        /// Every format of network files, by its keyword in `format = "…"`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        pub enum Format {
            $(
                #[doc = concat!("`", $keyword, "`")]
                #[serde(rename = $keyword)]
                #[schemars(description = <$entry as Described>::SUMMARY)]
                $variant,
            )+
        }

        impl Format {
            /// Every format, in the order of the catalogue.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )+ ];

            fn entry(self) -> &'static dyn FileFormat {
                match self { $( Self::$variant => &$entry, )+ }
            }
        }

        catalogue!(@rows Format $( $keyword => $entry ),+);
    };
}

formats! {
    "edge-list" => EdgeList(edge_list::EdgeListFile),
    "csv" => Csv(csv::CsvFile),
    "matrix-market" => MatrixMarket(matrix_market::MatrixMarketFile),
    "graphml" => GraphMl(graphml::GraphMlFile),
    "gexf" => Gexf(gexf::GexfFile),
    "wsn" => Wsn(wsn::WsnFile),
}

impl Format {
    /// The format's word in scenarios and flags.
    #[must_use]
    pub fn keyword(self) -> &'static str {
        Self::ROWS[self as usize].keyword
    }

    /// The endings of file names that mean this format, without the dot; `.gz` and `.zst` may
    /// follow.
    #[must_use]
    pub fn extensions(self) -> &'static [&'static str] {
        self.entry().extensions()
    }

    /// The format that a file's first bytes show.
    fn of_head(head: &[u8]) -> Option<Self> {
        Self::ALL.iter().find(|format| format.entry().recognises(head)).copied()
    }

    /// The format that a file's name means, whether compressed or not.
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Self> {
        let extension = file::compressed::plain_extension(path)?;
        let has_it = |format: &&Self| format.extensions().contains(&extension.as_str());
        Self::ALL.iter().find(has_it).copied()
    }

    /// The format that a file's first bytes show, or else the one that its name means.
    fn detect(source: &Source<'_>, progress: &dyn Progress) -> Result<Self> {
        if let Some(format) = Self::of_head(source.head()) {
            return Ok(format);
        }
        let text = match source.beginning()? {
            Some(beginning) => beginning.text,
            None => source.text(progress)?,
        };
        if let Some(format) = Self::of_head(&text[..text.len().min(1024)]) {
            return Ok(format);
        }
        // Edge lists and CSV share their extensions: the first line shows which of them a file is.
        let named = Self::of_path(source.path());
        let list = matches!(named, None | Some(Self::EdgeList | Self::Csv));
        Ok(if list && edge_list::names_columns(text) {
            Self::Csv
        } else if list && edge_list::starts_with_numbers(text) {
            Self::EdgeList
        } else {
            named.unwrap_or(Self::EdgeList)
        })
    }

    /// The format to write a file in: the one named, or else the one that the file's name means.
    ///
    /// # Errors
    /// [`Error::Value`] where neither says.
    pub fn to_write(path: &Path, named: Option<Self>) -> Result<Self> {
        named.or_else(|| Self::of_path(path)).ok_or_else(|| {
            let choices: Vec<String> = Self::ALL
                .iter()
                .map(|format| {
                    format!("{} (.{})", format.keyword(), format.extensions().join(", ."))
                })
                .collect();
            Error::value(
                "format",
                format!("the name {} does not say which format is meant", path.display()),
                format!("name one of {}", choices.join("; ")),
            )
        })
    }
}

/// Reads a network file, plain or compressed with gzip or zstd.
///
/// # Errors
/// [`Error::Value`] where the file's `edge` meaning is missing or contradicts the file, naming the
/// choices; [`Error::Data`] naming file, line and value where the file is at fault; [`Error::Io`]
/// where it cannot be read; [`Error::Stopped`] where `progress` was cancelled.
///
/// # Examples
/// ```
/// use wordspread::network::{builder::EdgeMeaning, format::{NetworkFile, read}};
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("friends.txt");
/// std::fs::write(&path, "anna bert\nbert carla\n")?;
/// let file = NetworkFile { edge: Some(EdgeMeaning::Mutual), ..NetworkFile::new(path) };
/// let network = read(&file, &())?;
/// assert_eq!((network.users(), network.edges()), (3, 4));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read(file: &NetworkFile, progress: &dyn Progress) -> Result<Network> {
    let source = Source::new(&file.path)?;
    let format = match file.format {
        Some(format) => format,
        None => Format::detect(&source, progress)?,
    };
    format.entry().read(&source, file, progress)
}

/// Opens a `.wsn` file in a moment, however large it is, without a look at its rows; nothing where
/// the file is of another format, which must be read as a whole.
///
/// # Errors
/// As [`read`], as far as the file's header shows.
///
/// # Examples
/// ```
/// use wordspread::network::{builder::{EdgeList, EdgeMeaning, Parallel, Rules}, labels::Labels};
/// use wordspread::network::format::{NetworkFile, open, write};
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("friends.wsn");
/// let rules = Rules { edge: EdgeMeaning::Mutual, parallel: Parallel::Merge };
/// let list = EdgeList { edges: vec![[0, 1], [1, 2]], columns: Vec::new() };
/// write(&list.build(Labels::index(3), Vec::new(), rules), &path, None, &())?;
/// let opened = open(&NetworkFile::new(path))?.expect("it is a .wsn file");
/// assert_eq!((opened.overview().users, opened.overview().edges), (3, 4));
/// let network = opened.verify(&())?;
/// assert_eq!(network.forward().row(1), [0, 2]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn open(file: &NetworkFile) -> Result<Option<Opened>> {
    let source = Source::new(&file.path)?;
    let format = file
        .format
        .or_else(|| Format::of_head(source.head()))
        .or_else(|| Format::of_path(&file.path));
    (format == Some(Format::Wsn)).then(|| wsn::open(&source, file)).transpose()
}

/// Writes a network into a file, in the format named or else the one that the file's name means;
/// compressed where the name ends in `.gz` or `.zst`. The file appears once it is whole.
///
/// # Errors
/// [`Error::Value`] where no format is named and the file's name means none, or where the format
/// cannot hold the network; [`Error::Io`] where the file cannot be written; [`Error::Stopped`]
/// where `progress` was cancelled: then no file is left.
pub fn write(
    network: &Network,
    path: &Path,
    format: Option<Format>,
    progress: &dyn Progress,
) -> Result<()> {
    let format = Format::to_write(path, format)?;
    progress.begin("writing", Some(network.edges()));
    let mut output = Output::create(path, progress)?;
    format.entry().write(network, &mut output)?;
    output.finish()?;
    progress.end();
    Ok(())
}
