//! What a scenario will take, said before it runs: memory, and a bound on time.
//!
//! Nothing is simulated. A network that is quickly made is made, so that everything but the
//! simulation is checked; a larger one is judged by its parameters or its file's size. Every number
//! is "about", and the time is what it would take if every cascade reached everybody.

use super::{
    AnswerSection, NetworkSection, ScenarioFile, asked,
    implicit::{self, Ready},
    input::named,
    network::{Networks, located, section, within_section},
    option::choose_seeds,
};
use crate::{
    error::{Error, Result},
    influence::InfluenceRule,
    kernel::fused,
    metric::Needs,
    model::AnyModel,
    network::{
        Network,
        builder::{EdgeList, EdgeMeaning, Parallel, Rules},
        format,
        labels::Labels,
    },
    progress::Progress,
    simulate::MOST_BYTES,
    statistics::Checkpoints,
};

/// Networks of fewer edges than this are made: it takes a second or two.
const QUICK_EDGES: f64 = 2_000_000.0;

/// Bytes of text that an edge takes in most edge lists: two ids of six digits, a tab, a newline.
const BYTES_A_LINE: f64 = 14.0;

/// How much shorter gzip and zstd make an edge list.
const PACKED: f64 = 3.5;

/// Bytes that building takes for each edge at its peak, beside the finished rows.
const BUILDING_AN_EDGE: f64 = 2.0;

/// Bytes that 64 worlds take in bit masks for each edge …
const MASKS_AN_EDGE: f64 = 8.0;

/// … and for each user and option side by side.
const MASKS_A_USER: f64 = 16.0;

/// A look at one follower of a sharer: a coin or a jump and, in a network larger than the caches, a
/// memory miss; nanoseconds on one thread of a usual machine.
const NANOSECONDS_AN_EDGE: f64 = 8.0;

/// A sharer or a reached user noted and cleared again; nanoseconds.
const NANOSECONDS_A_USER: f64 = 12.0;

/// Bytes that a user takes in the hash set of an implicit network's cascade, and in its list.
const BYTES_AN_ADDRESS: f64 = 40.0;

/// A sharer of an implicit network: its followers counted, its live edges drawn; nanoseconds.
const NANOSECONDS_AN_ADDRESS: f64 = 200.0;

/// A reached user of an implicit network: computed and looked up; nanoseconds.
const NANOSECONDS_A_REACHED: f64 = 30.0;

/// What a scenario will take.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// True where the network was made and everything but the simulation is checked; false where it
    /// is too large for that, and what depends on it is not.
    pub thorough: bool,
    /// Number of users.
    pub users: f64,
    /// Number of directed edges.
    pub edges: f64,
    /// Points of the scenario's sweeps, 1 without any.
    pub points: usize,
    /// Replicates of each point: the least and the most.
    pub replicates: [u64; 2],
    /// What takes memory, at its peak.
    pub memory: Vec<Memory>,
    /// Seconds that the least and the most replicates would take, if every cascade were as large
    /// as assumed.
    pub seconds: [f64; 2],
    /// How large cascades are assumed to be for the seconds.
    pub assumed: Assumed,
}

/// How large cascades are assumed to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assumed {
    /// They reach everybody; most stay far below that.
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
}

