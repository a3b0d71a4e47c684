//! Keyed measures, one file a measure: a curve, a table, a comparison of options.
//!
//! A file holds all of its measure: its setting in `[answer]`, the numbers of a world, the answer in JSON,
//! its rows in CSV, and its blocks in a document. To add one: a file with a struct that implements
//! [`Described`], [`Measure`] and [`KeyedMeasure`], and its line in the catalogue below. Every number of an
//! answer is finite.

mod band;
mod facts;
mod generations;
mod hours;
mod messages;
mod mixing;
mod overlap;
mod segment_order;
mod segment_pairs;
mod segment_reach;
mod timeline;
mod times_to;

use self::facts::Named;
pub use self::{
    band::{Band, LEVELS, MeanEstimate},
    facts::{Captions, KeyContext, MeasureFacts, RunFacts, SizeLimits},
    generations::{Generation, Generations, GenerationsAnswer},
    hours::Hours,
    messages::{MessageAnswer, MessageCounts},
    mixing::{MadeToShare, MixingRow, SegmentMixing},
    overlap::{OptionOverlap, Overlap, OverlapOf},
    segment_order::{Before, OrderRow, SegmentOrder},
    segment_reach::{SegmentCounts, SegmentReach},
    timeline::{TimePoint, Timeline, TimelineAnswer},
    times_to::{TimeEstimate, TimeTo, TimesTo},
};

use std::{fmt::Debug, sync::Arc};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::Measure;
use crate::{
    catalogue::{Described, Row},
    document::{CurveRow, Document, SummaryRow},
    error::Result,
    statistics::Accumulator,
};

