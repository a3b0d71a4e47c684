//! The text of a scenario: reading it, changing it by flags and sweeps, and finding the place of a
//! fault in it.
//!
//! It must never depend on how a study runs; of the sections it uses only their JSON Schema.

pub(crate) mod change;
pub(crate) mod edited;
mod fault;
pub(crate) mod flag;
pub(crate) mod key_places;
mod shape;
