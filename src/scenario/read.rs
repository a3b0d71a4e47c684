//! From text to a scenario, with every fault at its line.
//!
//! Changes by flags and sweeps are made in the parsed text; a fault of theirs is told at the flag
//! or the sweep, a fault of the text at its line there.

use std::{
    collections::BTreeMap,
    ops::Range,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use toml_edit::{Document, DocumentMut, TomlError};

use super::{
    Scenario, Sweep,
    change::{Change, Origin},
    check, document,
    document::Places,
    fault,
};
use crate::error::{Error, Result, ScenarioFault};

/// A scenario together with the text that it was read from, so that a fault that shows late is
/// still told at its line.
#[derive(Debug, Clone)]
pub struct ScenarioFile {
    scenario: Scenario,
    path: PathBuf,
    text: String,
    changes: Vec<Change>,
}

impl ScenarioFile {
    /// Reads a scenario file and makes the changes that flags ask for.
    ///
    /// # Errors
    /// [`Error::Io`] where the file cannot be read; otherwise as [`ScenarioFile::parse`].
    pub fn read(path: &Path, changes: Vec<Change>) -> Result<Self> {
        let bytes = std::fs::read(path).map_err(|error| Error::reading(path, error))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let sound = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = memchr::memchr_iter(b'\n', sound).count() as u64 + 1;
            Error::at_line(path, line, "this is no text in UTF-8", "save the scenario as UTF-8")
        })?;
        Self::parse(text, path, changes)
    }

    /// Reads a scenario from text, makes the changes that flags ask for, and fills in what is left
    /// out. `path` is what the text is called in messages, and its folder is where paths in it are
    /// taken from.
    ///
    /// # Errors
    /// [`Error::Scenario`] with the place in the text or the flag at fault; [`Error::Value`] where
    /// the fault has no place, such as a key that is missing.
    ///
    /// # Examples
    /// ```
    /// use wordspread::scenario::{Change, ScenarioFile};
    /// let text = r#"
    ///     name = "star"
    ///     [network.generate.star]
    ///     users = 10
    ///     [influence.uniform]
    ///     p = 0.5
    ///     [[option]]
    ///     name = "the centre"
    ///     seeds.top-degree = { count = 1 }
    /// "#;
    /// let file = ScenarioFile::parse(text, "star.toml", vec![Change::set("rng_seed=7")?])?;
    /// assert_eq!(file.scenario().rng_seed, 7);
    /// let wrong = ScenarioFile::parse(text.replace("count", "cuont"), "star.toml", vec![]);
    /// assert!(wrong.unwrap_err().remedy().unwrap().contains("did you mean `count`"));
    /// # Ok::<(), wordspread::Error>(())
    /// ```
    pub fn parse(
        text: impl Into<String>,
        path: impl Into<PathBuf>,
        changes: Vec<Change>,
    ) -> Result<Self> {
        let (text, path) = (text.into(), path.into());
        let text = text.strip_prefix('\u{feff}').map_or(text.clone(), ToOwned::to_owned);
        let source = Source { path: &path, text: &text, changes: &changes };
        let scenario = source.scenario()?;
        let file = Self { scenario, path, text, changes };
        file.points()?;
        Ok(file)
    }

    /// The scenario, with every default filled in.
    #[must_use]
    pub const fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The scenario's file, as it was called.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The points of the scenario's sweeps, each with the changes that make it, the last sweep
    /// varying fastest; the scenario itself where it has no sweep.
    ///
    /// # Errors
    /// As [`ScenarioFile::parse`], where a point is no scenario.
    pub fn points(&self) -> Result<Vec<Self>> {
        if self.scenario.sweep.is_empty() {
            return Ok(vec![self.clone()]);
        }
        let grid = Sweep::grid(&self.scenario.sweep).map_err(|error| self.placed(error))?;
        let point = |changes: Vec<Change>| {
            let changes = [self.changes.clone(), vec![Change::without_sweeps()], changes].concat();
            let source = Source { path: &self.path, text: &self.text, changes: &changes };
            let scenario = source.scenario()?;
            Ok(Self { scenario, changes, path: self.path.clone(), text: self.text.clone() })
        };
        grid.into_iter().map(point).collect()
    }

    /// The keys that sweeps have set in this point, with their values.
    pub(super) fn swept(&self) -> BTreeMap<String, serde_json::Value> {
        let by_sweep = |change: &&Change| matches!(change.origin, Origin::Sweep(_));
        let pair = |change: &Change| Some((document::shown(&change.path), change.json()?));
        self.changes.iter().filter(by_sweep).filter_map(pair).collect()
    }

    /// The folder that the path at `key` is taken from: the scenario's, or, for a path given by a
    /// flag, the one that the command runs in.
    pub(super) fn folder_of(&self, key: &str) -> &Path {
        let key: Vec<String> = key.split('.').map(ToOwned::to_owned).collect();
        let folder = self.path.parent().unwrap_or(Path::new(""));
        if self.changes.iter().any(|change| change.gives(&key)) { Path::new("") } else { folder }
    }

    /// The same error, told at its place in the scenario's text or the flag that is at fault, where
    /// it is about a key that stands there.
    #[must_use]
    pub fn placed(&self, error: Error) -> Error {
        Source { path: &self.path, text: &self.text, changes: &self.changes }.placed(error)
    }
}

/// A text and the changes of it.
struct Source<'a> {
    path: &'a Path,
    text: &'a str,
    changes: &'a [Change],
}

