//! A report as text for people: the verdict first, then tables, then how it came to be.
//!
//! It must never show a number that the JSON does not hold.

use std::io::{self, Write};

use super::{
    Layout, OptionAnswer, Output, Question, Report, SegmentReach, bars, certified, course,
    examination, keys, messages,
    numbers::{chance, counted, level, likelihood, measured, money, percent, plain, span, whole},
    page::Page,
    question::NetworkNote,
    sentence,
    table::{Cell, Side, Table, wrapped},
};
use crate::{
    catalogue::Described,
    metric::AnyMetric,
    simulate::{Samples, Stopped},
    statistics::{Confidence, Interval},
};

/// Bars take at most this many columns, as many as a histogram has bins.
const MOST_BARS: usize = 40;
/// And at least this many, even where they then stand below.
const FEWEST_BARS: usize = 20;

/// Up to so many pairs of options are all spoken of.
const MOST_PAIRS: usize = 6;

/// Headings that are names are wrapped at this many columns.
const HEADING: usize = 18;

/// The report as text.
#[derive(Debug, Clone, Copy)]
pub struct Terminal;

impl Described for Terminal {
    const SUMMARY: &'static str = "the report as text for people, the verdict first";
    const REFERENCE: &'static str = "–";
}

impl Output for Terminal {
    fn write(&self, report: &Report, _samples: &Samples, to: &mut dyn Write) -> io::Result<()> {
        to.write_all(text(report, Layout::default()).as_bytes())
    }
}

/// The report as text, ending with a newline.
#[must_use]
pub fn text(report: &Report, layout: Layout) -> String {
    let mut page = Page::new(layout);
    verdict(report, &mut page);
    page.title("Options");
    page.table(&options(report));
    same_seeds(report, &mut page);
    certificates(report, &mut page);
    for metric in [AnyMetric::Sharers, AnyMetric::Reach] {
        if metric == report.compared_by || metric == AnyMetric::Sharers {
            spread(report, metric, &mut page);
        }
    }
    messages::put(report, &mut page);
    segments(report, &mut page);
    course::page::put(report, &mut page);
    comparisons(report, &mut page);
    if let Some(examined) = &report.examination {
        examination::page::put(report, examined, &mut page);
    }
    background(report, &mut page);
    page.finish()
}

fn verdict(report: &Report, page: &mut Page) {
    page.heading(&report.question.name);
    if let Some(description) = &report.question.description {
        page.paragraph(description);
    }
    page.blank();
    if let Some(warning) = &report.verdict.warning {
        page.warning(warning);
    }
    for sentence in &report.verdict.sentences {
        page.paragraph(sentence);
    }
}

/// A table with a row an option.
fn table_of_options(report: &Report) -> Table {
    Table::of(report.options.iter().map(|option| option.name.as_str()))
}

/// One row an option, one column a number of it.
pub(super) fn options(report: &Report) -> Table {
    let mut table = table_of_options(report);
    let options = &report.options;
    let seeds = options.iter().map(|option| Cell::of(whole(option.seeds as u64)));
    table.column("seeds", Side::Right, seeds);
    let costs = options
        .iter()
        .map(|option| option.cost.map_or_else(Cell::default, |cost| Cell::of(money(cost.total))));
    table.column("cost", Side::Right, costs);
    let options: Vec<&OptionAnswer> = options.iter().collect();
    results(&report.question, report.compared_by, &options, &mut table);
    table
}

/// Which options are one choice of users, so that nobody looks for a difference.
fn same_seeds(report: &Report, page: &mut Page) {
    let options = &report.question.options;
    for first in options.iter().filter(|option| option.same_seeds_as.is_none()) {
        let same = options.iter().filter(|option| option.has_seeds_of(first));
        let names: Vec<String> = same.map(|option| option.name.clone()).collect();
        if names.len() > 1 {
            page.note(&sentence::same_seeds(&names));
        }
    }
}

/// How near the seeds that were sought are to the best.
fn certificates(report: &Report, page: &mut Page) {
    for option in &report.options {
        if let Some(certificate) = &option.certificate {
            let mut text = certified::certificate(&option.name, certificate);
            if let Some(chosen) = &option.chosen {
                text.extend([" ", &certified::sought(chosen)]);
            }
            page.note(&text);
        }
    }
}

