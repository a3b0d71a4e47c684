//! The answers about one option on the page: a title, a table and the sentences of each.
//!
//! It must never show a number that the JSON does not hold.

use super::{
    Examination,
    words::{ordinary, per_seed, price_of_one, things},
};
use crate::{
    examine::{Change, Curve, CurvePoint, EachSeed, Inquiry, Robustness, SeedGain},
    report::{
        Report, ViralAt, bars,
        numbers::{chance, counted, measured, money, percent, plain, whole},
        page::Page,
        sentence::quoted,
        table::{Cell, Side, Table},
    },
    statistics::Interval,
};

/// So many seeds are shown: half of them those that add most, half those that add least.
const MOST_SHOWN: usize = 10;

/// So many segments that a seed opens are named.
const MOST_NAMED: usize = 2;

/// Bars of the curve take at most this many columns, and at least that many.
const BARS: [usize; 2] = [8, 30];

/// Puts all answers on a page.
pub(in crate::report) fn put(report: &Report, examined: &Examination, page: &mut Page) {
    for told in &examined.sentences {
        page.title(&title(examined, told.question));
        let table = match told.question {
            Inquiry::BreakEven => None,
            Inquiry::Curve => {
                let viral = report.question.viral_at.first();
                examined.curve.as_ref().map(|it| curve(examined, it, viral, page.width()))
            }
            Inquiry::EachSeed => examined.each_seed.as_ref().map(each_seed),
            Inquiry::Robustness => examined.robustness.as_ref().map(|it| robustness(examined, it)),
        };
        if let Some(table) = table {
            page.table(&table);
        }
        for sentence in examined.told_of(told.question) {
            page.paragraph(sentence);
        }
    }
    page.note(&format!(
        "{} is looked at more closely in the first {}.",
        quoted(&examined.option),
        counted(examined.replicates, "replicate", "replicates")
    ));
}

fn title(examined: &Examination, question: Inquiry) -> String {
    let name = quoted(&examined.option);
    match question {
        Inquiry::BreakEven => {
            let found = examined.break_even.as_ref();
            let users = found.map_or_else(|| "ordinary users".to_owned(), ordinary);
            format!("How many {users} do what {name} does")
        }
        Inquiry::Curve => format!("What fewer or more seeds would do, chosen as by {name}"),
        Inquiry::EachSeed => format!("What each seed of {name} adds to the others"),
        Inquiry::Robustness => "If what was assumed is not quite so".to_owned(),
    }
}

/// "48,210 ± 310" in a table.
fn number(value: f64, interval: Option<Interval>) -> Cell {
    let shown = measured(value, interval);
    Cell::with(shown.value, shown.error.map_or_else(String::new, |error| format!("± {error}")))
}

/// One row a number of seeds.
fn curve(examined: &Examination, found: &Curve, viral_at: Option<&ViralAt>, width: usize) -> Table {
    let points = &found.points;
    let [one, many] = things(examined.metric);
    let mut table = Table::of(points.iter().map(|point| whole(point.seeds.into())));
    table.corner("seeds");
    let costs = points.iter().map(|point| Cell::of(point.cost.map_or_else(String::new, money)));
    table.column("cost", Side::Right, costs);
    let means = points.iter().map(|point| number(point.mean, point.interval));
    table.column(many, Side::Right, means);
    let viral = points.iter().map(|point| {
        Cell::of(point.viral.first().map_or_else(String::new, |viral| chance(viral).estimate))
    });
    let heading =
        viral_at.map_or_else(String::new, |at| format!("viral\n≥ {}", plain(at.at_least)));
    table.column(&heading, Side::Right, viral);
    let brings = points.windows(2).map(|pair| {
        per_seed(&pair[0], &pair[1]).map_or_else(Cell::default, |brings| Cell::of(brings.value))
    });
    let brings = std::iter::once(Cell::default()).chain(brings);
    table.column("a further\nseed brings", Side::Right, brings);
    let prices = points.iter().map(|point| {
        let price = point.step.and_then(|step| step.price);
        Cell::of(price.map_or_else(String::new, |price| price_of_one(&price)))
    });
    table.column(&format!("a further {one}\ncosts"), Side::Right, prices);
    let notes: Vec<&str> = points.iter().map(|point| note(examined, found, point)).collect();
    let longest = notes.iter().map(|note| note.len()).max().unwrap_or(0);
    let [least, most] = BARS;
    let room = table.room(width).saturating_sub(longest + 1).clamp(least, most);
    let largest = points.iter().map(|point| point.mean).fold(0.0, f64::max);
    let bar = |(point, &note): (&CurvePoint, &&str)| {
        let bar = bars::bar(point.mean, largest, room);
        Cell::of(if note.is_empty() { bar } else { format!("{bar} {note}") })
    };
    table.column("", Side::Left, points.iter().zip(&notes).map(bar));
    table
}

