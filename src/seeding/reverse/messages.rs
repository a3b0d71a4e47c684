//! Several messages at once, of which each user is a seed of at most one.
//!
//! A pair of user and message has a number: user + message × users. A reverse set then belongs to
//! the message of its root, and the root is drawn from all numbers. Seeds meet the same share of
//! sets as their share of the total value over all messages. Everything else is as for one message.
//!
//! Nothing here knows how sets are drawn.

use super::{
    draw::{block::SetBlock, seed_set::SeedSet},
    objective::Objective,
    question::Question,
    rules::SeedRules,
};

impl Question<'_> {
    /// How many numbers there are: users × messages.
    pub(super) fn numbers(&self) -> u32 {
        let messages = 1 + self.further.len() as u32;
        self.users.checked_mul(messages).expect("fewer than 2^32 numbers")
    }

    /// Whether the rules and the objective are supported with several messages, if there are
    /// several.
    pub(super) fn fits_messages(&self) -> bool {
        let SeedRules { quotas, fair, people, .. } = &self.rules;
        let Objective { organic, absent, rival, .. } = &self.aim;
        let is_one = self.further.is_empty() && people.is_none();
        let is_told = *people == Some(self.users) && quotas.is_none() && fair.is_none();
        is_one || is_told && organic.is_none() && absent.is_none() && rival.is_none()
    }

    /// How many sets of each message the seeds meet. Empty if there is one message.
    pub(super) fn met_by_message(&self, sets: &[SetBlock], seeds: &SeedSet) -> Vec<u64> {
        if self.further.is_empty() {
            return Vec::new();
        }
        let mut met = vec![0; 1 + self.further.len()];
        for members in sets.iter().flat_map(SetBlock::sets) {
            // All members of a set belong to the message of its root.
            if seeds.meets(members) {
                met[(members[0] / self.users) as usize] += 1;
            }
        }
        met
    }
}
