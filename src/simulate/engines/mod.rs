//! The engines, one file each: a walk, three that draw whole worlds, and one for implicit networks.

pub(super) mod chased;
pub(super) mod fused;
pub(super) mod gathered;
mod growth;
mod implicit;
pub(super) mod walked;
mod whole;

pub use self::implicit::ImplicitExperiment;
