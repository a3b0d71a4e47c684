//! What several commands print, one subject a file.

pub(super) mod certificate;
pub(super) mod chosen_seeds;
pub(super) mod estimate;
pub(super) mod seed_report;
