//! What is known of a scenario's network before the simulation: made where that is quick, judged
//! where it is not.
//!
//! It must never say of a guess that it is exact.

use crate::{
    error::{Error, Result},
    influence::InfluenceRule,
    kernel::plan::WalkCost,
    memory,
    network::{
        Network, NetworkSize,
        builder::{EdgeList, EdgeMeaning, Parallel, Rules},
        format,
        labels::Labels,
    },
    progress::Progress,
    scenario::{
        NetworkSection, ScenarioFile, choose, examiner,
        networks::{Networks, located, section, within_section},
        text::key_places,
    },
    seeding::KnownIds,
    study::{Basis, NetworkGuess, check_seeds},
};

/// What a walk costs where the model has not been made ready for the network: the dearest.
const DEAREST_WALK: WalkCost = WalkCost { sharer: 12.0, looks: 1.0, look: 12.0 };

/// How much shorter gzip and zstd make an edge list.
const PACKED: f64 = 3.5;

/// Bytes of text that an edge takes in most edge lists: two ids of six digits, a tab, a newline.
const BYTES_A_LINE: f64 = 14.0;

/// About how many users and edges a scenario's network has, without making it.
/// And how many users are called 0, 1, 2, …, where that is sure of all.
pub(super) fn expected(file: &ScenarioFile) -> Result<(NetworkGuess, Option<u32>)> {
    let sized = |size: NetworkSize, basis, is_numbered| {
        let count = size.users as u32;
        let numbered = (is_numbered && f64::from(count) >= size.users).then_some(count);
        Ok((NetworkGuess { size, basis, walk: DEAREST_WALK }, numbered))
    };
    match section(file)? {
        NetworkSection::Implicit(_) => unreachable!("an implicit network is estimated by itself"),
        NetworkSection::Generate(generator) => {
            let size = generator.size();
            // A generator that is given nonsense knows no size; making it tells what is wrong.
            let known = size.users.is_finite() && size.edges.is_finite();
            if known {
                memory::fits("the network", size.bytes())?;
            }
            let size = if known { size } else { NetworkSize::of(0.0, 0.0) };
            sized(size, Basis::Parameters, known)
        }
        NetworkSection::File(network) => {
            let network = located(file, network);
            if let Some(opened) = format::open(&network).map_err(within_section)? {
                let overview = opened.overview();
                let size = NetworkSize::of(overview.users as f64, overview.edges as f64);
                // A file that opens in place is not built.
                let size = NetworkSize { building_bytes: 0.0, ..size };
                return sized(size, Basis::Header, overview.ids == format::IdKind::Index);
            }
            let path = &network.path;
            let bytes = path.metadata().map_err(|error| Error::reading(path, error))?.len() as f64;
            let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            let edges = match ending {
                "gz" | "zst" => bytes * PACKED / BYTES_A_LINE,
                _ => bytes / BYTES_A_LINE,
            };
            // Networks of people have about ten edges a user and more.
            sized(NetworkSize::of(edges / 10.0, edges), Basis::FileSize, false)
        }
    }
}

/// Everything but the simulation; gives the network's size.
pub(super) fn prepare(
    file: &ScenarioFile,
    networks: &mut Networks,
    progress: &dyn Progress,
) -> Result<NetworkGuess> {
    let scenario = file.scenario();
    let network = networks.of(file, progress)?;
    let spec = file.spec();
    let setting = spec.setting(network)?;
    check_seeds(&spec.options, &setting, spec.rng_seed, progress)?;
    examiner::check(file, &spec.options, &setting, progress)?;
    choose::check_portfolio(scenario, &setting, progress)?;
    let network = &setting.network;
    let segments = spec.segments(network)?.map(|(_, named)| named);
    spec.stop(network.users().into(), segments.as_ref())?;
    let mut size = NetworkSize::of(network.users().into(), network.edges() as f64);
    if let NetworkSection::Generate(generator) = section(file)? {
        size.building_bytes = generator.size().building_bytes;
    }
    Ok(NetworkGuess { size, basis: Basis::Network, walk: setting.cascade.walk_cost() })
}

/// The parameters of the influence, and the users who are named as seeds, as far as they can be judged
/// without the network.
pub(super) fn parameters(file: &ScenarioFile, numbered: Option<u32>) -> Result<()> {
    let scenario = file.scenario();
    if let Some(users) = numbered {
        named_seeds(file, users)?;
    }
    judged(&scenario.influence, scenario.rng_seed)
}

/// Refuses an influence whose parameters are out of range on any network.
fn judged(rule: &InfluenceRule, rng_seed: u64) -> Result<()> {
    match rule {
        // What these refuse depends on the network's columns.
        InfluenceRule::FromFile(_) | InfluenceRule::Topics(_) | InfluenceRule::Attributes(_) => {
            Ok(())
        }
        InfluenceRule::DividedAttention(divided) => {
            divided.with_once_seen(|rule| judged(rule, rng_seed))
        }
        rule => rule.assign(&pair(), rng_seed).map(|_| ()),
    }
}

/// Refuses seeds by ids that nobody has among so many users, who are called 0, 1, 2, ….
fn named_seeds(file: &ScenarioFile, users: u32) -> Result<()> {
    let is_known = |id: &str| {
        let number = id.parse().ok().filter(|&number: &u32| number < users);
        number.is_some_and(|number| number.to_string() == id)
    };
    let last = users.saturating_sub(1);
    let known = KnownIds {
        is_known: &is_known,
        remedy: &format!("the network's users are called 0 … {last}"),
    };
    for (place, option) in file.scenario().option.iter().enumerate() {
        let strategy = option.seeds.keyword();
        let key =
            key_places::shown(&["option", &option.name, "seeds", strategy].map(str::to_owned));
        let path_key = option.seeds.file().map_or_else(String::new, |(key, _)| key);
        let folder = file.folder_of(&format!("option.{place}.seeds.{path_key}"));
        option.seeds.check_named(&key, folder, known)?;
    }
    Ok(())
}

/// The smallest network with an edge.
fn pair() -> Network {
    let rules = Rules { edge: EdgeMeaning::InfluencerToAudience, parallel: Parallel::Merge };
    EdgeList { edges: vec![[0, 1]], columns: Vec::new() }.build(Labels::index(2), Vec::new(), rules)
}
