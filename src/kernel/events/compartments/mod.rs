//! Users who go from state to state: spontaneously, after a delay, or as they contact each other.
//!
//! Every user who may change or contact somebody has one event to come: the first of all that may
//! happen to it, found by the sum of all rates (Gillespie 1977, doi:10.1021/j100540a008). A contact
//! is with one of its followers; most change nothing. An event costs a look into a [`Queue`], and
//! up to three numbers from a stream addressed by the user and its number of changes. So options
//! share their worlds as far as possible, and a user's numbers do not depend on the others. Where a
//! user leaves its state only spontaneously, all its contacts are scheduled on entry, each as an
//! event of its own.
//!
//! With discrete steps an event is a step in which anything happens to a user, or a scheduled
//! contact of that step. It reads the states at the step's start, and changes come at its end.
//!
//! [`Queue`]: super::queue::Queue

mod buffers;
mod contact_table;
mod prefetching;
mod process;
mod rules;
mod scheduled_contacts;
mod steps;
mod user_events;

pub use self::{
    buffers::{BYTES_A_USER, CompartmentBuffers},
    process::CompartmentProcess,
    rules::{CompartmentRules, State, StateDelay},
};
