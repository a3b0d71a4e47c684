//! A report as a document for people: the verdict first, then tables, then what the numbers rest on.
//!
//! No number stands here that the JSON does not hold.

pub(super) mod background;
mod certified;
mod keys;
pub(super) mod options;

use super::{Report, sentence};
use crate::{
    document::Document,
    metric::{AnyMetric, OptionTables},
};

/// This many pairs of options are all described.
const MOST_PAIRS: usize = 6;

/// The report as a document.
pub(super) fn document(report: &Report) -> Document {
    let mut document = Document::default();
    verdict(report, &mut document);
    document.heading("Options");
    document.table(options::options(report));
    same_seeds(report, &mut document);
    certificates(report, &mut document);
    for metric in [AnyMetric::Sharers, AnyMetric::Reach] {
        if metric == report.compared_by || metric == AnyMetric::Sharers {
            options::spread(report, metric, &mut document);
        }
    }
    report.captioned(|captions| {
        let tables: Vec<_> = report.options.iter().map(|option| &option.tables).collect();
        OptionTables::describe(&tables, captions, &mut document);
        report.compared.describe(captions, &mut document);
    });
    comparisons(report, &mut document);
    if let Some(examined) = &report.examination {
        examined.describe(&report.question.viral_at, &mut document);
    }
    document.heading("What this rests on");
    for note in background::notes(report).into_iter().flatten() {
        document.note(note);
    }
    document
}

fn verdict(report: &Report, document: &mut Document) {
    document.heading(&report.question.name);
    if let Some(description) = &report.question.description {
        document.sentence(description);
    }
    document.blank();
    if let Some(warning) = &report.verdict.warning {
        document.warning(warning);
    }
    for sentence in &report.verdict.sentences {
        document.sentence(sentence);
    }
}

/// Which options are one choice of users, so that nobody looks for a difference.
fn same_seeds(report: &Report, document: &mut Document) {
    let options = &report.question.options;
    for first in options.iter().filter(|option| option.same_seeds_as.is_none()) {
        let same = options.iter().filter(|option| option.has_seeds_of(first));
        let names: Vec<String> = same.map(|option| option.name.clone()).collect();
        if names.len() > 1 {
            document.note(sentence::same_seeds(&names));
        }
    }
}

/// How near the seeds that were sought are to the best.
fn certificates(report: &Report, document: &mut Document) {
    for option in &report.options {
        if let Some(certificate) = &option.certificate {
            let mut text = certified::certificate(&option.name, certificate);
            if let Some(chosen) = &option.chosen {
                text.extend([" ", &certified::sought(chosen)]);
            }
            document.note(&text);
        }
    }
}

/// The options against each other, in sentences.
fn comparisons(report: &Report, document: &mut Document) {
    if report.comparisons.is_empty() {
        return;
    }
    let leader = &report.verdict.leaders[0];
    let is_all = report.comparisons.len() <= MOST_PAIRS;
    document.heading("Options compared");
    for comparison in &report.comparisons {
        if is_all || comparison.a == *leader || comparison.b == *leader {
            document.sentence(&comparison.sentence);
            if let Some(cost) = &comparison.cost_ratio {
                document.sentence(&cost.sentence);
            }
        }
    }
}
