//! A scenario together with the text that it was read from, and the points of its sweeps.
//!
//! How text becomes a scenario, and where a fault is told, is `source.rs`'s to say.

use std::path::{Path, PathBuf};

use super::{
    Scenario, Sweep,
    change::{Change, Origin},
    check, document,
    input::named,
    source::Source,
};
use crate::{
    error::{Error, Result},
    network::format::own,
};

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
        if let Some(other) = own::instead(path, &bytes, "scenario") {
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
        &self.path
    }

    /// True where neither the text nor a flag nor a sweep gives a key at the scenario's top, so that
    /// its default holds.
    #[must_use]
    pub fn leaves_out(&self, key: &str) -> bool {
        let source = Source { path: &self.path, text: &self.text, changes: &self.changes };
        source.changed().is_ok_and(|document| !document.contains_key(key))
    }

    /// The files that the scenario and the points of its sweeps read, the scenario's own first; none
    /// of them may be written over.
    ///
    /// # Errors
    /// As [`ScenarioFile::points`].
    pub fn inputs(&self) -> Result<Vec<PathBuf>> {
        let mut inputs = vec![self.path().to_owned()];
        for point in self.points()? {
            inputs.extend(named(&point).into_iter().map(|named| named.place));
        }
        Ok(inputs)
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

    /// The keys that sweeps have set in this point, with their values, in the order of the sweeps.
    pub(super) fn swept(&self) -> serde_json::Map<String, serde_json::Value> {
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
