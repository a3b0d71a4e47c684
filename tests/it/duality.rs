//! Reverse sets and forward cascades agree in expectation, for each model and rule of influence: the
//! share of reverse sets that seeds meet, times the users, is what they spread (Borgs et al. 2014,
//! doi:10.1137/1.9781611973402.70).

use wordspread::{
    influence::{Influence, InfluenceRule},
    kernel::{
        Memo, Scratch, Trace,
        backward::{BATCH, BackwardBatch, RivalTies},
    },
    model::{AnyModel, Cascade, time::delay::AnyDelay},
    network::{
        Network,
        attributes::{EdgeColumn, UserColumn, UserValues},
        generator::Generator,
    },
    rng::{Purpose, World},
    statistics::Moments,
};

use crate::worlds::{ic, lt};

const USERS: u32 = 300;
const SEEDS: [u32; 3] = [0, 7, 100];
const WORLDS: u64 = 30_000;

/// A network with numbers on users and edges. Users that are numbered low have large audiences.
fn network() -> Network {
    let text = "chung-lu = { users = 300, mean_followers = 6 }";
    let generator: Generator = toml::from_str(text).expect("a generator");
    let network = generator.generate(5, &()).expect("a network").relabelled_by_degree();
    let network = network.expect("it is small");
    let mut stream = World::new(1, Purpose::Attributes, 0).stream(0);
    let values: Vec<f64> = (0..network.edges()).map(|_| 0.3 * stream.unit()).collect();
    let column = EdgeColumn { name: EdgeColumn::PROBABILITY.to_owned(), values: values.into() };
    let hours: Vec<f64> = (0..network.edges()).map(|_| 3.0 * stream.unit()).collect();
    let hours = EdgeColumn { name: "hours".to_owned(), values: hours.into() };
    let ages: Vec<f64> = (0..USERS).map(|user| f64::from(user % 7)).collect();
    let age = UserColumn { name: "age".to_owned(), values: UserValues::Number(ages.into()) };
    let (rows, labels) = (network.forward().clone(), network.labels().clone());
    Network::new(rows, vec![column, hours], labels, vec![age], network.built())
}

/// Each rule of the catalogue, some of them twice: where another kernel walks.
const RULES: &[&str] = &[
    "uniform = { p = 0.08 }",
    "uniform = { p = 0.9 }",
    "weighted-cascade = {}",
    "weighted-cascade = { c = 1.5 }",
    "trivalency = {}",
    "from-file = {}",
    "exponential = { mean = 0.1 }",
    "weibull = { scale = 0.1, shape = 2 }",
    "attributes = { intercept = -3, audience = { age = 0.2 } }",
    "topics = { mix = { probability = 0.7 } }",
    "divided-attention = { c = 0.1, view = 0.9, once_seen = { uniform = { p = 0.2 } } }",
    "divided-attention = { c = 0.1, once_seen = { from-file = {} } }",
];

/// In steps, or in time where edges take time.
#[derive(Clone, Copy)]
struct Within(Option<f64>);

/// The sharers of the seeds, world by world: those in time, where there is a limit.
fn forward(cascade: &dyn Cascade, Within(limit): Within) -> Moments {
    let (mut scratch, mut trace) = (Scratch::new(USERS), Trace::default());
    let sharers = |world| {
        let world = World::new(21, Purpose::Diffusion, world);
        cascade.run_traced(world, &SEEDS, &mut scratch, &mut trace);
        let in_time = |&place: &usize| limit.is_none_or(|limit| trace.time(place) <= limit);
        (0..trace.steps().len()).filter(in_time).count() as f64
    };
    Moments::of(&(0..WORLDS).map(sharers).collect::<Vec<_>>())
}

/// For each reverse set all users, where the seeds meet it, else none.
fn backward(cascade: &dyn Cascade, Within(limit): Within) -> Moments {
    met(cascade, BackwardBatch::new(USERS).within(limit.unwrap_or(f64::INFINITY)))
}

