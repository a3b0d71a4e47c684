//! The source text of the crate, read for the tests of its structure.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A file of `src`.
pub(crate) struct Source {
    /// Its path below `src`.
    pub(crate) path: PathBuf,
    /// The names of its module, from the root of the crate.
    pub(crate) modules: Vec<String>,
    pub(crate) text: String,
}

/// Every Rust file of `src`, in the order of their paths.
pub(crate) fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let read = |file: PathBuf| {
        let path = file.strip_prefix(&root).expect("a file of the sources").to_path_buf();
        let text = fs::read_to_string(&file).expect("a readable source");
        Source { modules: modules(&path), path, text }
    };
    let found: Vec<Source> = rust_files(&root).into_iter().map(read).collect();
    assert!(found.len() > 20, "only {} files were found", found.len());
    found
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of the sources") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// `model/mod.rs` is the module `model`, and `lib.rs` the root.
fn modules(path: &Path) -> Vec<String> {
    let names = path.with_extension("");
    let mut names: Vec<String> = names.iter().map(|it| it.to_string_lossy().into_owned()).collect();
    if names.last().is_some_and(|last| last == "mod") || names == ["lib"] {
        names.pop();
    }
    names
}

/// A piece of Rust source text. Comments are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// A keyword, a name or a number.
    Word(&'a str),
    /// What stands between the quotes of a string.
    Text(&'a str),
    /// Any other character; `::` is two of them.
    Mark(char),
}

/// The tokens of a source, comments left out.
pub(crate) fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some((start, end, length)) = string(rest) {
            tokens.push(Token::Text(&rest[start..end]));
            length
        } else if first == '\'' {
            quoted_character(rest)
        } else if is_of_word(first) {
            let length = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
            tokens.push(Token::Word(&rest[..length]));
            length
        } else {
            if !first.is_whitespace() {
                tokens.push(Token::Mark(first));
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    tokens
}

fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Where the text of the string at the start of `source` begins and ends, and the string's length.
fn string(source: &str) -> Option<(usize, usize, usize)> {
    let prefix = source.find(|c: char| !matches!(c, 'r' | 'b' | 'c' | '#'))?;
    if !source[prefix..].starts_with('"') {
        return None;
    }
    let start = prefix + 1;
    if source[..prefix].contains('r') {
        let close = "\"".to_owned() + &"#".repeat(source[..prefix].matches('#').count());
        let end = start + source[start..].find(&close)?;
        return Some((start, end, end + close.len()));
    }
    let mut escaped = false;
    let closes = |character| {
        let closes = character == '"' && !escaped;
        escaped = character == '\\' && !escaped;
        closes
    };
    let end = start + source[start..].find(closes)?;
    Some((start, end, end + 1))
}

/// The length of a character in quotes, or of the quote alone where it begins a lifetime.
fn quoted_character(source: &str) -> usize {
    let mut characters = source.char_indices().skip(1);
    match characters.next() {
        Some((_, '\\')) => {
            let _escaped = characters.next();
            characters.find(|&(_, c)| c == '\'').map_or(source.len(), |(end, _)| end + 1)
        }
        _ => match characters.next() {
            Some((end, '\'')) => end + 1,
            _ => 1,
        },
    }
}

#[test]
fn comments_strings_and_lifetimes_are_not_code() {
    use Token::{Mark, Text, Word};
    let source = "a // b\n/* c */ 'd' '\\'' &'e r#\"f\"g\"# \"h\\\"i\" '\\u{1f}' j::k";
    let read = [
        Word("a"),
        Mark('&'),
        Word("e"),
        Text("f\"g"),
        Text("h\\\"i"),
        Word("j"),
        Mark(':'),
        Mark(':'),
        Word("k"),
    ];
    assert_eq!(tokens(source), read);
}
