//! The rules between keys, and the defaults that depend on other keys.
//!
//! What a network or a model refuses, it refuses itself when it is made; here is what can be said
//! of the scenario alone.

use super::{AnswerSection, Scenario, SeedingOption, Sweep, examine, implicit};
use crate::{
    error::{Error, Result},
    metric::{AnyMetric, Needs, OverlapOf},
    model::OutcomeKind,
    seeding::Price,
    study::{PrecisionWanted, ViralAt},
};

/// Most replicates, unless the scenario says otherwise.
const AT_MOST: u64 = 1_000_000;

/// The half-width of the mean reach, relative to it, unless the scenario says otherwise.
const PRECISION: f64 = 0.01;

/// What a price may be, besides 0: sums and ratios of such amounts are numbers still.
const PRICES: std::ops::RangeInclusive<f64> = 1e-9..=1e15;

/// Most points of a sweep: more are a slip of the pen.
const MOST_POINTS: usize = 10_000;

/// Checks the rules between keys, and fills in the defaults that depend on other keys.
pub(super) fn complete(scenario: &mut Scenario) -> Result<()> {
    if scenario.name.trim().is_empty() {
        return Err(Error::value("name", "the scenario's name is empty", "give it a short name"));
    }
    options(&scenario.option)?;
    if let Some(price) = scenario.portfolio.as_ref().and_then(|it| it.price.as_ref()) {
        amounts(price, "portfolio.price")?;
    }
    sweeps(&scenario.sweep)?;
    outcome_measures(
        scenario.model.keyword(),
        &scenario.model.outcome_kind(),
        &mut scenario.answer.measures,
    )?;
    answer(&mut scenario.answer)?;
    scenario.answer.time_unit.as_ref().map_or(Ok(()), |unit| unit.checked("answer.time_unit"))?;
    let options = scenario.option.len();
    scenario.answer.check_measures(options)?;
    examine::rules(scenario)?;
    implicit::rules(scenario)
}

/// Refuses an influence that is `named` though it would play no part.
pub(super) fn influence(scenario: &Scenario, named: bool) -> Result<()> {
    if !named || scenario.model.uses_influence() {
        return Ok(());
    }
    let keyword = scenario.model.keyword();
    let problem = format!("{keyword} asks who follows whom, not how strongly");
    let remedy =
        format!("leave [influence.…] out, or see in [model.{keyword}] how to make it count");
    Err(Error::value("influence", problem, remedy))
}

/// Refuses to simulate a scenario without an option; seeds can be sought without one.
pub(super) fn has_option(scenario: &Scenario) -> Result<()> {
    if scenario.option.is_empty() {
        let remedy = "add [[option]] with name = \"…\" and seeds.random = { count = 10 }";
        return Err(Error::value("option", "the scenario has no option to simulate", remedy));
    }
    Ok(())
}

fn options(options: &[SeedingOption]) -> Result<()> {
    for (place, option) in options.iter().enumerate() {
        let key = |key: &str| format!("option.{place}.{key}");
        if option.name.trim().is_empty() {
            return Err(Error::value(key("name"), "the name is empty", "name every option"));
        }
        if options[..place].iter().any(|other| other.name == option.name) {
            let problem = format!("there are two options {:?}", option.name);
            return Err(Error::value(key("name"), problem, "give each option its own name"));
        }
        if let Some(price) = &option.price {
            amounts(price, &key("price"))?;
        }
    }
    Ok(())
}

/// Refuses a price that is none; `key` is where it stands.
fn amounts(price: &Price, key: &str) -> Result<()> {
    for (name, amount) in
        [("per_user", price.per_user), ("per_follower", price.per_follower), ("fixed", price.fixed)]
    {
        if amount != 0.0 && !PRICES.contains(&amount) {
            let problem = format!("{amount} is no price");
            let remedy = "give 0, or a number from 1e-9 to 1e15";
            return Err(Error::value(format!("{key}.{name}"), problem, remedy));
        }
    }
    Ok(())
}

