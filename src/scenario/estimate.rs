//! What a scenario will take, said before it runs: memory, and a bound on time.
//!
//! Nothing is simulated. A network that is quickly made is made, so that everything but the
//! simulation is checked; a larger one is judged by its file's header or size, or its parameters. The
//! time is the most that it can take: what it would be if every cascade reached everybody.

mod implicit;
mod size;

use self::size::NetworkSize;
use super::{
    AnswerSection, Explanation, ScenarioFile,
    implicit::{Ready, of as implicit_network},
    input::named,
    network::Networks,
};
use crate::{
    error::{Error, Result},
    influence::InfluenceRule,
    kernel::{
        chase::Chase,
        fused,
        plan::{Job, Kernel, Pilot, Plan},
    },
    metric::Needs,
    model::AnyModel,
    progress::Progress,
    simulate::{MOST_BYTES, TRACED, WORTH_A_PLAN},
    statistics::Checkpoints,
};

/// Networks of fewer edges than this are made: it takes a second or two.
const QUICK_EDGES: f64 = 2_000_000.0;

/// Bytes that building takes for each edge at its peak, beside the finished rows.
const BUILDING_AN_EDGE: f64 = 2.0;

/// Bytes that 64 worlds take in bit masks for each edge …
const MASKS_AN_EDGE: f64 = 8.0;

/// … and for each user and option side by side.
const MASKS_A_USER: f64 = 16.0;

/// Bytes that a chase takes for each user; and where it is asked who has seen it …
const CHASE_A_USER: f64 = 16.0;

/// … those of one option beside, and what each option adds.
const SEEN_A_USER: [f64; 2] = [16.0, 8.0];

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
}

impl Memory {
    const fn always(what: &'static str, bytes: f64) -> Self {
        Self { what, bytes, need: Need::Always }
    }
}

impl Estimate {
    /// Leaves out the memory that the plan of an explanation has no use for.
    #[must_use]
    pub fn by_plan(mut self, explanation: &Explanation) -> Self {
        let kernel = explanation.plan.as_ref().map(|plan| plan.kernel);
        self.memory.retain(|part| match part.need {
            Need::Always => true,
            Need::By(needed) => kernel.is_none_or(|kernel| kernel == needed),
            Need::Turned => explanation.turned,
        });
        self
    }

    /// Checks a scenario without running it, and estimates what it will take on so many threads.
    ///
    /// # Errors
    /// What [`run`](fn@super::run) would refuse, as far as it shows before the simulation.
    pub fn of(file: &ScenarioFile, threads: u32, progress: &dyn Progress) -> Result<Self> {
        for named in named(file) {
            std::fs::File::open(&named.place)
                .map_err(|error| Error::reading(&named.place, error))?;
        }
        let points = file.points()?;
        let mut networks = Networks::default();
        let mut largest: Option<NetworkSize> = None;
        let mut implicit_points = Vec::new();
        for point in &points {
            if let Some(implicit) = implicit_network(point.scenario()) {
                let ready = Ready::new(point, implicit, progress);
                let ready = ready.map_err(|error| point.placed(error))?;
                implicit_points.push(Self::implicit(point, &ready, threads, points.len()));
                continue;
            }
            let expected = size::expected(point).map_err(|error| point.placed(error))?;
            let sized = if expected.edges < QUICK_EDGES {
                size::prepare(point, &mut networks, progress)
            } else {
                size::parameters(point).map(|()| expected)
            };
            let sized = sized.map_err(|error| point.placed(error))?;
            largest = Some(largest.map_or(sized, |other| other.or_larger(sized)));
        }
        let dearest =
            implicit_points.into_iter().max_by(|a, b| a.seconds[1].total_cmp(&b.seconds[1]));
        let stored = || largest.map(|sized| Self::sized(file, sized, threads, points.len()));
        Ok(dearest.or_else(stored).expect("a scenario has a point"))
    }

