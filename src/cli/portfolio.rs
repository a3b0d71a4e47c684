//! `wordspread portfolio`: which users are asked for which of several messages, with a certificate.
//!
//! It must never write a file that `seeds.file` does not take.

use std::{
    io::{self, BufWriter, Write},
    path::PathBuf,
};

use clap::Args;
use wordspread::{
    error::{Error, Result},
    scenario::PortfolioSeeds,
    whole_file::WholeFile,
};

use super::{
    Outcome,
    certified::{Certified, amount, certified_share, shown, tell_given, tell_seed, tell_simulated},
    console::Console,
    look::Look,
    output,
    scenario::ScenarioFlags,
    seeds::of_flag,
    table::{Page, number, several, whole},
};

/// Choose which users to ask for which of several messages
#[derive(Debug, Args)]
#[command(after_long_help = r#"Examples:
  wordspread portfolio scenarios/portfolio.toml
  wordspread portfolio launch.toml --set portfolio.count=50 -o plan.txt
  wordspread portfolio launch.toml --json

The messages, what there is for all of them together, and who may be asked stand in the scenario:

  [portfolio]
  budget = 5_000
  price = { per_user = 20 }

  [[portfolio.message]]
  name = "video"
  factor = 1.5

  [[portfolio.message]]
  name = "offer"
  value = { by = "region", segments = { north = 2 }, others = 1 }

Each user is asked for one message at most, and messages do not compete: each spreads as if it were
alone. A file that is written has the seeds of each message below a line `# message: NAME`;
`seeds.file = { path = "plan.txt", message = "video" }` of an option takes those of one. Ctrl-C ends
the search early with the best so far, and the exit code is 130."#)]
pub(super) struct Portfolio {
    #[command(flatten)]
    scenario: ScenarioFlags,

    /// Simulate each message from its seeds in so many fresh worlds, and tell what it spreads there with an
    /// interval
    #[arg(long, visible_alias = "replicates", value_name = "N")]
    simulate: Option<u64>,

    /// Write the ids into a file, one a line, below the name of their message
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Print messages, seeds and certificate as JSON
    #[arg(long)]
    json: bool,
}

impl Portfolio {
    pub(super) fn run(self, console: &Console) -> Result<Outcome> {
        let file = self.scenario.read()?;
        let output = output::begun(self.output.as_deref(), &self.scenario.files())?;
        let found =
            PortfolioSeeds::of(&file, self.simulate, console.progress()).map_err(of_flag)?;
        // What was found is told, whether or not there is room for the file.
        let write = |(path, file)| match write(&found, self.simulate, file) {
            Ok(()) => Ok(path),
            Err(error) => Err(Error::writing(path, error)),
        };
        let written = output.map(write).transpose();
        if self.json {
            console.print_json(&found)?;
        } else {
            console.print(&page(&found, self.simulate, console.look()))?;
        }
        if let Some(path) = written? {
            let all = several(seeds(&found), "seed");
            let of = several(found.messages.len() as u64, "message");
            console.note(&format!("{}: {all} of {of}.", path.display()));
        }
        Ok(if found.interrupted { Outcome::Interrupted } else { Outcome::Done })
    }
}

/// How many seeds all messages have.
fn seeds(found: &PortfolioSeeds) -> u64 {
    found.messages.iter().map(|message| message.seeds.len() as u64).sum()
}

/// What is missing of what was asked for, a sentence each.
fn missing(found: &PortfolioSeeds, simulate: Option<u64>) -> Vec<String> {
    let ended = if found.certificate.interrupted {
        "it was stopped by hand"
    } else {
        "the memory for its sets was full, and a larger accuracy.quality takes fewer"
    };
    let missing = format!("the search ended before the seeds were as good as was asked: {ended}");
    let mut missing: Vec<String> =
        (!found.certificate.reached).then_some(missing).into_iter().collect();
    for message in &found.messages {
        if let (Some(worlds), Some(done)) = (simulate, message.replicates())
            && done < worlds
        {
            let of = format!("{} of {}", whole(done), several(worlds, "world"));
            let name = &message.message;
            missing.push(format!("{name} was simulated in {of}: it was stopped by hand"));
        }
    }
    missing
}

/// The ids into a file, those of each message below its name.
fn write(found: &PortfolioSeeds, simulate: Option<u64>, file: WholeFile) -> io::Result<()> {
    let mut file = BufWriter::new(file);
    file.write_all(listed(found, simulate).as_bytes())?;
    file.into_inner().map_err(io::IntoInnerError::into_error)?.finish()
}

/// What stands in a file.
fn listed(found: &PortfolioSeeds, simulate: Option<u64>) -> String {
    let all = several(seeds(found), "seed");
    let of = several(found.messages.len() as u64, "message");
    let share = certified_share(&found.certificate);
    let mut lines = vec![format!("# {all} of {of}: {share} of the best spread")];
    let missing = missing(found, simulate).into_iter();
    lines.extend(missing.map(|missing| format!("# partial: {missing}")));
    for message in &found.messages {
        lines.push(format!("# message: {}", message.message));
        lines.extend(message.seeds.iter().map(|seed| seed.id.clone()));
    }
    lines.join("\n") + "\n"
}

