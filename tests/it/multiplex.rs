//! Several platforms: users and not accounts are counted, whom a message is shown to is a matter of the
//! platform, and what comes of it is what every outcome of small networks, worked through, says.

use std::collections::{BTreeMap, BTreeSet};

use wordspread::{
    Error,
    influence::Influence,
    kernel::{Scratch, Trace, plan::Kernel},
    metric::AnyMetric,
    model::AnyModel,
    network::{
        Network,
        attributes::EdgeColumn,
        builder::{EdgeList, EdgeMeaning, Parallel, Rules},
        labels::Labels,
    },
    rng::{Purpose, Stream, World},
    seeding::Seeds,
    statistics::Moments,
};

use crate::worlds::{G5, assert_mean, assert_share, ic, sample, weighted};

/// A follow: who is shown whose messages, on which platform, and how likely one is passed on.
type Follow = (u32, u32, u32, f64);

const MEASURES: &[AnyMetric] =
    &[AnyMetric::Sharers, AnyMetric::Reach, AnyMetric::Impressions, AnyMetric::Duration];

fn network(users: u32, follows: &[Follow], parallel: Parallel) -> (Network, Influence) {
    let column = |name: &str, of: &dyn Fn(&Follow) -> f64| EdgeColumn {
        name: name.to_owned(),
        values: follows.iter().map(of).collect::<Vec<_>>().into(),
    };
    let columns = vec![
        column(EdgeColumn::PROBABILITY, &|follow| follow.3),
        column("platform", &|follow| f64::from(follow.2)),
    ];
    let edges = follows.iter().map(|&(u, v, ..)| [u, v]).collect();
    let rules = Rules { edge: EdgeMeaning::InfluencerToAudience, parallel };
    let network = EdgeList { edges, columns }.build(Labels::index(users), Vec::new(), rules);
    let column = network.edge_column(EdgeColumn::PROBABILITY).expect("it was given");
    let influence = Influence::PerEdge(column.iter().map(|&p| p as f32).collect());
    (network, influence)
}

fn model(keys: &str) -> AnyModel {
    toml::from_str(&format!("multiplex = {{ {keys} }}")).expect(keys)
}

/// An account: a user and a platform.
type Account = (u32, u32);

/// Who has an account where.
fn accounts(follows: &[Follow]) -> BTreeSet<Account> {
    follows.iter().flat_map(|&(u, v, platform, _)| [(u, platform), (v, platform)]).collect()
}

/// How likely it is that a user cross-posts from one platform to another.
type CrossPost<'a> = &'a dyn Fn(u32, u32) -> f64;

/// Whether seeds share on a platform at once.
type IsOn<'a> = &'a dyn Fn(u32) -> bool;

/// The measures of a cascade that begins at these accounts of the seeds, where `passes` says whether it is
/// passed on along a follow, and `crosses` whether a user cross-posts: each is asked at most once of each.
fn cascade(
    follows: &[Follow],
    seeds: &[u32],
    start: Vec<Account>,
    mut passes: impl FnMut(usize) -> bool,
    mut crosses: impl FnMut(u32, [u32; 2]) -> bool,
) -> [f64; 4] {
    let accounts = accounts(follows);
    let mut active: BTreeSet<Account> = start.iter().copied().collect();
    let mut sharers: BTreeSet<u32> = seeds.iter().copied().collect();
    let mut seen = sharers.clone();
    let (mut newest, mut step, mut last, mut shown) = (start, 0, 0, 0);
    while !newest.is_empty() {
        // Cross-posts first: they belong to the same step.
        let mut place = 0;
        while let Some(&(user, from)) = newest.get(place) {
            place += 1;
            for &(_, to) in accounts.iter().filter(|account| account.0 == user) {
                if !active.contains(&(user, to)) && crosses(user, [from, to]) {
                    active.insert((user, to));
                    newest.push((user, to));
                }
            }
        }
        if newest.iter().any(|&(user, _)| !sharers.contains(&user)) {
            last = step;
        }
        sharers.extend(newest.iter().map(|account| account.0));
        let mut next = Vec::new();
        for teller in newest {
            for (place, &(u, v, platform, _)) in follows.iter().enumerate() {
                if (u, platform) != teller {
                    continue;
                }
                shown += 1;
                seen.insert(v);
                if passes(place) && active.insert((v, platform)) {
                    next.push((v, platform));
                }
            }
        }
        (newest, step) = (next, step + 1);
    }
    [sharers.len(), seen.len(), shown, last].map(|count| count as f64)
}

/// The accounts of the seeds on the platforms that `is_on` picks.
fn start(follows: &[Follow], seeds: &[u32], is_on: IsOn<'_>) -> Vec<Account> {
    let is_start = |account: &Account| seeds.contains(&account.0) && is_on(account.1);
    accounts(follows).into_iter().filter(is_start).collect()
}