    /// The estimate for a network of known size.
    fn sized(file: &ScenarioFile, sized: NetworkSize, threads: u32, points: usize) -> Self {
        let NetworkSize { users, edges, basis, walk } = sized;
        let scenario = file.scenario();
        let answer = &scenario.answer;
        let replicates = replicates(answer);
        let needed = |needs| answer.measures.iter().any(|metric| metric.needs() == needs);
        let exposed =
            answer.by_segment.is_some() || needed(Needs::Reach) || needed(Needs::Impressions);
        let buffers = [true, exposed].into_iter().filter(|&is| is).count() as f64;
        let traced = f64::from(u8::from(needed(Needs::Trace)));
        let influence = match &scenario.influence {
            InfluenceRule::Uniform(_) => 8.0,
            InfluenceRule::WeightedCascade(_) => 12.0 * users,
            _ => 4.0 * edges,
        };
        let values = (scenario.option.len() * answer.measures.len()) as f64;
        let rows = 8.0 * users + 4.0 * edges;
        let side_by_side = scenario.option.len().min(fused::OPTIONS) as f64;
        let block = MASKS_AN_EDGE * edges + MASKS_A_USER * side_by_side * users;
        let is_forced = traced > 0.0 || replicates[1] < WORTH_A_PLAN;
        let is_chained = matches!(scenario.model, AnyModel::LinearThreshold(_));
        let whole = match scenario.model {
            _ if is_forced => None,
            AnyModel::IndependentCascade(_) => Some(Kernel::Fused),
            AnyModel::LinearThreshold(_) => Chase::fits(users as u32).then_some(Kernel::Chase),
        };
        // Threads for which there is no room wait for each other.
        let blocks = (MOST_BYTES as f64 / block).floor().clamp(1.0, f64::from(threads.max(1)));
        let is = |kernel| f64::from(u8::from(whole == Some(kernel)));
        let masks = if edges > 0.0 { is(Kernel::Fused) * blocks * block } else { 0.0 };
        let seen = if exposed { SEEN_A_USER[0] + SEEN_A_USER[1] * side_by_side } else { 0.0 };
        let chased = is(Kernel::Chase) * f64::from(threads) * users * (CHASE_A_USER + seen);
        // What a walk of linear thresholds remembers of a user.
        let remembered = if is_chained { 8.0 } else { 0.0 };
        let walked = buffers * (4.0 + 0.125) + traced * 8.0 + remembered;
        // A file that opens in place is not built.
        let building = if basis == Basis::Header { 0.0 } else { BUILDING_AN_EDGE * edges };
        let memory = vec![
            Memory::always("network", rows),
            Memory::always("building the network", building),
            Memory { what: "the network turned round", bytes: rows, need: Need::Turned },
            Memory::always("influence", influence),
            Memory { what: "bit masks", bytes: masks, need: Need::By(Kernel::Fused) },
            Memory { what: "everybody's picks", bytes: chased, need: Need::By(Kernel::Chase) },
            Memory {
                what: "buffers of all threads",
                bytes: f64::from(threads) * users * walked,
                need: Need::By(Kernel::Walk),
            },
            // Kept, and sorted for the quantiles.
            Memory::always("replicates", 2.0 * 8.0 * values * replicates[1] as f64),
        ];
        let options = scenario.option.len();
        let job = Job {
            users,
            edges,
            options,
            chains: options,
            replicates: replicates[1],
            exposed,
            walk,
        };
        let world = if traced > 0.0 { TRACED } else { 1.0 } * dearest(&job, whole);
        let worlds = points as f64 / f64::from(threads.max(1));
        let seconds = replicates.map(|count| count as f64 * worlds * world * 1e-9);
        let assumed = Assumed::Everybody;
        Self { basis, users, edges, points, replicates, memory, seconds, assumed }
    }
}

/// Nanoseconds of a world in which every option reaches everybody, by the cheaper of a walk and the
/// kernel that draws worlds whole: no other world takes more.
fn dearest(job: &Job, whole: Option<Kernel>) -> f64 {
    let options = job.options as f64;
    let (sharers, followers) = (options * job.users, options * job.edges);
    let everybody = Pilot { worlds: 1, sharers, followers, crowd: followers };
    match whole {
        Some(kernel) => Plan::cheapest(job, kernel, everybody).costs[0].1,
        None => job.walk_cost(everybody),
    }
}

