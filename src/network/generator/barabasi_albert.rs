//! Barabási–Albert: newcomers tie themselves to those who already have many ties.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Generate, NetworkSize,
    parameters::{checks::Keys, ties::Ties},
    sampling::{
        draw::{ItemBlocks, stage},
        pairs::Pairs,
    },
};
use crate::{
    catalogue::Described,
    error::{Error, Result},
    memory::{self, Large},
    network::{Network, builder::Replay},
    progress::Progress,
    rng::World,
};

const KEYS: Keys = Keys("network.generate.barabasi-albert");

/// Users arrive one after the other; each ties itself to m different earlier users, chosen in
/// proportion to their ties.
///
/// It begins with m + 1 users who are all tied to each other. Degrees then follow
/// p(k) = 2m(m+1)/(k(k+1)(k+2)), a tail of exponent 3. A choice in proportion to ties is a random
/// end of a random tie (Batagelj & Brandes 2005, doi:10.1103/PhysRevE.71.036113), drawn again where
/// it repeats, so the work follows the edges. Memory is 4 bytes a tie beside the rows: which ends
/// repeat can only be seen from the choices before, so they cannot be retraced from addresses alone
/// (as Sanders & Schulz 2016, doi:10.1016/j.ipl.2016.02.004, do where repeats are allowed).
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BarabasiAlbert {
    /// Number of users, above `ties_per_user`.
    pub users: u32,
    /// Ties that each newcomer makes, m, at least 1.
    pub ties_per_user: u32,
    /// Whether a tie goes both ways (the default), or the newcomer follows the earlier user.
    #[serde(default)]
    pub ties: Ties,
}

impl Described for BarabasiAlbert {
    const SUMMARY: &'static str = "preferential attachment: newcomers follow the much followed";
    const REFERENCE: &'static str = "Barabási & Albert 1999, doi:10.1126/science.286.5439.509";
}

/// Number of ties that growth from a clique of m + 1 makes.
pub(super) fn grown_ties(users: u32, ties_per_user: u32) -> f64 {
    let (n, m) = (f64::from(users), f64::from(ties_per_user));
    m * (m + 1.0) / 2.0 + (n - m - 1.0) * m
}

/// Checks what growth models share.
pub(super) fn check_growth(keys: Keys, users: u32, ties_per_user: u32) -> Result<()> {
    keys.at_least("users", users, 2)?;
    keys.at_least("ties_per_user", ties_per_user, 1)?;
    let why = "each newcomer needs so many earlier users";
    keys.at_most("ties_per_user", ties_per_user, users - 1, why)
}

/// The ties of a network that grows: those of the first m + 1 users, then m of each newcomer, whose
/// other ends alone are kept.
struct Grown {
    ties_per_user: u32,
    /// All pairs of the first users.
    clique: Pairs,
    /// The earlier users that newcomers chose, m for each newcomer.
    chosen: Large<u32>,
}

/// Newcomers so far are at least so many times those who choose at once.
const CALM: usize = 16;
/// Fewer newcomers than this are not worth the attention of several threads.
const CROWD: usize = 1 << 10;
/// Stands for a choice that is not made yet: no user has this number.
const OPEN: u32 = u32::MAX;
/// Ties of one block.
const PER_BLOCK: u64 = 1 << 16;

impl Grown {
    fn new(model: &BarabasiAlbert, rng_seed: u64, progress: &dyn Progress) -> Result<Self> {
        let m = model.ties_per_user;
        let newcomers = (model.users - m - 1) as usize;
        let clique = Pairs { users: m + 1, ties: Ties::Mutual };
        let choices = newcomers as u64 * u64::from(m);
        memory::fits("growing the network", choices * 4)?;
        let chosen = Large::zeroed(usize::try_from(choices).expect("it fits in memory"));
        let mut grown = Self { ties_per_user: m, clique, chosen };
        progress.begin("generating the network", Some(newcomers as u64));
        let done = grown.grow(stage(rng_seed, 0), newcomers, progress);
        progress.end();
        done.map(|()| grown)
    }

