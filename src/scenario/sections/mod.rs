//! The sections of a scenario file, one file a section.

mod answer;
mod network;
mod option;
mod sweep;

pub use self::{
    answer::AnswerSection,
    network::NetworkSection,
    option::SeedingOption,
    sweep::{Spacing, Sweep},
};
