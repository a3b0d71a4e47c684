//! The law of each model against the tests' own obvious implementation, which knows nothing of the crate's
//! kernels.

use super::*;

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
