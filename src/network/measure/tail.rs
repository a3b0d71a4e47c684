//! The power law that fits the largest degrees: P(k) ∝ k^(−α) from some degree on.
//!
//! Clauset, Shalizi & Newman 2009 (doi:10.1137/070710111), discrete case: for each start the
//! exponent of maximum likelihood, exact through the Hurwitz zeta function; of all starts the one
//! whose fit has the least Kolmogorov–Smirnov distance. We differ in that starts above 10 are tried
//! in steps of a tenth, not each. A fit says how steep the tail is, not that it is a power law.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Fewer users than this in a tail fit nothing worth telling.
const LEAST_USERS: u64 = 50;

/// Exponents are sought between these.
const EXPONENTS: (f64, f64) = (1.000_001, 20.0);

/// A power law fitted to the largest degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tail {
    /// The exponent α of P(k) ∝ k^(−α).
    pub exponent: f64,
    /// Its standard error, the start of the tail taken as given.
    pub standard_error: f64,
    /// The least degree of the tail.
    pub from: u64,
    /// The number of users in the tail.
    pub users: u64,
    /// The Kolmogorov–Smirnov distance of the tail from the fitted law.
    pub distance: f64,
}

/// A tail that ends before so many times its start is as well fitted by a law that is no power.
const LEAST_SPAN: u64 = 10;

impl Tail {
    /// True where the tail goes on up to ten times its start, so that there is a power law to see:
    /// over less, the degrees of a network without hubs follow one too.
    #[must_use]
    pub fn is_seen_up_to(&self, largest: Option<&u64>) -> bool {
        largest.is_some_and(|&largest| largest >= LEAST_SPAN.saturating_mul(self.from))
    }
}

/// The tail of degrees in ascending order, or nothing where no start leaves fifty users of at least
/// two degrees.
#[must_use]
pub fn fit(ascending: &[u64]) -> Option<Tail> {
    let mut distinct: Vec<(u64, u64)> = Vec::new();
    for &degree in ascending.iter().filter(|&&degree| degree > 0) {
        match distinct.last_mut() {
            Some((last, count)) if *last == degree => *count += 1,
            _ => distinct.push((degree, 1)),
        }
    }
    let mut best: Option<Tail> = None;
    let mut next = 0.0;
    for start in 0..distinct.len().saturating_sub(1) {
        let degree = distinct[start].0 as f64;
        if degree < next {
            continue;
        }
        next = if degree < 10.0 { degree + 1.0 } else { degree * 1.1 };
        let Some(tail) = fit_from(&distinct[start..]) else { continue };
        if best.is_none_or(|best| tail.distance < best.distance) {
            best = Some(tail);
        }
    }
    best
}

/// The fit to all of the given degrees and their counts.
fn fit_from(tail: &[(u64, u64)]) -> Option<Tail> {
    let users: u64 = tail.iter().map(|&(_, count)| count).sum();
    if users < LEAST_USERS {
        return None;
    }
    let from = tail[0].0;
    let logarithms: f64 =
        tail.iter().map(|&(degree, count)| count as f64 * (degree as f64).ln()).sum();
    let mean = logarithms / users as f64;
    let log_zeta = |exponent: f64| hurwitz_zeta(exponent, from as f64).ln();
    let exponent = least(EXPONENTS, |exponent| log_zeta(exponent) + exponent * mean);
    if exponent > 0.99 * EXPONENTS.1 {
        return None;
    }
    // The information of one user is the second derivative of ln ζ; a step of 1e-3 leaves about
    // nine digits of it.
    let step = 1e-3_f64.min((exponent - 1.0) / 2.0);
    let information = (log_zeta(exponent + step) - 2.0 * log_zeta(exponent)
        + log_zeta(exponent - step))
        / (step * step);
    let standard_error = 1.0 / (users as f64 * information).sqrt();
    let distance = distance(tail, users, exponent);
    Some(Tail { exponent, standard_error, from, users, distance })
}

/// The Kolmogorov–Smirnov distance: both laws step at whole numbers, so the gap is largest at an
/// observed degree or just before one.
fn distance(tail: &[(u64, u64)], users: u64, exponent: f64) -> f64 {
    let whole = hurwitz_zeta(exponent, tail[0].0 as f64);
    let at_least = |degree: u64| hurwitz_zeta(exponent, degree as f64) / whole;
    let mut left = users;
    let mut distance = 0.0_f64;
    for &(degree, count) in tail {
        let before = (left as f64 / users as f64 - at_least(degree)).abs();
        left -= count;
        let after = (left as f64 / users as f64 - at_least(degree + 1)).abs();
        distance = distance.max(before).max(after);
    }
    distance
}

/// Where a convex function is least, by golden sections.
fn least((mut low, mut high): (f64, f64), value: impl Fn(f64) -> f64) -> f64 {
    /// The golden ratio less one.
    const SECTION: f64 = 0.618_033_988_749_894_9;
    while high - low > 1e-9 {
        let cut = SECTION * (high - low);
        if value(high - cut) < value(low + cut) {
            high = low + cut;
        } else {
            low = high - cut;
        }
    }
    f64::midpoint(low, high)
}

