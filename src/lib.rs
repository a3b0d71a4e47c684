//! wordspread simulates word of mouth. A message is reposted by users, each repost shows it to their
//! followers, and now and then it goes viral.
//!
//! It loads or generates a follower network and runs Monte Carlo cascades through it, in parallel.
//! It reports how far a message gets, how likely it goes viral, and which way of seeding is worth its
//! cost.
//!
//! # Ten minutes
//!
//! Start from your own edges. Ids are numbers or texts, and you say what a pair means:
//!
//! ```
//! use wordspread::{EdgeMeaning, Network, Settings, ViralAt, influence::Uniform, simulate};
//!
//! // Each pair says who follows whom.
//! let follows = [("bert", "anna"), ("carl", "anna"), ("dora", "carl"), ("emil", "dora")];
//! let network = Network::from_edges(follows, EdgeMeaning::FollowerToFollowed)?;
//! assert_eq!(network.direction().unwrap(), "A message of anna is shown to bert.");
//!
//! // How likely a follower shares what it is shown, and what counts as viral.
//! let settings = Settings::default()
//!     .influence(Uniform { p: 0.5 })
//!     .viral_at(ViralAt::Sharers(4))
//!     .replicates(10_000);
//!
//! let spread = simulate(&network, ["anna"], &settings)?;
//! // 1 + 1/2 + 1/2 + 1/4 + 1/8 users share it on average.
//! assert!((spread.sharers.mean - 2.375).abs() < 0.1);
//! println!("95% interval {:?}", spread.sharers.interval);
//! println!("viral in {} of 10,000", spread.viral[0].probability.successes);
//! # Ok::<(), wordspread::Error>(())
//! ```
//!
//! Compare several ways of seeding. Name the users, or take a strategy that chooses them:
//!
//! ```
//! use wordspread::{EdgeMeaning, Network, Settings, compare, seeding::{Best, Random, TopDegree}};
//!
//! # let follows = [("bert", "anna"), ("carl", "anna"), ("dora", "carl"), ("emil", "dora")];
//! # let network = Network::from_edges(follows, EdgeMeaning::FollowerToFollowed)?;
//! let options = compare(&network, &Settings::default().replicates(1000))
//!     .option("carl", ["carl"])
//!     .option("most followers", TopDegree::new(1))
//!     .option("best", Best::new(1))
//!     .option("anybody", Random { redraw: true, ..Random::new(1) });
//! let report = options.run()?;
//! assert_eq!(report.option("carl").unwrap().metrics["sharers"].mean, 3.0);
//! println!("{report}"); // the text of the command; `report.to_json()` for programs
//!
//! // The same study in steps: look at it early, save it, go on.
//! let mut study = options.study(&())?;
//! study.advance_to(100, &());
//! println!("{}", options.report(&study)?.verdict.sentences[0]);
//! let mut study = options.resume(&study.to_bytes())?;
//! study.finish(&())?;
//! assert_eq!(options.report(&study)?, report);
//! # Ok::<(), wordspread::Error>(())
//! ```
//!
//! | name | what it is for |
//! |---|---|
//! | [`Network`], [`EdgeMeaning`], [`UserId`] | who is shown whose messages: [`Network::from_edges`], or a file by [`network::format::read`]. |
//! | [`Settings`], [`InfluenceRule`], [`AnyModel`], [`AnyMetric`], [`ViralAt`] | how the message spreads, what is measured, how precisely. |
//! | [`simulate()`], [`Spread`] | one way of seeding. |
//! | [`compare`], [`StudyBuilder`], [`AnyStrategy`] | several at once, and what they cost. |
//! | [`Study`], [`Progress`] | a run in steps, its progress, and how to stop it. |
//! | [`Report`] | every number, as fields, text or JSON. |
//! | [`Error`], [`Result`] | what was wrong: the key, the problem and a remedy. |
//!
//! Everything else is for extension, or for scenarios: studies written as TOML files, which the command
//! `wordspread run` answers. [`scenario`] reads and runs them. The feature `cli` is on by default and
//! builds the command. A program that needs the library alone turns it off:
//! `wordspread = { path = "…", default-features = false }`.
//!
//! # From network to report
//!
//! Every result takes the same steps:
//!
//! ```text
//! network → influence → model → seeds → simulate → metric → statistics → report
//! ```
//!
//! A [`study`] holds one run, from network to results. [`study::Spec`] describes it in plain values.
//! [`study::Prepared`] holds all that is ready before the first replicate, seeds included. A [`Study`] runs
//! replicates from checkpoint to checkpoint. A [`study::Snapshot`] holds its results so far.
//! Scenarios and Rust calls build the same `Spec`, so both give the same numbers.
//!
//! # The layers
//!
//! The modules are for extension. Each is in a layer, and may use only modules listed before it. A test
//! enforces that.
//!
//! | module | what it is for |
//! |---|---|
//! | [`error`], [`rng`], [`mod@catalogue`], [`progress`] | errors that a user can cause; the address of every random number; keyword → type; progress reports and cancellation. |
//! | [`statistics`] | plain numbers in, estimates with uncertainty out: `estimates`, `samples`, `stopping`. |
//! | [`document`] | headings, sentences, tables and charts as blocks, rendered in `text`. |
//! | [`network`] | rows, ids, attributes; [`builder`](network::builder) makes rows from edges, [`format`](mod@network::format) reads and writes files, [`generator`](network::generator) draws networks, [`implicit`](network::implicit) computes followers, [`measure`](network::measure) describes networks. |
//! | [`influence`] | the strength of each edge, one file a rule. |
//! | [`kernel`] | the hot loops that models share: `live` finds live edges, `batch` runs many worlds at once, `events` runs time, `contests` several messages, `exposure_models` repeated exposures; [`plan`](kernel::plan) chooses a kernel. |
//! | [`model`] | how a message passes from user to user, one file a model; `cascade` holds what models share, `time` clocks and delays. |
//! | [`metric`] | what is measured of a cascade: metrics, which are plain numbers, in `number`; keyed measures in `table`. |
//! | [`seeding`] | who has the message first: `given`, `rank`, `search`, `best`, and `reverse` sets. |
//! | [`mod@simulate`] | replicates in parallel on shared worlds until there are enough; one file an engine in `engines`. |
//! | [`examine`] | questions around one option: what each seed adds, how many ordinary users do as much, whether the ranking holds. |
//! | [`study`] | one run, from network to results: prepare, advance, save, resume. |
//! | [`report`] | from samples to a [`Report`], and its forms. |
//! | [`scenario`] | studies as TOML files: `sections`, checks, sweeps, estimates. The functions and types at the crate root are in the same layer. |
//! | `cli` | the command, one file a subcommand. |
//!
//! # Glossary
//!
//! One word for one thing, here and in the code.
//!
//! | word | meaning |
//! |---|---|
//! | edge u → v | a message of u is shown to v; files say it either way round, hence [`EdgeMeaning`]. |
//! | follower, audience | v is a follower of u; all followers of u are its audience. |
//! | influence | the strength of an edge, from 0 to 1: the probability that v shares what u shows it; for linear thresholds a weight. |
//! | model | the rule by which a message passes from user to user. |
//! | live edge | an edge that passes the message on in one world if its source shares. |
//! | cascade | one message spreading from its seeds until it ends. |
//! | sharers | users who passed the message on, seeds included; the literature's activated nodes. |
//! | reach | unique users who have seen it, sharers included. |
//! | impressions | how often it was shown. |
//! | seen | shown the message, or a seed. By default a sharer shows it to all its followers; some models show it to fewer. |
//! | world | the fixed outcome of every coin in one replicate; all options meet the same worlds. |
//! | replicate | one simulated cascade of each option, in one world. |
//! | seeds | users who have the message first. |
//! | option | one way of seeding that is compared with others. |
//! | strategy | a way of choosing seeds. |
//! | `rng_seed` | the number from which all random numbers follow; unrelated to seeds. |
//! | viral at X | a replicate whose sharers (or reach) are at least X; X is always stated. |
//! | metric | a plain number measured of each cascade. |
//! | measure | anything measured of each cascade that is not a plain number, such as a timeline. |
//! | keyed measure | a measure with a key of its own in `[answer]`. |
//! | reverse set | for one random user and one world: all users from whom, as seeds, the message would get there. |
//! | sketch | reverse sets kept in a file. |
//! | kernel | a hot loop that runs cascades; a plan chooses it. A walk follows one cascade; fused and gathered worlds run many at once; a chase (pointer jumping) serves linear thresholds. |
//! | experiment | what is simulated: a network with a prepared model, options and measures. |
//! | engine | simulates an experiment with one kernel. |
//! | worker | the part of an engine that one thread runs, with its buffers. |
//! | block | the numbers of consecutive worlds, filled by one worker. |
//! | layout | where each number stands in a block. |
//! | observer | follows one option's cascades for a measure, and writes its rows. |
//! | accumulator | sums of rows over worlds, from which a mean and its error follow. |
//! | sample | one number of one replicate, option and metric. |
//! | checkpoint | a number of replicates at which precision is judged. |
//! | look | a place in long work where the stop flag is checked; once it is set, the work ends there. |
//! | snapshot | the results of a study up to some replicate. |
//! | network | users and their edges, stored. |
//! | population | users of an implicit network: their edges are computed on demand. |
//!
//! # Where to add what
//!
//! Each is one file and one line in a catalogue. The catalogue makes the scenario keyword, the row of
//! `wordspread list`, the JSON Schema for editors, and the "did you mean" of an error.
//!
//! | to add | implement | file and line go in |
//! |---|---|---|
//! | generator | [`Generate`](network::generator::Generate) | `network/generator`, its `catalogue!`. |
//! | influence rule | [`Rule`](influence::Rule) | `influence`, its `catalogue!`. |
//! | model | [`Model`](model::Model) | `model`, its `catalogue!`. |
//! | law of delays | [`Delay`](model::time::delay::Delay) | `model/time/delay`, its `catalogue!`. |
//! | strategy | [`Strategy`](seeding::Strategy) | `seeding/rank`, `search` or `given`; the `catalogue!` of `seeding`. |
//! | metric | [`Metric`](metric::Metric) | `metric/number`, its `catalogue!`. |
//! | keyed measure | [`KeyedMeasure`](metric::KeyedMeasure) | `metric/table`, its `keyed_measures!`. |
//! | file format | `FileFormat` | `network/format`, its `formats!`. |
//! | form of a report | [`ReportForm`](report::ReportForm) | `report/form`, its `catalogue!`. |
//!
//! An entry is made of three things:
//!
//! 1. a struct. For a generator, influence rule, model, law of delays or strategy it holds the parameters. It
//!    derives `Debug, Clone, Serialize, Deserialize, JsonSchema`, with `#[serde(deny_unknown_fields)]`. A doc
//!    comment on each field says meaning, range and default. Metrics and forms of a report are unit
//!    structs that derive `Debug, Clone, Copy`. A keyed measure derives `Debug, Clone`. The
//!    serde derives go on its [`Key`](metric::KeyedMeasure::Key), the type of its setting in `[answer]`;
//! 2. [`Described`](catalogue::Described): one sentence, and the paper;
//! 3. the trait in the table.
//!
//! Then add a scenario in `scenarios/` that uses it, a test against an exact value, and a line in
//! `CHANGELOG.md`. Tests fail until the lists are complete: those of models and of keys in `[answer]` are in
//! `tests/it/compatibility.rs`, those of generators in `generator/tests` and `tests/cmd/networks.trycmd`.
//!
//! Catalogues cannot be extended from another crate. There, put your own `Arc<dyn`
//! [`Measure`](metric::Measure)`>` or `Arc<dyn` [`Cascade`](model::Cascade)`>` into the public fields of an
//! [`Experiment`](simulate::Experiment), whose example shows where. It gives samples; [`simulate()`],
//! [`compare`] and [`Report`] know only what is in the catalogues.
//!
//! Some things take more than a file. Start in the first place; the others must change too:
//!
//! | to add | start in | change too |
//! |---|---|---|
//! | a kernel | `kernel/batch` | [`kernel::plan`], which weighs it, and `simulate/engines`, where an engine runs it and says what memory and time it takes. |
//! | a question around an option | [`examine`] | `report/examination`, which tells it, and `scenario/sections`, which holds its key. |
//! | a subcommand | `cli/commands` | `cli/pages`, for what it prints. |
//!
//! ## A channel of advertising
//!
//! A channel shows the message to users who follow no sharer, for money. There is none yet, and it takes more
//! than a file. Start in `model/cascade`: a cascade must also start from users who are shown an
//! advertisement. These are no seeds, as they share it only with a probability of their own. Then:
//!
//! * [`seeding`] chooses these users, and its `Price` pays them.
//! * [`rng::Purpose`] names their coins.
//! * The file `kernel/audience` counts who is shown the message.
//! * [`metric::Finished`] must separate paid from earned.
//! * [`study::OptionSpec`], `scenario/sections` and the functions at the root hold its keys.
//! * `report` tells its cost.
//!
//! Kernels of whole worlds, reverse sets and [`examine`] may refuse it at first.
//!
//! ## A generator
//!
//! Make a list of edges, and let [`EdgeList::build`](network::builder::EdgeList::build) make the rows.
//! Random numbers come from [`World::stream`](rng::World::stream). Each depends on its address alone: what
//! it is for, the world, and the user or edge. So the order of the work does not matter.
//!
//! ```
//! use schemars::JsonSchema;
//! use serde::{Deserialize, Serialize};
//! use wordspread::{
//!     catalogue::Described,
//!     network::{
//!         Network, NetworkSize,
//!         builder::{EdgeList, EdgeMeaning, Parallel, Rules},
//!         generator::Generate,
//!         labels::Labels,
//!     },
//!     progress::Progress,
//!     rng::{Purpose, World},
//! };
//!
//! /// Everyone follows one user with a smaller number, at random: a random recursive tree.
//! #[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
//! #[serde(deny_unknown_fields)]
//! pub struct RecursiveTree {
//!     /// Number of users, at least 1.
//!     pub users: u32,
//! }
//!
//! impl Described for RecursiveTree {
//!     const SUMMARY: &'static str = "each newcomer follows one earlier user at random";
//!     const REFERENCE: &'static str = "Na & Rapoport 1970, doi:10.1016/0025-5564(70)90016-2";
//! }
//!
//! impl Generate for RecursiveTree {
//!     fn generate(&self, rng_seed: u64, _: &dyn Progress) -> wordspread::Result<Network> {
//!         let world = World::new(rng_seed, Purpose::Network, 0);
//!         let followed = |user: u32| world.stream(u64::from(user)).below(u64::from(user)) as u32;
//!         let edges = (1..self.users).map(|user| [followed(user), user]).collect();
//!         let rules = Rules {
//!             edge: EdgeMeaning::InfluencerToAudience,
//!             parallel: Parallel::Merge,
//!         };
//!         Ok(EdgeList { edges, columns: Vec::new() }.build(
//!             Labels::index(self.users),
//!             Vec::new(),
//!             rules,
//!         ))
//!     }
//!
//!     fn size(&self) -> NetworkSize {
//!         let users = f64::from(self.users);
//!         NetworkSize::of(users, (users - 1.0).max(0.0)).listed(1.0)
//!     }
//! }
//!
//! let network = RecursiveTree { users: 100 }.generate(1, &())?;
//! assert_eq!(network.edges(), 99);
//! # Ok::<(), wordspread::Error>(())
//! ```
//!
//! ## A model
//!
//! A live-edge model says only which edges of a user are live in a world
//! ([`LiveEdges`](kernel::LiveEdges)). The walk, the buffers, traces and parallel replicates exist
//! already. A model without live edges implements [`Process`](model::Process) instead, and wraps it in
//! [`Forward`](model::Forward).
//!
//! ```
//! use std::sync::Arc;
//!
//! use schemars::JsonSchema;
//! use serde::{Deserialize, Serialize};
//! use wordspread::{
//!     catalogue::Described,
//!     influence::Influence,
//!     kernel::{LiveEdges, Scratch},
//!     model::{Cascade, LiveEdgeCascade, Model},
//!     network::{Network, csr::Rows},
//!     rng::{Purpose, World},
//! };
//!
//! /// Each sharer convinces exactly one follower, chosen at random: a chain letter.
//! #[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
//! #[serde(deny_unknown_fields)]
//! pub struct ChainLetter {}
//!
//! impl Described for ChainLetter {
//!     const SUMMARY: &'static str = "each sharer convinces one follower at random";
//!     const REFERENCE: &'static str = "–";
//! }
//!
//! impl Model for ChainLetter {
//!     fn prepare(&self, network: &Network, _: &Influence) -> wordspread::Result<Arc<dyn Cascade>> {
//!         let network = network.clone();
//!         Ok(Arc::new(LiveEdgeCascade::new(
//!             OneOf(network.forward().clone()),
//!             move || WhoChose(network),
//!             "one picked follower a user",
//!         )))
//!     }
//! }
//!
//! /// The one follower that a user convinces in a world.
//! fn chosen(rows: &Rows, world: World, user: u32) -> Option<u32> {
//!     let row = rows.row(user);
//!     let place = world.stream(u64::from(user)).below(row.len().max(1) as u64);
//!     row.get(place as usize).copied()
//! }
//!
//! struct OneOf(Arc<Rows>);
//!
//! impl LiveEdges for OneOf {
//!     fn for_each_live(&self, world: World, user: u32, visit: impl FnMut(u32)) {
//!         chosen(&self.0, world, user).into_iter().for_each(visit);
//!     }
//! }
//!
//! /// Backward: the users that chose this one.
//! struct WhoChose(Network);
//!
//! impl LiveEdges for WhoChose {
//!     fn for_each_live(&self, world: World, user: u32, visit: impl FnMut(u32)) {
//!         let chose = |&from: &u32| chosen(self.0.forward(), world, from) == Some(user);
//!         self.0.backward().row(user).iter().copied().filter(chose).for_each(visit);
//!     }
//! }
//!
//! # use wordspread::network::generator::Generator;
//! let cycle: Generator = toml::from_str(r#"cycle = { users = 9, ties = "one-way" }"#).unwrap();
//! let network = cycle.generate(1, &())?;
//! let influence = Influence::Uniform(1.0);
//! let cascade = ChainLetter {}.prepare(&network, &influence)?;
//! let mut scratch = Scratch::new(network.users());
//! cascade.run(World::new(1, Purpose::Diffusion, 0), &[4], &mut scratch);
//! assert_eq!(scratch.sharers().len(), 9);
//! # Ok::<(), wordspread::Error>(())
//! ```
//!
//! `prepare` checks a model's parameters. On a bad one it returns
//! [`Error::value`]`("model.<keyword>.<key>", problem, remedy)`. Reach counts the sharers and all their
//! followers, unless the model says who was shown the message
//! ([`Cascade::outcome`](model::Cascade::outcome)).
//!
//! # What never changes a result
//!
//! The number of threads, the vector units of the machine, and the order of the work. If one of them
//! changes a digit, it is a bug.
//!
//! * Random numbers have addresses ([`rng`]).
//! * Floats are summed in a fixed order, and samples are kept in the order of the worlds.
//! * A [plan](kernel::plan) chooses the kernel from the study and the network alone, never from the
//!   machine.
//! * A study that is saved and resumed gives the same bytes as one that ran in one go.
//!
//! Kernels with the same distribution may use different random numbers ([`kernel::batch::fused`]). So a
//! change of options or measures can change the numbers, as another `rng_seed` would. Cascades are the
//! same on every machine. Values that use the system's `exp` or `pow` may differ between platforms:
//! attributes drawn by the `follower` generator, and influence by `attributes`.
//!
//! # Memory
//!
//! | what | bytes |
//! |---|---|
//! | network | 8 a user and 4 an edge; twice that with in-edges (weighted cascade, linear threshold, k-core, reverse sets). |
//! | influence | none where it is uniform; 8 a user where it is per user; 4 an edge where edges differ. |
//! | implicit network | none; each cascade takes 24 to 48 a sharer and, with reach, as much a reached user. |
//! | fused worlds | 8 an edge, and 16 a user and option, for each thread; at most 8 GiB in all. |
//! | gathered worlds | 8 an edge, and 256 for each edge that is live in the mean world and for each user with followers. |
//! | pointer jumping | 16 a user. |
//! | influence per user in a cascade | 12 a user. |
//! | several messages | 16 to 52 a user. |
//! | sharing again and again | 12 a user. |
//! | states by steps | 8 an edge where edges differ. |
//! | samples | 8 a replicate, option and metric. |
//! | a point of a curve | 20 kB an option up to 100,000 users, and 2 kB more for each doubling. |

pub mod catalogue;
pub mod document;
pub mod error;
pub mod examine;
mod facade;
pub mod influence;
mod input_file;
pub mod kernel;
#[doc(hidden)]
pub mod memory;
pub mod metric;
pub mod model;
pub mod network;
pub mod progress;
pub mod report;
pub mod rng;
pub mod scenario;
pub mod seeding;
pub mod simulate;
pub mod statistics;
pub mod study;
#[doc(hidden)]
pub mod vector;
#[doc(hidden)]
pub mod whole_file;

pub use error::{Error, Result};
pub use facade::{Settings, Spread, StudyBuilder, compare, simulate};
pub use influence::InfluenceRule;
pub use metric::AnyMetric;
pub use model::AnyModel;
pub use network::{Network, builder::EdgeMeaning, named::UserId};
pub use progress::Progress;
pub use report::Report;
pub use seeding::AnyStrategy;
pub use study::{Study, ViralAt};