/// Every outcome: the mean of each measure, and the distribution of the number of sharers. Each follow is a
/// coin, and each user and ordered pair of platforms.
fn enumerate(
    follows: &[Follow],
    seeds: &[u32],
    start: &[Account],
    cross_post: CrossPost<'_>,
) -> ([f64; 4], BTreeMap<usize, f64>) {
    let accounts = accounts(follows);
    let pairs: Vec<(u32, [u32; 2])> = accounts
        .iter()
        .flat_map(|&(user, from)| {
            let others = accounts.iter().filter(move |&&(other, to)| other == user && to != from);
            others.map(move |&(_, to)| (user, [from, to]))
        })
        .collect();
    let chances: Vec<f64> = follows
        .iter()
        .map(|follow| follow.3)
        .chain(pairs.iter().map(|&(_, [from, to])| cross_post(from, to)))
        .collect();
    let (mut means, mut sizes) = ([0.0; 4], BTreeMap::new());
    for world in 0..1_u64 << chances.len() {
        let is_live = |coin: usize| world >> coin & 1 == 1;
        let chance = |(coin, &p): (usize, &f64)| if is_live(coin) { p } else { 1.0 - p };
        let probability: f64 = chances.iter().enumerate().map(chance).product();
        if probability <= 0.0 {
            continue;
        }
        let crosses = |user, pair| {
            let place = pairs.iter().position(|&other| other == (user, pair));
            is_live(follows.len() + place.expect("each pair is a coin"))
        };
        let values = cascade(follows, seeds, start.to_vec(), is_live, crosses);
        for (mean, value) in means.iter_mut().zip(values) {
            *mean += probability * value;
        }
        *sizes.entry(values[0] as usize).or_insert(0.0) += probability;
    }
    (means, sizes)
}

/// The diamond, along each of whose paths a message must be cross-posted once.
const CROSSED: &[Follow] = &[(0, 1, 7, 0.5), (0, 2, 9, 0.4), (1, 3, 9, 0.3), (2, 3, 7, 0.6)];

const REPLICATES: u64 = 400_000;

fn sampled(follows: &[Follow], keys: &str, seeds: &[u32]) -> Vec<Vec<f64>> {
    let users = follows.iter().map(|follow| follow.0.max(follow.1)).max().expect("a user") + 1;
    let (network, influence) = network(users, follows, Parallel::Keep);
    let what = (&network, &influence, &model(keys));
    sample(Kernel::Walk, what, Seeds::fixed(seeds.to_vec()), MEASURES, REPLICATES)
}

/// With cross-posting χ: 1.9 + 1 − (1 − 0.15 χ)(1 − 0.24 χ) sharers. User 3 is shown it where 1 shares on 9 or
/// 2 on 7, each with probability χ once they share: reach is 3 + 1 − (1 − 0.5 χ)(1 − 0.4 χ), and there are
/// 2 + 0.9 χ impressions. Where nobody cross-posts, 1 and 2 have nobody to show it to.
#[test]
fn the_diamond_is_as_wide_as_users_cross_post() {
    for (cross_post, sharers) in [(0.0, 1.9), (0.5, 2.086), (1.0, 2.254)] {
        let found = sampled(CROSSED, &format!("cross_post = {cross_post:?}"), &[0]);
        let reach = 4.0 - (1.0 - 0.5 * cross_post) * (1.0 - 0.4 * cross_post);
        assert_mean(&found[0], sharers, "sharers");
        assert_mean(&found[1], reach, "reach");
        assert_mean(&found[2], 2.0 + 0.9 * cross_post, "impressions");
    }
}

/// Three platforms with a follow on two of them, cycles, and pairs of their own: forward and back they differ.
const THREE: &[Follow] = &[
    (0, 1, 0, 0.5),
    (0, 1, 2, 0.3),
    (1, 2, 1, 0.7),
    (2, 0, 0, 0.4),
    (1, 0, 1, 0.2),
    (0, 2, 1, 0.6),
];

/// A small network, the model's keys, and what they say.
struct Case<'a> {
    follows: &'a [Follow],
    keys: &'a str,
    cross_post: CrossPost<'a>,
    seeds: &'a [u32],
    is_on: IsOn<'a>,
}

