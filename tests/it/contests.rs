//! Several messages, and opinions of one: exact values, and the law of each model against the tests' own
//! obvious implementation, which knows nothing of the crate's kernels.

use wordspread::{
    influence::Influence,
    kernel::{Scratch, Trace, contest::TieRule, plan::Kernel},
    metric::AnyMetric,
    model::{
        AnyModel, Cascade, Companion, CompetitiveCascade, CompetitiveThreshold,
        ComplementaryCascade, NegativeOpinion, Rival, RivalSeeds, Told,
    },
    network::{Network, builder::EdgeMeaning, generator::Generator},
    rng::{Purpose, Stream, World},
    scenario::{ScenarioFile, run},
    seeding::{Seeds, UserId},
};

use crate::worlds::{DIAMOND, Weighted, assert_mean, bare, ic, lt, sample, weighted};

const REPLICATES: u64 = 1_000_000;

fn ids(users: &[u32]) -> RivalSeeds {
    RivalSeeds::Ids(users.iter().map(|&user| UserId::Integer(user.into())).collect())
}

fn rival(name: &str, users: &[u32], factor: f64) -> Rival {
    Rival { name: name.to_owned(), seeds: ids(users), factor }
}

fn competitive(messages: Vec<Rival>, ties: TieRule, rank: Option<u32>) -> AnyModel {
    AnyModel::CompetitiveCascade(CompetitiveCascade { messages, factor: 1.0, ties, rank })
}

fn thresholds(messages: Vec<Rival>, ties: TieRule, rank: Option<u32>) -> AnyModel {
    AnyModel::CompetitiveThreshold(CompetitiveThreshold { messages, factor: 1.0, ties, rank })
}

fn complementary(other: &[u32], [ours, theirs]: [[f64; 2]; 2]) -> AnyModel {
    AnyModel::ComplementaryCascade(ComplementaryCascade {
        other: Companion { name: "other".to_owned(), seeds: ids(other) },
        q_ours: ours[0],
        q_ours_with_other: ours[1],
        q_other: theirs[0],
        q_other_with_ours: theirs[1],
    })
}

/// In the diamond with our message at 1 and another at 2, node 3 takes ours and the other as often as is
/// said.
fn assert_node_3(model: &AnyModel, [ours, other]: [f64; 2]) {
    let (network, influence) = weighted(4, DIAMOND, EdgeMeaning::InfluencerToAudience);
    let metrics = [AnyMetric::Sharers, AnyMetric::RivalSharers];
    let what = (&network, &influence, model);
    let values = sample(Kernel::Walk, what, Seeds::fixed(vec![1]), &metrics, REPLICATES);
    assert_mean(&values[0], 1.0 + ours, "ours");
    assert_mean(&values[1], 1.0 + other, "the other");
}

fn at_2() -> Vec<Rival> {
    vec![rival("B", &[2], 1.0)]
}

#[test]
fn competitive_diamond_a_dominant() {
    assert_node_3(&competitive(at_2(), TieRule::Dominance, Some(1)), [0.30, 0.42]);
}

#[test]
fn competitive_diamond_b_dominant() {
    assert_node_3(&competitive(at_2(), TieRule::Dominance, None), [0.12, 0.60]);
}

#[test]
fn competitive_diamond_fair() {
    assert_node_3(&competitive(at_2(), TieRule::Fair, None), [0.21, 0.51]);
}

#[test]
fn competitive_diamond_in_a_random_order_is_as_fair_where_each_tries_once() {
    assert_node_3(&competitive(at_2(), TieRule::FirstInRandomOrder, None), [0.21, 0.51]);
}

/// Of 0.18 in which both succeed, 0.3 : 0.6.
#[test]
fn competitive_diamond_proportional() {
    assert_node_3(&competitive(at_2(), TieRule::Proportional, None), [0.18, 0.54]);
}

/// Weights 0.3 and 0.6 bring node 3 over its threshold together with probability 0.9.
#[test]
fn competitive_diamond_of_linear_thresholds() {
    for (ties, rank, shares) in [
        (TieRule::Dominance, Some(1), [0.9, 0.0]),
        (TieRule::Fair, None, [0.45, 0.45]),
        (TieRule::Proportional, None, [0.3, 0.6]),
    ] {
        assert_node_3(&thresholds(at_2(), ties, rank), shares);
    }
}

