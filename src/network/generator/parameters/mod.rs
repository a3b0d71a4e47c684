//! Parameters that several generators share: their checks, and whether ties are mutual.

pub(crate) mod checks;
pub(crate) mod ties;
