//! The step of the line that makes the network of a scenario.

use std::sync::Arc;

use super::{NetworkSection, ScenarioFile};
use crate::{
    error::{Error, Result},
    network::{
        Network,
        format::{self, NetworkFile},
    },
    progress::Progress,
    study::NetworkSource,
};

/// The scenario's network section.
///
/// # Errors
/// [`Error::Value`] where there is none.
pub(super) fn section(file: &ScenarioFile) -> Result<&NetworkSection> {
    file.scenario().network.as_ref().ok_or_else(|| {
        let problem = "the scenario names no network";
        let remedy = "run it with --network FILE --edge MEANING, or add a section \
                      [network.generate.…] or [network.file]";
        Error::value("network", problem, remedy)
    })
}

/// The networks of the points of a sweep: one is kept, and given again where the next point does
/// not change it.
#[derive(Debug, Default)]
pub(super) struct Networks {
    kept: Option<(serde_json::Value, Network)>,
    rows: RowsOfFiles,
}

/// Where the rows of a mapped file are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum RowsOfFiles {
    /// In a copy on large pages, which many cascades are worth.
    #[default]
    Near,
    /// In the file.
    Mapped,
}

impl Networks {
    /// Networks whose rows are read where files have them: for work that looks at few.
    pub(super) fn mapped() -> Self {
        Self { kept: None, rows: RowsOfFiles::Mapped }
    }

    /// Where the network of a scenario comes from, stored or not.
    pub(super) fn source(
        &mut self,
        file: &ScenarioFile,
        progress: &dyn Progress,
    ) -> Result<NetworkSource> {
        if let Some(NetworkSection::Implicit(implicit)) = &file.scenario().network {
            let population = implicit.population(file.scenario().rng_seed)?;
            return Ok(NetworkSource::Implicit(Arc::new(population)));
        }
        self.of(file, progress).map(NetworkSource::Stored)
    }

    /// The stored network of a scenario.
    pub(super) fn of(&mut self, file: &ScenarioFile, progress: &dyn Progress) -> Result<Network> {
        let section = section(file)?;
        let drawn = match section {
            NetworkSection::Generate(_) => Some(file.scenario().rng_seed),
            NetworkSection::Implicit(_) | NetworkSection::File(_) => None,
        };
        let address = serde_json::json!([section, drawn]);
        if let Some((kept, network)) = &self.kept
            && *kept == address
        {
            return Ok(network.clone());
        }
        // Two networks need not fit into memory.
        self.kept = None;
        let mut network = make(file, section, progress)?;
        if self.rows == RowsOfFiles::Near && matches!(section, NetworkSection::File(_)) {
            network = network.near();
        }
        self.kept = Some((address, network.clone()));
        Ok(network)
    }
}

fn make(file: &ScenarioFile, section: &NetworkSection, progress: &dyn Progress) -> Result<Network> {
    match section {
        NetworkSection::Generate(generator) => {
            generator.generate(file.scenario().rng_seed, progress)
        }
        NetworkSection::Implicit(_) => unreachable!("an implicit network is never stored"),
        NetworkSection::File(network) => {
            format::read(&located(file, network), progress).map_err(within_section)
        }
    }
}

/// The file's description with its paths taken from the folders that they are meant from.
pub(super) fn located(file: &ScenarioFile, network: &NetworkFile) -> NetworkFile {
    let mut located = network.clone();
    located.path = file.folder_of("network.file.path").join(&network.path);
    if let Some(users) = &mut located.users {
        users.path = file.folder_of("network.file.users").join(&users.path);
    }
    located
}

/// Readers know the keys of a file, not where it stands in a scenario.
pub(super) fn within_section(error: Error) -> Error {
    match error {
        Error::Value { key, problem, remedy } if !key.starts_with("network.") => {
            Error::Value { key: format!("network.file.{key}"), problem, remedy }
        }
        other => other,
    }
}