/// ζ(s, a) = Σ (a + k)^(−s) over k ≥ 0, for s > 1 and a ≥ 1, to about 1e-14 relative
/// (Euler–Maclaurin, begun where the argument is well beyond s).
fn hurwitz_zeta(s: f64, a: f64) -> f64 {
    /// B₂ⱼ / (2j)! for j = 1, 2, …
    const BERNOULLI: [f64; 6] = [
        1.0 / 12.0,
        -1.0 / 720.0,
        1.0 / 30_240.0,
        -1.0 / 1_209_600.0,
        1.0 / 47_900_160.0,
        -691.0 / 1_307_674_368_000.0,
    ];
    let mut sum = 0.0;
    let mut a = a;
    while a < 16.0 + s {
        sum += a.powf(-s);
        a += 1.0;
    }
    let power = a.powf(-s);
    sum += power * a / (s - 1.0) + power / 2.0;
    let mut term = power * s / a;
    for (j, factor) in BERNOULLI.iter().enumerate() {
        sum += factor * term;
        let next = 2.0 * j as f64;
        term *= (s + next + 1.0) * (s + next + 2.0) / (a * a);
    }
    sum
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::*;
    use crate::rng::{Purpose, World};

    #[test]
    fn the_zeta_function_has_its_known_values() {
        let expected = [
            (2.0, 1.0, PI * PI / 6.0),
            (4.0, 1.0, PI.powi(4) / 90.0),
            (3.0, 1.0, 1.202_056_903_159_594_3),
            (2.0, 5.0, PI * PI / 6.0 - 1.0 - 0.25 - 1.0 / 9.0 - 1.0 / 16.0),
        ];
        for (s, a, value) in expected {
            let found = hurwitz_zeta(s, a);
            assert!((found / value - 1.0).abs() < 1e-13, "{s} {a} {found} {value}");
        }
        // ζ(s, a) − ζ(s, a + 1) = a^(−s), across the places where the sum begins.
        for a in [1.0, 7.0, 25.0, 1e4] {
            let step: f64 = hurwitz_zeta(2.7, a) - hurwitz_zeta(2.7, a + 1.0);
            let relative = step / a.powf(-2.7) - 1.0;
            assert!(relative.abs() < 1e-14 * a + 1e-13, "{a} {relative}");
        }
    }

    /// `count` draws of P(k) ∝ k^(−α) from `from` on, by inversion of the exact law.
    fn drawn(exponent: f64, from: u64, count: u64) -> Vec<u64> {
        let whole = hurwitz_zeta(exponent, from as f64);
        let at_least = |k: u64| hurwitz_zeta(exponent, k as f64) / whole;
        let mut stream = World::new(20_261_122, Purpose::Inspection, 0).stream(0);
        let draw = |_| {
            let left = 1.0 - stream.unit();
            let (mut low, mut high) = (from, 1 << 40);
            while high - low > 1 {
                let middle = u64::midpoint(low, high);
                if at_least(middle) >= left { low = middle } else { high = middle }
            }
            low
        };
        let mut draws: Vec<u64> = (0..count).map(draw).collect();
        draws.sort_unstable();
        draws
    }

    #[test]
    fn the_exponent_of_a_drawn_power_law_is_found_within_four_standard_errors() {
        for (exponent, from) in [(2.5, 1), (2.1, 4), (3.2, 2)] {
            let tail = fit_from(&counted(&drawn(exponent, from, 20_000))).expect("enough users");
            let error = (tail.exponent - exponent) / tail.standard_error;
            assert!(error.abs() < 4.0, "{exponent} {tail:?}");
            assert_eq!((tail.from, tail.users), (from, 20_000));
            // The distance of 20,000 draws from their own law: √n·D exceeds 2 once in 1,500.
            assert!(tail.distance * 20_000_f64.sqrt() < 2.0, "{tail:?}");
        }
    }

    fn counted(ascending: &[u64]) -> Vec<(u64, u64)> {
        let mut distinct: Vec<(u64, u64)> = Vec::new();
        for &degree in ascending {
            match distinct.last_mut() {
                Some((last, count)) if *last == degree => *count += 1,
                _ => distinct.push((degree, 1)),
            }
        }
        distinct
    }

    #[test]
    fn the_start_of_the_tail_is_found_behind_a_flat_head() {
        let mut degrees: Vec<u64> = (0..20_000).map(|i| 1 + i % 9).collect();
        degrees.extend(drawn(2.5, 10, 20_000));
        degrees.sort_unstable();
        let tail = fit(&degrees).expect("enough users");
        assert!((9..=16).contains(&tail.from), "{tail:?}");
        assert!((tail.exponent - 2.5).abs() < 4.0 * tail.standard_error, "{tail:?}");
    }

    #[test]
    fn a_regular_network_has_no_tail() {
        assert_eq!(fit(&[4; 1000]), None);
        assert_eq!(fit(&[0; 1000]), None);
        assert_eq!(fit(&[]), None);
        assert_eq!(fit(&[1, 2, 3]), None);
    }
}
