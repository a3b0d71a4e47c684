//! One run, from network to results, as an owned value.
//!
//! A study is prepared once and run between checkpoints. At any of them it can be inspected, stopped,
//! sent to another thread, or saved as bytes.
//!
//! ```text
//! Spec ─ network → influence → model → seeds ─▶ Prepared ─ kernel ─▶ Study ─▶ Snapshot
//! ```
//!
//! * A [`Spec`] says what is to be done, in plain values. Only later layers (`scenario`, `cli`) read
//!   scenario files.
//! * [`Prepared`] has the network, the prepared model, and the seeds of every option.
//! * A [`Study`] has an engine and the results of its replicates so far.
//! * A [`Snapshot`] is all that a report needs.

mod bytes;
mod estimate;
mod implicit;
mod prepared;
mod rules;
mod seeds;
mod setting;
mod spec;
mod wanted;

pub use self::{
    estimate::{Assumed, Basis, Estimate, Further, Memory, Need, NetworkGuess},
    implicit::uniform_probability,
    prepared::{AnyExperiment, Prepared},
    rules::{DEFAULT_METRICS, DEFAULT_QUANTILES, check_influence_counts, check_options},
    seeds::{OptionFacts, OptionSeeds, check_seeds, lineup},
    setting::Setting,
    spec::{NetworkSource, OptionSpec, Spec},
    wanted::{PrecisionWanted, StopAt, ViralAt, ViralSize, Wanted},
};