/// Only ours reaches node 3 with 0.12, only the other with 0.42, both with 0.18, in either order. Where
/// they help each other the order does not matter: thinking again makes up for it. Where they hinder each
/// other, the first is in the way of the second.
#[test]
fn complementary_diamond_has_its_exact_values() {
    let helping = complementary(&[2], [[0.3, 0.8], [0.4, 0.9]]);
    let ours = 0.12 * 0.3 + 0.18 * (0.4 * 0.8 + 0.6 * 0.3);
    let other = 0.42 * 0.4 + 0.18 * (0.3 * 0.9 + 0.7 * 0.4);
    assert_node_3(&helping, [ours, other]);
    let hindering = complementary(&[2], [[0.8, 0.3], [0.4, 0.1]]);
    let ours = 0.12 * 0.8 + 0.18 * (0.8 + 0.4 * 0.3 + 0.6 * 0.8) / 2.0;
    let other = 0.42 * 0.4 + 0.18 * (0.4 + 0.8 * 0.1 + 0.2 * 0.4) / 2.0;
    assert_node_3(&hindering, [ours, other]);
}

/// Who think well of it are the beginning of the chain, up to distance d with probability p^d q^(d + 1).
#[test]
fn ic_n_chain() {
    let (p, q) = (0.7_f64, 0.8_f64);
    let chain = bare(6, (1..6).map(|v| [v - 1, v]).collect(), EdgeMeaning::InfluencerToAudience);
    let model = AnyModel::NegativeOpinion(NegativeOpinion { quality: q });
    let what = (&chain, &Influence::Uniform(p), &model);
    let metrics = [AnyMetric::Sharers, AnyMetric::Positive, AnyMetric::Negative];
    let values = sample(Kernel::Walk, what, Seeds::fixed(vec![0]), &metrics, REPLICATES);
    for distance in 0..6 {
        let expected = p.powi(distance) * q.powi(distance + 1);
        let hits = values[1].iter().filter(|&&positive| positive > f64::from(distance)).count();
        let share = hits as f64 / REPLICATES as f64;
        let error = (expected * (1.0 - expected) / REPLICATES as f64).sqrt();
        assert!((share - expected).abs() < 4.0 * error, "{distance}: {share} not {expected}");
    }
    assert_mean(&values[0], (1.0 - p.powi(6)) / (1.0 - p), "sharers");
    for ((sharers, positive), negative) in values[0].iter().zip(&values[1]).zip(&values[2]) {
        assert!((sharers - positive - negative).abs() < 1e-9);
    }
}

fn gnp() -> Network {
    let generator: Generator =
        toml::from_str("gnp = { users = 400, mean_followers = 6 }").expect("a generator");
    generator.generate(3, &()).expect("a network")
}

/// An influence of each kind, some of it of no strength.
fn influences(network: &Network) -> Vec<Influence> {
    let edges = network.edges() as usize;
    let followed = |user: u32| network.backward().degree(user).max(1) as f64;
    let by_edge = network.forward().targets().iter().enumerate();
    let by_edge = by_edge.map(|(place, &user)| (place % 3) as f32 / 2.0 / followed(user) as f32);
    assert_eq!(by_edge.len(), edges);
    vec![
        Influence::Uniform(0.2),
        Influence::Uniform(0.9),
        Influence::PerTarget((0..network.users()).map(|user| 1.0 / followed(user)).collect()),
        Influence::PerEdge(by_edge.collect()),
    ]
}

/// Each sharer of a world with the step in which it shares and the user whom it has it from.
fn traced(cascade: &dyn Cascade, world: World, seeds: &[u32]) -> Vec<(u32, u32, Option<u32>)> {
    let (mut scratch, mut trace) = (Scratch::new(400), Trace::default());
    cascade.run_traced(world, seeds, &mut scratch, &mut trace);
    let sharers = scratch.sharers().to_vec();
    cascade.run(world, seeds, &mut scratch);
    assert_eq!(scratch.sharers(), sharers, "a record changes nothing");
    let giver = |parent: u32| sharers.get(parent as usize).copied();
    let all = sharers.iter().zip(trace.steps()).zip(trace.parents());
    let mut all: Vec<_> =
        all.map(|((&user, &step), &parent)| (user, step, giver(parent))).collect();
    all.sort_unstable();
    all
}

