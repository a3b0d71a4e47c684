//! Users listed in a file.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    catalogue::{Described, nearest},
    error::{Error, Result},
    input_file,
    network::named::meant,
    seeding::{
        AddressChoice, AddressSeeds, KnownIds, Lineup, SeedChoice, Seeds, Strategy,
        lineup::each_once,
    },
};

/// The users whose ids a text file lists, one a line; empty lines and lines that begin with # are
/// passed over.
///
/// A file of `wordspread portfolio` lists the seeds of several messages, those of each below a line
/// `# message: NAME`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// The file, from the scenario's folder.
    pub path: PathBuf,
    /// Only the seeds of this message, of a file that lists those of several. Default all seeds of the
    /// file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// What a line that names a message begins with.
const MESSAGE: &str = "# message: ";

impl Described for File {
    const SUMMARY: &'static str = "the users that a file lists, one id a line";
    const REFERENCE: &'static str = "–";
}

impl File {
    /// The users of the file's lines; `find` gives the user of an id.
    fn users<T>(
        &self,
        folder: &Path,
        find: impl Fn(&str) -> Option<T>,
        remedy: impl Fn(&str) -> String,
    ) -> Result<Vec<T>> {
        let path = folder.join(&self.path);
        let text = std::io::read_to_string(input_file::open(&path)?)
            .map_err(|error| Error::reading(&path, error))?;
        let mut users = Vec::new();
        let wanted = self.message.as_deref();
        let (mut of, mut messages) = (None, Vec::new());
        for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let id = line.trim();
            if let Some(message) = id.strip_prefix(MESSAGE) {
                of = Some(message);
                messages.push(message);
            }
            let is_of_another = wanted.is_some() && of != wanted;
            if is_of_another || id.is_empty() || id.starts_with('#') {
                continue;
            }
            let Some(user) = find(id) else {
                let problem = format!("user {id} is not in the network");
                return Err(Error::at_line(path, number as u64 + 1, problem, remedy(id)));
            };
            users.push(user);
        }
        if let Some(wanted) = wanted.filter(|wanted| !messages.contains(wanted)) {
            let problem = format!("the file lists no seeds of a message {wanted:?}");
            let remedy = match nearest(wanted, messages.iter().copied()) {
                Some(near) => format!("did you mean {near:?}?"),
                None if messages.is_empty() => format!("write {MESSAGE}{wanted} above its seeds"),
                None => format!("its messages are {}", messages.join(", ")),
            };
            return Err(Error::in_file(path, problem, remedy));
        }
        if users.is_empty() {
            return Err(Error::in_file(path, "the file lists no user", "give one id a line"));
        }
        Ok(users)
    }

    /// Refuses ids that nobody has, at their lines.
    pub(crate) fn check_named(&self, folder: &Path, named: KnownIds<'_>) -> Result<()> {
        let find = |id: &str| (named.is_known)(id).then_some(());
        self.users(folder, find, |_| named.remedy.to_owned()).map(drop)
    }

    /// The users in the order of the file.
    fn nodes(&self, choice: &SeedChoice<'_>) -> Result<Vec<u32>> {
        let labels = choice.network.labels();
        self.users(choice.folder, |id| labels.node(id), |id| meant(choice.network, id))
    }
}

impl Strategy for File {
    fn choose(&self, choice: &SeedChoice<'_>) -> Result<Seeds> {
        self.nodes(choice).map(Seeds::fixed)
    }

    /// In the order of the file.
    fn lineup(&self, choice: &SeedChoice<'_>) -> Result<Option<Lineup>> {
        Ok(Some(Lineup::Fixed(each_once(self.nodes(choice)?))))
    }

    fn choose_addresses(&self, choice: &AddressChoice<'_>) -> Result<AddressSeeds> {
        let users = self.users(choice.folder, |id| choice.user(id), |_| choice.examples())?;
        Ok(AddressSeeds::fixed(users))
    }
}