#[test]
fn small_networks_have_the_outcomes_that_every_world_says() {
    let half = |_: u32, _: u32| 0.5;
    let pairs = |from: u32, to: u32| match (from, to) {
        (0, 2) => 0.9,
        (2, 0) => 0.1,
        (1, 2) => 0.0,
        _ => 0.3,
    };
    let told = "pairs = [{ from = 0, to = 2, p = 0.9 }, { from = 2, to = 0, p = 0.1 }, \
                { from = 1, to = 2, p = 0 }], cross_post = 0.3";
    let everywhere = |_: u32| true;
    let on_two = |platform: u32| platform == 2;
    let of_two = format!("{told}, seeds_on = [2]");
    let half_of_nine = "cross_post = 0.5, seeds_on = [9]";
    let on_nine = |platform: u32| platform == 9;
    for Case { follows, keys, cross_post, seeds, is_on } in [
        Case {
            follows: CROSSED,
            keys: "cross_post = 0.5",
            cross_post: &half,
            seeds: &[0],
            is_on: &everywhere,
        },
        Case {
            follows: CROSSED,
            keys: half_of_nine,
            cross_post: &half,
            seeds: &[0, 3],
            is_on: &on_nine,
        },
        Case { follows: THREE, keys: told, cross_post: &pairs, seeds: &[0], is_on: &everywhere },
        Case { follows: THREE, keys: &of_two, cross_post: &pairs, seeds: &[0], is_on: &on_two },
        // User 2 is not on that platform: a sharer who shows it to nobody.
        Case { follows: THREE, keys: &of_two, cross_post: &pairs, seeds: &[2], is_on: &on_two },
    ] {
        let start = start(follows, seeds, is_on);
        let (means, sizes) = enumerate(follows, seeds, &start, cross_post);
        let found = sampled(follows, keys, seeds);
        for ((values, mean), measure) in found.iter().zip(means).zip(MEASURES) {
            assert_mean(values, mean, &format!("{} of {seeds:?}, {keys}", measure.keyword()));
        }
        for (size, p) in sizes {
            assert_share(&found[0], size, p, keys);
        }
    }
}

/// On one platform there is nowhere to cross-post to.
#[test]
fn on_one_platform_it_is_the_independent_cascade_to_the_bit() {
    let follows: Vec<Follow> = G5.iter().map(|&(u, v, p)| (u, v, 3, p)).collect();
    let (several, influence) = network(5, &follows, Parallel::Merge);
    let (one, same) = weighted(5, G5, EdgeMeaning::InfluencerToAudience);
    let (several, one) = (
        model("cross_post = 0.7").prepare(&several, &influence).expect("it fits"),
        ic().prepare(&one, &same).expect("it fits"),
    );
    let mut scratches = [0, 1].map(|_| (Scratch::new(5), Trace::default()));
    for world in 0..3000 {
        let world = World::new(5, Purpose::Diffusion, world);
        for (cascade, (scratch, trace)) in [&several, &one].into_iter().zip(&mut scratches) {
            cascade.run_traced(world, &[1, 3, 1], scratch, trace);
        }
        let [(scratch, trace), (other, expected)] = &scratches;
        assert_eq!(scratch.sharers(), other.sharers());
        assert_eq!(trace.parents(), expected.parents());
        assert_eq!(trace.steps(), expected.steps());
        let times = (0..trace.steps().len()).map(|place| trace.time(place) - expected.time(place));
        assert!(times.map(f64::abs).sum::<f64>() < 1e-12);
    }
}

/// Who has it on two platforms from the same user is one sharer, reached once and shown it twice.
#[test]
fn a_user_counts_once_however_many_accounts_it_has() {
    let found = sampled(&[(0, 1, 0, 1.0), (0, 1, 1, 1.0)], "cross_post = 1", &[0]);
    for (values, expected) in found.iter().zip([2.0, 2.0, 2.0, 1.0]) {
        assert_mean(values, expected, "two accounts");
    }
}

/// A network of 150 users on three platforms, with numbers on the follows.
fn drawn() -> Vec<Follow> {
    let mut stream = World::new(8, Purpose::Network, 0).stream(0);
    let mut follows = BTreeMap::new();
    while follows.len() < 900 {
        let [u, v] = [0, 1].map(|_| stream.below(150) as u32);
        if u != v {
            follows.insert((u, v, stream.below(3) as u32), 0.4 * stream.unit());
        }
    }
    follows.into_iter().map(|((u, v, platform), p)| (u, v, platform, p)).collect()
}

