//! The search: more and more sets, until seeds and certificate are as good as was asked.

use super::{
    bound::{at_least, at_most, exponent},
    cover::{Picks, Rules, cover},
    sets::{BLOCK, Block, Sequence, Source},
};
use crate::{error::Result, model::Cascade, progress::Progress};
use rayon::prelude::*;

/// Blocks of the first look.
const FIRST: u64 = 2048 / BLOCK;

/// How good seeds must be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Accuracy {
    /// At least 1 − 1/e − ε of what any seeds could spread.
    Guarantee {
        /// ε, above 0.
        epsilon: f64,
    },
    /// So good that the choice by twice as many sets spreads no more than this share farther, as far
    /// as the sets that test them tell: with two standard errors.
    Quality {
        /// The share, above 0.
        gain: f64,
    },
}

/// What seeds are sought.
#[expect(missing_debug_implementations, reason = "a cascade is any model")]
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// The model, ready to run.
    pub cascade: &'a dyn Cascade,
    /// Users of the network, at least one.
    pub users: u32,
    /// How many seeds, the required ones among them; at least 1.
    pub count: usize,
    /// Users who are seeds whatever they spread, each once.
    pub required: &'a [u32],
    /// For each user whether it may be a seed; nothing where everybody may.
    pub eligible: Option<&'a [bool]>,
    /// How good they must be.
    pub accuracy: Accuracy,
    /// The probability with which the certificate may be wrong.
    pub risk: f64,
    /// Most members of sets to keep, 4 bytes each: the search ends before it would draw twice as
    /// many. What the first sets take is not known before they are drawn.
    pub most_members: u64,
    /// Names the random numbers.
    pub rng_seed: u64,
}

/// Seeds in the order in which they were chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen {
    /// The seeds, and by how many sharers each is thought to enlarge the spread of those before it.
    pub seeds: Vec<(u32, f64)>,
    /// What is known of them.
    pub certificate: Certificate,
}

/// What is known of the spread of chosen seeds. Both bounds hold at once, but for the risk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Certificate {
    /// The spread of the seeds in users, by sets that took no part in choosing them: without bias
    /// at a number of sets that is fixed beforehand.
    pub spread: f64,
    /// The seeds spread at least so far.
    pub at_least: f64,
    /// No seeds that are allowed spread farther in the mean.
    pub optimum_at_most: f64,
    /// The probability with which a bound may be wrong.
    pub risk: f64,
    /// Reverse sets by which the seeds were chosen; as many others tested them.
    pub sets: u64,
    /// Whether they are as good as was asked; if not, memory was at its limit.
    pub reached: bool,
}

impl Certificate {
    /// The certified share of the optimum.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        self.at_least / self.optimum_at_most
    }
}

/// Chooses seeds for their spread.
///
/// Cost: the members of the sets, which are drawn in parallel, about four reads of memory at random
/// each; 4 bytes a member, and 2 for each that could be picked.
///
/// # Errors
/// [`Error::Stopped`](crate::error::Error::Stopped) where `progress` was cancelled at the first look; later the best seeds so far
/// are given.
pub fn choose(question: &Question<'_>, progress: &dyn Progress) -> Result<Chosen> {
    let source = Source::new(question.cascade, question.users, question.rng_seed);
    let mut search = Search {
        question,
        counts: vec![0; question.users as usize],
        choosing: Vec::new(),
        testing: Vec::new(),
    };
    progress.begin("choosing seeds", None);
    let mut best: Option<Chosen> = None;
    let mut blocks = FIRST;
    let found = loop {
        let look = match search.look(&source, blocks, best.as_ref(), progress) {
            Ok(look) => look,
            Err(error) => break best.ok_or(error),
        };
        let certificate = look.certificate;
        let members = search.members();
        best = Some(look);
        if certificate.reached || 2 * members > question.most_members {
            break Ok(best.expect("there was a look"));
        }
        blocks *= 2;
    };
    progress.end();
    found
}

/// A search under way.
struct Search<'a> {
    question: &'a Question<'a>,
    counts: Vec<u32>,
    choosing: Vec<Block>,
    testing: Vec<Block>,
}

