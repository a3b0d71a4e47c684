//! `wordspread bench`: how fast this machine reads memory, and how fast cascades run on it.
//!
//! The only command that looks at the clock. What it measures is wall time, best of several, on a
//! network like those of the field's papers or on one's own.

use std::{hint::black_box, path::PathBuf, sync::Arc, time::Instant};

use clap::Args;
use rayon::prelude::*;
use serde::Serialize;
use wordspread::{
    document::{
        Document,
        amounts::{number, whole},
    },
    error::{Error, Result},
    influence::{Influence, Rule, WeightedCascade},
    memory::Large,
    metric::AnyMetric,
    model::{AnyModel, IndependentCascade, LinearThreshold},
    network::{Network, format, generator::Generator},
    progress::{Progress, Silent},
    rng::mix,
    seeding::Seeds,
    simulate::{Experiment, Stop, Stopped, simulate},
    statistics::Confidence,
    vector,
};

use crate::cli::{
    exit_status::ExitStatus, flags::network::NetworkFlags, pages::estimate,
    terminal::console::Console,
};

/// Measure this machine's memory and how many cascades a second it runs
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  wordspread bench
  wordspread bench friends.wsn --json
  wordspread --threads 1 bench --seconds 10

Cascades are bound by reads of memory at random: a machine that reads twice as fast runs about twice
as many. Rates are those of counting sharers from the 50 users with most followers.

Ctrl-C ends it early: the rows that were measured by then are printed, and the exit code is 130.")]
pub(crate) struct BenchCommand {
    /// The network file [default: half a million users and five million follows, made by Chung–Lu]
    file: Option<PathBuf>,

    #[command(flatten)]
    network: NetworkFlags,

    /// How long to measure each row, about
    #[arg(long, value_name = "SECONDS", default_value_t = 2.0)]
    seconds: f64,

    /// How many users with most followers are seeds
    #[arg(long, value_name = "N", default_value_t = 50)]
    seeds: usize,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What was measured.
#[derive(Debug, Serialize)]
struct MachineSpeed {
    /// Threads that the last numbers of each list used; the first used one.
    threads: usize,
    /// The vector unit that the kernels use.
    vectors: String,
    /// Reads of four bytes at random from a quarter of a gigabyte, in millions a second.
    random_reads: [f64; 2],
    /// Bytes read in order, in gigabytes a second.
    streaming: [f64; 2],
    users: u64,
    edges: u64,
    cascades: Vec<CascadeRate>,
    /// True where the user stopped it before every row was measured.
    partial: bool,
}

/// How fast cascades of one kind run.
#[derive(Debug, Serialize)]
struct CascadeRate {
    what: &'static str,
    /// The kernel that the plan chose.
    kernel: String,
    /// The mean number of sharers.
    sharers: f64,
    /// Cascades a second, on one thread and on all.
    a_second: [f64; 2],
}

impl BenchCommand {
    pub(crate) fn run(self, console: &Console) -> Result<ExitStatus> {
        if !(self.seconds > 0.0 && self.seconds <= 3600.0) {
            let problem = format!("{} seconds cannot be measured", self.seconds);
            return Err(Error::value("--seconds", problem, "give a number above 0, up to 3600"));
        }
        let progress = console.progress();
        let network = match self.file {
            Some(path) => format::read(&self.network.describe(path), progress)?.near(),
            None => usual().generate(1, progress)?,
        };
        if network.edges() == 0 || self.seeds == 0 {
            let problem = "nothing is shared without follows and seeds";
            return Err(Error::value("bench", problem, "give a network with edges, and a seed"));
        }
        let threads = estimate::threads() as usize;
        let pools = [pool(1)?, pool(threads)?];
        progress.begin("measuring memory", None);
        let random_reads = pools.each_ref().map(|pool| pool.install(|| random_reads(progress)));
        let streaming = pools.each_ref().map(|pool| pool.install(|| streaming(progress)));
        progress.end();
        if progress.cancelled() {
            return Err(Error::Stopped);
        }
        let seeds = most_followed(&network, self.seeds);
        let cascades = rates(&network, &seeds, self.seconds, &pools, progress)?;
        let measured = MachineSpeed {
            threads,
            vectors: format!("{:?}", vector::width()).to_lowercase(),
            random_reads,
            streaming,
            users: u64::from(network.users()),
            edges: network.edges(),
            cascades,
            partial: progress.cancelled(),
        };
        if self.json {
            console.print_json(&measured)?;
        } else {
            console.print(&text(&measured, console))?;
        }
        Ok(if measured.partial { ExitStatus::Interrupted } else { ExitStatus::Done })
    }
}

/// A network like those on which cascades are usually timed.
fn usual() -> Generator {
    toml::from_str(
        "chung-lu = { users = 500_000, mean_followers = 10.4, followers_exponent = 2.2, \
         followed_exponent = 2.5, max_followers = 16_000 }",
    )
    .expect("parameters of a generator of ours")
}

fn pool(threads: usize) -> Result<rayon::ThreadPool> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(|refused| {
        let problem = format!("{threads} threads cannot be started: {refused}");
        Error::value("--threads", problem, "ask for fewer")
    })
}

