//! Several messages at once, each model beside a naive twin, on one thread. The elements are users who take
//! a message. Nothing is timed before the mean number of sharers of ours is that of the twin within five
//! standard errors.

use criterion::Criterion;
use wordspread::{
    influence::{Influence, Rule, WeightedCascade},
    model::{
        AnyModel, Companion, Competition, CompetitiveCascade, CompetitiveThreshold,
        ComplementaryCascade, NegativeOpinion, Rival, RivalSeeds,
    },
    network::Network,
    rng::{Purpose, Stream, World},
};

use crate::common;

/// How the naive twin lets a message and another spread from their seeds.
type Naive = fn(&Twin<'_>, &mut Stream, [&[u32]; 2]) -> usize;

/// What a naive twin looks at.
struct Twin<'a> {
    network: &'a Network,
    strengths: &'a [f64],
}

/// Nobody, or a message that was taken; ours is 0.
type Owner = Option<u8>;

impl Twin<'_> {
    fn begin(&self, seeds: [&[u32]; 2]) -> (Vec<Owner>, Vec<u32>) {
        let mut owner = vec![None; self.network.users() as usize];
        let mut queue = Vec::new();
        // The other is the stronger.
        for (message, users) in [(1, seeds[1]), (0, seeds[0])] {
            for &user in users {
                if owner[user as usize].is_none() {
                    owner[user as usize] = Some(message);
                    queue.push(user);
                }
            }
        }
        (owner, queue)
    }

    fn ours(owner: &[Owner]) -> usize {
        owner.iter().filter(|&&owner| owner == Some(0)).count()
    }

    /// A coin an edge; of those who reach a user in one step `wins` says who wins.
    fn coins(
        &self,
        stream: &mut Stream,
        seeds: [&[u32]; 2],
        mut wins: impl FnMut(&mut Stream, &[u8]) -> u8,
    ) -> usize {
        let rows = self.network.forward();
        let (mut owner, mut queue) = self.begin(seeds);
        while !queue.is_empty() {
            let mut reached: Vec<(u32, u8)> = Vec::new();
            for &user in &queue {
                let message = owner[user as usize].expect("it has taken one");
                for &follower in rows.row(user) {
                    let open = owner[follower as usize].is_none();
                    if open && stream.unit() < self.strengths[follower as usize] {
                        reached.push((follower, message));
                    }
                }
            }
            reached.sort_by_key(|each| each.0);
            queue.clear();
            for tries in reached.chunk_by(|a, b| a.0 == b.0) {
                let messages: Vec<u8> = tries.iter().map(|each| each.1).collect();
                owner[tries[0].0 as usize] = Some(wins(stream, &messages));
                queue.push(tries[0].0);
            }
        }
        Self::ours(&owner)
    }

    fn competitive(&self, stream: &mut Stream, seeds: [&[u32]; 2]) -> usize {
        self.coins(stream, seeds, |_, messages| *messages.iter().max().expect("somebody"))
    }

    /// With a quality of 0.9; counts all who share.
    fn opinions(&self, stream: &mut Stream, [seeds, _]: [&[u32]; 2]) -> usize {
        let mut all = seeds.len();
        self.coins(stream, [seeds, &[]], |stream, tries| {
            all += 1;
            let first = tries[stream.below(tries.len() as u64) as usize];
            first.max(u8::from(stream.unit() >= 0.9))
        });
        all
    }

    fn thresholds(&self, stream: &mut Stream, seeds: [&[u32]; 2]) -> usize {
        let rows = self.network.forward();
        let (mut owner, mut queue) = self.begin(seeds);
        let users = owner.len();
        let (mut sums, thresholds) = (vec![0.0; users], 0..users);
        let thresholds: Vec<f64> = thresholds.map(|_| stream.unit()).collect();
        while !queue.is_empty() {
            let mut best: Vec<(u32, u8)> = Vec::new();
            for &user in &queue {
                let message = owner[user as usize].expect("it has taken one");
                for &follower in rows.row(user) {
                    if owner[follower as usize].is_none() {
                        sums[follower as usize] += self.strengths[follower as usize];
                        best.push((follower, message));
                    }
                }
            }
            best.sort_by_key(|&(user, message)| (user, std::cmp::Reverse(message)));
            queue.clear();
            for tries in best.chunk_by(|a, b| a.0 == b.0) {
                let (user, message) = tries[0];
                if sums[user as usize] > thresholds[user as usize] {
                    owner[user as usize] = Some(message);
                    queue.push(user);
                }
            }
        }
        Self::ours(&owner)
    }

    /// With probabilities of 0.5, and 0.8 with the other message; ties as they come.
    fn complementary(&self, stream: &mut Stream, seeds: [&[u32]; 2]) -> usize {
        let rows = self.network.forward();
        let users = self.network.users() as usize;
        let mut coins: Vec<[f64; 2]> = Vec::with_capacity(users);
        coins.resize_with(users, || [stream.unit(), stream.unit()]);
        let live: Vec<bool> = rows
            .targets()
            .iter()
            .map(|&target| stream.unit() < self.strengths[target as usize])
            .collect();
        let mut told = vec![[false; 2]; users];
        let mut taken = vec![[false; 2]; users];
        let mut queue: Vec<(u32, usize)> = Vec::new();
        for (message, users) in seeds.into_iter().enumerate() {
            for &user in users {
                taken[user as usize][message] = true;
                queue.push((user, message));
            }
        }
        let mut next = 0;
        while let Some(&(user, message)) = queue.get(next) {
            for place in rows.range(user).filter(|&place| live[place]) {
                let follower = rows.targets()[place];
                let user = follower as usize;
                told[user][message] = true;
                // Twice, so that it thinks again of the first where it takes the second.
                for message in [message, 1 - message, message] {
                    let q = if taken[user][1 - message] { 0.8 } else { 0.5 };
                    let takes = told[user][message] && !taken[user][message];
                    if takes && coins[user][message] < q {
                        taken[user][message] = true;
                        queue.push((follower, message));
                    }
                }
            }
            next += 1;
        }
        taken.iter().filter(|taken| taken[0]).count()
    }
}

