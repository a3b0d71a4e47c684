//! Users listed in a file.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Choice, Seeds, Strategy, users::examples};
use crate::{
    catalogue::Described,
    error::{Error, Result},
};

/// The users whose ids a text file lists, one a line; empty lines and lines that begin with # are
/// passed over.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// The file, from the scenario's folder.
    pub path: PathBuf,
}

impl Described for File {
    const SUMMARY: &'static str = "the users that a file lists, one id a line";
    const REFERENCE: &'static str = "–";
}

impl Strategy for File {
    fn choose(&self, choice: &Choice<'_>) -> Result<Seeds> {
        let path = choice.folder.join(&self.path);
        let text = std::fs::read_to_string(&path).map_err(|error| Error::reading(&path, error))?;
        let mut users = Vec::new();
        for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let id = line.trim();
            if id.is_empty() || id.starts_with('#') {
                continue;
            }
            let Some(user) = choice.network.labels().node(id) else {
                let problem = format!("user {id} is not in the network");
                let remedy = examples(choice.network);
                return Err(Error::at_line(path, number as u64 + 1, problem, remedy));
            };
            users.push(user);
        }
        if users.is_empty() {
            return Err(Error::in_file(path, "the file lists no user", "give one id a line"));
        }
        Ok(Seeds::fixed(users))
    }
}