/// The least and the most replicates.
fn replicates(answer: &AnswerSection) -> [u64; 2] {
    match (answer.replicates, answer.at_most) {
        (Some(count), _) => [count; 2],
        (None, most) => {
            let most = most.expect("a checked scenario limits its precision");
            [Checkpoints::PILOT.min(most), most]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        network::format,
        scenario::{Change, NetworkSection},
    };

    const TEXT: &str = "name = 'a'\nanswer.replicates = 1000\nanswer.measures = ['sharers']\n\
                        [network.generate.gnp]\nusers = 1000\nmean_followers = 4\n\
                        [influence.uniform]\np = 0.1\n\
                        [[option]]\nname = 'b'\nseeds.random = { count = 1 }\n";

    fn estimate(changes: &[&str]) -> Result<Estimate> {
        let changes = changes.iter().map(|change| Change::set(change)).collect::<Result<_>>()?;
        Estimate::of(&ScenarioFile::parse(TEXT, "a.toml", changes)?, 2, &())
    }

    #[test]
    fn a_small_network_is_made_and_a_large_one_is_judged() {
        let small = estimate(&[]).expect("an estimate");
        assert_eq!(small.basis, Basis::Network);
        assert!((small.users - 1000.0).abs() < 0.5);
        // The number of ties has standard deviation √2000 = 45, a tie is two edges.
        assert!((small.edges - 4000.0).abs() < 5.0 * 90.0, "{}", small.edges);
        let large = estimate(&["network.generate.gnp.users=50_000_000"]).expect("an estimate");
        assert_eq!(large.basis, Basis::Parameters);
        assert!((large.edges - 2e8).abs() < 1e3);
        let rows = large.memory.iter().find(|part| part.what == "network").expect("rows");
        assert!((rows.bytes - 1.2e9).abs() < 1e4);
        assert_eq!(large.replicates, [1000, 1000]);
        assert!(large.seconds[0] > small.seconds[0]);
    }

    /// The pilot of a scenario whose cascades are small says less than the bound, by far; that of one
    /// whose cascades reach everybody says about as much.
    #[test]
    fn the_time_bounds_what_a_pilot_says() {
        use crate::scenario::Explanation;
        for (p, least, most) in [("0.01", 0.0, 0.1), ("1.0", 0.5, 1.1)] {
            for measures in ["['sharers']", "['reach']", "['depth']"] {
                let p = format!("influence.uniform.p={p}");
                let measures = format!("answer.measures={measures}");
                let changes = [&*p, &measures, "network.generate.gnp.mean_followers=20"];
                let bound = estimate(&changes).expect("an estimate").seconds[0];
                let changes = changes.map(|change| Change::set(change).expect(change)).to_vec();
                let file = ScenarioFile::parse(TEXT, "a.toml", changes).expect("a scenario");
                let explained = Explanation::of(&file, &()).expect("it is sound").nanoseconds;
                let piloted = 1000.0 / 2.0 * 1e-9 * explained.expect("a pilot");
                let share = piloted / bound;
                assert!((least..=most).contains(&share), "{p} {measures}: {share}");
            }
        }
    }

    #[test]
    fn a_file_that_opens_in_place_has_exact_sizes_and_is_not_built() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("large.wsn");
        let network: NetworkSection =
            toml::from_str("generate = { path = { users = 2_100_000 } }").expect("a section");
        let NetworkSection::Generate(generator) = network else { unreachable!("it is generated") };
        let network = generator.generate(1, &()).expect("a path");
        format::write(&network, &path, None, &()).expect("it is written");
        let changes = vec![Change::network(&path)];
        let text = TEXT.replace("[network.generate.gnp]\nusers = 1000\nmean_followers = 4\n", "");
        let file = ScenarioFile::parse(text, "a.toml", changes).expect("a scenario");
        let estimate = Estimate::of(&file, 2, &()).expect("an estimate");
        assert_eq!(estimate.basis, Basis::Header);
        assert_eq!([estimate.users as u64, estimate.edges as u64], [2_100_000, network.edges()]);
        let building = estimate.memory.iter().find(|part| part.what.starts_with("building"));
        assert!(building.is_none_or(|part| part.bytes == 0.0));
    }

    #[test]
    fn the_memory_of_a_plan_is_what_its_kernel_takes() {
        use crate::scenario::Explanation;
        // (what is changed, what the plan takes, what it does not)
        for (changes, taken, left_out) in [
            (&["influence.uniform.p=0.001"][..], "buffers", &["bit masks", "turned", "picks"][..]),
            (&["influence.uniform.p=0.9"], "bit masks", &["buffers", "turned", "picks"]),
            (
                &["model={ linear-threshold = {} }", "influence={ weighted-cascade = {} }"],
                "turned",
                &["bit masks"],
            ),
        ] {
            let parsed = changes.iter().map(|change| Change::set(change).expect(change)).collect();
            let file = ScenarioFile::parse(TEXT, "a.toml", parsed).expect("a scenario");
            let bound = Estimate::of(&file, 2, &()).expect("it is sound");
            let planned = bound.clone().by_plan(&Explanation::of(&file, &()).expect("it is sound"));
            let takes = |estimate: &Estimate, word: &str| -> f64 {
                let parts = estimate.memory.iter().filter(|part| part.what.contains(word));
                parts.map(|part| part.bytes).sum()
            };
            assert!(takes(&planned, taken) > 0.0, "{changes:?}");
            for word in left_out {
                assert!(takes(&planned, word) == 0.0, "{changes:?}: {word}");
            }
            assert!(takes(&bound, "") > takes(&planned, ""), "{changes:?}");
        }
    }

    #[test]
    fn mistakes_show_without_a_run_and_without_a_network() {
        for change in [
            "network.generate.gnp.mean_followers=-1",
            "influence.uniform.p=7",
            "option.b.seeds.random.count=1001",
            "answer.by_segment=region",
        ] {
            let error = estimate(&[change]).expect_err(change).to_string();
            assert!(error.contains(change), "{error}");
        }
        let large = "network.generate.gnp.users=50_000_000";
        let error = estimate(&[large, "influence.uniform.p=7"]).expect_err("p is 7").to_string();
        assert!(error.contains("influence.uniform.p"), "{error}");
    }
}
