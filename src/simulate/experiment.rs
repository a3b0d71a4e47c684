//! The input of a simulation on a stored network: an owned value that any thread may hold.

use std::{fmt, sync::Arc};

use super::WorldLayout;
use crate::{
    metric::{AnyMetric, Measure, Needs, Segments},
    model::Cascade,
    network::Network,
    seeding::Seeds,
};

/// The input of a simulation on a stored network.
///
/// Its fields are public: a program may put its own [`Measure`] or [`Cascade`] in.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
/// use wordspread::{
///     AnyMetric, EdgeMeaning, Network,
///     influence::Influence,
///     model::{IndependentCascade, Model},
///     seeding::Seeds,
///     simulate::{self, Experiment, Stop},
///     statistics::Confidence,
/// };
///
/// let edges = [("anna", "bert"), ("bert", "carl")];
/// let network = Network::from_edges(edges, EdgeMeaning::InfluencerToAudience)?;
/// // In place of this cascade, any `Arc<dyn Cascade>` of your own.
/// let cascade = IndependentCascade::default().prepare(&network, &Influence::Uniform(1.0))?;
/// let anna = network.labels().node("anna").expect("she has an edge");
/// let options = vec![Seeds::fixed(vec![anna])];
/// let experiment = Experiment::new(&network, cascade, options, &[AnyMetric::Sharers], 1);
///
/// let stop = Stop::after(10, Confidence::NINETY_FIVE);
/// let plan = experiment.plan(&stop, &());
/// let run = simulate::simulate(experiment.engine(plan.kernel), &stop, &())?;
/// assert_eq!(run.samples.options[0].values[0], [3.0; 10]);
/// # Ok::<(), wordspread::Error>(())
/// ```
#[derive(Clone)]
pub struct Experiment {
    /// The network.
    pub network: Network,
    /// The model, prepared for the network.
    pub cascade: Arc<dyn Cascade>,
    /// The seeds of each option.
    pub options: Arc<[Seeds]>,
    /// The metrics of each cascade.
    pub metrics: Arc<[AnyMetric]>,
    /// The further measures.
    pub measures: Arc<[Arc<dyn Measure>]>,
    /// The segments of users, if a measure needs them.
    pub segments: Option<Segments>,
    /// Names all random numbers of the worlds.
    pub rng_seed: u64,
}

impl Experiment {
    /// An experiment with metrics, and no further measures.
    #[must_use]
    pub fn new(
        network: &Network,
        cascade: Arc<dyn Cascade>,
        options: Vec<Seeds>,
        metrics: &[AnyMetric],
        rng_seed: u64,
    ) -> Self {
        Self {
            network: network.clone(),
            cascade,
            options: options.into(),
            metrics: metrics.into(),
            measures: [].into(),
            segments: None,
            rng_seed,
        }
    }

    /// The place of each number in the row of a world.
    #[must_use]
    pub fn layout(&self) -> WorldLayout {
        WorldLayout::new(self.options.len(), self.metrics.len(), Arc::clone(&self.measures))
    }

    /// What metrics and measures need of a cascade.
    #[must_use]
    pub fn needs(&self) -> Needs {
        let numbers = self.metrics.iter().map(|metric| metric.needs());
        numbers.chain(self.measures.iter().map(|it| it.needs())).fold(Needs::SHARERS, Needs::union)
    }
}

impl fmt::Debug for Experiment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Experiment")
            .field("options", &self.options.len())
            .field("metrics", &self.metrics)
            .field("measures", &self.measures)
            .field("rng_seed", &self.rng_seed)
            .finish_non_exhaustive()
    }
}
