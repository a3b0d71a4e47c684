//! A study up to its first replicate: the network, the prepared model, and the seeds.

use std::sync::Arc;

use super::{
    NetworkSource, OptionFacts, OptionSeeds, Setting, Spec,
    implicit::{choose_addresses, uniform_probability},
    seeds::choose_seeds,
};
use crate::{
    catalogue::nearest,
    error::{Error, Result},
    influence::Influence,
    kernel::plan::{Kernel, KernelPlan},
    metric::{MeasureFacts, NamedSegments, Segments, SizeLimits},
    network::{Network, attributes::UserValues, implicit::Population},
    progress::Progress,
    seeding::{AddressSeeds, Seeds},
    simulate::{Engine, Experiment, ImplicitExperiment, Stop},
};

/// A study up to its first replicate.
#[derive(Debug)]
pub struct Prepared {
    /// The plain description of the study.
    pub spec: Spec,
    /// What is simulated.
    pub experiment: AnyExperiment,
    /// The strength of each edge; on an implicit network one for all.
    pub influence: Influence,
    /// The facts with which measures are made ready.
    pub facts: MeasureFacts,
    /// The segments of users, if results are by segment.
    pub segments: Option<NamedSegments>,
    /// The facts about the seeds of each option.
    pub options: Vec<OptionFacts>,
    /// If the choice of seeds was stopped: the names of the options that have none and are left out.
    pub left_out: Option<Vec<String>>,
    /// When to stop.
    pub stop: Stop,
}

/// What is simulated, on either kind of network.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "a study has one of them")]
pub enum AnyExperiment {
    /// On a stored network.
    Stored(Experiment),
    /// On a network whose edges are computed on demand.
    Implicit(ImplicitExperiment),
}

impl AnyExperiment {
    pub(super) fn engine(&self, kernel: Kernel) -> Arc<dyn Engine> {
        match self {
            Self::Stored(experiment) => experiment.engine(kernel),
            Self::Implicit(experiment) => experiment.engine(),
        }
    }
}

impl Prepared {
    /// Prepares the model and chooses the seeds of every option.
    ///
    /// # Errors
    /// [`Error::Value`] if settings, influence, model or seeds are invalid; [`Error::Stopped`] if the
    /// work was stopped before there were seeds.
    pub fn new(spec: Spec, source: NetworkSource, progress: &dyn Progress) -> Result<Self> {
        match source {
            NetworkSource::Stored(network) => {
                let setting = spec.setting(network)?;
                let seeds = choose_seeds(&spec.options, &setting, spec.rng_seed, progress)?;
                Self::stored(spec, setting, seeds)
            }
            NetworkSource::Implicit(population) => {
                let p = uniform_probability(&spec.influence)?;
                spec.grows_within(&population, p)?;
                let stop = spec.stop(population.users(), None)?;
                let seeds = choose_addresses(&spec, &population, progress)?;
                Ok(Self::implicit(spec, (population, p), seeds, stop))
            }
        }
    }

    /// The study of seeds that are chosen already.
    pub(super) fn stored(spec: Spec, setting: Setting, seeds: OptionSeeds<Seeds>) -> Result<Self> {
        let Setting { network, influence, cascade } = setting;
        let (segments, named) = spec.segments(&network)?.unzip();
        let stop = spec.stop(network.users().into(), named.as_ref())?;
        let facts = MeasureFacts { users: network.users(), segments, messages: cascade.messages() };
        let experiment = Experiment {
            network,
            cascade,
            options: seeds.seeds.into(),
            metrics: spec.metrics.clone().into(),
            measures: spec.measures.ready(&facts).into(),
            segments: facts.segments.clone(),
            rng_seed: spec.rng_seed,
        };
        let (options, left_out) = (seeds.facts, seeds.left_out);
        let experiment = AnyExperiment::Stored(experiment);
        let segments = named;
        Ok(Self { spec, experiment, influence, facts, segments, options, left_out, stop })
    }

    pub(super) fn implicit(
        spec: Spec,
        (population, p): (Arc<Population>, f64),
        seeds: OptionSeeds<AddressSeeds>,
        stop: Stop,
    ) -> Self {
        let facts = MeasureFacts { users: u32::MAX, segments: None, messages: 0 };
        let experiment = ImplicitExperiment {
            population,
            p,
            most: spec.wanted.stop_at.map_or(u64::MAX, |stop_at| stop_at.sharers),
            options: seeds.seeds.into(),
            metrics: spec.metrics.clone().into(),
            measures: spec.measures.ready(&facts).into(),
            rng_seed: spec.rng_seed,
        };
        Self {
            spec,
            experiment: AnyExperiment::Implicit(experiment),
            influence: Influence::Uniform(p),
            facts,
            segments: None,
            options: seeds.facts,
            left_out: seeds.left_out,
            stop,
        }
    }