    /// Lets all newcomers choose, in crowds that are small beside those before. Nearly all choose
    /// among users that came before the crowd, in parallel; those who meet an open choice of
    /// their own crowd choose after it, in order of arrival. Who is among them changes nothing.
    fn grow(&mut self, world: World, newcomers: usize, progress: &dyn Progress) -> Result<()> {
        let m = self.ties_per_user as usize;
        let growth =
            AttachmentDraws { world, ties_per_user: self.ties_per_user, clique: self.clique };
        let mut done = 0;
        while done < newcomers {
            if progress.cancelled() {
                return Err(Error::Stopped);
            }
            let crowd = (done / CALM).clamp(CROWD, 1 << 20).min(newcomers - done);
            let (settled, open) = self.chosen.split_at_mut(done * m);
            let open = &mut open[..crowd * m];
            open.fill(OPEN);
            if crowd > CROWD {
                let settled: &[u32] = settled;
                open.par_chunks_mut(m).enumerate().with_min_len(64).for_each(|(place, choices)| {
                    growth.choose(done + place, settled, choices);
                });
            }
            for place in 0..crowd {
                if self.chosen[(done + place + 1) * m - 1] == OPEN {
                    let (settled, open) = self.chosen.split_at_mut((done + place) * m);
                    growth.choose(done + place, settled, &mut open[..m]);
                }
            }
            done += crowd;
            progress.advance(crowd as u64);
        }
        Ok(())
    }

    fn ties(&self) -> ItemBlocks {
        ItemBlocks { items: self.clique.count() + self.chosen.len() as u64, per_block: PER_BLOCK }
    }
}

/// The law by which newcomers choose.
struct AttachmentDraws {
    world: World,
    ties_per_user: u32,
    clique: Pairs,
}

impl AttachmentDraws {
    /// Makes the choices of a newcomer, counted from 0. Where one depends on a choice that is not
    /// among the `settled` ones of the first newcomers, the last is left open.
    fn choose(&self, newcomer: usize, settled: &[u32], choices: &mut [u32]) {
        let m = u64::from(self.ties_per_user);
        let ties_before = self.clique.count() + newcomer as u64 * m;
        let mut stream = self.world.stream(newcomer as u64);
        let mut made = 0;
        while made < choices.len() {
            let Some(earlier) = self.end(stream.below(2 * ties_before), settled) else {
                return choices.fill(OPEN);
            };
            if !choices[..made].contains(&earlier) {
                choices[made] = earlier;
                made += 1;
            }
        }
    }

    /// One of the two ends of each tie, ends being numbered through.
    #[inline]
    fn end(&self, end: u64, settled: &[u32]) -> Option<u32> {
        let (tie, later) = (end / 2, end % 2 == 1);
        let Some(choice) = tie.checked_sub(self.clique.count()) else {
            return Some(self.clique.pair(tie)[usize::from(later)]);
        };
        if later {
            let newcomer = choice / u64::from(self.ties_per_user);
            return Some(self.ties_per_user + 1 + newcomer as u32);
        }
        settled.get(choice as usize).copied()
    }
}

impl Replay for Grown {
    fn blocks(&self) -> usize {
        self.ties().count()
    }

    fn replay(&self, block: usize, mut edge: impl FnMut(u32, u32)) {
        let ties = self.ties().items(block);
        let clique = self.clique.count();
        for tie in ties.start..ties.end.min(clique) {
            let [earlier, later] = self.clique.pair(tie);
            edge(earlier, later);
        }
        for tie in ties.start.max(clique)..ties.end {
            let choice = tie - clique;
            let newcomer = choice / u64::from(self.ties_per_user);
            edge(self.chosen[choice as usize], self.ties_per_user + 1 + newcomer as u32);
        }
    }
}

