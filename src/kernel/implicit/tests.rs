//! Cascades over implicit populations: against their materialised twins, exact values and theory.

use super::*;
use crate::{
    kernel::{Scratch, Trace, live::geometric_skips::GeometricSkips, walk},
    network::implicit::Implicit,
    progress::StopFlag,
    rng::Purpose,
};

const UNBOUNDED: u64 = u64::MAX;

fn population(text: &str) -> Arc<Population> {
    let implicit: Implicit = toml::from_str(&format!("follower = {{ {text} }}")).expect(text);
    Arc::new(implicit.population(7).expect(text))
}

fn world(index: u64) -> World {
    World::new(3, Purpose::Diffusion, index)
}

/// The numbers of sharers of so many cascades from one seed, another one in each.
fn sizes(cascade: &ImplicitCascade, replicates: u64) -> Vec<f64> {
    let mut sharers = Visited::default();
    let users = cascade.population.users();
    let size = |index: u64| {
        let seed = world(index).stream(u64::MAX).below(users);
        cascade.run(world(index), &[seed], &mut sharers, &mut ());
        sharers.len() as f64
    };
    (0..replicates).map(size).collect()
}

#[test]
fn the_materialised_network_has_the_same_cascades_to_the_bit() {
    for (text, p) in [
        ("users = 2000, mean_followers = 8, communities = 5", 0.1),
        ("users = 2000, mean_followers = 8, communities = 5", 0.25),
        ("users = 300, mean_followers = 3, communities = 1, max_followers = 299", 0.9),
        ("users = 500, mean_followers = 20, max_followers = 60, homophily = 0", 0.02),
    ] {
        let population = population(text);
        let network = population.materialised().expect("small");
        let jumps = GeometricSkips::new(network.forward(), p);
        let cascade = ImplicitCascade::new(Arc::clone(&population), p, UNBOUNDED);
        let mut exposure = crate::kernel::audience::AudienceCounter::new(network.users());
        let mut reached = ImplicitAudience::default();
        let mut scratch = Scratch::new(network.users());
        let mut sharers = Visited::default();
        let (mut stored, mut computed) = (Trace::default(), Trace::default());
        let mut largest = 0;
        for index in 0..300 {
            let seed = index as u32 % network.users();
            walk(&jumps, world(index), &[seed, 7, seed], &mut scratch, &mut stored);
            let seeds = [u64::from(seed), 7, u64::from(seed)];
            cascade.run(world(index), &seeds, &mut sharers, &mut computed);
            let same = scratch.sharers().iter().map(|&user| u64::from(user));
            assert!(same.eq(sharers.list().iter().copied()), "{text}, world {index}");
            assert_eq!(stored, computed, "{text}, world {index}");

            exposure.start();
            exposure.add(&network, scratch.sharers());
            reached.count(&population, sharers.list(), StopFlag::never());
            let same = exposure.reached().iter().map(|&user| u64::from(user));
            assert!(same.eq(reached.reached().iter().copied()), "{text}, world {index}");
            assert_eq!(exposure.impressions(), reached.impressions());
            assert_eq!(
                impressions(&population, sharers.list(), StopFlag::never()),
                reached.impressions()
            );
            largest = largest.max(sharers.len());
        }
        assert!(largest > 10, "{text}: some cascades spread");
    }
}

/// Every set of live edges of a population of five, each weighted by its probability, against the
/// mean of 40,000 cascades within five of their standard errors.
#[test]
fn a_tiny_population_has_the_exact_mean() {
    let p = 0.3;
    let population = population("users = 5, mean_followers = 2, max_followers = 4");
    let rows: Vec<Vec<u64>> =
        (0..5).map(|user| population.audience(user).iter().collect()).collect();
    let edges: Vec<(usize, u64)> = rows
        .iter()
        .enumerate()
        .flat_map(|(user, row)| row.iter().map(move |&follower| (user, follower)))
        .collect();
    assert!((8..16).contains(&edges.len()), "{edges:?}");
    let mut expected = 0.0;
    for live in 0..1_u32 << edges.len() {
        let mut shared = 1_u32 << 2;
        loop {
            let passed = edges
                .iter()
                .enumerate()
                .filter(|&(edge, &(from, _))| live & (1 << edge) != 0 && shared & (1 << from) != 0);
            let after = passed.fold(shared, |shared, (_, &(_, to))| shared | 1 << to);
            if after == shared {
                break;
            }
            shared = after;
        }
        let is_live = |edge: usize| live & (1 << edge) != 0;
        let weight: f64 =
            (0..edges.len()).map(|edge| if is_live(edge) { p } else { 1.0 - p }).product();
        expected += weight * f64::from(shared.count_ones());
    }
    let cascade = ImplicitCascade::new(Arc::clone(&population), p, UNBOUNDED);
    let mut sharers = Visited::default();
    let (mut sum, mut squares) = (0.0, 0.0);
    let replicates = 40_000;
    for index in 0..replicates {
        cascade.run(world(index), &[2], &mut sharers, &mut ());
        sum += sharers.len() as f64;
        squares += (sharers.len() as f64).powi(2);
    }
    let n = replicates as f64;
    let (mean, variance) = (sum / n, squares / n - (sum / n).powi(2));
    assert!((mean - expected).abs() < 5.0 * (variance / n).sqrt(), "{mean}, not {expected}");
}

