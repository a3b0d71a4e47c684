//! `wordspread generate`: a random or teaching network into a file.

use std::path::PathBuf;

use clap::{Args, builder::PossibleValuesParser};
use wordspread::{
    catalogue::Row,
    error::{Error, Result},
    memory,
    network::{
        NetworkSize,
        builder::PartOfRows,
        format::{self, Format, WsnInParts},
        generator::{Generator, InParts},
    },
    scenario::{KeyChange, NetworkSection, ScenarioFile},
};

use crate::cli::{
    exit_status::ExitStatus, flags::network, output_file, terminal::console::Console,
};

/// Generate a network and write it into a file
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  wordspread generate gnp --set users=1000 --set mean_followers=8 -o random.wsn
  wordspread generate watts-strogatz -s users=1000 -s neighbours=6 -s rewiring=0.1 -o small-world.graphml

A network whose rows would take more than --memory is written part by part into a .wsn file, its
edges drawn anew for each part; the file is the same to the byte.

`wordspread list generators` tells the models; `wordspread schema scenario`, their parameters.
The same rng_seed gives the same network on any number of threads.")]
pub(crate) struct GenerateCommand {
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

    /// Also store in-edges: weighted cascade, linear threshold and the choice of seeds then start at
    /// once, but a .wsn file is nearly twice as large
    #[arg(long)]
    backward: bool,

    /// How much memory the network may take, such as 8GB [default: three quarters of what is free]
    #[arg(long, value_name = "SIZE", value_parser = bytes)]
    memory: Option<u64>,
}

fn keywords() -> Vec<&'static str> {
    Generator::ROWS.iter().map(|row: &Row| row.keyword).collect()
}

impl GenerateCommand {
    pub(crate) fn run(self, console: &Console) -> Result<ExitStatus> {
        let model = model(&self.model, &self.settings)?;
        let format = output_file::network_fits(&self.output, self.format)?;
        if self.backward {
            output_file::kept_by("--backward", output_file::TURNED, &self.output, format)?;
        }
        let key = format!("network.generate.{}", self.model);
        let note = match self.in_parts(&model, console) {
            Ok(Some(note)) => note,
            Ok(None) => {
                let network = model.generate(self.rng_seed, console.progress());
                let mut network = network.map_err(|error| shortened(error, &key))?;
                if self.backward {
                    network = network.keeping_backward();
                }
                format::write(&network, &self.output, self.format, console.progress())?;
                output_file::written(&network, &self.output)
            }
            Err(error) => return Err(shortened(error, &key)),
        };
        console.note(&note);
        Ok(ExitStatus::Done)
    }

    /// Writes a network that is larger than the memory it may take, where model and format can;
    /// what is to be said of it.
    fn in_parts(&self, model: &Generator, console: &Console) -> Result<Option<String>> {
        let most = self.memory.or_else(|| memory::available().map(|free| free / 4 * 3));
        let size = model.size();
        let Some(most) = most.filter(|&most| size.bytes() > most) else { return Ok(None) };
        if self.backward {
            return self.whole_only(size, "--backward turns it round as a whole");
        }
        if Format::to_write(&self.output, self.format)? != Format::Wsn {
            return self.whole_only(size, "only a .wsn file is written in parts");
        }
        let users = size.users as u32;
        let progress = console.progress();
        // It is begun with the first part, so after the model has seen to its parameters.
        let mut file: Option<WsnInParts<'_>> = None;
        // The row starts are in memory all the time.
        let budget = most.saturating_sub(u64::from(users) * 8);
        let mut take = |part: PartOfRows<'_>| match &mut file {
            Some(file) => file.rows(&part),
            None => file.insert(WsnInParts::create(&self.output, users, progress)?).rows(&part),
        };
        let parts = InParts { budget, take: &mut take };
        let Some(built) = model.generate_in_parts(self.rng_seed, parts, progress)? else {
            return self.whole_only(size, "this model is drawn as a whole");
        };
        let edges = file.expect("a network has users").finish(built)?;
        Ok(Some(output_file::written_in_parts(users, edges, built, &self.output)))
    }

    /// Refuses a network larger than --memory that cannot be made in parts; without the flag it is
    /// tried.
    fn whole_only(&self, size: NetworkSize, why: &str) -> Result<Option<String>> {
        if self.memory.is_none() {
            return Ok(None);
        }
        let problem = format!("the network takes about {} bytes, and {why}", size.bytes());
        Err(Error::value("--memory", problem, "allow more, or make the network smaller"))
    }
}

/// Parses a size of memory: a number of bytes, or one of kB, MB, GB or TB.
fn bytes(text: &str) -> std::result::Result<u64, String> {
    let units = [("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3), ("KB", 1e3), ("B", 1.0)];
    let unit = units.iter().find_map(|&(unit, factor)| Some((text.strip_suffix(unit)?, factor)));
    let (number, factor) = unit.unwrap_or((text, 1.0));
    let number: f64 = number.trim().parse().map_err(|_| "write for example 8GB".to_owned())?;
    if !(number > 0.0 && number.is_finite()) {
        return Err("a size is above 0".to_owned());
    }
    Ok((number * factor) as u64)
}

/// The model of a keyword with its parameters, read by the rules of scenarios.
fn model(keyword: &str, settings: &[String]) -> Result<Generator> {
    let key = format!("network.generate.{keyword}");
    let text = format!("name = \"generate\"\n[{key}]");
    let set = |setting: &String| {
        if setting.contains('=') {
            return KeyChange::set(&format!("{key}.{setting}"));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_of_memory_are_told_in_the_usual_units() {
        assert_eq!(bytes("8GB"), Ok(8_000_000_000));
        assert_eq!(bytes("1.5 MB"), Ok(1_500_000));
        assert_eq!(bytes("512kB"), Ok(512_000));
        assert_eq!(bytes("4096"), Ok(4096));
        for wrong in ["", "GB", "8GiB", "-1GB", "0", "nan", "inf"] {
            assert!(bytes(wrong).is_err(), "{wrong}");
        }
    }
}
