//! The answers about one option in plain words.
//!
//! It must never claim what an interval does not bear: "overtakes", "pays", "adds most".

use super::Examination;
use crate::{
    document::{
        amounts::{counted, money, whole},
        numbers::{MeasuredText, measured, percent, percent_range, range, with_error},
        quoted,
    },
    examine::{
        Amount, BreakEven, BreakEvenMoney, Change, CurvePoint, EachSeed, Flip, Inquiry,
        LEAST_POINTS, MOST_SEEDS, Robustness, SeedCurve, SeedGain, SeedOrder,
    },
    metric::AnyMetric,
    statistics::{Interval, UnitCost},
};

/// This many pairs of options that change places have a sentence each.
const MOST_FLIPS: usize = 6;

/// The answer to a question; nothing without the question.
pub(super) fn of(examined: &Examination, question: Inquiry) -> Vec<String> {
    if let Some(open) = examined.unanswered.iter().find(|open| open.question == question) {
        return vec![format!("Not answered: {}.", open.why)];
    }
    match question {
        Inquiry::BreakEven => examined.break_even.as_ref().map(|it| break_even(examined, it)),
        Inquiry::Curve => examined.curve.as_ref().map(|it| curve(examined, it)),
        Inquiry::EachSeed => examined.each_seed.as_ref().map(|it| each_seed(examined, it)),
        Inquiry::Robustness => examined.robustness.as_ref().map(|it| robustness(examined, it)),
    }
    .unwrap_or_default()
}

/// What is counted, one and many of it.
pub(super) const fn things(metric: AnyMetric) -> [&'static str; 2] {
    match metric {
        AnyMetric::Reach => ["reached user", "reached users"],
        _ => ["sharer", "sharers"],
    }
}

/// The ordinary users: "random users", "of “fans”".
pub(super) fn ordinary(found: &BreakEven) -> String {
    match &found.against {
        Some(option) => format!("of {}", quoted(option)),
        None => "random users".to_owned(),
    }
}

fn break_even(examined: &Examination, found: &BreakEven) -> Vec<String> {
    let ordinary = ordinary(found);
    let name = quoted(&examined.option);
    let seeds = counted(examined.seeds as u64, "seed", "seeds");
    let mean = with_error(examined.mean, examined.interval);
    let what = format!("{mean} {} on average", things(examined.metric)[1]);
    let Some(users) = found.users else {
        let all = whole(found.most.into());
        return vec![format!(
            "Not even all {all} {ordinary} do what {name} does with {seeds}: {what}."
        )];
    };
    let low = found.at_least.unwrap_or(users);
    let ends = match found.at_most {
        Some(high) if high == low => String::new(),
        Some(high) => format!(" ({} to {})", whole(low.into()), whole(high.into())),
        None => format!(" ({} or more)", whole(low.into())),
    };
    let users = whole(users.into());
    let mut sentences = vec![format!(
        "It takes {users}{ends} {ordinary} to do what {name} does with {seeds}: {what}."
    )];
    sentences.extend(found.money.as_ref().map(|money| worth(&name, money)));
    sentences
}

/// What it is worth to know the network.
fn worth(name: &str, found: &BreakEvenMoney) -> String {
    let costs = format!("They cost {}, {name} {}", amount(found.users), money(found.option));
    let worth = found.worth;
    if worth.high.is_some_and(|high| high <= 0.0) {
        return format!(
            "{costs}: choosing does not pay, even if knowing the network cost nothing."
        );
    }
    if worth.low.is_some_and(|low| low > 0.0) {
        return format!(
            "{costs}: knowing the network is worth {} beyond that; data that cost more do not pay.",
            amount(worth)
        );
    }
    let most = worth.high.map_or_else(
        || "what more they may cost is not bounded".to_owned(),
        |high| format!("knowing the network is worth at most {}", money(high)),
    );
    format!("{costs}: whether choosing pays is not certain at this precision, and {most}.")
}

/// "4,120 (3,980 to 4,300)".
fn amount(found: Amount) -> String {
    let estimate = money(found.estimate);
    match (found.low, found.high) {
        (Some(low), Some(high)) if low < high => {
            format!("{estimate} ({} to {})", money(low), money(high))
        }
        (Some(low), None) if low < found.estimate => format!("{estimate} ({} or more)", money(low)),
        (_, None) => format!("{estimate} or more"),
        _ => estimate,
    }
}

fn curve(examined: &Examination, found: &SeedCurve) -> Vec<String> {
    let mut sentences = Vec::new();
    let [one, many] = things(examined.metric);
    let last = found.points.last();
    let knee = found.knee.and_then(|knee| {
        let place = found.points.iter().position(|point| point.seeds == knee)?;
        Some((&found.points[place], found.points.get(place + 1)?))
    });
    match (knee, last) {
        (Some((knee, next)), Some(last)) if last.mean > 0.0 => {
            let share = percent(knee.mean / last.mean);
            let seeds = seeds(knee.seeds);
            let most = whole(last.seeds.into());
            sentences.push(format!(
                "The curve bends at {seeds}, which have {share} of the {many} of {most}."
            ));
            sentences.extend(further(one, many, knee, next));
        }
        _ => sentences.push(without_knee(&found.points)),
    }
    if found.ordered_by == SeedOrder::Audience {
        sentences.push(
            "The option has no order of its own: seeds with fewer followers are left out first."
                .to_owned(),
        );
    }
    sentences
}

