//! `wordspread sketch` and `wordspread what-if`: reverse sets in a file, and what they answer at once.

use std::path::PathBuf;

use clap::{ArgGroup, Args};
use schemars::JsonSchema;
use serde::Serialize;
use wordspread::{
    document::{
        Document,
        amounts::{number, several, whole},
    },
    error::{Error, Result},
    scenario,
    seeding::{UserId, reverse::sketch::Sketch},
    whole_file::WholeFile,
};

use crate::cli::{
    exit_status::ExitStatus,
    flags::{
        scenario::ScenarioFlags,
        seeds::{of_flag, user_id},
    },
    output_file,
    terminal::console::Console,
};

/// Draw a sketch of all spreads, which answers what-ifs in milliseconds
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  wordspread sketch launch.toml -o launch.wsr
  wordspread what-if launch.wsr --seeds anna,bert --next 3

The scenario gives network, influence and model; its options, if it has any, are not looked at.")]
pub(crate) struct SketchCommand {
    #[command(flatten)]
    scenario: ScenarioFlags,

    /// The file to write
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,

    /// How many reverse sets, rounded up to a multiple of 256, as they are drawn; a spread of a share
    /// s of all users has the standard error √(s (1 - s) / N) of them
    #[arg(long, value_name = "N", default_value_t = 131_072)]
    sets: u64,
}

impl SketchCommand {
    pub(crate) fn run(self, console: &Console) -> Result<ExitStatus> {
        let file = self.scenario.read()?;
        output_file::apart_from("--output", &self.output, &self.scenario.files())?;
        WholeFile::check(&self.output).map_err(|refused| Error::writing(&self.output, refused))?;
        let sketch = scenario::sketch(&file, self.sets, console.progress()).map_err(of_flag)?;
        sketch.write(&self.output)?;
        let [sets, users] = [(sketch.sets(), "reverse set"), (sketch.users(), "user")]
            .map(|(n, what)| several(n.into(), what));
        let rounded = if u64::from(sketch.sets()) == self.sets {
            String::new()
        } else {
            format!(" ({} requested; they come in blocks of 256)", whole(self.sets))
        };
        console.note(&format!("{}: {sets}{rounded} of {users}.", self.output.display()));
        Ok(ExitStatus::Done)
    }
}

/// Ask a sketch what any seeds spread, and who best joins them
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("what").args(["seeds", "next"]).required(true).multiple(true)))]
#[command(after_long_help = "\
Examples:
  wordspread what-if launch.wsr --seeds anna,bert
  wordspread what-if launch.wsr --seeds anna,bert --next 3 --json
  wordspread what-if launch.wsr --next 10

`wordspread sketch` makes the file. Whoever is found to join best looks a little better by the sets
that found it than it is.")]
pub(crate) struct WhatIfCommand {
    /// The file of the sketch
    sketch: PathBuf,

    /// The seeds, by their ids
    #[arg(long, value_name = "ID", value_delimiter = ',', value_parser = user_id)]
    seeds: Vec<UserId>,

    /// Find so many users who best join the seeds
    #[arg(long, value_name = "K")]
    next: Option<u32>,

    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
}

/// What a sketch answers.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct WhatIfAnswer {
    /// The scenario that the sketch is of.
    scenario: String,
    /// Mean sharers from the seeds.
    spread: f64,
    /// Its standard error.
    standard_error: f64,
    /// The seeds.
    seeds: Vec<SeedAnswer>,
    /// Who best joins them, one after the other.
    next: Vec<NextAnswer>,
    /// The number of reverse sets in the sketch.
    sets: u32,
}

/// A seed.
#[derive(Debug, Serialize, JsonSchema)]
struct SeedAnswer {
    /// The user's id.
    id: String,
    /// Mean sharers that are lost without it.
    lost_without: f64,
}

/// A user who joins the seeds.
#[derive(Debug, Serialize, JsonSchema)]
struct NextAnswer {
    /// The user's id.
    id: String,
    /// Mean sharers that it adds to the seeds and those who joined before.
    adds: f64,
}

impl WhatIfCommand {
    pub(crate) fn run(self, console: &Console) -> Result<ExitStatus> {
        let sketch = Sketch::open(&self.sketch)?;
        let seeds = self.users(&sketch)?;
        let next = self.next.unwrap_or(0);
        let others = sketch.users() - seeds.len() as u32;
        if next > others {
            let problem = format!("{next} users requested, but only {others} are not seeds");
            return Err(Error::value("--next", problem, format!("ask for at most {others}")));
        }
        let spread = sketch.spread(&seeds);
        let lost = sketch.lost_without(&seeds);
        let answer = WhatIfAnswer {
            scenario: sketch.is_of().scenario.clone(),
            spread: spread.mean,
            standard_error: spread.standard_error,
            seeds: seeds
                .iter()
                .zip(lost)
                .map(|(&seed, lost_without)| SeedAnswer { id: sketch.id(seed), lost_without })
                .collect(),
            next: sketch
                .best_next(&seeds, next)
                .into_iter()
                .map(|(user, adds)| NextAnswer { id: sketch.id(user), adds })
                .collect(),
            sets: sketch.sets(),
        };
        if self.json {
            console.print_json(&answer)?;
        } else {
            console.print(&page(&answer, console))?;
        }
        Ok(ExitStatus::Done)
    }

    /// The seeds as the sketch numbers them.
    fn users(&self, sketch: &Sketch) -> Result<Vec<u32>> {
        let mut seeds = Vec::new();
        for id in self.seeds.iter().map(ToString::to_string) {
            let seed = sketch.user(&id).ok_or_else(|| {
                let problem = format!("user {id} is not in the network");
                let near = sketch.nearest(&id).map(|near| format!("did you mean {near}?"));
                let remedy = near.unwrap_or_else(|| "give the id of one of its users".to_owned());
                Error::value("--seeds", problem, remedy)
            })?;
            if seeds.contains(&seed) {
                let problem = format!("user {id} is given twice");
                return Err(Error::value("--seeds", problem, "give each seed once"));
            }
            seeds.push(seed);
        }
        Ok(seeds)
    }
}

fn page(answer: &WhatIfAnswer, console: &Console) -> String {
    let mut page = Document::default();
    page.heading(&answer.scenario);
    let [mean, error] = [answer.spread, answer.standard_error].map(number);
    if !answer.seeds.is_empty() {
        page.fact("sharers", format!("{mean} on average, standard error {error}"));
        for seed in &answer.seeds {
            page.fact(&seed.id, format!("without it {} fewer", number(seed.lost_without)));
        }
    }
    if !answer.next.is_empty() {
        page.heading("Who best joins them, one after the other");
        for (place, next) in answer.next.iter().enumerate() {
            let adds = number(next.adds);
            page.fact((place + 1).to_string(), format!("{}   adds {adds} sharers", next.id));
        }
    }
    page.fact("by", format!("{} reverse sets", whole(answer.sets.into())));
    console.look().render(&page)
}
