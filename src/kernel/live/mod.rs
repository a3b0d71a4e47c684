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

/// Which edges of a user are live in a world: a pure function of the world and the user, so it does
/// not matter when or how often it is called.
///
/// Only [`for_each_live`](LiveEdges::for_each_live) is required. The other methods let a walk
/// overlap cache misses by fetching ahead of use.
pub trait LiveEdges: Send + Sync {
    /// True where [`for_each_hit`](LiveEdges::for_each_hit) keeps what it finds in the memo.
    const REMEMBERS: bool = false;

    /// Calls `visit` with the other end of each live edge of `node`, in a fixed order.
    fn for_each_live(&self, world: World, node: u32, visit: impl FnMut(u32));

    /// `node` comes up soon: fetch where its row is.
    #[inline]
    fn prefetch_soon(&self, node: u32) {
        let _ = node;
    }

    /// `node` is one of the next few, and its [`prefetch_soon`](LiveEdges::prefetch_soon) has
    /// arrived: fetch its first edges.
    #[inline]
    fn prefetch_next(&self, node: u32) {
        let _ = node;
    }

    /// The same edges in the same order as [`for_each_live`](LiveEdges::for_each_live), before the
    /// other end is read: `hit` gets a number from which [`node_of`](LiveEdges::node_of) finds it,
    /// and its line of memory can be fetched meanwhile. `memo` is empty when a cascade starts, and
    /// keeps what was found about a user in this world.
    #[inline]
    fn for_each_hit(&self, world: World, node: u32, memo: &mut Memo, mut hit: impl FnMut(usize)) {
        let _ = memo;
        self.for_each_live(world, node, |end| hit(end as usize));
    }

    /// The chance that no edge of `node` is live, where it has a closed form.
    fn none_live(&self, node: u32) -> Option<f64> {
        let _ = node;
        None
    }

    /// The same for the nodes from `first` on, one for each of `chances`; false where there is no
    /// closed form.
    fn none_live_of_each(&self, first: u32, chances: &mut [f64]) -> bool {
        (first..).zip(chances).all(|(node, chance)| {
            let chance_of_none = self.none_live(node);
            *chance = chance_of_none.unwrap_or_default();
            chance_of_none.is_some()
        })
    }

    /// The edges of [`for_each_hit`](LiveEdges::for_each_hit), given that at least one edge of
    /// `node` is live.
    ///
    /// # Panics
    /// Where [`none_live`](LiveEdges::none_live) gives nothing, or gives 1: then the condition
    /// cannot hold.
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

    /// The other end of a live edge from [`for_each_hit`](LiveEdges::for_each_hit).
    #[inline]
    fn node_of(&self, hit: usize) -> u32 {
        hit as u32
    }
}
