//! The summary as CSV: one row an option and quantity.
//!
//! It must never hold a number in human form: no thousands, no percent, no "±".
//!
//! | Column | Meaning |
//! |---|---|
//! | `option`, `seeds`, `cost` | the option, how many users it seeds, what it costs in all |
//! | `kind` | `mean` of a metric (`mean-at-least` where replicates were stopped early), `viral` probability, mean reach in a `segment`, mean sharers of a `message`, with the others and without (`message-alone`), and the difference (`message-change`), `time-to` so many sharers in the replicates that get there and the probability `reached` that one does, `mixing` (users of another segment whom those of the segment make share), `overlap` with another option (users in both, then over those of the smaller option and over those of both together), or `cost` of a unit; of an option that is examined also `break-even` (how many ordinary users do as much), `worth` (what knowing the network is worth), `curve` and `curve-viral` (with so many seeds); of every option then its mean under `weaker-influence`, `stronger-influence`, `missing-edges`, `linear-threshold`, `independent-cascade` |
//! | `metric` | the metric's keyword |
//! | `at_least` | of a viral probability, or of `time-to` and `reached`: the value to reach |
//! | `segment` | of a segment: its name, empty for the users in none; of a message: its name |
//! | `other` | of `mixing`: the segment of those who are made to share; of `overlap`: the other option |
//! | `unit` | the unit of all numbers that follow |
//! | `estimate`, `standard_error`, `low`, `high` | the estimate and its interval |
//! | `sd`, `min`, `median`, `max`, `q0.05` … | of a metric: how replicates vary; `q` with a level is a quantile |
//!
//! What does not apply or is not known is empty.

use std::io::{self, Write};

use super::{
    Estimate, Examination, MadeToShare, Mean, OptionAnswer, Output, Overlap, PerUnit, Question,
    Report, SegmentReach, Times, Viral,
};
use crate::{
    catalogue::Described,
    examine::{Amount, Change},
    metric::AnyMetric,
    simulate::{OverlapOf, Samples},
    statistics::{Interval, Proportion, Quantile, RatioOfMeans},
};

/// What times and who makes whom are of.
const SHARERS: &str = "sharers";

/// The summary as CSV.
#[derive(Debug, Clone, Copy)]
pub struct CsvSummary;

impl Described for CsvSummary {
    const SUMMARY: &'static str = "the summary as CSV: one row an option and quantity";
    const REFERENCE: &'static str = "RFC 4180";
}

impl Output for CsvSummary {
    fn write(&self, report: &Report, _samples: &Samples, to: &mut dyn Write) -> io::Result<()> {
        let mut table = csv::Writer::from_writer(to);
        table.write_record(header(&report.question.quantiles))?;
        for row in rows(report) {
            table.write_record(row)?;
        }
        table.flush()
    }
}

/// The names of the columns, where quantiles are told at these levels.
pub(super) fn header(levels: &[f64]) -> Vec<String> {
    let columns = [
        "option",
        "seeds",
        "cost",
        "kind",
        "metric",
        "at_least",
        "segment",
        "other",
        "unit",
        "estimate",
        "standard_error",
        "low",
        "high",
        "sd",
        "min",
        "median",
        "max",
    ];
    let quantiles = levels.iter().map(|level| format!("q{level}"));
    columns.into_iter().map(str::to_owned).chain(quantiles).collect()
}

/// All rows of a report, each as long as the header.
pub(super) fn rows(report: &Report) -> Vec<Vec<String>> {
    let question = &report.question;
    let unit = question.time_unit.several();
    let mut rows = Vec::new();
    for option in &report.options {
        let seeding = Seeding::of(option);
        let mut put = |quantity: Quantity<'_>| {
            rows.push(quantity.row(seeding, question.quantiles.len()));
        };
        for metric in &question.metrics {
            put(Quantity::of_metric(metric.keyword(), &option.metrics[metric.keyword()]));
        }
        for viral in &option.viral {
            put(Quantity::of_viral(viral));
        }
        for segment in &option.segments {
            put(Quantity::of_segment(segment));
        }
        for message in &option.messages {
            for (kind, mean) in [
                ("message", &message.sharers),
                ("message-alone", &message.alone),
                ("message-change", &message.change),
            ] {
                put(Quantity::of_message(kind, &message.name, mean));
            }
        }
        for told in &option.times_to {
            if let Some(time) = &told.time {
                put(Quantity::of_time(told.sharers, time, &unit));
            }
            let reached =
                Quantity::of_chance("reached", SHARERS, told.sharers as f64, &told.reached);
            put(reached);
        }
        for row in &option.mixing {
            for cell in &row.made_to_share {
                put(Quantity::of_mixing(row.from.as_deref(), cell));
            }
        }
        for pair in report.overlaps.iter().filter(|pair| pair.a == option.name) {
            put(Quantity::of_overlap(pair));
            for (share, unit) in [
                (pair.share_of_smaller, "share of the smaller"),
                (pair.jaccard, "share of both together"),
            ] {
                if let Some(share) = share {
                    put(Quantity::of_overlap(pair).with_share(unit, share));
                }
            }
        }
        let cost = option.cost;
        for (metric, unit, price) in [
            (AnyMetric::Reach, "cost per user", cost.and_then(|cost| cost.per_reached_user)),
            (AnyMetric::Sharers, "cost per user", cost.and_then(|cost| cost.per_sharer)),
            (
                AnyMetric::Impressions,
                "cost per thousand impressions",
                cost.and_then(|cost| cost.per_thousand_impressions),
            ),
        ] {
            if let Some(price) = price {
                put(Quantity::of_cost(metric, unit, price));
            }
        }
    }
    if let Some(examined) = &report.examination {
        examination(report, examined, &mut rows);
    }
    rows
}

