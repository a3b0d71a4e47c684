//! Estimates as people read them: only digits that mean something, thousands apart.
//!
//! No digit is shown that the uncertainty drowns. What is not quite 0 or 100% is never rounded to it.

use crate::statistics::{Interval, Proportion};

/// From here on numbers are written with a power of ten: a float no longer has all their digits.
const LARGEST_IN_FULL: f64 = 1e15;

/// With more decimals than this, numbers are written with a power of ten.
const MOST_DECIMALS: i32 = 6;

/// A number as text, with its ± where it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasuredText {
    /// "48,210".
    pub value: String,
    /// "310".
    pub error: Option<String>,
}

/// `value` with half the width of its interval, both to the same decimal.
pub fn measured(value: f64, interval: Option<Interval>) -> MeasuredText {
    match uncertainty(interval) {
        None => MeasuredText { value: plain(value), error: None },
        Some(half_width) => {
            let decimals = decimals(half_width);
            let error = rounded(half_width, decimals);
            MeasuredText { value: rounded(value, decimals), error: Some(error) }
        }
    }
}

/// "48,210 ± 310".
pub fn with_error(value: f64, interval: Option<Interval>) -> String {
    let MeasuredText { value, error } = measured(value, interval);
    error.map_or(value.clone(), |error| format!("{value} ± {error}"))
}

/// "1,240 to 1,310"; one number where the two are equal.
pub fn range(interval: Interval) -> String {
    ends(interval, "").join(" to ")
}

/// "1,240–1,310", for tables.
pub fn span(interval: Interval) -> String {
    ends(interval, "").join("–")
}

/// "4–23", of numbers without uncertainty.
pub fn plain_span(low: f64, high: f64) -> String {
    format!("{}–{}", plain(low), plain(high))
}

/// "33.2% to 35.0%" of an interval of shares.
pub fn percent_range(interval: Interval) -> String {
    let percent = Interval { low: 100.0 * interval.low, high: 100.0 * interval.high };
    ends(percent, "%").join(" to ")
}

/// A probability: its estimate, and its bounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chance {
    /// "34.1%", "0%".
    pub estimate: String,
    /// "33.2% to 35.0%", "at most 0.04%", "at least 99.96%".
    pub bounds: String,
    /// The bounds for tables: "33.2–35.0%", "≤ 0.04%", "≥ 99.96%".
    pub short: String,
}

/// A probability with its interval.
pub fn chance(proportion: &Proportion) -> Chance {
    let Interval { low, high } = proportion.interval;
    if proportion.successes == 0 {
        let most = beyond(100.0 * high);
        return Chance {
            estimate: "0%".to_owned(),
            bounds: format!("at most {most}%"),
            short: format!("≤ {most}%"),
        };
    }
    if proportion.successes == proportion.trials {
        let (miss, decimals) = (100.0 * (1.0 - low), decimals(100.0 * (1.0 - low)));
        let least = rounded(100.0 - ceiling(miss, decimals), decimals);
        return Chance {
            estimate: "100%".to_owned(),
            bounds: format!("at least {least}%"),
            short: format!("≥ {least}%"),
        };
    }
    let percent = Interval { low: 100.0 * low, high: 100.0 * high };
    Chance {
        estimate: format!("{}%", rounded(100.0 * proportion.share, decimals(percent.half_width()))),
        bounds: percent_range(proportion.interval),
        short: format!("{}%", span(percent)),
    }
}

/// A share of a whole as a percentage of two digits, 0% and 100% only where it is just that.
pub fn percent(share: f64) -> String {
    let distance = 100.0 * share.min(1.0 - share);
    let decimals = if distance > 0.0 { (1 - exponent(distance)).max(0) } else { 0 };
    format!("{}%", rounded(100.0 * share, decimals))
}

/// A probability that is itself an estimate to a percentage point, such as the chance to be best.
pub fn likelihood(probability: f64) -> String {
    match 100.0 * probability {
        low if low < 1.0 => "< 1%".to_owned(),
        high if high > 99.0 => "> 99%".to_owned(),
        percent => format!("{}%", rounded(percent, 0)),
    }
}

