//! Histograms of several options in the same bins, so that the eye may compare them.
//!
//! It must never choose bins by one option alone.

use crate::statistics::{Bin, Histogram, Scale, Sorted};

/// At most this many bins: a line of a terminal has room for about as many blocks.
const MOST: usize = 40;

/// From each option about this many values choose the bins.
const CHOOSERS: usize = 200;

/// Empty bins that hold all of `samples`.
pub(super) fn common<'a>(samples: impl Iterator<Item = &'a Sorted>) -> Histogram {
    // Bins depend on the ends and on the middle of what they hold: evenly spaced ranks of every
    // option, its ends among them, stand for all of it.
    let mut choosers = Vec::new();
    for sample in samples {
        let values = sample.values();
        let step = values.len().div_ceil(CHOOSERS).max(1);
        choosers.extend(values.iter().step_by(step));
        choosers.extend(values.last());
    }
    let choosers = Sorted::of(&choosers);
    let mut bins = Histogram::on_scale(&choosers, Scale::fitting(&choosers), MOST);
    for bin in &mut bins.bins {
        bin.count = 0;
    }
    bins
}

/// The same bins with the counts of `sample`.
pub(super) fn filled(bins: &Histogram, sample: &Sorted) -> Histogram {
    let last = bins.bins.len() - 1;
    let fill = |(place, bin): (usize, &Bin)| {
        let end = if place == last { sample.len() } else { sample.count_below(bin.high) };
        let start = if place == 0 { 0 } else { sample.count_below(bin.low) };
        Bin { count: (end - start) as u64, ..*bin }
    };
    Histogram { scale: bins.scale, bins: bins.bins.iter().enumerate().map(fill).collect() }
}