impl Search<'_> {
    fn members(&self) -> u64 {
        let blocks = self.choosing.iter().chain(&self.testing);
        blocks.map(|block| block.members().len() as u64).sum()
    }

    /// Looks at so many blocks of sets to choose by, and as many to test on.
    fn look(
        &mut self,
        source: &Source<'_>,
        blocks: u64,
        before: Option<&Chosen>,
        progress: &dyn Progress,
    ) -> Result<Chosen> {
        let drawn = self.choosing.len() as u64;
        let choosing = source.draw(Sequence::Choosing, drawn..blocks, progress)?;
        let testing = source.draw(Sequence::Testing, drawn..blocks, progress)?;
        for block in &choosing {
            for &user in block.members() {
                self.counts[user as usize] += 1;
            }
        }
        self.choosing.extend(choosing);
        self.testing.extend(testing);

        let Question { count, required, eligible, accuracy, risk, users, .. } = *self.question;
        let Picks { picks, most } =
            cover(&self.choosing, &self.counts, Rules { count, required, eligible });
        let sets = blocks * BLOCK;
        let in_users = f64::from(users) / sets as f64;
        let seeds: Vec<(u32, f64)> =
            picks.iter().map(|pick| (pick.user, pick.gain as f64 * in_users)).collect();
        let old: &[(u32, f64)] = before.map_or(&[], |before| &before.seeds);
        let Met { new: met, new_alone, old_alone } = self.met(&seeds, old);
        let look = (blocks / FIRST).ilog2() + 1;
        let a = exponent(risk, look);
        let mut certificate = Certificate {
            spread: met as f64 * in_users,
            at_least: at_least(met as f64, a) * in_users,
            optimum_at_most: (at_most(most as f64, a) * in_users).min(f64::from(users)),
            risk,
            sets,
            reached: false,
        };
        certificate.reached = match accuracy {
            Accuracy::Guarantee { epsilon } => {
                certificate.ratio() >= 1.0 - (-1.0_f64).exp() - epsilon
            }
            Accuracy::Quality { gain } => {
                let [more, less] = [new_alone, old_alone].map(|sets| sets as f64);
                before.is_some() && more - less + 2.0 * (more + less).sqrt() <= gain * met as f64
            }
        };
        Ok(Chosen { seeds, certificate })
    }

    /// How many of the sets to test on two choices of seeds meet.
    fn met(&self, new: &[(u32, f64)], old: &[(u32, f64)]) -> Met {
        let [new, old] = [new, old].map(|seeds| {
            let mut bits = vec![0_u64; (self.question.users as usize).div_ceil(64)];
            for &(user, _) in seeds {
                bits[user as usize / 64] |= 1 << (user % 64);
            }
            bits
        });
        let meets = |bits: &[u64], members: &[u32]| {
            members.iter().any(|&user| bits[user as usize / 64] >> (user % 64) & 1 != 0)
        };
        let of_block = |block: &Block| {
            let mut met = Met::default();
            for members in block.sets() {
                let [by_new, by_old] = [&new, &old].map(|bits| meets(bits, members));
                met.new += u64::from(by_new);
                met.new_alone += u64::from(by_new && !by_old);
                met.old_alone += u64::from(by_old && !by_new);
            }
            met
        };
        let blocks: Vec<Met> = self.testing.par_iter().map(of_block).collect();
        blocks.into_iter().fold(Met::default(), Met::and)
    }
}

/// How many sets two choices of seeds meet.
#[derive(Debug, Clone, Copy, Default)]
struct Met {
    /// By the new one.
    new: u64,
    /// By the new one and not by the old.
    new_alone: u64,
    /// By the old one and not by the new.
    old_alone: u64,
}

impl Met {
    const fn and(self, other: Self) -> Self {
        Self {
            new: self.new + other.new,
            new_alone: self.new_alone + other.new_alone,
            old_alone: self.old_alone + other.old_alone,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        influence::{Influence, Rule, WeightedCascade},
        model::{IndependentCascade, LinearThreshold, Model},
        network::{
            Network,
            attributes::EdgeColumn,
            builder::{EdgeList, EdgeMeaning, Parallel, Rules as BuildRules},
            generator::Generator,
            labels::Labels,
        },
    };

    /// Five users in a ring with chords; its spreads are known by enumeration.
    fn g5() -> (Network, Influence) {
        let edges = [
            ([0, 1], 0.3),
            ([1, 2], 0.5),
            ([2, 3], 0.4),
            ([3, 4], 0.6),
            ([4, 0], 0.2),
            ([0, 2], 0.25),
            ([2, 4], 0.35),
            ([1, 4], 0.05),
        ];
        let values: Vec<f64> = edges.iter().map(|edge| edge.1).collect();
        let list = EdgeList {
            edges: edges.iter().map(|edge| edge.0).collect(),
            columns: vec![EdgeColumn {
                name: EdgeColumn::PROBABILITY.into(),
                values: values.into(),
            }],
        };
        let rules =
            BuildRules { edge: EdgeMeaning::InfluencerToAudience, parallel: Parallel::Merge };
        let network = list.build(Labels::index(5), Vec::new(), rules);
        let column = network.edge_column(EdgeColumn::PROBABILITY).expect("it was given");
        let influence = Influence::PerEdge(column.iter().map(|&p| p as f32).collect());
        (network, influence)
    }

    fn question(cascade: &dyn Cascade, users: u32, count: usize) -> Question<'_> {
        Question {
            cascade,
            users,
            count,
            required: &[],
            eligible: None,
            accuracy: Accuracy::Quality { gain: 0.005 },
            risk: 0.001,
            most_members: 1 << 20,
            rng_seed: 5,
        }
    }

