//! How a network file is named on the command line: the keys of `[network.file]` as flags.

use std::path::{Path, PathBuf};

use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser},
};
use serde::de::{DeserializeOwned, IntoDeserializer, value::StrDeserializer};
use wordspread::{
    catalogue::Row,
    network::{
        builder::{EdgeMeaning, Parallel},
        format::{Format, Header, NetworkFile, UserTable},
    },
};

/// What a user says of a network file.
#[derive(Debug, Args)]
pub(crate) struct NetworkFlags {
    /// What a line `a b` means: influencer-to-audience (a message of a is shown to b),
    /// follower-to-followed (a follows b) or mutual (each is shown the other's). A .wsn file and
    /// one with undirected edges say it themselves
    #[arg(long, value_name = "MEANING", value_parser = edge_meaning(), hide_possible_values = true)]
    edge: Option<EdgeMeaning>,

    /// A CSV table of user attributes, one line per user
    #[arg(long, value_name = "FILE")]
    users: Option<PathBuf>,

    /// The format of the network file [default: as its name and first bytes say]
    #[arg(long, value_name = "FORMAT", value_parser = format())]
    format: Option<Format>,

    /// What becomes of edges that stand several times
    #[arg(long, value_name = "RULE", value_parser = word::<Parallel>(&["merge", "keep"]))]
    parallel: Option<Parallel>,

    /// What the first line holds
    #[arg(long, value_name = "WHAT", value_parser = word::<Header>(&["auto", "counts", "none"]))]
    header: Option<Header>,

    /// The column with the first user of an edge
    #[arg(long, value_name = "COLUMN")]
    from: Option<String>,

    /// The column with the second user of an edge
    #[arg(long, value_name = "COLUMN")]
    to: Option<String>,

    /// The column with the probability that a share runs along the edge
    #[arg(long, value_name = "COLUMN")]
    probability: Option<String>,

    /// The columns of numbers on edges to keep, separated by commas (in an edge list the names of
    /// those after the second, `-` for one to leave out); '' keeps none [default: all]
    #[arg(long, value_name = "COLUMNS")]
    values: Option<String>,
}

impl NetworkFlags {
    /// The table of users that is read.
    pub(crate) fn users(&self) -> Option<&Path> {
        self.users.as_deref()
    }

    /// The network file at `path`, as these flags describe it.
    pub(crate) fn describe(self, path: PathBuf) -> NetworkFile {
        let mut file = NetworkFile::new(path);
        file.edge = self.edge;
        file.users = self.users.map(UserTable::new);
        file.format = self.format;
        file.parallel = self.parallel.unwrap_or_default();
        file.header = self.header.unwrap_or_default();
        file.columns.from = self.from;
        file.columns.to = self.to;
        file.columns.probability = self.probability;
        file.columns.values = self.values.map(|names| {
            let names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
            names.map(str::to_owned).collect()
        });
        file
    }
}

/// Parses an edge meaning.
pub(crate) fn edge_meaning() -> impl TypedValueParser<Value = EdgeMeaning> {
    word(&["influencer-to-audience", "follower-to-followed", "mutual"])
}

/// Parses the keyword of a format.
pub(crate) fn format() -> impl TypedValueParser<Value = Format> {
    let keywords: Vec<&'static str> = Format::ROWS.iter().map(|row: &Row| row.keyword).collect();
    word(&keywords)
}

/// Parses one of a few words, in the spelling that scenarios use too.
fn word<T: DeserializeOwned + Clone + Send + Sync + 'static>(
    words: &[&'static str],
) -> impl TypedValueParser<Value = T> + use<T> {
    PossibleValuesParser::new(words.iter().copied()).try_map(|word| {
        let deserializer: StrDeserializer<'_, serde::de::value::Error> =
            word.as_str().into_deserializer();
        T::deserialize(deserializer)
    })
}
