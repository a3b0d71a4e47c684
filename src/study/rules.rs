//! Rules and defaults that tie together metrics, viral sizes and the number of replicates.
//!
//! They hold before there is a network.

use super::{PrecisionWanted, ViralAt, Wanted};
use crate::{
    error::{Error, Result},
    metric::{AnyMetric, MeasureKeys, Needs, OverlapOf},
    model::{AnyModel, OutcomeKind},
    seeding::Price,
};

/// Most replicates, unless the scenario says otherwise.
const AT_MOST: u64 = 1_000_000;

/// The half-width of the mean reach, relative to it, unless the scenario says otherwise.
const PRECISION: f64 = 0.01;

/// The metrics that are measured by default.
pub const DEFAULT_METRICS: [AnyMetric; 3] =
    [AnyMetric::Sharers, AnyMetric::Reach, AnyMetric::Impressions];

/// The default levels of the quantiles in a report.
pub const DEFAULT_QUANTILES: [f64; 3] = [0.1, 0.5, 0.9];

impl Wanted {
    /// Checks these settings, and fills in defaults that depend on others.
    ///
    /// Without `replicates` and `precision`, the mean reach is to be precise to ± 1%, or the mean number
    /// of sharers if `metrics` has no reach. Metrics that `viral_at`, `precision`, `measures` or `model`
    /// need are added to `metrics`, which are then in the catalogue's order.
    ///
    /// # Errors
    /// [`Error::Value`] for values out of range, for a metric that `model` does not give, and for
    /// settings that contradict each other.
    pub fn complete(
        &mut self,
        metrics: &mut Vec<AnyMetric>,
        measures: &MeasureKeys,
        model: &AnyModel,
    ) -> Result<()> {
        add_outcomes(model.keyword(), &model.outcome_kind(), metrics)?;
        for &size in &self.viral_at {
            check_size(size)?;
        }
        if let Some(precision) = &self.precision {
            check_precision(precision, &self.viral_at)?;
        }
        self.complete_replicates(metrics)?;
        self.complete_metrics(metrics, measures);
        Ok(())
    }

    fn complete_replicates(&mut self, metrics: &[AnyMetric]) -> Result<()> {
        for (key, count) in [("replicates", self.replicates), ("at_most", self.at_most)] {
            if count == Some(0) {
                let key = format!("answer.{key}");
                return Err(Error::value(key, "0 replicates tell nothing", "give at least 1"));
            }
        }
        if let Some(count) = self.replicates {
            if self.precision.is_some() {
                let problem = format!("{count} replicates are given, and a precision as well");
                let remedy = "keep `replicates`, or `precision` (with `at_most` to limit it)";
                return Err(Error::value("answer.replicates", problem, remedy));
            }
            if let Some(most) = self.at_most {
                let problem =
                    format!("{most} limits a precision, but replicates = {count} is fixed");
                return Err(Error::value("answer.at_most", problem, "keep one of the two"));
            }
            return Ok(());
        }
        let of_sharers = !metrics.contains(&AnyMetric::Reach);
        self.precision.get_or_insert(PrecisionWanted {
            reach: (!of_sharers).then_some(PRECISION),
            sharers: of_sharers.then_some(PRECISION),
            viral: None,
        });
        self.at_most.get_or_insert(AT_MOST);
        Ok(())
    }

    /// Adds what the rest needs, and puts the metrics in the catalogue's order.
    fn complete_metrics(&self, metrics: &mut Vec<AnyMetric>, measures: &MeasureKeys) {
        metrics.push(AnyMetric::Sharers);
        metrics.extend(self.viral_at.iter().map(|size| size.metric()));
        if self.precision.is_some_and(|precision| precision.reach.is_some()) {
            metrics.push(AnyMetric::Reach);
        }
        if measures.by_segment.is_some() || measures.overlap == Some(OverlapOf::Reach) {
            metrics.push(AnyMetric::Reach);
        }
        let measured = std::mem::take(metrics);
        let all = AnyMetric::ROWS.iter().filter_map(|row| AnyMetric::of(row.keyword));
        *metrics = all.filter(|metric| measured.contains(metric)).collect();
    }
}

