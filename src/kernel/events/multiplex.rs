//! Cascades among users who have an account on each of several platforms: messages are shown from
//! account to account within a platform, but users share.
//!
//! An account shares at most once, and its share may be cross-posted to the user's other accounts.
//! A user shares as soon as one of its accounts does, and counts once. Nothing here depends on a
//! model's parameters, or on how a file numbers platforms.

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

/// Some of a user's accounts: a bit for each platform.
type PlatformSet = u8;

/// The largest number of platforms.
pub const MOST_PLATFORMS: usize = PlatformSet::BITS as usize;

/// The coins of users and pairs of platforms have addresses from here on, above those of accounts.
const CROSS_POST: u64 = 1 << 56;

/// Bytes a user, at most: the platforms on which it shares, its place, and each account that
/// shares.
pub const BYTES_A_USER: f64 = 1.0 + 4.0 + 4.0 * MOST_PLATFORMS as f64;

/// Bytes a user, at most, while accounts are built: its platforms, and the starts of its rows.
pub const PREPARED_BYTES_A_USER: f64 = 1.0 + 8.0 * MOST_PLATFORMS as f64;

/// Bytes an edge while accounts are built: its target, strength, platform and place.
pub const PREPARED_BYTES_AN_EDGE: f64 = 4.0 + 4.0 + 1.0 + 8.0;

/// Everybody's accounts, and how a message passes between them.
#[derive(Debug)]
pub struct Accounts {
    /// How many platforms there are.
    platforms: u32,
    edges: AccountEdges,
    /// The platforms on which each user has an account.
    on: Vec<PlatformSet>,
    crossing: CrossPosting,
}

/// The accounts to which each account, numbered user × platforms + platform, is shown: all on the
/// same platform.
#[derive(Debug)]
enum AccountEdges {
    Uniform(SkipByProduct<UniformProbability>),
    PerEdge(SkipByProduct<PerEdgeProbability<Vec<f32>>>),
}

/// How a message reaches a user's other accounts.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossPosting {
    /// The probability that a share is cross-posted to another account of the same user: from
    /// platform a to b at place a × platforms + b.
    pub cross_post: Vec<f64>,
    /// The platforms on which seeds share at once, where they have an account there.
    pub seeds_on: PlatformSet,
}

/// The buffers of a cascade, reused from one to the next.
#[derive(Debug)]
pub struct MultiplexBuffers {
    /// The platforms on which each user shares.
    shares: Large<PlatformSet>,
    /// The place of each sharer in the list.
    places: Large<u32>,
    /// The accounts that share, in order.
    accounts: Vec<u32>,
    /// The accounts that the current one reaches.
    reached: Vec<u32>,
}

impl Accounts {
    /// The accounts of a network's users, where `platforms[place]`, below the number of platforms,
    /// is that of the edge at `place` of the forward rows. A user has an account where an edge
    /// leads from it or to it.
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
            Influence::Uniform(p) => {
                AccountEdges::Uniform(SkipByProduct { rows, probability: UniformProbability(*p) })
            }
            Influence::PerTarget(strengths) => {
                let of = |&account: &u32| strengths[account as usize / count] as f32;
                let column = rows.targets().iter().map(of).collect();
                AccountEdges::PerEdge(SkipByProduct {
                    rows,
                    probability: PerEdgeProbability(column),
                })
            }
            Influence::PerEdge(strengths) => {
                let column = places.iter().map(|&place| strengths[place]).collect();
                AccountEdges::PerEdge(SkipByProduct {
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

    /// Runs the cascade of a world: adds to `sharers`, which is empty, the seeds and then all who
    /// share, step by step, each when the first of its accounts does. A cross-post is shared in the
    /// same step.
    ///
    /// Cost: the followers of the accounts that share, and the other accounts of their users.
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
            AccountEdges::Uniform(edges) => run.run(edges, seeds),
            AccountEdges::PerEdge(edges) => run.run(edges, seeds),
        }
    }

    /// Calls `show` with each user, once for each time that the last cascade was shown to it.
    pub fn for_each_impression(&self, buffers: &MultiplexBuffers, show: &mut dyn FnMut(u32)) {
        let (AccountEdges::Uniform(SkipByProduct { rows, .. })
        | AccountEdges::PerEdge(SkipByProduct { rows, .. })) = &self.edges;
        for &account in &buffers.accounts {
            for &follower in rows.row(account) {
                show(follower / self.platforms);
            }
        }
    }

    /// Whether a user's share on one platform is cross-posted to another: one coin for each user
    /// and pair of platforms, in both directions.
    fn crosses(&self, world: World, user: u32, [from, to]: [u32; 2]) -> bool {
        let platforms = u64::from(self.platforms);
        let pair = u64::from(from.min(to)) * platforms + u64::from(from.max(to));
        let coin = CROSS_POST + u64::from(user) * platforms * platforms + pair;
        let p = self.crossing.cross_post[(from * self.platforms + to) as usize];
        world.stream(coin).unit() < p
    }
}

/// A cascade in progress.
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
                // An account costs a hundred instructions or more; two of them are for this.
                if nth.is_multiple_of(64) && self.sharers.stopped() {
                    return;
                }
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

    /// A user shares on these platforms, where it has not shared yet, and on those to which it
    /// cross-posts.
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
