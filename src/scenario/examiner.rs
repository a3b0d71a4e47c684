//! What the section `[examine]` comes to on a network: users in their order, ordinary ones, worlds; and
//! the step of the line that answers it.
//!
//! It must never choose seeds anew that were sought already.

use std::sync::Arc;

use super::{ExamineSection, Scenario, ScenarioFile};
use crate::{
    error::{Error, Result},
    examine::{
        self, Assumptions, By, ExperimentWorlds, Inquiry, Ordered, Ordinary, SeedOrder, Subject,
    },
    metric::{AnyMetric, Segments},
    network::{Network, attributes::UserValues},
    progress::Progress,
    report::{Examination, Unanswered},
    seeding::{Lineup, Seeds},
    simulate::Experiment,
    study::{OptionSpec, Prepared, Setting, Study, lineup},
};

/// What the examination of a scenario needs, made ready.
pub(super) struct Examiner<'a> {
    scenario: &'a Scenario,
    section: &'a ExamineSection,
    prepared: &'a Prepared,
    experiment: &'a Experiment,
    setting: Setting,
    /// The place of the examined option.
    place: usize,
    /// Its users in the order in which they were chosen.
    ordered: Lineup,
    by: SeedOrder,
    /// The ordinary users, where break-even is a question.
    ordinary: Option<Lineup>,
}

impl<'a> Examiner<'a> {
    /// Makes it ready, where the scenario asks for it and every option has seeds.
    ///
    /// # Errors
    /// Where a question makes no sense for these seeds.
    pub(super) fn of(
        file: &'a ScenarioFile,
        prepared: &'a Prepared,
        progress: &dyn Progress,
    ) -> Result<Option<Self>> {
        let scenario = file.scenario();
        let Some(section) = &scenario.examine else { return Ok(None) };
        let (Some(experiment), Some(setting)) = (prepared.stored_experiment(), prepared.setting())
        else {
            return Ok(None);
        };
        if prepared.left_out.is_some() {
            return Ok(None);
        }
        let place = section.place(scenario);
        let seeds = &experiment.options[place];
        let network = &setting.network;
        let of_option = |place: usize| {
            lineup(&prepared.spec.options[place], &setting, scenario.rng_seed, progress)
        };
        let asks = section.asks();
        let is_ordered = asks.contains(&Inquiry::Curve) || asks.contains(&Inquiry::EachSeed);
        // Seeds that a search has found are not searched for again.
        let found = match &prepared.options[place].order {
            Some(order) => Some(Lineup::Fixed(order.clone())),
            None if is_ordered => of_option(place)?,
            None => None,
        };
        let (ordered, by) = match found {
            Some(ordered) => (ordered, SeedOrder::Choice),
            None => (by_audience(network, seeds), SeedOrder::Audience),
        };
        let ordinary = match section.ordinary(scenario) {
            _ if !asks.contains(&Inquiry::BreakEven) => None,
            None => {
                let (pool, rng_seed) = ((0..network.users()).collect(), scenario.rng_seed);
                Some(Lineup::Redrawn { pool, rng_seed })
            }
            Some(place) => Some(ordinary(scenario, place, of_option(place)?)?),
        };
        Ok(Some(Self {
            scenario,
            section,
            prepared,
            experiment,
            setting,
            place,
            ordered,
            by,
            ordinary,
        }))
    }

    /// Answers it. Where the user asks to stop, the questions without an answer are named.
    pub(super) fn examine(&self, study: &Study, progress: &dyn Progress) -> Result<Examination> {
        let scenario = self.scenario;
        let viral = self.prepared.spec.wanted.viral_sizes(self.setting.network.users().into())?;
        let viral: Vec<(AnyMetric, f64)> =
            viral.into_iter().map(|viral| (viral.metric, viral.at_least)).collect();
        let metric = compared_by(scenario);
        let mut metrics = vec![metric];
        for &(metric, _) in &viral {
            if !metrics.contains(&metric) {
                metrics.push(metric);
            }
        }
        let samples = study.samples();
        let worlds = ExperimentWorlds {
            network: self.setting.network.clone(),
            cascade: Arc::clone(&self.setting.cascade),
            metrics: metrics.into(),
            rng_seed: scenario.rng_seed,
            kernel: study.kernel(),
            replicates: self.section.worlds(samples.replicates),
            confidence: scenario.answer.confidence,
        };
        let measured = scenario.answer.measures.iter().position(|&measured| measured == metric);
        let measured = measured.expect("what options are compared by is measured");
        let values: Vec<&[f64]> = samples
            .options
            .iter()
            .map(|option| &option.values[measured][..worlds.replicates as usize])
            .collect();
        let seeds = &self.experiment.options[self.place];
        let asking = Asking {
            examiner: self,
            subject: Subject { worlds, seeds, values: values[self.place] },
            viral: &viral,
            values: &values,
            progress,
        };
        let mut found = Examination::new(&self.section.option, metric, &asking.subject);
        for inquiry in self.section.asks() {
            match asking.ask(inquiry, &mut found) {
                Ok(None) => {}
                Ok(Some(why)) => found.unanswered.push(Unanswered { question: inquiry, why }),
                Err(Error::Stopped) => {
                    found.partial = true;
                    let why = "stopped by hand".to_owned();
                    found.unanswered.push(Unanswered { question: inquiry, why });
                }
                Err(other) => return Err(other),
            }
        }
        Ok(found.in_words())
    }
}

/// The users of an option as the ordinary ones, of whom there must be more than it chooses.
fn ordinary(scenario: &Scenario, place: usize, lineup: Option<Lineup>) -> Result<Lineup> {
    lineup.ok_or_else(|| {
        let name = &scenario.option[place].name;
        let problem = format!("{name:?} chooses others where it chooses more");
        let remedy = "name an option that adds users to those that it has, such as seeds.random, or \
                      leave it out";
        Error::value("examine.against", problem, remedy)
    })
}

