//! The live edges of one world, in memory or drawn on demand.

use crate::{kernel::Memo, model::LiveCascade, progress::StopFlag, rng::World};

/// Users met between two looks at whether to stop: far below a millisecond, and two instructions
/// each. What was stopped on its way counts for nothing, so a search looks before it believes.
pub(super) const LOOK: u32 = 1024;

/// For each user, the followers that it makes share in one world.
#[derive(Debug, Default)]
pub(crate) struct LiveEdgeLists {
    /// Where the followers of each user end.
    ends: Vec<u32>,
    followers: Vec<u32>,
}

impl LiveEdgeLists {
    pub(crate) fn of(
        cascade: &dyn LiveCascade,
        world: World,
        users: u32,
        buffers: (&mut Memo, &StopFlag),
    ) -> Self {
        let mut live = Self::default();
        live.draw(cascade, world, users, buffers);
        live.ends.shrink_to_fit();
        live.followers.shrink_to_fit();
        live
    }

    /// Draws the live edges of another world.
    pub(crate) fn draw(
        &mut self,
        cascade: &dyn LiveCascade,
        world: World,
        users: u32,
        (memo, stop): (&mut Memo, &StopFlag),
    ) {
        memo.forget();
        self.ends.clear();
        self.followers.clear();
        for user in 0..users {
            if user.is_multiple_of(LOOK) && stop.is_set() {
                // The other users lead to nobody.
                self.ends.resize(users as usize, self.followers.len() as u32);
                return;
            }
            cascade.live_followers(world, user, memo, &mut |follower| {
                self.followers.push(follower);
            });
            let end = self.followers.len();
            self.ends.push(u32::try_from(end).expect("a world has fewer than 2^32 live edges"));
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        4 * (self.ends.len() + self.followers.len())
    }

    pub(crate) fn users(&self) -> u32 {
        self.ends.len() as u32
    }

    pub(crate) fn row(&self, user: u32) -> &[u32] {
        let user = user as usize;
        let start = if user == 0 { 0 } else { self.ends[user - 1] };
        &self.followers[start as usize..self.ends[user] as usize]
    }
}

/// Where live edges come from.
pub(crate) enum LiveEdgeSource<'a> {
    /// From memory.
    Kept(&'a LiveEdgeLists),
    /// Drawn when needed.
    Drawn { cascade: &'a dyn LiveCascade, world: World, memo: &'a mut Memo },
}

impl LiveEdgeSource<'_> {
    /// Visits the followers that `user` makes share.
    pub(crate) fn for_each(&mut self, user: u32, visit: &mut dyn FnMut(u32)) {
        match self {
            Self::Kept(live) => live.row(user).iter().for_each(|&follower| visit(follower)),
            Self::Drawn { cascade, world, memo } => {
                cascade.live_followers(*world, user, memo, visit);
            }
        }
    }
}