    /// Spreads of single users, and of {0, 3}, by enumeration. At most 2^20 members of sets are more
    /// than 10^5 sets, whose share has standard deviation below 0.0016 of 5 users; five are allowed.
    #[test]
    fn spreads_on_g5_are_those_of_enumeration() {
        let (network, influence) = g5();
        let independent = IndependentCascade::default();
        let threshold = LinearThreshold::default();
        let models: [(&dyn Model, [f64; 5], f64); 2] = [
            (&independent, [2.001_181_25, 2.05017, 2.03756, 1.7995, 1.3615], 3.317_937_5),
            (&threshold, [2.111, 2.1175, 2.1434, 1.804, 1.372], 3.455),
        ];
        for (model, singles, pair) in models {
            let cascade = model.prepare(&network, &influence).expect("it fits");
            let sought = |required: &[u32]| {
                let count = required.len();
                let accuracy = Accuracy::Quality { gain: -1.0 };
                let question = Question { required, accuracy, ..question(&*cascade, 5, count) };
                let chosen = choose(&question, &()).expect("nobody stops it");
                assert_eq!(chosen.seeds.iter().map(|seed| seed.0).collect::<Vec<_>>(), required);
                let Certificate { spread, at_least, .. } = chosen.certificate;
                assert!(at_least <= spread && !chosen.certificate.reached);
                spread
            };
            for (user, expected) in (0..).zip(singles) {
                let spread = sought(&[user]);
                assert!((spread - expected).abs() < 5.0 * 0.008, "{user}: {spread}");
            }
            let spread = sought(&[0, 3]);
            assert!((spread - pair).abs() < 5.0 * 0.008, "{spread}");
            // The best single user is found, and bounded.
            let best = choose(&question(&*cascade, 5, 1), &()).expect("nobody stops it");
            let optimum = singles.into_iter().fold(0.0, f64::max);
            let found = singles[best.seeds[0].0 as usize];
            assert!(found > 0.97 * optimum && best.certificate.optimum_at_most >= optimum);
            assert!(best.certificate.at_least <= found);
        }
    }

    fn network() -> Network {
        let generator: Generator =
            toml::from_str("chung-lu = { users = 3000, mean_followers = 8 }").expect("a generator");
        generator.generate(2, &()).expect("a network")
    }

    #[test]
    fn rules_are_kept_and_the_guarantee_is_reached() {
        let network = network();
        let influence = WeightedCascade::default().assign(&network, 1).expect("it fits");
        let cascade = IndependentCascade::default().prepare(&network, &influence).expect("it fits");
        let eligible: Vec<bool> = (0..3000).map(|user| user % 3 == 0).collect();
        let question = Question {
            required: &[7, 100],
            eligible: Some(&eligible),
            accuracy: Accuracy::Guarantee { epsilon: 0.1 },
            most_members: 1 << 30,
            ..question(&*cascade, 3000, 10)
        };
        let chosen = choose(&question, &()).expect("nobody stops it");
        let users: Vec<u32> = chosen.seeds.iter().map(|seed| seed.0).collect();
        assert_eq!((users.len(), &users[..2]), (10, &[7, 100][..]));
        assert!(users[2..].iter().all(|user| user % 3 == 0));
        assert!(chosen.seeds[2..].windows(2).all(|pair| pair[0].1 >= pair[1].1));
        assert!(chosen.certificate.reached && chosen.certificate.ratio() >= 0.532);
        let free = choose(&Question { required: &[], eligible: None, ..question }, &());
        let free = free.expect("nobody stops it").certificate;
        assert!(free.spread > chosen.certificate.spread);
    }

    #[test]
    fn threads_change_nothing() {
        let network = network();
        let influence = WeightedCascade::default().assign(&network, 1).expect("it fits");
        let cascade = IndependentCascade::default().prepare(&network, &influence).expect("it fits");
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.expect("threads")
                .install(|| choose(&question(&*cascade, 3000, 20), &()).expect("nobody stops it"))
        };
        assert_eq!(on(1), on(2));
        assert_eq!(on(1), on(7));
    }
}