impl Source<'_> {
    fn scenario(&self) -> Result<Scenario> {
        let original =
            Document::parse(self.text.to_owned()).map_err(|error| self.syntax(&error))?;
        let changed = if self.changes.is_empty() {
            original.clone()
        } else {
            self.changed(original.clone().into_mut())?
        };
        let mut scenario =
            Scenario::deserialize(toml_edit::de::Deserializer::from(changed.clone()))
                .map_err(|error| self.misread(&error, &original, &changed))?;
        check::complete(&mut scenario).map_err(|error| self.placed(error))?;
        Ok(scenario)
    }

    /// The text after the changes.
    fn changed(&self, mut document: DocumentMut) -> Result<Document<String>> {
        for change in self.changes {
            change.apply(&mut document).map_err(|error| match error {
                Error::Value { problem, remedy, .. } => {
                    self.at_change(change, None, &problem, remedy)
                }
                other => other,
            })?;
        }
        Ok(Document::parse(document.to_string()).expect("a changed document is one"))
    }

    /// The text is no TOML.
    fn syntax(&self, error: &TomlError) -> Error {
        let remedy = "write it as TOML (https://toml.io): key = value, texts in \"quotes\"";
        // Past the last byte there is nothing to point at but the last line.
        let end = self.text.trim_end().len();
        let span = error.span().map(|span| span.start.min(end)..span.end.min(end).max(1));
        self.in_text(span, format!("this is no TOML: {}", error.message()), remedy.to_owned())
    }

    /// The text is TOML, but no scenario.
    fn misread(
        &self,
        error: &toml_edit::de::Error,
        original: &Document<String>,
        changed: &Document<String>,
    ) -> Error {
        let span = error.span();
        let path = span.as_ref().map(|span| Places::of(changed).path_at(span)).unwrap_or_default();
        let inside = inside(changed, &path);
        let mut key = document::shown(&path);
        // A misspelt word among those of an enum is told at the word's own place.
        if error.message().starts_with("unknown variant")
            && let Some((outer, word)) = key.rsplit_once('.')
            && error.message().contains(&format!("`{word}`"))
        {
            key = outer.to_owned();
        }
        let words = fault::translated(error.message(), &key, &inside);
        if let Some(change) = self.culprit(&path, original, &inside) {
            return self.at_change(change, Some(original), &words.problem, words.remedy);
        }
        let places = Places::of(original);
        let place = if words.unknown_key { places.key(&path) } else { places.value(&path) };
        let span = place.or(if self.changes.is_empty() { span } else { None });
        self.in_text(span, words.problem, words.remedy)
    }

    /// The change that is to blame for a fault at `path`, if it is not the text.
    fn culprit(
        &self,
        path: &[String],
        original: &Document<String>,
        inside: &[String],
    ) -> Option<&Change> {
        let known = Places::of(original);
        self.changes.iter().rev().filter(|change| change.sets()).find(|change| {
            let changed = document::by_number(original, &change.path);
            let within = path.starts_with(&changed);
            let around = changed.starts_with(path) && !path.is_empty();
            // Around the change it is to blame for what was not there before it, or for the second
            // of two that exclude each other.
            let made = known.key(path).is_none();
            let second =
                inside.len() > 1 && inside.contains(&changed[path.len().min(changed.len() - 1)]);
            within || (around && (made || second))
        })
    }

    fn placed(&self, error: Error) -> Error {
        let Error::Value { key, problem, remedy } = error else { return error };
        let unplaced = |problem, remedy| Error::Value { key: key.clone(), problem, remedy };
        let (Ok(original), Ok(keys)) =
            (Document::parse(self.text.to_owned()), toml_edit::Key::parse(&key))
        else {
            return unplaced(problem, remedy);
        };
        let path: Vec<String> = keys.iter().map(|key| key.get().to_owned()).collect();
        let path = document::by_number(&original, &path);
        let told = format!("{key}: {problem}");
        let by = self.changes.iter().rev().find(|change| {
            change.sets() && path.starts_with(&document::by_number(&original, &change.path))
        });
        if let Some(change) = by {
            return self.at_change(change, Some(&original), &told, remedy);
        }
        match Places::of(&original).nearest(&path) {
            Some(span) => self.in_text(Some(span), told, remedy),
            None => unplaced(problem, remedy),
        }
    }

    /// A fault of a change: told at the flag's text, or at the sweep's key in the scenario.
    fn at_change(
        &self,
        change: &Change,
        original: Option<&Document<String>>,
        problem: &str,
        remedy: String,
    ) -> Error {
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
                let parsed = || Document::parse(self.text.to_owned()).ok();
                let places = original.map(Places::of).or_else(|| parsed().as_ref().map(Places::of));
                let span = places.and_then(|places| places.nearest(&key));
                self.in_text(span, format!("sweep of {change}: {problem}"), remedy)
            }
        }
    }

    fn in_text(&self, span: Option<Range<usize>>, problem: String, remedy: String) -> Error {
        Error::Scenario(Box::new(ScenarioFault {
            path: self.path.to_owned(),
            text: self.text.to_owned(),
            span,
            problem,
            remedy,
        }))
    }
}

/// The keys in the table at `path`.
fn inside(document: &Document<String>, path: &[String]) -> Vec<String> {
    let mut item = document.as_item();
    for key in path {
        let inner = match key.parse::<usize>() {
            Ok(place) if !item.is_table_like() => item.get(place),
            _ => item.get(key.as_str()),
        };
        match inner {
            Some(inner) => item = inner,
            None => return Vec::new(),
        }
    }
    let table = item.as_table_like();
    table.map(|table| table.iter().map(|(key, _)| key.to_owned()).collect()).unwrap_or_default()
}
