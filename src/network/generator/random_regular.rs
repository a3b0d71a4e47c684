//! Random regular networks: every user has the same number of ties, and is random otherwise.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Generate, NetworkSize,
    parameters::{checks::Keys, ties::Ties},
    ring_lattice::ring,
    sampling::{
        draw::{in_order, shuffle, stage},
        pairs::{PairSet, Pairs},
    },
};
use crate::{
    catalogue::Described,
    error::Result,
    network::{Network, stopping::stoppable},
    progress::Progress,
    rng::Stream,
};

const KEYS: Keys = Keys("network.generate.random-regular");

/// Every user has exactly `neighbours` mutual ties, to users chosen at random.
///
/// Stubs are paired at random; a pair that is a self-loop or repeats another is mended by switching
/// ends with a random good pair, so the work follows the ties and nothing is thrown away. The law
/// is uniform up to that mending, which touches about k²/4 ties however many users there are. For
/// more than half of all possible neighbours the complement is drawn. In the few tiny networks that
/// no switch can mend, a ring is mixed by 100 switches a tie instead.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RandomRegular {
    /// Number of users, above `neighbours`.
    pub users: u32,
    /// Ties of each user, k; users · k must be even.
    pub neighbours: u32,
}

impl Described for RandomRegular {
    const SUMMARY: &'static str = "every user has k mutual ties, at random";
    const REFERENCE: &'static str = "Bollobás 1980, doi:10.1016/S0195-6698(80)80030-8; McKay & \
                                     Wormald 1990, doi:10.1016/0196-6774(90)90029-E";
}

impl Generate for RandomRegular {
    fn generate(&self, rng_seed: u64, progress: &dyn Progress) -> Result<Network> {
        let Self { users, neighbours } = *self;
        KEYS.at_least("users", users, 1)?;
        KEYS.at_most("neighbours", neighbours, users - 1, "there are not so many other users")?;
        if u64::from(users) * u64::from(neighbours) % 2 == 1 {
            let problem = format!("{users} users of {neighbours} ties each have an odd sum");
            return Err(KEYS.refused("neighbours", problem, "make it, or the users, even"));
        }
        KEYS.edges_fit("neighbours", self.size().edges)?;

        let others = users - 1;
        let ties = if neighbours <= others / 2 {
            regular(users, neighbours, rng_seed, progress)?
        } else {
            let absent = regular(users, others - neighbours, rng_seed, progress)?;
            complement(users, &absent, progress)?
        };
        Ties::Mutual.network(users, ties, progress)
    }

    fn size(&self) -> NetworkSize {
        let users = f64::from(self.users);
        NetworkSize::of(users, users * f64::from(self.neighbours)).listed(1.5)
    }
}

/// The pairs of users that are not among `ties`.
fn complement(users: u32, ties: &[[u32; 2]], progress: &dyn Progress) -> Result<Vec<[u32; 2]>> {
    let mut tied = PairSet::with_room(ties.len());
    for tie in stoppable(ties, progress) {
        let &[a, b] = tie?;
        tied.insert(a, b);
    }
    let pairs = Pairs { users, ties: Ties::Mutual };
    let all = stoppable(0..pairs.count(), progress).map(|number| Ok(pairs.pair(number?)));
    let absent =
        |pair: &Result<[u32; 2]>| pair.as_ref().map_or(true, |&[a, b]| !tied.contains(a, b));
    all.filter(absent).collect()
}

/// A simple regular network; `neighbours` is at most half of the other users.
fn regular(
    users: u32,
    neighbours: u32,
    rng_seed: u64,
    progress: &dyn Progress,
) -> Result<Vec<[u32; 2]>> {
    let mut stubs: Vec<u32> =
        (0..users).flat_map(|user| (0..neighbours).map(move |_| user)).collect();
    shuffle(&mut stubs, &mut stage(rng_seed, 0).stream(0), progress)?;
    let pairs: Vec<[u32; 2]> = stubs.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect();
    drop(stubs);

    let mut ties = SimpleTies::default();
    let mut faulty: Vec<[u32; 2]> = Vec::new();
    for pair in stoppable(pairs, progress) {
        let pair = pair?;
        if !ties.add(pair) {
            faulty.push(pair);
        }
    }
    let mut mended = true;
    in_order(stage(rng_seed, 1), faulty.len() as u64, progress, |item, stream| {
        // A random switch serves nearly always, except among a handful of users.
        mended = mended && (0..10_000).any(|_| ties.mend(faulty[item as usize], stream));
    })?;
    if !mended {
        ties = SimpleTies::default();
        ring_of(users, neighbours).for_each(|tie| assert!(ties.add(tie), "a ring is simple"));
        let switches = 100 * ties.list.len() as u64;
        in_order(stage(rng_seed, 2), switches, progress, |_, stream| ties.mix(stream))?;
    }
    Ok(ties.list)
}

