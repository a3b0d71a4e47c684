//! What the section `[examine]` comes to on a network: users in their order, ordinary ones, worlds; and
//! the step of the line that answers it.
//!
//! It must never choose seeds anew that were sought already.

use super::{
    super::{
        Scenario, ScenarioFile, asked,
        option::{lineup, price_key},
        stored::Stored,
    },
    ExamineSection,
};
use crate::{
    error::{Error, Result},
    examine::{
        self, Assumptions, By, ExperimentWorlds, Inquiry, Ordered, Ordinary, SeedOrder, Subject,
    },
    kernel::plan::Kernel,
    metric::AnyMetric,
    network::{Network, attributes::UserValues},
    progress::Progress,
    report::{Examination, Unanswered},
    seeding::{Lineup, Seeds, SpreadModel},
    simulate::{Run, Segments},
};

/// What the examination of a scenario needs, made ready.
pub(in crate::scenario) struct Ready<'a> {
    scenario: &'a Scenario,
    section: &'a ExamineSection,
    stored: &'a Stored<'a>,
    /// The place of the examined option.
    place: usize,
    /// Its users in the order in which they were chosen.
    ordered: Lineup,
    by: SeedOrder,
    /// The ordinary users, where break-even is asked for.
    ordinary: Option<Lineup>,
}

