//! The engines, one file each: a walk, three that draw whole worlds, and one for implicit networks.

mod chased;
mod fused;
mod gathered;
mod implicit;
mod walked;
mod whole;

pub use self::implicit::ImplicitExperiment;
pub(super) use self::{
    chased::ChaseEngine, fused::FusedEngine, gathered::GatheredEngine, walked::WalkEngine,
};
