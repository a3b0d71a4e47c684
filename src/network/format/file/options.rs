//! What a user says of a network file: the keys of `[network.file]`.
//!
//! Keys that a format has no use for are not an error; a column that is named and missing is.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use schemars::JsonSchema;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};

use crate::{
    error::{Error, Result},
    network::{
        builder::{EdgeMeaning, Parallel},
        format::Format,
    },
};

/// A network file and how it is to be read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NetworkFile {
    /// The file, taken in a scenario from the scenario's folder, in a flag from the folder that the
    /// command runs in; gzip and zstd are recognised.
    pub path: PathBuf,
    /// What a line `a b` means. Must be given, unless the file itself says so: a `.wsn` file, or
    /// one whose edges are undirected, which are mutual. A header such as `follower,followed` must
    /// not say the opposite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edge: Option<EdgeMeaning>,
    /// A CSV table of the attributes of users: its path, or a table with further keys.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "path_or_table")]
    #[schemars(with = "Option<PathOrTable>")]
    pub users: Option<UserTable>,
    /// The format, where neither the file's name nor its first lines tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// What becomes of edges that stand several times.
    #[serde(default)]
    pub parallel: Parallel,
    /// What the first line holds.
    #[serde(default)]
    pub header: Header,
    /// Which columns mean what.
    #[serde(default, skip_serializing_if = "Columns::is_default")]
    pub columns: Columns,
}

impl NetworkFile {
    /// The file at `path`, with everything else left to be found out.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            edge: None,
            users: None,
            format: None,
            parallel: Parallel::default(),
            header: Header::default(),
            columns: Columns::default(),
        }
    }

    /// The edge meaning, for a file that says itself whether its edges are undirected.
    pub(crate) fn meaning(&self, undirected: bool) -> Result<EdgeMeaning> {
        const CHOICES: &str = "say edge = \"influencer-to-audience\" (a message of a is shown to b), \
             \"follower-to-followed\" (a follows b), or \"mutual\" (each is shown the other's); \
             on the command line --edge";
        match (self.edge, undirected) {
            (None | Some(EdgeMeaning::Mutual), true) => Ok(EdgeMeaning::Mutual),
            (Some(_), true) => Err(Error::value(
                "edge",
                format!("the edges of {} are undirected, so they have no direction", self.shown()),
                "say edge = \"mutual\", or leave it out",
            )),
            (Some(edge), false) => Ok(edge),
            (None, false) => Err(Error::value(
                "edge",
                format!(
                    "{} does not say which way a message runs along an edge `a b`, and the results \
                     depend on it",
                    self.shown()
                ),
                CHOICES,
            )),
        }
    }

    fn shown(&self) -> std::path::Display<'_> {
        self.path.display()
    }
}

/// What the first line of a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Header {
    /// It is found out. In an edge list a first line of two whole numbers `n m` is a header where
    /// the other lines have another number of columns, or where m is the number of the other lines
    /// and all their ids are below n or are 1 to n; in a CSV the first line names the columns.
    #[default]
    Auto,
    /// Edge lists: the numbers of users and edges. The first is believed (users 0 to n − 1, or 1
    /// to n, all exist) where all ids fit it; the second never.
    Counts,
    /// An edge, like all other lines.
    None,
}

/// Which columns of a file mean what.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Columns {
    /// The column with the first user of an edge, a in `a b`; by default the first of the two that
    /// have usual names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The column with the second user of an edge, b in `a b`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The column with the probability that a share runs along the edge; by default one called
    /// `probability`, `prob` or `p`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability: Option<String>,
    /// The columns of numbers on edges to keep, besides the one of `probability`; in an edge list the
    /// names of the third and following columns, `-` for one that is left out. An empty list leaves
    /// all out. By default all are kept; in an edge list there is then one at most, the probability.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<String>>,
}

impl Columns {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// A CSV table of the attributes of users, one line a user.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UserTable {
    /// The file, taken from where the network's file is taken from: the scenario's folder, or the
    /// folder that the command runs in.
    pub path: PathBuf,
    /// The column with the users' ids; by default one called `id`, `user`, `user_id` or `node`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Columns that hold a category though they look like numbers, such as a country's code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub category: Vec<String>,
    /// Columns that must hold numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub number: Vec<String>,
    /// Columns that must hold yes or no, true or false, 1 or 0.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flag: Vec<String>,
}

impl UserTable {
    /// The table at `path`, with everything else left to be found out.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), ..Self::default() }
    }
}

/// The two ways to name a user table, for the schema.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes what `path_or_table` accepts, and is never made")]
enum PathOrTable {
    Path(PathBuf),
    Table(UserTable),
}

/// A user table named by its path alone or by a table; an unknown key is reported as such.
fn path_or_table<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<UserTable>, D::Error> {
    struct PathOrTableVisitor;
    impl<'de> Visitor<'de> for PathOrTableVisitor {
        type Value = UserTable;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("the path of a CSV table, or a table with the key `path`")
        }

        fn visit_str<E>(self, path: &str) -> Result<UserTable, E> {
            Ok(UserTable::new(Path::new(path)))
        }

        fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<UserTable, M::Error> {
            UserTable::deserialize(MapAccessDeserializer::new(map))
        }
    }
    deserializer.deserialize_any(PathOrTableVisitor).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_table_is_a_path_or_a_table() {
        let file: NetworkFile = toml::from_str("path = 'a.csv'\nusers = 'users.csv'").unwrap();
        assert_eq!(file.users, Some(UserTable::new("users.csv")));
        let text = "path = 'a.csv'\nedge = 'mutual'\n\
                    users = { path = 'u.csv', id = 'new_id', category = ['target'] }";
        let file: NetworkFile = toml::from_str(text).unwrap();
        assert_eq!(file.users.unwrap().category, ["target"]);
        assert_eq!(file.edge, Some(EdgeMeaning::Mutual));
    }

    #[test]
    fn unknown_keys_are_named() {
        for text in ["path = 'a'\nusers = { path = 'u', idd = 'x' }", "path = 'a'\nidd = 'x'"] {
            let error = toml::from_str::<NetworkFile>(text).unwrap_err().to_string();
            assert!(error.contains("unknown field `idd`"), "{error}");
        }
    }

    #[test]
    fn without_an_edge_meaning_the_three_choices_are_told() {
        let error = NetworkFile::new("follows.txt").meaning(false).unwrap_err();
        assert!(error.to_string().contains("follows.txt"), "{error}");
        for choice in ["influencer-to-audience", "follower-to-followed", "mutual", "--edge"] {
            assert!(error.remedy().unwrap().contains(choice));
        }
        assert!(error.is_usage());
    }

    #[test]
    fn an_undirected_file_is_mutual_and_nothing_else() {
        let mut file = NetworkFile::new("friends.mtx");
        assert_eq!(file.meaning(true).unwrap(), EdgeMeaning::Mutual);
        file.edge = Some(EdgeMeaning::FollowerToFollowed);
        assert!(file.meaning(true).unwrap_err().to_string().contains("undirected"));
    }
}
