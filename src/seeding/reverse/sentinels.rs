//! Sentinels: a few seeds that are taken beforehand, so that walks may end where they come to one.
//!
//! Where a message often goes viral, many reverse sets are a large part of the network, and nearly
//! all of these have some user in common. Once it is a seed, a set that has it is met, whoever else
//! is in it: the walk need go no further (HIST: Guo, Wang, Wei & Chen, SIGMOD 2020,
//! doi:10.1145/3318464.3389740). What is certified holds whoever the sentinels are, for the seeds
//! that are tested have them, and the bound of the optimum counts every set that they meet; chosen
//! badly they would only make the seeds worse, and that is seen.

use super::{
    choose::{base_gains::BaseGains, cover::cover, membership_counts::MembershipCounts},
    draw::{block::SetBlock, roots::Sequence, source::SetSource},
    rules::SeedRules,
};
use crate::{error::Result, progress::Progress};

/// Sets of this many members in the mean are worth it: to draw them costs more than all else.
const LARGE: u64 = 512;

/// Sets to find out by, at most …
const MOST_SETS: u64 = 256;

/// … drawn so many at a time, …
const TOGETHER: u64 = 64;

/// … until they have so many members: a handful of large ones.
const ENOUGH: u64 = 1 << 20;

/// A sentinel should be met early: by so small a part of the members whom a walk came to first. Of
/// the many users who are in nearly all large sets it tells those who have large audiences.
const EARLY: usize = 256;

/// Sentinels leave at most this share of all members in sets that do not meet them early.
const REST: f64 = 1.0 / 16.0;

/// The seeds that are taken beforehand, required ones first: these alone where sets are small.
///
/// # Errors
/// [`Error::Stopped`](crate::error::Error::Stopped) where `progress` was cancelled.
pub(super) fn sentinels(
    source: &SetSource<'_>,
    rules: SeedRules<'_>,
    progress: &dyn Progress,
) -> Result<Vec<u32>> {
    let mut sentinels = rules.required.to_vec();
    let mut blocks: Vec<SetBlock> = Vec::new();
    let (mut sets, mut members) = (0, 0);
    while sets < MOST_SETS && members < ENOUGH {
        let drawn = source.draw_sets(Sequence::Pilot, sets..sets + TOGETHER, progress)?;
        members += drawn.iter().map(|block| block.len() as u64).sum::<u64>();
        sets += TOGETHER;
        blocks.extend(drawn);
    }
    if members < LARGE * sets {
        return Ok(sentinels);
    }
    let early = SetBlock::of(blocks.iter().flat_map(SetBlock::sets).map(|members| {
        // Their order is that of the walk.
        &members[..members.len().div_ceil(EARLY)]
    }));
    let most = (rules.count - sentinels.len()) / 2;
    let early = [early];
    let counts = MembershipCounts::of(source.users, &early);
    let picks = cover(&early, (&counts, BaseGains::NONE), (rules, rules.required), None).picks;
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
