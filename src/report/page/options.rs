//! What each option gives, as tables: one row an option, one column a number.

use crate::{
    document::{
        Cell, Document, Side, Table,
        amounts::{money, whole},
        numbers::{chance, level, likelihood, measured, plain, span},
    },
    metric::AnyMetric,
    report::{OptionAnswer, Report, StudyQuestion, sentence},
};

/// A table with a row an option.
fn table_of_options(report: &Report) -> Table {
    Table::of(report.options.iter().map(|option| option.name.as_str()))
}

/// One row an option, one column a number of it.
pub(in crate::report) fn options(report: &Report) -> Table {
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

/// Adds the columns that runs give.
pub(in crate::report) fn results(
    question: &StudyQuestion,
    compared_by: AnyMetric,
    options: &[&OptionAnswer],
    table: &mut Table,
) {
    for metric in metrics(question) {
        let estimates = || options.iter().map(|option| &option.metrics[metric.keyword()]);
        let cells = estimates().map(|estimate| {
            let Cell { value, tail } = Cell::measured(estimate.mean, estimate.interval);
            Cell { value: if estimate.lower_bound { format!("≥ {value}") } else { value }, tail }
        });
        let spoken = sentence::spoken(metric);
        let unit = options.first().map_or("", |option| &option.metrics[metric.keyword()].unit);
        // Points of a sweep may have other clocks.
        let in_one = metric.is_time() && estimates().all(|estimate| estimate.unit == unit);
        let heading = if in_one { format!("{spoken}\nin {unit}") } else { spoken };
        table.column(heading, Side::Right, cells);
    }
    for (place, viral) in question.viral_at.iter().enumerate() {
        let size = plain(viral.at_least);
        let heading = format!("viral: {}\n≥ {size}", sentence::spoken(viral.metric));
        let cells = options.iter().map(|option| {
            let shown = chance(&option.viral[place].probability);
            Cell::with(shown.estimate, format!("({})", shown.short))
        });
        table.column(heading, Side::Right, cells);
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
    table.column(heading, Side::Right, best);
}

/// The metrics in the order in which people ask for them.
fn metrics(question: &StudyQuestion) -> Vec<AnyMetric> {
    let mut metrics = question.metrics.clone();
    metrics.sort_by_key(|metric| match metric {
        AnyMetric::Reach => 0,
        AnyMetric::Sharers => 1,
        _ => 2,
    });
    metrics
}

/// Adds a table of how a metric varies from replicate to replicate.
pub(super) fn spread(report: &Report, metric: AnyMetric, document: &mut Document) {
    let keyword = metric.keyword();
    if !report.question.metrics.contains(&metric) {
        return;
    }
    let estimates = || report.options.iter().map(|option| &option.metrics[keyword]);
    let mut table = table_of_options(report);
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
        table.column(heading, Side::Right, values);
    }
    table.histograms("how often", estimates().map(|estimate| estimate.histogram.clone()));
    document.heading(format!("How {} vary from replicate to replicate", plural(metric)));
    document.table(table);
}

/// The subject of "vary".
fn plural(metric: AnyMetric) -> &'static str {
    if metric == AnyMetric::Reach { "reached users" } else { "sharers" }
}