/// The same without whom they have it from.
fn who_and_when(sharers: &[(u32, u32, Option<u32>)]) -> Vec<[u32; 2]> {
    sharers.iter().map(|&(user, step, _)| [user, step]).collect()
}

#[test]
fn without_other_messages_they_are_the_models_of_one_message_to_the_bit() {
    let network = gnp();
    let seeds = [5, 17, 200];
    let worlds = || (0..40).map(|index| World::new(2, Purpose::Diffusion, index));
    for ties in
        [TieRule::Dominance, TieRule::Fair, TieRule::Proportional, TieRule::FirstInRandomOrder]
    {
        for (nth, influence) in influences(&network).iter().enumerate() {
            let mut pairs = vec![(ic(), competitive(Vec::new(), ties, None))];
            if nth > 1 {
                pairs.push((lt(), thresholds(Vec::new(), ties, None)));
            }
            for (one, several) in pairs {
                let one = one.prepare(&network, influence).expect("it fits");
                let several = several.prepare(&network, influence).expect("it fits");
                for world in worlds() {
                    let expected = traced(&*one, world, &seeds);
                    let found = traced(&*several, world, &seeds);
                    assert_eq!(who_and_when(&found), who_and_when(&expected));
                    if matches!(ties, TieRule::Dominance | TieRule::Fair) {
                        assert_eq!(found, expected);
                    }
                }
            }
        }
    }
}

#[test]
fn who_shares_with_negative_opinions_is_who_shares_in_the_independent_cascade() {
    let network = gnp();
    for influence in influences(&network) {
        let one = ic();
        let one = one.prepare(&network, &influence).expect("it fits");
        let model = AnyModel::NegativeOpinion(NegativeOpinion { quality: 0.6 });
        let opinions = model.prepare(&network, &influence).expect("it fits");
        for index in 0..40 {
            let world = World::new(2, Purpose::Diffusion, index);
            let (expected, found) =
                (traced(&*one, world, &[5, 9]), traced(&*opinions, world, &[5, 9]));
            assert_eq!(who_and_when(&found), who_and_when(&expected));
        }
    }
}

#[test]
fn complementary_with_all_q_1_is_the_independent_cascade_of_each_alone() {
    let network = gnp();
    for influence in influences(&network) {
        let (one, both) = (ic(), complementary(&[7, 9], [[1.0; 2]; 2]));
        let one = one.prepare(&network, &influence).expect("it fits");
        let both = both.prepare(&network, &influence).expect("it fits");
        let (mut scratch, mut told) = (Scratch::new(400), Told::default());
        for index in 0..40 {
            let world = World::new(2, Purpose::Diffusion, index);
            let [ours, other] = [[5, 9], [7, 9]].map(|seeds| {
                one.run(world, &seeds, &mut scratch);
                let mut sharers = scratch.sharers().to_vec();
                sharers.sort_unstable();
                sharers
            });
            both.run(world, &[5, 9], &mut scratch);
            let mut found = scratch.sharers().to_vec();
            found.sort_unstable();
            assert_eq!(found, ours);
            both.tell(world, &[5, 9], &mut scratch, &mut told);
            for (shared, expected) in told.messages.iter().zip([&ours, &other]) {
                let expected = expected.len() as u64;
                assert_eq!([shared.with, shared.without], [expected; 2]);
            }
        }
    }
}

/// A small network with edges of unlike strength, several ways between users, and sums of at most 1.
const TANGLE: &[Weighted] = &[
    (0, 1, 0.5),
    (0, 2, 0.4),
    (0, 3, 0.3),
    (1, 4, 0.5),
    (2, 4, 0.3),
    (3, 4, 0.2),
    (1, 5, 0.6),
    (6, 5, 0.3),
    (6, 7, 0.7),
    (7, 2, 0.5),
    (7, 3, 0.4),
    (4, 8, 0.5),
    (5, 8, 0.4),
    (2, 9, 0.4),
    (3, 9, 0.5),
    (8, 10, 0.6),
    (9, 10, 0.3),
    (10, 11, 0.8),
    (8, 1, 0.3),
    (9, 7, 0.2),
    (5, 9, 0.1),
];

