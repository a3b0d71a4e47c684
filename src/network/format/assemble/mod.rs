//! The last step of every reader: from ids, numbers and attributes to a network.
//!
//! [`gathered`] takes edges that are in memory; [`streamed`] reads a text again instead.

pub(crate) mod gathered;
pub(crate) mod streamed;
pub(crate) mod user_table;
