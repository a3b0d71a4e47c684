//! The answers about one option as rows for CSV.

use super::Examination;
use crate::{
    document::SummaryRow,
    examine::{Amount, Change},
    report::ViralSize,
    statistics::Interval,
};

/// A row, and the option that it belongs to.
pub(in crate::report) struct ExaminedRow<'a> {
    pub(in crate::report) option: &'a str,
    /// How many seeds, and what they cost, where that is not as in the scenario.
    pub(in crate::report) budget: Option<(usize, Option<f64>)>,
    pub(in crate::report) row: SummaryRow,
}

impl Examination {
    /// All answers, as rows; `viral_at` is what counts as viral.
    pub(in crate::report) fn rows(&self, viral_at: &[ViralSize]) -> Vec<ExaminedRow<'_>> {
        let metric = self.metric.keyword();
        let mut rows = Vec::new();
        let mut put = |option, budget, row| rows.push(ExaminedRow { option, budget, row });
        if let Some(found) = &self.break_even {
            if let Some(users) = found.users {
                let [low, high] = [found.at_least, found.at_most].map(|end| end.map(f64::from));
                let users = Amount { estimate: users.into(), low, high };
                put(&*self.option, None, amount("break-even", metric, "users", users));
            }
            if let Some(money) = found.money {
                put(&*self.option, None, amount("worth", metric, "money", money.worth));
            }
        }
        for point in self.curve.iter().flat_map(|curve| &curve.points) {
            let budget = Some((point.seeds as usize, point.cost));
            put(&*self.option, budget, mean("curve", metric, point.mean, point.interval));
            for (viral_at, viral) in viral_at.iter().zip(&point.viral) {
                let (metric, at_least) = (viral_at.metric.keyword(), viral_at.at_least);
                let row = SummaryRow::probability("curve-viral", metric, Some(at_least), viral);
                put(&*self.option, budget, row);
            }
        }
        for variation in self.robustness.iter().flat_map(|found| &found.variations) {
            let kind = match variation.change {
                Change::WeakerInfluence => "weaker-influence",
                Change::StrongerInfluence => "stronger-influence",
                Change::MissingEdges => "missing-edges",
                Change::LinearThreshold => "linear-threshold",
                Change::IndependentCascade => "independent-cascade",
            };
            for option in &variation.options {
                put(&*option.option, None, mean(kind, metric, option.mean, option.interval));
            }
        }
        rows
    }
}

fn mean(
    kind: &'static str,
    metric: &'static str,
    mean: f64,
    interval: Option<Interval>,
) -> SummaryRow {
    let unit = "users".to_owned();
    SummaryRow { kind, metric, unit, estimate: mean, ..SummaryRow::default() }.within(interval)
}

fn amount(kind: &'static str, metric: &'static str, unit: &str, amount: Amount) -> SummaryRow {
    let Amount { estimate, low, high } = amount;
    let unit = unit.to_owned();
    SummaryRow { kind, metric, unit, estimate, low, high, ..SummaryRow::default() }
}
