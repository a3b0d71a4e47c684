//! The linear threshold model of several messages, of which each user takes one.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Cascade, Forward, Model, ModelCost, OutcomeKind,
    cascade::rivals::{Competition, Field, Rivalry},
};
use crate::{
    catalogue::Described,
    error::Result,
    influence::Influence,
    kernel::{
        LiveEdges, Memo,
        contests::{Attempt, Coin, Contest, Message, TieRule},
        live::threshold_choice::ThresholdChoice,
        plan::WalkCost,
        prefetch::prefetch,
    },
    network::{Network, csr::Rows},
    rng::World,
};

/// Other messages go out when ours does, and each user takes one message for good. It does so once the
/// weights of those it follows who have taken any message reach its threshold. Each weight is multiplied by
/// the message's factor. The threshold is uniform on 0..1 and drawn anew in every world.
///
/// Those it follows who took a message in the step before brought it over the threshold. `ties` chooses among
/// their messages. With `dominance` the strongest wins: the others are ranked in the order in which they are
/// listed, ours at `rank`. With `fair` each message wins with the same probability. With `proportional` one of
/// these users decides, each in proportion to its weight. With `first-in-random-order` the weights are added one
/// by one in a random order, and the one that reaches the threshold decides; this has the same distribution as
/// `proportional`. A user who is a seed of several messages takes the strongest, or each with the same
/// probability.
///
/// The weights of a user's in-edges must sum to at most 1, or it is an error. As with linear thresholds, one
/// coin a user decides: it picks the edge whose weight will reach its threshold. Parallel edges that were
/// kept add their weights. Our seeds that another message wins are no sharers of ours. A user who follows
/// nobody shares only as a seed. Without other messages it is the linear threshold model, to the bit.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct CompetitiveThreshold(pub Competition);

impl Described for CompetitiveThreshold {
    const SUMMARY: &'static str =
        "linear threshold against other messages: each user takes one, by a rule for ties";
    const REFERENCE: &'static str =
        "Borodin, Filmus & Oren, WINE 2010, doi:10.1007/978-3-642-17572-5_48";
}

impl Model for CompetitiveThreshold {
    fn prepare(&self, network: &Network, influence: &Influence) -> Result<Arc<dyn Cascade>> {
        let Field { ties, factors, ranks, seeds } =
            self.0.on(network, "model.competitive-threshold")?;
        let weights = match influence {
            Influence::PerEdge(weights) => Some(Arc::clone(weights)),
            // A user whom all edges lead to with weight 0 picks nobody.
            Influence::Uniform(_) | Influence::PerTarget(_) => None,
        };
        let picks = ThresholdChoice::new(network, influence)?;
        Ok(Arc::new(Forward(Rivalry {
            contest: ThresholdContest {
                rows: Arc::clone(network.forward()),
                picks,
                weights,
                ties,
                factors,
                ranks,
            },
            users: network.users(),
            seeds,
            kernel: "one picked edge a user, step by step: several messages, and one for each user",
            cost: WalkCost { sharer: 20.0, looks: 1.0, look: 15.0 },
        })))
    }

    fn outcome_kind(&self) -> OutcomeKind {
        self.0.outcome_kind()
    }

    fn cost(&self) -> ModelCost {
        ModelCost { cascade_user: crate::kernel::contests::BYTES_A_USER, ..ModelCost::LIVE_EDGES }
    }
}

struct ThresholdContest {
    rows: Arc<Rows>,
    picks: ThresholdChoice,
    /// Where edges of one user differ: some may have none.
    weights: Option<Arc<[f32]>>,
    ties: TieRule,
    factors: Vec<f64>,
    ranks: Vec<u64>,
}

/// Stands for nobody in the memory of picks; no network has so many users.
const NOBODY: u32 = u32::MAX;

impl ThresholdContest {
    /// Whom a user picked, if anybody.
    #[inline]
    fn picked(&self, world: World, user: u32, memo: &mut Memo) -> u32 {
        memo.recall(user, || self.picks.picked_by(world, user).unwrap_or(NOBODY))
    }
}

impl Contest for ThresholdContest {
    const FETCHES: usize = ThresholdChoice::FETCHES;
    const ALL_MATTER: bool = false;

    #[inline]
    fn for_each_attempt(
        &self,
        _: World,
        user: u32,
        message: Message,
        _: &mut Memo,
        tried: impl FnMut(usize),
    ) {
        if self.factors[usize::from(message)] > 0.0 {
            let weighs =
                |&place: &usize| self.weights.as_ref().is_none_or(|weights| weights[place] > 0.0);
            self.rows.range(user).filter(weighs).for_each(tried);
        }
    }

    #[inline]
    fn follower(&self, place: usize) -> u32 {
        self.rows.targets()[place]
    }

    #[inline]
    fn attempt(
        &self,
        world: World,
        message: Message,
        [user, follower]: [u32; 2],
        _: usize,
        memo: &mut Memo,
    ) -> Attempt {
        let factor = self.factors[usize::from(message)];
        if factor <= 0.0 {
            return Attempt { key: u64::MAX, decides: false };
        }
        // Where in the picked one's weight the threshold lies is uniform, and below the factor it is
        // in that part of it which the message has.
        let decides = self.picked(world, follower, memo) == user
            && (factor >= 1.0 || Coin::Factor.of(world, follower.into()).unit() < factor);
        let message = match self.ties {
            TieRule::Dominance => self.ranks[usize::from(message)] << 1,
            TieRule::Fair => Coin::Message.of_message(world, message, follower).bits() & !1,
            // The picked one is each in proportion to its weight.
            TieRule::Proportional | TieRule::FirstInRandomOrder => 0,
        };
        // Of several who pass on the message that wins, it has it from the picked one.
        Attempt { key: message | u64::from(!decides), decides }
    }

    #[inline]
    fn fetch(&self, nth: usize, world: World, follower: u32, memo: &Memo) {
        self.picks.fetch(nth, world, follower, memo);
    }

    /// The picked one alone brings a user over its threshold.
    #[inline]
    fn matters(&self, world: World, [user, follower]: [u32; 2], memo: &mut Memo) -> bool {
        self.picked(world, follower, memo) == user
    }

    fn for_each_rival(&self, user: u32, message: Message, visit: impl FnMut(u32)) {
        let may_lose = match self.ties {
            TieRule::Dominance => self.ranks[usize::from(message)] > 1,
            TieRule::Fair => true,
            TieRule::Proportional | TieRule::FirstInRandomOrder => false,
        };
        if may_lose {
            self.picks.for_each_choice(user, visit);
        }
    }

    fn key_at_seed(&self, world: World, message: Message, user: u32) -> u64 {
        match self.ties {
            TieRule::Dominance => self.ranks[usize::from(message)],
            _ => Coin::Message.of_message(world, message, user).bits(),
        }
    }

    #[inline]
    fn prefetch_soon(&self, user: u32) {
        self.picks.prefetch_soon(user);
    }

    #[inline]
    fn prefetch_next(&self, user: u32) {
        prefetch(self.rows.targets(), self.rows.range(user).start);
    }
}