    /// The experiment; `None` on an implicit network.
    #[must_use]
    pub const fn stored_experiment(&self) -> Option<&Experiment> {
        match &self.experiment {
            AnyExperiment::Stored(experiment) => Some(experiment),
            AnyExperiment::Implicit(_) => None,
        }
    }

    /// Network, influence and model; `None` on an implicit network.
    #[must_use]
    pub fn setting(&self) -> Option<Setting> {
        self.stored_experiment().map(|experiment| Setting {
            network: experiment.network.clone(),
            influence: self.influence.clone(),
            cascade: Arc::clone(&experiment.cascade),
        })
    }

    /// The kernel to run the worlds, and why. `None` on an implicit network, which has one engine only.
    #[must_use]
    pub fn plan(&self, progress: &dyn Progress) -> Option<KernelPlan> {
        self.stored_experiment().map(|experiment| experiment.plan(&self.stop, progress))
    }

    /// Which kernel runs the worlds.
    #[must_use]
    pub(super) fn kernel(&self, progress: &dyn Progress) -> Kernel {
        // Few worlds are walked.
        let plan = if self.left_out.is_some() { None } else { self.plan(progress) };
        plan.map_or(Kernel::Walk, |plan| plan.kernel)
    }

    /// Checks that every option has seeds.
    ///
    /// # Errors
    /// [`Error::Stopped`] if the choice of seeds was stopped and options are left out.
    pub fn with_every_option(&self) -> Result<()> {
        if self.left_out.is_some() { Err(Error::Stopped) } else { Ok(()) }
    }
}

impl Spec {
    /// Prepares influence and model on a network.
    ///
    /// # Errors
    /// [`Error::Value`] if the influence or the model does not fit this network.
    pub fn setting(&self, network: Network) -> Result<Setting> {
        Setting::prepare(network, &self.influence, &self.model, self.rng_seed)
    }

    /// The stopping rule on a network of this many users.
    ///
    /// # Errors
    /// [`Error::Value`] if a viral size or the key of a measure is larger than a cascade can be.
    pub fn stop(&self, users: u64, segments: Option<&NamedSegments>) -> Result<Stop> {
        let stop = self.wanted.stop(&self.metrics, users)?;
        let stop_at = self.wanted.stop_at.map(|stop_at| stop_at.sharers);
        self.measures.fits(&SizeLimits { users, stop_at, segments })?;
        Ok(stop)
    }

    /// The segments of users, from the column that `by_segment` names; `None` without that key.
    ///
    /// # Errors
    /// [`Error::Value`] if the network has no such category column, or if it has too many categories
    /// for a measure.
    pub fn segments(&self, network: &Network) -> Result<Option<(Segments, NamedSegments)>> {
        let Some(column) = &self.measures.by_segment else { return Ok(None) };
        let key = "answer.by_segment";
        match network.user_column(column) {
            Some(UserValues::Category { codes, names }) => {
                let segments = Segments { codes: codes.clone(), count: names.len() as u32 };
                let named = NamedSegments::of(column, names, &segments);
                Ok(Some((segments, named)))
            }
            Some(_) => {
                let problem = format!("{column:?} holds numbers, or yes and no, not categories");
                let remedy = "name a column of categories; where a file's categories look like \
                              numbers, list the column in network.file.users.category";
                Err(Error::value(key, problem, remedy))
            }
            None => {
                let columns = network.user_columns().iter();
                let categories: Vec<&str> = columns
                    .filter(|column| matches!(column.values, UserValues::Category { .. }))
                    .map(|column| column.name.as_str())
                    .collect();
                let remedy = match nearest(column, categories.iter().copied()) {
                    Some(near) => format!("did you mean {near:?}?"),
                    None if categories.is_empty() => {
                        "the network's users have no categories: take \
                                                      a network that has, or leave by_segment out"
                            .to_owned()
                    }
                    None => format!("its users' categories are {}", categories.join(", ")),
                };
                let problem = format!("the network's users have no column {column:?}");
                Err(Error::value(key, problem, remedy))
            }
        }
    }
}