/// What a point of the curve is.
fn note(examined: &Examination, found: &Curve, point: &CurvePoint) -> &'static str {
    let is_option = point.seeds as usize == examined.seeds;
    match (is_option, found.knee == Some(point.seeds)) {
        (true, true) => "as asked, the knee",
        (true, false) => "as asked",
        (false, true) => "the knee",
        (false, false) => "",
    }
}

/// One row a seed, of those that add most and least.
fn each_seed(found: &EachSeed) -> Table {
    let each = &found.each;
    let half = MOST_SHOWN / 2;
    // Between those that add most and those that add least stands how many others there are.
    let rows: Vec<Option<&SeedGain>> = if each.len() <= MOST_SHOWN {
        each.iter().map(Some).collect()
    } else {
        let (first, last) = (&each[..half], &each[each.len() - half..]);
        first.iter().map(Some).chain([None]).chain(last.iter().map(Some)).collect()
    };
    let others = format!("… {} others", whole((each.len() - MOST_SHOWN.min(each.len())) as u64));
    let name = |row: Option<&SeedGain>| row.map_or(others.clone(), |seed| seed.id.clone());
    let mut table = Table::of(rows.iter().copied().map(name));
    table.corner("user");
    let cells = |of: fn(&SeedGain) -> Cell| {
        rows.iter().map(|row| row.map_or_else(Cell::default, of)).collect::<Vec<Cell>>()
    };
    table.column("followers", Side::Right, cells(|seed| Cell::of(whole(seed.followers))));
    let alone = cells(|seed| Cell::of(measured(seed.alone, seed.alone_interval).value));
    table.column("alone", Side::Right, alone);
    let overlap = cells(|seed| {
        let share = seed.overlap.map(|overlap| percent(overlap.ratio.clamp(0.0, 1.0)));
        Cell::of(share.unwrap_or_default())
    });
    table.column("of which the\nothers reach", Side::Right, overlap);
    let lost = cells(|seed| number(seed.gain.mean, seed.gain.interval));
    table.column("lost\nwithout it", Side::Right, lost);
    table.column("of all", Side::Right, cells(|seed| Cell::of(percent(seed.share))));
    let heading =
        found.column.as_ref().map_or_else(String::new, |column| format!("opens {column}"));
    table.column(&heading, Side::Left, cells(opens));
    table
}

/// "c0001, c0007 and 3 more".
fn opens(seed: &SeedGain) -> Cell {
    let named: Vec<&str> =
        seed.opens.iter().take(MOST_NAMED).map(|opened| opened.segment.as_str()).collect();
    let mut text = named.join(", ");
    if seed.opens.len() > MOST_NAMED {
        text.extend([" and ", &whole((seed.opens.len() - MOST_NAMED) as u64), " more"]);
    }
    Cell::of(text)
}

/// One row an option, one column a change.
fn robustness(examined: &Examination, found: &Robustness) -> Table {
    let options = found.variations.first().map_or(&[][..], |variation| &variation.options);
    let mut table = Table::of(options.iter().map(|option| option.option.as_str()));
    table.corner(things(examined.metric)[1]);
    for variation in &found.variations {
        let cells = variation.options.iter().map(|option| number(option.mean, option.interval));
        table.column(heading(variation.change), Side::Right, cells);
    }
    table
}

const fn heading(change: Change) -> &'static str {
    match change {
        Change::WeakerInfluence => "influence\n× 0.8",
        Change::StrongerInfluence => "influence\n× 1.2",
        Change::MissingEdges => "10% of edges\nmissing",
        Change::LinearThreshold => "linear\nthreshold",
        Change::IndependentCascade => "independent\ncascade",
    }
}
