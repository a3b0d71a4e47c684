//! What is measured, and how precisely: the section `[answer]`.

use std::fmt;

use schemars::JsonSchema;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error as _, MapAccess, SeqAccess, Visitor, value::SeqAccessDeserializer},
};

use crate::{
    error::Result,
    metric::{self, AnyMetric, KeyedMeasure, MeasureKeys},
    model::TimeUnit,
    statistics::Confidence,
    study::{DEFAULT_METRICS, DEFAULT_QUANTILES, PrecisionWanted, StopAt, ViralAt, Wanted},
};

/// Declares the section: its own keys, and one for each measure of the catalogue that has a key.
macro_rules! answer_section {
    ($( $key:ident: $measure:ident, )+) => {
        /// What is measured, and how precisely.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields, default)]
        pub struct AnswerSection {
        /// From what size on a cascade counts as viral; one size, or a list of sizes in `[…]`. The
        /// report gives the probability of each. Default: no size.
        #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "one_or_more")]
        #[schemars(with = "OneOrMore")]
        pub viral_at: Vec<ViralAt>,

        /// For implicit networks: a cascade is stopped once it has so many sharers, at least as many as
        /// there are seeds and as every size in `viral_at`: `{ sharers = 1_000_000 }`. Viral
        /// probabilities stay exact, and the report says which means are lower bounds. Default: none is
        /// stopped.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub stop_at: Option<StopAt>,

        /// How many replicates to simulate, at least 1; all of them, whatever the precision. Instead of
        /// `precision`.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schemars(range(min = 1))]
        pub replicates: Option<u64>,

        /// How precise the answers must be: replicates are added until every option is. Default, unless
        /// `replicates` is given: `{ reach = 0.01 }`, or `{ sharers = 0.01 }` where reach is not
        /// measured.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub precision: Option<PrecisionWanted>,

        /// With `precision`: no more replicates than this, even if the precision is not reached by
        /// then. Default 1,000,000.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schemars(range(min = 1))]
        pub at_most: Option<u64>,

        /// What is measured of each cascade. Sharers always are, and so is what `viral_at`, `precision`
        /// and `by_segment` need, under `negative-opinion` positive, beside other messages
        /// rival-sharers, and reposts where users share again. Reach, impressions, frequency and redundancy cost a look at every
        /// follower of every sharer; depth, breadth, structural-virality, time-to-half, peak-time,
        /// peak-rate and duration, the record of who passed it to whom; rival-sharers,
        /// taken and lost, two more cascades; prevalence is there where users stop; `["sharers"]` is the fastest.
        /// Default `["sharers", "reach", "impressions"]`.
        pub measures: Vec<AnyMetric>,

        /// What one step, or the unit of the model's time, is called in reports: `"day"`. Default "step"; "hour"
        /// where the model has an activity by hour, or the published memory; else "unit of time".
        #[serde(skip_serializing_if = "Option::is_none")]
        pub time_unit: Option<TimeUnit>,

        /// Which quantiles of each measure to report, each between 0 and 1; 0.5 is the median. Default
        /// `[0.1, 0.5, 0.9]`.
        pub quantiles: Vec<f64>,

        /// The probability with which an interval is to cover the true value, between 0 and 1. Default
        /// 0.95.
        pub confidence: Confidence,

            $(
                #[doc = concat!("See [`", stringify!($measure), "`](crate::metric::", stringify!($measure), ").")]
                #[serde(skip_serializing_if = "is_default")]
                #[schemars(description = <metric::$measure as KeyedMeasure>::KEY_HELP)]
                pub $key: <metric::$measure as KeyedMeasure>::Key,
            )+
        }

        impl Default for AnswerSection {
            fn default() -> Self {
                Self {
                    viral_at: Vec::new(),
                    stop_at: None,
                    replicates: None,
                    precision: None,
                    at_most: None,
                    measures: DEFAULT_METRICS.to_vec(),
                    time_unit: None,
                    quantiles: DEFAULT_QUANTILES.to_vec(),
                    confidence: Confidence::NINETY_FIVE,
                    $( $key: Default::default(), )+
                }
            }
        }

        impl AnswerSection {
            /// What is measured beside plain numbers.
            #[must_use]
            pub fn measure_keys(&self) -> MeasureKeys {
                MeasureKeys { $( $key: self.$key.clone(), )+ }
            }

            /// Checks what is measured beside plain numbers, and puts it into its usual form.
            pub(in crate::scenario) fn check_measures(&mut self, options: usize) -> Result<()> {
                let mut keys = self.measure_keys();
                keys.check(options)?;
                $( self.$key = keys.$key; )+
                Ok(())
            }
        }
    };
}

metric::with_measure_keys!(answer_section);

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl AnswerSection {
    /// What counts as viral, and when to stop.
    #[must_use]
    pub fn wanted(&self) -> Wanted {
        Wanted {
            viral_at: self.viral_at.clone(),
            stop_at: self.stop_at,
            replicates: self.replicates,
            precision: self.precision,
            at_most: self.at_most,
            confidence: self.confidence,
        }
    }
}

/// One size or a list of them, for the schema.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes what `one_or_more` accepts, and is never made")]
enum OneOrMore {
    One(ViralAt),
    More(Vec<ViralAt>),
}

/// One size or a list of them; a fault is reported at its own place, as it would not be by an
/// untagged enum.
fn one_or_more<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<ViralAt>, D::Error> {
    struct Either;
    impl<'de> Visitor<'de> for Either {
        type Value = Vec<ViralAt>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a size such as { sharers = 5_000 }, or a list of sizes")
        }

        fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
            let mut sizes = Vec::new();
            while let Some(word) = map.next_key()? {
                if !sizes.is_empty() {
                    return Err(M::Error::custom(
                        "several sizes are a list: [{ sharers = 1_000 }, { reach = 5_000 }]",
                    ));
                }
                sizes.push(match word {
                    Word::Sharers => ViralAt::Sharers(map.next_value()?),
                    Word::Reach => ViralAt::Reach(map.next_value()?),
                    Word::SharersFraction => ViralAt::SharersFraction(map.next_value()?),
                    Word::ReachFraction => ViralAt::ReachFraction(map.next_value()?),
                });
            }
            Ok(sizes)
        }

        fn visit_seq<S: SeqAccess<'de>>(self, sizes: S) -> Result<Self::Value, S::Error> {
            Vec::deserialize(SeqAccessDeserializer::new(sizes))
        }
    }
    deserializer.deserialize_any(Either)
}

/// The keys of a size.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Word {
    Sharers,
    Reach,
    SharersFraction,
    ReachFraction,
}
