//! Cascades on several platforms beside a naive twin, on one thread. The elements are users who share, wherever
//! they do. Nothing is timed before their mean number is that of the twin within five standard errors.

use criterion::Criterion;
use wordspread::{
    influence::{Influence, Rule, WeightedCascade},
    model::AnyModel,
    network::Network,
    rng::{Purpose, Stream, World},
};

use crate::common;

/// Platforms, and how likely it is that a user cross-posts from one to the other.
const PLATFORMS: usize = 2;
const CROSS_POST: f64 = 0.2;

/// The users of a network, each with an account a platform where it follows or is followed.
struct Twin<'a> {
    network: &'a Network,
    /// The platform of each edge.
    platforms: Vec<usize>,
    has_account: Vec<[bool; PLATFORMS]>,
}

impl<'a> Twin<'a> {
    fn new(network: &'a Network) -> Self {
        let column = network.edge_column("platform").expect("it was made");
        let platforms: Vec<usize> = column.iter().map(|&number| number as usize - 1).collect();
        let mut has_account = vec![[false; PLATFORMS]; network.users() as usize];
        for user in 0..network.users() {
            for place in network.forward().range(user) {
                for end in [user, network.forward().targets()[place]] {
                    has_account[end as usize][platforms[place]] = true;
                }
            }
        }
        Self { network, platforms, has_account }
    }

    /// An account at a time, and of its user all edges are looked at for those of its platform.
    fn run(&self, seeds: &[u32], strength: &dyn Fn(u32) -> f64, stream: &mut Stream) -> usize {
        let rows = self.network.forward();
        let mut active = vec![[false; PLATFORMS]; self.has_account.len()];
        let mut queue = Vec::new();
        for &seed in seeds {
            active[seed as usize] = [true; PLATFORMS];
            let accounts = (0..PLATFORMS).filter(|&on| self.has_account[seed as usize][on]);
            queue.extend(accounts.map(|on| (seed, on)));
        }
        let mut next = 0;
        while let Some(&(user, on)) = queue.get(next) {
            next += 1;
            for (other, has_account) in self.has_account[user as usize].into_iter().enumerate() {
                let is_active = &mut active[user as usize][other];
                let may = has_account && !*is_active;
                if may && stream.unit() < CROSS_POST {
                    *is_active = true;
                    queue.push((user, other));
                }
            }
            for place in rows.range(user).filter(|&place| self.platforms[place] == on) {
                let follower = rows.targets()[place];
                let is_active = &mut active[follower as usize][on];
                if !*is_active && stream.unit() < strength(follower) {
                    *is_active = true;
                    queue.push((follower, on));
                }
            }
        }
        active.iter().filter(|accounts| accounts.contains(&true)).count()
    }
}

pub(crate) fn platforms(criterion: &mut Criterion) {
    if !common::asked("platforms") {
        return;
    }
    let network = common::platforms();
    let weighted = WeightedCascade::default().assign(&network, 1).expect("a rule");
    let Influence::PerTarget(strengths) = &weighted else { panic!("a strength a user") };
    let seeds = common::most_followed(&network, common::SEEDS);
    let text = format!("multiplex = {{ cross_post = {CROSS_POST} }}");
    let model: AnyModel = toml::from_str(&text).expect(&text);
    let twin = Twin::new(&network);
    let mut ratios = Vec::new();
    for (name, influence) in
        [("uniform 0.05", &Influence::Uniform(0.05)), ("weighted cascade", &weighted)]
    {
        let cascade = model.prepare(&network, influence).expect("it fits");
        let world = common::worlds(&network, &*cascade, &seeds);
        let strength = |follower: u32| match influence {
            Influence::Uniform(p) => *p,
            _ => strengths[follower as usize],
        };
        let mut stream = World::new(1, Purpose::Reverse, 0).stream(0);
        let naive = || twin.run(&seeds, &strength, &mut stream) as f64;
        ratios.extend(common::beside_naive(criterion, ("platforms", name), world, naive));
    }
    common::tell("Times as fast as naive", &ratios);
}
