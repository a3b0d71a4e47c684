//! What is counted of a finished spread: who shares, who has seen it, and of which segments.

use super::block::{OptionMasks, STOP_EVERY, WORLDS};
use crate::{kernel::batch::lane_count::LaneCount, network::csr::Rows, vector::vectorised};

/// Users counted for one option after the other while they are in a near cache.
const AT_ONCE: usize = 64;

vectorised! {
    /// Shows the message to every follower of those who shared: `seen` starts as `shared`.
    pub(super) fn expose<const K: usize>(
        shared: &[OptionMasks<K>],
        seen: &mut [OptionMasks<K>],
        rows: &Rows,
        impressions: &mut [[u64; WORLDS]; K],
        stopped: &dyn Fn() -> bool,
    ) {
        let (offsets, targets) = (rows.offsets(), rows.targets());
        for (user, shared) in shared.iter().enumerate() {
            if user % (64 * STOP_EVERY) == 0 && stopped() {
                return;
            }
            if shared.iter().all(|&worlds| worlds == 0) {
                continue;
            }
            let row = &targets[offsets[user] as usize..offsets[user + 1] as usize];
            for (option, impressions) in impressions.iter_mut().enumerate() {
                for (world, impressions) in impressions.iter_mut().enumerate() {
                    *impressions += (shared[option] >> world & 1) * row.len() as u64;
                }
            }
            for &follower in row {
                let seen = &mut seen[follower as usize];
                for option in 0..K {
                    seen[option] |= shared[option];
                }
            }
        }
    }
}

vectorised! {
    /// For each option how many users have each world.
    pub(super) fn lane_counts<const K: usize>(users: &[OptionMasks<K>]) -> Vec<[u64; WORLDS]> {
        let mut counts: [LaneCount; K] = std::array::from_fn(|_| LaneCount::default());
        for users in users.chunks(AT_ONCE) {
            for (option, count) in counts.iter_mut().enumerate() {
                for worlds in users {
                    count.count(worlds[option]);
                }
            }
        }
        counts.into_iter().map(LaneCount::counts).collect()
    }
}

vectorised! {
    /// How many of those who have seen it have each code, in each world of an option; a code above
    /// the last counts as the last.
    pub(super) fn count_codes<const K: usize>(
        seen: &[OptionMasks<K>],
        option: usize,
        codes: &[u32],
        counts: &mut [[u64; WORLDS]],
    ) {
        let last = counts.len() - 1;
        for (seen, &code) in seen.iter().zip(codes) {
            let seen = seen[option];
            if seen != 0 {
                let counts = &mut counts[(code as usize).min(last)];
                for (world, count) in counts.iter_mut().enumerate() {
                    *count += seen >> world & 1;
                }
            }
        }
    }
}
