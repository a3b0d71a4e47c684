//! Self-exciting reposts: a Hawkes process on a network.

mod growth;

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::growth::{ShareGrowth, growth};
use super::{
    Cascade, Forward, Model, ModelCost, Outcome, OutcomeKind, OutcomeRequest, Process,
    RepeatedEvents, TimeUnit,
    continuous_time_cascade::horizon,
    time::activity::Activity,
    time::delay::{AnyDelay, DelayOf, Reaction},
};
use crate::{
    catalogue::Described,
    error::{Error, Result},
    influence::Influence,
    kernel::{
        Record, SharerSet,
        events::hawkes::{HawkesBuffers, HawkesProcess, HawkesTiming, RepeatSharing, TimeScale},
        plan::WalkCost,
    },
    network::Network,
    rng::World,
};

/// How often a user shares.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Shares {
    /// Once, when it is first made to.
    #[default]
    Once,
    /// Whenever it is made to, as if each share were somebody else's: what a share brings about does not
    /// depend on any other.
    Again,
}

/// Every share excites further ones: it makes each follower share a Poisson number of times, of mean p, each
/// after a delay drawn from the memory.
///
/// A user u who shared at time s makes its follower v share at the rate p(u, v) g(t) φ(t − s). Here p is the
/// influence of the edge, the infectiousness; φ is the density of the memory; g(t) is e^(−t/decay), or 1.
///
/// With `shares = "again"` the rate of all shares is g(t) Σ φ(t − tᵢ) Σ p over the followers of the i-th
/// sharer. With one p for all this is p(t) Σ nᵢ φ(t − tᵢ), the model of SEISMIC, where each share has its own
/// number of followers nᵢ. On average each share makes μ = p · n others. If μ is below 1 and all have n
/// followers, a seed's cascade ends after 1/(1 − μ) shares on average (Borel's law). At 1 or above it need not
/// end, so `most` must limit it.
///
/// With `shares = "once"` a user shares at the first time alone. An edge then passes the message on with
/// probability 1 − e^(−p), and there are at most as many shares as users.
///
/// A user is a sharer from its first share on, and its parent is whoever made it share then. The metric
/// `reposts` counts every share. Seeds share at time 0. Parallel edges that were kept each excite shares.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SelfExciting {
    /// "once" or "again". Default "once".
    pub shares: Shares,
    /// When the reposts of a share come, in any unit: hours where there is an `activity`. Default `{ reaction
    /// = {} }`, as SEISMIC has it, in hours.
    pub memory: AnyDelay,
    /// The time after which a share brings about e times fewer reposts than at first: above 0. Default:
    /// infectiousness is constant.
    pub decay: Option<f64>,
    /// What would be shared later than this is not: in the unit of `memory`, or with an `activity` in hours by
    /// the clock. Default: no end.
    pub horizon: Option<f64>,
    /// It is over once the message was shared so many times, seeds' shares among them: from 1 to
    /// 100,000,000. Needed where users share again and each share may make one or more others. Default: no
    /// end.
    #[schemars(range(min = 1, max = 100_000_000))]
    pub most: Option<u64>,
    /// How active people are in each hour of the day; the memory is then in hours of mean activity.
    pub activity: Option<Activity>,
}

impl Default for SelfExciting {
    fn default() -> Self {
        Self {
            shares: Shares::default(),
            memory: AnyDelay::Reaction(Reaction::default()),
            decay: None,
            horizon: None,
            most: None,
            activity: None,
        }
    }
}

impl Described for SelfExciting {
    const SUMMARY: &'static str = "self-exciting reposts: each share brings about further ones, with a memory (Hawkes, SEISMIC)";
    const REFERENCE: &'static str = "Hawkes 1971, doi:10.1093/biomet/58.1.83; \
         Zhao, Erdogdu, He, Rajaraman & Leskovec, KDD 2015, doi:10.1145/2783258.2783401";
}

impl SelfExciting {
    /// How much happens at most, where users do things repeatedly.
    fn repeated(&self) -> Option<RepeatedEvents> {
        let most = self.most.filter(|_| self.shares == Shares::Again)? as f64;
        let bytes = crate::kernel::events::hawkes::BYTES_A_SHARE;
        Some(RepeatedEvents { changes: f64::INFINITY, contacts: 0.0, most, bytes })
    }

