//! Draws the ties of a follower network, each pair of users at most once.

use super::{appetite::Appetites, communities::CommunityRanges, quota::Quota};
use crate::{
    error::Result,
    network::{
        csr::Rows,
        generator::{
            parameters::ties::Ties,
            sampling::{
                draw::{in_blocks, stage},
                pairs::PairSet,
            },
        },
        stopping::stoppable,
    },
    progress::{Progress, Silent},
    rng::Stream,
};

/// Ties whose pair was taken are drawn again in rounds, at most so many.
const ROUNDS: u32 = 200;
/// The first stage of random numbers here; the network's lower ones are for its appetites.
const FIRST_STAGE: u64 = 16;

/// Ties `[influencer, follower]`; which is which has no meaning for mutual ones.
#[derive(Debug, Default)]
pub(super) struct FollowDraft {
    /// Ties that go both ways.
    pub(super) mutual: Vec<[u32; 2]>,
    /// Ties that go one way.
    pub(super) one_way: Vec<[u32; 2]>,
}

/// All ties, or nothing where some found no free pair. `quotas` are of mutual and one-way ties.
pub(super) fn ties(
    communities: &CommunityRanges,
    appetites: &Appetites,
    quotas: [Quota; 2],
    clustering: f64,
    rng_seed: u64,
    progress: &dyn Progress,
) -> Result<Option<FollowDraft>> {
    let pairs = quotas.iter().map(|quota| (quota.inside + quota.between) as usize).sum();
    let taken = PairSet::with_room(pairs);
    let mut places = Places { taken, stage: FIRST_STAGE, rng_seed, progress };
    let closing = quotas.map(|quota| (quota.inside as f64 * clustering).round() as u64);
    let kinds = [[&appetites.mutual, &appetites.mutual], [&appetites.audience, &appetites.follows]];

    // Inside, by appetite alone: what triangles are closed on.
    let mut inside = [Vec::new(), Vec::new()];
    let mut missing = [0; 2];
    for kind in 0..2 {
        let [from, to] = kinds[kind];
        let draw = |stream: &mut Stream| {
            let u = from.inside.any(stream)?;
            Some([u, to.inside.within(communities.around(u), stream)?])
        };
        missing[kind] =
            places.fill(quotas[kind].inside - closing[kind], &mut inside[kind], draw)?;
    }

    for kind in 0..2 {
        let [from, to] = kinds[kind];
        let mut open = closing[kind];
        while open > 0 {
            // One-way ties close triangles of all ties, mutual ones of mutual ones.
            let base = inside[..=kind].concat();
            let batch = open.min(base.len() as u64 / 2);
            let users = communities.by_user().len() as u32;
            let so_far = Ties::Mutual.network(users, base, &Silent(progress))?;
            let close = |stream: &mut Stream| {
                let u = from.inside.any(stream)?;
                let v = match friend_of_friend(so_far.forward(), u, stream) {
                    Some(v) => v,
                    None => to.inside.within(communities.around(u), stream)?,
                };
                Some([u, v])
            };
            let left = places.fill(batch, &mut inside[kind], close)?;
            open -= batch - left;
            if batch == left {
                break;
            }
        }
        // Where no triangle is left to close, ties are drawn by appetite alone.
        let draw = |stream: &mut Stream| {
            let u = from.inside.any(stream)?;
            Some([u, to.inside.within(communities.around(u), stream)?])
        };
        missing[kind] += places.fill(open, &mut inside[kind], draw)?;
    }

    let [mut mutual, mut one_way] = inside;
    for (kind, list) in [&mut mutual, &mut one_way].into_iter().enumerate() {
        let [from, to] = kinds[kind];
        let draw = |stream: &mut Stream| {
            let [u, v] = [from.between.any(stream)?, to.between.any(stream)?];
            (communities.of(u) != communities.of(v)).then_some([u, v])
        };
        missing[kind] += places.fill(quotas[kind].between, list, draw)?;
    }
    Ok((missing == [0, 0]).then_some(FollowDraft { mutual, one_way }))
}

/// A random neighbour of a random neighbour of `user`, or nothing where it has no neighbour.
fn friend_of_friend(rows: &Rows, user: u32, stream: &mut Stream) -> Option<u32> {
    let mut neighbour = |of: u32| {
        let row = rows.row(of);
        (!row.is_empty()).then(|| row[stream.below(row.len() as u64) as usize])
    };
    let friend = neighbour(user)?;
    neighbour(friend)
}

/// Pairs that are tied, and where the random numbers for more come from.
struct Places<'a> {
    taken: PairSet,
    stage: u64,
    rng_seed: u64,
    progress: &'a dyn Progress,
}

impl Places<'_> {
    /// Adds `quota` new ties as `draw` draws them, and says how many are missing because no free
    /// pair was found.
    fn fill(
        &mut self,
        quota: u64,
        list: &mut Vec<[u32; 2]>,
        draw: impl Fn(&mut Stream) -> Option<[u32; 2]> + Sync,
    ) -> Result<u64> {
        let mut missing = quota;
        for _ in 0..ROUNDS {
            if missing == 0 {
                break;
            }
            let world = stage(self.rng_seed, self.stage);
            self.stage += 1;
            let drawn = in_blocks(world, missing, 1 << 14, self.progress, |items, stream, out| {
                out.extend(items.filter_map(|_| draw(stream)));
            })?;
            for pair in stoppable(drawn, self.progress) {
                let [u, v] = pair?;
                if u != v && self.taken.insert(u, v) {
                    list.push([u, v]);
                    missing -= 1;
                }
            }
        }
        Ok(missing)
    }
}
