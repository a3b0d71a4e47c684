//! Amounts without uncertainty: counts, money, shares, bytes, seconds.

use super::numbers::{grouped, rounded};

/// An amount of money: whole, or with two decimals.
pub fn money(value: f64) -> String {
    rounded(value, if value.fract() == 0.0 { 0 } else { 2 })
}

/// A whole number with its thousands apart.
pub fn whole(value: u64) -> String {
    grouped(&value.to_string())
}

/// A whole number with two digits that count, as in "about 3,400".
pub fn about(value: u64) -> String {
    let mut unit = 1;
    while value / unit >= 100 {
        unit *= 10;
    }
    whole((value + unit / 2) / unit * unit)
}

/// "1 replicate", "2,000 replicates".
pub fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", whole(count), if count == 1 { one } else { many })
}

/// A count of things that `one` names: `1 edge`, `2 edges`.
pub fn several(count: u64, one: &str) -> String {
    counted(count, one, &format!("{one}s"))
}

/// A number with four significant digits, thousands apart where it is large.
pub fn number(value: f64) -> String {
    let size = value.abs();
    if size >= 1000.0 {
        let sign = if value < 0.0 { "-" } else { "" };
        format!("{sign}{}", whole(size.round() as u64))
    } else if size == 0.0 {
        "0".to_owned()
    } else if size < 1e-4 {
        format!("{value:.2e}")
    } else {
        let before = size.log10().floor() as i32 + 1;
        let text = format!("{value:.*}", usize::try_from(4 - before).unwrap_or(0));
        if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        } else {
            text
        }
    }
}

/// A share as a percentage with two digits behind the point; more where it would seem to be 0, and
/// never 100% where it is less.
pub fn percent(share: f64) -> String {
    let value = 100.0 * share;
    if value > 0.0 && value < 0.01 {
        return format!("{}%", number(value));
    }
    let value = if share < 1.0 { value.min(99.99) } else { value };
    let text = format!("{value:.2}");
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

/// A number of bytes in the unit that suits it.
pub fn bytes(count: f64) -> String {
    scaled(count, &[(1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1.0, "bytes")])
}

/// A number of seconds in the unit that suits it.
pub fn duration(seconds: f64) -> String {
    if seconds < 1.0 {
        return "under a second".to_owned();
    }
    let units = [(86_400.0, "days"), (3600.0, "hours"), (60.0, "minutes"), (1.0, "seconds")];
    format!("about {}", scaled(seconds, &units))
}

/// A value in the first unit of which there are two or more, with two digits.
fn scaled(value: f64, units: &[(f64, &str)]) -> String {
    let last = units.last().expect("there is a unit");
    let (size, name) = units.iter().find(|(size, _)| value >= 2.0 * size).unwrap_or(last);
    let count = value / size;
    if count < 10.0 {
        format!("{count:.1} {name}")
    } else {
        format!("{} {name}", whole(count.round() as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_read_as_language() {
        assert_eq!(counted(1, "replicate", "replicates"), "1 replicate");
        assert_eq!(counted(10_000, "replicate", "replicates"), "10,000 replicates");
        for (value, text) in [(7, "7"), (99, "99"), (3_432, "3,400"), (995, "1,000")] {
            assert_eq!(about(value), text);
        }
        assert_eq!((money(5000.0), money(0.5)), ("5,000".to_owned(), "0.50".to_owned()));
        assert_eq!(whole(u64::MAX), "18,446,744,073,709,551,615");
    }

    #[test]
    fn numbers_have_their_thousands_apart_and_four_digits() {
        assert_eq!([0, 999, 1000, 1_234_567].map(whole), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([0, 1, 2000].map(|n| several(n, "user")), ["0 users", "1 user", "2,000 users"]);
        let values = [0.0, 0.5, 1.0, 12.345_6, 999.96, 1234.5, -2345.6, 0.012_345, 1.5e-7];
        let texts = ["0", "0.5", "1", "12.35", "1000", "1,235", "-2,346", "0.01235", "1.50e-7"];
        assert_eq!(values.map(number), texts);
        let shares = [0.123_456, 0.5, 1.0, 0.0, 0.999_999, 1.234e-5];
        let texts = ["12.35%", "50%", "100%", "0%", "99.99%", "0.001234%"];
        assert_eq!(shares.map(percent), texts);
    }

    #[test]
    fn bytes_and_seconds_come_in_the_unit_that_suits_them() {
        assert_eq!([12.0, 1_500.0, 2.5e6].map(bytes), ["12 bytes", "1,500 bytes", "2.5 MB"]);
        let shown = [0.2, 5.0, 600.0, 1e5].map(duration);
        assert_eq!(
            shown,
            ["under a second", "about 5.0 seconds", "about 10 minutes", "about 28 hours"]
        );
    }
}
