//! Lines of two whole numbers, read eight bytes at a time.
//!
//! Only the plainest lines are understood: two numbers written the usual way, one separator, the end
//! of the line. All others are handed back as they are; nothing is judged here.

/// Lines are of two numbers with one of these bytes between them.
pub(crate) type Separators = [u8; 2];

/// Tells the two numbers of each plain line of `text`, and where each other line begins and ends.
///
/// A line near the end of the text may come as one of the other lines though it is plain.
#[inline]
pub(crate) fn lines<E>(
    text: &[u8],
    separators: Separators,
    mut plain: impl FnMut(u64, u64),
    mut other: impl FnMut(usize, usize) -> Result<(), E>,
) -> Result<(), E> {
    let mut at = 0;
    while at < text.len() {
        if let Some((a, b, length)) = line(&text[at..], separators) {
            plain(a, b);
            at += length;
        } else {
            let end = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |length| at + length);
            other(at, end)?;
            at = end + 1;
        }
    }
    Ok(())
}

/// The numbers of the first line, and its length with its end.
#[inline]
fn line(text: &[u8], separators: Separators) -> Option<(u64, u64, usize)> {
    let (a, length) = number(text)?;
    let between = *text.get(length)?;
    if between != separators[0] && between != separators[1] {
        return None;
    }
    let rest = &text[length + 1..];
    let (b, more) = number(rest)?;
    let end = length + 1 + more;
    match rest.get(more)? {
        b'\n' => Some((a, b, end + 1)),
        b'\r' if rest.get(more + 1) == Some(&b'\n') => Some((a, b, end + 2)),
        _ => None,
    }
}

/// Eight times the digit 0.
const ZEROS: u64 = 0x3030_3030_3030_3030;

/// The number at the beginning of a text, of at most 15 digits, and how many it has.
#[inline]
fn number(text: &[u8]) -> Option<(u64, usize)> {
    let (digits, count) = digits(text)?;
    // The first digit is the lowest byte. "0" is a number; "07" is not written the usual way.
    if count == 0 || (digits as u8 == 0 && count > 1) {
        return None;
    }
    if count < 8 {
        return Some((value(digits << (64 - 8 * count)), count));
    }
    let high = value(digits);
    let (digits, more) = self::digits(&text[8..])?;
    match more {
        0 => Some((high, 8)),
        1..8 => {
            let low = value(digits << (64 - 8 * more));
            Some((high * 10_u64.pow(more as u32) + low, 8 + more))
        }
        _ => None,
    }
}

/// The first eight bytes less the digit 0, and how many of them are digits from the first on.
#[inline]
fn digits(text: &[u8]) -> Option<(u64, usize)> {
    const HIGH: u64 = 0xf0f0_f0f0_f0f0_f0f0;
    const SIX: u64 = 0x0606_0606_0606_0606;
    let bytes = u64::from_le_bytes(*text.first_chunk::<8>()?);
    // A digit is 0x30 to 0x39: its upper half is 3, and still 3 with 6 added. A carry reaches only
    // bytes behind the first that is no digit.
    let other = ((bytes & HIGH) ^ ZEROS) | ((bytes.wrapping_add(SIX) & HIGH) ^ ZEROS);
    Some((bytes ^ ZEROS, other.trailing_zeros() as usize / 8))
}

/// The number of eight digits, the first of them in the lowest byte: by pairs, fours, all.
#[inline]
const fn value(digits: u64) -> u64 {
    let pairs = (digits.wrapping_mul(10).wrapping_add(digits >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs.wrapping_mul(100).wrapping_add(pairs >> 16)) & 0x0000_ffff_0000_ffff;
    (fours.wrapping_mul(10_000).wrapping_add(fours >> 32)) & 0xffff_ffff
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::network::labels::canonical_integer;

    /// Each line, as its two numbers or as its text.
    fn parsed(text: &str, separators: Separators) -> Vec<Result<(u64, u64), String>> {
        let lines_told = std::cell::RefCell::new(Vec::new());
        let padded = format!("{text}                ");
        let text = &padded.as_bytes()[..text.len()];
        lines(
            text,
            separators,
            |a, b| lines_told.borrow_mut().push(Ok((a, b))),
            |start, end| -> Result<(), ()> {
                let line = String::from_utf8_lossy(&text[start..end]).into_owned();
                lines_told.borrow_mut().push(Err(line));
                Ok(())
            },
        )
        .unwrap();
        lines_told.into_inner()
    }

    /// The same by splitting and parsing.
    fn obvious(line: &str, separators: Separators) -> Option<(u64, u64)> {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let (a, b) = line.split_once(separators.map(char::from))?;
        let number = |text| canonical_integer(text).and_then(|n| u64::try_from(n).ok());
        Some((number(a)?, number(b)?))
    }

    const BLANK: Separators = [b' ', b'\t'];

    #[test]
    fn plain_lines_are_numbers_and_all_others_are_told_whole() {
        let end = "\n1 2\n1 2\n1 2\n1 2\n1 2\n";
        for (text, wanted) in [
            ("0 1", Some((0, 1))),
            ("12345678\t123456789", Some((12_345_678, 123_456_789))),
            ("1 2\r", Some((1, 2))),
            ("999999999999999 7", Some((999_999_999_999_999, 7))),
            ("1,2", None),
            ("01 2", None),
            ("1  2", None),
            ("-1 2", None),
            ("1 2 3", None),
            ("1 2 ", None),
            ("", None),
            ("# 1 2", None),
            ("9223372036854775808 1", None),
            ("1 é", None),
            ("1\u{7f}2 3", None),
        ] {
            let first = parsed(&format!("{text}{end}"), BLANK).swap_remove(0);
            assert_eq!(first, wanted.ok_or_else(|| text.to_owned()), "{text}");
        }
        assert_eq!(parsed("3,4\n1 2\n1 2\n1 2\n1 2\n1 2\n", *b",,")[0], Ok((3, 4)));
    }

    proptest! {
        #[test]
        fn whatever_the_text_numbers_are_those_of_the_obvious_parser(
            text in "([0-9]{0,17}[ \t,x]{1,2}[0-9]{1,17}\r?\n){0,20}",
            bytes in "[0-9 \t\n\r,/:;é-]{0,80}",
        ) {
            for text in [text, bytes] {
                for (line, parsed) in text.split('\n').zip(parsed(&text, BLANK)) {
                    if let Ok(numbers) = parsed {
                        prop_assert_eq!(Some(numbers), obvious(line, BLANK));
                    }
                }
                let count = text.split_inclusive('\n').count();
                prop_assert_eq!(parsed(&text, BLANK).len(), count);
            }
        }

        #[test]
        fn every_plain_line_away_from_the_end_is_read(
            pairs in proptest::collection::vec((0_u64..1_000_000_000_000_000, 0_u64..10_000_000), 9..20)
        ) {
            let lines: Vec<String> = pairs.iter().map(|(a, b)| format!("{a}\t{b}\n")).collect();
            let parsed = parsed(&lines.concat(), BLANK);
            for (pair, parsed) in pairs.iter().zip(&parsed[..pairs.len() - 8]) {
                prop_assert_eq!(parsed.as_ref(), Ok(pair));
            }
        }
    }
}