impl Generate for BarabasiAlbert {
    fn generate(&self, rng_seed: u64, progress: &dyn Progress) -> Result<Network> {
        check_growth(KEYS, self.users, self.ties_per_user)?;
        KEYS.edges_fit("ties_per_user", self.size().edges)?;
        self.ties.replayed(
            self.users,
            self.size(),
            &Grown::new(self, rng_seed, progress)?,
            progress,
        )
    }

    fn size(&self) -> NetworkSize {
        let edges = grown_ties(self.users, self.ties_per_user) * self.ties.edges();
        NetworkSize::of(f64::from(self.users), edges).listed(0.25)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grown(users: u32, ties_per_user: u32) -> Network {
        BarabasiAlbert { users, ties_per_user, ties: Ties::Mutual }.generate(3, &()).unwrap()
    }

    #[test]
    fn every_newcomer_makes_exactly_m_different_ties() {
        for m in [1, 2, 7] {
            let network = grown(500, m);
            assert_eq!(network.edges(), 2 * grown_ties(500, m) as u64);
            assert_eq!(network.built().merged + network.built().self_loops, 0);
            for newcomer in m + 1..500 {
                let row = network.forward().row(newcomer);
                assert_eq!(row.iter().filter(|&&other| other < newcomer).count(), m as usize);
            }
        }
    }

    /// The first newcomer meets a clique, in which all are alike. With m = 1 the second meets a path of
    /// three users, whose middle has half of all ends, or (as likely) one that begins at the other
    /// end: over 4,000 seeds the middle is chosen 2,000 times with standard deviation √1000.
    #[test]
    fn ties_draw_ties() {
        let mut middle = 0.0;
        for seed in 0..4000 {
            let model = BarabasiAlbert { users: 4, ties_per_user: 1, ties: Ties::Mutual };
            let grown = Grown::new(&model, seed, &()).unwrap();
            middle += f64::from(grown.chosen[0] == grown.chosen[1]);
        }
        assert!((middle - 2000.0).abs() < 5.0 * 1000_f64.sqrt(), "{middle}");
    }

    /// Crowds are only a way of computing it: one after the other the same choices are made.
    #[test]
    fn newcomers_choose_alike_in_crowds_and_one_after_the_other() {
        let model = BarabasiAlbert { users: 60_000, ties_per_user: 3, ties: Ties::Mutual };
        let grown = Grown::new(&model, 5, &()).unwrap();
        let growth = AttachmentDraws { world: stage(5, 0), ties_per_user: 3, clique: grown.clique };
        let mut alone = vec![OPEN; grown.chosen.len()];
        for newcomer in 0..60_000 - 4 {
            let (settled, open) = alone.split_at_mut(newcomer * 3);
            growth.choose(newcomer, settled, &mut open[..3]);
        }
        assert_eq!(alone, *grown.chosen);
    }

    /// P(degree ≥ k) = m(m+1)/(k(k+1)) in the limit (Bollobás et al. 2001): at m = 3 and k = 3, 6,
    /// 12 and 30. The counts of 100,000 users vary less than binomial ones; five binomial sigmas
    /// and a share of 0.003 for the start.
    #[test]
    fn degrees_have_the_exact_tail_of_exponent_three() {
        let users = 100_000;
        let network = grown(users, 3);
        for k in [4_u32, 6, 12, 30] {
            let expected = 12.0 / f64::from(k * (k + 1));
            let above = (0..users).filter(|&node| network.forward().degree(node) >= k as usize);
            let share = above.count() as f64 / f64::from(users);
            let sigma = (expected * (1.0 - expected) / f64::from(users)).sqrt();
            assert!((share - expected).abs() < 5.0 * sigma + 0.003 * expected, "{share} at {k}");
        }
    }

    #[test]
    fn one_way_newcomers_follow_and_are_not_followed_by_those_before() {
        let model = BarabasiAlbert { users: 200, ties_per_user: 2, ties: Ties::OneWay };
        let network = model.generate(1, &()).unwrap();
        for user in 0..200 {
            assert!(network.forward().row(user).iter().all(|&follower| follower > user));
        }
    }
}