use std::{
    sync::{
        Arc,
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

use crate::{
    error::{Error, Result},
    kernel::plan::Kernel,
    progress::{Progress, StopFlag},
    simulate::{RunView, Samples, Simulation, Stop, Stopped},
    statistics::Confidence,
};

/// Where the search for seeds was stopped, the options that have seeds are simulated in so many worlds:
/// few enough to be soon done, enough for an interval.
const FEW: u64 = 16;

/// No longer than this, so that a stop is heard at once.
const GRACE: Duration = Duration::from_millis(150);

/// A running simulation study. It can be paused, saved and resumed.
#[derive(Debug)]
pub struct Study {
    prepared: Arc<Prepared>,
    kernel: Kernel,
    simulation: Simulation,
}

/// What a study has given up to some replicate: all that a report of it needs.
#[derive(Debug, Clone, Copy)]
pub struct Snapshot<'a> {
    /// What was prepared.
    pub prepared: &'a Prepared,
    /// The kernel that runs the worlds.
    pub kernel: Kernel,
    /// What the replicates gave.
    pub run: RunView<'a>,
}

impl Study {
    /// Prepares a study and plans which kernel runs it.
    ///
    /// # Errors
    /// Any error of the spec, network, influence, model or seeds; [`Error::Stopped`] if the user asked to
    /// stop before there were seeds.
    pub fn of(spec: Spec, source: NetworkSource, progress: &dyn Progress) -> Result<Self> {
        Ok(Self::start(Arc::new(Prepared::new(spec, source, progress)?), progress))
    }

    /// A study of what was prepared, with the kernel that a plan chooses. It has no replicate yet.
    #[must_use]
    pub fn start(prepared: Arc<Prepared>, progress: &dyn Progress) -> Self {
        let kernel = prepared.kernel(progress);
        Self::by(prepared, kernel)
    }

    /// Starts with a given kernel. If the model or the network does not support it, worlds are walked;
    /// [`Study::kernel`] still names the given one.
    #[must_use]
    pub fn by(prepared: Arc<Prepared>, kernel: Kernel) -> Self {
        let engine = prepared.experiment.engine(kernel);
        let simulation = Simulation::new(engine, Self::stop_of(&prepared));
        Self { prepared, kernel, simulation }
    }

    fn stop_of(prepared: &Prepared) -> Stop {
        match &prepared.left_out {
            Some(_) => Stop::after(FEW.min(prepared.stop.most()), Confidence::NINETY_FIVE),
            None => prepared.stop.clone(),
        }
    }

    /// Goes on to the next checkpoint of its stopping rule, or until the user asks to stop.
    ///
    /// With a precision the first is at 1,024 replicates, and each next one a quarter further. With a fixed
    /// number of replicates the end is the only one: [`advance_to`](Study::advance_to) stops earlier.
    pub fn advance(&mut self, progress: &dyn Progress) {
        self.simulation.advance(progress);
    }

    /// Goes on until there are exactly so many replicates, it is over, or the user asks to stop. Nothing
    /// happens where there are as many already.
    pub fn advance_to(&mut self, replicates: u64, progress: &dyn Progress) {
        self.simulation.advance_to(replicates, progress);
    }

    /// Runs until the study is over or the user asks to stop: [`is_over`](Study::is_over) tells which. A
    /// stopped study can go on.
    ///
    /// # Errors
    /// [`Error::Stopped`] where the work was stopped before any replicate was finished.
    ///
    /// # Examples
    ///
    /// A [`StopFlag`] stops it from another thread:
    /// ```
    /// use std::{thread, time::Duration};
    /// use wordspread::{EdgeMeaning, Network, Settings, compare, progress::StopFlag};
    ///
    /// let edges = [("anna", "bert"), ("bert", "carl"), ("carl", "anna")];
    /// let network = Network::from_edges(edges, EdgeMeaning::InfluencerToAudience)?;
    /// let options = compare(&network, &Settings::default().replicates(1_000_000_000))
    ///     .option("anna", ["anna"]);
    /// let mut study = options.study(&())?;
    ///
    /// let stop = StopFlag::new();
    /// let impatient = stop.clone();
    /// thread::spawn(move || {
    ///     thread::sleep(Duration::from_millis(300));
    ///     impatient.set();
    /// });
    /// study.finish(&stop)?;
    /// assert!(!study.is_over() && study.samples().replicates > 0);
    /// # Ok::<(), wordspread::Error>(())
    /// ```
    pub fn finish(&mut self, progress: &dyn Progress) -> Result<()> {
        if self.prepared.left_out.is_some() {
            self.finish_soon(progress);
        } else {
            self.simulation.finish(progress);
        }
        if self.samples().replicates == 0 { Err(Error::Stopped) } else { Ok(()) }
    }

    /// Goes on, although the user has asked to stop, until it is over or [`GRACE`] is.
    fn finish_soon(&mut self, progress: &dyn Progress) {
        let stop = &StopFlag::new();
        let (done, waits) = mpsc::channel::<()>();
        thread::scope(|scope| {
            scope.spawn(move || {
                if waits.recv_timeout(GRACE) == Err(RecvTimeoutError::Timeout) {
                    stop.set();
                }
            });
            self.simulation.finish(&UntilFlag { progress, stop });
            drop(done);
        });
    }

    /// True once there are no more replicates to come.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.simulation.is_over()
    }

    /// What was prepared.
    #[must_use]
    pub const fn prepared(&self) -> &Arc<Prepared> {
        &self.prepared
    }

    /// The kernel chosen or given: see [`by`](Study::by).
    #[must_use]
    pub const fn kernel(&self) -> Kernel {
        self.kernel
    }

    /// What the replicates so far gave.
    #[must_use]
    pub const fn samples(&self) -> &Samples {
        self.simulation.samples()
    }

    /// What it has given so far; nothing before the first replicate.
    #[must_use]
    pub fn snapshot(&self) -> Option<Snapshot<'_>> {
        let stopped = match &self.prepared.left_out {
            None => self.simulation.stopped(),
            Some(_) => Stopped::Interrupted,
        };
        (self.samples().replicates > 0).then(|| Snapshot {
            prepared: &self.prepared,
            kernel: self.kernel,
            run: RunView { samples: self.samples(), stop: &self.prepared.stop, stopped },
        })
    }

    /// The samples themselves, of a study that goes no further.
    #[must_use]
    pub fn into_samples(self) -> Samples {
        self.simulation.into_samples()
    }
}

/// Hands work on to a listener, and stops it by a flag of its own.
struct UntilFlag<'a> {
    progress: &'a dyn Progress,
    stop: &'a StopFlag,
}

impl Progress for UntilFlag<'_> {
    fn begin(&self, what: &str, total: Option<u64>) {
        self.progress.begin(what, total);
    }
    fn advance(&self, steps: u64) {
        self.progress.advance(steps);
    }
    fn end(&self) {
        self.progress.end();
    }
    fn stop(&self) -> &StopFlag {
        self.stop
    }
}
