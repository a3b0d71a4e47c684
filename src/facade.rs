//! The library in a few names: your own edges in, numbers with intervals out.
//!
//! [`simulate`] answers one way of seeding, [`compare`] several at once. Both build a [`Spec`] and run
//! it as a [`Study`], as a scenario does. Everything here is at the crate's root.

use std::path::PathBuf;

use crate::{
    error::{Error, Result},
    influence::InfluenceRule,
    metric::{AnyMetric, MeasureKeys},
    model::AnyModel,
    network::Network,
    progress::Progress,
    report::{MetricAnswer, OptionAnswer, Report, ReportContext, Viral},
    seeding::{AnyStrategy, Price},
    statistics::Confidence,
    study::{
        DEFAULT_METRICS, DEFAULT_QUANTILES, NetworkSource, OptionSpec, PrecisionWanted, Spec,
        Study, ViralAt, Wanted, check_influence_counts, check_options,
    },
};

/// How a message spreads, what is measured of it, and how precisely.
///
/// The defaults are those of scenarios:
///
/// | setting | default |
/// |---|---|
/// | [`influence`](Self::influence) | weighted cascade: p = 1 / the number of users that a user follows |
/// | [`model`](Self::model) | independent cascade |
/// | [`rng_seed`](Self::rng_seed) | 1 |
/// | [`viral_at`](Self::viral_at) | none: nothing counts as viral |
/// | [`metrics`](Self::metrics) | sharers, reach and impressions |
/// | [`measures`](Self::measures) | none |
/// | [`precision`](Self::precision) | mean reach to ± 1%; mean sharers to ± 1% where reach is not measured |
/// | [`at_most`](Self::at_most) | 1,000,000 replicates |
/// | [`replicates`](Self::replicates) | none: the precision decides |
/// | [`confidence`](Self::confidence) | 95% |
///
/// Nothing is checked here. [`simulate`], [`StudyBuilder::run`] and [`StudyBuilder::study`] return
/// [`Error::Value`] for bad settings, among them:
/// * 0 for `replicates` or `at_most`;
/// * `replicates` beside `precision` or `at_most`: a fixed number excludes both;
/// * a precision out of its range, or of the viral probability without `viral_at`;
/// * a size of 0 in `viral_at`, or more than the network's users;
/// * `influence` beside a model that does not use it.
///
/// # Examples
/// ```
/// use wordspread::{Settings, ViralAt, influence::Uniform, model::LinearThreshold};
///
/// let likely = Settings::default()
///     .influence(Uniform { p: 0.1 })
///     .viral_at(ViralAt::Sharers(1000))
///     .replicates(10_000);
/// let under_pressure = Settings::default().model(LinearThreshold {}).rng_seed(2);
/// # let _ = (likely, under_pressure);
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Settings {
    rng_seed: u64,
    influence: Option<InfluenceRule>,
    model: AnyModel,
    metrics: Vec<AnyMetric>,
    measures: MeasureKeys,
    wanted: Wanted,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            rng_seed: 1,
            influence: None,
            model: AnyModel::default(),
            metrics: DEFAULT_METRICS.to_vec(),
            measures: MeasureKeys::default(),
            wanted: Wanted::default(),
        }
    }
}

impl Settings {
    /// The strength of each edge: one of the rules in [`influence`](crate::influence).
    pub fn influence(self, rule: impl Into<InfluenceRule>) -> Self {
        Self { influence: Some(rule.into()), ..self }
    }

    /// How the message passes from user to user: one of the models in [`model`](crate::model).
    pub fn model(self, model: impl Into<AnyModel>) -> Self {
        Self { model: model.into(), ..self }
    }

    /// Names all random numbers. Another number gives an independent answer. Default 1.
    pub fn rng_seed(self, rng_seed: u64) -> Self {
        Self { rng_seed, ..self }
    }

    /// Counts replicates of at least this size as viral. Each call adds a size.
    pub fn viral_at(mut self, size: ViralAt) -> Self {
        self.wanted.viral_at.push(size);
        self
    }