impl Estimate {
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
        let mut size = [0.0_f64; 2];
        let mut thorough = true;
        let mut implicit_points = Vec::new();
        for point in &points {
            if let Some(implicit) = implicit::of(point.scenario()) {
                let ready = Ready::new(point, implicit, progress);
                let ready = ready.map_err(|error| point.placed(error))?;
                implicit_points.push(Self::implicit(point, &ready, threads, points.len()));
                continue;
            }
            let [users, edges] = expected(point).map_err(|error| point.placed(error))?;
            let checked = if edges < QUICK_EDGES {
                prepare(point, &mut networks, progress)
            } else {
                thorough = false;
                parameters(point).map(|()| [users, edges])
            };
            let [users, edges] = checked.map_err(|error| point.placed(error))?;
            size = [size[0].max(users), size[1].max(edges)];
        }
        let dearest =
            implicit_points.into_iter().max_by(|a, b| a.seconds[1].total_cmp(&b.seconds[1]));
        Ok(dearest.unwrap_or_else(|| Self::sized(file, size, threads, points.len(), thorough)))
    }

    /// The estimate for a network of known size.
    fn sized(
        file: &ScenarioFile,
        [users, edges]: [f64; 2],
        threads: u32,
        points: usize,
        thorough: bool,
    ) -> Self {
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
            InfluenceRule::WeightedCascade(_) => 8.0 * users,
            _ => 4.0 * edges,
        };
        let values = (scenario.option.len() * answer.measures.len()) as f64;
        let rows = 8.0 * users + 4.0 * edges;
        let side_by_side = scenario.option.len().min(fused::OPTIONS) as f64;
        let block = MASKS_AN_EDGE * edges + MASKS_A_USER * side_by_side * users;
        let fusible = matches!(scenario.model, AnyModel::IndependentCascade(_)) && traced == 0.0;
        // Threads for which there is no room wait for each other.
        let blocks = (MOST_BYTES as f64 / block).floor().clamp(1.0, f64::from(threads.max(1)));
        let masks = if fusible && edges > 0.0 { blocks * block } else { 0.0 };
        let memory = vec![
            Memory { what: "network", bytes: rows },
            Memory { what: "building the network", bytes: BUILDING_AN_EDGE * edges },
            Memory { what: "the network turned round, where it is needed", bytes: rows },
            Memory { what: "influence", bytes: influence },
            Memory { what: "bit masks, where worlds are fused", bytes: masks },
            Memory {
                what: "buffers of all threads",
                bytes: f64::from(threads) * users * (buffers * (4.0 + 0.125) + traced * 8.0),
            },
            // Kept, and sorted for the quantiles.
            Memory { what: "replicates", bytes: 2.0 * 8.0 * values * replicates[1] as f64 },
        ];
        let cascade = (NANOSECONDS_AN_EDGE * edges + NANOSECONDS_A_USER * users) * buffers * 1e-9;
        let cascades = scenario.option.len() as f64 * points as f64 / f64::from(threads.max(1));
        let seconds = replicates.map(|count| count as f64 * cascades * cascade);
        let assumed = Assumed::Everybody;
        Self { thorough, users, edges, points, replicates, memory, seconds, assumed }
    }

    /// The estimate for an implicit network.
    fn implicit(file: &ScenarioFile, ready: &Ready, threads: u32, points: usize) -> Self {
        let (scenario, population) = (file.scenario(), &ready.population);
        let users = population.users() as f64;
        let growth = ready.p * population.mean_followers();
        let (spread, assumed) = if growth < 1.0 {
            (1.0 / (1.0 - growth), Assumed::MeanSize)
        } else {
            (f64::INFINITY, Assumed::Stopped)
        };
        let sharers = |seeds: usize| (spread * seeds as f64).min(ready.most as f64).min(users);
        let needed = |needs| scenario.answer.measures.iter().any(|metric| metric.needs() == needs);
        let reached = |sharers: f64| {
            let reached = (sharers * population.mean_followers()).min(users);
            if needed(Needs::Reach) { reached } else { 0.0 }
        };
        let sizes: Vec<f64> = ready.seeds.iter().map(|seeds| sharers(seeds.count())).collect();
        let largest = sizes.iter().copied().fold(0.0, f64::max);
        let traced = if needed(Needs::Trace) { 8.0 } else { 0.0 };
        let cascade = (BYTES_AN_ADDRESS + traced) * largest + BYTES_AN_ADDRESS * reached(largest);
        let replicates = replicates(&scenario.answer);
        let values = (scenario.option.len() * scenario.answer.measures.len()) as f64;
        let memory = vec![
            Memory {
                what: "the largest cascades of all threads",
                bytes: f64::from(threads) * cascade,
            },
            Memory { what: "replicates", bytes: 2.0 * 8.0 * values * replicates[1] as f64 },
        ];
        let cost = |&sharers: &f64| {
            NANOSECONDS_AN_ADDRESS * sharers + NANOSECONDS_A_REACHED * reached(sharers)
        };
        let world = 1e-9 * sizes.iter().map(cost).sum::<f64>();
        let worlds = |count: u64| count as f64 * points as f64 / f64::from(threads.max(1));
        Self {
            thorough: true,
            users,
            edges: users * population.mean_followers(),
            points,
            replicates,
            memory,
            seconds: replicates.map(|count| worlds(count) * world),
            assumed,
        }
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

/// About how many users and edges a scenario's network has, without making it.
fn expected(file: &ScenarioFile) -> Result<[f64; 2]> {
    match section(file)? {
        NetworkSection::Implicit(_) => unreachable!("an implicit network is estimated by itself"),
        NetworkSection::Generate(generator) => {
            let size = generator.size();
            // A generator that is given nonsense knows no size; making it tells what is wrong.
            let known = size.users.is_finite() && size.edges.is_finite();
            Ok(if known { [size.users, size.edges] } else { [0.0; 2] })
        }
        NetworkSection::File(network) => {
            let network = located(file, network);
            if let Some(opened) = format::open(&network).map_err(within_section)? {
                let overview = opened.overview();
                return Ok([overview.users as f64, overview.edges as f64]);
            }
            let path = &network.path;
            let bytes = path.metadata().map_err(|error| Error::reading(path, error))?.len() as f64;
            let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            let edges = match ending {
                "gz" | "zst" => bytes * PACKED / BYTES_A_LINE,
                _ => bytes / BYTES_A_LINE,
            };
            // Networks of people have about ten edges a user and more.
            Ok([edges / 10.0, edges])
        }
    }
}

/// Everything but the simulation; gives the network's size.
fn prepare(
    file: &ScenarioFile,
    networks: &mut Networks,
    progress: &dyn Progress,
) -> Result<[f64; 2]> {
    let scenario = file.scenario();
    let network = networks.of(file, progress)?;
    let influence = scenario.influence.assign(&network, scenario.rng_seed)?;
    scenario.model.prepare(&network, &influence)?;
    choose_seeds(file, &network, progress)?;
    asked::segments(&scenario.answer, &network)?;
    asked::stop(&scenario.answer, network.users().into())?;
    Ok([f64::from(network.users()), network.edges() as f64])
}

/// The parameters of the influence, as far as they can be judged without the network.
fn parameters(file: &ScenarioFile) -> Result<()> {
    let scenario = file.scenario();
    match &scenario.influence {
        // What these refuse depends on the network's columns.
        InfluenceRule::FromFile(_) | InfluenceRule::Attributes(_) => Ok(()),
        rule => rule.assign(&pair(), scenario.rng_seed).map(|_| ()),
    }
}

/// The smallest network with an edge.
fn pair() -> Network {
    let rules = Rules { edge: EdgeMeaning::InfluencerToAudience, parallel: Parallel::Merge };
    EdgeList { edges: vec![[0, 1]], columns: Vec::new() }.build(Labels::index(2), Vec::new(), rules)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Change;

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
        assert!(small.thorough);
        assert!((small.users - 1000.0).abs() < 0.5);
        // The number of ties has standard deviation √2000 = 45, a tie is two edges.
        assert!((small.edges - 4000.0).abs() < 5.0 * 90.0, "{}", small.edges);
        let large = estimate(&["network.generate.gnp.users=50_000_000"]).expect("an estimate");
        assert!(!large.thorough);
        assert!((large.edges - 2e8).abs() < 1e3);
        let rows = large.memory.iter().find(|part| part.what == "network").expect("rows");
        assert!((rows.bytes - 1.2e9).abs() < 1e4);
        assert_eq!(large.replicates, [1000, 1000]);
        assert!(large.seconds[0] > small.seconds[0]);
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
