//! Cascades on random networks against random-graph theory: giant components, critical points,
//! branching processes. Every tolerance is computed; every `rng_seed` is fixed.

use rand::RngExt;
use wordspread::{
    influence::Influence,
    kernel::plan::Kernel,
    metric::AnyMetric,
    network::{Network, builder::EdgeMeaning, generator::Generator},
    rng::{Purpose, World},
    seeding::{SeedDraw, Seeds},
};

use crate::worlds::{assert_mean, bare, ic, sample};

fn generate(text: &str, rng_seed: u64) -> Network {
    let generator: Generator = toml::from_str(text).expect(text);
    generator.generate(rng_seed, &()).expect(text)
}

/// Theory is held against every kernel of the independent cascade.
const KERNELS: [Kernel; 3] = [Kernel::Walk, Kernel::Fused, Kernel::Gathered];

/// The non-zero root of S = 1 − e^(−cS), by iteration.
fn giant_share(c: f64) -> f64 {
    (0..10_000).fold(1.0, |s: f64, _| 1.0 - (-c * s).exp())
}

#[test]
fn the_giant_component_equation_has_its_published_roots() {
    for (c, expected) in [(1.1, 0.176_134), (1.5, 0.582_812), (2.0, 0.796_812), (3.0, 0.940_480)] {
        assert!((giant_share(c) - expected).abs() < 5e-7, "{c}");
    }
}

/// On G(n, c/n) with live probability p, one random seed goes viral with probability S and then
/// reaches the share S, S for cp. The share of a supercritical component of G(n, ·) has variance
/// about S(1−S)/(n(1−c(1−S))²), P(viral) is a binomial share of 2,000
/// replicates. A replicate is viral from 2% of the users on: between, at these cp, is nobody.
#[test]
fn a_random_seed_goes_viral_as_often_as_the_giant_component_is_large() {
    let users = 20_000_u32;
    let network = generate(&format!("gnp = {{ users = {users}, mean_followers = 10 }}"), 3);
    for (cp, kernel) in [1.5, 2.0, 3.0].into_iter().flat_map(|cp| KERNELS.map(|k| (cp, k))) {
        let draw = SeedDraw { pool: (0..users).collect(), count: 1, rng_seed: 4 };
        let values = sample(
            kernel,
            (&network, &Influence::Uniform(cp / 10.0), &ic()),
            Seeds::Redrawn(draw),
            &[AnyMetric::Sharers],
            2000,
        );
        let viral: Vec<f64> =
            values[0].iter().copied().filter(|&size| size >= 0.02 * f64::from(users)).collect();
        let s = giant_share(cp);
        let share = viral.len() as f64 / 2000.0;
        let error = (s * (1.0 - s) / 2000.0).sqrt();
        assert!((share - s).abs() < 4.0 * error, "cp {cp}: P(viral) {share} is not {s}");
        let reached = viral.iter().sum::<f64>() / viral.len() as f64 / f64::from(users);
        let width = (s * (1.0 - s) / f64::from(users)).sqrt() / (1.0 - cp * (1.0 - s));
        // One network is one sample of its giant component: its own spread is allowed for.
        assert!((reached - s).abs() < 5.0 * width, "cp {cp}: reached {reached}, not {s}");
    }
}

#[test]
fn a_random_4_regular_network_at_p_one_half_reaches_its_exact_share() {
    // u: a neighbour's branch dies out; u = 1 − p + p u³ and S = 1 − u⁴ … with live ties.
    let (p, users) = (0.5_f64, 20_000_u32);
    let u = (0..10_000).fold(0.0, |u: f64, _| 1.0 - p + p * u.powi(3));
    let s = 1.0 - u.powi(4);
    assert!((s - 0.854_102).abs() < 5e-7, "{s}");
    let network = generate(&format!("random-regular = {{ users = {users}, neighbours = 4 }}"), 8);
    for kernel in KERNELS {
        let draw = SeedDraw { pool: (0..users).collect(), count: 1, rng_seed: 4 };
        let values = sample(
            kernel,
            (&network, &Influence::Uniform(p), &ic()),
            Seeds::Redrawn(draw),
            &[AnyMetric::Sharers],
            2000,
        );
        let viral: Vec<f64> =
            values[0].iter().copied().filter(|&size| size >= 0.02 * f64::from(users)).collect();
        let share = viral.len() as f64 / 2000.0;
        assert!((share - s).abs() < 4.0 * (s * (1.0 - s) / 2000.0_f64).sqrt(), "{share}");
        let reached = viral.iter().sum::<f64>() / viral.len() as f64 / f64::from(users);
        assert!((reached - s).abs() < 5.0 * (1.0 / f64::from(users)).sqrt(), "{reached}");
    }
}