/// A number without uncertainty: whole numbers in full, others with up to three digits.
pub fn plain(value: f64) -> String {
    if value.fract() == 0.0 {
        return rounded(value, 0);
    }
    let text = rounded(value, (2 - exponent(value)).max(0));
    if text.contains('.') && !text.contains('e') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// A level of confidence or of a quantile: "95%", "99.9%".
pub fn level(level: f64) -> String {
    format!("{}%", plain((1e6 * level).round() / 1e4))
}

/// Half the width of an interval, where it is wider than a point.
fn uncertainty(interval: Option<Interval>) -> Option<f64> {
    interval.map(|interval| interval.half_width()).filter(|&width| width > 0.0)
}

/// Both ends with the digits that their distance calls for, and more where an end that is not 0
/// would be written as 0, or one under 100% as that; one end where they are equal.
fn ends(interval: Interval, unit: &str) -> Vec<String> {
    let Some(width) = uncertainty(Some(interval)) else {
        return vec![format!("{}{unit}", plain(interval.low))];
    };
    let first = decimals(width);
    let is_lost = |value: f64, decimals: i32| {
        let shown = to_decimals(value, decimals);
        (shown == 0.0) != (value == 0.0) || (unit == "%" && (shown >= 100.0) != (value >= 100.0))
    };
    let enough =
        |&decimals: &i32| !is_lost(interval.low, decimals) && !is_lost(interval.high, decimals);
    let decimals = (first..first + 4).find(enough).unwrap_or(first);
    let end = |value| format!("{}{unit}", rounded(value, decimals));
    vec![end(interval.low), end(interval.high)]
}

/// `value` rounded up to the digits that itself calls for: an upper bound that is true.
fn beyond(value: f64) -> String {
    let decimals = decimals(value);
    rounded(ceiling(value, decimals), decimals)
}

/// The smallest number with this many decimals that is at least `value`.
fn ceiling(value: f64, decimals: i32) -> f64 {
    let unit = 10_f64.powi(-decimals);
    (value / unit - 1e-9).ceil() * unit
}

/// To how many decimals a number with this uncertainty is worth writing; negative for tens and
/// beyond. The rule of the Particle Data Group (Review of Particle Physics, section 5.3): of the
/// uncertainty's first three digits, 100 to 354 leave two, 355 to 999 leave one.
fn decimals(uncertainty: f64) -> i32 {
    let text = format!("{uncertainty:.2e}");
    let (mantissa, exponent) = text.split_once('e').expect("a power of ten");
    let exponent: i32 = exponent.parse().expect("a whole exponent");
    let mantissa: f64 = mantissa.parse().expect("a number");
    if mantissa < 3.545 { 1 - exponent } else { -exponent }
}

/// The power of ten of the first digit of `value`, 0 for 0.
fn exponent(value: f64) -> i32 {
    let text = format!("{value:e}");
    text.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0)
}

/// `value` to this many decimals, as a number.
fn to_decimals(value: f64, decimals: i32) -> f64 {
    let unit = 10_f64.powi(-decimals);
    (value / unit).round() * unit
}

/// `value` to this many decimals, negative for tens and beyond.
pub fn rounded(value: f64, decimals: i32) -> String {
    let size = value.abs();
    let text = if size >= LARGEST_IN_FULL || decimals > MOST_DECIMALS {
        let digits = (exponent(size) + decimals).clamp(0, 3) as usize;
        format!("{size:.digits$e}")
    } else if decimals < 0 {
        grouped(&format!("{:.0}", to_decimals(size, decimals)))
    } else {
        grouped(&format!("{size:.0$}", decimals as usize))
    };
    let is_zero = !text.contains(|digit: char| ('1'..='9').contains(&digit));
    if value < 0.0 && !is_zero { format!("−{text}") } else { text }
}

