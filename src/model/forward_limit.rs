//! Limited forwarding: a sharer shows the message to at most so many followers.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Cascade, LiveCascade, LiveEdgeCascade, Model, Outcome, OutcomeRequest};
use crate::{
    catalogue::Described,
    error::{Error, Result},
    influence::Influence,
    kernel::{
        LiveEdges, Scratch, Trace,
        live::probability::{
            PerEdgeProbability, PerTargetProbability, Probability, UniformProbability,
        },
        plan::WalkCost,
    },
    network::{Network, csr::Rows},
    rng::World,
};

/// The independent cascade where a sharer forwards the message to at most `most` of its followers, chosen
/// at random, all sets of so many alike. Each of them shares with the probability of the edge; the others
/// are never shown the message by it.
///
/// So reach and impressions count the chosen followers alone. Choices are made anew in each world, for each
/// user by itself. Parallel edges that were kept are followers of their own.
///
/// `seeds.best` goes back over every follow of every user that its sets reach: it may take a hundred times
/// as long as under the independent cascade.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForwardLimit {
    /// To how many followers a sharer forwards it at most: 1 or more.
    #[schemars(range(min = 1))]
    pub most: u32,
}

impl Described for ForwardLimit {
    const SUMMARY: &'static str =
        "independent cascade in which a sharer forwards to a limited number of followers";
    const REFERENCE: &'static str = "de Freitas Melo et al. 2019, doi:10.1007/978-3-030-36687-2_31";
}

impl Model for ForwardLimit {
    fn prepare(&self, network: &Network, influence: &Influence) -> Result<Arc<dyn Cascade>> {
        let most = self.most;
        if most == 0 {
            let remedy = "give a number of followers, 1 or more";
            return Err(Error::value("model.forward-limit.most", "nothing is forwarded", remedy));
        }
        Ok(match influence {
            Influence::Uniform(p) => prepare(network, most, UniformProbability(*p)),
            Influence::PerTarget(strengths) => {
                prepare(network, most, PerTargetProbability::new(strengths))
            }
            Influence::PerEdge(strengths) => {
                prepare(network, most, PerEdgeProbability(Arc::clone(strengths)))
            }
        })
    }
}

fn prepare(
    network: &Network,
    most: u32,
    probability: impl Probability + 'static,
) -> Arc<dyn Cascade> {
    let rows = Arc::clone(network.forward());
    let chosen: usize = (0..network.users()).map(|user| rows.degree(user).min(most as usize)).sum();
    let looks = chosen as f64 / network.edges().max(1) as f64;
    let forwards = Arc::new(Forwards { rows, most, probability });
    let backward = Received { forwards: Arc::clone(&forwards), network: network.clone() };
    let kernel = "followers chosen one by one, and a random number for each of them";
    let cascade = LiveEdgeCascade::new(Arc::clone(&forwards), move || backward, kernel);
    Arc::new(LimitedCascade { cascade, forwards, looks })
}

/// Up to so many places are drawn one by one; of more each place of the row is looked at.
const FEW: usize = 64;

/// To whom each user forwards the message in a world, and which of them share.
struct Forwards<P> {
    rows: Arc<Rows>,
    most: u32,
    probability: P,
}

impl<P: Probability> Forwards<P> {
    /// Calls `chosen` with each place of the forward rows over which `user` forwards the message, ascending.
    fn for_each_chosen(&self, world: World, user: u32, mut chosen: impl FnMut(usize)) {
        let row = self.rows.range(user);
        let (followers, most) = (row.len(), self.most as usize);
        if followers <= most {
            return row.for_each(chosen);
        }
        let mut stream = world.stream(user.into());
        if most > FEW {
            // Each place is taken with the share of those that are still to be taken.
            let mut left = most;
            for (nth, place) in row.enumerate() {
                if stream.below((followers - nth) as u64) < left as u64 {
                    chosen(place);
                    left -= 1;
                }
            }
            return;
        }
        // Floyd's sampling without replacement: each set of `most` places is as likely as another.
        let mut places = [0; FEW];
        for (taken, last) in (followers - most..followers).enumerate() {
            let drawn = stream.below(last as u64 + 1) as usize;
            // No place so far is as large as `last`.
            let new = if places[..taken].contains(&drawn) { last } else { drawn };
            places[taken] = new;
        }
        let places = &mut places[..most];
        places.sort_unstable();
        for place in places {
            chosen(row.start + *place);
        }
    }

