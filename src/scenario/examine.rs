//! Questions around one option: the section `[examine]` and its rules.
//!
//! The questions, their worlds and their option are decided here; what that comes to on a network, in
//! `examiner`; how it is answered, in [`crate::examine`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Scenario, implicit};
use crate::{
    catalogue::nearest,
    error::{Error, Result},
    examine::Inquiry,
    seeding::AnyStrategy,
};

/// So many worlds are enough to see what matters, unless the scenario says otherwise.
const WORLDS: u64 = 1000;

/// One option to be looked at more closely, in the worlds that all options have met.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExamineSection {
    /// The name of the option.
    pub option: String,

    /// The name of the option whose users are the ordinary ones of break-even: more
    /// and more of them, chosen as that option does, at its price. Default: the first option that
    /// chooses at random, or else random users, drawn anew in every replicate, at the examined
    /// option's price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<String>,

    /// The questions: `break-even` (how many ordinary users do as much), `curve` (what fewer and
    /// more seeds would do), `each-seed` (what each seed adds to the others), `robustness` (whether
    /// the ranking of the options holds under other influence, with edges missing, and under the
    /// independent cascade and linear threshold, where the model is another). Default: all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub questions: Option<Vec<Inquiry>>,

    /// The number of worlds, at least 1; they are the first of those that the options meet,
    /// and never more. Default 1,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub replicates: Option<u64>,
}

impl ExamineSection {
    /// The questions, each once.
    #[must_use]
    pub fn asks(&self) -> Vec<Inquiry> {
        let asks = |inquiry: &Inquiry| {
            self.questions.as_ref().is_none_or(|questions| questions.contains(inquiry))
        };
        Inquiry::ALL.into_iter().filter(asks).collect()
    }

    /// The most worlds of the questions, where the options meet so many.
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
    pub(super) fn ordinary(&self, scenario: &Scenario) -> Option<usize> {
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
                "seeks its users by their joint spread"
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
        && section
            .questions
            .as_ref()
            .is_some_and(|questions| questions.contains(&Inquiry::EachSeed))
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
        return refused("questions", "there is no question".to_owned(), remedy);
    }
    Ok(())
}
