//! Memory and time of a study, estimated before it runs.
//!
//! Nothing is simulated. Engines, networks, influences and models each state their own costs. The time is
//! an upper bound: that of cascades which all reach everybody.

mod further;
mod stored;

pub use self::{further::Further, stored::NetworkGuess};

use super::Spec;
use crate::{
    error::{Error, Result},
    kernel::plan::Kernel,
    memory,
    metric::{MeasureFacts, Segments},
    model::OutcomeKind,
    simulate::{ImplicitExperiment, WorldLayout},
    statistics::Accumulator,
};

/// Segments of a column whose number is not known before the network is read.
const SEGMENTS: u32 = 20;

/// The memory and time that a study will take.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// The source of the network's size; of several points of a sweep, the least exact.
    pub basis: Basis,
    /// Number of users.
    pub users: f64,
    /// Number of directed edges.
    pub edges: f64,
    /// Points of the scenario's sweeps, 1 without any.
    pub points: usize,
    /// The smallest and the largest number of replicates of each point.
    pub replicates: [u64; 2],
    /// What takes memory, with its peak. Some parts are needed by one kernel only.
    pub memory: Vec<Memory>,
    /// Seconds on a usual machine for the smallest and the largest number of replicates, if every
    /// cascade were as large as `assumed`.
    pub seconds: [f64; 2],
    /// The size of cascades that `seconds` assumes.
    pub assumed: Assumed,
    /// The strategies that search, each once. Their time cannot be estimated, so `seconds` excludes it.
    pub sought: Vec<&'static str>,
}

/// The source of a network's size, the most exact first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// The network, made or read. Sizes are exact, and everything but the simulation is checked.
    Network,
    /// An implicit network. The number of users is exact, that of edges an expectation. Everything but
    /// the simulation is checked.
    Implicit,
    /// The header of a file that is too large to read. Sizes are exact. Settings that depend on the
    /// network are not checked.
    Header,
    /// The size of a file that is too large to read. Sizes are guessed. Settings that depend on the
    /// network are not checked.
    FileSize,
    /// The parameters of a generator whose network is too large to make. Sizes are expectations.
    /// Settings that depend on the network are not checked.
    Parameters,
}

impl Basis {
    /// True if everything but the simulation is checked.
    #[must_use]
    pub const fn is_thorough(self) -> bool {
        matches!(self, Self::Network | Self::Implicit)
    }
}

/// How large cascades are assumed to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assumed {
    /// They reach everybody: the largest size possible.
    Everybody,
    /// The mean size of a branching process: in an implicit network below criticality.
    MeanSize,
    /// They run until they are stopped or nobody is left: in an implicit network from criticality on.
    Stopped,
}

/// Something that takes memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Memory {
    /// What it is, in a few words.
    pub what: &'static str,
    /// Bytes at the peak.
    pub bytes: f64,
    /// When it is needed.
    pub need: Need,
}

/// When something takes memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Always.
    Always,
    /// If this kernel runs.
    By(Kernel),
    /// If in-edges are needed.
    Turned,
    /// Always; the bytes are an upper bound.
    AtMost,
}

impl Memory {
    const fn new(what: &'static str, bytes: f64, need: Need) -> Self {
        Self { what, bytes, need }
    }
}

impl Estimate {
    /// An upper bound of the bytes needed at once. Of the kernels that may run, the largest counts.
    #[must_use]
    pub fn most_bytes(&self) -> f64 {
        let bytes = |of: &dyn Fn(Need) -> bool| -> f64 {
            self.memory.iter().filter(|part| of(part.need)).map(|part| part.bytes).sum()
        };
        let by_kernel = self.memory.iter().filter_map(|part| match part.need {
            Need::By(_) => Some(bytes(&|need| need == part.need)),
            _ => None,
        });
        bytes(&|need| !matches!(need, Need::By(_))) + by_kernel.fold(0.0, f64::max)
    }

    /// The estimate for an implicit network, after the choice of seeds.
    #[must_use]
    pub fn implicit(
        spec: &Spec,
        experiment: &ImplicitExperiment,
        threads: u32,
        points: usize,
    ) -> Self {
        let population = &experiment.population;
        let replicates = spec.wanted.replicate_range();
        let cost = experiment.cost(replicates[1]);
        let bytes = cost.bytes(threads);
        let kept = spec.sample_bytes(replicates[1]);
        let world = 1e-9 * cost.nanoseconds * points as f64 / f64::from(threads.max(1));
        Self {
            basis: Basis::Implicit,
            users: population.users() as f64,
            edges: population.users() as f64 * population.mean_followers(),
            points,
            replicates,
            memory: vec![
                Memory::new("the largest cascades of all threads", bytes, Need::Always),
                Memory::new("replicates", kept, Need::Always),
            ],
            seconds: replicates.map(|count| count as f64 * world),
            assumed: if experiment.rate() < 1.0 { Assumed::MeanSize } else { Assumed::Stopped },
            sought: Vec::new(),
        }
    }
}

impl Spec {
    /// How the numbers of a world stand in a row, on a network of about so many users.
    fn layout(&self, users: f64) -> WorldLayout {
        // Of segments only their number counts, and few columns have more.
        let segments = Segments { codes: Vec::new().into(), count: SEGMENTS };
        let segments = self.measures.by_segment.is_some().then_some(segments);
        let messages = match self.model.outcome_kind() {
            OutcomeKind::Messages(names) => names.len(),
            _ => 0,
        };
        let users = users.min(f64::from(u32::MAX)) as u32;
        let measures = self.measures.ready(&MeasureFacts { users, segments, messages });
        WorldLayout::new(self.options.len(), self.metrics.len(), measures.into())
    }

    /// Bytes of what is kept of so many replicates of all options, and sorted for the quantiles.
    fn sample_bytes(&self, replicates: u64) -> f64 {
        let further = self.layout(0.0).accumulators();
        let further: usize = further.iter().map(Accumulator::kept_values).sum();
        let values = self.options.len() * self.metrics.len() + further;
        2.0 * 8.0 * values as f64 * replicates as f64
    }

    /// Checks that the samples of a fixed number of replicates fit into memory.
    ///
    /// # Errors
    /// [`Error::Value`] if they do not.
    pub fn samples_fit(&self) -> Result<()> {
        let Some(count) = self.wanted.replicates else { return Ok(()) };
        let Err(Error::Memory { needed, available, .. }) =
            memory::fits("replicates", self.sample_bytes(count) as u64)
        else {
            return Ok(());
        };
        let gigabytes = |bytes: u64| bytes as f64 / 1e9;
        let problem = format!(
            "what is measured in {count} replicates takes {:.1} GB of memory, and {:.1} GB are free",
            gigabytes(needed),
            gigabytes(available)
        );
        let remedy =
            "give fewer, or say how precise the answer should be: precision = { reach = 0.01 }";
        Err(Error::value("answer.replicates", problem, remedy))
    }
}
