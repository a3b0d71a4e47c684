//! Cascades on a stored network: how fast each kernel is, whether the planner chooses the best, and what
//! several options, a course, small steps and a second thread cost or give. Then how fast several messages
//! spread, reposts excite each other, and users go from state to state by steps, and what an event costs
//! where cascades take time.
//!
//! Each question is a file and the first word of its benches' names: `cargo bench --bench cascade --
//! plan`. What a file has timed it tells as ratios below, so that they stand in one run on one
//! machine.

mod advances;
#[path = "../../src/allocator.rs"]
mod allocator;
mod common;
mod contests;
mod course;
mod doses;
mod events;
mod kernels;
mod measures;
mod naive;
mod options;
mod plan;
mod platforms;
mod reposts;
mod scaling;
mod states;
mod steps;
mod times;
mod topics;

use criterion::{criterion_group, criterion_main};

/// The command's own, so that what is timed is what users have.
#[global_allocator]
static MEMORY: allocator::LargePages = allocator::LargePages;

criterion_group! {
    name = cascades;
    config = common::short();
    targets = kernels::kernels, advances::advances, contests::contests, plan::plans, options::options, course::course,
        events::events, reposts::reposts, steps::steps, scaling::scaling,
        doses::doses, measures::measures, platforms::platforms, states::states, times::times, topics::topics
}
criterion_main!(cascades);
