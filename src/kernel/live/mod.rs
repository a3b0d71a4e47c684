//! Live edges: which edges of a user pass a message on in a world, one file a law.
//!
//! [`LiveEdges`] is the trait that walks use. It must stay a pure function of the world and the user.

pub mod coins;
pub mod contacts;
pub mod even_rows;
pub mod geometric_skips;
pub mod probability;
pub mod skip_by_product;
pub mod threshold_choice;

use super::scratch::Memo;
use crate::rng::World;

/// Which edges of a user are live in a world: a pure function of the world and the user, so that it
/// does not matter when, or how often, a user is asked.
///
/// Only [`for_each_live`](LiveEdges::for_each_live) is needed. The rest lets a walk overlap the
/// misses of memory that it is bound by: what it will need is asked for well before.
pub trait LiveEdges: Send + Sync {
    /// True where [`for_each_hit`](LiveEdges::for_each_hit) puts into the memory what it found out
    /// of the world.
    const REMEMBERS: bool = false;

    /// Calls `visit` with the other end of each live edge of `node`, in a fixed order.
    fn for_each_live(&self, world: World, node: u32, visit: impl FnMut(u32));

    /// `node` will be asked for soon: its row can be fetched.
    #[inline]
    fn prefetch_soon(&self, node: u32) {
        let _ = node;
    }

    /// `node` will be asked for next but a few, and what [`prefetch_soon`](LiveEdges::prefetch_soon) has asked
    /// for is there: its first edges can be fetched.
    #[inline]
    fn prefetch_next(&self, node: u32) {
        let _ = node;
    }

    /// The same edges in the same order as [`for_each_live`](LiveEdges::for_each_live), where the
    /// other end need not be known yet: `hit` is given what [`node_of`](LiveEdges::node_of) finds it
    /// by, and the line that it stands in can be fetched meanwhile. `memo` is empty at the beginning
    /// of a cascade and remembers of a world what was found out about a user.
    #[inline]
    fn for_each_hit(&self, world: World, node: u32, memo: &mut Memo, mut hit: impl FnMut(usize)) {
        let _ = memo;
        self.for_each_live(world, node, |end| hit(end as usize));
    }

    /// The chance that no edge of `node` is live, where that is known in closed form.
    fn none_live(&self, node: u32) -> Option<f64> {
        let _ = node;
        None
    }

    /// The same of the nodes from `first` on, one for each of `chances`; false where it is not known.
    fn none_live_of_each(&self, first: u32, chances: &mut [f64]) -> bool {
        (first..).zip(chances).all(|(node, chance)| {
            let known = self.none_live(node);
            *chance = known.unwrap_or_default();
            known.is_some()
        })
    }

    /// The edges of [`for_each_hit`](LiveEdges::for_each_hit) by the law that they have where at least
    /// one of `node` is live.
    ///
    /// # Panics
    /// Where [`none_live`](LiveEdges::none_live) says nothing: whoever implements it implements this; and
    /// where it is 1, for then no law is left.
    #[inline]
    fn for_each_hit_of_some(
        &self,
        world: World,
        node: u32,
        memo: &mut Memo,
        hit: impl FnMut(usize),
    ) {
        let _ = (world, node, memo, hit);
        unreachable!("nobody knows the chance that no edge is live")
    }

    /// The other end of a live edge that [`for_each_hit`](LiveEdges::for_each_hit) has told.
    #[inline]
    fn node_of(&self, hit: usize) -> u32 {
        hit as u32
    }
}
