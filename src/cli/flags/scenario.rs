//! How a scenario is named on the command line, and what flags change in it.

use std::path::{Path, PathBuf};

use clap::Args;
use wordspread::{
    error::Result,
    network::builder::EdgeMeaning,
    scenario::{KeyChange, ScenarioFile},
};

use crate::cli::flags::network;

/// A scenario and the changes of it.
#[derive(Debug, Args)]
pub(crate) struct ScenarioFlags {
    /// The scenario file
    pub(crate) scenario: PathBuf,

    /// Network file; replaces the scenario's [network]. Describe the file further by --set
    /// network.file.KEY=VALUE
    #[arg(long, value_name = "FILE")]
    network: Option<PathBuf>,

    /// What a line `a b` of the network file means: influencer-to-audience (a message of a is shown
    /// to b), follower-to-followed (a follows b) or mutual (each is shown the other's)
    #[arg(long, value_name = "MEANING", value_parser = network::edge_meaning())]
    #[arg(hide_possible_values = true)]
    edge: Option<EdgeMeaning>,

    /// Set a key of the scenario, such as influence.uniform.p=0.1; may be given several times
    #[arg(long = "set", short = 's', value_name = "KEY=VALUE")]
    settings: Vec<String>,
}

/// A scenario that is simulated, and the changes of it.
#[derive(Debug, Args)]
pub(crate) struct SimulationFlags {
    #[command(flatten)]
    scenario: ScenarioFlags,

    /// Number of replicates; replaces the precision that the scenario asks for
    #[arg(long, value_name = "N", value_parser = replicates, allow_negative_numbers = true)]
    replicates: Option<u64>,
}

/// A number of replicates.
fn replicates(text: &str) -> std::result::Result<u64, String> {
    let remedy = "give a whole number, 1 or more, such as --replicates 1000; leave it out to \
                  follow the scenario";
    match text.replace('_', "").parse::<i128>() {
        Ok(count) => match u64::try_from(count) {
            Ok(0) => Err(format!("0 replicates tell nothing: {remedy}")),
            Ok(count) => Ok(count),
            Err(_) if count < 0 => Err(format!("fewer than none cannot be simulated: {remedy}")),
            Err(_) => Err(format!("that many cannot be counted: {remedy}")),
        },
        Err(_) => Err(format!("it is no whole number: {remedy}")),
    }
}

impl ScenarioFlags {
    /// The files that are named.
    pub(crate) fn files(&self) -> Vec<&Path> {
        [Some(&*self.scenario), self.network.as_deref()].into_iter().flatten().collect()
    }

    /// Reads the scenario, with the changes that the flags ask for.
    ///
    /// # Errors
    /// As [`ScenarioFile::read`] and [`KeyChange::set`].
    pub(crate) fn read(&self) -> Result<ScenarioFile> {
        self.read_with(Vec::new())
    }

    /// The same, with further changes.
    fn read_with(&self, further: Vec<KeyChange>) -> Result<ScenarioFile> {
        let mut changes = Vec::new();
        changes.extend(self.network.as_deref().map(KeyChange::network));
        changes.extend(self.edge.map(KeyChange::edge));
        for setting in &self.settings {
            changes.push(KeyChange::set(setting)?);
        }
        changes.extend(further);
        ScenarioFile::read(&self.scenario, changes)
    }
}

impl SimulationFlags {
    /// Reads the scenario, with the changes that the flags ask for.
    ///
    /// # Errors
    /// As [`ScenarioFile::read`] and [`KeyChange::set`].
    pub(crate) fn read(&self) -> Result<ScenarioFile> {
        let replicates = self.replicates.into_iter().flat_map(KeyChange::replicates);
        self.scenario.read_with(replicates.collect())
    }
}
