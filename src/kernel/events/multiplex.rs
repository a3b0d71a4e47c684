//! Cascades among users who have an account on each of several platforms: whom a user is shown by, and whom it
//! shows a message to, is a matter of the platform; who shares is the user.
//!
//! An account shares at most once, and what it shares may be cross-posted to the user's other accounts. A user
//! shares as soon as one of its accounts does, and is counted once. Nothing here knows a model's parameters, nor
//! which numbers platforms have in a file.

use std::sync::Arc;

use crate::{
    influence::Influence,
    kernel::{
        LiveEdges, Record, SharerSet,
        live::{
            probability::{PerEdgeProbability, UniformProbability},
            skip_by_product::SkipByProduct,
        },
    },
    memory::Large,
    network::{Network, csr::Rows},
    rng::World,
};

/// Which of a user's accounts: a bit for each platform.
type PlatformSet = u8;

/// Most platforms.
pub const MOST_PLATFORMS: usize = PlatformSet::BITS as usize;

/// Coins of users and pairs of platforms have addresses from here on, where no account's are.
const CROSS_POST: u64 = 1 << 56;

/// Bytes that cascades take for each user, at most: where it shares, its place, and each account that does.
pub const BYTES_A_USER: f64 = 1.0 + 4.0 + 4.0 * MOST_PLATFORMS as f64;

/// Bytes that accounts take for each user at most while they are made: whether it has any, and where
/// the rows of each start.
pub const PREPARED_BYTES_A_USER: f64 = 1.0 + 8.0 * MOST_PLATFORMS as f64;

/// Bytes that accounts take for each edge while they are made: its other end, its strength, its platform
/// and its place.
pub const PREPARED_BYTES_AN_EDGE: f64 = 4.0 + 4.0 + 1.0 + 8.0;

/// Everybody's accounts, and how a message passes between them.
#[derive(Debug)]
pub struct Accounts {
    /// How many platforms there are.
    platforms: u32,
    edges: Edges,
    /// For each user a bit for each platform on which it has an account.
    on: Vec<PlatformSet>,
    crossing: CrossPosting,
}

/// For each account, which is user × platforms + platform, the accounts that it is shown to, all on its own
/// platform.
#[derive(Debug)]
enum Edges {
    UniformProbability(SkipByProduct<UniformProbability>),
    PerEdgeProbability(SkipByProduct<PerEdgeProbability<Vec<f32>>>),
}

/// How a message comes to a user's other accounts.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossPosting {
    /// The probability that what an account shares is cross-posted to another of the same user: that from the
    /// platform a to b stands at a × platforms + b.
    pub cross_post: Vec<f64>,
    /// A bit for each platform on which seeds share at once, where they have an account there.
    pub seeds_on: PlatformSet,
}

/// What is remembered of a cascade.
#[derive(Debug)]
pub struct MultiplexBuffers {
    /// For each user a bit for each platform on which it shares.
    shares: Large<PlatformSet>,
    /// For each user who shares its place among the sharers.
    places: Large<u32>,
    /// The accounts that share, in the order in which they do.
    accounts: Vec<u32>,
    /// The accounts that a sharing one reaches.
    reached: Vec<u32>,
}

impl Accounts {
    /// The accounts of a network's users, where `platforms[place]`, below the number of platforms, is that of
    /// the edge at `place` of the forward rows. A user has an account where an edge leads from it or to it.
    ///
    /// # Panics
    /// If there are more accounts than 2^32 − 1, or than [`MOST_PLATFORMS`] a user.
    #[must_use]
    pub fn new(
        network: &Network,
        influence: &Influence,
        platforms: &[u8],
        crossing: CrossPosting,
    ) -> Self {
        let count = crossing.cross_post.len().isqrt();
        assert!(count <= MOST_PLATFORMS, "a bit for each platform");
        let accounts = network.forward().nodes() * count;
        assert!(u32::try_from(accounts).is_ok(), "each account has a number");
        let rows = network.forward();
        let mut on = vec![0 as PlatformSet; rows.nodes()];
        let mut offsets = Vec::with_capacity(accounts + 1);
        let mut targets = Vec::with_capacity(rows.edges());
        let mut places = Vec::with_capacity(rows.edges());
        offsets.push(0);
        for user in 0..network.users() {
            for platform in 0..count {
                for place in rows.range(user).filter(|&at| usize::from(platforms[at]) == platform) {
                    let follower = rows.targets()[place];
                    on[user as usize] |= 1 << platform;
                    on[follower as usize] |= 1 << platform;
                    targets.push(follower * count as u32 + platform as u32);
                    places.push(place);
                }
                offsets.push(targets.len() as u64);
            }
        }
        let rows = Rows::new(offsets.into(), targets.into()).expect("accounts lead to accounts");
        let rows = Arc::new(rows);
        let edges = match influence {
            Influence::Uniform(p) => Edges::UniformProbability(SkipByProduct {
                rows,
                probability: UniformProbability(*p),
            }),
            Influence::PerTarget(strengths) => {
                let of = |&account: &u32| strengths[account as usize / count] as f32;
                let column = rows.targets().iter().map(of).collect();
                Edges::PerEdgeProbability(SkipByProduct {
                    rows,
                    probability: PerEdgeProbability(column),
                })
            }
            Influence::PerEdge(strengths) => {
                let column = places.iter().map(|&place| strengths[place]).collect();
                Edges::PerEdgeProbability(SkipByProduct {
                    rows,
                    probability: PerEdgeProbability(column),
                })
            }
        };
        Self { platforms: count as u32, edges, on, crossing }
    }

