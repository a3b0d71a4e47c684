//! The course of cascades as text: small charts and tables.
//!
//! It must never show more rows than a screen has: the rest is in JSON and CSV.

use super::{LEVELS, TimePoint};
use crate::{
    report::{
        Report, bars,
        numbers::{chance, level, measured, percent, percent_range, plain},
        page::Page,
        sentence,
        table::{Cell, Side, Table, wrapped},
    },
    simulate::OverlapOf,
    statistics::{Bin, Histogram, RatioOfMeans, Scale},
};

/// Charts take at most this many columns …
const MOST_BARS: usize = 40;
/// … and at least this many.
const FEWEST_BARS: usize = 20;

/// So many times of a timeline are told in numbers.
const TIMES: usize = 4;

/// So many generations are told.
const GENERATIONS: usize = 12;

/// So many segments and pairs of options fit a screen.
const MOST_SEGMENTS: usize = 8;
const MOST_PAIRS: usize = 15;

/// Headings that are names are wrapped at this many columns.
const HEADING: usize = 18;

/// Whatever is asked of the course of cascades.
pub(in super::super) fn put(report: &Report, page: &mut Page) {
    timeline(report, page);
    times_to(report, page);
    generations(report, page);
    mixing(report, page);
    overlaps(report, page);
}

fn heading(name: &str) -> String {
    wrapped(name, HEADING).join("\n")
}

/// "4–23".
fn from_to(low: f64, high: f64) -> String {
    format!("{}–{}", plain(low), plain(high))
}

/// The names of the options.
fn names(report: &Report) -> impl Iterator<Item = &str> {
    report.options.iter().map(|option| option.name.as_str())
}

/// Sharers by a few times, and a chart of the new ones.
fn timeline(report: &Report, page: &mut Page) {
    let Some(asked) = report.question.timeline else { return };
    let told = || report.options.iter().filter_map(|option| option.timeline.as_ref());
    // The last row is the axis.
    let mut table = Table::of(names(report).chain([""]));
    let last = asked.points() - 1;
    let mut places: Vec<usize> = (1..=TIMES).map(|nth| (last * nth).div_ceil(TIMES)).collect();
    places.dedup();
    let [lowest, .., highest] = LEVELS.map(level);
    for place in places {
        let cells = told().map(|told| {
            let shared = &told.points[place].sharers;
            let [low, .., high] = shared.quantiles;
            let value = measured(shared.mean, shared.interval).value;
            Cell::with(value, format!("({})", from_to(low, high)))
        });
        let by = format!("by {}", plain(asked.at(place)));
        table.column(&by, Side::Right, cells.chain([Cell::default()]));
    }
    let room = table.room(page.width()).clamp(FEWEST_BARS, MOST_BARS);
    let charts: Vec<Histogram> = told().map(|told| chart(&told.points, asked.every)).collect();
    let axis = Cell::of(charts.first().map_or_else(String::new, |first| bars::axis(first, room)));
    let lines = charts.iter().map(|chart| Cell::of(bars::bars(chart, room)));
    table.column("new sharers by time", Side::Left, lines.chain([axis]));
    page.title(&format!(
        "How many have shared by when, in {}",
        report.question.time_unit.several()
    ));
    page.table(&table);
    page.note(&format!(
        "Means, and from the {lowest} to the {highest} quantile of the replicates. The charts leave out \
         who shares at time 0."
    ));
}

/// The new sharers of each time but the first, as a histogram.
fn chart(points: &[TimePoint], every: f64) -> Histogram {
    // What a bar is as high as is a mean: a millionth of a sharer must show.
    let count = |mean: f64| (mean * 1e6).ceil() as u64;
    let bin = |point: &TimePoint| Bin {
        low: point.time,
        high: point.time + every,
        count: count(point.new_sharers.mean),
    };
    Histogram { scale: Scale::Equal, bins: points[1..].iter().map(bin).collect() }
}

/// When there are so many sharers.
fn times_to(report: &Report, page: &mut Page) {
    let question = &report.question;
    if question.times_to.is_empty() {
        return;
    }
    let mut table = Table::of(names(report));
    for (place, &sharers) in question.times_to.iter().enumerate() {
        let cells = report.options.iter().map(|option| {
            let told = &option.times_to[place];
            let chance = chance(&told.reached);
            let Some(time) = &told.time else {
                return Cell::with("never", format!("({})", chance.short));
            };
            let share = (told.reached.successes < told.reached.trials).then_some(chance.estimate);
            let ends = time.quantiles.first().zip(time.quantiles.last());
            let range = ends.filter(|(low, high)| low.value < high.value);
            let range = range.map(|(low, high)| from_to(low.value, high.value));
            let tail = [range, share].into_iter().flatten().collect::<Vec<_>>().join(", ");
            let tail = if tail.is_empty() { tail } else { format!("({tail})") };
            Cell::with(plain(time.median.value), tail)
        });
        let many = plain(sharers as f64);
        table.column(&format!("to {many}\nsharers"), Side::Right, cells);
    }
    page.title(&format!("How soon there are so many sharers, in {}", question.time_unit.several()));
    page.table(&table);
    let range = match question.quantiles.as_slice() {
        [low, .., high] => {
            format!(", from their {} to their {} quantile,", level(*low), level(*high))
        }
        _ => String::new(),
    };
    page.note(&format!(
        "Medians of the replicates that get there{range} and how many do, where not all."
    ));
}