/// A measure with a key of its own in `[answer]`, and an answer of its own in the report.
///
/// Its functions are called in this order:
///
/// | function | when |
/// |---|---|
/// | [`check`](Self::check) | when settings are read, before there is a network. |
/// | [`fits`](Self::fits) | once the network and its segments are there. |
/// | [`ready`](Self::ready) | before the first replicate, and again for the report. |
/// | [`Observer::observe`](super::Observer::observe) | for each world and option. |
/// | [`Observer::compare`](super::Observer::compare) | for each world, if the measure compares options. |
/// | [`answer`](Self::answer) | for the report: for each option, or once if the measure compares options. |
/// | [`rows`](Self::rows), [`curve_rows`](Self::curve_rows) | for CSV. |
/// | [`describe`](Self::describe) | for the document, once with all answers. |
pub trait KeyedMeasure: Measure + Described + Sized + 'static {
    /// The type of its setting in `[answer]`. `Default` means "not measured".
    type Key: Debug + Clone + Default + PartialEq + Serialize + DeserializeOwned + JsonSchema;

    /// The type of its answer, one for each option, or one for all if it compares options. `Default` is the
    /// answer when it is not measured.
    type Answer: Debug + Clone + Default + PartialEq + Serialize + DeserializeOwned + JsonSchema;

    /// The values and the effect of the key, for editors and `wordspread schema`.
    const KEY_HELP: &'static str;

    /// Whether its answer has curves, for `--curves-csv`. Default: false.
    const HAS_CURVES: bool = false;

    /// Validates and normalises the setting. By default every setting is valid.
    ///
    /// # Errors
    /// [`Error::Value`](crate::Error::Value) with the key, the problem and a remedy.
    fn check(key: &mut Self::Key, context: &KeyContext) -> Result<()> {
        let _ = (key, context);
        Ok(())
    }

    /// Checks the setting against the size of the network and its cascades. By default every setting fits.
    ///
    /// # Errors
    /// [`Error::Value`](crate::Error::Value) with the key, the problem and a remedy.
    fn fits(key: &Self::Key, limits: &SizeLimits<'_>) -> Result<()> {
        let _ = (key, limits);
        Ok(())
    }

    /// Makes the measure from its setting; `None` if the setting asks for none.
    fn ready(key: &Self::Key, facts: &MeasureFacts) -> Option<Self>;

    /// The answer of an option. A measure that compares options answers for all, and `option` is 0.
    ///
    /// `gathered` is the accumulator of all options. With p numbers [per option](Measure::per_option),
    /// number i of option o is at o · p + i; those that compare options follow.
    fn answer(&self, gathered: &Accumulator, option: usize, run: &RunFacts<'_>) -> Self::Answer;

    /// The rows of an option in the CSV summary. Default: none.
    fn rows(answer: &Self::Answer, option: &str, captions: &Captions<'_>) -> Vec<SummaryRow> {
        let _ = (answer, option, captions);
        Vec::new()
    }

    /// The points of an option's curves. Default: none.
    fn curve_rows(answer: &Self::Answer) -> Vec<CurveRow> {
        let _ = answer;
        Vec::new()
    }

    /// Adds the blocks of the answers to the document. `answers` has one element for each option, or a
    /// single one if the measure compares options.
    fn describe(answers: &[&Self::Answer], captions: &Captions<'_>, document: &mut Document);
}

/// Declares the measures with answers of their own: those with a key in `[answer]` that answer each option,
/// those that a model brings with it, and those that compare options.
macro_rules! keyed_measures {
    (
        ($dollar:tt)
        of each option by key { $( $key:ident: $measure:ident => $answer:ident, )+ }
        of each option by model { $( $model_answer:ident: $model_measure:ident, )+ }
        of all options by key { $( $pair_key:ident: $pair_measure:ident => $pair_answer:ident, )+ }
    ) => {
        /// The settings of all keyed measures, by their keys in `[answer]`. Default: none is measured.
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
        pub struct MeasureKeys {
            $(
                #[doc = concat!("See [`", stringify!($measure), "`].")]
                #[schemars(description = <$measure as KeyedMeasure>::KEY_HELP)]
                pub $key: <$measure as KeyedMeasure>::Key,
            )+
            $(
                #[doc = concat!("See [`", stringify!($pair_measure), "`].")]
                #[schemars(description = <$pair_measure as KeyedMeasure>::KEY_HELP)]
                pub $pair_key: <$pair_measure as KeyedMeasure>::Key,
            )+
        }

        /// The answers of the keyed measures of one option.
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
        pub struct OptionTables {
            $(
                #[doc = concat!("See [`", stringify!($measure), "`].")]
                #[schemars(description = <$measure as Described>::SUMMARY)]
                pub $answer: <$measure as KeyedMeasure>::Answer,
            )+
            $(
                #[doc = concat!("See [`", stringify!($model_measure), "`].")]
                #[schemars(description = <$model_measure as Described>::SUMMARY)]
                pub $model_answer: <$model_measure as KeyedMeasure>::Answer,
            )+
        }

        /// The answers of the keyed measures that compare options.
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
        pub struct ComparedTables {
            $(
                #[doc = concat!("See [`", stringify!($pair_measure), "`].")]
                #[schemars(description = <$pair_measure as Described>::SUMMARY)]
                pub $pair_answer: <$pair_measure as KeyedMeasure>::Answer,
            )+
        }

        impl MeasureKeys {
            /// Every key, in the order of the catalogue.
            pub const ROWS: &'static [Row] = &[
                $( row::<$measure>(stringify!($key)), )+
                $( row::<$pair_measure>(stringify!($pair_key)), )+
            ];

            /// Validates and normalises each setting, for this number of options.
            ///
            /// # Errors
            /// [`Error::Value`](crate::Error::Value) for the first invalid setting.
            pub fn check(&mut self, options: usize) -> Result<()> {
                let context = KeyContext { options, has_segments: self.by_segment.is_some() };
                $( <$measure as KeyedMeasure>::check(&mut self.$key, &context)?; )+
                $( <$pair_measure as KeyedMeasure>::check(&mut self.$pair_key, &context)?; )+
                Ok(())
            }

            /// Checks each setting against the size of the network and its cascades.
            ///
            /// # Errors
            /// [`Error::Value`](crate::Error::Value) for the first setting that does not fit.
            pub fn fits(&self, limits: &SizeLimits<'_>) -> Result<()> {
                $( <$measure as KeyedMeasure>::fits(&self.$key, limits)?; )+
                $( <$pair_measure as KeyedMeasure>::fits(&self.$pair_key, limits)?; )+
                Ok(())
            }

            /// The keys of what is measured.
            #[must_use]
            pub fn given(&self) -> Vec<&'static str> {
                let mut given = Vec::new();
                $( if self.$key != <$measure as KeyedMeasure>::Key::default() { given.push(stringify!($key)); } )+
                $( if self.$pair_key != <$pair_measure as KeyedMeasure>::Key::default() { given.push(stringify!($pair_key)); } )+
                given
            }

            /// The keys whose measures have curves.
            #[must_use]
            pub fn with_curves() -> Vec<&'static str> {
                let mut keys = Vec::new();
                $( if <$measure as KeyedMeasure>::HAS_CURVES { keys.push(stringify!($key)); } )+
                keys
            }

            /// The measures for these settings, and those that the model brings with it.
            #[must_use]
            pub fn ready(&self, facts: &MeasureFacts) -> Vec<Arc<dyn Measure>> {
                let mut ready: Vec<Arc<dyn Measure>> = Vec::new();
                $( push(&mut ready, <$measure as KeyedMeasure>::ready(&self.$key, facts)); )+
                $( push(&mut ready, <$model_measure as KeyedMeasure>::ready(&(), facts)); )+
                $( push(&mut ready, <$pair_measure as KeyedMeasure>::ready(&self.$pair_key, facts)); )+
                ready
            }

            /// The answers of each option, and those that compare options, from the accumulators of the
            /// measures that [`ready`](Self::ready) gave.
            ///
            /// # Panics
            /// If the accumulators are of other measures.
            #[must_use]
            pub fn answers(
                &self,
                facts: &MeasureFacts,
                gathered: &[Accumulator],
                run: &RunFacts<'_>,
            ) -> (Vec<OptionTables>, ComparedTables) {
                let mut of_options = vec![OptionTables::default(); run.options.len()];
                let mut of_all = ComparedTables::default();
                let mut gathered = gathered.iter();
                let mut next = || gathered.next().expect("one accumulator a measure");
                $(
                    if let Some(measure) = <$measure as KeyedMeasure>::ready(&self.$key, facts) {
                        let gathered = next();
                        for (option, tables) in of_options.iter_mut().enumerate() {
                            tables.$answer = measure.answer(gathered, option, run);
                        }
                    }
                )+
                $(
                    if let Some(measure) = <$model_measure as KeyedMeasure>::ready(&(), facts) {
                        let gathered = next();
                        for (option, tables) in of_options.iter_mut().enumerate() {
                            tables.$model_answer = measure.answer(gathered, option, run);
                        }
                    }
                )+
                $(
                    let measure = <$pair_measure as KeyedMeasure>::ready(&self.$pair_key, facts);
                    if let Some(measure) = measure {
                        of_all.$pair_answer = measure.answer(next(), 0, run);
                    }
                )+
                (of_options, of_all)
            }
        }

        impl OptionTables {
            /// The rows of an option in the summary.
            #[must_use]
            pub fn rows(&self, option: &str, captions: &Captions<'_>) -> Vec<SummaryRow> {
                let mut rows = Vec::new();
                $( rows.extend(<$measure as KeyedMeasure>::rows(&self.$answer, option, captions)); )+
                $(
                    let own = <$model_measure as KeyedMeasure>::rows(&self.$model_answer, option, captions);
                    rows.extend(own);
                )+
                rows
            }

            /// The points of an option's curves.
            #[must_use]
            pub fn curve_rows(&self) -> Vec<CurveRow> {
                let mut rows = Vec::new();
                $( rows.extend(<$measure as KeyedMeasure>::curve_rows(&self.$answer)); )+
                rows
            }

            /// Adds the blocks of the answers of all options.
            pub fn describe(all: &[&Self], captions: &Captions<'_>, document: &mut Document) {
                $(
                    let answers: Vec<_> = all.iter().map(|tables| &tables.$model_answer).collect();
                    <$model_measure as KeyedMeasure>::describe(&answers, captions, document);
                )+
                $(
                    let answers: Vec<_> = all.iter().map(|tables| &tables.$answer).collect();
                    <$measure as KeyedMeasure>::describe(&answers, captions, document);
                )+
            }
        }

        impl ComparedTables {
            /// The rows of an option in the summary.
            #[must_use]
            pub fn rows(&self, option: &str, captions: &Captions<'_>) -> Vec<SummaryRow> {
                let mut rows = Vec::new();
                $( rows.extend(<$pair_measure as KeyedMeasure>::rows(&self.$pair_answer, option, captions)); )+
                rows
            }

            /// Adds the blocks of the answers.
            pub fn describe(&self, captions: &Captions<'_>, document: &mut Document) {
                $(
                    let answers = [&self.$pair_answer];
                    <$pair_measure as KeyedMeasure>::describe(&answers, captions, document);
                )+
            }
        }

        /// Gives every key of `[answer]` that asks for a measure, with its type, to another macro.
        macro_rules! with_measure_keys {
            ($dollar callback:ident) => {
                $dollar callback! { $( $key: $measure, )+ $( $pair_key: $pair_measure, )+ }
            };
        }
        pub(crate) use with_measure_keys;
    };
}