    /// Measures these metrics in place of sharers, reach and impressions. Sharers are always measured.
    /// Metrics that other settings need, such as `viral_at`, are added. Measuring sharers alone is fastest.
    pub fn metrics(self, metrics: impl IntoIterator<Item = AnyMetric>) -> Self {
        Self { metrics: metrics.into_iter().collect(), ..self }
    }

    /// Measures more than plain numbers: curves, segments, times. Default none.
    pub fn measures(self, measures: MeasureKeys) -> Self {
        Self { measures, ..self }
    }

    /// Runs exactly this number of replicates, at least 1. Excludes `precision` and `at_most`.
    pub fn replicates(mut self, replicates: u64) -> Self {
        self.wanted.replicates = Some(replicates);
        self
    }

    /// Runs replicates until every option is this precise. Excludes `replicates`.
    pub fn precision(mut self, precision: PrecisionWanted) -> Self {
        self.wanted.precision = Some(precision);
        self
    }

    /// Runs at most this number of replicates, even if the precision is not reached by then. At least
    /// 1; default 1,000,000. Excludes `replicates`.
    pub fn at_most(mut self, replicates: u64) -> Self {
        self.wanted.at_most = Some(replicates);
        self
    }

    /// The confidence level of every interval. Default 95%.
    pub fn confidence(mut self, confidence: Confidence) -> Self {
        self.wanted.confidence = confidence;
        self
    }

    /// What is to be studied, with every default filled in.
    fn spec(&self, options: Vec<OptionSpec>) -> Result<Spec> {
        if options.is_empty() {
            let remedy = "add one: .option(\"a name\", [\"an id\"])";
            return Err(Error::value("option", "there is no option to simulate", remedy));
        }
        check_options(options.iter().map(|option| (&*option.name, option.price.as_ref())))?;
        if self.influence.is_some() {
            check_influence_counts(&self.model)?;
        }
        let Self { rng_seed, model, mut metrics, mut measures, mut wanted, .. } = self.clone();
        wanted.complete(&mut metrics, &measures, &model)?;
        measures.check(options.len())?;
        let influence = self.influence.clone().unwrap_or_default();
        Ok(Spec { rng_seed, influence, model, options, metrics, measures, wanted })
    }
}

/// How far a message gets from some seeds.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// How many replicates there are.
    pub replicates: u64,
    /// The users who shared the message, seeds included.
    pub sharers: MetricAnswer,
    /// The users who have seen it, sharers included. `None` if reach is not measured.
    pub reach: Option<MetricAnswer>,
    /// The probability to go viral, for each size in [`Settings::viral_at`], in its order.
    pub viral: Vec<Viral>,
    /// The whole report.
    pub report: Report,
}

/// Simulates how far a message gets from some seeds.
///
/// Seeds are ids or a strategy. Ids are numbers or texts in an array, a `Vec` or a slice. A strategy
/// from [`seeding`](crate::seeding) chooses the users itself.
///
/// # Errors
/// [`Error::Value`] if [`Settings`], influence, model or seeds are invalid, with the key, the problem
/// and a remedy.
///
/// # Examples
/// ```
/// use wordspread::{EdgeMeaning, Network, Settings, ViralAt, influence::Uniform, simulate};
///
/// // Twenty fans follow Anna, and each passes on what it sees with probability 0.1.
/// let edges = (1..=20).map(|fan| ("anna", format!("fan {fan}")));
/// let network = Network::from_edges(edges, EdgeMeaning::InfluencerToAudience)?;
/// let settings = Settings::default()
///     .influence(Uniform { p: 0.1 })
///     .viral_at(ViralAt::Sharers(5))
///     .replicates(10_000);
/// let spread = simulate(&network, ["anna"], &settings)?;
///
/// // On average 1 + 20 · 0.1 = 3 sharers; all 21 users see it.
/// let interval = spread.sharers.interval.expect("there are many replicates");
/// assert!((spread.sharers.mean - 3.0).abs() < 0.1 && interval.half_width() < 0.05);
/// assert_eq!(spread.reach.expect("it is measured").mean, 21.0);
/// // Anna and at least four of her twenty fans: 0.133.
/// assert!((spread.viral[0].probability.share - 0.133).abs() < 0.02);
/// # Ok::<(), wordspread::Error>(())
/// ```
///
/// Errors come with a remedy:
/// ```
/// # use wordspread::{EdgeMeaning, Network, Settings, simulate};
/// # let edges = [("anna", "bert"), ("bert", "carl")];
/// # let network = Network::from_edges(edges, EdgeMeaning::InfluencerToAudience)?;
/// let error = simulate(&network, ["ana"], &Settings::default()).unwrap_err();
/// assert_eq!(error.to_string(), "seeds.users.ids: user ana is not in the network");
/// assert!(error.remedy().unwrap().starts_with("did you mean anna?"));
/// # Ok::<(), wordspread::Error>(())
/// ```
pub fn simulate(
    network: &Network,
    seeds: impl Into<AnyStrategy>,
    settings: &Settings,
) -> Result<Spread> {
    let seeds = seeds.into();
    let key = format!("seeds.{}", seeds.keyword());
    let mut builder = compare(network, settings).named("simulation").option("seeds", seeds);
    builder.options[0].key = key;
    let report = builder.run()?;
    let OptionAnswer { metrics, viral, .. } = &report.options[0];
    let answer = |metric: AnyMetric| metrics.get(metric.keyword()).cloned();
    Ok(Spread {
        replicates: report.replicates.count,
        sharers: answer(AnyMetric::Sharers).expect("sharers are always measured"),
        reach: answer(AnyMetric::Reach),
        viral: viral.clone(),
        report,
    })
}