const TANGLED: u32 = 12;

/// Our sharers and those of all others.
type Outcome = [usize; 2];

/// The obvious contest of several messages with seeds and factors, ours first.
struct Obvious {
    seeds: Vec<Vec<u32>>,
    factors: Vec<f64>,
    ties: TieRule,
}

impl Obvious {
    /// The place of one of `tries`, each a message and a weight: the last message is the strongest.
    fn winner(&self, stream: &mut Stream, tries: &[(usize, f64)]) -> usize {
        match self.ties {
            TieRule::Dominance => {
                // Ours is the last in the order, the others as they are listed.
                tries.iter().map(|&(message, _)| message).min_by_key(|&m| (m == 0, m)).expect("one")
            }
            TieRule::Fair => {
                let mut messages: Vec<usize> = tries.iter().map(|&(message, _)| message).collect();
                messages.sort_unstable();
                messages.dedup();
                messages[stream.below(messages.len() as u64) as usize]
            }
            TieRule::FirstInRandomOrder => tries[stream.below(tries.len() as u64) as usize].0,
            TieRule::Proportional => {
                let total: f64 = tries.iter().map(|&(_, weight)| weight).sum();
                let mut left = stream.unit() * total;
                for &(message, weight) in tries {
                    left -= weight;
                    if left < 0.0 {
                        return message;
                    }
                }
                tries[tries.len() - 1].0
            }
        }
    }

    fn begin(&self, stream: &mut Stream) -> Vec<Option<usize>> {
        let mut owner = vec![None; TANGLED as usize];
        for user in 0..TANGLED {
            let of = |&(_, users): &(usize, &Vec<u32>)| users.contains(&user);
            let tries: Vec<(usize, f64)> = self
                .seeds
                .iter()
                .enumerate()
                .filter(of)
                .map(|(message, _)| (message, 1.0))
                .collect();
            if !tries.is_empty() {
                owner[user as usize] = Some(self.winner(stream, &tries));
            }
        }
        owner
    }

    fn outcome(owner: &[Option<usize>]) -> Outcome {
        let ours = owner.iter().filter(|&&owner| owner == Some(0)).count();
        [ours, owner.iter().flatten().count() - ours]
    }

    fn cascade(&self, stream: &mut Stream) -> Outcome {
        let mut owner = self.begin(stream);
        let mut new: Vec<bool> = owner.iter().map(Option::is_some).collect();
        while new.contains(&true) {
            let mut next = owner.clone();
            for v in 0..TANGLED {
                if owner[v as usize].is_some() {
                    continue;
                }
                let mut tries = Vec::new();
                for &(u, _, p) in TANGLE.iter().filter(|edge| edge.1 == v && new[edge.0 as usize]) {
                    let message = owner[u as usize].expect("it is new");
                    let p = p * self.factors[message];
                    if stream.unit() < p {
                        tries.push((message, p));
                    }
                }
                if !tries.is_empty() {
                    next[v as usize] = Some(self.winner(stream, &tries));
                }
            }
            new = (0..TANGLED as usize).map(|v| owner[v] != next[v]).collect();
            owner = next;
        }
        Self::outcome(&owner)
    }

