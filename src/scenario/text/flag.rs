//! A flag's value for a key of `seeds.best`, with the same faults as in a scenario.
//!
//! No fault may be in the parser's words.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use toml_edit::{Document, Item, Value};

use super::{
    fault::{self, At},
    key_places::{self, KeyPlaces},
    shape,
};
use crate::error::{Error, Result};

/// Reads the table that a flag gives for `key` of `seeds.best`, which holds a `T`.
///
/// # Errors
/// [`Error::Value`] of the flag.
///
/// # Panics
/// Never: what is read has the key that it was given.
///
/// # Examples
/// ```
/// use wordspread::{scenario::flag_value, seeding::Fairness};
/// let fair: Fairness = flag_value("--fair", "fair", "{ by = 'region', of_best = 0.5 }")?;
/// assert_eq!(fair.of_best, Some(0.5));
/// let error = flag_value::<Fairness>("--fair", "fair", "{ by = 'region', of_bst = 0.5 }");
/// assert!(error.unwrap_err().remedy().unwrap().starts_with("did you mean `of_best`?"));
/// # Ok::<(), wordspread::Error>(())
/// ```
pub fn flag_value<T: DeserializeOwned>(flag: &str, key: &str, text: &str) -> Result<T> {
    let given = FlagText { flag, key, text };
    // On its own first: no line of the text may be taken for another key.
    let document = match (text.parse::<Value>(), Document::parse(format!("{key} = {text}"))) {
        (Ok(_), Ok(document)) => document,
        (Err(error), _) | (_, Err(error)) => return Err(given.no_value(error.message())),
    };
    let value = document.get(key).and_then(Item::as_value).expect("a value was parsed");
    if !value.is_inline_table() {
        let remedy = given.in_place(&[key.to_owned()], value).unwrap_or_else(|| given.usual());
        return Err(Error::value(flag, format!("{text} is no table"), remedy));
    }
    let read = serde::Deserialize::deserialize(toml_edit::de::Deserializer::from(document.clone()));
    read.map_err(|error| given.misread(&error, &document))
        .map(|mut read: BTreeMap<String, T>| read.remove(key).expect("the text has the key"))
}

/// What a flag gives.
struct FlagText<'a> {
    flag: &'a str,
    key: &'a str,
    text: &'a str,
}

impl FlagText<'_> {
    /// How such a flag is written.
    fn usual(&self) -> String {
        format!(
            "give a table in single quotes, the texts in it in double ones: {} '{{ key = \"text\" }}'",
            self.flag
        )
    }

    /// The text is no value.
    fn no_value(&self, message: &str) -> Error {
        let text = self.text;
        let why = match message.lines().next().filter(|_| text.trim_start().starts_with('{')) {
            Some(why) => format!(": {why}"),
            None => String::new(),
        };
        Error::value(self.flag, format!("{text} is no table{why}"), self.usual())
    }

    /// The text is a table, but none for the key.
    fn misread(&self, error: &toml_edit::de::Error, document: &Document<String>) -> Error {
        let path = error.span().map(|span| KeyPlaces::of(document).path_at(&span));
        let path = path.unwrap_or_else(|| vec![self.key.to_owned()]);
        let inner = key_places::shown(&path[1..]);
        if let (Some(field), true) = (fault::missing(error.message()), inner.is_empty()) {
            let problem = format!("{} lacks the key `{field}`", self.text);
            return Error::value(self.flag, problem, format!("add `{field} = …`"));
        }
        let words = fault::translated(error.message(), &inner, &[]);
        let right = || {
            let value = key_places::item_at(document, &path).and_then(Item::as_value)?;
            self.in_place(&path, value)
        };
        let remedy = (words.at == At::Misfit).then(right).flatten().unwrap_or(words.remedy);
        Error::value(self.flag, words.problem, remedy)
    }

    /// How to write what was given at `path`.
    fn in_place(&self, path: &[String], value: &Value) -> Option<String> {
        let best = ["option", "0", "seeds", "best"].map(ToOwned::to_owned);
        let right = shape::in_place_of(&[&best, path].concat(), value)?;
        Some(match path {
            [.., last] if path.len() > 1 => format!("write `{last} = {right}`"),
            _ => format!("write {} '{right}'", self.flag),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seeding::{Fairness, Filter, Quotas, UserValue as Worth};

    fn refused<T: DeserializeOwned + std::fmt::Debug>(key: &str, text: &str) -> [String; 2] {
        match flag_value::<T>(&format!("--{key}"), key, text) {
            Err(error @ Error::Value { .. }) => {
                [error.to_string(), error.remedy().unwrap_or_default().to_owned()]
            }
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn faults_name_key_value_and_remedy_in_our_words() {
        for ([problem, remedy], expected) in [
            (
                refused::<Quotas>("quotas", "{ by = 'a', at_mots = { b = 1 } }"),
                ["--quotas: unknown key `at_mots`", "did you mean `at_most`?"],
            ),
            (
                refused::<Quotas>("quotas", "{ by = 'a', at_most = { b = 'two' } }"),
                ["--quotas: at_most.b: string \"two\" does not fit", "give a whole number"],
            ),
            (
                refused::<Quotas>("quotas", "{ at_most = { b = 2 } }"),
                ["--quotas: { at_most = { b = 2 } } lacks the key `by`", "add `by = …`"],
            ),
            (
                refused::<Fairness>("fair", "{ by = 'a', of_best = 'half' }"),
                ["--fair: of_best: string \"half\" does not fit", "give a number"],
            ),
            (
                refused::<Filter>("where", "{ followers = { mx = 10 } }"),
                ["--where: unknown key `mx` in followers", "did you mean `max`?"],
            ),
            (
                refused::<Filter>("where", "{ region = north }"),
                ["--where: { region = north } is no table: ", "the texts in it in double ones"],
            ),
            (
                refused::<Filter>("where", "north"),
                ["--where: north is no table", "--where '{ key = \"text\" }'"],
            ),
            (
                refused::<Quotas>("quotas", "['a', 'b']"),
                ["--quotas: ['a', 'b'] is no table", "write --quotas '{ by = "],
            ),
            (
                refused::<Worth>("value", "{ by = 'a', segmnets = { b = 1 } }"),
                ["--value: unknown key `segmnets`", "did you mean `segments`?"],
            ),
            (
                refused::<Worth>("value", "{ by = 'a'\n}\nfair = {}"),
                ["--value: ", "in single quotes"],
            ),
        ] {
            assert!(problem.starts_with(expected[0]), "{problem}");
            assert!(remedy.contains(expected[1]), "{problem}: {remedy}");
        }
    }
}