/// The rows of the option that is examined.
fn examination(report: &Report, examined: &Examination, rows: &mut Vec<Vec<String>>) {
    let Question { quantiles, viral_at, .. } = &report.question;
    let metric = examined.metric.keyword();
    let of = |name: &str| report.options.iter().find(|option| option.name == name);
    let Some(option) = of(&examined.option) else { return };
    let own = Seeding::of(option);
    let mut put = |seeding, quantity: Quantity<'_>| {
        rows.push(quantity.row(seeding, quantiles.len()));
    };
    if let Some(found) = &examined.break_even {
        if let Some(users) = found.users {
            let [low, high] = [found.at_least, found.at_most].map(|end| end.map(f64::from));
            let users = Amount { estimate: users.into(), low, high };
            put(own, Quantity::of_amount("break-even", metric, "users", users));
        }
        if let Some(money) = found.money {
            put(own, Quantity::of_amount("worth", metric, "money", money.worth));
        }
    }
    for point in examined.curve.iter().flat_map(|curve| &curve.points) {
        let seeding = Seeding { seeds: point.seeds as usize, cost: point.cost, ..own };
        put(seeding, Quantity::of_mean("curve", metric, point.mean, point.interval));
        for (asked, viral) in viral_at.iter().zip(&point.viral) {
            let keyword = asked.metric.keyword();
            put(seeding, Quantity::of_chance("curve-viral", keyword, asked.at_least, viral));
        }
    }
    for variation in examined.robustness.iter().flat_map(|found| &found.variations) {
        let kind = match variation.change {
            Change::WeakerInfluence => "weaker-influence",
            Change::StrongerInfluence => "stronger-influence",
            Change::MissingEdges => "missing-edges",
            Change::LinearThreshold => "linear-threshold",
            Change::IndependentCascade => "independent-cascade",
        };
        for under in &variation.options {
            if let Some(option) = of(&under.option) {
                let mean = Quantity::of_mean(kind, metric, under.mean, under.interval);
                put(Seeding::of(option), mean);
            }
        }
    }
}

/// Whose row it is.
#[derive(Clone, Copy)]
struct Seeding<'a> {
    option: &'a str,
    seeds: usize,
    cost: Option<f64>,
}

impl<'a> Seeding<'a> {
    fn of(option: &'a OptionAnswer) -> Self {
        let cost = option.cost.map(|cost| cost.total);
        Self { option: &option.name, seeds: option.seeds, cost }
    }
}

/// What one row tells, but for the option.
#[derive(Default)]
struct Quantity<'a> {
    kind: &'static str,
    metric: &'a str,
    at_least: Option<f64>,
    segment: &'a str,
    other: &'a str,
    unit: &'a str,
    estimate: f64,
    standard_error: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    /// How replicates vary, for a metric or a time.
    spread: Option<Spread<'a>>,
}

/// How replicates vary.
#[derive(Clone, Copy)]
struct Spread<'a> {
    sd: Option<f64>,
    /// The smallest and the largest.
    ends: [f64; 2],
    median: &'a Quantile,
    quantiles: &'a [Quantile],
}

impl<'a> Quantity<'a> {
    fn of_metric(metric: &'a str, estimate: &'a Estimate) -> Self {
        Self {
            kind: if estimate.lower_bound { "mean-at-least" } else { "mean" },
            metric,
            unit: &estimate.unit,
            estimate: estimate.mean,
            standard_error: estimate.standard_error,
            spread: Some(Spread {
                sd: estimate.sd,
                ends: [estimate.min, estimate.max],
                median: &estimate.median,
                quantiles: &estimate.quantiles,
            }),
            ..Self::default()
        }
        .within(estimate.interval)
    }