/// Digits, and perhaps decimals, with a comma after every third digit of the whole part.
pub(super) fn grouped(digits: &str) -> String {
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut text = String::with_capacity(digits.len() + whole.len() / 3);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Confidence;

    fn between(low: f64, high: f64) -> Interval {
        Interval { low, high }
    }

    #[test]
    fn an_uncertainty_decides_how_many_digits_are_shown() {
        for (value, half_width, text, error) in [
            (48_213.7, 312.0, "48,210", "310"),
            (48_213.7, 36.0, "48,210", "40"),
            (48_213.7, 95.3, "48,210", "100"),
            (48_213.7, 9_960.0, "48,000", "10,000"),
            (2.254, 0.001_04, "2.2540", "0.0010"),
            (2.254, 0.35, "2.25", "0.35"),
            (2.254, 0.36, "2.3", "0.4"),
            (-12.0, 1.5, "−12.0", "1.5"),
            (-0.04, 1.5, "0.0", "1.5"),
            (1_234_567.0, 1.0, "1,234,567.0", "1.0"),
            (3.0e18, 2.0e16, "3.000e18", "2.0e16"),
            (4.0e-9, 2.0e-9, "4.0e-9", "2.0e-9"),
        ] {
            let interval = Interval::around(value, half_width);
            let shown = measured(value, Some(interval));
            assert_eq!((shown.value.as_str(), shown.error.as_deref()), (text, Some(error)));
        }
    }

    #[test]
    fn what_is_certain_or_alone_has_no_error() {
        for (value, text) in [
            (12.0, "12"),
            (0.0, "0"),
            (-0.0, "0"),
            (1234.0, "1,234"),
            (1234.5, "1,234"),
            (12.345, "12.3"),
            (0.012_345, "0.0123"),
            (0.08, "0.08"),
            (-3.25, "−3.25"),
            (1e300, "1.000e300"),
        ] {
            assert_eq!(plain(value), text, "{value}");
            assert_eq!(measured(value, None), MeasuredText { value: text.to_owned(), error: None });
            assert_eq!(measured(value, Some(between(value, value))).error, None);
        }
    }

    #[test]
    fn the_ends_of_a_range_have_the_digits_of_its_width() {
        for (low, high, text) in [
            (1_238.2, 1_309.4, "1,240 to 1,310"),
            (1_238.2, 1_300.0, "1,238 to 1,300"),
            (0.3, 40.0, "0.3 to 40.0"),
            (-3.0, 40.0, "−3 to 40"),
            (7.0, 7.0, "7"),
            (0.0, 2.0, "0.0 to 2.0"),
            (0.5, 0.61, "0.50 to 0.61"),
        ] {
            assert_eq!(range(between(low, high)), text);
        }
        assert_eq!(span(between(0.103, 0.105)), "0.1030–0.1050");
    }

    #[test]
    fn a_probability_is_never_rounded_to_impossible_or_certain() {
        let shown = |successes, trials| {
            let chance = chance(&Proportion::of(successes, trials, Confidence::NINETY_FIVE));
            format!("{} | {} | {}", chance.estimate, chance.bounds, chance.short)
        };
        assert_eq!(shown(0, 10_000), "0% | at most 0.04% | ≤ 0.04%");
        assert_eq!(shown(10_000, 10_000), "100% | at least 99.96% | ≥ 99.96%");
        assert_eq!(shown(10, 10_000), "0.10% | 0.05% to 0.18% | 0.05–0.18%");
        assert_eq!(shown(3410, 10_000), "34.1% | 33.2% to 35.0% | 33.2–35.0%");
        assert_eq!(shown(9999, 10_000), "99.990% | 99.943% to 99.998% | 99.943–99.998%");
        assert_eq!(shown(1, 1_000_000), "0.00010% | 0.00002% to 0.00057% | 0.00002–0.00057%");
        assert_eq!(shown(0, 1), "0% | at most 80% | ≤ 80%");
        for (share, text) in
            [(0.48, "48%"), (0.052, "5.2%"), (1.0, "100%"), (0.0, "0%"), (0.9996, "99.960%")]
        {
            assert_eq!(percent(share), text);
        }
        assert_eq!((level(0.95), level(0.999)), ("95%".to_owned(), "99.9%".to_owned()));
        for (probability, text) in [(0.0, "< 1%"), (0.71, "71%"), (1.0, "> 99%")] {
            assert_eq!(likelihood(probability), text);
        }
    }
}