    /// New buffers.
    #[must_use]
    pub fn buffers(&self) -> MultiplexBuffers {
        MultiplexBuffers {
            shares: Large::zeroed(self.on.len()),
            places: Large::zeroed(self.on.len()),
            accounts: Vec::new(),
            reached: Vec::new(),
        }
    }

    /// Runs the cascade of a world: adds to `sharers`, who are none yet, seeds and then all who share, step by
    /// step, each when the first of its accounts does. What is cross-posted is shared in the same step.
    ///
    /// Cost: the followers of the accounts that share, and the other accounts of whoever has one of them.
    pub fn spread<R: Record>(
        &self,
        world: World,
        seeds: &[u32],
        sharers: &mut SharerSet<'_>,
        buffers: &mut MultiplexBuffers,
        record: &mut R,
    ) {
        let run = MultiplexRun { of: self, world, sharers, buffers, record };
        match &self.edges {
            Edges::UniformProbability(edges) => run.run(edges, seeds),
            Edges::PerEdgeProbability(edges) => run.run(edges, seeds),
        }
    }

    /// Calls `show` with each user for each time that the last cascade was shown to it.
    pub fn for_each_impression(&self, buffers: &MultiplexBuffers, show: &mut dyn FnMut(u32)) {
        let (Edges::UniformProbability(SkipByProduct { rows, .. })
        | Edges::PerEdgeProbability(SkipByProduct { rows, .. })) = &self.edges;
        for &account in &buffers.accounts {
            for &follower in rows.row(account) {
                show(follower / self.platforms);
            }
        }
    }

    /// Whether what a user shares on one platform is cross-posted to another: one coin a user and pair of
    /// platforms, whichever of them comes first.
    fn crosses(&self, world: World, user: u32, [from, to]: [u32; 2]) -> bool {
        let platforms = u64::from(self.platforms);
        let pair = u64::from(from.min(to)) * platforms + u64::from(from.max(to));
        let coin = CROSS_POST + u64::from(user) * platforms * platforms + pair;
        let p = self.crossing.cross_post[(from * self.platforms + to) as usize];
        world.stream(coin).unit() < p
    }
}

/// A cascade that is under way.
struct MultiplexRun<'a, 'b, R> {
    of: &'a Accounts,
    world: World,
    sharers: &'a mut SharerSet<'b>,
    buffers: &'a mut MultiplexBuffers,
    record: &'a mut R,
}

impl<R: Record> MultiplexRun<'_, '_, R> {
    fn run(mut self, live: &impl LiveEdges, seeds: &[u32]) {
        for &account in &self.buffers.accounts {
            self.buffers.shares[(account / self.of.platforms) as usize] = 0;
        }
        self.buffers.accounts.clear();
        for &seed in seeds {
            if self.sharers.add(seed) {
                self.buffers.places[seed as usize] = self.sharers.list().len() as u32 - 1;
                self.record.seed();
                self.record.at(0.0);
                self.share(seed, self.of.on[seed as usize] & self.of.crossing.seeds_on);
            }
        }
        let (mut shown, mut step) = (0, 0_u32);
        while shown < self.buffers.accounts.len() {
            step += 1;
            let newest = shown..self.buffers.accounts.len();
            shown = newest.end;
            for nth in newest {
                self.tell(live, self.buffers.accounts[nth], step);
            }
        }
    }

    /// An account shows it to its followers, some of whom share it at this step.
    fn tell(&mut self, live: &impl LiveEdges, account: u32, step: u32) {
        let platforms = self.of.platforms;
        let mut reached = std::mem::take(&mut self.buffers.reached);
        live.for_each_live(self.world, account, |follower| reached.push(follower));
        for follower in reached.drain(..) {
            let (user, platform) = (follower / platforms, follower % platforms);
            if self.buffers.shares[user as usize] >> platform & 1 == 1 {
                continue;
            }
            if self.sharers.add(user) {
                self.buffers.places[user as usize] = self.sharers.list().len() as u32 - 1;
                let teller = self.buffers.places[(account / platforms) as usize];
                self.record.passed_on_by(teller as usize);
                self.record.at(step.into());
            }
            self.share(user, 1 << platform);
        }
        self.buffers.reached = reached;
    }

    /// A user shares on these platforms, on none of which it has shared, and on those to which it cross-posts
    /// from there.
    fn share(&mut self, user: u32, platforms: PlatformSet) {
        let of = self.of;
        let mut next = self.buffers.accounts.len();
        let shares = &mut self.buffers.shares[user as usize];
        for platform in bits(platforms) {
            self.buffers.accounts.push(user * of.platforms + platform);
        }
        *shares |= platforms;
        while let Some(account) = self.buffers.accounts.get(next) {
            let from = account % of.platforms;
            next += 1;
            for to in bits(of.on[user as usize] & !*shares) {
                if of.crosses(self.world, user, [from, to]) {
                    *shares |= 1 << to;
                    self.buffers.accounts.push(user * of.platforms + to);
                }
            }
        }
    }
}

/// The places of the bits that are set, ascending.
fn bits(mut word: PlatformSet) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let bit = (word != 0).then(|| word.trailing_zeros())?;
        word &= word - 1;
        Some(bit)
    })
}
