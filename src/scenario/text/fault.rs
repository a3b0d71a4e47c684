//! What serde and the TOML parser say is wrong with a text, in the words of a user.

use crate::catalogue::nearest;

/// What is wrong and what would be right.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FaultText {
    pub(super) problem: String,
    pub(super) remedy: String,
    /// What it is that is at fault.
    pub(super) at: At,
}

/// What is at fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// A key on its own, not its value.
    Key,
    /// A value, or what is missing from it.
    Value,
    /// A value of another kind than the key has.
    Misfit,
}

/// The key that is missing, if that is what serde says.
pub(super) fn missing(message: &str) -> Option<&str> {
    Some(message.strip_prefix("missing field ")?.trim_matches('`'))
}

/// Translates what serde says of the value of `key` (empty for the whole text), whose table has the
/// keys `inside`.
pub(super) fn translated(message: &str, key: &str, inside: &[String]) -> FaultText {
    let words = |problem: String, remedy: String| FaultText { problem, remedy, at: At::Value };
    if let Some((word, valid)) = unknown(message, "unknown field ") {
        let table = key.rsplit_once('.').map(|(table, _)| format!(" in {table}"));
        let problem = format!("unknown key `{word}`{}", table.unwrap_or_default());
        return FaultText { problem, remedy: choices(word, &valid), at: At::Key };
    }
    if let Some((word, valid)) = unknown(message, "unknown variant ") {
        let problem = format!("{key}: there is no `{word}`");
        return FaultText { problem, remedy: choices(word, &valid), at: At::Key };
    }
    if let Some(field) = missing(message) {
        let of = if key.is_empty() { "the scenario".to_owned() } else { key.to_owned() };
        return words(format!("{of} lacks the key `{field}`"), format!("add `{field} = …`"));
    }
    if message.starts_with("wanted exactly 1 element") {
        return if inside.is_empty() {
            let remedy = format!("give one in it: [{key}.…]; `wordspread list` tells which");
            words(format!("{key} is empty"), remedy)
        } else {
            let problem = format!("{key} has {} at once", inside.join(" and "));
            words(problem, one_of(key, inside))
        };
    }
    for start in ["invalid type: ", "invalid value: "] {
        if let Some((found, expected)) =
            message.strip_prefix(start).and_then(|rest| rest.rsplit_once(", expected "))
        {
            let remedy = format!("give {}", kind(expected));
            // A word where a table is wanted, whose key it may be.
            let found = if found == "unit variant" { "a word" } else { found };
            let problem = format!("{key}: {} does not fit", found.replace('`', ""));
            return FaultText { problem, remedy, at: At::Misfit };
        }
    }
    if message == "wanted string or table" {
        let problem = format!("{key}: this does not fit");
        return FaultText { problem, remedy: "give a table: { … }".to_owned(), at: At::Misfit };
    }
    if message.starts_with("data did not match any variant") {
        let remedy = "see `wordspread schema` for the forms that it may have".to_owned();
        return words(format!("{key}: its value has none of the possible forms"), remedy);
    }
    let remedy = "see `wordspread schema`, or a file of scenarios/ for an example".to_owned();
    words(if key.is_empty() { message.to_owned() } else { format!("{key}: {message}") }, remedy)
}

/// The unknown word and the valid ones, of serde's "unknown field `x`, expected one of `a`, `b`".
fn unknown<'m>(message: &'m str, start: &str) -> Option<(&'m str, Vec<&'m str>)> {
    let (word, rest) = message.strip_prefix(start)?.strip_prefix('`')?.split_once('`')?;
    let valid = rest.split('`').skip(1).step_by(2).collect();
    Some((word, valid))
}

/// What to write instead of `word`.
fn choices(word: &str, valid: &[&str]) -> String {
    let all = valid.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    match nearest(word, valid.iter().copied()) {
        Some(near) if valid.len() > 1 => format!("did you mean `{near}`? Known are {all}"),
        Some(near) => format!("did you mean `{near}`?"),
        None if valid.is_empty() => "leave it out: there are no keys here".to_owned(),
        None => format!("known are {all}"),
    }
}

/// What to do where a section that holds one thing holds several, by a slip or by a flag.
fn one_of(key: &str, inside: &[String]) -> String {
    let others = |word: &str| -> Vec<&str> {
        inside.iter().map(String::as_str).filter(|&other| other != word).collect()
    };
    let slip = inside.iter().rev().find_map(|word| nearest(word, others(word)));
    let meant = slip.map(|near| format!("did you mean `{near}` twice? ")).unwrap_or_default();
    format!("{meant}keep one of them; a flag may replace the section: --set '{key}={{ … }}'")
}

/// What a kind of value that serde expects is called.
fn kind(expected: &str) -> &str {
    match expected {
        "f64" | "f32" => "a number",
        "u8" | "u16" | "u32" | "usize" => "a whole number, 0 or more, up to 4294967295",
        "u64" => "a whole number, 0 or more",
        "i64" | "i32" => "a whole number",
        "a boolean" => "true or false",
        "a string" | "string" | "path string" => "a text in quotes",
        "a sequence" => "a list: […]",
        "a map" | "newtype variant" | "struct variant" => "a table: { … }",
        other if other.starts_with("struct ") => "a table: { … }",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_serde_says_is_told_in_the_users_words() {
        for (message, key, problem, remedy) in [
            (
                "unknown field `usres`, expected one of `users`, `p`",
                "network.generate.gnp.usres",
                "unknown key `usres` in network.generate.gnp",
                "did you mean `users`? Known are `users`, `p`",
            ),
            ("unknown field `q`, expected `p`", "q", "unknown key `q`", "did you mean `p`?"),
            (
                "unknown field `q`, there are no fields",
                "m.q",
                "unknown key `q` in m",
                "leave it out",
            ),
            (
                "unknown variant `unifrom`, expected one of `uniform`, `weibull`",
                "influence",
                "influence: there is no `unifrom`",
                "did you mean `uniform`?",
            ),
            ("missing field `name`", "", "the scenario lacks the key `name`", "add `name = …`"),
            (
                "invalid type: string \"many\", expected u64",
                "answer.replicates",
                "answer.replicates: string \"many\" does not fit",
                "give a whole number, 0 or more",
            ),
            (
                "invalid value: integer `-1`, expected u32",
                "option.0.seeds.random.count",
                "integer -1 does not fit",
                "whole number",
            ),
        ] {
            let words = translated(message, key, &[]);
            assert!(words.problem.contains(problem), "{}", words.problem);
            assert!(words.remedy.contains(remedy), "{}", words.remedy);
        }
    }
}
