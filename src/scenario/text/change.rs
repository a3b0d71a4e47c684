//! A change of a scenario that its text does not make: by a flag, or by a sweep.
//!
//! A change edits the parsed text, so that the rules for the text check the change too.

use std::{fmt, path::Path};

use toml_edit::{DocumentMut, Item, Key, Table, TableLike, Value};

use super::key_places;
use crate::{
    catalogue::nearest,
    error::{Error, Result},
    network::builder::EdgeMeaning,
};

/// A change of one key of a scenario.
#[derive(Debug, Clone)]
pub struct KeyChange {
    pub(crate) path: Vec<String>,
    edit: Edit,
    pub(crate) origin: Origin,
}

#[derive(Debug, Clone)]
enum Edit {
    Set(Value),
    Remove,
}

/// Who made a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A flag, as it was given: `--set influence.uniform.p=0.1`.
    Flag(String),
    /// The sweep of this number.
    Sweep(usize),
}

/// As `key=value`.
impl fmt::Display for KeyChange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&key_places::shown(&self.path))?;
        match &self.edit {
            Edit::Set(value) => write!(formatter, "={}", value.to_string().trim()),
            Edit::Remove => Ok(()),
        }
    }
}

impl KeyChange {
    /// The change that `--set KEY=VALUE` asks for. The key is written as in a scenario, with dots;
    /// an option is called by its number, from 0, or its name: `option."ten stars".price.fixed`.
    /// The value is TOML, or else a text without its quotes.
    ///
    /// # Errors
    /// [`Error::Value`] where there is no `=`, the key is no key, or the value is half a table, list
    /// or quoted text.
    ///
    /// ```
    /// use wordspread::scenario::KeyChange;
    /// let change = KeyChange::set("answer.by_segment=region").unwrap();
    /// assert_eq!(change.to_string(), "answer.by_segment=\"region\"");
    /// assert!(KeyChange::set("answer.by_segment").is_err());
    /// ```
    pub fn set(argument: &str) -> Result<Self> {
        let parts = argument.match_indices('=').find_map(|(place, _)| {
            let keys = Key::parse(&argument[..place]).ok()?;
            Some((keys, argument[place + 1..].trim()))
        });
        let Some((keys, text)) = parts else {
            let problem = format!("{argument:?} is no KEY=VALUE");
            let remedy = "write for example --set answer.replicates=10000";
            return Err(Error::value("--set", problem, remedy));
        };
        let value = match text.parse::<Value>() {
            Ok(value) => value,
            Err(_) if !text.starts_with(['{', '[', '"', '\'']) => {
                bare_number(text).map_or_else(|| Value::from(text), Value::from)
            }
            Err(error) => {
                let problem = format!("{text} is no TOML value: {}", error.message());
                let remedy = "close every bracket and quote; mind what your shell takes away";
                return Err(Error::value(format!("--set {argument}"), problem, remedy));
            }
        };
        let path = keys.iter().map(|key| key.get().to_owned()).collect();
        Ok(Self { path, edit: Edit::Set(value), origin: Origin::Flag(format!("--set {argument}")) })
    }

    /// The change that `--network FILE` asks for: the scenario's network, if it has one, is
    /// replaced. The path is taken from the folder that the command runs in.
    #[must_use]
    pub fn network(path: &Path) -> Self {
        let text = path.to_string_lossy();
        let mut file = toml_edit::InlineTable::new();
        file.insert("path", Value::from(text.as_ref()));
        let mut network = toml_edit::InlineTable::new();
        network.insert("file", Value::InlineTable(file));
        let flag = format!("--network {text}");
        Self::flag(&["network"], Edit::Set(Value::InlineTable(network)), flag)
    }

    /// The change that `--edge MEANING` asks for.
    ///
    /// # Panics
    /// Never: every meaning has a word.
    #[must_use]
    pub fn edge(meaning: EdgeMeaning) -> Self {
        let word = serde_json::to_value(meaning).expect("a meaning is a word");
        let word = word.as_str().expect("a meaning is a word").to_owned();
        let flag = format!("--edge {word}");
        Self::flag(&["network", "file", "edge"], Edit::Set(Value::from(word)), flag)
    }

