//! A histogram on one line of text, and the axis under it; and a bar as long as a number is large.
//!
//! It must never show a bin as empty that holds a replicate, nor a number above 0 as no bar.

use unicode_width::UnicodeWidthStr;

use crate::{
    document::numbers::{plain, rounded},
    statistics::{Bin, Histogram, Scale},
};

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The counts of a histogram as blocks, in at most `width` columns; the highest is full.
pub(super) fn bars(histogram: &Histogram, width: usize) -> String {
    let bins = merged(histogram, width);
    let most = bins.iter().map(|bin| bin.count).max().unwrap_or(0);
    let block = |bin: &Bin| match bin.count {
        0 => ' ',
        count => BLOCKS[(count * 8).div_ceil(most) as usize - 1],
    };
    bins.iter().map(block).collect()
}

/// The axis of a histogram in at most `width` columns: round numbers, each beginning under the bin
/// that holds it.
pub(super) fn axis(histogram: &Histogram, width: usize) -> String {
    let bins = merged(histogram, width);
    let (Some(first), Some(last)) = (bins.first(), bins.last()) else { return String::new() };
    let mut text = String::new();
    // A logarithmic axis that begins at 0 has a bin for it alone.
    let low = if first.low <= 0.0 && histogram.scale == Scale::Logarithmic {
        text += "0";
        first.high.min(last.high)
    } else {
        first.low
    };
    for mark in marks(low, last.high, histogram.scale) {
        let holds = |bin: &Bin| bin.low <= mark && (mark < bin.high || bin.low >= bin.high);
        let Some(place) = bins.iter().position(holds) else { continue };
        if text.is_empty() || text.width() < place {
            text += &" ".repeat(place - text.width());
            text += &label(mark);
        }
    }
    text
}

const PARTS: [char; 8] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

/// A bar for `value` where `most` takes `width` columns, to an eighth of a column.
pub(super) fn bar(value: f64, most: f64, width: usize) -> String {
    if value <= 0.0 || most <= 0.0 {
        return String::new();
    }
    let eighths = (8.0 * width as f64 * (value / most).min(1.0)).round().max(1.0) as usize;
    let mut bar: String = std::iter::repeat_n(PARTS[7], eighths / 8).collect();
    if !eighths.is_multiple_of(8) {
        bar.push(PARTS[eighths % 8 - 1]);
    }
    bar
}

/// Merges neighbouring bins until there are at most `most`.
fn merged(histogram: &Histogram, most: usize) -> Vec<Bin> {
    let per_bar = histogram.bins.len().div_ceil(most.max(1)).max(1);
    let merge = |bins: &[Bin]| Bin {
        low: bins[0].low,
        high: bins[bins.len() - 1].high,
        count: bins.iter().map(|bin| bin.count).sum(),
    };
    histogram.bins.chunks(per_bar).map(merge).collect()
}

/// Round numbers from `low` to `high`: powers of ten, or evenly spaced.
fn marks(low: f64, high: f64, scale: Scale) -> Vec<f64> {
    if low >= high {
        return vec![low];
    }
    let marks: Vec<f64> = match scale {
        Scale::Logarithmic => {
            let (first, last) = (low.log10().ceil() as i32, high.log10().floor() as i32);
            (first..=last).map(|power| 10_f64.powi(power)).collect()
        }
        Scale::Equal => {
            // The roundest step that gives at most five marks.
            let least = (high - low) / 5.0;
            let power = 10_f64.powi(least.log10().floor() as i32);
            let step = [1.0, 2.0, 5.0, 10.0]
                .into_iter()
                .map(|factor| factor * power)
                .find(|&step| step >= least)
                .unwrap_or(10.0 * power);
            let first = (low / step).ceil() as i64;
            let last = (high / step).floor() as i64;
            (first..=last).map(|index| index as f64 * step).collect()
        }
    };
    if marks.is_empty() { vec![low] } else { marks }
}

fn label(mark: f64) -> String {
    // Steps are one digit times a power of ten: what floats add after six digits is not meant.
    if mark.abs() >= 1.0 && (mark - mark.round()).abs() < 1e-6 * mark.abs() {
        rounded(mark, 0)
    } else {
        plain(mark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Sorted;

    fn histogram(counts: &[u64]) -> Histogram {
        let bins = counts.iter().enumerate().map(|(place, &count)| Bin {
            low: place as f64,
            high: place as f64 + 1.0,
            count,
        });
        Histogram { scale: Scale::Equal, bins: bins.collect() }
    }

    #[test]
    fn a_lone_replicate_shows_beside_a_million() {
        assert_eq!(bars(&histogram(&[1, 0, 1_000_000, 500_000]), 40), "▁ █▄");
        assert_eq!(bars(&histogram(&[0, 0]), 40), "  ");
        assert_eq!(bars(&histogram(&[1, 0, 1, 1]), 2), "▄█");
        assert_eq!(bars(&histogram(&[]), 10), "");
    }

    #[test]
    fn the_axis_stands_under_the_bins_it_names() {
        assert_eq!(axis(&histogram(&[1; 10]), 10), "0 2 4 6 8");
        assert_eq!(axis(&histogram(&[]), 10), "");
        let values: Vec<f64> = (0..2000).map(|i| (f64::from(i) * 0.005).exp().floor()).collect();
        let long = Histogram::of(&Sorted::of(&values), 40);
        assert_eq!(long.scale, Scale::Logarithmic);
        let axis = axis(&long, 40);
        assert!(
            axis.starts_with("1 ") && axis.contains("100 ") && axis.contains("1,000"),
            "{axis}"
        );
        let place = axis.find("1,000").unwrap();
        assert!(long.bins[place].low <= 1000.0 && 1000.0 < long.bins[place].high);
    }

    #[test]
    fn a_bar_is_as_long_as_its_number_and_never_nothing() {
        let shown = |value| bar(value, 80.0, 10);
        assert_eq!([shown(80.0), shown(40.0)], ["██████████", "█████"]);
        assert_eq!([shown(41.0), shown(0.001), shown(0.0)], ["█████▏", "▏", ""]);
        assert_eq!([bar(5.0, 0.0, 10), shown(100.0)], ["", "██████████"]);
    }

    #[test]
    fn one_value_is_one_block_over_its_value() {
        let one = Histogram::of(&Sorted::of(&[7.0, 7.0]), 40);
        assert_eq!((bars(&one, 40).as_str(), axis(&one, 40).as_str()), ("█", "7"));
        let one = Histogram::of(&Sorted::of(&[0.25, 0.25]), 40);
        assert_eq!((bars(&one, 40).as_str(), axis(&one, 40).as_str()), ("█", "0.25"));
    }
}