keyed_measures! {
    ($)
    of each option by key {
        by_segment: SegmentCounts => segments,
        timeline: Timeline => timeline,
        times_to: TimesTo => times_to,
        generations: Generations => generations,
        mixing: SegmentMixing => mixing,
        segment_order: SegmentOrder => segment_order,
        hours: Hours => hours,
    }
    of each option by model {
        messages: MessageCounts,
    }
    of all options by key {
        overlap: OptionOverlap => overlaps,
    }
}

/// The row of a measure in lists.
const fn row<T: Described>(keyword: &'static str) -> Row {
    Row { keyword, summary: T::SUMMARY, reference: T::REFERENCE }
}

fn push(ready: &mut Vec<Arc<dyn Measure>>, measure: Option<impl Measure + 'static>) {
    if let Some(measure) = measure {
        ready.push(Arc::new(measure));
    }
}

#[cfg(test)]
pub(super) fn counted(measure: &impl Measure, trace: &crate::kernel::Trace) -> Vec<u64> {
    let mut numbers = vec![0.0; measure.per_option()];
    let sharers = trace.parents().len();
    let cascade = super::Finished { trace: Some(trace), ..super::Finished::of_counts(sharers, 1) };
    measure.observer(1).observe(0, &cascade, &mut numbers);
    numbers.into_iter().map(|number| number as u64).collect()
}
