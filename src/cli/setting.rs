//! `KEY=VALUE` on the command line, with values as TOML writes them.

use std::str::FromStr;

use toml::{Table, Value};
use wordspread::error::{Error, Result};

/// One `KEY=VALUE`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Setting {
    key: String,
    value: Value,
}

impl FromStr for Setting {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((key, value)) if key.split('.').all(|part| !part.trim().is_empty()) => {
                Ok(Self { key: key.trim().to_owned(), value: read(value.trim()) })
            }
            _ => Err("write KEY=VALUE, such as users=1000".to_owned()),
        }
    }
}

/// A value in TOML's spelling; text that is none is taken as a string, so that words need no
/// quotes.
fn read(text: &str) -> Value {
    let table: Option<Table> = toml::from_str(&format!("value = {text}")).ok();
    let value = table.filter(|table| table.len() == 1).and_then(|mut table| table.remove("value"));
    value.unwrap_or_else(|| Value::String(text.to_owned()))
}

/// The table that the settings make, each key being a dotted path.
///
/// # Errors
/// [`Error::Value`] for a key that is set twice, or that is both a value and a table.
pub(super) fn table(settings: Vec<Setting>) -> Result<Table> {
    let mut root = Table::new();
    for Setting { key, value } in settings {
        let twice = || Error::value(format!("--set {key}"), "it is set twice", "set it once");
        let mut parts: Vec<&str> = key.split('.').map(str::trim).collect();
        let last = parts.pop().expect("a split text has a part");
        let mut place = &mut root;
        for part in parts {
            let inner = place.entry(part).or_insert_with(|| Value::Table(Table::new()));
            place = inner.as_table_mut().ok_or_else(twice)?;
        }
        if place.insert(last.to_owned(), value).is_some() {
            return Err(twice());
        }
    }
    Ok(root)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: &[&str]) -> Result<Table> {
        table(texts.iter().map(|text| text.parse().unwrap()).collect())
    }

    #[test]
    fn values_are_read_as_toml_and_words_need_no_quotes() {
        let table = of(&["a=1_000", "b.c=0.5", "b.d=one-way", "e=[1, 2]", "f=x = y"]).unwrap();
        let expected = "a = 1000\ne = [1, 2]\nf = 'x = y'\n[b]\nc = 0.5\nd = 'one-way'";
        assert_eq!(table, expected.parse().unwrap());
    }

    #[test]
    fn a_key_cannot_be_set_twice_and_what_is_no_setting_is_refused() {
        for texts in [["a=1", "a=2"], ["a=1", "a.b=2"]] {
            assert!(of(&texts).unwrap_err().to_string().contains("twice"));
        }
        for text in ["a", "=1", "a.=1"] {
            assert!(text.parse::<Setting>().is_err(), "{text}");
        }
    }
}
