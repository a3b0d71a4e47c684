//! Text in columns and lines, as commands print it: numbers one reads, labels that align.

/// `text` in lines of at most `width` characters, broken at spaces; a longer word stays whole.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A whole number with its thousands apart: `1,234,567`.
pub(super) fn whole(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// So many of a thing, of which `one` is the name: `1 edge`, `2 edges`.
pub(super) fn several(count: u64, one: &str) -> String {
    format!("{} {one}{}", whole(count), if count == 1 { "" } else { "s" })
}

/// A number with four significant digits, thousands apart where it is large.
pub(super) fn number(value: f64) -> String {
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

/// A share as a percentage with two digits behind the point at most.
pub(super) fn percent(share: f64) -> String {
    let text = format!("{:.2}", 100.0 * share);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_their_thousands_apart_and_four_digits() {
        assert_eq!([0, 999, 1000, 1_234_567].map(whole), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([0, 1, 2000].map(|n| several(n, "user")), ["0 users", "1 user", "2,000 users"]);
        let values = [0.0, 0.5, 1.0, 12.345_6, 999.96, 1234.5, -2345.6, 0.012_345, 1.5e-7];
        let texts = ["0", "0.5", "1", "12.35", "1000", "1,235", "-2,346", "0.01235", "1.50e-7"];
        assert_eq!(values.map(number), texts);
        assert_eq!([0.123_456, 0.5, 1.0, 0.0].map(percent), ["12.35%", "50%", "100%", "0%"]);
    }

    #[test]
    fn text_is_broken_at_spaces_only() {
        assert_eq!(wrapped("a bb ccc dddd", 5), ["a bb", "ccc", "dddd"]);
        assert_eq!(wrapped("unbreakable word", 4), ["unbreakable", "word"]);
        assert!(wrapped("", 4).is_empty());
    }
}
