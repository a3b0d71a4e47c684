//! Every kernel against an obvious twin, on small random networks: one world, one user and one edge
//! at a time, with sets and queues.
//!
//! A twin meets the same worlds as its kernel, so both find the same to the bit. Whether the worlds
//! follow their law is tested where they are drawn. Here are the networks that all tests share.

mod backward;
mod buffers;
mod gathered;
mod pointer_jumping;
mod spread;
mod walk;
mod widths;

use std::{
    collections::{BTreeSet, VecDeque},
    sync::Arc,
};

use proptest::{collection::vec, prelude::*};

use crate::{
    network::{Network, builder::Built, csr::Rows, labels::Labels},
    rng::{Purpose, World},
    vector::Width,
};

/// A quarter of the usual cases, for each is many worlds; as `PROPTEST_CASES` says, where a
/// sanitizer makes them slow.
fn a_quarter() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: usual.cases.div_ceil(4), ..usual }
}

/// Rows of up to 150 users, more than two words of bits: self-loops and parallel edges among them,
/// users without any; from no edges to so many that a kernel's buffers run full.
fn rows() -> impl Strategy<Value = Arc<Rows>> {
    let few = || (1_u32..=60, 0_usize..=120);
    let many = || (1_u32..=150, 0_usize..=1500);
    prop_oneof![few(), many()]
        .prop_flat_map(|(users, edges)| (Just(users), vec([0..users, 0..users], edges)))
        .prop_map(|(users, edges)| rows_of(users, edges))
}

fn rows_of(users: u32, mut edges: Vec<[u32; 2]>) -> Arc<Rows> {
    edges.sort_unstable();
    let start = |user| edges.partition_point(|&[source, _]| source < user) as u64;
    let offsets: Vec<u64> = (0..=users).map(start).collect();
    let targets: Vec<u32> = edges.iter().map(|&[_, target]| target).collect();
    Rows::new(offsets.into(), targets.into()).expect("sorted edges are rows").into()
}

fn network(rows: Arc<Rows>) -> Network {
    let users = u32::try_from(rows.nodes()).expect("few users");
    Network::new(rows, Vec::new(), Labels::index(users), Vec::new(), Built::default())
}

/// From 0, never, to 1, always; both are as likely as all between.
fn probability() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), Just(1.0), 0.0..0.1, 0.0..1.0]
}

/// Some probabilities, dealt out to `count` edges or users in turn.
fn dealt(some: &[f64], count: usize) -> Vec<f64> {
    some.iter().copied().cycle().take(count).collect()
}

/// The user that any number stands for, however many there are.
fn user(number: u32, rows: &Rows) -> u32 {
    number % rows.nodes() as u32
}

/// Each width of the vector unit, as far as this machine has it.
fn width() -> impl Strategy<Value = Width> {
    prop::sample::select(&[Width::Plain, Width::Avx2, Width::Avx512][..])
}

fn worlds(rng_seed: u64) -> impl Iterator<Item = World> {
    (0..).map(move |index| World::new(rng_seed, Purpose::Diffusion, index))
}

/// Who shares, in the order in which they do, each with its parent's place in that order: a queue,
/// over the live edges that `live` lists.
fn queued(seeds: &[u32], mut live: impl FnMut(u32) -> Vec<u32>) -> Vec<(u32, Option<usize>)> {
    let mut met = BTreeSet::new();
    let mut sharers: Vec<(u32, Option<usize>)> = Vec::new();
    let mut queue: VecDeque<(u32, Option<usize>)> =
        seeds.iter().map(|&seed| (seed, None)).collect();
    while let Some((user, parent)) = queue.pop_front() {
        if met.insert(user) {
            let place = sharers.len();
            sharers.push((user, parent));
            queue.extend(live(user).into_iter().map(|follower| (follower, Some(place))));
        }
    }
    sharers
}