/// The same for walks of any kind.
fn met(cascade: &dyn Cascade, mut together: BackwardBatch) -> Moments {
    let cascade = cascade.reverse().expect("reverse sets");
    let mut met: Vec<f64> = Vec::new();
    for first in (0..WORLDS).step_by(BATCH) {
        let worlds: [World; BATCH] =
            std::array::from_fn(|walk| World::new(22, Purpose::Reverse, first + walk as u64));
        let users = u64::from(USERS);
        let roots = worlds.map(|world| world.stream(users).below(users) as u32);
        cascade.run_backward_together(&worlds, &roots, &|_| false, &mut together);
        let mut is_met = [false; BATCH];
        for (walk, user) in together.reached() {
            is_met[walk] |= SEEDS.contains(&user);
        }
        met.extend(is_met.map(|is_met| if is_met { f64::from(USERS) } else { 0.0 }));
    }
    Moments::of(&met)
}

/// Both means have standard errors; five of their difference's are allowed.
fn agree(network: &Network, rule: &str, model: &AnyModel, within: Within) {
    let parsed: InfluenceRule = toml::from_str(rule).expect(rule);
    let influence: Influence = parsed.assign(network, 3).expect(rule);
    let cascade = model.prepare(network, &influence).expect(rule);
    let [ahead, back] = [forward(&*cascade, within), backward(&*cascade, within)];
    let error = |moments: &Moments| moments.standard_error.expect("many worlds");
    let allowed = 5.0 * error(&ahead).hypot(error(&back));
    let what = format!("{rule}, {}: {} and {}", model.keyword(), ahead.mean, back.mean);
    assert!((ahead.mean - back.mean).abs() < allowed, "{what} ± {allowed}");
    assert!(ahead.mean > 1.05 * SEEDS.len() as f64, "{what}: nothing spreads");
}

#[test]
fn seeds_meet_as_many_reverse_sets_as_they_spread_under_each_rule_and_model() {
    let network = network();
    for row in InfluenceRule::ROWS {
        let is_tried = |rule: &&str| rule.split(' ').next() == Some(row.keyword);
        assert!(RULES.iter().any(is_tried), "{} is not tried", row.keyword);
    }
    for rule in RULES {
        agree(&network, rule, &ic(), Within(None));
    }
    // Weights that lead to a user sum to at most 1.
    let divided = "divided-attention = { once_seen = { uniform = { p = 0.8 } } }";
    for rule in ["weighted-cascade = {}", "weighted-cascade = { c = 0.6 }", divided] {
        agree(&network, rule, &lt(), Within(None));
    }
}

#[test]
fn so_they_do_by_a_deadline() {
    let network = network();
    for (steps, model) in [(1.0, ic()), (2.0, ic()), (2.0, lt()), (4.0, lt())] {
        agree(&network, "weighted-cascade = {}", &model, Within(Some(steps)));
    }
    agree(&network, "uniform = { p = 0.08 }", &ic(), Within(Some(3.0)));
}

fn model(text: &str) -> AnyModel {
    toml::from_str(text).expect(text)
}

/// A horizon is the model's own deadline; who asks for less has less.
#[test]
fn so_they_do_where_edges_take_time() {
    let network = network();
    let cascade = |keys: &str| model(&format!("continuous-time-cascade = {{ {keys} }}"));
    for row in AnyDelay::ROWS {
        let is_tried = |law: &&str| law.split(' ').next() == Some(row.keyword);
        assert!(DELAYS.iter().any(is_tried), "{} is not tried", row.keyword);
    }
    for delay in DELAYS {
        let ends = cascade(&format!("delay = {{ {delay} }}, horizon = 2.5"));
        agree(&network, "weighted-cascade = {}", &ends, Within(None));
        agree(&network, "weighted-cascade = {}", &ends, Within(Some(1.6)));
    }
    for rule in ["uniform = { p = 0.08 }", "uniform = { p = 0.5 }", "from-file = {}"] {
        agree(&network, rule, &cascade("horizon = 1.5"), Within(None));
        agree(&network, rule, &cascade(""), Within(Some(1.0)));
        agree(&network, rule, &cascade(""), Within(None));
    }
    let evening = format!("activity = {{ hours = {:?}, start = 18 }}", [0.1, 2.0].repeat(12));
    agree(&network, "weighted-cascade = {}", &cascade(&evening), Within(Some(2.2)));
}

/// Each law of the catalogue.
const DELAYS: &[&str] = &[
    "exponential = { rate = 0.7 }",
    "rayleigh = { growth = 0.9 }",
    "power-law = { exponent = 1.5, shortest = 0.4 }",
    "weibull = { shape = 0.6, scale = 1 }",
    "log-normal = { median = 1, sigma = 1 }",
    "reaction = { period = 0.4, exponent = 0.8 }",
    "fixed = { time = 0.8 }",
    "column = { name = 'hours' }",
];