/// The users with most followers, ascending.
fn most_followed(network: &Network, count: usize) -> Vec<u32> {
    let mut users: Vec<u32> = (0..network.users()).collect();
    let followers = |&user: &u32| (std::cmp::Reverse(network.forward().degree(user)), user);
    let count = count.min(users.len());
    users.select_nth_unstable_by_key(count - 1, followers);
    users.truncate(count);
    users.sort_unstable();
    users
}

/// The models that papers time, each under its usual influence.
fn regimes(network: &Network) -> Result<Vec<(&'static str, AnyModel, Influence)>> {
    let ic = || AnyModel::IndependentCascade(IndependentCascade {});
    let weighted = || WeightedCascade::default().assign(network, 1);
    Ok(vec![
        ("independent cascade, p = 0.01", ic(), Influence::Uniform(0.01)),
        ("independent cascade, p = 0.1", ic(), Influence::Uniform(0.1)),
        ("weighted cascade", ic(), weighted()?),
        ("linear threshold", AnyModel::LinearThreshold(LinearThreshold {}), weighted()?),
    ])
}

/// The rates of all regimes; once the user asks to stop, of those that were measured by then.
fn rates(
    network: &Network,
    seeds: &[u32],
    seconds: f64,
    pools: &[rayon::ThreadPool; 2],
    progress: &dyn Progress,
) -> Result<Vec<CascadeRate>> {
    let mut rates = Vec::new();
    for (what, model, influence) in regimes(network)? {
        if progress.cancelled() {
            break;
        }
        progress.begin(what, None);
        let cascade = model.prepare(network, &influence)?;
        let options = vec![Seeds::fixed(seeds.to_vec())];
        let experiment = Experiment::new(network, cascade, options, &[AnyMetric::Sharers], 1);
        rates.extend(rate(what, &experiment, seconds, pools, progress)?);
        progress.end();
    }
    Ok(rates)
}

/// Runs blocks of replicates until the time is over; the best block counts. Nothing where the user
/// asks to stop before.
fn rate(
    what: &'static str,
    experiment: &Experiment,
    seconds: f64,
    pools: &[rayon::ThreadPool; 2],
    progress: &dyn Progress,
) -> Result<Option<CascadeRate>> {
    let after = |replicates| Stop::after(replicates, Confidence::NINETY_FIVE);
    let kernel = experiment.plan(&after(100_000), progress).kernel;
    let engine = experiment.engine(kernel);
    let mut sharers = 0.0;
    let mut a_second = [0.0; 2];
    for (pool, best) in pools.iter().zip(&mut a_second) {
        // Every thread has a block of worlds to run, and more where they are quick.
        let least = 64 * pool.current_num_threads() as u64;
        let mut replicates = least;
        let begun = Instant::now();
        while begun.elapsed().as_secs_f64() < seconds {
            let start = Instant::now();
            let silent = Silent(progress);
            let simulated =
                pool.install(|| simulate(Arc::clone(&engine), &after(replicates), &silent));
            let run = match simulated {
                Ok(run) if run.stopped != Stopped::Interrupted => run,
                Ok(_) | Err(Error::Stopped) => return Ok(None),
                Err(error) => return Err(error),
            };
            let taken = start.elapsed().as_secs_f64();
            *best = f64::max(*best, replicates as f64 / taken);
            let values = &run.samples.options[0].values[0];
            sharers = values.iter().sum::<f64>() / values.len() as f64;
            // A fifth of the time each, so that there are several to take the best of.
            let wanted = (*best * seconds / 5.0) as u64;
            replicates = (wanted / least * least).clamp(least, 1 << 20);
        }
    }
    Ok(Some(CascadeRate { what, kernel: kernel.name().to_owned(), sharers, a_second }))
}

