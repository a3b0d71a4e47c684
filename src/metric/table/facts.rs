//! What the functions of a keyed measure are given: facts about network, model and run, and captions.

use crate::{
    metric::{NamedSegments, Segments},
    statistics::Confidence,
};

/// The facts about network and model for [`KeyedMeasure::ready`](super::KeyedMeasure::ready).
#[derive(Debug, Clone)]
pub struct MeasureFacts {
    /// How many users the network has; `u32::MAX` for an implicit one.
    pub users: u32,
    /// The segments of users; `None` without `by_segment`.
    pub segments: Option<Segments>,
    /// How many messages the model has, ours among them; 0 in a model of one message.
    pub messages: usize,
}

/// The sizes of network and cascades for [`KeyedMeasure::fits`](super::KeyedMeasure::fits).
#[derive(Debug, Clone, Copy)]
pub struct SizeLimits<'a> {
    /// How many users the network has.
    pub users: u64,
    /// The number of sharers at which cascades are stopped, if they are.
    pub stop_at: Option<u64>,
    /// The segments, where users are counted by segment.
    pub segments: Option<&'a NamedSegments>,
}

/// The other settings for [`KeyedMeasure::check`](super::KeyedMeasure::check), before there is a network.
#[derive(Debug, Clone, Copy)]
pub struct KeyContext {
    /// How many options there are.
    pub options: usize,
    /// Whether `by_segment` is set.
    pub has_segments: bool,
}

/// The facts about a run for [`KeyedMeasure::answer`](super::KeyedMeasure::answer).
#[derive(Debug, Clone, Copy)]
pub struct RunFacts<'a> {
    /// The names of the options.
    pub options: &'a [&'a str],
    /// The names of the segments; `None` without `by_segment`.
    pub segments: Option<&'a NamedSegments>,
    /// The names of the messages, ours first; empty in a model of one message.
    pub messages: &'a [String],
    /// How many replicates there are.
    pub replicates: u64,
    /// The mean number of sharers of each option.
    pub mean_sharers: &'a [f64],
    /// The levels of the quantiles, each between 0 and 1.
    pub levels: &'a [f64],
    /// The confidence level of intervals.
    pub confidence: Confidence,
}

/// The names and units for rows and texts: [`KeyedMeasure::rows`](super::KeyedMeasure::rows) and [`KeyedMeasure::describe`](super::KeyedMeasure::describe).
#[derive(Debug, Clone, Copy)]
pub struct Captions<'a> {
    /// The names of the options.
    pub options: &'a [&'a str],
    /// The names of the segments; `None` without `by_segment`.
    pub segments: Option<&'a NamedSegments>,
    /// The unit of all times, in the plural.
    pub unit: &'a str,
    /// The levels of the quantiles, each between 0 and 1.
    pub levels: &'a [f64],
    /// The name of the leading option.
    pub leader: &'a str,
}

impl<'a> Captions<'a> {
    /// Answers, one an option, each with the option's name.
    pub(super) fn named<T>(&self, answers: impl Iterator<Item = T>) -> Vec<Named<'a, T>> {
        self.options.iter().copied().zip(answers).collect()
    }
}

/// The name of an option, and a part of its answer.
pub(super) type Named<'a, T> = (&'a str, T);
