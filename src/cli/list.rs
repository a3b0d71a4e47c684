//! `wordspread list`: the words that scenarios and flags know, from the catalogues.

use clap::{Args, ValueEnum};
use serde::Serialize;
use wordspread::{
    catalogue::Row,
    error::Result,
    influence::InfluenceRule,
    metric::{AnyCurve, AnyMetric},
    model::{AnyModel, delay::AnyDelay},
    network::{format::Format, generator::Generator, implicit::Implicit},
    report::AnyOutput,
    seeding::AnyStrategy,
};

use super::{Outcome, console::Console, look::Look, table::wrapped};

/// List the models, generators and other words that scenarios can use
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  wordspread list generators
  wordspread list --json | jq -r '.[] | [.kind, .keyword] | @tsv'")]
pub(super) struct List {
    /// One kind alone
    kind: Option<Kind>,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    /// How a message passes from user to user
    Models,
    /// Random and teaching networks
    Generators,
    /// Networks too large to store
    Implicit,
    /// How strong each follow is
    Influence,
    /// How long something takes
    Delays,
    /// Whom to give the message first
    #[value(aliases = ["strategies", "seeds"])]
    Seeding,
    /// Measures of a cascade
    Metrics,
    /// Measures of a cascade that are a curve
    Curves,
    /// Files of networks
    Formats,
    /// Forms of the answer
    Reports,
}

impl Kind {
    fn rows(self) -> &'static [Row] {
        match self {
            Self::Models => AnyModel::ROWS,
            Self::Generators => Generator::ROWS,
            Self::Implicit => Implicit::ROWS,
            Self::Influence => InfluenceRule::ROWS,
            Self::Delays => AnyDelay::ROWS,
            Self::Seeding => AnyStrategy::ROWS,
            Self::Metrics => AnyMetric::ROWS,
            Self::Curves => AnyCurve::ROWS,
            Self::Formats => Format::ROWS,
            Self::Reports => AnyOutput::ROWS,
        }
    }

    /// Where the words stand in a scenario.
    const fn place(self) -> &'static str {
        match self {
            Self::Models => "[model.KEYWORD]",
            Self::Generators => "[network.generate.KEYWORD]",
            Self::Implicit => "[network.implicit.KEYWORD]",
            Self::Influence => "[influence.KEYWORD]",
            Self::Delays => "delay.KEYWORD, memory.KEYWORD or after.KEYWORD of a model",
            Self::Seeding => "seeds.KEYWORD of an [[option]]",
            Self::Metrics => "answer.measures = [\"KEYWORD\"]",
            Self::Curves => "answer.KEYWORD = { … }",
            Self::Formats => "--format KEYWORD",
            Self::Reports => "flags of run",
        }
    }

    fn title(self) -> String {
        let value = self.to_possible_value().expect("no kind is hidden");
        let help = value.get_help().expect("each kind is described");
        format!("{}: {}, {}", value.get_name(), lower(&help.to_string()), self.place())
    }
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// A row as JSON tells it.
#[derive(Serialize)]
struct Entry {
    kind: Kind,
    keyword: &'static str,
    summary: &'static str,
    reference: &'static str,
}

impl List {
    pub(super) fn run(self, console: &Console) -> Result<Outcome> {
        let kinds = self.kind.map_or_else(|| Kind::value_variants().to_vec(), |kind| vec![kind]);
        if self.json {
            let entries = kinds.iter().flat_map(|&kind| {
                let entry = move |&Row { keyword, summary, reference }| Entry {
                    kind,
                    keyword,
                    summary,
                    reference,
                };
                kind.rows().iter().map(entry)
            });
            console.print_json(&entries.collect::<Vec<_>>())?;
        } else {
            let parts: Vec<String> =
                kinds.iter().map(|&kind| section(kind, console.look())).collect();
            console.print(&parts.join("\n"))?;
        }
        Ok(Outcome::Done)
    }
}

/// One kind's rows: each keyword with its summary, and its reference below.
fn section(kind: Kind, look: Look) -> String {
    let rows = kind.rows();
    let indent = 4 + rows.iter().map(|row| row.keyword.len()).max().unwrap_or(0);
    let width = look.width.unwrap_or(100).clamp(60, 100) - indent;
    let mut text = format!("{}\n", look.bold(&kind.title()));
    for row in rows {
        let mut lead = format!("  {:1$}", row.keyword, indent - 2);
        for line in wrapped(row.summary, width) {
            text.extend([&lead, &line, "\n"]);
            lead = " ".repeat(indent);
        }
        if row.reference != "–" {
            for line in wrapped(row.reference, width) {
                text.extend([&lead, &look.faint(&line), "\n"]);
            }
        }
    }
    text
}
