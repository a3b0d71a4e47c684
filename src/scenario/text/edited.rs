//! A scenario's text with the changes of it, and every fault at its place.
//!
//! Changes by flags and sweeps are made in the parsed text. A fault of a change is reported at the
//! flag or the sweep that made it, a fault of the text at its line there.

use std::{ops::Range, path::PathBuf};

use serde::de::DeserializeOwned;
use toml_edit::{Document, Item, TomlError};

use super::{
    change::{KeyChange, Origin},
    fault::{self, At, FaultText},
    key_places::{self, KeyPlaces},
    shape,
};
use crate::error::{Error, Result, ScenarioFault};

/// A text and the changes of it.
#[derive(Debug, Clone)]
pub(crate) struct EditedText {
    /// What the text is called in messages.
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    pub(crate) changes: Vec<KeyChange>,
}

impl EditedText {
    /// What the changed text says, and that text.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<(T, Document<String>)> {
        let original = self.original()?;
        let changed = self.changed()?;
        self.lists(&original, &changed)?;
        let read = T::deserialize(toml_edit::de::Deserializer::from(changed.clone()))
            .map_err(|error| self.misread(&error, &original, &changed))?;
        Ok((read, changed))
    }

    /// The text before the changes.
    fn original(&self) -> Result<Document<String>> {
        Document::parse(self.text.clone()).map_err(|error| self.syntax(&error))
    }

    /// The text after the changes.
    pub(crate) fn changed(&self) -> Result<Document<String>> {
        let original = self.original()?;
        if self.changes.is_empty() {
            return Ok(original);
        }
        let mut document = original.into_mut();
        for change in &self.changes {
            change.apply(&mut document).map_err(|error| match error {
                Error::Value { problem, remedy, .. } => self.at_change(change, &problem, remedy),
                other => other,
            })?;
        }
        Ok(Document::parse(document.to_string()).expect("a changed document is one"))
    }

    /// The text is no TOML.
    fn syntax(&self, error: &TomlError) -> Error {
        if is_list(&self.text) {
            let remedy = format!(
                "a network goes beside a scenario: wordspread run scenarios/your-network.toml --network {} \
                 --edge influencer-to-audience (or follower-to-followed, or mutual)",
                self.path.display()
            );
            let problem = "this is no scenario: it looks like a list of edges";
            return Error::in_file(&self.path, problem, remedy);
        }
        let remedy = match error.span() {
            Some(span) if error.message().starts_with("duplicate key") => self.twice(&span),
            _ => "write it as TOML (https://toml.io): key = value, texts in \"quotes\"".to_owned(),
        };
        // Past the last byte there is nothing to point at but the last line.
        let end = self.text.trim_end().len();
        let span = error.span().map(|span| span.start.min(end)..span.end.min(end).max(1));
        self.in_text(span, format!("this is no TOML: {}", error.message()), remedy)
    }

    /// What to do about a key at `span` that its table has already.
    fn twice(&self, span: &Range<usize>) -> String {
        let key = self.text.get(span.clone()).unwrap_or_default().trim();
        let line = self.text[..span.start].rfind('\n').map_or(0, |newline| newline + 1);
        if let Some(head) = self.text[line..].trim_start().strip_prefix('[') {
            let head = head.trim_start_matches('[').split(']').next().unwrap_or_default();
            return if shape::is_list_of_tables(&[head.to_owned()]) {
                format!("head each of them [[{head}]], with two brackets on each side")
            } else {
                format!("{head} is there already: write all its keys in one place")
            };
        }
        // What comes before the fault is sound, but where the fault is within a value.
        let before = Document::parse(self.text[..line].to_owned()).ok();
        let places = before.as_ref().map(KeyPlaces::of);
        let heads = places.and_then(|places| Some([places.first_head()?, places.last_head()?]));
        let [first, last] = heads.map_or(["", ""], |heads| heads.map(|head| &self.text[head]));
        let misplaced = shape::is_single_at_top(key)
            && !last.is_empty()
            && before.is_some_and(|before| !before.contains_key(key));
        if misplaced {
            format!(
                "the scenario's {key} belongs above the first table, {first}: here it is a key of \
                 {last}, which has one"
            )
        } else {
            format!("keep one `{key}` and take the other away, or give it the key that was meant")
        }
    }

    /// Refuses a list in place of a table: it would be taken for the table's values in their order.
    fn lists(&self, original: &Document<String>, changed: &Document<String>) -> Result<()> {
        let places = KeyPlaces::of(changed);
        let Some(path) = shape::list_for_table(&places) else { return Ok(()) };
        let problem = format!("{}: a list does not fit", key_places::shown(path));
        let item = key_places::item_at(changed, path);
        let remedy = if item.is_some_and(Item::is_array_of_tables) {
            let path = key_places::shown(path);
            format!("there is one of it: head it [{path}], with one bracket on each side")
        } else {
            self.in_place(path, original, changed).unwrap_or_else(|| "give a table".to_owned())
        };
        if let Some(change) = self.culprit(path, original, &[]) {
            return Err(self.at_change(change, &problem, remedy));
        }
        Err(self.in_text(KeyPlaces::of(original).value(path), problem, remedy))
    }

    /// The text is TOML, but no scenario.
    fn misread(
        &self,
        error: &toml_edit::de::Error,
        original: &Document<String>,
        changed: &Document<String>,
    ) -> Error {
        if let Some(key) = fault::missing(error.message())
            && shape::is_required(key)
            && !changed.contains_key(key)
        {
            return self.lacks(key, original);
        }
        let span = error.span();
        let path =
            span.as_ref().map(|span| KeyPlaces::of(changed).path_at(span)).unwrap_or_default();
        let inside = inside(changed, &path);
        let mut key = key_places::shown(&path);
        // A misspelt word of an enum is reported at the word's own place.
        if error.message().starts_with("unknown variant")
            && let Some((outer, word)) = key.rsplit_once('.')
            && error.message().contains(&format!("`{word}`"))
        {
            key = outer.to_owned();
        }
        let mut words = fault::translated(error.message(), &key, &inside);
        match words.at {
            At::Key if path.last().is_some_and(|key| shape::is_single_at_top(key)) => {
                let remedy = "it is a key of the scenario itself: write it above the first [table], \
                              below which a key belongs to that table";
                remedy.clone_into(&mut words.remedy);
            }
            At::Key if error.message().starts_with("unknown variant") => {
                if let Some(better) = self.no_such_word(&path, original, changed) {
                    words = better;
                }
            }
            At::Misfit => {
                let right = self.in_place(&path, original, changed);
                let least =
                    || shape::least_above_0(&path).filter(|_| words.remedy.contains("whole"));
                words.remedy = right.or_else(least).unwrap_or(words.remedy);
            }
            At::Key | At::Value => {}
        }
        if let Some(change) = self.culprit(&path, original, &inside) {
            return self.at_change(change, &words.problem, words.remedy);
        }
        let places = KeyPlaces::of(original);
        let place = if words.at == At::Key { places.key(&path) } else { places.value(&path) };
        let span = place.or(if self.changes.is_empty() { span } else { None });
        self.in_text(span, words.problem, words.remedy)
    }

    /// A better fault for an unknown word where a table's name belongs, if the intention shows: a file
    /// for a network, or a key of one of the tables.
    fn no_such_word(
        &self,
        path: &[String],
        original: &Document<String>,
        changed: &Document<String>,
    ) -> Option<FaultText> {
        let given = key_places::item_at(changed, path)?.as_value()?;
        let culprit = self.culprit(path, original, &[]);
        if let ([key], Some(word)) = (path, given.as_str())
            && key == "network"
        {
            let problem = format!("network: {given} is no table", given = given.to_string().trim());
            let remedy = if shape::is_generator(word) {
                format!("write its parameters under a head, [network.generate.{word}]")
            } else if culprit.is_some() {
                format!("to read it from a file, give --network {word} and --edge MEANING")
            } else {
                let given = given.to_string();
                format!(
                    "to read it from a file, write [network.file], and below it `path = {}`",
                    given.trim()
                )
            };
            return Some(FaultText { problem, remedy, at: At::Value });
        }
        let (key, table) = path.split_last()?;
        let owners = shape::owners(table, key, given);
        let (word, value) = owners.first()?;
        let written = match culprit {
            Some(change) => key_places::shown(&change.path),
            None => self.written(&KeyPlaces::of(original).value(path)?),
        };
        let before = written.strip_suffix(key.as_str()).unwrap_or_default();
        let others: Vec<String> = owners[1..].iter().map(|(word, _)| format!("`{word}`")).collect();
        let others = match &others[..] {
            [] => String::new(),
            others => format!("; {} have a `{key}` too", others.join(", ")),
        };
        let problem = format!("{}: there is no `{key}`", key_places::shown(table));
        Some(FaultText {
            problem,
            remedy: format!("write `{before}{word} = {value}`{others}"),
            at: At::Key,
        })
    }

    /// The scenario lacks a key of its own, which must stand above the first table.
    fn lacks(&self, key: &str, original: &Document<String>) -> Error {
        let head = KeyPlaces::of(original).first_head();
        let remedy = match &head {
            None => format!("add a line `{key} = \"…\"`"),
            Some(head) => format!(
                "add a line `{key} = \"…\"` above the first table, {}: below it, it would be a key \
                 of that table",
                &self.text[head.clone()]
            ),
        };
        self.in_text(head, format!("the scenario lacks the key `{key}`"), remedy)
    }

    /// How to write a value of the shape that the key at `path` has, with what was given in it.
    fn in_place(
        &self,
        path: &[String],
        original: &Document<String>,
        changed: &Document<String>,
    ) -> Option<String> {
        let item = key_places::item_at(changed, path)?;
        if item.is_table() && shape::is_list_of_tables(path) {
            let path = key_places::shown(path);
            return Some(format!("head each of them [[{path}]], with two brackets on each side"));
        }
        let right = shape::in_place_of(path, item.as_value()?)?;
        let by_change = self.culprit(path, original, &[]);
        let written = match by_change {
            Some(change) => key_places::shown(&change.path),
            None => self.written(&KeyPlaces::of(original).value(path)?),
        };
        let right = if written.is_empty() { right } else { format!("{written} = {right}") };
        Some(format!("write `{right}`"))
    }

    /// The key as it is written before the value at `span`; nothing where there is none.
    fn written(&self, span: &Range<usize>) -> String {
        let line = self.text[..span.start].rsplit('\n').next().unwrap_or_default();
        let key = line.trim_end().strip_suffix('=').unwrap_or_default();
        key.rsplit(['{', '[', ',']).next().unwrap_or_default().trim().to_owned()
    }

    /// The change that is to blame for a fault at `path`, if it is not the text.
    fn culprit(
        &self,
        path: &[String],
        original: &Document<String>,
        inside: &[String],
    ) -> Option<&KeyChange> {
        let places = KeyPlaces::of(original);
        self.changes.iter().rev().filter(|change| change.sets()).find(|change| {
            let changed = key_places::by_number(original, &change.path);
            let within = path.starts_with(&changed);
            let around = changed.starts_with(path) && !path.is_empty();
            // Around the change it is to blame for what was not there before it, or for the second
            // of two that exclude each other.
            let made = places.key(path).is_none();
            let second =
                inside.len() > 1 && inside.contains(&changed[path.len().min(changed.len() - 1)]);
            within || (around && (made || second))
        })
    }

    /// The same error at its place, where it is about a key that stands in the text or a flag.
    pub(crate) fn placed(&self, error: Error) -> Error {
        let Error::Value { key, problem, remedy } = error else { return error };
        let unplaced = |problem, remedy| Error::Value { key: key.clone(), problem, remedy };
        let (Ok(original), Ok(keys)) =
            (Document::parse(self.text.clone()), toml_edit::Key::parse(&key))
        else {
            return unplaced(problem, remedy);
        };
        let path: Vec<String> = keys.iter().map(|key| key.get().to_owned()).collect();
        let path = key_places::by_number(&original, &path);
        let full = format!("{key}: {problem}");
        let by = self.changes.iter().rev().find(|change| {
            change.sets() && path.starts_with(&key_places::by_number(&original, &change.path))
        });
        if let Some(change) = by {
            return self.at_change(change, &full, remedy);
        }
        match KeyPlaces::of(&original).nearest(&path) {
            Some(span) => self.in_text(Some(span), full, remedy),
            None => unplaced(problem, remedy),
        }
    }

    /// A fault of a change, at the flag's text or at the sweep's key in the scenario.
    fn at_change(&self, change: &KeyChange, problem: &str, remedy: String) -> Error {
        match &change.origin {
            Origin::Flag(flag) => Error::Scenario(Box::new(ScenarioFault {
                path: PathBuf::from(flag.split(' ').next().unwrap_or_default()),
                text: flag.clone(),
                span: Some(0..flag.len()),
                problem: format!("{flag}: {problem}"),
                remedy,
            })),
            Origin::Sweep(place) => {
                let key = ["sweep".to_owned(), place.to_string(), "key".to_owned()];
                let parsed = Document::parse(self.text.clone()).ok();
                let span = parsed.and_then(|parsed| KeyPlaces::of(&parsed).nearest(&key));
                self.in_text(span, format!("sweep of {change}: {problem}"), remedy)
            }
        }
    }

    fn in_text(&self, span: Option<Range<usize>>, problem: String, remedy: String) -> Error {
        Error::Scenario(Box::new(ScenarioFault {
            path: self.path.clone(),
            text: self.text.clone(),
            span,
            problem,
            remedy,
        }))
    }
}

/// The keys in the table at `path`.
fn inside(document: &Document<String>, path: &[String]) -> Vec<String> {
    let table = key_places::item_at(document, path).and_then(Item::as_table_like);
    table.map(|table| table.iter().map(|(key, _)| key.to_owned()).collect()).unwrap_or_default()
}
/// True where no line sets a key or begins a section, and half of them or more have as many cells as the
/// first: two or more.
fn is_list(text: &str) -> bool {
    /// So many lines tell.
    const LINES: usize = 20;
    let cells = |line: &str| {
        line.split([',', ';', '\t', ' ']).filter(|cell| !cell.trim().is_empty()).count()
    };
    let lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let lines: Vec<&str> = lines.take(LINES).collect();
    let first = lines.first().map_or(0, |line| cells(line));
    let is_plain = |line: &&str| !line.contains(['=', '[']);
    let alike = lines.iter().filter(|line| cells(line) == first).count();
    first >= 2 && alike >= 2 && 2 * alike >= lines.len() && lines.iter().all(is_plain)
}