    /// Whether the follower at `place` shares once the message is forwarded to it.
    fn shares(&self, world: World, place: usize) -> bool {
        let probability = self.probability.of(place, self.rows.targets()[place]);
        // Users have the numbers below.
        let coin = (self.rows.nodes() + place) as u64;
        world.stream(coin).unit() < probability
    }
}

impl<P: Probability> LiveEdges for Arc<Forwards<P>> {
    fn for_each_live(&self, world: World, node: u32, mut visit: impl FnMut(u32)) {
        self.for_each_chosen(world, node, |place| {
            if self.shares(world, place) {
                visit(self.rows.targets()[place]);
            }
        });
    }
}

/// The same edges backward: whom a user follows, where the coin of the edge falls well, and the choice of the
/// other end, which takes longer, is the edge.
struct Received<P> {
    forwards: Arc<Forwards<P>>,
    network: Network,
}

impl<P: Probability> LiveEdges for Received<P> {
    fn for_each_live(&self, world: World, node: u32, mut visit: impl FnMut(u32)) {
        let Self { forwards, network } = self;
        let mut before = None;
        for &from in network.backward().row(node) {
            // Parallel edges stand side by side, and are looked at together.
            if before.replace(from) == Some(from) {
                continue;
            }
            let row = forwards.rows.range(from);
            let targets = forwards.rows.row(from);
            let first = row.start + targets.partition_point(|&target| target < node);
            let last = row.start + targets.partition_point(|&target| target <= node);
            if !(first..last).any(|place| forwards.shares(world, place)) {
                continue;
            }
            let mut is_live = false;
            forwards.for_each_chosen(world, from, |place| {
                is_live |= (first..last).contains(&place) && forwards.shares(world, place);
            });
            if is_live {
                visit(from);
            }
        }
    }
}

/// The cascade over the live edges, which also says who was shown the message.
struct LimitedCascade<P> {
    cascade: LiveEdgeCascade<Arc<Forwards<P>>, Received<P>>,
    forwards: Arc<Forwards<P>>,
    /// The share of all edges that are chosen in a world.
    looks: f64,
}

