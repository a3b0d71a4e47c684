//! `wordspread schema`: the JSON Schemas of what is read and written.

use clap::{Args, ValueEnum};
use wordspread::{
    error::Result,
    network::measure::NetworkMeasures,
    report::{Report, SweepReport},
    scenario::{BestSeeds, PortfolioSeeds, Scenario},
};

use crate::cli::{
    commands::sketch::WhatIfAnswer, exit_status::ExitStatus, terminal::console::Console,
};

/// Print the JSON Schema of scenario files or of results
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  wordspread schema > scenario.schema.json
  wordspread schema report | jq .properties

Editors that know TOML (such as Even Better TOML for VS Code) complete a scenario that begins with
  #:schema ./scenario.schema.json")]
pub(crate) struct SchemaCommand {
    /// Of what
    #[arg(default_value = "scenario")]
    of: SchemaOf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SchemaOf {
    /// Scenario files
    Scenario,
    /// What `run --json` writes
    Report,
    /// What `run --json` writes for a scenario with a sweep
    Sweep,
    /// What `inspect --json` prints
    Inspect,
    /// What `seeds --json` prints
    Seeds,
    /// What `portfolio --json` prints
    Portfolio,
    /// What `what-if --json` prints
    WhatIf,
}

impl SchemaCommand {
    pub(crate) fn run(self, console: &Console) -> Result<ExitStatus> {
        console.print_json(&match self.of {
            SchemaOf::Scenario => Scenario::schema(),
            SchemaOf::Report => Report::schema().into(),
            SchemaOf::Sweep => SweepReport::schema().into(),
            SchemaOf::Inspect => schemars::schema_for!(NetworkMeasures).into(),
            SchemaOf::Seeds => schemars::schema_for!(BestSeeds).into(),
            SchemaOf::Portfolio => schemars::schema_for!(PortfolioSeeds).into(),
            SchemaOf::WhatIf => schemars::schema_for!(WhatIfAnswer).into(),
        })?;
        Ok(ExitStatus::Done)
    }
}