/// Why a curve has no knee.
fn without_knee(points: &[CurvePoint]) -> String {
    match points {
        [first, .., last] if points.len() >= LEAST_POINTS => {
            if last.mean > first.mean {
                "The curve has no knee: more seeds bring about as much each as the first do."
                    .to_owned()
            } else {
                format!("The curve is flat: more than {} brings no more.", seeds(first.seeds))
            }
        }
        _ => format!(
            "Whether the curve has a knee cannot be seen from {}: more budgets are needed, which an \
             option of more seeds has.",
            counted(points.len() as u64, "number of seeds", "numbers of seeds")
        ),
    }
}

fn seeds(count: u32) -> String {
    counted(count.into(), "seed", "seeds")
}

/// What more seeds bring beyond the knee.
fn further(one: &str, many: &str, knee: &CurvePoint, next: &CurvePoint) -> Option<String> {
    let step = next.step?;
    let from = format!("From {} to {} seeds", whole(knee.seeds.into()), whole(next.seeds.into()));
    let Some(price) = step.price else {
        let brings = per_seed(knee, next).map(|brings| brings.value)?;
        return Some(format!("{from} a further seed brings {brings} {many}."));
    };
    Some(format!("{from} a further {one} costs {}.", price_of_one(&price)))
}

/// What each seed between two points brings, with the digits that mean something.
pub(super) fn per_seed(before: &CurvePoint, point: &CurvePoint) -> Option<MeasuredText> {
    let step = point.step?;
    let seeds = f64::from(point.seeds - before.seeds);
    let each = |ends: Interval| Interval { low: ends.low / seeds, high: ends.high / seeds };
    Some(measured(step.per_seed, step.more.interval.map(each)))
}

/// "12.3 (11.0 to 13.0)".
pub(super) fn price_of_one(price: &UnitCost) -> String {
    let value = measured(price.per_unit, price.interval).value;
    match price.interval.filter(|interval| interval.half_width() > 0.0) {
        Some(interval) => format!("{value} ({})", range(interval)),
        None => value,
    }
}

fn each_seed(examined: &Examination, found: &EachSeed) -> Vec<String> {
    let mut sentences = Vec::new();
    if let [most, .., least] = found.each.as_slice() {
        let name = quoted(&examined.option);
        let many = things(examined.metric)[1];
        sentences.push(format!(
            "Without user {}, who adds most, {name} loses {} of its {many}; without user {}, who adds \
             least, {}.",
            most.id,
            lost(examined, most),
            least.id,
            lost(examined, least),
        ));
    }
    if found.seeds > MOST_SEEDS {
        sentences.push(format!(
            "Of {} seeds the {MOST_SEEDS} that come first are examined.",
            whole(found.seeds as u64)
        ));
    }
    sentences
}

/// "4.1% (3.9% to 4.3%)".
fn lost(examined: &Examination, seed: &SeedGain) -> String {
    let share = percent(seed.share);
    match seed.gain.interval.filter(|interval| interval.half_width() > 0.0 && examined.mean > 0.0) {
        Some(Interval { low, high }) => {
            let shares = Interval { low: low.max(0.0) / examined.mean, high: high / examined.mean };
            format!("{share} ({})", percent_range(shares))
        }
        None => share,
    }
}

fn robustness(examined: &Examination, found: &Robustness) -> Vec<String> {
    let flips: Vec<(Change, &Flip)> = found
        .variations
        .iter()
        .flat_map(|variation| variation.flips.iter().map(|flip| (variation.change, flip)))
        .collect();
    let many = things(examined.metric)[1];
    let mut sentences: Vec<String> = flips
        .iter()
        .take(MOST_FLIPS)
        .map(|&(change, flip)| overtakes(change, flip, many))
        .collect();
    if flips.len() > MOST_FLIPS {
        let others = (flips.len() - MOST_FLIPS) as u64;
        sentences.push(format!(
            "{} more.",
            counted(others, "pair of options changes places", "pairs of options change places")
        ));
    }
    let is_compared = found.variations.first().is_some_and(|variation| variation.options.len() > 1);
    if flips.is_empty() && is_compared {
        sentences.push("No option overtakes another under any of these changes.".to_owned());
    }
    for left_out in &found.left_out {
        sentences.push(format!("Not tried: {}; {}.", named(left_out.change), left_out.why));
    }
    sentences
}

fn overtakes(change: Change, flip: &Flip, many: &str) -> String {
    let (ahead, behind) = (quoted(&flip.ahead), quoted(&flip.behind));
    let by = flip.by.interval.map_or_else(|| with_error(flip.by.mean, None), range);
    let under = under(change);
    if flip.was_behind {
        format!("{under} {ahead} overtakes {behind}, by {by} {many}.")
    } else {
        format!(
            "{under} {ahead} is ahead of {behind}, by {by} {many}; as given they are not \
             distinguishable."
        )
    }
}

/// "With influence a fifth weaker".
const fn under(change: Change) -> &'static str {
    match change {
        Change::WeakerInfluence => "With influence a fifth weaker",
        Change::StrongerInfluence => "With influence a fifth stronger",
        Change::MissingEdges => "With a tenth of the edges missing",
        Change::LinearThreshold => "Under linear threshold",
        Change::IndependentCascade => "Under independent cascade",
    }
}

/// "weaker influence".
const fn named(change: Change) -> &'static str {
    match change {
        Change::WeakerInfluence => "weaker influence",
        Change::StrongerInfluence => "stronger influence",
        Change::MissingEdges => "missing edges",
        Change::LinearThreshold => "linear threshold",
        Change::IndependentCascade => "independent cascade",
    }
}

#[cfg(test)]
mod tests;