    fn thresholds(&self, stream: &mut Stream) -> Outcome {
        let mut owner = self.begin(stream);
        let thresholds: Vec<f64> = (0..TANGLED).map(|_| stream.unit()).collect();
        let mut new: Vec<bool> = owner.iter().map(Option::is_some).collect();
        while new.contains(&true) {
            let mut next = owner.clone();
            for v in 0..TANGLED {
                if owner[v as usize].is_some() {
                    continue;
                }
                let weight = |edge: &&Weighted| {
                    owner[edge.0 as usize].map_or(0.0, |message| edge.2 * self.factors[message])
                };
                let into: Vec<&Weighted> = TANGLE.iter().filter(|edge| edge.1 == v).collect();
                let sum: f64 = into.iter().map(weight).sum();
                if sum <= thresholds[v as usize] {
                    continue;
                }
                let fresh = into.iter().filter(|edge| new[edge.0 as usize]);
                let mut tries: Vec<(usize, f64)> = fresh
                    .map(|edge| (owner[edge.0 as usize].expect("it is new"), weight(edge)))
                    .collect();
                let message = if self.ties == TieRule::FirstInRandomOrder {
                    // One after the other, in a random order, on top of what was there before.
                    let mut reached = sum - tries.iter().map(|each| each.1).sum::<f64>();
                    loop {
                        let place = stream.below(tries.len() as u64) as usize;
                        let (message, weight) = tries.swap_remove(place);
                        reached += weight;
                        if reached > thresholds[v as usize] || tries.is_empty() {
                            break message;
                        }
                    }
                } else {
                    self.winner(stream, &tries)
                };
                next[v as usize] = Some(message);
            }
            new = (0..TANGLED as usize).map(|v| owner[v] != next[v]).collect();
            owner = next;
        }
        Self::outcome(&owner)
    }
}

/// The obvious cascade with opinions: sharers who think well and badly of it.
fn opinions(stream: &mut Stream, seeds: &[u32], quality: f64) -> Outcome {
    let mut opinion: Vec<Option<bool>> = vec![None; TANGLED as usize];
    for &seed in seeds {
        opinion[seed as usize] = Some(stream.unit() < quality);
    }
    let mut new: Vec<u32> = seeds.to_vec();
    while !new.is_empty() {
        let mut next = Vec::new();
        let before = opinion.clone();
        for v in (0..TANGLED).filter(|&v| before[v as usize].is_none()) {
            let mut tries: Vec<&Weighted> =
                TANGLE.iter().filter(|edge| edge.1 == v && new.contains(&edge.0)).collect();
            while !tries.is_empty() {
                let place = stream.below(tries.len() as u64) as usize;
                let &(u, _, p) = tries.swap_remove(place);
                if stream.unit() < p {
                    let well = before[u as usize].expect("it is new") && stream.unit() < quality;
                    opinion[v as usize] = Some(well);
                    next.push(v);
                    break;
                }
            }
        }
        new = next;
    }
    let well = opinion.iter().filter(|&&opinion| opinion == Some(true)).count();
    [well, opinion.iter().flatten().count() - well]
}

/// What a user of the published automaton thinks of a message.
#[derive(Clone, Copy, PartialEq)]
enum Mind {
    Idle,
    Suspended,
    Adopted,
    Rejected,
}

/// The published automaton of two messages, with fresh chances throughout.
struct Automaton {
    q: [[f64; 2]; 2],
    minds: Vec<[Mind; 2]>,
    adopted: Vec<(u32, usize)>,
}

impl Automaton {
    fn adopt(&mut self, stream: &mut Stream, user: u32, message: usize) {
        self.minds[user as usize][message] = Mind::Adopted;
        self.adopted.push((user, message));
        let other = 1 - message;
        if self.minds[user as usize][other] == Mind::Suspended {
            let [without, with] = self.q[other];
            if stream.unit() < ((with - without) / (1.0 - without)).max(0.0) {
                self.adopt(stream, user, other);
            } else {
                self.minds[user as usize][other] = Mind::Rejected;
            }
        }
    }

    fn inform(&mut self, stream: &mut Stream, user: u32, message: usize) {
        if self.minds[user as usize][message] != Mind::Idle {
            return;
        }
        let with = self.minds[user as usize][1 - message] == Mind::Adopted;
        if stream.unit() < self.q[message][usize::from(with)] {
            self.adopt(stream, user, message);
        } else {
            let mind = if with { Mind::Rejected } else { Mind::Suspended };
            self.minds[user as usize][message] = mind;
        }
    }

