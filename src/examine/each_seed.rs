//! What each seed adds to the others: every seed left out once, and run alone.
//!
//! Under a live-edge model, the seeds of one world reach every user that any of them reaches. So what
//! only one seed reaches is lost without it, and the rest of what it reaches alone is overlap. Both
//! are exact in each world; their means are as precise as the number of worlds allows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Difference, Subject};
use crate::{
    error::Result,
    metric::Segments,
    progress::Progress,
    seeding::Seeds,
    simulate::Samples,
    statistics::{Interval, Moments, RatioOfMeans, Tally},
};

/// At most this many seeds are examined, the first to be chosen: each of them takes two runs.
pub const MOST_SEEDS: usize = 50;

/// A seed opens a segment where the others reach less than this share of what all seeds do.
const OPENED: f64 = 0.5;

/// What each seed adds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EachSeed {
    /// How many seeds the option has; at most 50 of them are examined.
    pub seeds: usize,
    /// The column of users that makes the segments; `null` where there is none.
    pub column: Option<String>,
    /// The seeds that were examined, the one that adds most first.
    pub each: Vec<SeedGain>,
}

/// What one seed adds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SeedGain {
    /// The user's id.
    pub id: String,
    /// How many followers it has.
    pub followers: u64,
    /// What is lost on average where it alone is left out.
    pub gain: Difference,
    /// The same as a share of the option's mean, from 0 to 1.
    pub share: f64,
    /// The mean where it is the only seed.
    pub alone: f64,
    /// The interval for the true mean of `alone`; `null` under two worlds.
    pub alone_interval: Option<Interval>,
    /// The share of what it reaches alone that the others reach anyway; `null` where it reaches
    /// nobody.
    pub overlap: Option<RatioOfMeans>,
    /// The segments that it opens: there the others reach less than half of what all seeds do. The
    /// one where most is lost comes first.
    pub opens: Vec<OpenedSegment>,
}

/// A segment that a seed opens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OpenedSegment {
    /// The segment's name.
    pub segment: String,
    /// Users reached in it on average by all seeds.
    pub with: f64,
    /// Users reached in it on average without this seed.
    pub without: f64,
}

/// The segments that seeds may open.
#[derive(Debug, Clone)]
pub struct By<'a> {
    /// The column of the user table.
    pub column: &'a str,
    /// The names of its segments.
    pub names: &'a [String],
    /// The segment of each user.
    pub segments: Segments,
}

/// What each of the subject's `seeds` adds, or the first of them where they are many.
///
/// # Errors
/// [`Error::Stopped`](crate::Error::Stopped) where the user stops it on the way.
///
/// # Panics
/// If there are no seeds.
pub fn each_seed(
    subject: &Subject<'_>,
    seeds: &[u32],
    by: Option<&By<'_>>,
    progress: &dyn Progress,
) -> Result<EachSeed> {
    let worlds = &subject.worlds;
    let examined = &seeds[..seeds.len().min(MOST_SEEDS)];
    let without = |left_out: &u32| {
        Seeds::fixed(seeds.iter().copied().filter(|seed| seed != left_out).collect())
    };
    let alone = |&seed: &u32| Seeds::fixed(vec![seed]);
    let mut options = vec![Seeds::fixed(seeds.to_vec())];
    options.extend(examined.iter().map(without));
    options.extend(examined.iter().map(alone));
    let segments = by.map(|by| by.segments.clone());
    let samples = worlds.run_by("leaving out each seed", &options, segments, progress)?;
    let values = |place: usize| samples.options[place].values[0].as_slice();
    let all = values(0);
    let mean = Moments::of(all).mean;
    let gain = |(place, &seed): (usize, &u32)| {
        let (without, alone) = (values(1 + place), values(1 + examined.len() + place));
        let gain = Difference::of(all, without, worlds.confidence);
        let moments = Moments::of(alone);
        let shared: Vec<f64> =
            (0..all.len()).map(|world| alone[world] + without[world] - all[world]).collect();
        SeedGain {
            id: worlds.network.id(seed).to_string(),
            followers: worlds.network.forward().degree(seed) as u64,
            gain,
            share: if mean > 0.0 { gain.mean / mean } else { 0.0 },
            alone: moments.mean,
            alone_interval: worlds.mean_interval(&moments),
            overlap: RatioOfMeans::of(&shared, alone, worlds.confidence),
            opens: by.map_or_else(Vec::new, |by| opened(by, &samples, 1 + place)),
        }
    };
    let mut each: Vec<SeedGain> = examined.iter().enumerate().map(gain).collect();
    // Among equals the one that was chosen first.
    each.sort_by(|a, b| b.gain.mean.total_cmp(&a.gain.mean));
    Ok(EachSeed { seeds: seeds.len(), column: by.map(|by| by.column.to_owned()), each })
}

/// The segments where an option reaches less than half of what the first option does.
fn opened(by: &By<'_>, samples: &Samples, option: usize) -> Vec<OpenedSegment> {
    let mean = |tally: &Tally| tally.sum as f64 / samples.replicates as f64;
    let of_options = |option: usize| {
        let segments = by.segments.with_unknown();
        &samples.measures[0].as_sums()[option * segments..][..segments]
    };
    let both = of_options(0).iter().zip(of_options(option));
    let mut opened: Vec<OpenedSegment> = by
        .names
        .iter()
        .zip(both)
        .map(|(name, (all, rest))| OpenedSegment {
            segment: name.clone(),
            with: mean(all),
            without: mean(rest),
        })
        .filter(|opened| opened.with >= 1.0 && opened.without < OPENED * opened.with)
        .collect();
    opened.sort_by(|a, b| (b.with - b.without).total_cmp(&(a.with - a.without)));
    opened
}