impl<P: Probability + 'static> Cascade for LimitedCascade<P> {
    fn run(&self, world: World, seeds: &[u32], scratch: &mut Scratch) {
        self.cascade.run(world, seeds, scratch);
    }

    fn run_traced(&self, world: World, seeds: &[u32], scratch: &mut Scratch, trace: &mut Trace) {
        self.cascade.run_traced(world, seeds, scratch, trace);
    }

    fn kernel(&self) -> &'static str {
        self.cascade.kernel()
    }

    fn walk_cost(&self) -> WalkCost {
        WalkCost { sharer: 40.0, looks: self.looks, look: 12.0 }
    }

    fn outcome(&self, scratch: &mut Scratch, wanted: OutcomeRequest<'_>, outcome: &mut Outcome) {
        let Some(show) = wanted.show else { return };
        for &sharer in &scratch.sharers()[wanted.shown_before..] {
            if wanted.stop.is_set() {
                break;
            }
            self.forwards.for_each_chosen(wanted.world, sharer, |place| {
                show(self.forwards.rows.targets()[place]);
            });
        }
        outcome.has_shown = true;
    }

    /// For walks alone: of those who are shown the message this type is asked.
    fn live(&self) -> Option<&dyn LiveCascade> {
        self.cascade.live()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        network::{
            builder::{EdgeList, EdgeMeaning, Parallel, Rules},
            generator::Generator,
            labels::Labels,
        },
        rng::Purpose,
    };

    fn network(text: &str) -> Network {
        let generator: Generator = toml::from_str(text).expect(text);
        generator.generate(1, &()).expect(text)
    }

    fn world(index: u64) -> World {
        World::new(20_261_130, Purpose::Diffusion, index)
    }

    /// Where everybody forwards to one of the n − 1 others, the j-th sharer makes another one share with
    /// probability (n − j) / (n − 1): so the mean of sharers is the sum of these products.
    #[test]
    fn one_forward_among_all_goes_on_until_it_meets_a_sharer() {
        let (users, worlds) = (12_u32, 40_000);
        let cascade = ForwardLimit { most: 1 }
            .prepare(&network("complete = { users = 12 }"), &Influence::Uniform(1.0))
            .expect("it fits");
        let mut scratch = Scratch::new(users);
        let goes_on = |nth: u32| f64::from(users - nth) / f64::from(users - 1);
        let mut reaches = 1.0;
        let mut expected = vec![1.0];
        for nth in 1..users {
            reaches *= goes_on(nth);
            expected.push(reaches);
        }
        let mean: f64 = expected.iter().sum();
        let sizes: Vec<f64> = (0..worlds)
            .map(|index| {
                cascade.run(world(index), &[3], &mut scratch);
                scratch.sharers().len() as f64
            })
            .collect();
        let found = sizes.iter().sum::<f64>() / worlds as f64;
        // E[N²] = Σ_j (2j − 1) P(N ≥ j).
        let square: f64 = expected.iter().enumerate().map(|(j, p)| (2 * j + 1) as f64 * p).sum();
        let error = ((square - mean * mean) / worlds as f64).sqrt();
        assert!((found - mean).abs() < 4.0 * error, "{found} is not {mean}");
    }

    /// A hub with 50 followers forwards to 7, each of whom shares with probability 0.3; each is chosen as
    /// often as another.
    #[test]
    fn a_hub_shows_it_to_as_many_as_the_limit_and_to_all_alike() {
        let network = network("star = { users = 51 }");
        let hub = (0..51).max_by_key(|&user| network.forward().degree(user)).expect("users");
        let (most, worlds) = (7, 20_000_u32);
        let cascade =
            ForwardLimit { most }.prepare(&network, &Influence::Uniform(0.3)).expect("it fits");
        let mut scratch = Scratch::new(51);
        let (mut sharers, mut shown) = (0, vec![0_u32; 51]);
        for index in 0..worlds {
            cascade.run(world(index.into()), &[hub], &mut scratch);
            sharers += scratch.sharers().len() - 1;
            let (mut times, mut outcome) = (0, Outcome::default());
            let mut show = |user: u32| {
                times += 1;
                shown[user as usize] += 1;
            };
            let seeds = [hub];
            let request = OutcomeRequest::counts(world(index.into()), &seeds);
            let request = OutcomeRequest { show: Some(&mut show), ..request };
            cascade.outcome(&mut scratch, request, &mut outcome);
            let degrees = scratch.sharers().iter().map(|&user| network.forward().degree(user));
            let expected: usize = degrees.map(|degree| degree.min(most as usize)).sum();
            assert!(outcome.has_shown);
            assert_eq!(times, expected);
        }
        let trials = f64::from(worlds * most);
        let error = (0.3 * 0.7 / trials).sqrt();
        let found = sharers as f64 / trials;
        assert!((found - 0.3).abs() < 4.0 * error, "{found}");
        // Each leaf is chosen with probability 7/50: the largest of 50 deviations stays below 4.5 σ
        // but for one run in 3,000.
        let expected = f64::from(worlds) * 7.0 / 50.0;
        let sigma = (expected * (1.0 - 7.0 / 50.0)).sqrt();
        for (user, &shown) in shown.iter().enumerate().filter(|&(user, _)| user != hub as usize) {
            assert!((f64::from(shown) - expected).abs() < 4.5 * sigma, "{user}: {shown}");
        }
    }

    /// More than [`FEW`] of a row: all sets of so many have one chance too. Each of 200 followers is chosen
    /// with probability 0.4, each two of them with 80 · 79 / (200 · 199).
    #[test]
    fn many_of_a_row_are_chosen_with_equal_chances() {
        let network = network("star = { users = 201 }");
        let hub = (0..201).max_by_key(|&user| network.forward().degree(user)).expect("users");
        let rows = Arc::clone(network.forward());
        let forwards = Forwards { rows, most: 80, probability: UniformProbability(1.0) };
        let first = network.forward().range(hub).start;
        let (worlds, mut last, mut both) = (20_000_u32, 0, 0);
        for index in 0..worlds {
            let mut chosen = Vec::new();
            forwards.for_each_chosen(world(index.into()), hub, |place| chosen.push(place - first));
            assert!(chosen.len() == 80 && chosen.is_sorted(), "{chosen:?}");
            let has = |place: usize| chosen.binary_search(&place).is_ok();
            last += u32::from(has(199));
            both += u32::from(has(0) && has(199));
        }
        for (found, chance) in [(last, 0.4), (both, 80.0 * 79.0 / (200.0 * 199.0))] {
            let error = (chance * (1.0 - chance) / f64::from(worlds)).sqrt();
            let found = f64::from(found) / f64::from(worlds);
            assert!((found - chance).abs() < 4.0 * error, "{found} is not {chance}");
        }
    }

    /// Two of four edges are chosen, of which three lead to one follower: it always shares, and the other with
    /// probability 1/2.
    #[test]
    fn parallel_edges_are_followers_of_their_own() {
        let edges = EdgeList { edges: vec![[0, 1], [0, 1], [0, 1], [0, 2]], columns: Vec::new() };
        let rules = Rules { edge: EdgeMeaning::InfluencerToAudience, parallel: Parallel::Keep };
        let network = edges.build(Labels::index(3), Vec::new(), rules);
        assert_eq!(network.edges(), 4);
        let cascade =
            ForwardLimit { most: 2 }.prepare(&network, &Influence::Uniform(1.0)).expect("it fits");
        let (worlds, mut by_c) = (20_000_u32, 0);
        let mut scratch = Scratch::new(3);
        for index in 0..worlds {
            cascade.run(world(index.into()), &[0], &mut scratch);
            assert!(scratch.has_shared(1));
            by_c += u32::from(scratch.has_shared(2));
        }
        let error = (0.25 / f64::from(worlds)).sqrt();
        let found = f64::from(by_c) / f64::from(worlds);
        assert!((found - 0.5).abs() < 4.0 * error, "{found}");
    }

    /// A user is in the reverse set of another if and only if its message comes there: coin by coin, whatever
    /// the influence depends on.
    #[test]
    fn backward_are_the_same_edges_as_forward() {
        let network = network("gnp = { users = 60, mean_followers = 6 }");
        let differing = |count: usize| (0..count).map(|nth| (nth % 10) as f64 / 10.0);
        let per_edge: Vec<f32> = differing(network.edges() as usize).map(|p| p as f32).collect();
        let influences = [
            Influence::Uniform(0.6),
            Influence::PerTarget(differing(60).collect::<Vec<_>>().into()),
            Influence::PerEdge(per_edge.into()),
        ];
        for (most, influence) in
            [1, 3, 100].into_iter().zip(&influences).chain([(3, &influences[0])])
        {
            let cascade = ForwardLimit { most }.prepare(&network, influence).expect("it fits");
            let live = cascade.live().expect("edges are live or not");
            let mut scratch = Scratch::new(60);
            for index in 0..20 {
                let mut forward = [[false; 60]; 60];
                for from in 0..60 {
                    cascade.run(world(index), &[from], &mut scratch);
                    for &to in scratch.sharers() {
                        forward[from as usize][to as usize] = true;
                    }
                }
                for to in 0..60 {
                    live.run_backward(world(index), to, &mut scratch);
                    for from in 0..60 {
                        let is_reached = forward[from as usize][to as usize];
                        assert_eq!(scratch.has_shared(from), is_reached, "{from} → {to}");
                    }
                }
            }
        }
    }

    #[test]
    fn nothing_to_forward_is_refused() {
        let network = network("path = { users = 3 }");
        let refused = ForwardLimit { most: 0 }.prepare(&network, &Influence::Uniform(0.5));
        let error = refused.err().expect("it is refused");
        assert!(error.to_string().contains("model.forward-limit.most"), "{error}");
    }
}