/// All of it as text.
fn page(found: &PortfolioSeeds, simulate: Option<u64>, look: Look) -> String {
    let mut page = Page::new(look);
    page.section(&found.scenario);
    tell_given(&found.network, [&found.influence, &found.model], found.rng_seed, &mut page);
    let certificate = &found.certificate;
    for message in &found.messages {
        let spreads = amount(certificate, &shown(message.spread));
        let own = several(message.seeds.len() as u64, "seed");
        page.section(&format!("{}: {own}, {spreads} in the mean", message.message));
        if message.seeds.is_empty() {
            page.paragraph("Nobody: whoever could be asked is worth more for another message.");
        }
        for (place, seed) in (1..).zip(&message.seeds) {
            tell_seed(certificate, place, seed, &mut page);
        }
        if let Some(simulated) = &message.simulated {
            tell_simulated(certificate, simulated, &mut page);
        }
    }
    page.section("All messages together");
    page.row("seeds", &number(seeds(found) as f64));
    if let Some(cost) = found.cost {
        let of = certificate.budget.map_or_else(String::new, |all| format!(" of {}", number(all)));
        page.row("cost", &format!("{}{of}", number(cost)));
    }
    let keys = ["accuracy.quality", "accuracy.guarantee"];
    Certified { certificate, seeds: seeds(found), keys }.tell(&mut page);
    let missing = missing(found, simulate);
    if !missing.is_empty() {
        page.section("Partial");
        for missing in missing {
            page.paragraph(&missing);
        }
    }
    page.text
}

#[cfg(test)]
mod tests {
    use wordspread::scenario::{KeyChange, ScenarioFile, run};

    use super::*;

    const LOOK: Look = Look { colour: false, unicode: true, width: Some(100), wipes: false };

    /// The hub is asked for the message that spreads by itself, some leaf for the other.
    const TEXT: &str = "name = 'a'\nnetwork.generate.star = { users = 50 }\n\
                        influence.uniform.p = 0.5\n[answer]\nviral_at = { sharers = 2 }\nreplicates = 10\n\
                        [portfolio]\ncount = 2\n\
                        [[portfolio.message]]\nname = 'quiet'\nfactor = 0.0\n\
                        [[portfolio.message]]\nname = 'loud one'\n";

    fn found() -> PortfolioSeeds {
        let file = ScenarioFile::parse(TEXT, "a.toml", Vec::new()).expect("it is sound");
        PortfolioSeeds::of(&file, Some(500), &()).expect("there is a choice")
    }

    /// What an option that takes seeds from a file of these lines has.
    fn seeds_from(lines: &str, keys: &str) -> Result<usize> {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("plan.txt"), lines).expect("it is written");
        let option =
            format!("{TEXT}[[option]]\nname = 'b'\nseeds.file = {{ path = 'plan.txt'{keys} }}\n");
        let none: Vec<KeyChange> = Vec::new();
        let file = ScenarioFile::parse(option, folder.path().join("a.toml"), none)?;
        let answer = run(&file, &())?;
        Ok(answer.points[0].report.question.options[0].seeds)
    }

    #[test]
    fn a_file_of_several_messages_gives_an_option_the_seeds_of_all_or_of_one() {
        let lines = listed(&found(), None);
        assert!(lines.contains("\n# message: loud one\n0\n"), "{lines}");
        assert_eq!(seeds_from(&lines, "").expect("all"), 2);
        assert_eq!(seeds_from(&lines, ", message = 'loud one'").expect("one"), 1);
        let error = seeds_from(&lines, ", message = 'loud ones'").expect_err("there is none");
        assert!(error.to_string().contains("lists no seeds of a message \"loud ones\""), "{error}");
        assert_eq!(error.remedy(), Some("did you mean \"loud one\"?"));
        let error = seeds_from("3\n", ", message = 'x'").expect_err("there is none");
        assert_eq!(error.remedy(), Some("write # message: x above its seeds"));
    }

    #[test]
    fn what_is_missing_stands_in_text_and_file() {
        let mut found = found();
        let texts = |found: &PortfolioSeeds| {
            [page(found, Some(500), LOOK), listed(found, Some(500)).replace("# partial", "Partial")]
        };
        assert!(texts(&found).iter().all(|text| !text.contains("Partial")));
        found.messages[1].simulated = None;
        for text in texts(&found) {
            let told = "loud one was simulated in 0 of 500 worlds: it was stopped by hand";
            assert!(text.contains("Partial") && text.contains(told), "{text}");
        }
        found.certificate.reached = false;
        found.certificate.interrupted = true;
        for text in texts(&found) {
            assert!(text.contains("as good as was asked: it was stopped by hand"), "{text}");
        }
    }
}
