//! The comparative independent cascade of two messages that help or hinder each other (Com-IC).

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Cascade, Forward, MessageSharers, Model, ModelCost, Outcome, OutcomeKind, OutcomeRequest,
    Process,
    cascade::rivals::{OUR_NAME, OURS, RivalSeeds, name, one, share},
};
use crate::{
    catalogue::Described,
    error::Result,
    influence::Influence,
    kernel::{
        Record, SharerSet,
        contests::{
            AdoptionListener, Message,
            complementary::{MessagePair, PairBuffers, spread_both},
        },
        live::coins::Coins,
        plan::WalkCost,
    },
    network::Network,
    rng::World,
};

/// Another message goes out when ours does, and a user may share one, the other, or both. A message that
/// reaches a user over a live edge is shared with one probability if the user does not share the other, and
/// with another if it does. A user who did not share a message at first reconsiders it once it shares the
/// other.
///
/// If the second probability is greater, the messages help each other: reconsidering makes up the difference.
/// If it is less, they hinder each other. An edge is live for both messages or for none. With all
/// probabilities 1, each message spreads as in the independent cascade, to the bit. Seeds share their message
/// whatever its probabilities. A seed of both takes them in a random order. So does a user whom both reach in
/// one step; from one user who shares both, they come in the order in which that user took them. Parallel
/// edges that were kept are separate chances. A user without followers passes nothing on.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ComplementaryCascade {
    /// The other message.
    pub other: Companion,
    /// The probability that a user who does not share the other message shares ours when told of it, from
    /// 0 to 1 (`q_A|∅`). Default 1.
    #[serde(default = "one")]
    #[schemars(range(min = 0, max = 1))]
    pub q_ours: f64,
    /// The probability that a user who shares the other message shares ours when told of it (`q_A|B`).
    /// Default 1.
    #[serde(default = "one")]
    #[schemars(range(min = 0, max = 1))]
    pub q_ours_with_other: f64,
    /// The probability that a user who does not share our message shares the other when told of it
    /// (`q_B|∅`). Default 1.
    #[serde(default = "one")]
    #[schemars(range(min = 0, max = 1))]
    pub q_other: f64,
    /// The probability that a user who shares our message shares the other when told of it (`q_B|A`).
    /// Default 1.
    #[serde(default = "one")]
    #[schemars(range(min = 0, max = 1))]
    pub q_other_with_ours: f64,
}

/// The other of two messages.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Companion {
    /// The message's name, other than "ours".
    pub name: String,
    /// Who is given it first: `{ ids = ["anna"] }`, or `{ most_followed = 5 }`.
    pub seeds: RivalSeeds,
}

impl Described for ComplementaryCascade {
    const SUMMARY: &'static str = "independent cascade beside another message: users may share both, and one helps or hinders \
         the other";
    const REFERENCE: &'static str =
        "Lu, Chen & Lakshmanan, VLDB 2015, doi:10.14778/2850578.2850581 (the Com-IC model)";
}

impl Model for ComplementaryCascade {
    fn prepare(&self, network: &Network, influence: &Influence) -> Result<Arc<dyn Cascade>> {
        let key = |name: &str| format!("model.complementary-cascade.{name}");
        name(key("other.name"), &self.other.name, &[])?;
        let takes = |name: &str, value| share(key(name), value, "probability");
        let takes = [
            [takes("q_ours", self.q_ours)?, takes("q_ours_with_other", self.q_ours_with_other)?],
            [takes("q_other", self.q_other)?, takes("q_other_with_ours", self.q_other_with_ours)?],
        ];
        let others = self.other.seeds.users(network, &key("other.seeds"))?;
        let pair = MessagePair { coins: Coins::new(network, influence), takes };
        Ok(Arc::new(Forward(Both { pair, users: network.users(), others })))
    }

    fn outcome_kind(&self) -> OutcomeKind {
        OutcomeKind::Messages(vec![OUR_NAME.to_owned(), self.other.name.clone()])
    }

    fn cost(&self) -> ModelCost {
        ModelCost { cascade_user: crate::kernel::contests::BYTES_A_USER, ..ModelCost::LIVE_EDGES }
    }
}

#[derive(Debug)]
struct Both {
    pair: MessagePair,
    users: u32,
    others: Vec<u32>,
}

/// The buffers of two messages.
#[derive(Debug)]
struct Tallies {
    both: PairBuffers,
    /// How many took each message in the last cascade.
    with: [u64; 2],
    /// How many would take the other without ours, and the world of which that is said.
    without: Option<(World, u64)>,
}

impl Process for Both {
    type Buffers = Tallies;

    fn buffers(&self) -> Tallies {
        Tallies { both: PairBuffers::new(self.users), with: [0; 2], without: None }
    }

    fn spread<R: Record>(
        &self,
        world: World,
        seeds: &[u32],
        sharers: &mut SharerSet<'_>,
        buffers: &mut Tallies,
        record: &mut R,
    ) {
        let stop = sharers.stop();
        let takers = &mut PairListener { sharers, record, step: 0 };
        let seeds = [seeds, &self.others];
        spread_both(&self.pair, world, seeds, &mut buffers.both, (takers, stop));
        buffers.with = buffers.both.counts();
    }

    fn kernel(&self) -> &'static str {
        "live edges, step by step: two messages, and one or both for each user"
    }

    fn cost(&self) -> WalkCost {
        WalkCost { sharer: 30.0, looks: 1.0, look: 8.0 }
    }

    fn messages(&self) -> usize {
        2
    }

    /// The other without ours, once a world, and ours without the other.
    fn outcome(&self, buffers: &mut Tallies, wanted: OutcomeRequest<'_>, outcome: &mut Outcome) {
        let OutcomeRequest { world, seeds, counts: true, stop, .. } = wanted else { return };
        let Tallies { both, with, without } = buffers;
        let mut alone = |seeds| {
            spread_both(&self.pair, world, seeds, both, (&mut (), stop));
            both.counts()
        };
        let other = match without {
            Some((of, other)) if *of == world => *other,
            _ => alone([&[], &self.others])[1],
        };
        let ours = alone([seeds, &[]])[0];
        // What was stopped may be unfinished.
        *without = (!stop.is_set()).then_some((world, other));
        outcome.messages.clear();
        let shared = |(&with, without)| MessageSharers { with, without };
        outcome.messages.extend(with.iter().zip([ours, other]).map(shared));
    }
}

/// Counts those who take our message among the sharers, with the step in which they do: one who thinks
/// again shares later than its turn.
struct PairListener<'a, 'b, R> {
    sharers: &'a mut SharerSet<'b>,
    record: &'a mut R,
    step: u32,
}

impl<R: Record> AdoptionListener for PairListener<'_, '_, R> {
    fn begins(&mut self, step: u32) {
        self.step = step;
    }

    #[inline]
    fn adopts(&mut self, message: Message, user: u32, giver: Option<u32>) -> u32 {
        let place = self.sharers.list().len() as u32;
        if message == OURS {
            self.sharers.add(user);
            match giver {
                Some(giver) => self.record.passed_on_by(giver as usize),
                None => self.record.seed(),
            }
            self.record.at(self.step.into());
        }
        place
    }
}
