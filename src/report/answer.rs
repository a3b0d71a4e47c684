//! The results of each option on its own.
//!
//! These structs are the report's JSON. No number may be non-finite, or without its unit in the
//! documentation.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{OptionAsked, StudyQuestion};
use crate::{
    document::{SummaryRow, Variability},
    metric::{AnyMetric, Captions, OptionTables},
    seeding::{ChosenSeed, SeedCertificate},
    simulate::OptionSamples,
    statistics::{
        BestOption, Exceedance, Histogram, Interval, Moments, Proportion, Quantile, Sorted,
        UnitCost, mean_interval,
    },
    study::ViralSize,
};

/// The results of one option.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OptionAnswer {
    /// The option's name.
    pub name: String,
    /// How many users are seeds.
    pub seeds: usize,
    /// How many replicates were stopped early, at `stop_at` sharers; 0 without `stop_at`.
    pub stopped_early: u64,
    /// The results of each metric, by its keyword.
    pub metrics: BTreeMap<String, MetricAnswer>,
    /// The probability to go viral, for each viral size, in the order of the question.
    pub viral: Vec<Viral>,
    /// The results of the keyed measures. Lower bounds if replicates were stopped early.
    #[serde(flatten)]
    pub tables: OptionTables,
    /// What it costs; `null` without a price.
    pub cost: Option<Cost>,
    /// The probability that it is the best; `null` if there is one option only.
    pub best: Option<BestChances>,
    /// Its seeds by their ids. After a search they are in the order of choice, with the sharers that each
    /// adds; else in the order of the network's users. `null` if seeds are drawn anew in every replicate,
    /// and on an implicit network.
    pub chosen: Option<Vec<ChosenSeed>>,
    /// How near its seeds are to the optimum, by `seeds.best`; `null` for other strategies.
    pub certificate: Option<SeedCertificate>,
}

/// The results of one metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MetricAnswer {
    /// The unit of all values here, in the plural.
    pub unit: String,
    /// True if replicates were stopped early and the metric could only have grown. The mean, its
    /// interval, the largest value and quantiles are then lower bounds.
    pub lower_bound: bool,
    /// The mean over the replicates.
    pub mean: f64,
    /// The standard error of the mean; `null` under two replicates.
    pub standard_error: Option<f64>,
    /// The interval for the true mean, by Student's law; `null` under two replicates.
    pub interval: Option<Interval>,
    /// The standard deviation from replicate to replicate; `null` under two replicates.
    pub sd: Option<f64>,
    /// The smallest value seen.
    pub min: f64,
    /// The largest value seen.
    pub max: f64,
    /// The median, with its interval.
    pub median: Quantile,
    /// The quantiles at the question's levels, with their intervals.
    pub quantiles: Vec<Quantile>,
    /// Counts of replicates in bins that are the same for every option.
    pub histogram: Histogram,
    /// The curve P(metric ≥ x) with its band, for sharers and reach; `null` for other metrics.
    pub exceedance: Option<Exceedance>,
}

/// How likely an option goes viral.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Viral {
    /// The metric that decides: sharers or reach.
    pub metric: AnyMetric,
    /// The viral size, in the metric's unit: a replicate is viral if the metric is at least this.
    pub at_least: f64,
    /// How many replicates were viral, and Wilson's interval for the probability.
    pub probability: Proportion,
}

/// The cost of an option, in the currency of its price.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cost {
    /// The total cost.
    pub total: f64,
    /// For each reached user; `null` if reach is not measured or 0.
    pub per_reached_user: Option<PerUnit>,
    /// For each sharer, seeds included; `null` if sharers are not measured.
    pub per_sharer: Option<PerUnit>,
    /// For a thousand impressions (CPM); `null` if impressions are not measured or 0.
    pub per_thousand_impressions: Option<PerUnit>,
}

/// The cost of one unit of a metric, in the currency of the price.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PerUnit {
    /// The total cost over the mean number of units.
    pub estimate: f64,
    /// Its interval; `null` if the mean number of units has none, or could be 0: there is then no upper
    /// end.
    pub interval: Option<Interval>,
}

/// The probability that an option is the best of all.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BestChances {
    /// By the metric by which options are compared.
    pub by_metric: BestOption,
    /// By the cost per unit of that metric, among the options with a price; `null` if fewer than two
    /// have one, or this one has none.
    pub by_cost: Option<BestOption>,
}

impl OptionAnswer {
    /// What the values of one option say; `bins` are the histogram's for each metric.
    pub(super) fn of(
        question: &StudyQuestion,
        option: &OptionAsked,
        samples: &OptionSamples,
        sorted: &[Sorted],
        bins: &[Histogram],
    ) -> Self {
        let confidence = question.confidence;
        let stopped_early = question.stopped_early(samples);
        let metrics: BTreeMap<String, MetricAnswer> = question
            .metrics
            .iter()
            .enumerate()
            .map(|(place, metric)| {
                let values = &samples.values[place];
                let possible = possible(*metric, question, option);
                let mut estimate =
                    MetricAnswer::of(*metric, values, &sorted[place], &bins[place], question);
                estimate.interval = estimate.interval.map(|interval| interval.within(possible));
                estimate.lower_bound = stopped_early > 0 && metric.grows();
                (metric.keyword().to_owned(), estimate)
            })
            .collect();
        let viral = |viral: &ViralSize| {
            let values = &samples.values[question.place(viral.metric)];
            let probability = Proportion::at_least(values, viral.at_least, confidence);
            Viral { metric: viral.metric, at_least: viral.at_least, probability }
        };
        Self {
            tables: OptionTables::default(),
            name: option.name.clone(),
            seeds: option.seeds,
            stopped_early,
            viral: question.viral_at.iter().map(viral).collect(),
            cost: option.cost.map(|total| Cost::of(total, &metrics)),
            best: None,
            chosen: None,
            certificate: None,
            metrics,
        }
    }

