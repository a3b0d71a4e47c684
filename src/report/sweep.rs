//! Reports of one scenario at several values of one or two of its keys, side by side.
//!
//! It must never leave a point out, nor compare points: each has worlds of its own network.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    OptionAnswer, Report,
    form::{csv_summary, json},
    page::{background, options},
};
use crate::document::{Document, Layout, Table, text};

/// The reports of a sweep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SweepReport {
    /// The version of this format, 1.
    pub format: u32,
    /// The scenario's name.
    pub name: String,
    /// The keys that are swept, such as `influence.uniform.p`.
    pub keys: Vec<String>,
    /// True if points, or replicates of the last one, are missing: the user stopped the run, or a point
    /// failed.
    pub partial: bool,
    /// A report for every combination of values, in the order of the sweep; at least one.
    pub points: Vec<SweepPoint>,
}

/// One combination of values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SweepPoint {
    /// The value of each key.
    pub values: Vec<Value>,
    /// The report of the run at these values.
    pub report: Report,
}

impl SweepReport {
    /// A whole sweep over `keys`, from its points.
    ///
    /// # Panics
    /// If there is no point, or one has not as many values as there are keys.
    #[must_use]
    pub fn of(keys: Vec<String>, points: Vec<SweepPoint>) -> Self {
        assert!(points.iter().all(|point| point.values.len() == keys.len()), "one value a key");
        let name = points.first().expect("a sweep has points").report.question.name.clone();
        Self { format: super::FORMAT, name, keys, partial: false, points }
    }

    /// The sweep as a table, one row a point and option, ending with a newline.
    #[must_use]
    pub fn text(&self, layout: Layout) -> String {
        let first = &self.points[0].report;
        let is_compared = first.options.len() > 1;
        let mut page = Document::default();
        page.heading(&self.name);
        if let Some(description) = &first.question.description {
            page.sentence(description);
        }
        page.blank();
        if self.partial {
            page.warning("Stopped early: points, or replicates of the last one, are missing.");
        }
        for point in &self.points {
            if let Some(warning) = &point.report.verdict.warning {
                page.warning(format!("At {}: {warning}", self.place(point)));
            }
        }
        let name = |point: &SweepPoint, option: &OptionAnswer| {
            let values: Vec<String> = point.values.iter().map(plain).collect();
            let option = if is_compared { format!(" · {}", option.name) } else { String::new() };
            values.join(" · ") + &option
        };
        let rows: Vec<(&SweepPoint, &OptionAnswer)> = self
            .points
            .iter()
            .flat_map(|point| point.report.options.iter().map(move |option| (point, option)))
            .collect();
        let corner = self.keys.join(" · ") + if is_compared { " · option" } else { "" };
        let names = rows.iter().map(|(point, option)| name(point, option));
        let mut table = Table::of(names).with_corner(corner);
        let options: Vec<&OptionAnswer> = rows.iter().map(|&(_, option)| option).collect();
        let mut question = first.question.clone();
        // A swept key may change what a model tells.
        question.metrics.retain(|metric| {
            options.iter().all(|option| option.metrics.contains_key(metric.keyword()))
        });
        options::results(&question, first.compared_by, &options, &mut table);
        page.table(table);
        self.background(&mut page);
        text::render(&page, layout)
    }

    /// What the numbers rest on: what all points have in common, and of what differs that of the first.
    fn background(&self, page: &mut Document) {
        page.heading("What this rests on");
        let of_all: Vec<_> =
            self.points.iter().map(|point| background::notes(&point.report)).collect();
        for (nth, note) in of_all[0].iter().enumerate() {
            let Some(note) = note else { continue };
            if of_all.iter().all(|notes| notes[nth].as_ref() == Some(note)) {
                page.note(note);
            } else {
                let place = self.place(&self.points[0]);
                page.note(format!("At {place}, and elsewhere otherwise: {note}"));
            }
        }
        let has_more = |point: &SweepPoint| {
            let report = &point.report;
            !report.question.measures.given().is_empty() || report.examination.is_some()
        };
        if self.points.iter().any(has_more) {
            page.note(
                "Curves, segments, overlaps and what was examined are in the JSON (--json), point by point.",
            );
        }
    }

    /// "p = 0.1, users = 1000".
    fn place(&self, point: &SweepPoint) -> String {
        let pair = |(key, value): (&String, &Value)| format!("{key} = {}", plain(value));
        let pairs: Vec<String> = self.keys.iter().zip(&point.values).map(pair).collect();
        pairs.join(", ")
    }

    /// Writes the sweep as JSON, with the whole report of every point.
    ///
    /// # Errors
    /// If `to` refuses.
    pub fn write_json(&self, to: &mut dyn Write) -> io::Result<()> {
        json::write(self, to)
    }

    /// Writes the sweep as CSV: the summary of every point ([`CsvSummary`](super::CsvSummary))
    /// behind a column for each key.
    ///
    /// # Errors
    /// If `to` refuses.
    pub fn write_csv(&self, to: &mut dyn Write) -> io::Result<()> {
        let mut table = csv::Writer::from_writer(to);
        let columns = csv_summary::header(&self.points[0].report.question.quantiles);
        table.write_record(self.keys.iter().chain(&columns))?;
        for point in &self.points {
            let values: Vec<String> = point.values.iter().map(plain).collect();
            for row in csv_summary::rows(&point.report) {
                table.write_record(values.iter().chain(&row))?;
            }
        }
        table.flush()
    }

    /// The JSON Schema of a sweep.
    #[must_use]
    pub fn schema() -> schemars::Schema {
        schemars::schema_for!(Self)
    }
}

/// A value of a scenario, texts without their quotes.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
