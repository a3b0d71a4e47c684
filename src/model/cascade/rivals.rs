//! Other messages beside ours: their parameters, and the cascades of a contest with them.
//!
//! It must never know by which chances a message is passed on: that is for each model's own file.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{MessageSharers, Outcome, OutcomeKind, OutcomeRequest, Process};
use crate::{
    error::{Error, Result},
    kernel::{
        Record, SharerSet,
        contests::{self, AdoptionListener, Contest, Message, TieRule},
        plan::WalkCost,
    },
    network::{
        Network,
        named::{UserId, nodes},
    },
    rng::World,
};

/// Our message.
pub(in crate::model) const OURS: Message = 0;

/// What our message is called.
pub(in crate::model) const OUR_NAME: &str = "ours";

/// Most messages beside ours: more are a slip of the pen.
const MOST: usize = 1000;

/// Another message, which goes out when ours does.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rival {
    /// The message's name; each message has another one, and none is "ours".
    pub name: String,
    /// Who is given it first: `{ ids = ["anna"] }`, or `{ most_followed = 5 }`.
    pub seeds: RivalSeeds,
    /// An edge's influence is multiplied by this for this message: from 0 to 1. Default 1.
    #[serde(default = "one")]
    #[schemars(range(min = 0, max = 1))]
    pub factor: f64,
}

pub(in crate::model) const fn one() -> f64 {
    1.0
}

/// Who is given another message first, the same in every world.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RivalSeeds {
    /// The users with these ids, as they stand in the network's file.
    Ids(Vec<UserId>),
    /// This number of users with the most followers; of equal ones those whose ids come first.
    MostFollowed(u32),
}

impl RivalSeeds {
    /// The users, ascending, each once; `key` is where they stand.
    pub(in crate::model) fn users(&self, network: &Network, key: &str) -> Result<Vec<u32>> {
        let mut users = match self {
            Self::Ids(ids) => nodes(network, ids, &format!("{key}.ids"))?,
            Self::MostFollowed(count) => {
                let all = network.users();
                if *count > all {
                    let problem = format!("{count} seeds are wanted, but there are {all} users");
                    let key = format!("{key}.most_followed");
                    return Err(Error::value(key, problem, "ask for fewer"));
                }
                let mut users: Vec<u32> = (0..all).collect();
                let rank = |&user: &u32| {
                    let followers = network.forward().degree(user);
                    (std::cmp::Reverse(followers), network.labels().place(user))
                };
                users.sort_unstable_by_key(rank);
                users.truncate(*count as usize);
                users
            }
        };
        if users.is_empty() {
            return Err(Error::value(key, "nobody is a seed", "name at least one user"));
        }
        users.sort_unstable();
        users.dedup();
        Ok(users)
    }
}

/// Refuses what is not from 0 to 1; `what` says what it should be.
pub(in crate::model) fn share(key: String, value: f64, what: &str) -> Result<f64> {
    if (0.0..=1.0).contains(&value) {
        return Ok(value);
    }
    Err(Error::value(key, format!("{value} is no {what}"), "give a number from 0 to 1"))
}

/// Refuses a name that messages cannot be told apart by.
pub(in crate::model) fn name(key: String, name: &str, others: &[&str]) -> Result<()> {
    let problem = match name.trim() {
        "" => "the name is empty".to_owned(),
        OUR_NAME => format!("{OUR_NAME:?} is what our own message is called"),
        _ if others.contains(&name) => format!("there are two messages {name:?}"),
        _ => return Ok(()),
    };
    Err(Error::value(key, problem, "give each message its own name"))
}

/// Other messages beside ours, and who takes what: the parameters of both competitive models.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(inline)]
pub struct Competition {
    /// The other messages. Default none.
    pub messages: Vec<Rival>,
    /// An edge's influence is multiplied by this for our message: from 0 to 1. Default 1.
    #[schemars(range(min = 0, max = 1))]
    pub factor: f64,
    /// Who gets a user whom several messages win in the same step: `"dominance"`, `"fair"`,
    /// `"proportional"` or `"first-in-random-order"`. Default `"dominance"`.
    pub ties: TieRule,
    /// With `ties = "dominance"`: the place of our message in the order of strength, 1 where it wins
    /// every tie. Default the last, which leaves the least to us.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub rank: Option<u32>,
}

impl Default for Competition {
    fn default() -> Self {
        Self { messages: Vec::new(), factor: one(), ties: TieRule::default(), rank: None }
    }
}

/// A competition on a network.
#[derive(Debug)]
pub(in crate::model) struct Field {
    pub(in crate::model) ties: TieRule,
    /// For each message, ours first, how many times the influence of a follow it has.
    pub(in crate::model) factors: Vec<f64>,
    /// For each message its place in the order of strength, the strongest first.
    pub(in crate::model) ranks: Vec<u64>,
    /// The seeds of the others.
    pub(in crate::model) seeds: Vec<Vec<u32>>,
}

impl Competition {
    /// What the cascades of the messages yield.
    pub(in crate::model) fn outcome_kind(&self) -> OutcomeKind {
        let names = self.messages.iter().map(|message| message.name.clone());
        OutcomeKind::Messages([OUR_NAME.to_owned()].into_iter().chain(names).collect())
    }

