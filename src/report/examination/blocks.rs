//! The answers about one option on the page: a title, a table and the sentences of each.
//!
//! No number stands here that the JSON does not hold.

use super::{
    Examination,
    words::{ordinary, per_seed, price_of_one, things},
};
use crate::{
    document::{
        Bar, Cell, Document, Side, Table,
        amounts::{counted, money, whole},
        numbers::{chance, measured, percent, plain},
        quoted,
    },
    examine::{Change, CurvePoint, EachSeed, Inquiry, Robustness, SeedCurve, SeedGain},
    report::ViralSize,
};

/// This many seeds are shown: half add most, half add least.
const MOST_SHOWN: usize = 10;

/// This many of the segments that a seed opens are named.
const MOST_NAMED: usize = 2;

impl Examination {
    /// Adds all answers; `viral_at` is what counts as viral.
    pub(in crate::report) fn describe(&self, viral_at: &[ViralSize], document: &mut Document) {
        for answer in &self.sentences {
            document.heading(title(self, answer.question));
            let table = match answer.question {
                Inquiry::BreakEven => None,
                Inquiry::Curve => self.curve.as_ref().map(|it| curve(self, it, viral_at.first())),
                Inquiry::EachSeed => self.each_seed.as_ref().map(each_seed),
                Inquiry::Robustness => self.robustness.as_ref().map(|it| robustness(self, it)),
            };
            if let Some(table) = table {
                document.table(table);
            }
            for sentence in &answer.sentences {
                document.sentence(sentence);
            }
        }
        document.note(format!(
            "{} is looked at more closely in the first {}.",
            quoted(&self.option),
            counted(self.replicates, "replicate", "replicates")
        ));
    }
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

/// One row a number of seeds.
fn curve(examined: &Examination, found: &SeedCurve, viral_at: Option<&ViralSize>) -> Table {
    let points = &found.points;
    let [one, many] = things(examined.metric);
    let names = points.iter().map(|point| whole(point.seeds.into()));
    let mut table = Table::of(names).with_corner("seeds");
    let costs = points.iter().map(|point| Cell::of(point.cost.map_or_else(String::new, money)));
    table.column("cost", Side::Right, costs);
    let means = points.iter().map(|point| Cell::measured(point.mean, point.interval));
    table.column(many, Side::Right, means);
    let viral = points.iter().map(|point| {
        Cell::of(point.viral.first().map_or_else(String::new, |viral| chance(viral).estimate))
    });
    let heading =
        viral_at.map_or_else(String::new, |at| format!("viral\n≥ {}", plain(at.at_least)));
    table.column(heading, Side::Right, viral);
    let brings = points.windows(2).map(|pair| {
        per_seed(&pair[0], &pair[1]).map_or_else(Cell::default, |brings| Cell::of(brings.value))
    });
    let brings = std::iter::once(Cell::default()).chain(brings);
    table.column("a further\nseed brings", Side::Right, brings);
    let prices = points.iter().map(|point| {
        let price = point.step.and_then(|step| step.price);
        Cell::of(price.map_or_else(String::new, |price| price_of_one(&price)))
    });
    table.column(format!("a further {one}\ncosts"), Side::Right, prices);
    let bar = |point: &CurvePoint| Bar {
        value: point.mean,
        note: note(examined, found, point).to_owned(),
    };
    table.bars("", points.iter().map(bar));
    table
}

/// What a point of the curve is.
fn note(examined: &Examination, found: &SeedCurve, point: &CurvePoint) -> &'static str {
    let is_option = point.seeds as usize == examined.seeds;
    match (is_option, found.knee == Some(point.seeds)) {
        (true, true) => "as given, the knee",
        (true, false) => "as given",
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
    let mut table = Table::of(rows.iter().copied().map(name)).with_corner("user");
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
    let lost = cells(|seed| Cell::measured(seed.gain.mean, seed.gain.interval));
    table.column("lost\nwithout it", Side::Right, lost);
    table.column("of all", Side::Right, cells(|seed| Cell::of(percent(seed.share))));
    let heading =
        found.column.as_ref().map_or_else(String::new, |column| format!("opens {column}"));
    table.column(heading, Side::Left, cells(opens));
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
    let names = options.iter().map(|option| option.option.as_str());
    let mut table = Table::of(names).with_corner(things(examined.metric)[1]);
    for variation in &found.variations {
        let cells =
            variation.options.iter().map(|option| Cell::measured(option.mean, option.interval));
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
