//! The independent cascade of several messages, of which each user takes one.

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
        live::coins::Coins,
        plan::WalkCost,
    },
    network::Network,
    rng::World,
};

/// Other messages go out when ours does, and each user takes one message for good. A user who takes a message
/// gets one chance to pass it to each follower who has none yet. It succeeds with the probability of the edge
/// times the message's factor, independently of all others.
///
/// All messages take their steps at once. If several reach a user in one step, `ties` decides. With `dominance`
/// the strongest message wins: the others are ranked in the order in which they are listed, ours at `rank`. With
/// `fair` each of these messages wins with the same probability. With `first-in-random-order` each successful
/// attempt does, and with `proportional` in proportion to its probability; if all edges have the same
/// probability, these two have the same distribution. A user who is a seed of several messages is decided in the
/// same way: each of them counts as one attempt of equal influence.
///
/// Each edge has one coin in a world for all messages, since no edge ever carries two. So whoever takes a
/// message would take one without the others too. Parallel edges that were kept are separate attempts. Our
/// seeds that another message wins are no sharers of ours. A user without followers passes nothing on.
/// Without other messages it is the independent cascade, to the bit.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct CompetitiveCascade(pub Competition);

impl Described for CompetitiveCascade {
    const SUMMARY: &'static str =
        "independent cascade against other messages: each user takes one, by a rule for ties";
    const REFERENCE: &'static str = "Bharathi, Kempe & Salek, WINE 2007, doi:10.1007/978-3-540-77105-0_31; \
         Carnes, Nagarajan, Wild & van Zuylen, ICEC 2007, doi:10.1145/1282100.1282167; \
         Budak, Agrawal & El Abbadi, WWW 2011, doi:10.1145/1963405.1963499";
}

impl Model for CompetitiveCascade {
    fn prepare(&self, network: &Network, influence: &Influence) -> Result<Arc<dyn Cascade>> {
        let Field { ties, factors, ranks, seeds } =
            self.0.on(network, "model.competitive-cascade")?;
        let coins = Coins::new(network, influence);
        Ok(Arc::new(Forward(Rivalry {
            contest: Attempts { coins, ties, factors, ranks },
            users: network.users(),
            seeds,
            kernel: "live edges, step by step: several messages, and one for each user",
            cost: WalkCost { sharer: 20.0, looks: 1.0, look: 6.0 },
        })))
    }

    fn outcome_kind(&self) -> OutcomeKind {
        self.0.outcome_kind()
    }

    fn cost(&self) -> ModelCost {
        ModelCost { cascade_user: crate::kernel::contests::BYTES_A_USER, ..ModelCost::LIVE_EDGES }
    }
}

#[derive(Debug)]
struct Attempts {
    coins: Coins,
    ties: TieRule,
    factors: Vec<f64>,
    ranks: Vec<u64>,
}

impl Contest for Attempts {
    #[inline]
    fn for_each_attempt(
        &self,
        world: World,
        user: u32,
        message: Message,
        memo: &mut Memo,
        mut tried: impl FnMut(usize),
    ) {
        let factor = self.factors[usize::from(message)];
        if factor < 1.0 {
            self.coins.for_each_hit(world, user, memo, |place| {
                if Coin::Factor.of(world, place as u64).unit() < factor {
                    tried(place);
                }
            });
        } else {
            self.coins.for_each_hit(world, user, memo, tried);
        }
    }

    #[inline]
    fn follower(&self, place: usize) -> u32 {
        self.coins.node_of(place)
    }

    #[inline]
    fn attempt(
        &self,
        world: World,
        message: Message,
        [_, follower]: [u32; 2],
        place: usize,
        _: &mut Memo,
    ) -> Attempt {
        let key = match self.ties {
            TieRule::Dominance => self.ranks[usize::from(message)],
            TieRule::Fair => Coin::Message.of_message(world, message, follower).bits(),
            TieRule::FirstInRandomOrder => Coin::Attempt.of(world, place as u64).bits(),
            TieRule::Proportional => {
                let factor = self.factors[usize::from(message)];
                let strength = factor * self.coins.probability(place, follower);
                wait(Coin::Attempt.of(world, place as u64).unit(), strength)
            }
        };
        Attempt { key, decides: true }
    }

    fn key_at_seed(&self, world: World, message: Message, user: u32) -> u64 {
        match self.ties {
            TieRule::Dominance => self.ranks[usize::from(message)],
            _ => Coin::Message.of_message(world, message, user).bits(),
        }
    }

    #[inline]
    fn prefetch_soon(&self, user: u32) {
        self.coins.prefetch_soon(user);
    }

    #[inline]
    fn prefetch_next(&self, user: u32) {
        self.coins.prefetch_next(user);
    }
}

/// A waiting time of rate `strength` as a number in the same order: of several, each is the shortest with
/// a chance in proportion to its rate (Efraimidis & Spirakis 2006, doi:10.1016/j.ipl.2005.11.003).
#[inline]
fn wait(unit: f64, strength: f64) -> u64 {
    // Numbers above 0 have the order of their bits.
    (-libm::log1p(-unit) / strength).to_bits()
}