/// Compares several ways of seeding: add options, then run them.
///
/// All options meet the same worlds. So differences between options are more precise than the result of any one.
///
/// # Examples
/// ```
/// use wordspread::{EdgeMeaning, Network, Settings, compare, seeding::{Random, TopDegree}};
///
/// let edges = [(1, 2), (1, 3), (1, 4), (4, 5), (5, 6)];
/// let network = Network::from_edges(edges, EdgeMeaning::InfluencerToAudience)?;
/// let report = compare(&network, &Settings::default().replicates(500))
///     .option("user 5", [5])
///     .option("most followers", TopDegree::new(1))
///     .option("anybody", Random { redraw: true, ..Random::new(1) })
///     .run()?;
///
/// // With weighted cascade, a user who follows one account always shares its messages.
/// let best = report.option("most followers").expect("it was an option");
/// assert_eq!(best.metrics["sharers"].mean, 6.0);
/// assert_eq!(report.option("user 5").expect("as well").metrics["reach"].mean, 2.0);
/// println!("{report}");
/// # Ok::<(), wordspread::Error>(())
/// ```
pub fn compare(network: &Network, settings: &Settings) -> StudyBuilder {
    StudyBuilder {
        network: network.clone(),
        settings: settings.clone(),
        name: "comparison".to_owned(),
        options: Vec::new(),
    }
}

/// Options to be compared on a network; see [`compare`].
#[derive(Debug, Clone)]
#[must_use]
pub struct StudyBuilder {
    network: Network,
    settings: Settings,
    name: String,
    options: Vec<OptionSpec>,
}

impl StudyBuilder {
    /// The title of the report. Default "comparison".
    pub fn named(self, name: impl Into<String>) -> Self {
        Self { name: name.into(), ..self }
    }

    /// Adds an option: ids (numbers or texts in an array, a `Vec` or a slice), or a strategy from
    /// [`seeding`](crate::seeding). Each option needs a name of its own.
    pub fn option(self, name: impl Into<String>, seeds: impl Into<AnyStrategy>) -> Self {
        self.with(OptionSpec::new(name, seeds.into(), None, PathBuf::new()))
    }

