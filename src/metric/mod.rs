//! What is measured of cascades: plain numbers, and tables that are more than one number.
//!
//! * [`Metric`]: a plain number of a cascade, such as its reach; one file each in `number`.
//! * [`Measure`]: anything else, as rows of numbers that are gathered over the worlds; those with a key in
//!   `[answer]` and an answer in the report are one file each in `table` ([`KeyedMeasure`]).
//!
//! An engine computes what measures [need](Needs) of a [`Finished`] cascade, and never what they mean.

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
