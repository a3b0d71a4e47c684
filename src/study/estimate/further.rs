//! The cost of examining one option, beside the run of all options.
//!
//! How many runs break-even takes shows only in its search, so these are upper bounds.

use crate::{
    examine::{Inquiry, MOST_CHANGES, MOST_SEEDS},
    seeding::AnyStrategy,
};

/// What is run beside the options to examine one of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Further {
    /// The number of worlds: the smallest and the largest.
    pub worlds: [u64; 2],
    /// How many further ways of seeding are run, at most.
    pub options: f64,
    /// How many cascades these are a world: nested seed sets share one.
    pub cascades: f64,
    /// Whether reach is counted.
    pub exposed: bool,
    /// Whether the options are run under changed assumptions.
    pub changed: bool,
}

/// What is run for all questions together.
#[derive(Debug, Clone, Copy, Default)]
struct Runs {
    options: f64,
    cascades: f64,
}

impl Further {
    /// The cost of `questions` about the option `examined`. `options` is the number of all options,
    /// `worlds` the smallest and largest number of replicates, `users` the estimated size of the network.
    #[must_use]
    pub fn of(
        questions: &[Inquiry],
        examined: &AnyStrategy,
        options: usize,
        worlds: [u64; 2],
        users: f64,
    ) -> Self {
        let seeds = count(examined).map_or(MOST_SEEDS as f64, f64::from);
        let mut all = Runs::default();
        for inquiry in questions {
            let runs = match inquiry {
                Inquiry::BreakEven => {
                    // Numbers are enclosed by factors of 8 and narrowed by factors of 5, in three
                    // gaps at once; all that are tried at once are one cascade that goes on.
                    let enclosing = (users / seeds).max(1.0).log(8.0).ceil() + 1.0;
                    let narrowing = users.max(1.0).log(5.0).ceil();
                    Runs {
                        options: 8.0 * enclosing + 12.0 * narrowing,
                        cascades: enclosing + narrowing,
                    }
                }
                Inquiry::Curve => {
                    Runs { options: 3.0 * (2.0 * seeds).log10() + 2.0, cascades: 1.0 }
                }
                Inquiry::EachSeed => {
                    let each = seeds.min(MOST_SEEDS as f64);
                    Runs { options: 2.0 * each + 1.0, cascades: each + 1.0 }
                }
                Inquiry::Robustness => {
                    let options = (MOST_CHANGES * options) as f64;
                    Runs { options, cascades: options }
                }
            };
            all.options += runs.options;
            all.cascades += runs.cascades;
        }
        Self {
            worlds,
            options: all.options,
            cascades: all.cascades,
            exposed: questions.contains(&Inquiry::EachSeed),
            changed: questions.contains(&Inquiry::Robustness),
        }
    }
}

/// How many seeds an option chooses, where its strategy has a count.
fn count(examined: &AnyStrategy) -> Option<u32> {
    let strategy = serde_json::to_value(examined).ok()?;
    let count = strategy.get(examined.keyword())?.get("count")?.as_u64()?;
    u32::try_from(count).ok().filter(|&count| count > 0)
}
