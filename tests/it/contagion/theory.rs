//! Global cascades on random networks: the window of Watts (2002) and the curve of Gleeson & Cahalane (2007).

use super::*;

/// Poisson probabilities of mean z, 0 to 199.
fn poisson(z: f64) -> Vec<f64> {
    (1..200).fold(vec![(-z).exp()], |mut all, k| {
        all.push(all[k - 1] * z / k as f64);
        all
    })
}

/// z · P(Poisson(z) ≤ ⌊1/φ⌋ − 2): above 1 those whom a single sharer convinces hang together.
fn vulnerable(z: f64, most: usize) -> f64 {
    z * poisson(z)[..most - 1].iter().sum::<f64>()
}

/// Where [`vulnerable`] crosses 1 between two means.
fn crossing(most: usize, mut below: f64, mut above: f64) -> f64 {
    let rises = vulnerable(below, most) < 1.0;
    for _ in 0..60 {
        let middle = f64::midpoint(below, above);
        if (vulnerable(middle, most) < 1.0) == rises { below = middle } else { above = middle }
    }
    below
}

#[test]
fn the_watts_window_has_its_published_ends() {
    for (shares, from, to) in [
        (&[0.1][..], 1.0000, 13.6593),
        (&[0.15], 1.0037, 7.4771),
        (&[0.18, 0.2], 1.0207, 5.7647),
        (&[0.22, 0.25], 1.1141, 3.8631),
    ] {
        for &share in shares {
            let most = (1.0_f64 / share + 1e-9) as usize;
            let peak = (1..200)
                .map(|tenth| f64::from(tenth) / 10.0)
                .max_by(|&a, &b| vulnerable(a, most).total_cmp(&vulnerable(b, most)));
            let peak = peak.expect("there are means");
            assert!((crossing(most, 0.5, peak) - from).abs() < 6e-5, "{share}");
            assert!((crossing(most, peak, 30.0) - to).abs() < 6e-5, "{share}");
        }
    }
}

/// How often one random seed starts a global cascade, on a random network of mean z whose vulnerable
/// users follow at most `most`: some neighbour of the seed belongs to the vulnerable cluster.
fn triggers(z: f64, most: usize) -> f64 {
    let degrees = poisson(z);
    // An edge leads to a user with k other ties with the chance of a Poisson number k of its own.
    let spared = (0..10_000).fold(0.0_f64, |spared, _| {
        let others = degrees[..most].iter().enumerate();
        1.0 - others.clone().map(|(_, p)| p).sum::<f64>()
            + others.map(|(k, p)| p * spared.powf(k as f64)).sum::<f64>()
    });
    1.0 - (-z * (1.0 - spared)).exp()
}

/// Watts 2002 with φ = 0.18, from one random seed: global cascades, of more than a tenth of all users,
/// inside the window 1.02 < z < 5.76, as often as the seed has a neighbour in the vulnerable cluster;
/// none below and above. The chance of a network of n users differs from the theory's with about the
/// variance of a giant component, at most S(1 − S)·z²/n at these z, and is a binomial share of the
/// replicates beside; four of their standard deviations together are allowed.
#[test]
fn the_watts_window_opens_to_global_cascades_inside_and_to_none_outside() {
    let (users, replicates) = (20_000_u32, 600);
    let model = model("fixed-threshold = { share = 0.18 }");
    for (z, inside) in [(0.9, false), (2.0, true), (3.0, true), (4.0, true), (7.5, false)] {
        let network = generate(&format!("gnp = {{ users = {users}, mean_followers = {z} }}"), 3);
        let draw = SeedDraw { pool: (0..users).collect(), count: 1, rng_seed: 4 };
        let values = sample(
            Kernel::Walk,
            (&network, &ALL, &model),
            Seeds::Redrawn(draw),
            &[AnyMetric::Sharers],
            replicates,
        );
        let large = values[0].iter().filter(|&&size| size > 0.1 * f64::from(users)).count();
        let share = large as f64 / replicates as f64;
        if inside {
            let expected = triggers(z, 5);
            let spread = expected * (1.0 - expected);
            let error = (spread / replicates as f64 + spread * z * z / f64::from(users)).sqrt();
            assert!((share - expected).abs() < 4.0 * error, "{z}: {share} is not {expected}");
        } else {
            assert_eq!(large, 0, "{z}");
        }
    }
}

/// Gleeson & Cahalane 2007: the final share on a random network of mean z from a random share of
/// seeds, by the fixed point for the ends of edges.
fn gleeson_cahalane(z: f64, share: f64, seeds: f64) -> f64 {
    let degrees = poisson(z);
    // The chance that a user, of whose `others` neighbours each shares with q, among `all`, is convinced.
    let convinced = |others: usize, all: usize, q: f64| {
        let mut chance = 0.0;
        let mut binomial = (1.0 - q).powf(others as f64);
        for sharing in 0..=others {
            if sharing as f64 + 1e-9 >= share * all as f64 && sharing > 0 {
                chance += binomial;
            }
            binomial *= (others - sharing) as f64 / (sharing + 1) as f64 * q / (1.0 - q);
        }
        chance
    };
    let q = (0..20_000).fold(seeds, |q: f64, _| {
        // An edge's end has k − 1 other ties with the chance of a Poisson number k − 1.
        let ends = degrees[..60].iter().enumerate();
        let sum: f64 = ends.map(|(others, p)| p * convinced(others, others + 1, q)).sum();
        (seeds + (1.0 - seeds) * sum).min(1.0 - 1e-12)
    });
    let users = degrees[..60].iter().enumerate();
    seeds + (1.0 - seeds) * users.map(|(all, p)| p * convinced(all, all, q)).sum::<f64>()
}

const CURVE: [(f64, f64); 6] = [
    (1.5, 0.58132),
    (2.0, 0.79695),
    (3.0, 0.94055),
    (5.0, 0.99303),
    (6.0, 0.99749),
    (7.0, 0.00424),
];

#[test]
fn the_gleeson_cahalane_equations_have_their_published_roots() {
    for (z, expected) in CURVE {
        let found = gleeson_cahalane(z, 0.18, 1e-3);
        assert!((found - expected).abs() < 6e-6, "{z}: {found} is not {expected}");
    }
}

/// One cascade on each of eight networks of 40,000 users, with 40 random seeds: their mean within four
/// of its standard errors, taken from the eight, of the infinite network's, and one in n users more.
#[test]
fn random_networks_follow_the_gleeson_cahalane_curve() {
    let (users, networks) = (40_000_u32, 8);
    let model = model("fixed-threshold = { share = 0.18 }");
    for (z, expected) in CURVE {
        let shares: Vec<f64> = (0..networks)
            .map(|rng_seed| {
                let text = format!("gnp = {{ users = {users}, mean_followers = {z} }}");
                let network = generate(&text, rng_seed);
                let cascade = model.prepare(&network, &ALL).expect("it fits");
                let draw = SeedDraw { pool: (0..users).collect(), count: users / 1000, rng_seed };
                let mut seeds = Vec::new();
                let seeds = Seeds::Redrawn(draw).of(0, &mut seeds).to_vec();
                let mut scratch = Scratch::new(users);
                cascade.run(World::new(1, Purpose::Diffusion, 0), &seeds, &mut scratch);
                scratch.sharers().len() as f64 / f64::from(users)
            })
            .collect();
        let Moments { mean, standard_error, .. } = Moments::of(&shares);
        let error = standard_error.expect("several networks");
        assert!(
            (mean - expected).abs() < 4.0 * error + 1.0 / f64::from(users),
            "{z}: {mean} ± {error} is not {expected}"
        );
    }
}