    /// Refuses what may go on without end.
    fn must_end(&self, network: &Network, influence: &Influence) -> Result<()> {
        if self.shares == Shares::Once || self.most.is_some() {
            return Ok(());
        }
        match growth(network.forward(), influence) {
            ShareGrowth::Ends => Ok(()),
            ShareGrowth::MayGoOn(factor) => {
                let problem = format!(
                    "users share again and again, and each share makes about {factor:.2} others: that \
                     may go on without end"
                );
                let remedy = "give the number of shares at which it is over, most = 1_000_000, say; or \
                              a weaker influence; or shares = \"once\"";
                Err(Error::value(format!("{KEY}.most"), problem, remedy))
            }
        }
    }
}

const KEY: &str = "model.self-exciting";

/// A cascade of so many shares takes a quarter of a minute, and what is to come some gigabytes; more would not
/// be answered.
const MOST: u64 = 100_000_000;

impl Model for SelfExciting {
    fn prepare(&self, network: &Network, influence: &Influence) -> Result<Arc<dyn Cascade>> {
        let until = horizon(&format!("{KEY}.horizon"), self.horizon)?;
        let decay = match self.decay {
            None => f64::INFINITY,
            Some(decay) if decay > 0.0 && decay.is_finite() => decay,
            Some(decay) => {
                let problem = format!("{decay} is no time after which anything falls");
                let remedy = "give a number above 0, or leave it out";
                return Err(Error::value(format!("{KEY}.decay"), problem, remedy));
            }
        };
        if let Some(most) = self.most.filter(|most| !(1..=MOST).contains(most)) {
            let problem = format!("{most} is no number of shares to end at");
            let remedy = "give at least 1, for seeds share in any case, and at most 100_000_000";
            return Err(Error::value(format!("{KEY}.most"), problem, remedy));
        }
        let clock = self.activity.as_ref().map(|it| it.ready(&format!("{KEY}.activity")));
        let clock = clock.transpose()?;
        let delay = self.memory.made_ready(&format!("{KEY}.memory"), DelayOf::Edges(network))?;
        self.must_end(network, influence)?;
        let until = clock.as_ref().map_or(until, |clock| clock.activity(until));
        let recorded: TimeScale = match clock {
            None => Box::new(|time| time),
            Some(clock) => Box::new(move |time| clock.hours(time)),
        };
        let times = match self.shares {
            Shares::Once => RepeatSharing::Once,
            Shares::Again => RepeatSharing::Again,
        };
        let most = self.most.unwrap_or(u64::MAX);
        let course = HawkesTiming { delay, recorded, decay, until, most };
        Ok(Arc::new(Forward(Exciting(HawkesProcess::new(
            network.forward(),
            influence,
            times,
            course,
        )))))
    }

    fn outcome_kind(&self) -> OutcomeKind {
        match self.shares {
            Shares::Once => OutcomeKind::Sharers,
            Shares::Again => OutcomeKind::Reposts,
        }
    }

    fn time(&self) -> TimeUnit {
        // The published memory is in hours.
        let published = matches!(&self.memory, AnyDelay::Reaction(memory) if memory.is_published());
        if self.activity.is_some() || published { TimeUnit::hours() } else { TimeUnit::own() }
    }

    fn cost(&self) -> ModelCost {
        ModelCost {
            cascade_user: crate::kernel::events::hawkes::BYTES_A_USER,
            prepared_differing_edge: crate::kernel::events::edge_rates::BYTES_AN_EDGE,
            repeated: self.repeated(),
            ..ModelCost::LIVE_EDGES
        }
    }
}

/// The model made ready.
#[derive(Debug)]
struct Exciting(HawkesProcess);

impl Process for Exciting {
    type Buffers = HawkesBuffers;

    fn buffers(&self) -> HawkesBuffers {
        self.0.buffers()
    }

    fn spread<R: Record>(
        &self,
        world: World,
        seeds: &[u32],
        sharers: &mut SharerSet<'_>,
        buffers: &mut HawkesBuffers,
        record: &mut R,
    ) {
        self.0.spread(world, seeds, sharers, buffers, record);
    }

    fn kernel(&self) -> &'static str {
        "what a share brings about, as one Poisson process along the followers; in time where it matters"
    }

    fn cost(&self) -> WalkCost {
        // An event is put into a queue and taken out again.
        WalkCost { sharer: 60.0, looks: 1.0, look: 12.0 }
    }

    fn outcome(&self, buffers: &mut HawkesBuffers, _: OutcomeRequest<'_>, outcome: &mut Outcome) {
        outcome.reposts = buffers.shares();
        outcome.repeated_impressions = buffers.shown_again();
    }
}
