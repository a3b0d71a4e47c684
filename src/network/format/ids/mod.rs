//! From the ids of a file to the numbers of nodes.

pub(crate) mod id_set;
pub(crate) mod numbering;