/// Edges of one user are live together.
#[test]
fn so_they_do_where_sharers_tell_again_and_again_for_a_while() {
    let network = network();
    for (rule, text, within) in [
        ("uniform = { p = 0.3 }", "sir = { recovery = 2 }", None),
        ("weighted-cascade = {}", "sir = { recovery = 0.5, horizon = 2 }", None),
        ("from-file = {}", "sir = {}", Some(1.0)),
        ("from-file = {}", "sir = { recovery = 0.4, clock = 'steps' }", None),
        ("weighted-cascade = {}", "sir = { recovery = 0.3, clock = 'steps', horizon = 3 }", None),
        ("uniform = { p = 0.1 }", "sir = { recovery = 0.5, clock = 'steps' }", Some(2.0)),
        ("weighted-cascade = {}", "si = { horizon = 1 }", None),
        ("from-file = {}", "si = { clock = 'steps' }", Some(4.0)),
    ] {
        agree(&network, rule, &model(text), Within(within));
    }
}

/// Rivals among those whom the seeds reach, and with large audiences of their own.
const RIVALS: [u32; 3] = [1, 4, 30];

/// The sharers of our message, world by world, where both go out step by step.
fn forward_against_rivals(
    cascade: &dyn Cascade,
    ties: RivalTies,
    Within(limit): Within,
) -> Moments {
    let cascade = cascade.live().expect("live edges");
    let mut memo = Memo::new(USERS as usize);
    let mut sharers = |world| {
        let world = World::new(21, Purpose::Diffusion, world);
        memo.forget();
        let mut taken = [false; USERS as usize];
        let mut told = [SEEDS.to_vec(), RIVALS.to_vec()];
        let mut count = 0;
        for _ in 0..=limit.map_or(u32::MAX, |steps| steps as u32) {
            // Whoever wins ties takes first; of each message those tell who took it a step ago.
            let order = if ties == RivalTies::Ours { [0, 1] } else { [1, 0] };
            for message in order {
                told[message].retain(|&user| !std::mem::replace(&mut taken[user as usize], true));
            }
            count += told[0].len();
            if told.iter().all(Vec::is_empty) {
                break;
            }
            told = told.map(|took| {
                let mut next = Vec::new();
                for user in took {
                    cascade.live_followers(world, user, &mut memo, &mut |follower| {
                        next.push(follower);
                    });
                }
                next
            });
        }
        count as f64
    };
    Moments::of(&(0..WORLDS).map(&mut sharers).collect::<Vec<_>>())
}

#[test]
fn so_they_do_against_a_rival() {
    let network = network();
    let rivals: Vec<bool> = (0..USERS).map(|user| RIVALS.contains(&user)).collect();
    for (rule, model, ties, within) in [
        ("weighted-cascade = {}", ic(), RivalTies::Rival, None),
        ("weighted-cascade = { c = 1.5 }", ic(), RivalTies::Ours, None),
        ("uniform = { p = 0.3 }", ic(), RivalTies::Rival, Some(2.0)),
        ("weighted-cascade = {}", lt(), RivalTies::Ours, Some(4.0)),
    ] {
        let parsed: InfluenceRule = toml::from_str(rule).expect(rule);
        let influence: Influence = parsed.assign(&network, 3).expect(rule);
        let cascade = model.prepare(&network, &influence).expect(rule);
        let limit = within.unwrap_or(f64::INFINITY);
        let against = BackwardBatch::new(USERS).within(limit).against(&rivals, ties);
        let ahead = forward_against_rivals(&*cascade, ties, Within(within));
        let back = met(&*cascade, against);
        let error = |moments: &Moments| moments.standard_error.expect("many worlds");
        let allowed = 5.0 * error(&ahead).hypot(error(&back));
        let what = format!("{rule} {ties:?} {within:?}: {} and {}", ahead.mean, back.mean);
        assert!((ahead.mean - back.mean).abs() < allowed, "{what} ± {allowed}");
        let alone = forward(&*cascade, Within(within)).mean;
        assert!(ahead.mean < 0.99 * alone, "{what}: the rival takes nothing of {alone}");
    }
}
