//! How many users have the message at first, second, third … hand.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Band;
use crate::{
    metric::Generations,
    simulate::OptionSamples,
    statistics::{Confidence, RatioOfMeans},
};

/// How many users of an option are in each generation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GenerationsTold {
    /// Generation by generation, from that of the seeds on.
    pub generations: Vec<Generation>,
    /// How many users are in later ones, on average.
    pub later: f64,
}

/// One generation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Generation {
    /// How often the message was passed on until it came there: 0 for seeds.
    pub generation: u32,
    /// The users.
    pub users: Band,
    /// Its branching number: the mean number of users of the next generation over that of this one,
    /// with its interval (Fieller); `null` in the last generation that is told, and where nobody is in
    /// this one.
    pub branching_number: Option<RatioOfMeans>,
}

impl GenerationsTold {
    /// From the numbers of curves, of which those of the generations begin at `first`.
    pub(in super::super) fn of(
        asked: Generations,
        samples: &OptionSamples,
        first: usize,
        (mean_sharers, replicates): (f64, u64),
        confidence: Confidence,
    ) -> Self {
        let generation = |generation: u32| {
            let place = first + generation as usize;
            let next = || samples.curves.next_and_this(place);
            Generation {
                generation,
                users: Band::of(&samples.curves.numbers()[place], confidence),
                branching_number: (generation < asked.until)
                    .then(|| RatioOfMeans::of_sums(&next(), replicates, confidence))
                    .flatten(),
            }
        };
        let generations: Vec<Generation> = (0..=asked.until).map(generation).collect();
        let told: f64 = generations.iter().map(|generation| generation.users.mean).sum();
        // What rounding leaves of a sum is nobody.
        let later = mean_sharers - told;
        Self { generations, later: if later > 1e-9 * mean_sharers { later } else { 0.0 } }
    }
}
