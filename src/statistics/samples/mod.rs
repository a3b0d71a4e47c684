//! What is kept of the replicates' values: all of them in order, their exact sums, or their counts.

mod counts;
mod histogram;
mod sorted;
mod tally;

pub use self::{
    counts::Counts,
    histogram::{Bin, Histogram, Scale},
    sorted::Sorted,
    tally::{JointTally, Tally},
};