/// Each seed makes 1/(1 − m) sharers on average, m = pk, with variance σ²/(1 − m)³, σ² that of the
/// offspring: kp(1 − p) + p²·Var D, where Var D is under E[D]·x₁; five standard errors. Among eight
/// billion users nobody is met twice.
#[test]
fn sub_critical_cascades_have_the_size_of_branching_processes() {
    let population = population(
        "users = 8_000_000_000, mean_followers = 30, max_followers = 300, communities = 1",
    );
    for p in [0.005, 0.02, 0.03] {
        let replicates = 10_000;
        let cascade = ImplicitCascade::new(Arc::clone(&population), p, UNBOUNDED);
        let sizes = sizes(&cascade, replicates);
        let mean = sizes.iter().sum::<f64>() / replicates as f64;
        let m = 30.0 * p;
        let offspring = m * (1.0 - p) + p * p * 30.0 * 300.0;
        let sigma = (offspring / (1.0 - m).powi(3) / replicates as f64).sqrt();
        let expected = 1.0 / (1.0 - m);
        assert!((mean - expected).abs() < 5.0 * sigma, "{p}: {mean}, not {expected} ± {sigma}");
    }
}

#[test]
fn a_capped_cascade_is_the_beginning_of_the_whole_one() {
    let population = population("users = 20_000, mean_followers = 10, communities = 3");
    let whole = ImplicitCascade::new(Arc::clone(&population), 0.3, UNBOUNDED);
    let (mut all, mut some) = (Visited::default(), Visited::default());
    let (mut trace, mut begun) = (Trace::default(), Trace::default());
    for most in [1, 2, 50, 1000, 100_000] {
        let capped = ImplicitCascade::new(Arc::clone(&population), 0.3, most);
        for index in 0..30 {
            whole.run(world(index), &[index], &mut all, &mut trace);
            capped.run(world(index), &[index], &mut some, &mut begun);
            assert_eq!(some.len() as u64, most.min(all.len() as u64));
            assert_eq!(some.list(), &all.list()[..some.len()]);
            assert_eq!(begun.parents(), &trace.parents()[..some.len()]);
        }
    }
}

/// p = 10^−7 over a star of more than 10^7 followers: Poisson of mean pD, which its live edges
/// alone cost. Were every follower looked at, this test would take an hour.
#[test]
fn a_star_costs_its_live_edges() {
    let text = "users = 8_000_000_000, mean_followers = 1e8, max_followers = 4e8";
    let population = population(text);
    let p = 1e-7;
    let followers = population.followers(5) as f64;
    assert!(followers > 1e7);
    let places = LivePlaces::new(p);
    let replicates = 20_000;
    let live: usize = (0..replicates)
        .map(|index| places.of(world(index).stream(5), population.followers(5)).count())
        .sum();
    let expected = p * followers * replicates as f64;
    assert!((live as f64 - expected).abs() < 5.0 * expected.sqrt(), "{live}, not {expected}");
}

#[test]
fn memory_follows_the_cascade_and_not_the_population() {
    let population = population("users = 8_000_000_000");
    let cascade = ImplicitCascade::new(Arc::clone(&population), 0.05, 100_000);
    let mut sharers = Visited::default();
    cascade.run(world(1), &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], &mut sharers, &mut ());
    assert_eq!(sharers.len(), 100_000);
    assert!(sharers.bytes() < 4_000_000, "{} bytes", sharers.bytes());
}