impl<'a> Ready<'a> {
    /// Makes it ready, where the scenario asks for it; refuses what cannot be asked of its seeds.
    pub(in crate::scenario) fn new(
        file: &'a ScenarioFile,
        stored: &'a Stored<'a>,
        progress: &dyn Progress,
    ) -> Result<Option<Self>> {
        let scenario = file.scenario();
        let Some(section) = &scenario.examine else { return Ok(None) };
        let place = section.place(scenario);
        let seeds = &stored.experiment.options[place];
        let network = stored.experiment.network;
        let of_option = |place| lineup(file, network, stored.spreading, progress, place);
        let asks = section.asks();
        let is_ordered = asks.contains(&Inquiry::Curve) || asks.contains(&Inquiry::EachSeed);
        // Who were sought are not sought again.
        let found = match &stored.known[place].order {
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
        Ok(Some(Self { scenario, section, stored, place, ordered, by, ordinary }))
    }

    /// Answers it. Where the user asks to stop, questions not answered by then are told.
    pub(in crate::scenario) fn examine(
        &self,
        run: &Run,
        kernel: Kernel,
        progress: &dyn Progress,
    ) -> Result<Examination> {
        let (scenario, stored) = (self.scenario, self.stored);
        let viral = asked::sizes(&scenario.answer, stored.experiment.network.users().into())?;
        let viral: Vec<(AnyMetric, f64)> =
            viral.into_iter().map(|viral| (viral.metric, viral.at_least)).collect();
        let metric = compared_by(scenario);
        let mut metrics = vec![metric];
        for &(metric, _) in &viral {
            if !metrics.contains(&metric) {
                metrics.push(metric);
            }
        }
        let worlds = ExperimentWorlds {
            network: stored.experiment.network,
            cascade: stored.experiment.cascade,
            metrics: &metrics,
            rng_seed: scenario.rng_seed,
            kernel,
            replicates: self.section.worlds(run.samples.replicates),
            confidence: scenario.answer.confidence,
        };
        let measured = scenario.answer.measures.iter().position(|&measured| measured == metric);
        let measured = measured.expect("what options are compared by is measured");
        let values: Vec<&[f64]> = run
            .samples
            .options
            .iter()
            .map(|option| &option.values[measured][..worlds.replicates as usize])
            .collect();
        let seeds = &stored.experiment.options[self.place];
        let asking = Asking {
            ready: self,
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

/// Refuses what [`Ready::new`] would refuse, without choosing seeds.
pub(in crate::scenario) fn check(
    file: &ScenarioFile,
    network: &Network,
    spreading: SpreadModel<'_>,
    progress: &dyn Progress,
) -> Result<()> {
    let scenario = file.scenario();
    let Some(section) = &scenario.examine else { return Ok(()) };
    let Some(place) = section.ordinary(scenario) else { return Ok(()) };
    if !section.asks().contains(&Inquiry::BreakEven) {
        return Ok(());
    }
    ordinary(scenario, place, lineup(file, network, spreading, progress, place)?).map(drop)
}

/// What options are compared by, as [`StudyQuestion::compared_by`](crate::report::StudyQuestion::compared_by)
/// has it: sharers always are measured.
fn compared_by(scenario: &Scenario) -> AnyMetric {
    let is_reach = scenario.answer.measures.contains(&AnyMetric::Reach);
    if is_reach { AnyMetric::Reach } else { AnyMetric::Sharers }
}

/// All that a question may need.
struct Asking<'a> {
    ready: &'a Ready<'a>,
    subject: Subject<'a>,
    viral: &'a [(AnyMetric, f64)],
    /// What each option has in each of the worlds.
    values: &'a [&'a [f64]],
    progress: &'a dyn Progress,
}

impl Asking<'_> {
    /// Answers a question; or says why it cannot be asked.
    fn ask(&self, inquiry: Inquiry, found: &mut Examination) -> Result<Option<String>> {
        match inquiry {
            Inquiry::BreakEven => found.break_even = Some(self.break_even()?),
            Inquiry::Curve => found.curve = Some(self.curve()?),
            Inquiry::EachSeed => match &self.ready.ordered {
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
        let option = &self.ready.scenario.option[place];
        let (price, key) = (option.price.as_ref()?, price_key(&option.name));
        let network = self.ready.stored.experiment.network;
        Some(Box::new(move |seeds| price.of_seeds(network, seeds, &key)))
    }

    fn break_even(&self) -> Result<examine::BreakEven> {
        let (scenario, place) = (self.ready.scenario, self.ready.place);
        let ordinary = self.ready.section.ordinary(scenario);
        let price = self.price(ordinary.unwrap_or(place));
        let cost = self.price(place).map(|price| price(self.subject.seeds)).transpose()?;
        let ordinary = Ordinary {
            option: ordinary.map(|place| scenario.option[place].name.as_str()),
            lineup: self.ready.ordinary.as_ref().expect("it is ready where it is asked for"),
            price: price.as_deref(),
        };
        examine::break_even(&self.subject, &ordinary, cost, self.progress)
    }

    fn curve(&self) -> Result<examine::SeedCurve> {
        let price = self.price(self.ready.place);
        let ordered = Ordered { lineup: &self.ready.ordered, by: self.ready.by };
        examine::curve(&self.subject, ordered, self.viral, price.as_deref(), self.progress)
    }

    fn each_seed(&self, users: &[u32]) -> Result<examine::EachSeed> {
        let seeds = &users[..self.subject.seeds.count()];
        let by = segments(self.ready.scenario, self.ready.stored.experiment.network);
        examine::each_seed(&self.subject, seeds, by, self.progress)
    }

    fn robustness(&self) -> Result<examine::Robustness> {
        let names: Vec<&str> =
            self.ready.scenario.option.iter().map(|option| option.name.as_str()).collect();
        let assumed = Assumptions {
            influence: self.ready.stored.spreading.influence,
            model: &self.ready.scenario.model,
            names: &names,
            options: self.ready.stored.experiment.options,
            values: self.values,
        };
        examine::robustness(&self.subject.worlds, &assumed, self.progress)
    }
}

/// The segments that seeds may open: those that are asked for, or else communities.
fn segments<'a>(scenario: &'a Scenario, network: &'a Network) -> Option<By<'a>> {
    let column = scenario.answer.by_segment.as_deref().unwrap_or("community");
    match network.user_column(column)? {
        UserValues::Category { codes, names } => {
            let segments = Segments { codes, count: names.len() as u32 };
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
