//! Seeds that the settings give, by name, in a file, or by lot: no user is compared with another.

pub(super) mod file;
pub(super) mod random;
pub(super) mod users;

pub use self::{file::File, random::Random, users::Users};
