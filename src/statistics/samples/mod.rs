//! What is kept of the replicates' values: all of them in order, their exact sums, or their counts.

mod accumulator;
mod counts;
mod histogram;
mod sorted;
mod tally;

pub use self::{
    accumulator::{Accumulator, CurveCounts},
    counts::Counts,
    histogram::{Bin, Histogram, Scale},
    sorted::Sorted,
    tally::{JointTally, Tally},
};
