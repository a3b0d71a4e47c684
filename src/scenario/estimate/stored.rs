//! The estimate for a network that is stored, of which at least the size is known.
//!
//! It must never be less than what a run takes.

use std::sync::Arc;

use super::{
    Assumed, Basis, Estimate, Memory, Need, examined::Further, replicates, size::NetworkSize,
};
use crate::{
    influence::InfluenceRule,
    kernel::{
        batch::{fused, gathered::GatheredWorlds, pointer_jumping::PointerJumping},
        plan::{Job, Kernel, KernelPlan, MOST_MASKS_BYTES, Pilot, gathered_bytes},
    },
    metric::{Measure, Needs},
    model::{AnyModel, OutcomeKind},
    scenario::{Scenario, ScenarioFile},
    seeding::{AnyStrategy, Searched},
    simulate::{MESSAGES_APART, MOST_BYTES, TRACED, WORTH_A_PLAN},
    statistics::Accumulator,
};

/// Bytes that building takes for each edge at its peak, beside the finished rows.
const BUILDING_AN_EDGE: f64 = 2.0;

/// Bytes that 64 worlds take in bit masks for each edge …
const MASKS_AN_EDGE: f64 = 8.0;

/// … and for each user and option side by side.
const MASKS_A_USER: f64 = 16.0;

/// Nanoseconds of an event, at most, where users do things again and again.
const EVENT: f64 = 250.0;

/// Bytes that a chase takes for each user; and where it is asked who has seen it …
const CHASE_A_USER: f64 = 16.0;

/// … those of one option beside, and what each option adds.
const SEEN_A_USER: [f64; 2] = [16.0, 8.0];