/// The columns that runs give, one row an option.
pub(super) fn results(
    question: &Question,
    compared_by: AnyMetric,
    options: &[&OptionAnswer],
    table: &mut Table,
) {
    for metric in metrics(question) {
        let estimates = || options.iter().map(|option| &option.metrics[metric.keyword()]);
        let cells = estimates().map(|estimate| {
            let Cell { value, tail } = number(estimate.mean, estimate.interval);
            Cell { value: if estimate.lower_bound { format!("≥ {value}") } else { value }, tail }
        });
        let spoken = sentence::spoken(metric);
        let unit = options.first().map_or("", |option| &option.metrics[metric.keyword()].unit);
        // Points of a sweep may have other clocks.
        let in_one = metric.is_time() && estimates().all(|estimate| estimate.unit == unit);
        let heading = if in_one { format!("{spoken}\nin {unit}") } else { spoken };
        table.column(&heading, Side::Right, cells);
    }
    for (place, viral) in question.viral_at.iter().enumerate() {
        let size = plain(viral.at_least);
        let heading = format!("viral: {}\n≥ {size}", sentence::spoken(viral.metric));
        let cells = options.iter().map(|option| {
            let shown = chance(&option.viral[place].probability);
            Cell::with(shown.estimate, format!("({})", shown.short))
        });
        table.column(&heading, Side::Right, cells);
    }
    for (heading, metric) in [
        ("cost per\nreached user", AnyMetric::Reach),
        ("cost per\nsharer", AnyMetric::Sharers),
        ("cost per 1,000\nimpressions", AnyMetric::Impressions),
    ] {
        let cells = options.iter().map(|option| {
            let price = option.cost.and_then(|cost| match metric {
                AnyMetric::Impressions => cost.per_thousand_impressions,
                _ => cost.per(metric),
            });
            price.map_or_else(Cell::default, |price| {
                let value = measured(price.estimate, price.interval).value;
                let interval = price.interval.filter(|interval| interval.half_width() > 0.0);
                let span = |interval| format!("({})", span(interval));
                Cell::with(value, interval.map_or_else(String::new, span))
            })
        });
        table.column(heading, Side::Right, cells);
    }
    let best = options.iter().map(|option| {
        let probability = option.best.and_then(|best| best.by_metric.probability);
        probability.map_or_else(Cell::default, |probability| Cell::of(likelihood(probability)))
    });
    let heading = format!("chance of the\nmost {}", sentence::spoken(compared_by));
    table.column(&heading, Side::Right, best);
}

/// The metrics in the order in which people ask for them.
fn metrics(question: &Question) -> Vec<AnyMetric> {
    let mut metrics = question.metrics.clone();
    metrics.sort_by_key(|metric| match metric {
        AnyMetric::Reach => 0,
        AnyMetric::Sharers => 1,
        _ => 2,
    });
    metrics
}

fn number(value: f64, interval: Option<Interval>) -> Cell {
    let shown = measured(value, interval);
    Cell::with(shown.value, shown.error.map_or_else(String::new, |error| format!("± {error}")))
}

/// How a metric varies from replicate to replicate.
fn spread(report: &Report, metric: AnyMetric, page: &mut Page) {
    let keyword = metric.keyword();
    let Some(first) = report.options[0].metrics.get(keyword) else { return };
    let estimates = || report.options.iter().map(|option| &option.metrics[keyword]);
    let mut names: Vec<&str> = report.options.iter().map(|option| option.name.as_str()).collect();
    // The last row is the axis.
    names.push("");
    let mut table = Table::of(names);
    let mut levels: Vec<(f64, Option<usize>)> = report
        .question
        .quantiles
        .iter()
        .enumerate()
        .map(|(place, &level)| (level, Some(place)))
        .chain([(0.5, None)])
        .collect();
    levels.sort_by(|a, b| a.0.total_cmp(&b.0));
    levels.dedup_by(|a, b| a.0.total_cmp(&b.0).is_eq());
    for (at, place) in levels {
        let heading = if place.is_none() { "median".to_owned() } else { level(at) };
        let values = estimates()
            .map(|estimate| place.map_or(&estimate.median, |place| &estimate.quantiles[place]))
            .map(|quantile| Cell::of(plain(quantile.value)));
        table.column(&heading, Side::Right, values.chain([Cell::default()]));
    }
    let room = table.room(page.width()).clamp(FEWEST_BARS, MOST_BARS);
    let lines = estimates().map(|estimate| Cell::of(bars::bars(&estimate.histogram, room)));
    let axis = Cell::of(bars::axis(&first.histogram, room));
    table.column("how often", Side::Left, lines.chain([axis]));
    page.title(&format!("How {} vary from replicate to replicate", plural(metric)));
    page.table(&table);
}

/// The subject of "vary".
fn plural(metric: AnyMetric) -> &'static str {
    if metric == AnyMetric::Reach { "reached users" } else { "sharers" }
}