/// Refuses what [`Examiner::of`] would refuse, without choosing seeds.
pub(super) fn check(
    file: &ScenarioFile,
    options: &[OptionSpec],
    setting: &Setting,
    progress: &dyn Progress,
) -> Result<()> {
    let scenario = file.scenario();
    let Some(section) = &scenario.examine else { return Ok(()) };
    let Some(place) = section.ordinary(scenario) else { return Ok(()) };
    if !section.asks().contains(&Inquiry::BreakEven) {
        return Ok(());
    }
    let lineup = lineup(&options[place], setting, scenario.rng_seed, progress)?;
    ordinary(scenario, place, lineup).map(drop)
}

/// What options are compared by, as [`StudyQuestion::compared_by`](crate::report::StudyQuestion::compared_by)
/// has it: sharers always are measured.
fn compared_by(scenario: &Scenario) -> AnyMetric {
    let is_reach = scenario.answer.measures.contains(&AnyMetric::Reach);
    if is_reach { AnyMetric::Reach } else { AnyMetric::Sharers }
}

/// Whatever a question may need.
struct Asking<'a> {
    examiner: &'a Examiner<'a>,
    subject: Subject<'a>,
    viral: &'a [(AnyMetric, f64)],
    /// The values of each option in each of the worlds.
    values: &'a [&'a [f64]],
    progress: &'a dyn Progress,
}

impl Asking<'_> {
    /// Answers a question; or says why it has no answer.
    fn ask(&self, inquiry: Inquiry, found: &mut Examination) -> Result<Option<String>> {
        match inquiry {
            Inquiry::BreakEven => found.break_even = Some(self.break_even()?),
            Inquiry::Curve => found.curve = Some(self.curve()?),
            Inquiry::EachSeed => match &self.examiner.ordered {
                _ if matches!(self.subject.seeds, Seeds::Redrawn(_)) => {
                    return Ok(Some("other seeds are drawn in every replicate".to_owned()));
                }
                Lineup::Fixed(users) => found.each_seed = Some(self.each_seed(users)?),
                Lineup::Redrawn { .. } => unreachable!("seeds are redrawn where their order is"),
            },
            Inquiry::Robustness => {
                let robustness = self.robustness()?;
                found.partial |= self.progress.cancelled();
                found.robustness = Some(robustness);
            }
        }
        Ok(None)
    }

    /// What seeds cost as the option at `place` pays for them, where it has a price.
    fn price(&self, place: usize) -> Option<Box<examine::PriceOfSeeds<'_>>> {
        let option = &self.examiner.scenario.option[place];
        let price = option.price.as_ref()?;
        let key = &self.examiner.prepared.spec.options[place].price_key;
        let network = &self.examiner.setting.network;
        Some(Box::new(move |seeds| price.of_seeds(network, seeds, key)))
    }

    fn break_even(&self) -> Result<examine::BreakEven> {
        let (scenario, place) = (self.examiner.scenario, self.examiner.place);
        let ordinary = self.examiner.section.ordinary(scenario);
        let price = self.price(ordinary.unwrap_or(place));
        let cost = self.price(place).map(|price| price(self.subject.seeds)).transpose()?;
        let ordinary = Ordinary {
            option: ordinary.map(|place| scenario.option[place].name.as_str()),
            lineup: self.examiner.ordinary.as_ref().expect("it is ready where it is asked for"),
            price: price.as_deref(),
        };
        examine::break_even(&self.subject, &ordinary, cost, self.progress)
    }

    fn curve(&self) -> Result<examine::SeedCurve> {
        let price = self.price(self.examiner.place);
        let ordered = Ordered { lineup: &self.examiner.ordered, by: self.examiner.by };
        examine::curve(&self.subject, ordered, self.viral, price.as_deref(), self.progress)
    }

    fn each_seed(&self, users: &[u32]) -> Result<examine::EachSeed> {
        let seeds = &users[..self.subject.seeds.count()];
        let by = segments(self.examiner.scenario, &self.examiner.setting.network);
        examine::each_seed(&self.subject, seeds, by.as_ref(), self.progress)
    }

    fn robustness(&self) -> Result<examine::Robustness> {
        let names: Vec<&str> =
            self.examiner.scenario.option.iter().map(|option| option.name.as_str()).collect();
        let assumed = Assumptions {
            influence: &self.examiner.setting.influence,
            model: &self.examiner.scenario.model,
            names: &names,
            options: &self.examiner.experiment.options,
            values: self.values,
        };
        examine::robustness(&self.subject.worlds, &assumed, self.progress)
    }
}

/// The segments that seeds may open: those of the answer section, or else communities.
fn segments<'a>(scenario: &'a Scenario, network: &'a Network) -> Option<By<'a>> {
    let column = scenario.answer.by_segment.as_deref().unwrap_or("community");
    match network.user_column(column)? {
        UserValues::Category { codes, names } => {
            let segments = Segments { codes: codes.clone(), count: names.len() as u32 };
            Some(By { column, names, segments })
        }
        UserValues::Number(_) | UserValues::Flag(_) => None,
    }
}

/// Seeds that have no order of their own, those with most followers first.
fn by_audience(network: &Network, seeds: &Seeds) -> Lineup {
    match seeds {
        Seeds::Fixed(users) => {
            let mut users = users.clone();
            users.sort_by_key(|&user| std::cmp::Reverse(network.forward().degree(user)));
            Lineup::Fixed(users)
        }
        Seeds::Redrawn(draw) => {
            Lineup::Redrawn { pool: draw.pool.clone(), rng_seed: draw.rng_seed }
        }
    }
}
