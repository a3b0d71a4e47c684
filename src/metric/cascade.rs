//! A finished cascade, as measures see it.

use crate::{
    kernel::Trace,
    model::{MessageSharers, Outcome},
};

/// A finished cascade, as measures see it. What no measure [needs](super::Needs) is not there.
#[derive(Debug, Clone, Copy)]
pub struct Finished<'a> {
    /// How many users shared, seeds included.
    pub sharers: usize,
    /// How many of them are seeds.
    pub seeds: usize,
    /// How many users it was shown to.
    pub reached: Option<usize>,
    /// How often it was shown.
    pub impressions: Option<u64>,
    /// Who passed it to whom, and when.
    pub trace: Option<&'a Trace>,
    /// What only some models can say.
    pub outcome: Option<&'a Outcome>,
    /// How many users of each segment it was shown to.
    pub segment_reach: &'a [u64],
    /// The users who shared, in the order in which they did.
    pub sharer_list: &'a [u32],
    /// The users it was shown to.
    pub reached_list: &'a [u32],
}

impl<'a> Finished<'a> {
    /// A cascade of which nothing but these numbers is there.
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

    /// How many users saw it, for metrics that need [`Needs::REACH`](super::Needs::REACH).
    #[must_use]
    pub fn reached(&self) -> usize {
        self.reached.expect("a metric that needs reach is given it")
    }

    /// How often it was shown, for metrics that need [`Needs::IMPRESSIONS`](super::Needs::IMPRESSIONS).
    #[must_use]
    pub fn impressions(&self) -> u64 {
        self.impressions.expect("a metric that needs impressions is given them")
    }

    /// Who passed it to whom, for metrics that need [`Needs::TRACE`](super::Needs::TRACE).
    #[must_use]
    pub fn trace(&self) -> &'a Trace {
        self.trace.expect("a metric that needs a trace is given it")
    }

    /// How often it was shared: once a sharer where a model does not tell.
    #[must_use]
    pub fn reposts(&self) -> u64 {
        self.outcome.map_or(0, |outcome| outcome.reposts).max(self.sharers as u64)
    }

    /// How many users still spread it in the end, for metrics that need [`Needs::SPREADING`](super::Needs::SPREADING).
    #[must_use]
    pub fn spreading(&self) -> u64 {
        self.outcome.expect("a metric that needs those who still spread it is given them").spreading
    }

    /// How many sharers think well of it, for metrics that need [`Needs::OPINIONS`](super::Needs::OPINIONS).
    #[must_use]
    pub fn positive(&self) -> u64 {
        self.outcome.expect("a metric that needs opinions is given them").positive
    }

    /// Who shares our message, and who each of the others, for metrics that need [`Needs::MESSAGES`](super::Needs::MESSAGES).
    #[must_use]
    pub fn messages(&self) -> (MessageSharers, &'a [MessageSharers]) {
        let outcome = self.outcome.expect("a metric that needs messages is given them");
        let (ours, others) = outcome.messages.split_first().expect("ours is among them");
        (*ours, others)
    }
}