    /// The changes that `--replicates N` asks for: a fixed number, whatever precision the scenario
    /// asks for.
    #[must_use]
    pub fn replicates(count: u64) -> Vec<Self> {
        let flag = || format!("--replicates {count}");
        let value = i64::try_from(count).unwrap_or(i64::MAX);
        vec![
            Self::flag(&["answer", "precision"], Edit::Remove, flag()),
            Self::flag(&["answer", "at_most"], Edit::Remove, flag()),
            Self::flag(&["answer", "replicates"], Edit::Set(Value::from(value)), flag()),
        ]
    }

    fn flag(path: &[&str], edit: Edit, flag: String) -> Self {
        let path = path.iter().map(|&key| key.to_owned()).collect();
        Self { path, edit, origin: Origin::Flag(flag) }
    }

    /// The change of one point of sweep number `place`.
    pub(crate) fn swept(place: usize, key: &str, value: Value) -> Result<Self> {
        let keys = Key::parse(key).map_err(|_| {
            let problem = format!("{key:?} is no key");
            let remedy = "write it with dots, such as \"influence.uniform.p\"";
            Error::value(format!("sweep.{place}.key"), problem, remedy)
        })?;
        let path = keys.iter().map(|key| key.get().to_owned()).collect();
        Ok(Self { path, edit: Edit::Set(value), origin: Origin::Sweep(place) })
    }

    /// The removal of all sweeps, for a point of them.
    pub(crate) fn without_sweeps() -> Self {
        Self { path: vec!["sweep".to_owned()], edit: Edit::Remove, origin: Origin::Sweep(0) }
    }

    /// Whether it sets a value, rather than taking one away.
    pub(super) const fn sets(&self) -> bool {
        matches!(self.edit, Edit::Set(_))
    }

    /// The single value that a sweep sets.
    pub(crate) fn json(&self) -> Option<serde_json::Value> {
        match &self.edit {
            Edit::Set(Value::String(word)) => Some(word.value().as_str().into()),
            Edit::Set(Value::Integer(whole)) => Some((*whole.value()).into()),
            Edit::Set(Value::Float(number)) => Some((*number.value()).into()),
            Edit::Set(Value::Boolean(flag)) => Some((*flag.value()).into()),
            Edit::Set(_) | Edit::Remove => None,
        }
    }

    /// Whether the change is a flag's and sets `key` or a table around it.
    pub(crate) fn gives(&self, key: &[String]) -> bool {
        matches!(self.origin, Origin::Flag(_)) && key.starts_with(&self.path)
    }

    /// Edits a document.
    pub(super) fn apply(&self, document: &mut DocumentMut) -> Result<()> {
        match &self.edit {
            Edit::Set(value) => set(document.as_table_mut(), &self.path, value)
                .map_err(|(problem, remedy)| Error::value(self.to_string(), problem, remedy)),
            Edit::Remove => {
                remove(document.as_table_mut(), &self.path);
                Ok(())
            }
        }
    }
}

/// Takes a key away, where it is there.
fn remove(table: &mut dyn TableLike, path: &[String]) {
    match path {
        [] => {}
        [key] => {
            table.remove(key);
        }
        [key, rest @ ..] => {
            if let Some(inner) = table.get_mut(key).and_then(Item::as_table_like_mut) {
                remove(inner, rest);
            }
        }
    }
}

