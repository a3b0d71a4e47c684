//! `wordspread generate`: a random or teaching network into a file.

use std::path::PathBuf;

use clap::{Args, builder::PossibleValuesParser};
use toml::{Table, Value};
use wordspread::{
    catalogue::Row,
    error::{Error, Result},
    network::{
        format::{self, Format},
        generator::Generator,
    },
};

use super::{
    Outcome,
    console::Console,
    network, output,
    setting::{self, Setting},
};

/// Generate a network and write it into a file
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  wordspread generate gnp --set users=1000 --set mean_followers=8 -o random.wsn
  wordspread generate watts-strogatz -s users=1000 -s neighbours=6 -s rewiring=0.1 -o small-world.graphml

`wordspread list generators` tells the models; `wordspread schema scenario`, their parameters.
The same rng_seed gives the same network on any machine and number of threads.")]
pub(super) struct Generate {
    /// The model of the network
    #[arg(value_name = "MODEL", value_parser = PossibleValuesParser::new(keywords()))]
    #[arg(hide_possible_values = true)]
    model: String,

    /// A parameter of the model, as scenarios call it; may be given several times
    #[arg(long = "set", short = 's', value_name = "KEY=VALUE")]
    settings: Vec<Setting>,

    /// Which of all networks of the model
    #[arg(long, value_name = "N", default_value_t = 0)]
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
        let model = model(&self.model, self.settings)?;
        output::network_fits(&self.output, self.format)?;
        let network = model.generate(self.rng_seed, console.progress())?;
        format::write(&network, &self.output, self.format, console.progress())?;
        console.note(&output::written(&network, &self.output));
        Ok(Outcome::Done)
    }
}

/// The model of a keyword with the parameters set.
fn model(keyword: &str, settings: Vec<Setting>) -> Result<Generator> {
    let parameters = setting::table(settings)?;
    let entry = Table::from_iter([(keyword.to_owned(), Value::Table(parameters))]);
    entry.try_into().map_err(|error: toml::de::Error| {
        let remedy = "`wordspread schema scenario` tells the parameters of each model";
        Error::value(format!("generate {keyword}"), error.message(), remedy)
    })
}
