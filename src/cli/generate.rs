//! `wordspread generate`: a random or teaching network into a file.

use std::path::PathBuf;

use clap::{Args, builder::PossibleValuesParser};
use wordspread::{
    catalogue::Row,
    error::{Error, Result},
    network::{
        format::{self, Format},
        generator::Generator,
    },
    scenario::{Change, NetworkSection, ScenarioFile},
};

use super::{Outcome, console::Console, network, output};

/// Generate a network and write it into a file
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  wordspread generate gnp --set users=1000 --set mean_followers=8 -o random.wsn
  wordspread generate watts-strogatz -s users=1000 -s neighbours=6 -s rewiring=0.1 -o small-world.graphml

`wordspread list generators` tells the models; `wordspread schema scenario`, their parameters.
The same rng_seed gives the same network on any number of threads.")]
pub(super) struct Generate {
    /// The model of the network
    #[arg(value_name = "MODEL", value_parser = PossibleValuesParser::new(keywords()))]
    #[arg(hide_possible_values = true)]
    model: String,

    /// A parameter of the model, as scenarios call it; may be given several times
    #[arg(long = "set", short = 's', value_name = "KEY=VALUE")]
    settings: Vec<String>,

    /// Which of all networks of the model
    #[arg(long, value_name = "N", default_value_t = 1)]
    rng_seed: u64,

    /// The file to write; its name says the format
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,

    /// The format of the file [default: as its name says]
    #[arg(long, value_name = "FORMAT", value_parser = network::format())]
    format: Option<Format>,
}

fn keywords() -> Vec<&'static str> {
    Generator::ROWS.iter().map(|row: &Row| row.keyword).collect()
}

impl Generate {
    pub(super) fn run(self, console: &Console) -> Result<Outcome> {
        let model = model(&self.model, &self.settings)?;
        output::network_fits(&self.output, self.format)?;
        let key = format!("network.generate.{}", self.model);
        let network = model.generate(self.rng_seed, console.progress());
        let network = network.map_err(|error| shortened(error, &key))?;
        format::write(&network, &self.output, self.format, console.progress())?;
        console.note(&output::written(&network, &self.output));
        Ok(Outcome::Done)
    }
}

/// The model of a keyword with its parameters, read by the rules of scenarios.
fn model(keyword: &str, settings: &[String]) -> Result<Generator> {
    let key = format!("network.generate.{keyword}");
    let text = format!(
        "name = \"generate\"\n[{key}]\n[[option]]\nname = \"-\"\nseeds.random = {{ count = 1 }}"
    );
    let set = |setting: &String| {
        if setting.contains('=') {
            return Change::set(&format!("{key}.{setting}"));
        }
        let problem = format!("{setting:?} is no KEY=VALUE");
        Err(Error::value("--set", problem, "write for example --set users=1000"))
    };
    let changes = settings.iter().map(set).collect::<Result<Vec<_>>>();
    let file = changes.and_then(|changes| ScenarioFile::parse(text, "generate", changes));
    match file.map(|file| file.scenario().network.clone()) {
        Ok(Some(NetworkSection::Generate(model))) => Ok(model),
        Ok(_) => unreachable!("the text has a generator"),
        Err(error) => Err(shortened(error, &key)),
    }
}

/// The same error, without the scenario around the model.
fn shortened(error: Error, key: &str) -> Error {
    let (problem, remedy) = match error {
        Error::Scenario(fault) => (fault.problem, fault.remedy),
        Error::Value { key, problem, remedy } => (format!("{key}: {problem}"), remedy),
        other => return other,
    };
    let (model, inner) = (key.rsplit('.').next().unwrap_or(key), format!("{key}."));
    let problem = problem.replace(&inner, "").replace(&format!(" in {key}"), "").replace(key, "it");
    Error::value(format!("generate {model}"), problem, remedy)
}