/// Each model against a message that goes out from the most followed, with its naive twin.
fn models(others: u32) -> [(AnyModel, Naive); 4] {
    let seeds = RivalSeeds::MostFollowed(others);
    let name = "rival".to_owned();
    let rival = Rival { name: name.clone(), seeds: seeds.clone(), factor: 1.0 };
    let competition = Competition { messages: vec![rival], ..Competition::default() };
    let competitive = CompetitiveCascade(competition.clone());
    let thresholds = CompetitiveThreshold(competition);
    let complementary = ComplementaryCascade {
        other: Companion { name, seeds },
        q_ours: 0.5,
        q_ours_with_other: 0.8,
        q_other: 0.5,
        q_other_with_ours: 0.8,
    };
    let opinions = NegativeOpinion { quality: 0.9 };
    [
        (AnyModel::CompetitiveCascade(competitive), |twin, stream, seeds| {
            twin.competitive(stream, seeds)
        }),
        (AnyModel::CompetitiveThreshold(thresholds), |twin, stream, seeds| {
            twin.thresholds(stream, seeds)
        }),
        (AnyModel::ComplementaryCascade(complementary), |twin, stream, seeds| {
            twin.complementary(stream, seeds)
        }),
        (AnyModel::NegativeOpinion(opinions), |twin, stream, seeds| twin.opinions(stream, seeds)),
    ]
}

pub(crate) fn contests(criterion: &mut Criterion) {
    if !common::asked("contests") {
        return;
    }
    let network = common::network();
    let influence = WeightedCascade::default().assign(&network, 1).expect("a rule");
    let Influence::PerTarget(strengths) = &influence else { panic!("a strength a user") };
    let twin = Twin { network: &network, strengths };
    let most = common::most_followed(&network, 2 * common::SEEDS);
    let (others, seeds) = most.split_at(common::SEEDS);
    let mut ratios = Vec::new();
    for (model, naive) in models(common::SEEDS as u32) {
        let cascade = model.prepare(&network, &influence).expect("it fits");
        let world = common::worlds(&network, &*cascade, seeds);
        let mut stream = World::new(1, Purpose::Reverse, 0).stream(0);
        let naive_world = || naive(&twin, &mut stream, [seeds, others]) as f64;
        let title = ("contests", model.keyword());
        ratios.extend(common::beside_naive(criterion, title, world, naive_world));
    }
    common::tell("Times as fast as naive", &ratios);
}
