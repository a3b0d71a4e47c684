//! Questions around one option: the section `[examine]`, its rules, and the step of the line that
//! answers it.
//!
//! What is asked, in which worlds, about whom is decided here; how, in [`crate::examine`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Scenario, ScenarioFile, asked, implicit,
    option::{lineup, price_key},
    stored::Stored,
};
use crate::{
    catalogue::nearest,
    error::{Error, Result},
    examine::{self, Assumed, By, Inquiry, Order, Ordered, Ordinary, Subject, Worlds},
    kernel::plan::Kernel,
    metric::AnyMetric,
    network::{Network, attributes::UserValues},
    progress::Progress,
    report::{Examination, Unanswered},
    seeding::{AnyStrategy, Lineup, Seeds, Spreading},
    simulate::{Run, Segments},
};

/// So many worlds are enough to see what matters, unless the scenario says otherwise.
const WORLDS: u64 = 1000;

/// One option to be looked at more closely, in the worlds that all options have met.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExamineSection {
    /// The name of the option.
    pub option: String,

    /// The name of the option whose users are the ordinary ones that break-even is asked for: more
    /// and more of them, chosen as that option does, at its price. Default: the first option that
    /// chooses at random, or else random users, drawn anew in every replicate, at the examined
    /// option's price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<String>,

    /// What is asked: `break-even` (how many ordinary users do as much), `curve` (what fewer and
    /// more seeds would do), `each-seed` (what each seed adds to the others), `robustness` (whether
    /// the ranking of the options holds under other influence, with edges missing, and under the
    /// other model). Default: all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub questions: Option<Vec<Inquiry>>,

    /// In how many worlds it is asked, at least 1; they are the first of those that the options meet,
    /// and never more. Default 1,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub replicates: Option<u64>,
}

impl ExamineSection {
    /// What is asked, each question once.
    #[must_use]
    pub fn asks(&self) -> Vec<Inquiry> {
        let asks = |inquiry: &Inquiry| {
            self.questions.as_ref().is_none_or(|questions| questions.contains(inquiry))
        };
        Inquiry::ALL.into_iter().filter(asks).collect()
    }

    /// The most worlds in which it is asked, where the options meet so many.
    #[must_use]
    pub fn worlds(&self, replicates: u64) -> u64 {
        self.replicates.unwrap_or(WORLDS).min(replicates)
    }

    /// The place of the option in a checked scenario.
    pub(super) fn place(&self, scenario: &Scenario) -> usize {
        let place = scenario.option.iter().position(|option| option.name == self.option);
        place.expect("a checked scenario examines one of its options")
    }

    /// The place of the option whose users are the ordinary ones, if there is one.
    fn ordinary(&self, scenario: &Scenario) -> Option<usize> {
        let mut options = scenario.option.iter();
        match &self.against {
            Some(against) => options.position(|option| option.name == *against),
            None => options.position(|option| {
                matches!(option.seeds, AnyStrategy::Random(_)) && option.name != self.option
            }),
        }
    }
}

/// The rules of the section.
pub(super) fn rules(scenario: &Scenario) -> Result<()> {
    let Some(section) = &scenario.examine else { return Ok(()) };
    let refused = |key: &str, problem: String, remedy: &str| {
        Err(Error::value(format!("examine.{key}"), problem, remedy))
    };
    if implicit::of(scenario).is_some() {
        let problem = "the users of an implicit network are not stored, to be left out or added one \
                       by one";
        let remedy = "leave the section out, or take a network that is stored";
        return Err(Error::value("examine", problem, remedy));
    }
    for (key, name) in [("option", Some(&section.option)), ("against", section.against.as_ref())] {
        let Some(name) = name else { continue };
        if !scenario.option.iter().any(|option| option.name == *name) {
            let names = scenario.option.iter().map(|option| option.name.as_str());
            let all =
                || names.clone().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ");
            let near = nearest(name, names.clone()).map(|near| format!("did you mean {near:?}?"));
            let remedy = near.unwrap_or_else(|| format!("name one of the options: {}", all()));
            return refused(key, format!("there is no option {name:?}"), &remedy);
        }
    }
    if let Some(against) = &section.against {
        if *against == section.option {
            let problem = format!("{against:?} is the option that is examined");
            return refused("against", problem, "name another option, or leave it out");
        }
        let place = section.ordinary(scenario).expect("it was found above");
        let why = match scenario.option[place].seeds {
            AnyStrategy::Users(_) | AnyStrategy::File(_) => "names its users",
            AnyStrategy::Best(_) | AnyStrategy::Greedy(_) | AnyStrategy::LocalSearch(_) => {
                "seeks its users by what they spread together"
            }
            _ => "",
        };
        if !why.is_empty() {
            let problem = format!("{against:?} {why}: there are no more of them to add");
            let remedy = "name an option that chooses by a count, such as seeds.random, or leave it \
                          out";
            return refused("against", problem, remedy);
        }
    }
    let place = section.place(scenario);
    if let AnyStrategy::Random(random) = &scenario.option[place].seeds
        && random.redraw
        && section.questions.as_ref().is_some_and(|asked| asked.contains(&Inquiry::EachSeed))
    {
        let name = &section.option;
        let problem = format!("{name:?} has other seeds in every replicate: none can be left out");
        let remedy = "leave each-seed out, or give the option redraw = false";
        return refused("questions", problem, remedy);
    }
    if section.replicates == Some(0) {
        return refused("replicates", "0 worlds tell nothing".to_owned(), "give at least 1");
    }
    if section.asks().is_empty() {
        let remedy = "name one or more of break-even, curve, each-seed and robustness, or leave it \
                      out for all of them";
        return refused("questions", "nothing is asked".to_owned(), remedy);
    }
    Ok(())
}

/// What the examination of a scenario needs, made ready.
pub(super) struct Ready<'a> {
    scenario: &'a Scenario,
    section: &'a ExamineSection,
    stored: &'a Stored<'a>,
    /// The place of the examined option.
    place: usize,
    /// Its users in the order in which they were chosen.
    ordered: Lineup,
    by: Order,
    /// The ordinary users, where break-even is asked for.
    ordinary: Option<Lineup>,
}

impl<'a> Ready<'a> {
    /// Makes it ready, where the scenario asks for it; refuses what cannot be asked of its seeds.
    pub(super) fn new(
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
            Some(ordered) => (ordered, Order::Choice),
            None => (by_audience(network, seeds), Order::Audience),
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
    pub(super) fn examine(
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
        let worlds = Worlds {
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
        Ok(found.told())
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
pub(super) fn check(
    file: &ScenarioFile,
    network: &Network,
    spreading: Spreading<'_>,
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

/// What options are compared by, as [`Question::compared_by`](crate::report::Question::compared_by)
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
    fn price(&self, place: usize) -> Option<Box<examine::Price<'_>>> {
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

    fn curve(&self) -> Result<examine::Curve> {
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
        let assumed = Assumed {
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