    /// Adds an option with a price, in any one currency. The report then compares costs too.
    ///
    /// # Examples
    /// ```
    /// use wordspread::{EdgeMeaning, Network, Settings, compare, seeding::Price};
    ///
    /// let edges = [("anna", "bert"), ("bert", "carl")];
    /// let network = Network::from_edges(edges, EdgeMeaning::InfluencerToAudience)?;
    /// let price = Price { per_user: 30.0, ..Price::default() };
    /// let report = compare(&network, &Settings::default().replicates(10))
    ///     .option_at_price("anna", ["anna"], price)
    ///     .run()?;
    /// let cost = report.options[0].cost.expect("it has a price");
    /// assert_eq!(cost.per_reached_user.expect("somebody is reached").estimate, 10.0);
    /// # Ok::<(), wordspread::Error>(())
    /// ```
    pub fn option_at_price(
        self,
        name: impl Into<String>,
        seeds: impl Into<AnyStrategy>,
        price: Price,
    ) -> Self {
        self.with(OptionSpec::new(name, seeds.into(), Some(price), PathBuf::new()))
    }

    fn with(mut self, option: OptionSpec) -> Self {
        self.options.push(option);
        self
    }

    /// Runs the study from beginning to end.
    ///
    /// # Errors
    /// As [`StudyBuilder::study`].
    pub fn run(&self) -> Result<Report> {
        let mut study = self.study(&())?;
        study.finish(&())?;
        self.report(&study)
    }

    /// Prepares a study and chooses the seeds of every option, but runs no replicate yet.
    ///
    /// You own the study: advance it step by step, stop it, send it to another
    /// thread, or [save](Study::to_bytes) it.
    ///
    /// # Errors
    /// [`Error::Value`] without options, or if two options have the same name, a name is empty, or a
    /// price is invalid. [`Error::Value`] also if [`Settings`], influence, model or seeds are invalid.
    /// [`Error::Stopped`] if `progress` stops the choice of seeds before
    /// [`Best`](crate::seeding::Best) has found any.
    ///
    /// # Examples
    /// ```
    /// use wordspread::{EdgeMeaning, Network, Settings, compare};
    ///
    /// let edges = [("anna", "bert"), ("bert", "carl"), ("carl", "anna"), ("dora", "carl")];
    /// let network = Network::from_edges(edges, EdgeMeaning::InfluencerToAudience)?;
    /// let options = compare(&network, &Settings::default().replicates(1000))
    ///     .option("anna", ["anna"])
    ///     .option("dora", ["dora"]);
    ///
    /// let mut study = options.study(&())?;
    /// study.advance_to(100, &());
    /// let early = options.report(&study)?;
    ///
    /// // On another day, or in another process:
    /// let mut study = options.resume(&study.to_bytes())?;
    /// study.finish(&())?;
    /// let late = options.report(&study)?;
    /// assert_eq!((early.replicates.count, late.replicates.count), (100, 1000));
    /// assert_eq!(late, options.run()?);
    /// # Ok::<(), wordspread::Error>(())
    /// ```
    pub fn study(&self, progress: &dyn Progress) -> Result<Study> {
        Study::of(self.spec()?, self.source(), progress)
    }

    /// Goes on with a [saved](Study::to_bytes) study. The version of wordspread, the network, the
    /// settings and the options must be the same: a fingerprint of them is checked.
    ///
    /// # Errors
    /// [`Error::Value`] if the bytes are damaged or of another study; and as [`StudyBuilder::study`].
    pub fn resume(&self, bytes: &[u8]) -> Result<Study> {
        Study::from_bytes(self.spec()?, self.source(), bytes)
    }

    /// The report of a study of these options, from its replicates so far.
    ///
    /// # Errors
    /// [`Error::Value`] before the first replicate.
    pub fn report(&self, study: &Study) -> Result<Report> {
        let none = || Error::value("study", "it has no replicate yet", "advance it first");
        let snapshot = study.snapshot().ok_or_else(none)?;
        let context = ReportContext {
            name: self.name.clone(),
            description: None,
            network: "given by a program".to_owned(),
            time_unit: None,
            quantiles: DEFAULT_QUANTILES.to_vec(),
            examined: None,
            scenario: serde_json::to_value(&snapshot.prepared.spec).expect("its keys are texts"),
            inputs: Vec::new(),
        };
        Ok(Report::of(&snapshot, context))
    }

    fn spec(&self) -> Result<Spec> {
        self.settings.spec(self.options.clone())
    }

    fn source(&self) -> NetworkSource {
        NetworkSource::Stored(self.network.clone())
    }
}
