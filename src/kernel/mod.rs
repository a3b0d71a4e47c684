//! The few hot loops that models share.
//!
//! A live-edge model gives only the live edges of a user in a world ([`LiveEdges`]). The walk over
//! them ([`fn@walk`]), the buffers ([`Scratch`]) and the record of who passed it to whom
//! ([`Trace`]) are here. Nothing here allocates once its buffers have grown, and nothing here
//! depends on a scenario, money or statistics.

pub mod audience;
pub mod backward;
pub mod batch;
pub mod clock;
pub mod contests;
pub mod events;
pub mod exposure_models;
pub mod implicit;
pub mod live;
pub mod plan;
pub(crate) mod prefetch;
mod scratch;
#[cfg(test)]
mod tests;
mod trace;
mod walk;

pub use self::{
    live::LiveEdges,
    scratch::{Memo, Scratch, SharerSet},
    trace::{Record, Trace},
    walk::{walk, walk_on},
};