impl Estimate {
    /// The estimate for a network of known size.
    #[expect(
        clippy::too_many_lines,
        reason = "one list of memory, and what each line of it is made of"
    )]
    pub(super) fn sized(
        file: &ScenarioFile,
        sized: NetworkSize,
        threads: u32,
        points: usize,
    ) -> Self {
        let NetworkSize { users, edges, basis, walk, numbered: _ } = sized;
        let scenario = file.scenario();
        let answer = &scenario.answer;
        let replicates = replicates(answer);
        let measures = super::measures(scenario, users);
        let needs = answer.measures.iter().map(|metric| metric.needs());
        let needs = needs.chain(measures.iter().map(|measure| measure.needs()));
        let needs = needs.fold(Needs::SHARERS, Needs::union);
        let exposed = needs.intersects(Needs::EXPOSURE);
        let traced = f64::from(u8::from(needs.contains(Needs::TRACE)));
        let influence = influence_bytes(&scenario.influence, [users, edges]);
        let live = live_edges(&scenario.influence, &scenario.model, [users, edges]);
        // One option is searched for after the other.
        let searched = Searched { users, live_edges: live, threads: f64::from(threads.max(1)) };
        let searches = scenario.option.iter().map(|option| option.seeds.bytes(searched));
        let choosing = searches.fold(0.0, f64::max);
        let compared = answer.overlap.map_or(0.0, |_| scenario.option.len() as f64);
        let rows = 8.0 * users + 4.0 * edges;
        let further = Further::of(scenario, replicates, users);
        // Seeds that are left out one by one are options that do not lie in one another.
        let most = further.map_or(0.0, |further| further.cascades);
        let side_by_side = most.max(scenario.option.len() as f64).min(fused::OPTIONS as f64);
        let exposed_later = exposed || further.is_some_and(|further| further.exposed);
        let buffers = [true, exposed_later].into_iter().filter(|&is| is).count() as f64;
        let block = MASKS_AN_EDGE * edges + MASKS_A_USER * side_by_side * users;
        let is_forced = traced > 0.0 || compared > 0.0 || replicates[1] < WORTH_A_PLAN;
        let whole = if is_forced { &[] } else { whole(&scenario.model, [users, edges]) };
        let seen = if exposed_later { SEEN_A_USER[0] + SEEN_A_USER[1] * side_by_side } else { 0.0 };
        // What is larger is not planned.
        let lists = gathered_bytes([users, edges], live).min(MOST_MASKS_BYTES) + seen * users;
        // Threads for which there is no room wait for each other.
        let of_all = |block: f64| {
            let most = (MOST_BYTES as f64 / block).floor().clamp(1.0, f64::from(threads.max(1)));
            if edges > 0.0 { most * block } else { 0.0 }
        };
        let is = |kernel| f64::from(u8::from(whole.contains(&kernel)));
        let masks = is(Kernel::Fused) * of_all(block);
        let gathered = is(Kernel::Gathered) * of_all(lists);
        let chased = is(Kernel::Chase) * f64::from(threads) * users * (CHASE_A_USER + seen);
        let remembered = scenario.model.cost().cascade_user;
        let again = again(&scenario.model, users, live);
        // Whom the options of a world have, each as a list and as bits.
        let walked = (buffers + compared) * (4.0 + 0.125) + traced * 8.0 + remembered;
        // A file that opens in place is not built.
        let building = if basis == Basis::Header { 0.0 } else { BUILDING_AN_EDGE * edges };
        let memory = vec![
            Memory::always("network", rows),
            Memory::always("building the network", building),
            Memory { what: "the network turned round", bytes: rows, need: Need::Turned },
            Memory::always("influence", influence),
            Memory::always("the model's edges", laid(scenario, [users, edges])),
            Memory { what: "bit masks", bytes: masks, need: Need::By(Kernel::Fused) },
            Memory { what: "live edges", bytes: gathered, need: Need::By(Kernel::Gathered) },
            Memory { what: "everybody's picks", bytes: chased, need: Need::By(Kernel::Chase) },
            Memory {
                what: "buffers of all threads",
                bytes: f64::from(threads) * users * walked,
                need: Need::By(Kernel::Walk),
            },
            Memory::at_most("what is to come", f64::from(threads) * again.bytes),
            Memory::at_most("choosing seeds", choosing),
            Memory::always("curves", gathered_measures(&measures, scenario.option.len(), users)),
            Memory::always("replicates", super::kept(scenario, replicates[1])),
            // A network with edges missing, and as many influences as there were.
            Memory::always(
                "changed assumptions",
                match further {
                    Some(further) if further.changed => rows + 4.0 * edges + influence,
                    _ => 0.0,
                },
            ),
        ];
        let options = scenario.option.len();
        let job = Job {
            users,
            edges,
            options,
            chains: options,
            replicates: replicates[1],
            exposed,
            live,
            walk,
        };
        let told = if matches!(scenario.model.outcome_kind(), OutcomeKind::Messages(_)) {
            MESSAGES_APART
        } else {
            1.0
        };
        let world = if traced > 0.0 { TRACED } else { 1.0 }
            * told
            * (dearest(&job, whole) + options as f64 * again.nanoseconds);
        let of_further = |further: Further| {
            let job = Job {
                options: further.options as usize,
                chains: further.cascades as usize,
                exposed: exposed || further.exposed,
                ..job
            };
            dearest(&job, whole)
        };
        let worlds = points as f64 / f64::from(threads.max(1));
        let seconds = [0, 1].map(|end: usize| {
            let beside =
                further.map_or(0.0, |further| further.worlds[end] as f64 * of_further(further));
            (replicates[end] as f64 * world + beside) * worlds * 1e-9
        });
        let assumed = Assumed::Everybody;
        let sought = sought(scenario, searched);
        Self { basis, users, edges, points, replicates, memory, seconds, assumed, sought }
    }
}

/// What a cascade takes beside, in which users do things again and again.
#[derive(Default)]
struct AgainAndAgain {
    nanoseconds: f64,
    bytes: f64,
}

fn again(model: &AnyModel, users: f64, live: f64) -> AgainAndAgain {
    let Some(again) = model.cost().repeated else { return AgainAndAgain::default() };
    let events = (again.changes * users + again.contacts * live).min(again.most);
    let bytes = if again.bytes > 0.0 { events * again.bytes } else { 0.0 };
    AgainAndAgain { nanoseconds: events * EVENT, bytes }
}

