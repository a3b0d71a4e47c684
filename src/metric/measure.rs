//! A measure as one object: what it needs, what it writes down of a world, and how that is gathered.
//!
//! A world's numbers are whole rows: an engine never knows what they mean.

use std::fmt;

use super::Finished;
use crate::statistics::Accumulator;

bitflags::bitflags! {
    /// What a measure must be given of a cascade. What no measure needs is not computed.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Needs: u16 {
        /// How many users shared.
        const SHARERS = 0;
        /// How often the message was shown.
        const IMPRESSIONS = 1;
        /// How many users it was shown to: costs a look at every follower of every sharer.
        const REACH = 1 << 1;
        /// Who passed it to whom, and when.
        const TRACE = 1 << 2;
        /// How often users share, in a model in which they may again.
        const REPOSTS = 1 << 3;
        /// How many users still spread it at the end, in a model in which they may stop.
        const SPREADING = 1 << 4;
        /// How many sharers think well of it, in a model of opinions.
        const OPINIONS = 1 << 5;
        /// Who shares each of several messages, with the others and without: costs two cascades more.
        const MESSAGES = 1 << 6;
        /// How many users of each segment it was shown to.
        const SEGMENT_REACH = 1 << 7;
        /// Who shared, by user.
        const SHARER_LIST = 1 << 8;
        /// Who it was shown to, by user.
        const REACHED_LIST = 1 << 9;
        /// Each option's cascade by itself, never as the continuation of a smaller one's.
        const ALONE = 1 << 10;
    }
}

impl Needs {
    /// Whatever asks for the users who were shown the message, or for how often.
    pub const EXPOSURE: Self =
        Self::IMPRESSIONS.union(Self::REACH).union(Self::SEGMENT_REACH).union(Self::REACHED_LIST);
    /// Whatever only some models can say.
    pub const OUTCOME: Self =
        Self::REPOSTS.union(Self::SPREADING).union(Self::OPINIONS).union(Self::MESSAGES);
    /// What kernels of whole worlds can give: counts.
    pub const COUNTS: Self = Self::IMPRESSIONS.union(Self::REACH).union(Self::SEGMENT_REACH);
}

/// What is measured beside plain numbers: a row of numbers of each world.
pub trait Measure: fmt::Debug + Send + Sync {
    /// What it must be given of a cascade.
    fn needs(&self) -> Needs;

    /// How many numbers it writes of each option in a world.
    fn per_option(&self) -> usize {
        0
    }

    /// How many numbers it writes of a world in which so many options are compared.
    fn per_world(&self, options: usize) -> usize {
        let _ = options;
        0
    }

    /// How rows of so many numbers are gathered over the worlds.
    fn accumulator(&self, numbers: usize) -> Accumulator;

    /// What writes the numbers, one on each thread.
    fn observer(&self, options: usize) -> Box<dyn Observer>;

    /// Bytes that an observer keeps.
    fn observer_bytes(&self, options: usize) -> u64 {
        let _ = options;
        0
    }
}

/// Writes a measure's numbers, world by world.
pub trait Observer: Send {
    /// Writes the numbers of an option's finished cascade; all are 0 before.
    fn observe(&mut self, option: usize, cascade: &Finished<'_>, numbers: &mut [f64]);

    /// Writes the numbers of a world of which every option was observed; all are 0 before.
    fn compare(&mut self, numbers: &mut [f64]) {
        let _ = numbers;
    }
}