    fn of_viral(viral: &Viral) -> Self {
        Self::of_chance("viral", viral.metric.keyword(), viral.at_least, &viral.probability)
    }

    fn of_chance(
        kind: &'static str,
        metric: &'a str,
        at_least: f64,
        probability: &Proportion,
    ) -> Self {
        Self {
            kind,
            metric,
            at_least: Some(at_least),
            unit: "probability",
            estimate: probability.share,
            ..Self::default()
        }
        .within(Some(probability.interval))
    }

    fn of_mean(kind: &'static str, metric: &'a str, mean: f64, interval: Option<Interval>) -> Self {
        Self { kind, metric, unit: "users", estimate: mean, ..Self::default() }.within(interval)
    }

    fn of_amount(kind: &'static str, metric: &'a str, unit: &'a str, amount: Amount) -> Self {
        let Amount { estimate, low, high } = amount;
        Self { kind, metric, unit, estimate, low, high, ..Self::default() }
    }

    fn of_segment(segment: &'a SegmentReach) -> Self {
        Self {
            kind: "segment",
            metric: AnyMetric::Reach.keyword(),
            segment: segment.segment.as_deref().unwrap_or_default(),
            unit: "users",
            estimate: segment.reached,
            standard_error: segment.standard_error,
            ..Self::default()
        }
        .within(segment.interval)
    }

    fn of_time(sharers: u64, time: &'a Times, unit: &'a str) -> Self {
        let at_least = Some(sharers as f64);
        let spread = Spread {
            sd: time.sd,
            ends: [time.min, time.max],
            median: &time.median,
            quantiles: &time.quantiles,
        };
        Self { kind: "time-to", metric: SHARERS, at_least, unit, ..Self::default() }
            .about(&time.mean)
            .varying(spread)
    }

    fn of_message(kind: &'static str, name: &'a str, mean: &Mean) -> Self {
        Self { kind, metric: SHARERS, segment: name, unit: "users", ..Self::default() }.about(mean)
    }

    fn of_mixing(from: Option<&'a str>, cell: &'a MadeToShare) -> Self {
        Self {
            kind: "mixing",
            metric: SHARERS,
            segment: from.unwrap_or_default(),
            other: cell.to.as_deref().unwrap_or_default(),
            unit: "users",
            ..Self::default()
        }
        .about(&cell.users)
    }

    fn of_overlap(pair: &'a Overlap) -> Self {
        let metric = match pair.of {
            OverlapOf::Reach => AnyMetric::Reach,
            OverlapOf::Sharers => AnyMetric::Sharers,
        };
        let (metric, other) = (metric.keyword(), pair.b.as_str());
        Self { kind: "overlap", metric, other, unit: "users", ..Self::default() }
            .about(&pair.common)
    }

    /// A ratio in place of the mean.
    fn with_share(self, unit: &'a str, share: RatioOfMeans) -> Self {
        Self { unit, estimate: share.ratio, standard_error: None, ..self }.within(share.interval)
    }

    /// With a mean and its interval.
    fn about(self, mean: &Mean) -> Self {
        Self { estimate: mean.mean, standard_error: mean.standard_error, ..self }
            .within(mean.interval)
    }

    fn varying(self, spread: Spread<'a>) -> Self {
        Self { spread: Some(spread), ..self }
    }

    fn of_cost(metric: AnyMetric, unit: &'a str, price: PerUnit) -> Self {
        Self {
            kind: "cost",
            metric: metric.keyword(),
            unit,
            estimate: price.estimate,
            ..Self::default()
        }
        .within(price.interval)
    }

    fn within(self, interval: Option<Interval>) -> Self {
        let (low, high) = (interval.map(|ends| ends.low), interval.map(|ends| ends.high));
        Self { low, high, ..self }
    }

    fn row(&self, seeding: Seeding<'_>, quantiles: usize) -> Vec<String> {
        let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
        let spread = self.spread;
        let mut row = vec![
            seeding.option.to_owned(),
            seeding.seeds.to_string(),
            number(seeding.cost),
            self.kind.to_owned(),
            self.metric.to_owned(),
            number(self.at_least),
            self.segment.to_owned(),
            self.other.to_owned(),
            self.unit.to_owned(),
            self.estimate.to_string(),
            number(self.standard_error),
            number(self.low),
            number(self.high),
            number(spread.and_then(|spread| spread.sd)),
            number(spread.map(|spread| spread.ends[0])),
            number(spread.map(|spread| spread.median.value)),
            number(spread.map(|spread| spread.ends[1])),
        ];
        row.extend(
            (0..quantiles).map(|place| number(spread.map(|spread| spread.quantiles[place].value))),
        );
        row
    }
}
