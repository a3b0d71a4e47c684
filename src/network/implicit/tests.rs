//! The laws of implicit populations, against what their documentation promises.

use proptest::prelude::*;

use super::*;
use crate::error::Error;

fn follower(text: &str) -> Implicit {
    toml::from_str(&format!("follower = {{ {text} }}")).expect(text)
}

fn population(text: &str) -> Population {
    follower(text).population(20_261_122).expect(text)
}

/// The first and second moments of ⌊W⌋ or ⌊W⌋ + 1 of mean W: E[D] = E[W] = k, and
/// E[D²] = E[W²] + E[f(1 − f)], f the fraction of W.
fn second_moment(exponent: f64, min: f64, max: f64) -> f64 {
    // By the midpoint rule over equal shares of the law, fine enough for a tolerance.
    let steps = 2_000_000;
    let cut = (max / min).powf(1.0 - exponent);
    let value = |step: i32| {
        let above = (f64::from(step) + 0.5) / f64::from(steps);
        let w = min * (cut + above * (1.0 - cut)).powf(1.0 / (1.0 - exponent));
        w * w + w.fract() * (1.0 - w.fract())
    };
    (0..steps).map(value).sum::<f64>() / f64::from(steps)
}

/// x₀ of a power law of exponent 2.5 and mean k up to x₁, from its mean by Newton's method on the
/// closed form 3·x₀·(1 − √(x₀/x₁))/(1 − (x₀/x₁)^1.5).
fn least(k: f64, max: f64) -> f64 {
    let mut min = k / 3.0;
    for _ in 0..100 {
        let ratio = min / max;
        min = k / 3.0 * (1.0 - ratio.powf(1.5)) / (1.0 - ratio.sqrt());
    }
    min
}

/// The mean over n users has standard deviation √(Var D / n), and a share of expectation s,
/// √(s(1 − s)/n); five of each.
#[test]
fn followers_are_the_power_law_with_its_mean_and_tail() {
    let population = population("users = 8_000_000_000, mean_followers = 30, max_followers = 3000");
    let n = 300_000_u64;
    // Users from all over the population.
    let followers: Vec<f64> =
        (0..n).map(|user| population.followers(user * 26_000) as f64).collect();
    let mean = followers.iter().sum::<f64>() / n as f64;
    let (min, max) = (least(30.0, 3000.0), 3000.0);
    let sd = (second_moment(2.5, min, max) - 900.0).sqrt();
    assert!((mean - 30.0).abs() < 5.0 * sd / (n as f64).sqrt(), "{mean}");
    assert!((population.mean_followers() - 30.0).abs() < 1e-6);
    let cut = (max / min).powf(-1.5);
    for x in [12.0_f64, 30.0, 100.0, 1000.0, 2500.0] {
        // P(D ≥ x) for a whole x is the mean of P(W > y) over y from x − 1 to x.
        let above = |y: f64| (((y / min).powf(-1.5) - cut) / (1.0 - cut)).clamp(0.0, 1.0);
        let share: f64 =
            (0..1000).map(|step| above(x - 1.0 + (f64::from(step) + 0.5) / 1000.0)).sum::<f64>()
                / 1000.0;
        let found = followers.iter().filter(|&&followers| followers >= x).count() as f64;
        let sigma = (share * (1.0 - share) / n as f64).sqrt();
        assert!((found / n as f64 - share).abs() < 5.0 * sigma, "{x}: {found} not {share}");
    }
}

