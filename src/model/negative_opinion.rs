//! The independent cascade with negative opinions (IC-N).

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Cascade, Forward, Model, ModelCost, Outcome, OutcomeKind, OutcomeRequest, Process,
    cascade::rivals::{ContestListener, share},
};
use crate::{
    catalogue::Described,
    error::Result,
    influence::Influence,
    kernel::{
        LiveEdges, Memo, Record, SharerSet,
        contests::{self, Attempt, Coin, Contest, Message},
        live::coins::Coins,
        plan::WalkCost,
    },
    network::Network,
    rng::World,
};

/// A message that sharers think well or badly of. A user who has it from one who thinks well of it thinks well
/// of it too with probability `quality`, and badly otherwise. A user who has it from one who thinks badly of it
/// thinks badly of it. A seed thinks well of it with probability `quality`.
///
/// The sharers are those of the independent cascade, to the bit: whoever starts to share, with a good opinion
/// or a bad one, gets one chance to make each follower share. The attempts that reach a user in one step come
/// in a random order, and it takes the opinion of the first that succeeds. Both opinions count as sharers; the
/// metrics `positive` and `negative` count each. Parallel edges that were kept are separate attempts. A user
/// without followers passes nothing on.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NegativeOpinion {
    /// The probability that a user who hears well of it, or is asked for it, thinks well of it: from 0
    /// to 1. Default 0.9.
    #[schemars(range(min = 0, max = 1))]
    pub quality: f64,
}

impl Default for NegativeOpinion {
    fn default() -> Self {
        Self { quality: 0.9 }
    }
}

impl Described for NegativeOpinion {
    const SUMMARY: &'static str = "independent cascade in which some sharers turn against it, and negative word stays negative";
    const REFERENCE: &'static str =
        "Chen et al., SDM 2011, doi:10.1137/1.9781611972818.33 (the IC-N model)";
}

/// Those who think well of it; the others are 1.
const POSITIVE: Message = 0;

impl Model for NegativeOpinion {
    fn prepare(&self, network: &Network, influence: &Influence) -> Result<Arc<dyn Cascade>> {
        let quality = share("model.negative-opinion.quality".into(), self.quality, "probability")?;
        let coins = Coins::new(network, influence);
        Ok(Arc::new(Forward(Opinions { coins, quality, users: network.users() })))
    }

    fn outcome_kind(&self) -> OutcomeKind {
        OutcomeKind::Opinions
    }

    fn cost(&self) -> ModelCost {
        ModelCost { cascade_user: contests::BYTES_A_USER, ..ModelCost::LIVE_EDGES }
    }
}

#[derive(Debug)]
struct Opinions {
    coins: Coins,
    quality: f64,
    users: u32,
}

impl Contest for Opinions {
    #[inline]
    fn for_each_attempt(
        &self,
        world: World,
        user: u32,
        _: Message,
        memo: &mut Memo,
        tried: impl FnMut(usize),
    ) {
        self.coins.for_each_hit(world, user, memo, tried);
    }

    #[inline]
    fn follower(&self, place: usize) -> u32 {
        self.coins.node_of(place)
    }

    #[inline]
    fn attempt(
        &self,
        world: World,
        _: Message,
        _: [u32; 2],
        place: usize,
        _: &mut Memo,
    ) -> Attempt {
        Attempt { key: Coin::Attempt.of(world, place as u64).bits(), decides: true }
    }

    fn key_at_seed(&self, _: World, _: Message, _: u32) -> u64 {
        0
    }

    #[inline]
    fn passes_on(&self, world: World, message: Message, user: u32) -> Message {
        let turns = Coin::Opinion.of(world, user.into()).unit() >= self.quality;
        message.max(turns.into())
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

impl Process for Opinions {
    type Buffers = contests::ContestBuffers;

    fn buffers(&self) -> contests::ContestBuffers {
        contests::ContestBuffers::new(self.users, 2)
    }

    fn spread<R: Record>(
        &self,
        world: World,
        seeds: &[u32],
        sharers: &mut SharerSet<'_>,
        buffers: &mut contests::ContestBuffers,
        record: &mut R,
    ) {
        let stop = sharers.stop();
        let takers = &mut ContestListener { sharers, record, all: true };
        let seeds = seeds.iter().map(|&user| (POSITIVE, user));
        contests::compete(self, world, seeds, buffers, (takers, stop));
    }

    fn kernel(&self) -> &'static str {
        "live edges, step by step: the first of the attempts that reach a user has its opinion"
    }

    fn cost(&self) -> WalkCost {
        WalkCost { sharer: 20.0, looks: 1.0, look: 6.0 }
    }

    fn outcome(
        &self,
        buffers: &mut contests::ContestBuffers,
        _: OutcomeRequest<'_>,
        outcome: &mut Outcome,
    ) {
        outcome.positive = buffers.counts()[usize::from(POSITIVE)];
    }
}
