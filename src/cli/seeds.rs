//! `wordspread seeds`: the seeds that spread farthest, with their certificate.

use std::{
    io::{self, BufWriter, Write},
    path::PathBuf,
};

use clap::Args;
use wordspread::{
    error::{Error, Result},
    scenario::{BestSeeds, SeedsWanted},
    seeding::reverse::Accuracy,
    whole_file::WholeFile,
};

use super::{
    Outcome,
    console::Console,
    scenario::ScenarioFlags,
    table::{Page, number, percent, several, whole},
};

/// Choose the seeds that spread farthest, and certify how near they are to the best
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  wordspread seeds launch.toml --count 50
  wordspread seeds launch.toml --count 50 -o best.txt
  wordspread seeds launch.toml --count 20 --require anna --exclude bert,carla --json

The scenario gives network, influence and model; its options are not looked at. A file that is
written is one that `seeds.file` of an option takes. Ctrl-C ends the search early with the best so
far, and the exit code is 130.")]
pub(super) struct Seeds {
    #[command(flatten)]
    scenario: ScenarioFlags,

    /// How many seeds, those that are required among them
    #[arg(long, short, value_name = "K")]
    count: u32,

    /// Users who must be among the seeds, by their ids
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    require: Vec<String>,

    /// Users who must not be among the seeds, by their ids
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    exclude: Vec<String>,

    /// End once the seeds certainly spread 1 - 1/e - E of what any could, in place of going on until
    /// twice the sampling finds none that spread 0.5% farther
    #[arg(long, value_name = "E", value_parser = epsilon)]
    epsilon: Option<f64>,

    /// Write the ids into a file, one a line, in the order in which they were chosen
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Print seeds and certificate as JSON
    #[arg(long)]
    json: bool,
}

/// Twice as many sets must find seeds that spread this much farther, or the search ends.
const GAIN: f64 = 0.005;

/// How far from 1 - 1/e.
fn epsilon(text: &str) -> std::result::Result<f64, String> {
    match text.parse() {
        Ok(epsilon) if 0.0 < epsilon && epsilon < 0.632 => Ok(epsilon),
        _ => Err("give a number above 0 and below 0.632, such as 0.1".to_owned()),
    }
}

impl Seeds {
    pub(super) fn run(self, console: &Console) -> Result<Outcome> {
        let file = self.scenario.read()?;
        let output = match &self.output {
            Some(path) => {
                let file = WholeFile::create(path).map_err(|error| Error::writing(path, error))?;
                Some((path, file))
            }
            None => None,
        };
        let wanted = SeedsWanted {
            count: self.count,
            required: self.require,
            excluded: self.exclude,
            accuracy: match self.epsilon {
                Some(epsilon) => Accuracy::Guarantee { epsilon },
                None => Accuracy::Quality { gain: GAIN },
            },
        };
        let best = BestSeeds::of(&file, &wanted, console.progress())?;
        if let Some((path, file)) = output {
            write(&best, file).map_err(|error| Error::writing(path, error))?;
        }
        if self.json {
            console.print_json(&best)?;
        } else {
            console.print(&told(&best, console))?;
        }
        let stopped = !best.reached && console.progress().cancelled();
        Ok(if stopped { Outcome::Interrupted } else { Outcome::Done })
    }
}

/// The ids, below what is certified of them.
fn write(best: &BestSeeds, file: WholeFile) -> io::Result<()> {
    let mut file = BufWriter::new(file);
    let share = percent(best.ratio);
    writeln!(file, "# {}: at least {share} of the best spread", several_seeds(best))?;
    for seed in &best.seeds {
        writeln!(file, "{}", seed.id)?;
    }
    file.into_inner().map_err(io::IntoInnerError::into_error)?.finish()
}

fn several_seeds(best: &BestSeeds) -> String {
    several(best.seeds.len() as u64, "seed")
}

/// A mean number of users: whole, where it is large.
fn shown(mean: f64) -> String {
    if mean < 100.0 { number(mean) } else { whole(mean.round() as u64) }
}

fn told(best: &BestSeeds, console: &Console) -> String {
    let mut page = Page::new(console.look());
    page.section(&best.scenario);
    let network = &best.network;
    let (users, edges) = (several(network.users, "user"), several(network.edges, "edge"));
    page.row("network", &format!("{}; {users}, {edges}", network.source));
    if let Some(direction) = &network.direction {
        page.row("", direction);
    }
    page.section("Seeds, in the order in which they were chosen");
    for (place, seed) in best.seeds.iter().enumerate() {
        let adds = format!("{}   adds {} sharers", seed.id, shown(seed.adds));
        page.row(&(place + 1).to_string(), &adds);
    }
    page.section("Certificate");
    let spread = shown(best.spread);
    page.row("sharers", &format!("{spread} in the mean, by sets that took no part in the choice"));
    page.row("at least", &shown(best.at_least));
    let most = shown(best.optimum_at_most);
    page.row("best possible", &format!("at most {most}, from whatever {}", several_seeds(best)));
    page.row("certified", &format!("at least {} of the best possible", percent(best.ratio)));
    let sets = several(best.sets, "reverse set");
    page.row(
        "by",
        &format!("{sets}, and as many to test; wrong once in {}", number(1.0 / best.risk)),
    );
    if !best.reached {
        page.row("", "the search ended before they were as good as was asked");
    }
    page.text
}