/// Checks that each option has a name of its own and a valid price.
///
/// # Errors
/// [`Error::Value`] at the option's place: `option.0.name`.
pub fn check_options<'a>(
    options: impl IntoIterator<Item = (&'a str, Option<&'a Price>)>,
) -> Result<()> {
    let mut names = Vec::new();
    for (place, (name, price)) in options.into_iter().enumerate() {
        let key = |key: &str| format!("option.{place}.{key}");
        if name.trim().is_empty() {
            return Err(Error::value(key("name"), "the name is empty", "name every option"));
        }
        if names.contains(&name) {
            let problem = format!("there are two options {name:?}");
            return Err(Error::value(key("name"), problem, "give each option its own name"));
        }
        names.push(name);
        if let Some(price) = price {
            price.check(&key("price"))?;
        }
    }
    Ok(())
}

/// Checks that the model uses influence, if a rule was chosen.
///
/// # Errors
/// [`Error::Value`] at `influence` if it does not.
pub fn check_influence_counts(model: &AnyModel) -> Result<()> {
    if model.uses_influence() {
        return Ok(());
    }
    let keyword = model.keyword();
    let problem = format!("{keyword} asks who follows whom, not how strongly");
    let remedy =
        format!("leave [influence.…] out, or see in [model.{keyword}] how to make it count");
    Err(Error::value("influence", problem, remedy))
}

/// Refuses measures that the model cannot give, and adds those that belong to it.
fn add_outcomes(model: &str, outcome: &OutcomeKind, measures: &mut Vec<AnyMetric>) -> Result<()> {
    for metric in &*measures {
        let (is_given, what, models) = match metric.needs().intersection(Needs::OUTCOME) {
            Needs::SPREADING => (
                *outcome == OutcomeKind::Spreading,
                "who still spreads it in the end",
                "a model in which users stop, such as [model.sis] or [model.sir]",
            ),
            Needs::OPINIONS => (
                *outcome == OutcomeKind::Opinions,
                "what sharers think of the message",
                "[model.negative-opinion]",
            ),
            Needs::MESSAGES => (
                matches!(outcome, OutcomeKind::Messages(_)),
                "other messages",
                "a model of several messages, such as [model.competitive-cascade]",
            ),
            _ => continue,
        };
        if !is_given {
            let word = metric.keyword();
            let problem = format!("{word:?} asks for {what}, which {model} does not give");
            let remedy = format!("leave it out, or take {models}");
            return Err(Error::value("answer.measures", problem, remedy));
        }
    }
    measures.extend(match outcome {
        OutcomeKind::Sharers | OutcomeKind::Spreading => None,
        OutcomeKind::Reposts => Some(AnyMetric::Reposts),
        OutcomeKind::Opinions => Some(AnyMetric::Positive),
        OutcomeKind::Messages(_) => Some(AnyMetric::RivalSharers),
    });
    Ok(())
}

fn check_size(size: ViralAt) -> Result<()> {
    let (word, value, fits, remedy) = match size {
        ViralAt::Sharers(n) => ("sharers", n as f64, n > 0, "give 1 or more users"),
        ViralAt::Reach(n) => ("reach", n as f64, n > 0, "give 1 or more users"),
        ViralAt::SharersFraction(f) | ViralAt::ReachFraction(f) => {
            let sharers = size.metric() == AnyMetric::Sharers;
            let word = if sharers { "sharers_fraction" } else { "reach_fraction" };
            let remedy = "give a fraction above 0 and at most 1: 0.1 is a tenth of all users";
            (word, f, f > 0.0 && f <= 1.0, remedy)
        }
    };
    if fits {
        return Ok(());
    }
    Err(Error::value("answer.viral_at", format!("{word} = {value} is no size to reach"), remedy))
}

fn check_precision(precision: &PrecisionWanted, viral_at: &[ViralAt]) -> Result<()> {
    let PrecisionWanted { reach, sharers, viral } = *precision;
    for (name, width) in [("reach", reach), ("sharers", sharers), ("viral", viral)] {
        if let Some(width) = width
            && !(width > 0.0 && width < 1.0)
        {
            let problem = format!("{width} is no half-width");
            let remedy = "give a number between 0 and 1: 0.01 is ± 1%";
            return Err(Error::value(format!("answer.precision.{name}"), problem, remedy));
        }
    }
    if precision.is_empty() {
        let remedy = "give { reach = 0.01 } or another, or leave precision out";
        return Err(Error::value("answer.precision", "nothing is to be precise", remedy));
    }
    if viral.is_some() && viral_at.is_empty() {
        let problem = "a viral probability is to be precise, but no size counts as viral";
        let remedy = "add answer.viral_at = { sharers = 5_000 }, say";
        return Err(Error::value("answer.precision.viral", problem, remedy));
    }
    Ok(())
}
