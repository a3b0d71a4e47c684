//! Seeds among the users of an implicit population, which stores nobody: a user is an address.
//!
//! There may be billions of users, so nothing here may visit all of them.

mod choice;
mod seeds;

pub use self::{choice::AddressChoice, seeds::AddressSeeds};
