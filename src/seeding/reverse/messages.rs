//! Several messages at once: users are asked for one of them at most, and each spreads by itself.
//!
//! A user has a number for each message, and what reaches it by one counts by itself: so a set is one
//! message's alone, its root is drawn from all numbers, and the sets that seeds meet are in the mean the
//! share that they have of what all messages could come to. Everything else is as for one message.
//!
//! It must never know how sets are drawn.

use super::{
    draw::{block::SetBlock, user_set::UserSet},
    objective::Objective,
    question::Question,
    rules::SeedRules,
};

impl Question<'_> {
    /// How many numbers users have: one for each message that they may be asked for.
    pub(super) fn numbers(&self) -> u32 {
        let messages = 1 + self.further.len() as u32;
        self.users.checked_mul(messages).expect("fewer than 2^32 numbers")
    }

    /// True where limits and aims are such as several messages have, if there are several.
    pub(super) fn fits_messages(&self) -> bool {
        let SeedRules { quotas, fair, people, .. } = &self.rules;
        let Objective { organic, absent, rival, .. } = &self.aim;
        let is_one = self.further.is_empty() && people.is_none();
        let is_told = *people == Some(self.users) && quotas.is_none() && fair.is_none();
        is_one || is_told && organic.is_none() && absent.is_none() && rival.is_none()
    }

    /// How many of these sets seeds meet, by the message that these are of; nothing where there is one.
    pub(super) fn met_by_message(&self, sets: &[SetBlock], seeds: &UserSet) -> Vec<u64> {
        if self.further.is_empty() {
            return Vec::new();
        }
        let mut met = vec![0; 1 + self.further.len()];
        for members in sets.iter().flat_map(SetBlock::sets) {
            // All members of a set are asked for the message of its root.
            if seeds.meets(members) {
                met[(members[0] / self.users) as usize] += 1;
            }
        }
        met
    }
}