    fn run(q: [[f64; 2]; 2], seeds: [&[u32]; 2], stream: &mut Stream) -> Outcome {
        let minds = vec![[Mind::Idle; 2]; TANGLED as usize];
        let mut automaton = Self { q, minds, adopted: Vec::new() };
        let live: Vec<&Weighted> = TANGLE.iter().filter(|edge| stream.unit() < edge.2).collect();
        for user in 0..TANGLED {
            let first = stream.below(2) as usize;
            for message in [first, 1 - first] {
                if seeds[message].contains(&user) {
                    automaton.adopt(stream, user, message);
                }
            }
        }
        let mut last = automaton.adopted.clone();
        while !last.is_empty() {
            let before = automaton.adopted.len();
            for v in 0..TANGLED {
                let mut tellers: Vec<u32> =
                    live.iter().filter(|edge| edge.1 == v).map(|edge| edge.0).collect();
                while !tellers.is_empty() {
                    let u = tellers.swap_remove(stream.below(tellers.len() as u64) as usize);
                    for &(_, message) in last.iter().filter(|adopted| adopted.0 == u) {
                        automaton.inform(stream, v, message);
                    }
                }
            }
            last = automaton.adopted[before..].to_vec();
        }
        let ours = automaton.adopted.iter().filter(|adopted| adopted.1 == 0).count();
        [ours, automaton.adopted.len() - ours]
    }
}

/// Samples of each law.
const COMPARED: usize = 40_000;

/// Two samples of outcomes are of one law, by a chi-square over outcomes that each is seen often enough:
/// of so many degrees of freedom its mean is that number, and its variance twice that.
fn assert_same_law(ours: &[Outcome], obvious: &[Outcome], what: &str) {
    let side = TANGLED as usize + 1;
    let mut counts = vec![[0.0_f64; 2]; side * side];
    for (sample, outcomes) in [ours, obvious].into_iter().enumerate() {
        for &[a, b] in outcomes {
            counts[a * side + b][sample] += 1.0;
        }
    }
    let (often, rare): (Vec<[f64; 2]>, Vec<[f64; 2]>) =
        counts.into_iter().partition(|pair| pair[0] + pair[1] >= 40.0);
    let rest = rare.iter().fold([0.0; 2], |sum, pair| [sum[0] + pair[0], sum[1] + pair[1]]);
    let cells: Vec<[f64; 2]> =
        often.into_iter().chain((rest[0] + rest[1] > 0.0).then_some(rest)).collect();
    assert!(cells.len() > 5, "{what}: only {} outcomes", cells.len());
    let chi_square: f64 = cells.iter().map(|[a, b]| (a - b) * (a - b) / (a + b)).sum();
    let freedom: f64 = cells.len() as f64 - 1.0;
    let limit = freedom + 4.5 * (2.0 * freedom).sqrt();
    assert!(chi_square < limit, "{what}: {chi_square} with {freedom} degrees of freedom");
}

/// Outcomes of a model from `seeds`: sharers of ours and of the others, or who think well and badly.
fn outcomes(model: &AnyModel, seeds: &[u32]) -> Vec<Outcome> {
    let (network, influence) = weighted(TANGLED, TANGLE, EdgeMeaning::InfluencerToAudience);
    let opinions = matches!(model, AnyModel::NegativeOpinion(_));
    let metrics = if opinions {
        [AnyMetric::Positive, AnyMetric::Negative]
    } else {
        [AnyMetric::Sharers, AnyMetric::RivalSharers]
    };
    let what = (&network, &influence, model);
    let seeds = Seeds::fixed(seeds.to_vec());
    let values = sample(Kernel::Walk, what, seeds, &metrics, COMPARED as u64);
    values[0].iter().zip(&values[1]).map(|(&a, &b)| [a as usize, b as usize]).collect()
}

fn obvious(mut one: impl FnMut(&mut Stream) -> Outcome) -> Vec<Outcome> {
    let mut stream = World::new(99, Purpose::Bootstrap, 0).stream(0);
    (0..COMPARED).map(|_| one(&mut stream)).collect()
}

const RULES: [TieRule; 4] =
    [TieRule::Dominance, TieRule::Fair, TieRule::Proportional, TieRule::FirstInRandomOrder];

/// Three messages, of which two share a seed with ours and one is weaker.
fn three() -> (Vec<Rival>, Vec<Vec<u32>>, Vec<f64>) {
    let messages = vec![rival("second", &[6, 0], 1.0), rival("third", &[3], 0.6)];
    (messages, vec![vec![0, 2], vec![6, 0], vec![3]], vec![1.0, 1.0, 0.6])
}

