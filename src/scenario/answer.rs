//! What is asked of the simulation, and how precisely: the section `[answer]`.

use std::fmt;

use schemars::JsonSchema;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error as _, MapAccess, SeqAccess, Visitor, value::SeqAccessDeserializer},
};

use crate::{
    metric::{AnyCurve, AnyMetric, Generations, Needs, Timeline},
    model::TimeUnit,
    simulate::OverlapOf,
    statistics::Confidence,
};

/// What is asked, and how precisely.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AnswerSection {
    /// From what size on a cascade counts as viral; one size, or a list of sizes in `[…]`. The
    /// report gives the probability of each. Default: none is asked for.
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

    /// A category column of the users by which reached users are counted: `"region"`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_segment: Option<String>,

    /// With `by_segment`: whether to tell users of which segment make whom share, for each two
    /// segments; up to 100 segments. Default false.
    #[serde(skip_serializing_if = "is_false")]
    pub mixing: bool,

    /// How many users have shared by when, with bands: `{ every = 1, until = 50 }`, in steps or, where
    /// the model has time of its own, in its unit. Default: not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeline: Option<Timeline>,

    /// How many users have the message at first, second, third … hand, with bands, and the branching
    /// number of each generation: `{ until = 10 }`. Default: not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generations: Option<Generations>,

    /// Numbers of sharers, each at least 1 and no more than there are users, of which to tell when they
    /// are reached and how often they ever are: `[100, 1_000]`; at most 100. Default: none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 100), inner(range(min = 1)))]
    pub times_to: Vec<u64>,

    /// What one step, or the unit of the model's time, is called in reports: `"day"`. Default "step"; "hour"
    /// where the model has an activity by hour, or the published memory; else "unit of time".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_unit: Option<TimeUnit>,

    /// Whom each two options, of 2 to 50, have in common in the same world: among the users who saw it
    /// (`"reach"`) or among those who passed it on (`"sharers"`). Default: not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overlap: Option<OverlapOf>,

    /// Which quantiles to tell of each measure, each between 0 and 1; 0.5 is the median. Default
    /// `[0.1, 0.5, 0.9]`.
    pub quantiles: Vec<f64>,

    /// The probability with which an interval is to cover the true value, between 0 and 1. Default
    /// 0.95.
    pub confidence: Confidence,
}

impl Default for AnswerSection {
    fn default() -> Self {
        Self {
            viral_at: Vec::new(),
            stop_at: None,
            replicates: None,
            precision: None,
            at_most: None,
            measures: vec![AnyMetric::Sharers, AnyMetric::Reach, AnyMetric::Impressions],
            by_segment: None,
            mixing: false,
            timeline: None,
            generations: None,
            times_to: Vec::new(),
            time_unit: None,
            overlap: None,
            quantiles: vec![0.1, 0.5, 0.9],
            confidence: Confidence::NINETY_FIVE,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

impl AnswerSection {
    /// The measures that are curves, in the order of the catalogue.
    #[must_use]
    pub fn curves(&self) -> Vec<AnyCurve> {
        let timeline = self.timeline.map(AnyCurve::Timeline);
        timeline.into_iter().chain(self.generations.map(AnyCurve::Generations)).collect()
    }

    /// True where it must be known who passed it on to whom.
    #[must_use]
    pub fn is_traced(&self) -> bool {
        let measured = self.measures.iter().any(|metric| metric.needs() == Needs::Trace);
        let asked = self.timeline.is_some() || self.generations.is_some() || self.mixing;
        measured || asked || !self.times_to.is_empty()
    }
}

/// At what size a cascade is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StopAt {
    /// So many users who passed it on, seeds included; at least 1.
    #[schemars(range(min = 1))]
    pub sharers: u64,
}

/// From what size on a cascade counts as viral.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ViralAt {
    /// So many users who passed it on, seeds included; at least 1.
    Sharers(#[schemars(range(min = 1))] u64),
    /// So many users who saw it, seeds included; at least 1.
    Reach(#[schemars(range(min = 1))] u64),
    /// Sharers as a fraction of all users, above 0 and at most 1: 0.1 is a tenth of the network.
    SharersFraction(#[schemars(range(max = 1))] f64),
    /// Reach as a fraction of all users, above 0 and at most 1.
    ReachFraction(#[schemars(range(max = 1))] f64),
}

impl ViralAt {
    /// What is compared with the size.
    #[must_use]
    pub const fn metric(self) -> AnyMetric {
        match self {
            Self::Sharers(_) | Self::SharersFraction(_) => AnyMetric::Sharers,
            Self::Reach(_) | Self::ReachFraction(_) => AnyMetric::Reach,
        }
    }

    /// The size in a network of `users`, in whole users.
    #[must_use]
    pub fn size(self, users: u64) -> f64 {
        match self {
            Self::Sharers(size) | Self::Reach(size) => size as f64,
            Self::SharersFraction(fraction) | Self::ReachFraction(fraction) => {
                // Rounding must not make 0.07 of 100 users eight.
                let size = fraction * users as f64;
                (size * (1.0 - 1e-12)).ceil().max(1.0)
            }
        }
    }
}

/// How precise the answers must be, each as the half-width of an interval at `confidence`; all that
/// are given must be met, by every option.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PrecisionWanted {
    /// Mean reach, relative to itself: 0.01 is ± 1%. Above 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reach: Option<f64>,
    /// Mean number of sharers, relative to itself: 0.01 is ± 1%. Above 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sharers: Option<f64>,
    /// The viral probability at every size in `viral_at`, absolute: 0.005 is ± half a percentage
    /// point. Above 0, below 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub viral: Option<f64>,
}

impl PrecisionWanted {
    /// True where nothing is asked for.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.reach.is_none() && self.sharers.is_none() && self.viral.is_none()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fraction_of_the_users_is_the_next_whole_number() {
        for (fraction, users, size) in
            [(0.07, 100, 7), (0.1, 100_000, 10_000), (0.101, 100, 11), (1e-9, 100, 1), (1.0, 7, 7)]
        {
            let found = ViralAt::ReachFraction(fraction).size(users);
            assert_eq!(found as u32, size, "{fraction} of {users}");
        }
    }
}
