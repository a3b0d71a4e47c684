//! Flags that several commands have, one group a file.

pub(super) mod network;
pub(super) mod scenario;
pub(super) mod seeds;
