//! What counts as spread.
//!
//! **Rival.** With a rival, only the sharers of our message count. Both messages travel the live
//! edges of a world at the same speed, so a user takes the message whose nearest seed is nearer.
//! Every user on a shortest path from that seed is nearer to it too, so it takes the same message.
//! Hence a user u can win a root if and only if a backward walk from the root meets u before any
//! seed of the rival, counting in steps. The reverse set holds these users, and the spread stays
//! monotone and submodular (Bharathi, Kempe & Salek 2007). This fails if the messages differ in
//! strength or if chance breaks ties.
//!
//! Nothing here knows how sets are drawn.

pub use crate::kernel::backward::RivalTies;

/// What counts as spread. By default it is the number of sharers.
#[derive(Debug, Clone, Copy, Default)]
pub struct Objective<'a> {
    /// The value of each user, 0 or more and not all 0. The spread is then the expected value of
    /// the sharers.
    pub value: Option<&'a [f64]>,
    /// For each user, whether it is an organic seed, which shares in any case. Only the spread
    /// beyond that of the organic seeds counts.
    pub organic: Option<&'a [bool]>,
    /// Only users count who share within this many steps of a seed, or within this time if the
    /// model [takes time](crate::model::ReverseCascade::takes_time).
    pub deadline: Option<f64>,
    /// For each user, whether it has shared already and its message has spread as far as it can.
    /// Such users no longer pass messages on, and they do not count.
    pub absent: Option<&'a [bool]>,
    /// A rival's message that starts at the same time. Not supported if the model takes time.
    pub rival: Option<CompetingMessage<'a>>,
}

/// A rival's message, which travels the same live edges at the same speed. A user takes the message
/// that arrives first, and passes on only that one (Bharathi, Kempe & Salek 2007,
/// doi:10.1007/978-3-540-77105-0_31).
#[derive(Debug, Clone, Copy)]
pub struct CompetingMessage<'a> {
    /// For each user, whether it is a seed of the rival. Such a user takes no other message, so to
    /// pick it would waste a seed.
    pub seeds: &'a [bool],
    /// Who wins a user that both messages reach in the same step.
    pub ties: RivalTies,
}

impl Objective<'_> {
    /// The least possible spread of seeds: their own value, or 0 if there are organic seeds, which
    /// may reach them anyway.
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

    /// Whether all sharers count alike, from the chosen seeds alone, at any time.
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
