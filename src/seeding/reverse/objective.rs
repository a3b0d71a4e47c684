//! What counts as spread.
//!
//! With a rival it is the sharers of our message alone. The live edges of a world are the same for
//! both messages, so the one that reaches a user first is the one whose nearest seed is nearer, over
//! live edges: of whoever passes a message on along a shortest path from there, each is nearer to that
//! seed too. So the users who would win a user are those whom a walk back comes to before it comes to
//! a rival's seed, step by step; and what seeds win grows with each of them less and less, as without a
//! rival (the rival's seeds are known beforehand: Bharathi, Kempe & Salek 2007; with two strengths of
//! message, or ties by chance, it would not).
//!
//! It must never know how sets are drawn.

pub use crate::kernel::backward::RivalTies;

/// What counts as spread; by default every sharer alike, from the chosen seeds alone, whenever it
/// shares.
#[derive(Debug, Clone, Copy, Default)]
pub struct Objective<'a> {
    /// What each user is worth, 0 or more and not all 0: the spread is then the expected value of the
    /// sharers.
    pub value: Option<&'a [f64]>,
    /// For each user whether it shares anyway, as an organic seed: only what comes above the spread of
    /// these counts.
    pub organic: Option<&'a [bool]>,
    /// Only those count who share within so many steps of a seed, or so long where the model
    /// [takes time](crate::model::ReverseCascade::takes_time).
    pub deadline: Option<f64>,
    /// For each user whether it has shared already, and all that it could has come of it: no message
    /// goes through it any more, and nothing counts that it does.
    pub absent: Option<&'a [bool]>,
    /// A rival whose message is known to go out at the same time. None where the model takes time.
    pub rival: Option<RivalMessage<'a>>,
}

/// A rival's message, which spreads over the same live edges and as fast: a user takes whichever
/// reaches it first, and passes on that one alone (Bharathi, Kempe & Salek 2007,
/// doi:10.1007/978-3-540-77105-0_31).
#[derive(Debug, Clone, Copy)]
pub struct RivalMessage<'a> {
    /// For each user whether it is a seed of the rival. Such a user takes no other message: rules that
    /// let it be picked waste a seed.
    pub seeds: &'a [bool],
    /// Who wins a user whom both reach in the same step.
    pub ties: RivalTies,
}

impl Objective<'_> {
    /// The least that seeds spread, whoever else shares: what they are worth themselves; 0 where some
    /// share anyway, for these may make them share.
    pub(super) fn of_themselves(&self, seeds: impl Iterator<Item = u32>) -> f64 {
        if self.organic.is_some() {
            return 0.0;
        }
        let is_lost = |user: usize| {
            self.absent.is_some_and(|absent| absent[user])
                || self.rival.is_some_and(|rival| rival.seeds[user])
        };
        let kept = seeds.map(|user| user as usize).filter(|&user| !is_lost(user));
        kept.map(|user| self.value.map_or(1.0, |value| value[user])).sum()
    }

    /// True where every sharer counts alike, from the chosen seeds alone, whenever it shares.
    #[must_use]
    pub const fn is_usual(&self) -> bool {
        let Self { value, organic, deadline, absent, rival } = self;
        value.is_none()
            && organic.is_none()
            && deadline.is_none()
            && absent.is_none()
            && rival.is_none()
    }
}