fn sweeps(sweeps: &[Sweep]) -> Result<()> {
    if sweeps.len() > 2 {
        let problem = format!("{} keys are swept at once", sweeps.len());
        let remedy = "sweep one key or two; more make no table that can be read";
        return Err(Error::value("sweep.2.key", problem, remedy));
    }
    let mut points = 1_usize;
    for (place, sweep) in sweeps.iter().enumerate() {
        let key = format!("sweep.{place}.key");
        let refused = |problem: &str, remedy: &str| {
            Err(Error::value(&*key, format!("{:?} {problem}", sweep.key), remedy))
        };
        if sweeps[..place].iter().any(|other| other.key == sweep.key) {
            return refused("is swept twice", "sweep two different keys");
        }
        if sweep.key.split('.').next() == Some("sweep") {
            return refused("is a sweep's own key", "sweep a key of the scenario");
        }
        points = points.saturating_mul(sweep.points(&format!("sweep.{place}"))?.len());
    }
    if points > MOST_POINTS {
        let problem = format!("this makes {points} points");
        let remedy = format!("at most {MOST_POINTS} are answered: give fewer values");
        return Err(Error::value("sweep.0.key", problem, remedy));
    }
    Ok(())
}

fn answer(answer: &mut AnswerSection) -> Result<()> {
    for &size in &answer.viral_at {
        viral_at(size)?;
    }
    for &level in &answer.quantiles {
        if !(level > 0.0 && level < 1.0) {
            let problem = format!("{level} is no level of a quantile");
            let remedy = "give numbers between 0 and 1: 0.5 is the median";
            return Err(Error::value("answer.quantiles", problem, remedy));
        }
    }
    answer.quantiles.sort_unstable_by(f64::total_cmp);
    answer.quantiles.dedup();
    if let Some(precision) = &answer.precision {
        wanted(precision, &answer.viral_at)?;
    }
    replicates(answer)?;
    measures(answer);
    Ok(())
}

/// Refuses measures that the model cannot give, and adds those that belong to it.
fn outcome_measures(
    model: &str,
    outcome: &OutcomeKind,
    measures: &mut Vec<AnyMetric>,
) -> Result<()> {
    for metric in &*measures {
        let (is_counted, what, models) = match metric.needs().intersection(Needs::OUTCOME) {
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
        if !is_counted {
            let word = metric.keyword();
            let problem = format!("{word:?} asks for {what}, of which {model} outcome nothing");
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

fn viral_at(size: ViralAt) -> Result<()> {
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

fn wanted(precision: &PrecisionWanted, viral_at: &[ViralAt]) -> Result<()> {
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

fn replicates(answer: &mut AnswerSection) -> Result<()> {
    for (key, count) in [("replicates", answer.replicates), ("at_most", answer.at_most)] {
        if count == Some(0) {
            let key = format!("answer.{key}");
            return Err(Error::value(key, "0 replicates tell nothing", "give at least 1"));
        }
    }
    if let Some(count) = answer.replicates {
        if answer.precision.is_some() {
            let problem = format!("{count} replicates are given, and a precision as well");
            let remedy = "keep `replicates`, or `precision` (with `at_most` to limit it)";
            return Err(Error::value("answer.replicates", problem, remedy));
        }
        if let Some(most) = answer.at_most {
            let problem = format!("{most} limits a precision, but replicates = {count} is fixed");
            return Err(Error::value("answer.at_most", problem, "keep one of the two"));
        }
        return Ok(());
    }
    let of_sharers = !answer.measures.contains(&AnyMetric::Reach);
    answer.precision.get_or_insert(PrecisionWanted {
        reach: (!of_sharers).then_some(PRECISION),
        sharers: of_sharers.then_some(PRECISION),
        viral: None,
    });
    answer.at_most.get_or_insert(AT_MOST);
    Ok(())
}

/// Adds what the rest of the section needs, and puts the measures in the catalogue's order.
fn measures(answer: &mut AnswerSection) {
    let needed = answer.viral_at.iter().map(|size| size.metric()).collect::<Vec<_>>();
    answer.measures.push(AnyMetric::Sharers);
    answer.measures.extend(needed);
    if answer.precision.is_some_and(|precision| precision.reach.is_some()) {
        answer.measures.push(AnyMetric::Reach);
    }
    if answer.by_segment.is_some() || answer.overlap == Some(OverlapOf::Reach) {
        answer.measures.push(AnyMetric::Reach);
    }
    let measured = std::mem::take(&mut answer.measures);
    let all = AnyMetric::ROWS.iter().filter_map(|row| AnyMetric::of(row.keyword));
    answer.measures = all.filter(|metric| measured.contains(metric)).collect();
}
