//! What chosen seeds do forward, in worlds that had no part in choosing or testing them.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    error::{Error, Result},
    metric::AnyMetric,
    model::Cascade,
    network::Network,
    progress::Progress,
    seeding::{Seeds, reverse::Spreads},
    simulate::{Experiment, Stop, simulate},
    statistics::{Confidence, Interval, Moments, mean_interval},
};

/// What seeds do in worlds that had no part in choosing or testing them, counted as their certificate
/// counts it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Simulated {
    /// The mean, in the certificate's unit.
    pub mean: f64,
    /// Its 95% interval.
    pub interval: Option<Interval>,
    /// The number of worlds: fewer than wanted where the work was stopped.
    pub replicates: u64,
}

impl Simulated {
    /// The sharers of seeds in so many worlds of an `rng_seed`, simulated as `run` does it.
    pub(in crate::scenario) fn sharers(
        network: &Network,
        cascade: Arc<dyn Cascade>,
        seeds: Seeds,
        (rng_seed, worlds): (u64, u64),
        progress: &dyn Progress,
    ) -> Result<Self> {
        let least = seeds.count() as f64;
        let experiment =
            Experiment::new(network, cascade, vec![seeds], &[AnyMetric::Sharers], rng_seed);
        let stop = Stop::after(worlds, Confidence::NINETY_FIVE);
        let kernel = experiment.plan(&stop, progress).kernel;
        let run = simulate(experiment.engine(kernel), &stop, progress)?;
        let values = run.samples.options.into_iter().flat_map(|option| option.values);
        let values: Vec<f64> = values.flatten().collect();
        Ok(Self::of(&Spreads { values, least, most: network.users().into() }))
    }

    /// Of what seeds spread in each world.
    pub(in crate::scenario) fn of(spreads: &Spreads) -> Self {
        let moments = Moments::of(&spreads.values);
        let possible = Interval { low: spreads.least, high: spreads.most };
        let interval = mean_interval(&moments, Confidence::NINETY_FIVE);
        Self {
            mean: moments.mean,
            interval: interval.map(|interval| interval.within(possible)),
            replicates: moments.count,
        }
    }
}

/// Refuses to simulate seeds in fewer worlds than tell an interval.
pub(in crate::scenario) fn tells_interval(simulate: Option<u64>) -> Result<()> {
    if simulate.is_some_and(|worlds| worlds < 2) {
        let problem = "fewer than 2 worlds tell no interval";
        return Err(Error::value("simulate", problem, "give 2 or more, such as 1000"));
    }
    Ok(())
}

/// What is answered; nothing, and that something is missing, where the user stopped it.
pub(in crate::scenario) fn unless_stopped<T>(
    answered: Option<Result<T>>,
    interrupted: &mut bool,
) -> Result<Option<T>> {
    match answered.transpose() {
        Err(Error::Stopped) => {
            *interrupted = true;
            Ok(None)
        }
        answered => answered,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two worlds with 2 and 22 sharers have a mean of 12 and a standard error of 10, of which Student's law
    /// with one degree takes 12.7.
    #[test]
    fn an_interval_keeps_to_what_can_be() {
        let simulated = |least, most| {
            let spreads = Spreads { values: vec![2.0, 22.0], least, most };
            Simulated::of(&spreads).interval.expect("two worlds")
        };
        let free = simulated(-1e9, 1e9);
        assert!((free.low - (12.0 - 127.062)).abs() < 1e-3, "{free:?}");
        assert_eq!(simulated(1.0, 50.0), Interval { low: 1.0, high: 50.0 });
    }
}
