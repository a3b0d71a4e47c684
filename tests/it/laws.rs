//! Whether samples follow a law, or one law: tests of which each is wrong once in 10,000 times, at fixed
//! `rng_seed`s.

/// √(ln(2 / 10^−4) / 2): how far, times the root of the sample's size, the empirical distribution may be
/// from the true one (Dvoretzky, Kiefer & Wolfowitz 1956; Massart 1990).
const FAR: f64 = 2.2252;

/// Asserts that a sample follows a continuous law, by its distribution function (Kolmogorov–Smirnov).
pub(crate) fn assert_follows(values: &[f64], distribution: impl Fn(f64) -> f64, what: &str) {
    let mut values = values.to_vec();
    values.sort_unstable_by(f64::total_cmp);
    let n = values.len() as f64;
    let off = values.iter().enumerate().map(|(rank, &value)| {
        let expected = distribution(value);
        (expected - rank as f64 / n).max((rank + 1) as f64 / n - expected)
    });
    let off = off.fold(0.0, f64::max);
    assert!(off * n.sqrt() < FAR, "{what}: off by {off} in {n} draws");
}

/// Asserts that two samples follow one law, continuous or not (Kolmogorov–Smirnov).
pub(crate) fn assert_one_law(a: &[f64], b: &[f64], what: &str) {
    let [a, b] = [a, b].map(|values| {
        let mut values = values.to_vec();
        values.sort_unstable_by(f64::total_cmp);
        values
    });
    let share = |values: &[f64], at: f64| {
        values.partition_point(|&value| value <= at) as f64 / values.len() as f64
    };
    let off = a.iter().chain(&b).map(|&at| (share(&a, at) - share(&b, at)).abs());
    let off = off.fold(0.0, f64::max);
    let n = (a.len() * b.len()) as f64 / (a.len() + b.len()) as f64;
    assert!(off * n.sqrt() < FAR, "{what}: off by {off} in {} and {} draws", a.len(), b.len());
}

#[test]
fn other_laws_are_told_apart() {
    let even = |shift: f64| (0..2000).map(move |at| (f64::from(at) + 0.5) / 2000.0 + shift);
    let (steady, shifted): (Vec<f64>, Vec<f64>) = (even(0.0).collect(), even(0.1).collect());
    assert_follows(&steady, |at| at.clamp(0.0, 1.0), "steady");
    assert_one_law(&steady, &even(0.01).collect::<Vec<_>>(), "nearly the same");
    let refused =
        |act: &(dyn Fn() + std::panic::RefUnwindSafe)| std::panic::catch_unwind(act).is_err();
    assert!(refused(&|| assert_follows(&shifted, |at| at.clamp(0.0, 1.0), "shifted")));
    assert!(refused(&|| assert_one_law(&steady, &shifted, "shifted")));
}