/// Where there is one community: B(n − 1, k/(n − 1)). Its mean over n users is that of the
/// followers, k ± 5·sd(D)/√n; the variance of a binomial count, k(1 − k/n), is met by the sample's
/// within five of its standard errors, √(2/n) relative, and three more for the edges they share.
#[test]
fn how_many_a_user_follows_is_binomial() {
    let n = 20_000;
    let network =
        population("users = 20_000, mean_followers = 10, max_followers = 200, communities = 1")
            .materialised()
            .expect("small");
    let rows = network.backward();
    let follows: Vec<f64> = (0..n).map(|user| rows.degree(user) as f64).collect();
    let n = f64::from(n);
    let mean = follows.iter().sum::<f64>() / n;
    let sd = (second_moment(2.5, least(10.0, 200.0), 200.0) - 100.0).sqrt();
    assert!((mean - 10.0).abs() < 5.0 * sd / n.sqrt(), "{mean}");
    let variance = follows.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / n;
    let expected = mean * (1.0 - mean / n);
    assert!((variance / expected - 1.0).abs() < 8.0 * (2.0 / n).sqrt(), "{variance}");
    // And its law: chi-square against Poisson of the same mean, classes 4 … 17 and both tails; 15
    // degrees of freedom exceed 44.3 once in 10,000.
    let mut probability = (-mean).exp();
    let mut classes = vec![(0.0, 0.0); 16];
    for count in 0..200 {
        let class = (count - 3_i32).clamp(0, 15) as usize;
        classes[class].1 += n * probability;
        probability *= mean / f64::from(count + 1);
    }
    for count in follows {
        classes[(count as i32 - 3).clamp(0, 15) as usize].0 += 1.0;
    }
    let chi_square: f64 =
        classes.into_iter().map(|(found, expected)| (found - expected).powi(2) / expected).sum();
    assert!(chi_square < 44.3, "{chi_square}");
}

/// Each of n followers is inside with probability h: rounding makes their share less variable than
/// a binomial's; five of its sigmas. The cap of half a community is met.
#[test]
fn followers_keep_to_their_community_as_homophily_says() {
    let population =
        population("users = 1_000_000, max_followers = 500, communities = 100, homophily = 0.7");
    let (mut inside, mut all) = (0.0, 0.0);
    for user in (0..1_000_000).step_by(997) {
        let community = population.community(user);
        let audience = population.audience(user);
        inside += audience.iter().filter(|follower| community.contains(follower)).count() as f64;
        all += audience.len() as f64;
    }
    assert!((inside / all - 0.7).abs() < 5.0 * (0.21_f64 / all).sqrt(), "{inside} of {all}");

    let tight = self::population("users = 4000, mean_followers = 60, communities = 40");
    let crowded = (0..4000).filter(|&user| {
        let community = tight.community(user);
        let audience = tight.audience(user);
        let inside = audience.iter().filter(|follower| community.contains(follower)).count() as u64;
        assert!(inside <= (community.end - community.start - 1).div_ceil(2));
        audience.len() as f64 * 0.6 > inside as f64 + 1.0
    });
    assert!(crowded.count() > 50, "some audiences are larger than their community");
}

/// A user far away, or in another community, or next door: each follows a given user as often as
/// the law says, over populations of different seeds; five binomial sigmas.
#[test]
fn who_follows_whom_depends_on_their_communities_alone() {
    let implicit = follower("users = 60, mean_followers = 6, max_followers = 12, communities = 2");
    let worlds = 20_000_u64;
    let mut follows = vec![0.0_f64; 60];
    let mut followers = [0.0; 2];
    for rng_seed in 0..worlds {
        let population = implicit.population(rng_seed).expect("sound");
        for follower in population.audience(50).iter() {
            follows[follower as usize] += 1.0;
            followers[usize::from(population.community(50).contains(&follower))] += 1.0;
        }
    }
    assert!(follows[50].abs() < 1e-9, "nobody follows itself");
    // The second community is 42..60: 17 others inside, 42 outside.
    let each = [followers[0] / 42.0, followers[1] / 17.0];
    for (user, times) in follows.into_iter().enumerate().filter(|&(user, _)| user != 50) {
        let expected = each[usize::from(user >= 42)];
        let sigma = (expected * (1.0 - expected / worlds as f64)).sqrt();
        assert!((times - expected).abs() < 5.0 * sigma, "user {user}: {times}, not {expected}");
    }
}

