//! wordspread simulates word of mouth: a message is reposted by people whom their followers trust,
//! each repost shows it to more people, and now and then it goes viral.
//!
//! It loads or generates a follower network and runs Monte Carlo cascades of a message through it in
//! parallel. It reports how far the message gets, how likely it goes viral, and which way of seeding
//! it is worth its money.
//!
//! # The line
//!
//! Every result travels one line, a folder an arrow, and [`scenario::run`](fn@scenario::run) reads
//! like it:
//!
//! ```text
//! scenario → network → influence → model → seeds → simulate → statistics → report
//! ```
//!
//! | folder | what it is for |
//! |---|---|
//! | [`network`] | who is shown whose messages: rows, ids, attributes; [`network::format`](mod@network::format) reads and writes files, [`network::generator`] draws random networks, [`network::implicit`] computes followers instead of storing them, [`network::measure`] describes them |
//! | [`influence`] | how strong each follow is, one file a rule |
//! | [`model`] | how a message passes from user to user, one file a model |
//! | [`kernel`] | the few hot loops that models share |
//! | [`seeding`] | who is given the message first, one file a strategy |
//! | [`metric`] | what is measured of a cascade, one file a measure |
//! | [`simulate`] | replicates in parallel on shared worlds, until there are enough |
//! | [`examine`] | questions around one option: how many ordinary users do as much, what each seed adds, what more of them would do, whether the ranking holds |
//! | [`statistics`] | plain numbers in, estimates with uncertainty out; knows no network |
//! | [`report`] | what a run says: terminal, JSON, CSV |
//! | [`scenario`] | a question as a TOML file asks it, its checks, and the line that answers it |
//! | `cli` | the command, one file a subcommand |
//! | [`rng`], [`mod@catalogue`], [`progress`], [`error`], [`whole_file`], [`memory`] | the address of every random number; keyword → type; who listens to long work; what a user can cause; files that appear only when whole; large arrays on large pages |
//!
//! Imports point one way only, from later in the line to earlier, and a test enforces it.
//!
//! # The words
//!
//! * **edge u → v**: a message of u is shown to v; v is a *follower* of u, part of its *audience*.
//!   Files say it either way round, so whoever loads one must say which
//!   ([`EdgeMeaning`](network::builder::EdgeMeaning)).
//! * **sharers**: users who passed the message on, seeds included (the literature's activated nodes,
//!   influence spread or cascade size). **reach**: unique users who saw it, sharers included.
//!   **impressions**: times it was shown. **viral at X**: a replicate whose sharers (or reach) are
//!   at least X; X is always stated.
//! * **replicate**: one simulated cascade. **world**: the fixed outcome of every coin in one
//!   replicate; all options meet the same worlds. **option**: one way of seeding that a scenario
//!   compares. **`rng_seed`** names all random numbers; *seeds* are users.
//!
//! # A first run
//!
//! ```
//! use wordspread::scenario::{ScenarioFile, run};
//!
//! let file = ScenarioFile::parse(
//!     r#"
//!     name = "a star and its fans"
//!     [network.generate.star]
//!     users = 21
//!     [influence.uniform]
//!     p = 0.1
//!     [[option]]
//!     name = "the hub"
//!     seeds.users = { ids = [0] }
//!     [answer]
//!     viral_at = { sharers = 5 }
//!     replicates = 10_000
//!     "#,
//!     "star.toml",
//!     vec![],
//! )?;
//! let answer = run(&file, &())?;
//! let sharers = &answer.points[0].samples.options[0].values[0];
//! let mean = sharers.iter().sum::<f64>() / 10_000.0;
//! // Exactly 1 + 20 · 0.1 = 3, with standard deviation 1.34.
//! assert!((mean - 3.0).abs() < 4.0 * 1.34 / 100.0);
//! # Ok::<(), wordspread::Error>(())
//! ```
//!
//! # Where to add what
//!
//! A model, a generator, an influence rule, a seeding strategy, a measure or a file format is one
//! file and its line in the `catalogue!` of that folder's `mod.rs` (and Rust's own `mod` line above
//! it). The catalogue makes the scenario keyword, the row of `wordspread list`, the JSON Schema that
//! editors complete from, and the "did you mean" of an error. Three things make an entry:
//!
//! 1. a struct of its parameters, deriving `Debug, Clone, Serialize, Deserialize, JsonSchema`, with
//!    `#[serde(deny_unknown_fields)]` and a doc comment on each field: meaning, range, default;
//! 2. [`Described`](catalogue::Described): one sentence, and the paper;
//! 3. the folder's trait.
//!
//! A **generator** implements [`Generate`](network::generator::Generate): make a list of edges, and
//! let [`EdgeList::build`](network::builder::EdgeList::build) make the rows. Random numbers come
//! from [`World::stream`](rng::World::stream), addressed by what they are for and never by a queue:
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
//!         NetworkSize { users, edges: (users - 1.0).max(0.0) }
//!     }
//! }
//!
//! let network = RecursiveTree { users: 100 }.generate(1, &())?;
//! assert_eq!(network.edges(), 99);
//! # Ok::<(), wordspread::Error>(())
//! ```
//!
//! A **model** implements [`Model`](model::Model). Where an edge is live or not whatever else
//! happens, say only which edges of a user are live in a world ([`LiveEdges`](kernel::LiveEdges));
//! the walk, the buffers, traces and parallel replicates are there already:
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
//! /// The follower whom a user would convince: one coin a user.
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
//! /// Backward: those whom a user follows and who chose it.
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
//! A model's own parameters are checked in `prepare`, with
//! [`Error::value`] naming `model.keyword.key`, as the files in `src/influence` do.
//! Who saw the message is not a model's to say: reach is the sharers and all their followers, unless followers
//! are on platforms of their own ([`Cascade::shown_to`](model::Cascade::shown_to)).
//!
//! Then, for either: a scenario in `scenarios/` that uses it (a test asks for one), a test against an
//! exact value, a line in `CHANGELOG.md` and a word in the README's table. A generator also has its
//! lines in the tables of `generator/tests.rs`, a pinned fingerprint and a refused value, and in the
//! list that `tests/cmd/networks.trycmd` shows; a test fails until they are there.
//!
//! # What never changes a result
//!
//! The number of threads, the machine's vector units, the order of the work. The kernel that runs an
//! experiment is chosen by a [plan](kernel::plan) from the scenario and the network alone; kernels of
//! one law may draw other coins ([`kernel::batch::fused`]), so a change of the options or the measures that
//! changes the plan changes the draw, as another `rng_seed` would. Random numbers have addresses
//! ([`rng`]); floats are summed in a fixed order; samples are kept in the order of the
//! worlds. If the number of threads changes a digit, it is a bug. Cascades draw the same coins on
//! every machine; what is drawn through a system's own logarithms and powers (some generators'
//! degrees, exponential, Weibull and attribute influence) is the same wherever those round alike.
//!
//! # Memory
//!
//! A network takes 8 bytes a user and 4 bytes an edge, twice that once its backward rows are needed
//! (weighted cascade, linear threshold, PageRank); influence adds nothing an edge where it is uniform
//! or per user, 4 bytes an edge where edges differ. An implicit network takes nothing; its cascades
//! take 24 to 48 bytes a sharer and, where reach is measured, a reached user. Fused worlds take 8 bytes
//! an edge and 16 a user and option for each thread that runs them, up to 8 GiB together; gathered
//! worlds take 8 bytes an edge, and 256 for each edge that is live in a world and each user with
//! followers; a chase takes 16 bytes a user, influence per user 12, several messages at once 16 to 52,
//! sharing again and again 12; states by steps take 8 bytes an edge where edges differ. A sample takes 8 bytes a replicate, option and measure; a point of a curve takes 20 kB an option, however many replicates there are, up
//! to 100,000 users, and 2 kB more for each doubling beyond.

pub mod catalogue;
pub mod document;
pub mod error;
pub mod examine;
mod facade;
pub mod influence;
pub mod kernel;
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
pub mod vector;
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