#[test]
fn competitive_cascades_have_the_law_of_the_obvious_contest_under_each_tie_rule() {
    for ties in RULES {
        let (messages, seeds, factors) = three();
        let ours = outcomes(&competitive(messages, ties, None), &[0, 2]);
        let contest = Obvious { seeds, factors, ties };
        assert_same_law(&ours, &obvious(|stream| contest.cascade(stream)), &format!("{ties:?}"));
    }
}

#[test]
fn competitive_thresholds_have_the_law_of_the_obvious_contest_under_each_tie_rule() {
    for ties in RULES {
        let (messages, seeds, factors) = three();
        let ours = outcomes(&thresholds(messages, ties, None), &[0, 2]);
        let contest = Obvious { seeds, factors, ties };
        assert_same_law(&ours, &obvious(|stream| contest.thresholds(stream)), &format!("{ties:?}"));
    }
}

#[test]
fn negative_opinions_have_the_law_of_the_obvious_cascade() {
    for quality in [0.5, 0.8] {
        let ours = outcomes(&AnyModel::NegativeOpinion(NegativeOpinion { quality }), &[0, 6]);
        let expected = obvious(|stream| opinions(stream, &[0, 6], quality));
        assert_same_law(&ours, &expected, &format!("quality {quality}"));
    }
}

#[test]
fn complementary_cascades_have_the_law_of_the_published_automaton() {
    for q in [[[0.4, 0.9], [0.6, 0.8]], [[0.8, 0.3], [0.9, 0.2]], [[0.2, 0.9], [0.9, 0.4]]] {
        let ours = outcomes(&complementary(&[6, 0], q), &[0, 2]);
        let expected = obvious(|stream| Automaton::run(q, [&[0, 2], &[6, 0]], stream));
        assert_same_law(&ours, &expected, &format!("{q:?}"));
    }
}

/// Ours goes from 0 along a path; the other stands in its way, and then has what lies behind.
#[test]
fn the_report_tells_who_takes_from_whom() {
    let text = r#"
        name = "a path"
        network.generate.path = { users = 6, ties = "one-way" }
        influence.uniform = { p = 1.0 }
        model.competitive-cascade = { messages = [
            { name = "ahead", seeds = { ids = [2] } },
            { name = "behind", seeds = { ids = [4] } },
        ] }
        answer = { replicates = 10, measures = ["taken", "lost"] }
        [[option]]
        name = "the beginning"
        seeds.users = { ids = [0] }
        [[option]]
        name = "before the last"
        seeds.users = { ids = [3] }
        [[option]]
        name = "the last two"
        seeds.users = { ids = [4, 5] }
    "#;
    let file = ScenarioFile::parse(text, "path.toml", vec![]).expect("a scenario");
    let answer = run(&file, &()).expect("an answer");
    let point = &answer.points[0];
    let of = |option: usize| {
        let option = &point.report.options[option];
        let messages = option.messages.iter().map(|message| {
            let means = [message.sharers, message.alone, message.change].map(|of| of.mean as i64);
            (message.name.clone(), means)
        });
        let metrics = ["sharers", "rival-sharers", "taken", "lost"];
        (messages.collect::<Vec<_>>(), metrics.map(|metric| option.metrics[metric].mean as i64))
    };
    let named = |counts: [[i64; 3]; 3]| {
        let names = ["ours", "ahead", "behind"].map(str::to_owned);
        names.into_iter().zip(counts).collect::<Vec<_>>()
    };
    assert_eq!(of(0), (named([[2, 6, -4], [2, 2, 0], [2, 2, 0]]), [2, 4, 0, 4]));
    assert_eq!(of(1), (named([[1, 3, -2], [1, 2, -1], [2, 2, 0]]), [1, 3, 1, 2]));
    // User 4 is a seed of ours and of "behind", which is the stronger.
    assert_eq!(of(2), (named([[1, 2, -1], [2, 2, 0], [1, 2, -1]]), [1, 3, 1, 1]));
}