proptest! {
    #[test]
    fn followers_are_distinct_ascending_others_and_as_many_as_counted(
        users in 50_u64..5000, communities in 1_u32..8, homophily in 0.0..=1.0, rng_seed: u64
    ) {
        let text = format!(
            "users = {users}, mean_followers = 3, max_followers = 5, communities = {communities}, \
             homophily = {homophily:?}"
        );
        // At homophily 1, a small community has no room for five followers.
        let Ok(population) = follower(&text).population(rng_seed) else { return Ok(()) };
        for user in (0..users).step_by(7) {
            let audience = population.audience(user);
            prop_assert_eq!(audience.len(), population.followers(user));
            let all: Vec<u64> = audience.iter().collect();
            prop_assert!(all.is_sorted_by(|a, b| a < b), "{:?}", all);
            prop_assert!(all.iter().all(|&follower| follower < users && follower != user));
        }
    }

    #[test]
    fn a_star_among_billions_finds_any_follower_at_once(user in 0_u64..8_000_000_000) {
        let text = "users = 8_000_000_000, mean_followers = 1e8, max_followers = 4e8";
        let audience = population(text).audience(user);
        let last = audience.len() - 1;
        prop_assert!(last > 10_000_000);
        let places = [0, 1, last / 3, last / 2, last - 1, last];
        let found = places.map(|place| audience.at(place));
        prop_assert!(found.is_sorted_by(|a, b| a < b), "{:?}", found);
        prop_assert!(found[5] < 8_000_000_000 && !found.contains(&user));
    }
}

#[test]
fn a_materialised_population_has_the_same_rows() {
    let population = population("users = 3000, mean_followers = 8, communities = 5");
    let network = population.materialised().expect("small");
    assert_eq!(u64::from(network.users()), population.users());
    for user in 0..network.users() {
        let row = network.forward().row(user).iter().map(|&follower| u64::from(follower));
        assert!(row.eq(population.audience(user.into()).iter()), "user {user}");
    }
    assert_eq!(network.direction(), population.direction());
    let huge = self::population("users = 8_000_000_000").materialised();
    assert!(huge.unwrap_err().to_string().contains("8000000000 users"));
}

/// Changing any of these numbers changes every result that users have published: it needs a
/// "Changed results" line in CHANGELOG.md.
#[test]
fn the_rows_are_what_they_were() {
    let population = population("users = 8_000_000_000");
    let of = |user: u64| {
        let audience = population.audience(user);
        (audience.len(), audience.at(0), audience.at(audience.len() - 1))
    };
    assert_eq!(of(0), (42, 3_922_195, 7_700_201_049));
    assert_eq!(of(4_000_000_000), (26, 223_119_588, 7_540_789_154));
    assert_eq!(of(7_999_999_999), (14, 1_906_630_190, 7_999_937_293));
}

#[test]
fn values_out_of_range_are_refused_with_their_key_and_a_remedy() {
    for (text, key) in [
        ("users = 1", "users"),
        ("users = 281_474_976_710_657", "users"),
        ("users = 100, mean_followers = 0", "mean_followers"),
        ("users = 100, mean_followers = nan", "mean_followers"),
        ("users = 100, exponent = 1", "exponent"),
        ("users = 100, homophily = 1.5", "homophily"),
        ("users = 100, communities = 0", "communities"),
        ("users = 100, communities = 26", "communities"),
        ("users = 100, max_followers = 100, communities = 1", "max_followers"),
        ("users = 100, max_followers = 60, communities = 4", "max_followers"),
        ("users = 100, mean_followers = 9, max_followers = 8", "max_followers"),
        ("users = 100, communities = 20, mean_followers = 1, homophily = 1", "max_followers"),
    ] {
        match follower(text).population(1) {
            Err(Error::Value { key: named, remedy, .. }) => {
                assert_eq!(named, format!("network.implicit.follower.{key}"), "{text}");
                assert!(!remedy.is_empty(), "{text}");
            }
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn a_population_takes_no_memory_of_its_own() {
    assert!(size_of::<Population>() < 500);
    assert!(!population("users = 8_000_000_000").fingerprint().is_empty());
}