/// Values of four bytes that are read: more than caches hold.
const READ: usize = 1 << 26;

/// Parts of the reads that threads share.
const PARTS: u64 = 64;

/// Millions of reads at random a second.
fn random_reads(progress: &dyn Progress) -> f64 {
    let values = filled();
    best_of(progress, || {
        let reads = 1 << 24;
        let sum = |part: u64| {
            (0..reads / PARTS).fold(0, |sum: u64, nth| {
                let place = mix(part << 40 | nth) as usize & (READ - 1);
                sum.wrapping_add(values[place].into())
            })
        };
        black_box((0..PARTS).into_par_iter().map(sum).collect::<Vec<u64>>());
        reads as f64
    }) / 1e6
}

/// Gigabytes read in order a second.
fn streaming(progress: &dyn Progress) -> f64 {
    let values = filled();
    best_of(progress, || {
        let sum = |part: &[u32]| part.iter().fold(0_u32, |sum, &value| sum.wrapping_add(value));
        black_box(values.par_chunks(READ / PARTS as usize).map(sum).collect::<Vec<u32>>());
        (READ * 4) as f64
    }) / 1e9
}

fn filled() -> Large<u32> {
    let mut values = Large::<u32>::zeroed(READ);
    values.par_iter_mut().enumerate().for_each(|(place, value)| *value = place as u32);
    values
}

/// The best of five, fewer where the user asks to stop: what `work` says it did, a second.
fn best_of(progress: &dyn Progress, work: impl Fn() -> f64) -> f64 {
    let once = |_| {
        let start = Instant::now();
        work() / start.elapsed().as_secs_f64()
    };
    (0..5).take_while(|_| !progress.cancelled()).map(once).fold(0.0, f64::max)
}

fn text(measured: &MachineSpeed, console: &Console) -> String {
    let mut page = Document::default();
    let both = |[one, all]: [f64; 2], unit: &str| match measured.threads {
        1 => format!("{} {unit} on one thread", number(one)),
        threads => {
            format!("{} {unit} on one thread, {} on {threads}", number(one), number(all))
        }
    };
    page.heading("This machine");
    page.fact("random reads", both(measured.random_reads, "million a second"));
    page.fact("streaming", both(measured.streaming, "GB a second"));
    page.fact("vectors", &measured.vectors);
    page.heading("Cascades");
    if measured.partial {
        page.paragraph("Stopped early: what was not measured to its end is left out.");
    }
    let size = format!("{} users, {} edges", whole(measured.users), whole(measured.edges));
    page.fact("network", &size);
    for rate in &measured.cascades {
        page.fact(rate.what, both(rate.a_second, "a second"));
        let mean = whole(rate.sharers.round() as u64);
        let each = 1e9 / rate.a_second[0] / rate.sharers;
        page.fact("", format!("{mean} sharers, {} ns each, by {}", number(each), rate.kernel));
    }
    console.look().render(&page)
}

#[cfg(test)]
mod tests {
    use wordspread::progress::StopFlag;

    use super::*;

    /// Asks to stop as soon as work of this name begins.
    struct StopIn(&'static str, StopFlag);

    impl Progress for StopIn {
        fn begin(&self, what: &str, _total: Option<u64>) {
            if what == self.0 {
                self.1.set();
            }
        }
        fn advance(&self, _steps: u64) {}
        fn end(&self) {}
        fn stop(&self) -> &StopFlag {
            &self.1
        }
    }

    #[test]
    fn a_stop_keeps_the_rows_that_were_measured_and_no_half_of_one() {
        let generator: Generator =
            toml::from_str("gnp = { users = 500, mean_followers = 4 }").expect("a generator");
        let network = generator.generate(1, &()).expect("it is small");
        let pools = [pool(1).expect("a thread"), pool(2).expect("threads")];
        let names: Vec<&str> =
            regimes(&network).expect("it is sound").iter().map(|regime| regime.0).collect();
        for (at, name) in names.iter().enumerate() {
            let stop = StopIn(name, StopFlag::new());
            let rates = rates(&network, &[0, 1], 0.01, &pools, &stop).expect("no failure");
            assert_eq!(rates.iter().map(|rate| rate.what).collect::<Vec<_>>(), names[..at]);
            assert!(rates.iter().all(|rate| rate.a_second.iter().all(|&rate| rate > 0.0)));
        }
    }
}