#[test]
fn faults_of_other_messages_name_the_key_and_the_remedy() {
    let network = bare(3, vec![[0, 1], [1, 2]], EdgeMeaning::InfluencerToAudience);
    let influence = Influence::Uniform(0.5);
    let model = |text: &str| toml::from_str::<AnyModel>(text).expect(text);
    for (text, words) in [
        ("competitive-cascade = { factor = 1.5 }", ["competitive-cascade.factor", "1.5"]),
        (
            "competitive-cascade = { messages = [{ name = 'ours', seeds = { ids = [1] } }] }",
            ["messages.0.name", "our own"],
        ),
        (
            "competitive-cascade = { messages = [{ name = 'a', seeds = { ids = [1] } }, \
            { name = 'a', seeds = { ids = [2] } }] }",
            ["messages.1.name", "two messages"],
        ),
        (
            "competitive-cascade = { messages = [{ name = 'a', seeds = { ids = [7] } }] }",
            ["messages.0.seeds.ids", "user 7"],
        ),
        (
            "competitive-cascade = { messages = [{ name = 'a', seeds = { ids = [] } }] }",
            ["messages.0.seeds", "nobody"],
        ),
        (
            "competitive-cascade = { messages = [{ name = 'a', seeds = { most_followed = 4 } }] }",
            ["most_followed", "3 users"],
        ),
        (
            "competitive-cascade = { messages = [{ name = 'a', seeds = { ids = [1] }, factor = -1 }] }",
            ["messages.0.factor", "-1"],
        ),
        ("competitive-cascade = { rank = 2 }", ["competitive-cascade.rank", "1 messages"]),
        ("competitive-cascade = { ties = 'fair', rank = 1 }", ["rank", "order"]),
        (
            "competitive-threshold = { ties = 'fair', rank = 1 }",
            ["competitive-threshold.rank", "order"],
        ),
        ("negative-opinion = { quality = 2 }", ["negative-opinion.quality", "2"]),
        (
            "complementary-cascade = { other = { name = '', seeds = { ids = [1] } } }",
            ["complementary-cascade.other.name", "empty"],
        ),
        (
            "complementary-cascade = { other = { name = 'a', seeds = { ids = [1] } }, q_ours = 1.1 }",
            ["complementary-cascade.q_ours", "1.1"],
        ),
    ] {
        let model = model(text);
        let Err(error) = model.prepare(&network, &influence) else { panic!("{text} is accepted") };
        let message = error.to_string();
        assert!(words.iter().all(|word| message.contains(word)), "{text}: {message}");
        assert!(error.remedy().is_some(), "{text}");
    }
    let Err(error) = thresholds(at_2(), TieRule::Fair, None).prepare(
        &bare(3, vec![[0, 2], [1, 2]], EdgeMeaning::InfluencerToAudience),
        &Influence::Uniform(0.6),
    ) else {
        panic!("1.2 is over 1")
    };
    assert!(error.to_string().contains("1.2"), "{error}");
}

#[test]
fn what_a_model_cannot_tell_is_refused_with_the_reason() {
    let text = |model: &str, measure: &str| {
        format!(
            "name = 'x'\nnetwork.generate.path = {{ users = 3 }}\nmodel.{model} = {{}}\n\
             answer = {{ replicates = 2, measures = ['{measure}'] }}\n\
             [[option]]\nname = 'a'\nseeds.random = {{ count = 1 }}\n"
        )
    };
    for (model, measure, models) in [
        ("independent-cascade", "taken", "competitive-cascade"),
        ("negative-opinion", "lost", "competitive-cascade"),
        ("competitive-threshold", "positive", "negative-opinion"),
    ] {
        let file = ScenarioFile::parse(text(model, measure), "x.toml", vec![]);
        let Err(error) = file.and_then(|file| run(&file, &())) else { panic!("{model} {measure}") };
        assert!(error.to_string().contains(measure), "{error}");
        assert!(error.remedy().expect("a remedy").contains(models), "{error}");
    }
    let sought = text("competitive-cascade", "lost").replace("random", "greedy");
    let Err(error) =
        ScenarioFile::parse(&sought, "x.toml", vec![]).and_then(|file| run(&file, &()))
    else {
        panic!("a search walks along live edges")
    };
    assert!(error.to_string().contains("live"), "{error}");
}