    /// All of it but the cost, as rows; `metrics` gives the order of the metrics.
    pub(super) fn rows(&self, metrics: &[AnyMetric], captions: &Captions<'_>) -> Vec<SummaryRow> {
        let metrics = metrics.iter().map(|metric| {
            let keyword = metric.keyword();
            self.metrics[keyword].row(keyword)
        });
        let mut rows: Vec<SummaryRow> = metrics.collect();
        rows.extend(self.viral.iter().map(Viral::row));
        rows.extend(self.tables.rows(&self.name, captions));
        rows
    }
}

impl Viral {
    fn row(&self) -> SummaryRow {
        let metric = self.metric.keyword();
        SummaryRow::probability("viral", metric, Some(self.at_least), &self.probability)
    }
}

/// Between which ends a mean lies whatever the replicates: no more users share or see it than there are, nor
/// fewer than there are seeds, unless another message may win these.
fn possible(metric: AnyMetric, question: &StudyQuestion, option: &OptionAsked) -> Interval {
    let users = question.network.users as f64;
    let [low, high] = match metric {
        AnyMetric::Sharers | AnyMetric::Reach if question.messages.is_empty() => {
            [option.seeds as f64, users]
        }
        AnyMetric::Sharers | AnyMetric::Reach | AnyMetric::Positive | AnyMetric::Negative => {
            [0.0, users]
        }
        AnyMetric::Taken | AnyMetric::Lost => [f64::NEG_INFINITY, f64::INFINITY],
        _ => [0.0, f64::INFINITY],
    };
    Interval { low, high }
}

impl MetricAnswer {
    fn of(
        metric: AnyMetric,
        values: &[f64],
        sorted: &Sorted,
        bins: &Histogram,
        question: &StudyQuestion,
    ) -> Self {
        let confidence = question.confidence;
        let moments = Moments::of(values);
        let quantile = |level| {
            Quantile::of(sorted, level, confidence).expect("a run has at least one replicate")
        };
        let has_curve = matches!(metric, AnyMetric::Sharers | AnyMetric::Reach);
        Self {
            unit: question.time_unit.named(metric.unit()),
            lower_bound: false,
            mean: moments.mean,
            standard_error: moments.standard_error,
            interval: mean_interval(&moments, confidence),
            sd: moments.sd,
            min: sorted.min().expect("a run has at least one replicate"),
            max: sorted.max().expect("a run has at least one replicate"),
            median: quantile(0.5),
            quantiles: question.quantiles.iter().map(|&level| quantile(level)).collect(),
            histogram: super::bins::filled(bins, sorted),
            exceedance: has_curve.then(|| Exceedance::of(sorted, confidence)),
        }
    }

    fn row(&self, metric: &'static str) -> SummaryRow {
        let ends = [self.min, self.max];
        SummaryRow {
            kind: if self.lower_bound { "mean-at-least" } else { "mean" },
            metric,
            unit: self.unit.clone(),
            estimate: self.mean,
            standard_error: self.standard_error,
            variability: Some(Variability::of(self.sd, ends, &self.median, &self.quantiles)),
            ..SummaryRow::default()
        }
        .within(self.interval)
    }
}

impl Cost {
    fn of(total: f64, metrics: &BTreeMap<String, MetricAnswer>) -> Self {
        let per = |metric: AnyMetric, units: f64| {
            PerUnit::of(total * units, metrics.get(metric.keyword())?)
        };
        Self {
            total,
            per_reached_user: per(AnyMetric::Reach, 1.0),
            per_sharer: per(AnyMetric::Sharers, 1.0),
            per_thousand_impressions: per(AnyMetric::Impressions, 1000.0),
        }
    }

    /// The cost per unit of `metric`: reach or sharers, and `None` for any other.
    #[must_use]
    pub fn per(&self, metric: AnyMetric) -> Option<PerUnit> {
        match metric {
            AnyMetric::Reach => self.per_reached_user,
            AnyMetric::Sharers => self.per_sharer,
            _ => None,
        }
    }

    /// What each unit costs, as rows.
    pub(super) fn rows(&self) -> Vec<SummaryRow> {
        let row = |(metric, unit, price): (AnyMetric, &str, Option<PerUnit>)| {
            price.map(|price| {
                SummaryRow {
                    kind: "cost",
                    metric: metric.keyword(),
                    unit: unit.to_owned(),
                    estimate: price.estimate,
                    ..SummaryRow::default()
                }
                .within(price.interval)
            })
        };
        let prices = [
            (AnyMetric::Reach, "cost per user", self.per_reached_user),
            (AnyMetric::Sharers, "cost per user", self.per_sharer),
            (
                AnyMetric::Impressions,
                "cost per thousand impressions",
                self.per_thousand_impressions,
            ),
        ];
        prices.into_iter().filter_map(row).collect()
    }
}

impl PerUnit {
    fn of(cost: f64, units: &MetricAnswer) -> Option<Self> {
        let moments = Moments {
            count: 0,
            mean: units.mean,
            variance: None,
            sd: units.sd,
            standard_error: units.standard_error,
        };
        let cost = UnitCost::of(cost, &moments, units.interval)?;
        Some(Self { estimate: cost.per_unit, interval: cost.interval })
    }
}