/// Sets a key, making the tables on the way to it; or says what is in the way, and what to do.
fn set(table: &mut dyn TableLike, path: &[String], value: &Value) -> Result<(), (String, String)> {
    let [key, rest @ ..] = path else { return Ok(()) };
    if rest.is_empty() {
        table.insert(key, Item::Value(value.clone()));
        return Ok(());
    }
    if !table.contains_key(key) {
        let mut made = Table::new();
        made.set_implicit(true);
        table.insert(key, Item::Table(made));
    }
    let item = table.get_mut(key).expect("it was made if it was not there");
    let names = key_places::element_names(item);
    let element = |rest: &[String]| {
        key_places::element(&names, &rest[0]).ok_or_else(|| {
            let problem = format!("there is no {key} {:?}", rest[0]);
            let near = nearest(&rest[0], names.iter().map(String::as_str));
            let near = near.map(|near| format!("did you mean {near:?}? ")).unwrap_or_default();
            let names: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
            let count = names.len();
            (problem, format!("{near}there are {count}, from 0 on: {}", names.join(", ")))
        })
    };
    match item {
        Item::ArrayOfTables(tables) => {
            let inner = tables.get_mut(element(rest)?).expect("an element that was found");
            set_element(inner, rest, value)
        }
        Item::Value(Value::Array(values)) => {
            let inner = values.get_mut(element(rest)?).expect("an element that was found");
            match inner {
                Value::InlineTable(inner) => set_element(inner, rest, value),
                other if rest.len() == 1 => {
                    *other = value.clone();
                    Ok(())
                }
                other => Err(no_table(&format!("{key}.{}", rest[0]), other.type_name())),
            }
        }
        item => {
            let kind = item.type_name();
            match item.as_table_like_mut() {
                Some(inner) => set(inner, rest, value),
                None => Err(no_table(key, kind)),
            }
        }
    }
}

/// Sets a key of the element that the first key has called.
fn set_element(
    element: &mut dyn TableLike,
    path: &[String],
    value: &Value,
) -> Result<(), (String, String)> {
    if path.len() == 1 {
        let problem = format!("{} is a whole table", path[0]);
        return Err((problem, format!("set its keys one by one: {}.KEY=VALUE", path[0])));
    }
    set(element, &path[1..], value)
}

fn no_table(key: &str, kind: &str) -> (String, String) {
    (format!("{key} is a {kind}, so there are no keys in it"), format!("set {key} itself"))
}

/// A number whose point stands first or last, which TOML does not take: `.05`, `-.5`, `2.`.
fn bare_number(text: &str) -> Option<f64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_number = digits.starts_with(|first: char| first == '.' || first.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(text: &str, arguments: &[&str]) -> Result<String> {
        let mut document: DocumentMut = text.parse().expect(text);
        for argument in arguments {
            KeyChange::set(argument)?.apply(&mut document)?;
        }
        Ok(document.to_string())
    }

    #[test]
    fn a_key_is_set_wherever_it_stands() {
        for (text, argument, expected) in [
            ("a = 1\n", "a=2", "a = 2\n"),
            ("[a.b]\nc = 1\n", "a.b.c=2", "[a.b]\nc = 2\n"),
            ("[a]\nb.c = 1\n", "a.b.c=x", "[a]\nb.c = \"x\"\n"),
            (
                "[[o]]\nname = 'x'\n[[o]]\nname = 'y'\n",
                "o.y.p=1",
                "[[o]]\nname = 'x'\n[[o]]\nname = 'y'\np = 1\n",
            ),
            ("[[o]]\nname = 'x'\n", "o.0.name=z", "[[o]]\nname = \"z\"\n"),
            ("l = [1, 2]\n", "l.1=3", "l = [1,3]\n"),
            ("", "a.b={ c = 1 }", "[a]\nb = { c = 1 }\n"),
            ("", "a=.05", "a = 0.05\n"),
            ("", "a=-.5", "a = -0.5\n"),
            ("", "a=2.", "a = 2.0\n"),
            ("", "a=.5.csv", "a = \".5.csv\"\n"),
            ("", "a=.", "a = \".\"\n"),
            ("", "a=infinity", "a = \"infinity\"\n"),
        ] {
            let result = changed(text, &[argument]).expect(argument);
            let result: toml::Table = result.parse().expect(&result);
            assert_eq!(result, expected.parse::<toml::Table>().expect(expected), "{argument}");
        }
    }

    #[test]
    fn what_cannot_be_set_is_refused_with_its_key() {
        for (argument, word) in [
            ("a", "KEY=VALUE"),
            ("a b=1", "KEY=VALUE"),
            ("a=[1", "[1"),
            ("n.x=1", "n is a integer"),
            ("o.3.name=z", "\"3\""),
            ("o.q.name=z", "\"q\""),
            ("o.0=1", "whole table"),
        ] {
            let error = changed("n = 1\n[[o]]\nname = 'x'\n", &[argument]).expect_err(argument);
            assert!(error.to_string().contains(word), "{argument}: {error}");
            assert!(error.remedy().is_some());
        }
    }
}
