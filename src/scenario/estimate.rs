//! What a scenario will take, said before it runs: memory, and a bound on time.
//!
//! Nothing is simulated. A network that is quickly made is made, so that everything but the
//! simulation is checked; a larger one is judged by its file's header or size, or its parameters. The
//! time is the most that it can take: what it would be if every cascade reached everybody.

mod examined;
mod implicit;
mod size;
mod stored;
#[cfg(test)]
mod tests;

pub use self::examined::Further;

use std::sync::Arc;

use self::size::NetworkSize;
use super::{
    AnswerSection, Explanation, Scenario, ScenarioFile, implicit::of as implicit_network,
    input::named, sections::Networks,
};
use crate::{
    error::{Error, Result},
    kernel::plan::Kernel,
    memory,
    metric::{Measure, MeasureFacts, Segments},
    model::OutcomeKind,
    progress::Progress,
    statistics::{Accumulator, Checkpoints},
    study::{AnyExperiment, Prepared},
};

/// Segments of a column whose number is not known before the network is read.
const SEGMENTS: u32 = 20;

/// Networks of fewer edges than this are made: it takes a second or two.
const QUICK_EDGES: f64 = 2_000_000.0;

/// What a scenario will take.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// What the network's size is known from; of several points, the least that is known of one.
    pub basis: Basis,
    /// Number of users.
    pub users: f64,
    /// Number of directed edges.
    pub edges: f64,
    /// Points of the scenario's sweeps, 1 without any.
    pub points: usize,
    /// Replicates of each point: the least and the most.
    pub replicates: [u64; 2],
    /// What takes memory, at its peak; some of it only by one kernel or another.
    pub memory: Vec<Memory>,
    /// Seconds that the least and the most replicates would take, if every cascade were as large
    /// as assumed, on a usual machine.
    pub seconds: [f64; 2],
    /// How large cascades are assumed to be for the seconds.
    pub assumed: Assumed,
    /// The ways of seeding that search, each once: how long they take shows only as they do, so that the
    /// seconds leave them out.
    pub sought: Vec<&'static str>,
}

/// What the size of a network is known from, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// The network was made or read: sizes are exact, and everything but the simulation is checked.
    Network,
    /// It is implicit: the number of users is exact, that of edges expected, and everything but the
    /// simulation is checked.
    Implicit,
    /// The header of its file, which is too large to be read through: sizes are exact, but what
    /// depends on the network is not checked.
    Header,
    /// The size of its file, which is too large to be read: sizes are guessed, and what depends on
    /// the network is not checked.
    FileSize,
    /// The parameters of a generator whose network is too large to be made: sizes are expected, and
    /// what depends on the network is not checked.
    Parameters,
}

impl Basis {
    /// True where everything but the simulation is checked.
    #[must_use]
    pub const fn is_thorough(self) -> bool {
        matches!(self, Self::Network | Self::Implicit)
    }
}

/// How large cascades are assumed to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assumed {
    /// They reach everybody, which is the most that they can do.
    Everybody,
    /// They have their mean size, as a branching process: in an implicit network, below criticality.
    MeanSize,
    /// They go on until they are stopped, or nobody is left: in an implicit network, from
    /// criticality on.
    Stopped,
}

/// Something that takes memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Memory {
    /// What it is, in a few words.
    pub what: &'static str,
    /// Bytes at the peak.
    pub bytes: f64,
    /// When it is needed, where that is not always.
    pub need: Need,
}

/// When something takes memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Always.
    Always,
    /// Where this kernel runs.
    By(Kernel),
    /// Where the rows of the network are turned round.
    Turned,
    /// Always, but so much at the most.
    AtMost,
}

impl Memory {
    const fn always(what: &'static str, bytes: f64) -> Self {
        Self { what, bytes, need: Need::Always }
    }

    const fn at_most(what: &'static str, bytes: f64) -> Self {
        Self { what, bytes, need: Need::AtMost }
    }
}

