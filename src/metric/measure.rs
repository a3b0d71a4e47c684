//! A measure as one object: what it needs, which numbers it writes of a world, and how they are accumulated.
//!
//! An engine handles whole rows of numbers, and never what they mean.

use std::fmt;

use super::Finished;
use crate::statistics::Accumulator;

bitflags::bitflags! {
    /// What a metric or measure needs of a cascade. What none needs is not computed.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Needs: u16 {
        /// How many users shared.
        const SHARERS = 0;
        /// How often the message was shown.
        const IMPRESSIONS = 1;
        /// How many users have seen it. The cost is a read of every follower of every sharer.
        const REACH = 1 << 1;
        /// Who passed it to whom, and when.
        const TRACE = 1 << 2;
        /// How often users share, in a model in which they may share again.
        const REPOSTS = 1 << 3;
        /// How many users still spread it in the end, in a model in which they may stop.
        const SPREADING = 1 << 4;
        /// How many sharers think well of it, in a model of opinions.
        const OPINIONS = 1 << 5;
        /// How many share each of several messages, with the others and without. The cost is two more
        /// cascades.
        const MESSAGES = 1 << 6;
        /// How many users of each segment have seen it.
        const SEGMENT_REACH = 1 << 7;
        /// The users who shared.
        const SHARER_LIST = 1 << 8;
        /// The users who have seen it.
        const REACHED_LIST = 1 << 9;
        /// Each option's cascade by itself, never as the continuation of that of fewer seeds.
        const ALONE = 1 << 10;
    }
}

impl Needs {
    /// All needs that count who was shown the message, or how often.
    pub const EXPOSURE: Self =
        Self::IMPRESSIONS.union(Self::REACH).union(Self::SEGMENT_REACH).union(Self::REACHED_LIST);
    /// All needs that only some models can meet.
    pub const OUTCOME: Self =
        Self::REPOSTS.union(Self::SPREADING).union(Self::OPINIONS).union(Self::MESSAGES);
    /// All needs beside the sharers that kernels of whole worlds can meet: counts.
    pub const COUNTS: Self = Self::IMPRESSIONS.union(Self::REACH).union(Self::SEGMENT_REACH);
}

/// What is measured beside metrics: a row of numbers of each world.
///
/// A row begins with [`per_option`](Self::per_option) numbers of option 0, then those of option 1, and so
/// on. Last are the [`per_world`](Self::per_world) numbers that compare options. The
/// [`accumulator`](Self::accumulator) has the same order.
pub trait Measure: fmt::Debug + Send + Sync {
    /// What it needs of a cascade.
    fn needs(&self) -> Needs;

    /// How many numbers it writes of each option in a world. Default 0.
    fn per_option(&self) -> usize {
        0
    }

    /// How many numbers that compare options it writes of a world. Default 0.
    fn per_world(&self, options: usize) -> usize {
        let _ = options;
        0
    }

    /// The empty accumulator for rows of `numbers` numbers: those of all options, and those that compare.
    fn accumulator(&self, numbers: usize) -> Accumulator;

    /// The writer of the numbers, one on each thread.
    fn observer(&self, options: usize) -> Box<dyn Observer>;

    /// Bytes of an observer. Default 0.
    fn observer_bytes(&self, options: usize) -> u64 {
        let _ = options;
        0
    }
}

/// Writes a measure's numbers, world by world.
pub trait Observer: Send {
    /// Writes the [`per_option`](Measure::per_option) numbers of an option's finished cascade. They are 0
    /// before. Called for each world and option.
    fn observe(&mut self, option: usize, cascade: &Finished<'_>, numbers: &mut [f64]);

    /// Writes the [`per_world`](Measure::per_world) numbers. They are 0 before. Called once a world, after
    /// every option was observed, if there are such numbers.
    fn compare(&mut self, numbers: &mut [f64]) {
        let _ = numbers;
    }
}
