//! Sentinels: a few seeds that are fixed before the search, so that walks may end at them.
//!
//! If a message often goes viral, many reverse sets hold a large part of the network and share some
//! members. A set that holds a sentinel is met by the seeds, so its walk can stop there (HIST: Guo,
//! Wang, Wei & Chen, SIGMOD 2020, doi:10.1145/3318464.3389740). The certificate stays valid for any
//! sentinels: the tested seeds include them, and the bound on the optimum counts every set that
//! they meet. Bad sentinels only lower the certified ratio.

use super::{
    choose::{base_gains::BaseGains, cover::cover, membership_counts::MembershipCounts},
    draw::{block::SetBlock, roots::Sequence, source::SetSource},
    rules::SeedRules,
};
use crate::{
    error::Result,
    progress::{Progress, StopFlag},
};

/// Sentinels pay off above this mean size of sets, where drawing dominates the cost.
const LARGE: u64 = 512;

/// The most pilot sets.
const MOST_SETS: u64 = 256;

/// Pilot sets drawn at a time.
const SETS_PER_DRAW: u64 = 64;

/// The pilot ends at this many members.
const ENOUGH: u64 = 1 << 20;

/// Only this fraction of a walk's first members counts. Nearly all large sets share many members,
/// and early ones have large audiences.
const EARLY: usize = 256;

/// Sentinels are added until sets that meet none of them early hold at most this share of all
/// members.
const REST: f64 = 1.0 / 16.0;

/// The seeds to fix beforehand: the required ones, then sentinels if sets are large.
///
/// # Errors
/// [`Error::Stopped`](crate::error::Error::Stopped) if `progress` was cancelled.
pub(super) fn sentinels(
    source: &SetSource<'_>,
    rules: SeedRules<'_>,
    progress: &dyn Progress,
) -> Result<Vec<u32>> {
    let mut sentinels = rules.required.to_vec();
    let mut blocks: Vec<SetBlock> = Vec::new();
    let (mut sets, mut members) = (0, 0);
    while sets < MOST_SETS && members < ENOUGH {
        let drawn = source.draw_sets(Sequence::Pilot, sets..sets + SETS_PER_DRAW, progress)?;
        members += drawn.iter().map(|block| block.len() as u64).sum::<u64>();
        sets += SETS_PER_DRAW;
        blocks.extend(drawn);
    }
    if members < LARGE * sets {
        return Ok(sentinels);
    }
    let early = SetBlock::of(blocks.iter().flat_map(SetBlock::sets).map(|members| {
        // Members are in the order of the walk.
        &members[..members.len().div_ceil(EARLY)]
    }));
    let most = (rules.count - sentinels.len()) / 2;
    let early = [early];
    let counts = MembershipCounts::of(source.users, &early);
    let picks =
        cover(&early, (&counts, BaseGains::NONE), (rules, rules.required), None, StopFlag::never())
            .picks;
    let whole = blocks.iter().flat_map(SetBlock::sets).map(<[u32]>::len);
    let mut rest: Vec<(&[u32], usize)> = early[0].sets().zip(whole).collect();
    for pick in &picks[sentinels.len()..][..most] {
        let left: usize = rest.iter().map(|set| set.1).sum();
        if left as f64 <= REST * members as f64 {
            break;
        }
        rest.retain(|(early, _)| !early.contains(&pick.user));
        sentinels.push(pick.user);
    }
    Ok(sentinels)
}
