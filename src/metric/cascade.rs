//! A finished cascade, as metrics and measures get it.

use crate::{
    kernel::Trace,
    model::{MessageSharers, Outcome},
};

/// A finished cascade, as metrics and measures get it.
///
/// Only what one of them [needs](super::Needs) is sure to be there. The rest may be `None` or an empty
/// slice, and accessors panic on it.
#[derive(Debug, Clone, Copy)]
pub struct Finished<'a> {
    /// How many users shared, seeds included.
    pub sharers: usize,
    /// How many of them are seeds.
    pub seeds: usize,
    /// How many users have seen it, sharers included; with [`Needs::REACH`](super::Needs::REACH).
    pub reached: Option<usize>,
    /// How often it was shown; with [`Needs::IMPRESSIONS`](super::Needs::IMPRESSIONS).
    pub impressions: Option<u64>,
    /// Who passed it to whom, and when; with [`Needs::TRACE`](super::Needs::TRACE).
    pub trace: Option<&'a Trace>,
    /// What only some models yield; with any of [`Needs::OUTCOME`](super::Needs::OUTCOME).
    pub outcome: Option<&'a Outcome>,
    /// How many users of each segment have seen it, those in none last; with
    /// [`Needs::SEGMENT_REACH`](super::Needs::SEGMENT_REACH).
    pub segment_reach: &'a [u64],
    /// The sharers in the order in which they shared; with
    /// [`Needs::SHARER_LIST`](super::Needs::SHARER_LIST), and else perhaps empty.
    pub sharer_list: &'a [u32],
    /// The users who have seen it; with [`Needs::REACHED_LIST`](super::Needs::REACHED_LIST), and else
    /// perhaps empty.
    pub reached_list: &'a [u32],
}

impl<'a> Finished<'a> {
    /// A cascade with these numbers and nothing else.
    #[must_use]
    pub const fn of_counts(sharers: usize, seeds: usize) -> Self {
        Self {
            sharers,
            seeds,
            reached: None,
            impressions: None,
            trace: None,
            outcome: None,
            segment_reach: &[],
            sharer_list: &[],
            reached_list: &[],
        }
    }

    /// How many users have seen it, sharers included.
    ///
    /// # Panics
    /// If it was not counted: without [`Needs::REACH`](super::Needs::REACH).
    #[must_use]
    pub fn reached(&self) -> usize {
        self.reached.expect("a metric that needs reach is given it")
    }

    /// How often it was shown.
    ///
    /// # Panics
    /// If it was not counted: without [`Needs::IMPRESSIONS`](super::Needs::IMPRESSIONS).
    #[must_use]
    pub fn impressions(&self) -> u64 {
        self.impressions.expect("a metric that needs impressions is given them")
    }

    /// Who passed it to whom.
    ///
    /// # Panics
    /// If it was not recorded: without [`Needs::TRACE`](super::Needs::TRACE).
    #[must_use]
    pub fn trace(&self) -> &'a Trace {
        self.trace.expect("a metric that needs a trace is given it")
    }

    /// How often it was shared: the number of sharers, unless
    /// [`Needs::REPOSTS`](super::Needs::REPOSTS) counts more. Never panics.
    #[must_use]
    pub fn reposts(&self) -> u64 {
        self.outcome.map_or(0, |outcome| outcome.reposts).max(self.sharers as u64)
    }

    /// How many users still spread it in the end.
    ///
    /// # Panics
    /// If there is no outcome: without [`Needs::SPREADING`](super::Needs::SPREADING).
    #[must_use]
    pub fn spreading(&self) -> u64 {
        self.outcome.expect("a metric that needs those who still spread it is given them").spreading
    }

    /// How many sharers think well of it.
    ///
    /// # Panics
    /// If there is no outcome: without [`Needs::OPINIONS`](super::Needs::OPINIONS).
    #[must_use]
    pub fn positive(&self) -> u64 {
        self.outcome.expect("a metric that needs opinions is given them").positive
    }

    /// How many share our message, and how many each of the others.
    ///
    /// # Panics
    /// If there is no outcome: without [`Needs::MESSAGES`](super::Needs::MESSAGES), or in a model of one
    /// message.
    #[must_use]
    pub fn messages(&self) -> (MessageSharers, &'a [MessageSharers]) {
        let outcome = self.outcome.expect("a metric that needs messages is given them");
        let (ours, others) = outcome.messages.split_first().expect("ours is among them");
        (*ours, others)
    }
}