/// A regular ring: the nearest neighbours and, where their number is odd, the user opposite.
fn ring_of(users: u32, neighbours: u32) -> impl Iterator<Item = [u32; 2]> {
    let half = users / 2;
    let opposite = if neighbours % 2 == 1 { half } else { 0 };
    ring(users, neighbours - neighbours % 2)
        .chain((0..opposite).map(move |user| [user, user + half]))
}

/// Mutual ties without self-loops or repeats, some of whose ends can be switched.
#[derive(Default)]
struct SimpleTies {
    list: Vec<[u32; 2]>,
    set: PairSet,
}

impl SimpleTies {
    /// Adds a tie unless it is a self-loop or there already; true if it was added.
    fn add(&mut self, [a, b]: [u32; 2]) -> bool {
        let added = a != b && self.set.insert(a, b);
        if added {
            self.list.push([a, b]);
        }
        added
    }

    /// A tie drawn at random, in random direction, and its place in the list.
    fn any(&self, stream: &mut Stream) -> Option<(usize, [u32; 2])> {
        let end =
            (!self.list.is_empty()).then(|| stream.below(2 * self.list.len() as u64))? as usize;
        let [a, b] = self.list[end / 2];
        Some((end / 2, if end.is_multiple_of(2) { [a, b] } else { [b, a] }))
    }

    /// Tries to put the pair (a, b) in by switching ends with a random tie (c, d): (a, c), (b, d).
    fn mend(&mut self, [a, b]: [u32; 2], stream: &mut Stream) -> bool {
        let Some((place, [c, d])) = self.any(stream) else { return false };
        if a == c || b == d || (a == b && c == d) {
            return false;
        }
        if self.set.contains(a, c) || self.set.contains(b, d) || same([a, c], [b, d]) {
            return false;
        }
        self.set.remove(c, d);
        self.set.insert(a, c);
        self.set.insert(b, d);
        self.list[place] = [a, c];
        self.list.push([b, d]);
        true
    }

    /// Tries to switch the ends of two random ties.
    fn mix(&mut self, stream: &mut Stream) {
        let Some((place, tie)) = self.any(stream) else { return };
        self.set.remove(tie[0], tie[1]);
        self.list.swap_remove(place);
        if !self.mend(tie, stream) {
            self.add(tie);
        }
    }
}

/// True where two mutual ties join the same two users.
fn same([a, b]: [u32; 2], [c, d]: [u32; 2]) -> bool {
    (a, b) == (c, d) || (a, b) == (d, c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_user_has_exactly_k_ties_even_in_tiny_and_full_networks() {
        for users in 1..=12 {
            for neighbours in (0..users).filter(|k| users * k % 2 == 0) {
                for rng_seed in 0..20 {
                    let model = RandomRegular { users, neighbours };
                    let network = model.generate(rng_seed, &()).unwrap();
                    let degree = |node| network.forward().degree(node);
                    assert!((0..users).all(|node| degree(node) == neighbours as usize));
                    assert_eq!(network.built().merged + network.built().self_loops, 0);
                }
            }
        }
        let network = RandomRegular { users: 2000, neighbours: 50 }.generate(1, &()).unwrap();
        assert!((0..2000).all(|node| network.forward().degree(node) == 50));
    }

    #[test]
    fn the_ring_that_stands_in_is_regular_and_mixing_keeps_it_so() {
        for (users, neighbours) in [(5, 2), (8, 3), (10, 4), (10, 3)] {
            let mut ties = SimpleTies::default();
            assert!(ring_of(users, neighbours).all(|tie| ties.add(tie)));
            let mut stream = stage(1, 0).stream(0);
            (0..1000).for_each(|_| ties.mix(&mut stream));
            let mut degrees = vec![0; users as usize];
            ties.list.iter().flatten().for_each(|&node| degrees[node as usize] += 1);
            assert!(degrees.iter().all(|&degree| degree == neighbours), "{degrees:?}");
        }
    }

    /// The number of triangles tends to a Poisson law of mean (k − 1)³/6 (Bollobás 1980): 4.5 at
    /// k = 4; over 200 networks the mean has sigma √(4.5/200) = 0.15.
    #[test]
    fn triangles_are_as_rare_as_the_theory_says() {
        let mut triangles = 0;
        for rng_seed in 0..200 {
            let network =
                RandomRegular { users: 400, neighbours: 4 }.generate(rng_seed, &()).unwrap();
            for u in 0..400 {
                let row = network.forward().row(u);
                for &v in row.iter().filter(|&&v| v > u) {
                    let third = |w: &&u32| **w > v && row.contains(w);
                    triangles += network.forward().row(v).iter().filter(third).count();
                }
            }
        }
        let mean = triangles as f64 / 200.0;
        assert!((mean - 4.5).abs() < 5.0 * 0.15, "{mean}");
    }
}
