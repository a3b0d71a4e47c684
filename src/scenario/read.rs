//! A scenario with the text that it was read from, and the points of its sweeps.
//!
//! `text/edited.rs` parses the text and finds the place of a fault.

use std::path::{Path, PathBuf};

use super::{
    Scenario, Sweep, check,
    input::{NamedFile, named},
    text::{
        change::{KeyChange, Origin},
        edited::EditedText,
        key_places,
    },
};
use crate::{
    error::{Error, Result},
    network::format::file::signature,
};

/// A scenario with the text that it was read from, so that a late fault still has its line.
#[derive(Debug, Clone)]
pub struct ScenarioFile {
    scenario: Scenario,
    text: EditedText,
}

impl ScenarioFile {
    /// Reads a scenario file and makes the changes that flags ask for.
    ///
    /// # Errors
    /// [`Error::Io`] where the file cannot be read; otherwise as [`ScenarioFile::parse`].
    pub fn read(path: &Path, changes: Vec<KeyChange>) -> Result<Self> {
        let bytes = std::fs::read(path).map_err(|error| Error::reading(path, error))?;
        if let Some(other) = signature::instead(path, &bytes, "scenario") {
            return Err(other);
        }
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
    /// use wordspread::scenario::{KeyChange, ScenarioFile};
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
    /// let file = ScenarioFile::parse(text, "star.toml", vec![KeyChange::set("rng_seed=7")?])?;
    /// assert_eq!(file.scenario().rng_seed, 7);
    /// let wrong = ScenarioFile::parse(text.replace("count", "cuont"), "star.toml", vec![]);
    /// assert!(wrong.unwrap_err().remedy().unwrap().contains("did you mean `count`"));
    /// # Ok::<(), wordspread::Error>(())
    /// ```
    pub fn parse(
        text: impl Into<String>,
        path: impl Into<PathBuf>,
        changes: Vec<KeyChange>,
    ) -> Result<Self> {
        let (text, path) = (text.into(), path.into());
        let text = text.strip_prefix('\u{feff}').map_or(text.clone(), ToOwned::to_owned);
        let file = Self::of(EditedText { path, text, changes })?;
        file.points()?;
        Ok(file)
    }

    /// The scenario that a text holds, checked and with its defaults filled in.
    fn of(text: EditedText) -> Result<Self> {
        let (mut scenario, document) = text.read::<Scenario>()?;
        let named = document.contains_key("influence");
        check::influence(&scenario, named)
            .and_then(|()| check::complete(&mut scenario))
            .map_err(|error| text.placed(error))?;
        Ok(Self { scenario, text })
    }

    /// The scenario, with every default filled in.
    #[must_use]
    pub const fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// Refuses a scenario that has no option to simulate, as one may that seeds are sought by.
    ///
    /// # Errors
    /// [`Error::Scenario`] or [`Error::Value`] naming what is missing.
    pub(super) fn has_option(&self) -> Result<()> {
        check::has_option(&self.scenario).map_err(|error| self.placed(error))
    }

    /// The scenario's file, as it was called.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.text.path
    }

    /// True where neither the text nor a flag nor a sweep gives a key at the scenario's top, so that
    /// its default holds.
    #[must_use]
    pub fn leaves_out(&self, key: &str) -> bool {
        self.text.changed().is_ok_and(|document| !document.contains_key(key))
    }

    /// The files that the scenario and the points of its sweeps read, the scenario's own first; none
    /// of them may be written over.
    ///
    /// # Errors
    /// As [`ScenarioFile::points`].
    pub fn inputs(&self) -> Result<Vec<PathBuf>> {
        let mut inputs = vec![self.path().to_owned()];
        for point in self.points()? {
            inputs.extend(point.named_files().into_iter().map(|named| named.place));
        }
        Ok(inputs)
    }

    /// The files that the scenario names, in the order of its sections.
    pub(super) fn named_files(&self) -> Vec<NamedFile> {
        named(&self.scenario, |key| self.folder_of(key))
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
        let point = |changes: Vec<KeyChange>| {
            let mut text = self.text.clone();
            text.changes.push(KeyChange::without_sweeps());
            text.changes.extend(changes);
            Self::of(text)
        };
        grid.into_iter().map(point).collect()
    }

    /// The keys that sweeps have set in this point, with their values, in the order of the sweeps.
    pub(super) fn swept(&self) -> serde_json::Map<String, serde_json::Value> {
        let by_sweep = |change: &&KeyChange| matches!(change.origin, Origin::Sweep(_));
        let pair = |change: &KeyChange| Some((key_places::shown(&change.path), change.json()?));
        self.text.changes.iter().filter(by_sweep).filter_map(pair).collect()
    }

    /// The folder that the path at `key` is taken from: the scenario's, or, for a path given by a
    /// flag, the one that the command runs in.
    pub(super) fn folder_of(&self, key: &str) -> &Path {
        let key: Vec<String> = key.split('.').map(ToOwned::to_owned).collect();
        let folder = self.text.path.parent().unwrap_or(Path::new(""));
        if self.text.changes.iter().any(|change| change.gives(&key)) {
            Path::new("")
        } else {
            folder
        }
    }

    /// The same error at its place in the scenario's text or the flag, where it names a key that
    /// stands there.
    #[must_use]
    pub fn placed(&self, error: Error) -> Error {
        self.text.placed(error)
    }
}