/// The second implementation draws a coin for each attempt. Means and mean squares have standard errors; five of
/// those of their differences are allowed.
#[test]
fn a_larger_network_has_the_law_of_attempts_drawn_one_by_one() {
    const WORLDS: u64 = 4000;
    let follows = drawn();
    let seeds = [0, 50, 100];
    let (network, influence) = network(150, &follows, Parallel::Keep);
    let what = (&network, &influence, &model("cross_post = 0.4"));
    let found = sample(Kernel::Walk, what, Seeds::fixed(seeds.to_vec()), MEASURES, 10 * WORLDS);
    let start = start(&follows, &seeds, &|_| true);
    let naive = |world: u64| {
        let coins = World::new(8, Purpose::Inspection, world);
        let [mut follow, mut pair]: [Stream; 2] = [0, 1].map(|item| coins.stream(item));
        let passes = |place: usize| follow.unit() < follows[place].3;
        cascade(&follows, &seeds, start.clone(), passes, |_, _| pair.unit() < 0.4)
    };
    let naive: Vec<[f64; 4]> = (0..WORLDS).map(naive).collect();
    for (nth, (values, measure)) in found.iter().zip(MEASURES).enumerate() {
        for power in [1, 2] {
            let ours: Vec<f64> = values.iter().map(|value| value.powi(power)).collect();
            let theirs: Vec<f64> = naive.iter().map(|values| values[nth].powi(power)).collect();
            let [ours, theirs] = [ours, theirs].map(|values| Moments::of(&values));
            let error = |moments: &Moments| moments.standard_error.expect("many worlds");
            let allowed = 5.0 * error(&ours).hypot(error(&theirs));
            let (keyword, means) = (measure.keyword(), [ours.mean, theirs.mean]);
            assert!((means[0] - means[1]).abs() < allowed, "{keyword}^{power}: {means:?}");
        }
    }
}

/// Parents come before their children and not after them in time.
#[test]
fn a_trace_is_in_the_order_of_steps() {
    let follows = drawn();
    let (network, influence) = network(150, &follows, Parallel::Keep);
    let model = model("cross_post = 0.4");
    let cascade = model.prepare(&network, &influence).expect("it fits");
    let (mut scratch, mut trace) = (Scratch::new(150), Trace::default());
    for world in 0..200 {
        let world = World::new(1, Purpose::Diffusion, world);
        cascade.run(world, &[0, 50], &mut scratch);
        let sharers = scratch.sharers().to_vec();
        cascade.run_traced(world, &[0, 50], &mut scratch, &mut trace);
        assert_eq!(scratch.sharers(), sharers);
        let times: Vec<f64> = (0..sharers.len()).map(|place| trace.time(place)).collect();
        assert!(times.is_sorted());
        for (place, &parent) in trace.parents().iter().enumerate() {
            if parent == Trace::NOBODY {
                continue;
            }
            let parent = parent as usize;
            assert!(parent < place && times[parent] < times[place]);
            let follows_it = network.forward().row(sharers[parent]).contains(&sharers[place]);
            assert!(follows_it, "who has it from somebody follows them");
        }
    }
}

#[test]
fn what_does_not_fit_is_refused_at_its_key() {
    let many: Vec<Follow> = (0..9).map(|platform| (0, 1, platform, 0.5)).collect();
    for (follows, parallel, keys, key) in [
        (CROSSED, Parallel::Keep, "cross_post = 1.5", "cross_post"),
        (CROSSED, Parallel::Keep, "cross_post = 0.5, column = 'platfrom'", "column"),
        (CROSSED, Parallel::Keep, "cross_post = 0.5, seeds_on = [1]", "seeds_on"),
        (CROSSED, Parallel::Keep, "cross_post = 0.5, seeds_on = []", "seeds_on"),
        (
            CROSSED,
            Parallel::Keep,
            "cross_post = 0.5, pairs = [{ from = 7, to = 9, p = 1 }, { from = 7, to = 8, p = 1 }]",
            "pairs.1.to",
        ),
        (
            CROSSED,
            Parallel::Keep,
            "cross_post = 0.5, pairs = [{ from = 7, to = 9, p = -1 }]",
            "pairs.0.p",
        ),
        (
            CROSSED,
            Parallel::Keep,
            "cross_post = 0.5, pairs = [{ from = 7, to = 7, p = 1 }]",
            "pairs.0.to",
        ),
        (
            CROSSED,
            Parallel::Keep,
            "cross_post = 0.5, pairs = [{ from = 7, to = 9, p = 1 }, { from = 7, to = 9, p = 0 }]",
            "pairs.1.from",
        ),
        (CROSSED, Parallel::Keep, "cross_post = 0.5, seeds_on = [7, 9, 7]", "seeds_on"),
        (THREE, Parallel::Merge, "cross_post = 0.5", "column"),
        (&many, Parallel::Keep, "cross_post = 0.5", "column"),
    ] {
        let (network, influence) = network(4, follows, parallel);
        match model(keys).prepare(&network, &influence) {
            Err(Error::Value { key: named, remedy, .. }) => {
                assert_eq!(named, format!("model.multiplex.{key}"), "{keys}");
                assert!(!remedy.is_empty());
            }
            Err(other) => panic!("{keys}: {other}"),
            Ok(_) => panic!("{keys} is taken"),
        }
    }
}