/// The ways of seeding that search, each once.
fn sought(scenario: &Scenario, searched: Searched) -> Vec<&'static str> {
    let seeds = scenario.option.iter().map(|option| &option.seeds);
    let searches = seeds.filter(|seeds| seeds.bytes(searched) > 0.0);
    let mut sought: Vec<&'static str> = searches.map(AnyStrategy::keyword).collect();
    sought.sort_unstable();
    sought.dedup();
    sought
}

/// Bytes of the strengths of all edges.
fn influence_bytes(influence: &InfluenceRule, [users, edges]: [f64; 2]) -> f64 {
    match influence {
        InfluenceRule::Uniform(_) => 8.0,
        InfluenceRule::WeightedCascade(_) => 12.0 * users,
        // The part that each user sees, beside the other rule's.
        InfluenceRule::DividedAttention(divided) => {
            8.0 * users + influence_bytes(&divided.once_seen, [users, edges])
        }
        _ => 4.0 * edges,
    }
}

/// Bytes that the model keeps of all edges.
fn laid(scenario: &Scenario, [users, edges]: [f64; 2]) -> f64 {
    let cost = scenario.model.cost();
    let differing = match scenario.influence {
        InfluenceRule::Uniform(_) => 0.0,
        _ => edges * cost.prepared_differing_edge,
    };
    differing + users * cost.prepared_user + edges * cost.prepared_edge
}

/// Bytes of what is gathered of all options, but for the values of replicates.
fn gathered_measures(measures: &[Arc<dyn Measure>], options: usize, users: f64) -> f64 {
    // A bin for each number under 512, and 256 for each doubling; a vector that grows has twice that.
    let bins = 512.0 + 256.0 * (users.max(512.0) / 512.0).log2().ceil();
    let bytes = |measure: &Arc<dyn Measure>| {
        let numbers = options * measure.per_option() + measure.per_world(options);
        let each = match measure.accumulator(numbers) {
            Accumulator::Counts(_) => bins.min(users) * 16.0,
            Accumulator::Sums(_) | Accumulator::JointSums(_) => 48.0,
            Accumulator::Values(_) => 0.0,
        };
        numbers as f64 * each
    };
    measures.iter().map(bytes).sum()
}

/// How many edges are live in a world, in the mean: at most, about.
fn live_edges(influence: &InfluenceRule, model: &AnyModel, [users, edges]: [f64; 2]) -> f64 {
    match (model, influence) {
        (AnyModel::LinearThreshold(_), _) => users.min(edges),
        (_, InfluenceRule::Uniform(uniform)) => uniform.p.clamp(0.0, 1.0) * edges,
        (_, InfluenceRule::WeightedCascade(cascade)) => (cascade.c.max(0.0) * users).min(edges),
        (_, InfluenceRule::DividedAttention(divided)) => {
            let view = divided.view.clamp(0.0, 1.0);
            // Of whom a user follows, fewer than 1 / c are seen.
            let most = users / divided.c.max(f64::MIN_POSITIVE);
            view * live_edges(&divided.once_seen, model, [users, edges]).min(most)
        }
        _ => edges,
    }
}

/// The kernels that draw a model's worlds whole, on a network of so many users and edges.
fn whole(model: &AnyModel, [users, edges]: [f64; 2]) -> &'static [Kernel] {
    match model {
        AnyModel::IndependentCascade(_) if GatheredWorlds::fits(edges as u64) => {
            &[Kernel::Fused, Kernel::Gathered]
        }
        AnyModel::IndependentCascade(_) => &[Kernel::Fused],
        AnyModel::LinearThreshold(_) if PointerJumping::fits(users as u32) => &[Kernel::Chase],
        _ => &[],
    }
}

/// Nanoseconds of a world in which every option reaches everybody, by the cheapest of a walk and the
/// kernels that draw worlds whole: no other world takes more.
fn dearest(job: &Job, whole: &[Kernel]) -> f64 {
    let cascades = job.chains as f64;
    let (sharers, followers) = (cascades * job.users, cascades * job.edges);
    let everybody = Pilot { worlds: 1, sharers, followers, crowd: followers };
    KernelPlan::cheapest(job, whole, everybody).costs[0].1
}
