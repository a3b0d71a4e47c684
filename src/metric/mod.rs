//! What is measured of cascades: metrics, which are plain numbers, and measures, which are more than one.
//!
//! * [`Metric`]: a plain number of a cascade, such as its reach; one file each in `number`.
//! * [`Measure`]: anything else, such as a timeline, as rows of numbers that are accumulated over worlds.
//! * [`KeyedMeasure`]: a measure with a key in `[answer]` and an answer in the report; one file each in
//!   `table`.
//!
//! An engine computes what they [need](Needs) of a [`Finished`] cascade, and never what it means.

mod cascade;
mod measure;
mod number;
mod peak;
mod segments;
mod table;
#[cfg(test)]
mod tests;

pub use self::{
    cascade::Finished,
    measure::{Measure, Needs, Observer},
    number::*,
    segments::{NamedSegments, Segments},
    table::*,
};

pub(crate) use self::table::with_measure_keys;