    /// Whom and what it comes to on a network; `key` is where the model stands:
    /// `model.competitive-cascade`.
    pub(in crate::model) fn on(&self, network: &Network, key: &str) -> Result<Field> {
        let &Self { ref messages, factor, ties, rank } = self;
        if messages.len() > MOST {
            let problem = format!("there are {} messages", messages.len());
            return Err(Error::value(
                format!("{key}.messages"),
                problem,
                format!("give {MOST} at most"),
            ));
        }
        let mut factors = vec![share(format!("{key}.factor"), factor, "factor")?];
        let mut seeds = Vec::with_capacity(messages.len());
        for (place, message) in messages.iter().enumerate() {
            let key = |name: &str| format!("{key}.messages.{place}.{name}");
            let earlier: Vec<&str> =
                messages[..place].iter().map(|earlier| earlier.name.as_str()).collect();
            name(key("name"), &message.name, &earlier)?;
            factors.push(share(key("factor"), message.factor, "factor")?);
            seeds.push(message.seeds.users(network, &key("seeds"))?);
        }
        let last = messages.len() as u32 + 1;
        let refused = |problem: String, remedy: String| {
            Err(Error::value(format!("{key}.rank"), problem, remedy))
        };
        let ours = match rank {
            None => last,
            Some(rank) if ties != TieRule::Dominance => {
                let problem = format!("{rank} is a place in an order that these ties do not go by");
                return refused(problem, "leave it out, or say ties = \"dominance\"".to_owned());
            }
            Some(rank) if !(1..=last).contains(&rank) => {
                let problem = format!("{rank} is no place among {last} messages");
                return refused(problem, format!("give a number from 1 to {last}"));
            }
            Some(rank) => rank,
        };
        // The others in their order, leaving the place of ours out.
        let others = (1..=last).filter(|&place| place != ours);
        let ranks = [ours].into_iter().chain(others).map(u64::from).collect();
        Ok(Field { ties, factors, ranks, seeds })
    }
}

/// The cascades of our message against others, by a contest.
#[derive(Debug)]
pub(in crate::model) struct Rivalry<C> {
    pub(in crate::model) contest: C,
    pub(in crate::model) users: u32,
    /// The seeds of the others.
    pub(in crate::model) seeds: Vec<Vec<u32>>,
    pub(in crate::model) kernel: &'static str,
    pub(in crate::model) cost: WalkCost,
}

/// The buffers of a rivalry.
#[derive(Debug)]
pub(in crate::model) struct RivalryBuffers {
    contest: contests::ContestBuffers,
    /// How many took each message in the last cascade.
    with: Vec<u64>,
    /// How many would take each of the others without ours, and the world of which that is said.
    without: Option<(World, Vec<u64>)>,
}

impl<C> Rivalry<C> {
    /// The seeds of the others, each with its message.
    fn others(&self) -> impl Iterator<Item = (Message, u32)> + '_ {
        (OURS + 1..)
            .zip(&self.seeds)
            .flat_map(|(message, users)| users.iter().map(move |&user| (message, user)))
    }
}

/// Our seeds, each with our message.
fn ours(seeds: &[u32]) -> impl Iterator<Item = (Message, u32)> + '_ {
    seeds.iter().map(|&user| (OURS, user))
}

impl<C: Contest + 'static> Process for Rivalry<C> {
    type Buffers = RivalryBuffers;

    fn buffers(&self) -> RivalryBuffers {
        let contest = contests::ContestBuffers::new(self.users, self.seeds.len() + 1);
        RivalryBuffers { contest, with: Vec::new(), without: None }
    }

    fn spread<R: Record>(
        &self,
        world: World,
        seeds: &[u32],
        sharers: &mut SharerSet<'_>,
        buffers: &mut RivalryBuffers,
        record: &mut R,
    ) {
        let stop = sharers.stop();
        let takers = &mut ContestListener { sharers, record, all: false };
        let seeds = ours(seeds).chain(self.others());
        contests::compete(&self.contest, world, seeds, &mut buffers.contest, (takers, stop));
        buffers.with.clear();
        buffers.with.extend(buffers.contest.counts());
    }

    fn kernel(&self) -> &'static str {
        self.kernel
    }

    fn cost(&self) -> WalkCost {
        self.cost
    }

    fn messages(&self) -> usize {
        self.seeds.len() + 1
    }

    /// The others without ours, once a world, and ours without the others.
    fn outcome(
        &self,
        buffers: &mut RivalryBuffers,
        wanted: OutcomeRequest<'_>,
        outcome: &mut Outcome,
    ) {
        let OutcomeRequest { world, seeds, counts: true, stop, .. } = wanted else { return };
        let RivalryBuffers { contest, with, without } = buffers;
        if without.as_ref().is_none_or(|(of, _)| *of != world) {
            contests::compete(&self.contest, world, self.others(), contest, (&mut (), stop));
            *without = Some((world, contest.counts().to_vec()));
        }
        contests::compete(&self.contest, world, ours(seeds), contest, (&mut (), stop));
        if stop.is_set() {
            // It may be unfinished.
            *without = None;
        }
        let alone = contest.counts()[usize::from(OURS)];
        let others = without.iter().flat_map(|(_, counts)| &counts[1..]).copied();
        outcome.messages.clear();
        let counts = with.iter().zip([alone].into_iter().chain(others));
        outcome.messages.extend(counts.map(|(&with, without)| MessageSharers { with, without }));
    }
}

/// Counts those who take our message, or any, among the sharers.
#[derive(Debug)]
pub(in crate::model) struct ContestListener<'a, 'b, R> {
    pub(in crate::model) sharers: &'a mut SharerSet<'b>,
    pub(in crate::model) record: &'a mut R,
    /// Whether every message counts.
    pub(in crate::model) all: bool,
}

impl<R: Record> AdoptionListener for ContestListener<'_, '_, R> {
    #[inline]
    fn adopts(&mut self, message: Message, user: u32, giver: Option<u32>) -> u32 {
        let place = self.sharers.list().len() as u32;
        if message == OURS || self.all {
            self.sharers.add(user);
            match giver {
                Some(giver) => self.record.passed_on_by(giver as usize),
                None => self.record.seed(),
            }
        }
        place
    }
}
