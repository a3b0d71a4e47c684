//! Users who go from state to state: by themselves, after a delay, or as they contact each other.
//!
//! Every user who may change or contact somebody has one event to come: whichever of all that may happen
//! to it happens first, found by the sum of all rates (Gillespie 1977, doi:10.1021/j100540a008). A contact
//! is with any of its followers; most change nothing. An event costs a look into a [`Queue`], and a number
//! or three from the stream of the user and of how often it has changed: so the worlds of options are the
//! same as far as they can be, and do not depend on who else there is. Of users who leave their state only by
//! themselves all contacts are scheduled as they come to it, and are events too.
//!
//! Where time goes by steps an event is a step in which anything happens to a user, or a contact of that step
//! which was scheduled: it reads the states at the step's start, and changes come at its end.
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