/// Users by generation, one column an option.
fn generations(report: &Report, page: &mut Page) {
    if report.question.generations.is_none() {
        return;
    }
    let told = || report.options.iter().filter_map(|option| option.generations.as_ref());
    let last = told().filter_map(|told| {
        told.generations.iter().rposition(|generation| generation.users.mean > 0.0)
    });
    let count = last.max().map_or(1, |last| last + 1);
    let shown = count.min(GENERATIONS);
    let mut table = Table::of((0..shown).map(|generation| generation.to_string()));
    table.corner("generation");
    for (name, told) in names(report).zip(told()) {
        let cells = told.generations[..shown].iter().map(|generation| {
            let users = sentence::value(generation.users.mean, generation.users.interval);
            // Of a ratio that could be anything nothing is shown.
            let next = generation.branching_number.filter(|next| next.interval.is_some());
            let next = next.map(|next| format!("× {}", sentence::value(next.ratio, next.interval)));
            Cell::with(users, next.unwrap_or_default())
        });
        table.column(&heading(name), Side::Right, cells);
    }
    page.title("Users by generation, from the seeds on");
    page.table(&table);
    let more = if count > shown { " Later generations are in JSON and CSV." } else { "" };
    page.note(&format!(
        "Means; behind ×, how many of the next generation each of them makes (the branching number).\
         {more}"
    ));
}

/// Who makes whom share, one table an option.
fn mixing(report: &Report, page: &mut Page) {
    let Some(asked) = report.question.segments.as_ref().filter(|_| report.question.mixing) else {
        return;
    };
    let shown: Vec<usize> =
        (0..asked.users.len()).filter(|&place| asked.users[place] > 0).collect();
    page.title(&format!("Who makes whom share, by {}", asked.column));
    if shown.len() > MOST_SEGMENTS {
        let segments = shown.len();
        page.paragraph(&format!("A table of {segments} segments each way: see JSON or CSV."));
        return;
    }
    let name = |place: usize| asked.names.get(place).map_or("(in none)", String::as_str);
    for (place, option) in report.options.iter().enumerate() {
        if place > 0 {
            page.blank();
        }
        page.paragraph(&sentence::quoted(&option.name));
        let mut table = Table::of(shown.iter().map(|&place| name(place)));
        table.corner("from \\ to");
        for &to in &shown {
            let cells = shown.iter().map(|&from| {
                let cell = &option.mixing[from].made_to_share[to];
                let share =
                    cell.share.map_or_else(String::new, |share| format!("({})", percent(share)));
                Cell::with(sentence::value(cell.users.mean, cell.users.interval), share)
            });
            table.column(&heading(name(to)), Side::Right, cells);
        }
        page.table(&table);
    }
    page.note(
        "Users a replicate, and their share of all whom users of the row's segment make share.",
    );
}

/// Whom options have in common, one row a pair.
fn overlaps(report: &Report, page: &mut Page) {
    let Some(of) = report.question.overlap else { return };
    let leader = &report.verdict.leaders[0];
    let is_all = report.overlaps.len() <= MOST_PAIRS;
    let shown: Vec<_> = report
        .overlaps
        .iter()
        .filter(|pair| is_all || pair.a == *leader || pair.b == *leader)
        .collect();
    let mut table = Table::of(shown.iter().map(|pair| format!("{} · {}", pair.a, pair.b)));
    let common =
        shown.iter().map(|pair| Cell::of(sentence::value(pair.common.mean, pair.common.interval)));
    table.column("in both", Side::Right, common);
    let share = |ratio: Option<RatioOfMeans>| {
        ratio.map_or_else(Cell::default, |ratio| {
            let interval = ratio.interval.filter(|ends| ends.half_width() > 0.0);
            let interval = interval.map(|ends| format!("({})", percent_range(ends)));
            Cell::with(percent(ratio.ratio), interval.unwrap_or_default())
        })
    };
    let smaller = shown.iter().map(|pair| share(pair.share_of_smaller));
    table.column("of the smaller", Side::Right, smaller);
    table.column("of both together", Side::Right, shown.iter().map(|pair| share(pair.jaccard)));
    page.title(match of {
        OverlapOf::Reach => "Reached users whom options have in common",
        OverlapOf::Sharers => "Sharers whom options have in common",
    });
    page.table(&table);
}
