//! `wordspread list`: the words that scenarios and flags know, from the catalogues.

mod keys;

use clap::{Args, ValueEnum};
use schemars::{JsonSchema, Schema, schema_for};
use serde::Serialize;
use wordspread::{
    catalogue::{Row, nearest},
    document::{Document, text::wrap},
    error::{Error, Result},
    influence::InfluenceRule,
    metric::{AnyMetric, MeasureKeys},
    model::{AnyModel, time::delay::AnyDelay},
    network::{format::Format, generator::Generator, implicit::Implicit},
    report::AnyOutput,
    scenario::AnswerSection,
    seeding::AnyStrategy,
};

use self::keys::{KeywordTable, SchemaReader};
use crate::cli::{
    exit_status::ExitStatus,
    terminal::{console::Console, look::Look},
};

/// List the models, generators and other words that scenarios can use, and what each takes
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  wordspread list generators
  wordspread list models compartments
  wordspread list --json | jq -r '.[] | [.kind, .keyword] | @tsv'")]
pub(crate) struct ListCommand {
    /// One kind alone
    kind: Option<WordKind>,

    /// One word of it, with all its keys
    keyword: Option<String>,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum WordKind {
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

impl WordKind {
    fn rows(self) -> &'static [Row] {
        match self {
            Self::Models => AnyModel::ROWS,
            Self::Generators => Generator::ROWS,
            Self::Implicit => Implicit::ROWS,
            Self::Influence => InfluenceRule::ROWS,
            Self::Delays => AnyDelay::ROWS,
            Self::Seeding => AnyStrategy::ROWS,
            Self::Metrics => AnyMetric::ROWS,
            Self::Curves => MeasureKeys::ROWS,
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

    /// What tells the keys of its words, where they may have some.
    fn schema(self) -> Option<Schema> {
        Some(match self {
            Self::Models => schema_for!(AnyModel),
            Self::Generators => schema_for!(Generator),
            Self::Implicit => schema_for!(Implicit),
            Self::Influence => schema_for!(InfluenceRule),
            Self::Delays => schema_for!(AnyDelay),
            Self::Seeding => schema_for!(AnyStrategy),
            Self::Curves => schema_for!(AnswerSection),
            Self::Metrics | Self::Formats | Self::Reports => return None,
        })
    }

    /// The kind whose words a part of a schema is about, by the part's name.
    fn named(name: &str) -> Option<&'static str> {
        [
            (AnyModel::schema_name(), "models"),
            (Generator::schema_name(), "generators"),
            (InfluenceRule::schema_name(), "influence"),
            (AnyDelay::schema_name(), "delays"),
            (AnyStrategy::schema_name(), "seeding"),
        ]
        .into_iter()
        .find_map(|(of, kind)| (of == name).then_some(kind))
    }

    /// The keys of one of its words.
    fn table(self, keyword: &str) -> Option<KeywordTable> {
        let schema = self.schema()?;
        SchemaReader::new(schema.as_value(), &Self::named).table(schema.as_value(), keyword)
    }

    /// One of its words.
    fn row(self, keyword: &str) -> Result<Row> {
        let mut rows = self.rows().iter();
        rows.find(|row| row.keyword == keyword).copied().ok_or_else(|| {
            let value = self.to_possible_value().expect("no kind is hidden");
            let kind = value.get_name();
            let remedy = match nearest(keyword, self.rows().iter().map(|row| row.keyword)) {
                Some(near) => format!("did you mean {near:?}?"),
                None => format!("`wordspread list {kind}` tells which there are"),
            };
            let problem = format!("{keyword:?} is no word of `wordspread list {kind}`");
            Error::value("KEYWORD", problem, remedy)
        })
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
struct ListedWord {
    kind: WordKind,
    keyword: &'static str,
    summary: &'static str,
    reference: &'static str,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    table: Option<KeywordTable>,
}

impl ListedWord {
    fn new(kind: WordKind, row: &Row) -> Self {
        let &Row { keyword, summary, reference } = row;
        Self { kind, keyword, summary, reference, table: None }
    }
}

impl ListCommand {
    pub(crate) fn run(self, console: &Console) -> Result<ExitStatus> {
        if let (Some(kind), Some(keyword)) = (self.kind, &self.keyword) {
            let row = kind.row(keyword)?;
            let table = kind.table(keyword);
            if self.json {
                console.print_json(&[ListedWord { table, ..ListedWord::new(kind, &row) }])?;
            } else {
                console.print(&page(kind, &row, table.as_ref(), console.look()))?;
            }
            return Ok(ExitStatus::Done);
        }
        let kinds =
            self.kind.map_or_else(|| WordKind::value_variants().to_vec(), |kind| vec![kind]);
        if self.json {
            let entries = kinds
                .iter()
                .flat_map(|&kind| kind.rows().iter().map(move |row| ListedWord::new(kind, row)));
            console.print_json(&entries.collect::<Vec<_>>())?;
        } else {
            let parts: Vec<String> =
                kinds.iter().map(|&kind| section(kind, console.look())).collect();
            console.print(&parts.join("\n"))?;
        }
        Ok(ExitStatus::Done)
    }
}

/// One word with all that it takes.
fn page(kind: WordKind, row: &Row, table: Option<&KeywordTable>, look: Look) -> String {
    let mut page = Document::default();
    page.heading(format!("{}: {}", row.keyword, kind.place().replace("KEYWORD", row.keyword)));
    page.paragraph(row.summary);
    if row.reference != "–" {
        page.paragraph(row.reference);
    }
    let Some(table) = table else { return look.render(&page) };
    for paragraph in table.description.lines() {
        page.blank();
        page.paragraph(paragraph);
    }
    page.heading(if table.keys.is_empty() { "It takes no keys." } else { "Keys" });
    for key in &table.keys {
        let required = if key.required { ", required" } else { "" };
        let default = match &key.default {
            Some(default) if !key.description.to_lowercase().contains("default") => {
                format!(", default {default}")
            }
            _ => String::new(),
        };
        let takes = format!("{}{required}{default}", key.takes);
        page.definition(&key.name, takes, &key.description);
    }
    look.render(&page)
}

/// One kind's rows: each keyword with its summary, and its reference below.
fn section(kind: WordKind, look: Look) -> String {
    let rows = kind.rows();
    let indent = 4 + rows.iter().map(|row| row.keyword.len()).max().unwrap_or(0);
    let width = look.width.unwrap_or(100).clamp(60, 100) - indent;
    let mut text = format!("{}\n", look.style().strong(&kind.title()));
    for row in rows {
        let mut lead = format!("  {:1$}", row.keyword, indent - 2);
        for line in wrap(row.summary, width) {
            text.extend([&lead, &line, "\n"]);
            lead = " ".repeat(indent);
        }
        if row.reference != "–" {
            for line in wrap(row.reference, width) {
                text.extend([&lead, &look.style().faint(&line), "\n"]);
            }
        }
    }
    text
}