/// Below and above p = 1/(k − 1) = 1/3 on a random 4-regular network, the chance of a large cascade
/// is nil and large.
#[test]
fn cascades_turn_viral_at_the_critical_probability() {
    let users = 20_000_u32;
    let network = generate(&format!("random-regular = {{ users = {users}, neighbours = 4 }}"), 8);
    let viral = |p: f64, kernel| {
        let draw = SeedDraw { pool: (0..users).collect(), count: 1, rng_seed: 4 };
        let seeds = Seeds::Redrawn(draw);
        let what = (&network, &Influence::Uniform(p), &ic());
        let values = sample(kernel, what, seeds, &[AnyMetric::Sharers], 2000);
        values[0].iter().filter(|&&size| size >= 0.02 * f64::from(users)).count()
    };
    // At p = 0.25 a cascade passes 400 sharers with probability below e⁻²⁰.
    assert_eq!(KERNELS.map(|kernel| viral(0.25, kernel)), [0; 3]);
    let u = (0..10_000).fold(0.0, |u: f64, _| 0.6 + 0.4 * u.powi(3));
    let s = 1.0 - u.powi(4);
    for kernel in KERNELS {
        let share = f64::from(u32::try_from(viral(0.4, kernel)).expect("few")) / 2000.0;
        assert!((share - s).abs() < 4.0 * (s * (1.0 - s) / 2000.0).sqrt(), "{share} is not {s}");
    }
}

/// Total progeny of a branching process with Poisson(μ) offspring (Borel): a random directed network
/// in which every user has its own Poisson(μ) followers, drawn without regard to others, is a tree
/// for as long as cascades are small.
#[test]
fn small_cascades_follow_borel_sizes() {
    // With G(n, c/n) directed and live probability p, the offspring are Binomial(n, cp/n): Poisson
    // up to 1/n. Sizes to n·10⁻⁴ meet nobody twice but with probability below size²/n.
    let users = 200_000_u32;
    let mut stream = World::new(11, Purpose::Network, 0).stream(0);
    let edges = (0..5 * u64::from(users))
        .map(|_| [stream.random_range(0..users), stream.random_range(0..users)])
        .collect();
    let network = bare(users, edges, EdgeMeaning::InfluencerToAudience);
    let sizes = Some([0.606_531, 0.183_940, 0.083_674]);
    for (mu, sizes, tail, kernel, replicates) in [
        (0.5, sizes, None, Kernel::Walk, 40_000),
        (0.9, None, Some(0.017_419_7), Kernel::Walk, 40_000),
        (1.0, None, Some(0.079_966_1), Kernel::Walk, 40_000),
        // Every edge of every block is drawn here: fewer replicates, and wider tolerances.
        (0.5, sizes, None, Kernel::Fused, 3000),
        (1.0, None, Some(0.079_966_1), Kernel::Fused, 3000),
    ] {
        let draw = SeedDraw { pool: (0..users).collect(), count: 1, rng_seed: 4 };
        let values = sample(
            kernel,
            (&network, &Influence::Uniform(mu / 5.0), &ic()),
            Seeds::Redrawn(draw),
            &[AnyMetric::Sharers],
            replicates,
        );
        let within = |hits: usize, expected: f64| {
            let share = hits as f64 / replicates as f64;
            let error = (expected * (1.0 - expected) / replicates as f64).sqrt();
            assert!((share - expected).abs() < 4.0 * error, "μ {mu}: {share} is not {expected}");
        };
        if let Some(sizes) = sizes {
            for (size, expected) in (1..).zip(sizes) {
                let hits = values[0].iter().filter(|&&value| value as usize == size).count();
                within(hits, expected);
            }
            assert_mean(&values[0], 2.0, "mean of Borel at μ = 0.5");
        }
        if let Some(tail) = tail {
            within(values[0].iter().filter(|&&value| value >= 100.0).count(), tail);
        }
    }
}
