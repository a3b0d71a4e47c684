//! `wordspread schema`: the JSON Schemas of what is read and written.

use clap::{Args, ValueEnum};
use wordspread::{
    error::Result,
    network::measure::NetworkMeasures,
    report::{Report, SweepReport},
    scenario::{BestSeeds, PortfolioSeeds, Scenario},
};

use super::{Outcome, console::Console, sketch::WhatIfAnswer};

/// Print the JSON Schema of scenario files or of results
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  wordspread schema > scenario.schema.json
  wordspread schema report | jq .properties

Editors that know TOML (such as Even Better TOML for VS Code) complete a scenario that begins with
  #:schema ./scenario.schema.json")]
pub(super) struct Schema {
    /// Of what
    #[arg(default_value = "scenario")]
    of: Subject,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Subject {
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

impl Schema {
    pub(super) fn run(self, console: &Console) -> Result<Outcome> {
        console.print_json(&match self.of {
            Subject::Scenario => Scenario::schema(),
            Subject::Report => Report::schema().into(),
            Subject::Sweep => SweepReport::schema().into(),
            Subject::Inspect => schemars::schema_for!(NetworkMeasures).into(),
            Subject::Seeds => schemars::schema_for!(BestSeeds).into(),
            Subject::Portfolio => schemars::schema_for!(PortfolioSeeds).into(),
            Subject::WhatIf => schemars::schema_for!(WhatIfAnswer).into(),
        })?;
        Ok(Outcome::Done)
    }
}
