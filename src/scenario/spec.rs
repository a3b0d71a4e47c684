//! A scenario as a study: the arrow from the text to plain values.

use super::{ScenarioFile, SeedingOption, input::Hashes, networks::Networks, question::context};
use crate::{
    error::Result,
    progress::Progress,
    report::{InputFile, Report, ReportContext},
    study::{NetworkSource, OptionSpec, Snapshot, Spec, Study},
};

impl ScenarioFile {
    /// Where the network comes from: read, drawn, or made ready to be computed.
    ///
    /// # Errors
    /// What the network refuses; [`Error::Stopped`](crate::Error::Stopped) where the work was stopped.
    pub fn source(&self, progress: &dyn Progress) -> Result<NetworkSource> {
        Networks::default().source(self, progress).map_err(|error| self.placed(error))
    }

    /// The scenario as a study that may begin. Of a sweep, this is its first point.
    ///
    /// # Errors
    /// Whatever a user can cause up to the first replicate, at its place in the scenario.
    ///
    /// # Examples
    /// ```
    /// use wordspread::scenario::ScenarioFile;
    /// let text = r#"
    ///     name = "star"
    ///     network.generate.star = { users = 10 }
    ///     influence.uniform = { p = 0.5 }
    ///     answer.replicates = 1000
    ///     [[option]]
    ///     name = "the centre"
    ///     seeds.top-degree = { count = 1 }
    /// "#;
    /// let file = ScenarioFile::parse(text, "star.toml", vec![])?;
    /// let mut study = file.study(&())?;
    /// study.advance_to(200, &());
    /// let early = file.report(&study.snapshot().expect("there are replicates"))?;
    /// study.finish(&())?;
    /// assert_eq!((early.replicates.count, study.samples().replicates), (200, 1000));
    /// # Ok::<(), wordspread::Error>(())
    /// ```
    pub fn study(&self, progress: &dyn Progress) -> Result<Study> {
        let source = self.source(progress)?;
        Study::of(self.spec(), source, progress).map_err(|error| self.placed(error))
    }

    /// The report of what a study of this scenario has given so far.
    ///
    /// # Errors
    /// Where a file that the scenario names can no longer be read.
    pub fn report(&self, snapshot: &Snapshot<'_>) -> Result<Report> {
        let inputs = Hashes::default().of(self.named_files())?;
        Ok(self.report_with(snapshot, inputs))
    }

    /// The same, where the hashes of the files are at hand.
    pub(super) fn report_with(&self, snapshot: &Snapshot<'_>, inputs: Vec<InputFile>) -> Report {
        Report::of(snapshot, ReportContext { inputs, ..context(self.scenario()) })
    }

    /// What the scenario asks to be studied.
    #[must_use]
    pub fn spec(&self) -> Spec {
        let scenario = self.scenario();
        let options = scenario.option.iter().enumerate();
        Spec {
            rng_seed: scenario.rng_seed,
            influence: scenario.influence.clone(),
            model: scenario.model.clone(),
            options: options.map(|(place, option)| self.option_spec(place, option)).collect(),
            metrics: scenario.answer.measures.clone(),
            measures: scenario.answer.measure_keys(),
            wanted: scenario.answer.wanted(),
        }
    }

    fn option_spec(&self, place: usize, option: &SeedingOption) -> OptionSpec {
        let file = option.seeds.file().map_or_else(|| "file.path".to_owned(), |(key, _)| key);
        let folder = self.folder_of(&format!("option.{place}.seeds.{file}"));
        let SeedingOption { name, seeds, price } = option.clone();
        OptionSpec::new(name, seeds, price, folder)
    }
}