/// Reach by segment: one row a segment, one column an option.
fn segments(report: &Report, page: &mut Page) {
    let Some(asked) = &report.question.segments else { return };
    let is_shown = |place: &usize| asked.users[*place] > 0;
    let shown: Vec<usize> = (0..asked.users.len()).filter(is_shown).collect();
    let name = |place: &usize| asked.names.get(*place).map_or("(in none)", String::as_str);
    let mut table = Table::of(shown.iter().map(name));
    let users = shown.iter().map(|&place| Cell::of(whole(asked.users[place])));
    table.column("users", Side::Right, users);
    for option in &report.options {
        let cell = |segment: &SegmentReach| {
            let value = sentence::value(segment.reached, segment.interval);
            let share = |share| format!("({})", percent(share));
            Cell::with(value, segment.share_of_segment.map_or_else(String::new, share))
        };
        let cells = shown.iter().map(|&place| cell(&option.segments[place]));
        table.column(&wrapped(&option.name, HEADING).join("\n"), Side::Right, cells);
    }
    page.title(&format!(
        "Reached users by {}, and the share of the segment they are",
        asked.column
    ));
    page.table(&table);
}

/// The options against each other, in sentences.
fn comparisons(report: &Report, page: &mut Page) {
    if report.comparisons.is_empty() {
        return;
    }
    let leader = &report.verdict.leaders[0];
    let is_all = report.comparisons.len() <= MOST_PAIRS;
    page.title("Options compared");
    for comparison in &report.comparisons {
        if is_all || comparison.a == *leader || comparison.b == *leader {
            page.paragraph(&comparison.sentence);
            if let Some(cost) = &comparison.cost_ratio {
                page.paragraph(&cost.sentence);
            }
        }
    }
}

/// What the numbers rest on.
fn background(report: &Report, page: &mut Page) {
    page.title("What this rests on");
    for note in notes(report).into_iter().flatten() {
        page.note(&note);
    }
}

/// What the numbers rest on, always as many notes and in the same order: the replicates, the network, what its
/// edges mean where that is to be said, the model and its influence, what ranges are, and how to get the
/// numbers again.
pub(super) fn notes(report: &Report) -> [Option<String>; 6] {
    let question = &report.question;
    let replicates = counted(report.replicates.count, "replicate", "replicates");
    let worlds = match report.options.len() {
        1 => replicates,
        _ => format!("{replicates}, each with all options in the same world"),
    };
    let replicates = format!("{worlds}; {}.", why_stopped(report));
    let keys = keys::of_keyword(&report.record.scenario["model"]);
    let model = format!(
        "Model: {}{}. Influence: {}, {} on an average edge.",
        question.model,
        keys.map_or_else(String::new, |keys| format!("; with {keys}")),
        question.influence,
        plain(question.mean_influence),
    );
    let again = format!(
        "wordspread {} with rng_seed = {}: these numbers come out again on any number of threads.",
        report.record.version, report.record.rng_seed,
    );
    let ranges = meaning_of_ranges(question.confidence);
    let direction = question.network.direction.clone();
    let network = network(&question.network);
    [Some(replicates), Some(network), direction, Some(model), Some(ranges), Some(again)]
}

/// "Network: gnp; 100 users, 500 edges."
fn network(network: &NetworkNote) -> String {
    let built = network.built;
    let edges = counted(network.edges, "edge", "edges");
    let mut text = format!(
        "Network: {}; {}, {}.",
        network.source,
        counted(network.users, "user", "users"),
        if network.implicit { format!("about {edges}, computed and not stored") } else { edges },
    );
    for (count, one, many) in [
        (
            built.self_loops,
            "edge from a user to itself was dropped",
            "edges from a user to itself were dropped",
        ),
        (built.merged, "repeated edge was merged", "repeated edges were merged"),
    ] {
        if count > 0 {
            text.push(' ');
            text += &counted(count, one, many);
            text.push('.');
        }
    }
    text
}

/// What "±" and ranges are.
fn meaning_of_ranges(confidence: Confidence) -> String {
    format!(
        "± and ranges are {} intervals, each taken by itself. They hold the luck of the \
         simulation, not doubts about the network, the model or its probabilities.",
        level(confidence.level()),
    )
}

/// "as many as were asked for".
fn why_stopped(report: &Report) -> String {
    match report.replicates.stopped {
        Stopped::ReplicatesDone => "as many as were asked for".to_owned(),
        Stopped::Interrupted => "stopped by hand".to_owned(),
        Stopped::CapReached => {
            "the cap, at which the precision asked for was not reached".to_owned()
        }
        Stopped::PrecisionReached => {
            let mut wanted: Vec<String> = Vec::new();
            for asked in &report.replicates.precision {
                let width = sentence::wanted(asked.precision.wanted, asked.at_least.is_none());
                let of = asked.at_least.map_or_else(
                    || sentence::spoken(asked.metric),
                    |at| format!("the probability of {}", sentence::viral_at(asked.metric, at)),
                );
                let text = format!("{of} to {width}");
                if !wanted.contains(&text) {
                    wanted.push(text);
                }
            }
            format!("enough for the precision asked for ({})", wanted.join(", "))
        }
    }
}