impl Estimate {
    /// Leaves out the memory that the plan of an explanation has no use for.
    #[must_use]
    pub fn by_plan(mut self, explanation: &Explanation) -> Self {
        let kernel = explanation.plan.as_ref().map(|plan| plan.kernel);
        self.memory.retain(|part| match part.need {
            Need::Always | Need::AtMost => true,
            Need::By(needed) => kernel.is_none_or(|kernel| kernel == needed),
            Need::Turned => explanation.turned,
        });
        self
    }

    /// Bytes of all that is needed at once, at most: of the kernels that may run, one does.
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

    /// Checks a scenario without running it, and estimates what it will take on so many threads.
    ///
    /// # Errors
    /// What [`run`](fn@super::run) would refuse, as far as it shows before the simulation.
    pub fn of(file: &ScenarioFile, threads: u32, progress: &dyn Progress) -> Result<Self> {
        file.has_option()?;
        replicates_fit(file.scenario())?;
        for named in named(file) {
            std::fs::File::open(&named.place)
                .map_err(|error| Error::reading(&named.place, error))?;
        }
        let points = file.points()?;
        let mut networks = Networks::default();
        let mut largest: Option<NetworkSize> = None;
        let mut implicit_points = Vec::new();
        for point in &points {
            if implicit_network(point.scenario()).is_some() {
                let prepared = networks
                    .source(point, progress)
                    .and_then(|source| Prepared::new(point.spec(), source, progress))
                    .map_err(|error| point.placed(error))?;
                if let AnyExperiment::Implicit(experiment) = &prepared.experiment {
                    implicit_points.push(Self::implicit(point, experiment, threads, points.len()));
                }
                continue;
            }
            let expected = size::expected(point).map_err(|error| point.placed(error))?;
            let sized = if expected.edges < QUICK_EDGES {
                size::prepare(point, &mut networks, progress)
            } else {
                size::parameters(point, expected).map(|()| expected)
            };
            let sized = sized.map_err(|error| point.placed(error))?;
            largest = Some(largest.map_or(sized, |other| other.or_larger(sized)));
        }
        let dearest =
            implicit_points.into_iter().max_by(|a, b| a.seconds[1].total_cmp(&b.seconds[1]));
        let stored = || largest.map(|sized| Self::sized(file, sized, threads, points.len()));
        Ok(dearest.or_else(stored).expect("a scenario has a point"))
    }
}

/// The measures beside plain numbers, on a network of about so many users.
pub(super) fn measures(scenario: &Scenario, users: f64) -> Vec<Arc<dyn Measure>> {
    let keys = scenario.answer.measure_keys();
    // Of segments only their number counts, and few columns have more.
    let segments = Segments { codes: Vec::new().into(), count: SEGMENTS };
    let segments = keys.by_segment.is_some().then_some(segments);
    let messages = match scenario.model.outcome_kind() {
        OutcomeKind::Messages(names) => names.len(),
        _ => 0,
    };
    keys.ready(&MeasureFacts { users: users.min(f64::from(u32::MAX)) as u32, segments, messages })
}

/// Bytes of what is kept of so many replicates of all options, and sorted for the quantiles.
fn kept(scenario: &Scenario, replicates: u64) -> f64 {
    let options = scenario.option.len();
    let values = |measure: &Arc<dyn Measure>| {
        let numbers = options * measure.per_option() + measure.per_world(options);
        match measure.accumulator(numbers) {
            Accumulator::Values(values) => values.len(),
            _ => 0,
        }
    };
    let further: usize = measures(scenario, 0.0).iter().map(values).sum();
    2.0 * 8.0 * (options * scenario.answer.measures.len() + further) as f64 * replicates as f64
}

/// Refuses a number of replicates that is asked for, of which this machine cannot keep what is measured.
pub(super) fn replicates_fit(scenario: &Scenario) -> Result<()> {
    let Some(count) = scenario.answer.replicates else { return Ok(()) };
    let Err(Error::Memory { needed, available, .. }) =
        memory::fits("replicates", kept(scenario, count) as u64)
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

/// The least and the most replicates.
pub(super) fn replicates(answer: &AnswerSection) -> [u64; 2] {
    match (answer.replicates, answer.at_most) {
        (Some(count), _) => [count; 2],
        (None, most) => {
            let most = most.expect("a checked scenario limits its precision");
            [Checkpoints::PILOT.min(most), most]
        }
    }
}
