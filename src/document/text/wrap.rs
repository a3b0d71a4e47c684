//! Sentences in lines of a given width.
//!
//! Widths are columns of the screen, not bytes or letters: "北" takes two.

use unicode_width::UnicodeWidthStr;

/// `text` in lines of at most `width` columns, broken at spaces; a longer word stays whole. There is no
/// line where there is no word.
#[must_use]
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => line.extend([" ", word]),
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The same, but a word that is longer than a line is broken too, and lines after the first are two
/// columns shorter, for an indent. There is always a line.
pub(super) fn wrap_hanging(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let room = |lines: &[String]| width.saturating_sub(if lines.len() > 1 { 2 } else { 0 });
        let line = &lines[lines.len() - 1];
        if !line.is_empty() && line.width() + 1 + word.width() > room(&lines) {
            lines.push(String::new());
        } else if !line.is_empty() {
            lines.last_mut().expect("there is a line").push(' ');
        }
        for letter in word.chars() {
            let mut buffer = [0; 4];
            let letter = letter.encode_utf8(&mut buffer);
            let line = &lines[lines.len() - 1];
            if !line.is_empty() && line.width() + letter.width() > room(&lines).max(1) {
                lines.push(String::new());
            }
            lines.last_mut().expect("there is a line").push_str(letter);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_breaks_at_spaces() {
        assert_eq!(wrap("a bb ccc dddd", 5), ["a bb", "ccc", "dddd"]);
        assert_eq!(wrap("unbreakable word", 4), ["unbreakable", "word"]);
        assert!(wrap("", 4).is_empty());
    }

    #[test]
    fn hanging_text_also_breaks_words_longer_than_a_line() {
        assert_eq!(wrap_hanging("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap_hanging("abcdefghij", 4), ["abcd", "ef", "gh", "ij"]);
        assert_eq!(wrap_hanging("", 4), [""]);
    }
}
