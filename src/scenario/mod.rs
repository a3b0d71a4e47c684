//! A question about a network, as a TOML file asks it, and the line that answers it.
//!
//! Here are the file's sections; [`read`](ScenarioFile::read) takes one from text, `check` holds
//! the rules between keys, and [`run`](fn@run) is the line
//! `scenario → network → influence → model → seeds → simulate → statistics → report`.
//! A scenario never prints, and does not depend on the command that reads it.
//!
//! To add a key: a documented field here or in its section's file (the doc comment is what editors
//! and `wordspread schema` show), and a rule in `check.rs` if not every value makes sense.

mod check;
mod choose;
mod estimate;
mod examine;
mod examiner;
mod explain;
mod implicit;
mod input;
mod networks;
mod question;
mod read;
mod run;
mod sections;
mod spec;
#[cfg(test)]
mod tests;
mod text;
mod trees;

pub use self::{
    choose::{BestSeeds, MessageSeeds, PortfolioSeeds, SeedsWanted, Simulated, sketch},
    examine::ExamineSection,
    explain::Explanation,
    read::ScenarioFile,
    run::{Answer, Point, run},
    sections::{AnswerSection, NetworkSection, SeedingOption, Spacing, Sweep},
    text::{change::KeyChange, flag::flag_value},
    trees::{TreesWanted, trees},
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{influence::InfluenceRule, model::AnyModel, seeding::Portfolio};

/// A scenario: which message, on which network, started how, and what is measured.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// A short name, which heads the report.
    pub name: String,

    /// What the scenario is about, in a sentence or more; it is printed with the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,

    /// Names all random numbers, from 0 to 9223372036854775807: the same scenario with the same
    /// `rng_seed` gives the same answer to the last digit, on any number of threads.
    /// Another one gives an independent answer. Default 1.
    #[serde(default = "first")]
    #[schemars(range(max = 9_223_372_036_854_775_807_u64))]
    pub rng_seed: u64,

    /// Who follows whom: `[network.generate.…]` for a random network, `[network.implicit.…]` for one
    /// too large to store, or `[network.file]`. May be left out of a scenario that is given its network by `--network FILE --edge MEANING`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<NetworkSection>,

    /// How strong each follow is: the probability that the follower passes on what it is shown.
    /// Default `[influence.weighted-cascade]`: one divided by the number of users whom the follower
    /// follows.
    #[serde(default)]
    pub influence: InfluenceRule,

    /// How the message passes from user to user. Default `[model.independent-cascade]`.
    #[serde(default)]
    pub model: AnyModel,

    /// The ways of starting the message that are compared: at least one, but where seeds alone are
    /// sought (`wordspread seeds`, `wordspread portfolio`, `wordspread sketch`). All of them meet the same chances, so that
    /// their differences are more certain than each of them alone.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub option: Vec<SeedingOption>,

    /// What is measured, and how precisely.
    #[serde(default)]
    pub answer: AnswerSection,

    /// One option to be looked at more closely: how many ordinary users do as much, what fewer and
    /// more seeds would do, what each seed adds, whether the ranking of the options holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub examine: Option<ExamineSection>,

    /// Several messages at once, and the users who may spread them: `wordspread portfolio` chooses
    /// the users of each message. `wordspread run` does not look at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub portfolio: Option<Portfolio>,

    /// One or two keys that take several values in turn: the scenario is answered for each value,
    /// or each pair of values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 2))]
    pub sweep: Vec<Sweep>,
}

const fn first() -> u64 {
    1
}

impl Scenario {
    /// The JSON Schema of scenario files, from which editors complete and check.
    #[must_use]
    pub fn schema() -> serde_json::Value {
        schemars::schema_for!(Self).into()
    }

    /// The scenario as JSON with every default filled in, as the run record keeps it.
    ///
    /// # Panics
    /// Never: all keys are texts and all numbers are finite.
    #[must_use]
    pub fn resolved(&self) -> serde_json::Value {
        let mut all = serde_json::to_value(self).expect("a scenario's keys are texts");
        if let Some(keys) = all.as_object_mut()
            && !self.model.uses_influence()
        {
            // It would be refused.
            keys.shift_remove("influence");
        }
        all
    }
}
