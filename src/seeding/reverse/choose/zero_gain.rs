//! The candidates who are in no set.
//!
//! They add only their base gain, which no pick changes. So the best `count` of them are enough: no
//! other user in no set is ever picked before all of these.

use std::{cmp::Reverse, collections::BinaryHeap};

use crate::seeding::ordered::OrderedFloat;

/// The best users in no set.
pub(crate) struct ZeroGain {
    count: usize,
    /// The worst of them is on top.
    users: BinaryHeap<Reverse<(OrderedFloat, Reverse<u32>)>>,
}

impl ZeroGain {
    pub(crate) fn new(count: usize) -> Self {
        Self { count, users: BinaryHeap::new() }
    }

    /// Whether the list is full and no user with a higher number and at most this base gain can
    /// enter it.
    pub(crate) fn are_all(&self, most: f64) -> bool {
        self.users.len() == self.count && self.users.peek().is_none_or(|last| last.0.0.0 >= most)
    }

    /// Offers a user with a higher number than all before. Returns the base gain of the user who is
    /// left out, if any.
    pub(crate) fn add(&mut self, user: u32, start: f64) -> Option<f64> {
        let new = Reverse((OrderedFloat(start), Reverse(user)));
        if self.users.len() < self.count {
            self.users.push(new);
            return None;
        }
        match self.users.peek_mut() {
            Some(mut last) if last.0.0.0 < start => {
                let left_out = last.0.0.0;
                *last = new;
                Some(left_out)
            }
            _ => Some(start),
        }
    }

    pub(crate) fn users(self) -> impl Iterator<Item = u32> {
        self.users.into_iter().map(|Reverse((_, Reverse(user)))| user)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_those_in_no_set_who_start_with_most_are_kept_and_of_equals_who_come_first() {
        let starts = [0.5, 0.25, 0.5, 0.75, 0.25, 0.5];
        for count in 0..=7 {
            let mut idle = ZeroGain::new(count);
            let mut left_out: Vec<f64> = Vec::new();
            for (user, &start) in (0..).zip(&starts) {
                left_out.extend(idle.add(user, start));
            }
            assert_eq!(idle.are_all(0.5), count < 5, "{count}");
            let mut kept: Vec<u32> = idle.users().collect();
            kept.sort_unstable();
            let mut best: Vec<u32> = [3, 0, 2, 5, 1, 4].into_iter().take(count).collect();
            let others = [3, 0, 2, 5, 1, 4].into_iter().skip(count);
            let most = others.map(|user: usize| starts[user]).fold(0.0, f64::max);
            best.sort_unstable();
            assert_eq!(kept, best);
            assert!((left_out.into_iter().fold(0.0, f64::max) - most).abs() < 1e-12);
        }
    }
}
