//! `wordspread portfolio`: which users spread which of several messages, with a certificate.
//!
//! It must never write a file that `seeds.file` does not take.

use std::path::PathBuf;

use clap::Args;
use wordspread::{
    document::{
        Document,
        amounts::{number, several},
    },
    error::Result,
    scenario::PortfolioSeeds,
};

use crate::cli::{
    exit_status::ExitStatus,
    flags::{scenario::ScenarioFlags, seeds::of_flag},
    output_file,
    pages::{
        certificate::{Certified, shown, tell_given, tell_seed, tell_simulated},
        seed_report::{self, SeedReport},
    },
    terminal::{console::Console, look::Look},
};

/// Choose which users spread which of several messages
#[derive(Debug, Args)]
#[command(after_long_help = r#"Examples:
  wordspread portfolio scenarios/portfolio.toml
  wordspread portfolio launch.toml --set portfolio.count=50 -o plan.txt
  wordspread portfolio launch.toml --json

The scenario lists the messages, their common budget, and who can be a seed:

  [portfolio]
  budget = 5_000
  price = { per_user = 20 }

  [[portfolio.message]]
  name = "video"
  factor = 1.5

  [[portfolio.message]]
  name = "offer"
  value = { by = "region", segments = { north = 2 }, others = 1 }

Each user spreads one message at most, and messages do not compete: each spreads as if it were
alone. A file that is written has the seeds of each message below a line `# message: NAME`;
`seeds.file = { path = "plan.txt", message = "video" }` of an option takes those of one. Ctrl-C ends
the search early with the best so far, and the exit code is 130."#)]
pub(crate) struct PortfolioCommand {
    #[command(flatten)]
    scenario: ScenarioFlags,

    /// Also simulate each message from its seeds in this many fresh worlds, and report its spread with
    /// an interval
    #[arg(long, visible_alias = "replicates", value_name = "N")]
    simulate: Option<u64>,

    /// Write the ids into a file, one a line, below the name of their message
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Print messages, seeds and certificate as JSON
    #[arg(long)]
    json: bool,
}

impl PortfolioCommand {
    pub(crate) fn run(self, console: &Console) -> Result<ExitStatus> {
        let file = self.scenario.read()?;
        let output = output_file::begun(self.output.as_deref(), &self.scenario.files())?;
        let found =
            PortfolioSeeds::of(&file, self.simulate, console.progress()).map_err(of_flag)?;
        let report = SeedReport {
            found: &found,
            summary: summary(&found),
            page: page(&found, self.simulate, console.look()),
            lines: lines(&found, self.simulate),
            interrupted: found.interrupted,
        };
        report.show(output, self.json, console)
    }
}

/// How many seeds all messages have.
fn seeds(found: &PortfolioSeeds) -> u64 {
    found.messages.iter().map(|message| message.seeds.len() as u64).sum()
}

/// What is missing of the request, a sentence each.
fn missing(found: &PortfolioSeeds, simulate: Option<u64>) -> Vec<String> {
    let mut missing: Vec<String> =
        seed_report::ended_early(&found.certificate, "accuracy.quality").into_iter().collect();
    for message in &found.messages {
        if let (Some(worlds), Some(done)) = (simulate, message.replicates()) {
            let what = format!("{} was simulated in", message.message);
            missing.extend(seed_report::in_fewer_worlds(&what, done, worlds));
        }
    }
    missing
}

/// "3 seeds of 2 messages".
fn summary(found: &PortfolioSeeds) -> String {
    let messages = several(found.messages.len() as u64, "message");
    format!("{} of {messages}", several(seeds(found), "seed"))
}

/// What stands in the file: the ids of each message below its name.
fn lines(found: &PortfolioSeeds, simulate: Option<u64>) -> Vec<String> {
    let missing = missing(found, simulate);
    let mut lines = seed_report::head(&summary(found), &found.certificate, missing);
    for message in &found.messages {
        lines.push(format!("# message: {}", message.message));
        lines.extend(message.seeds.iter().map(|seed| seed.id.clone()));
    }
    lines
}

/// All of it as text.
fn page(found: &PortfolioSeeds, simulate: Option<u64>, look: Look) -> String {
    let mut page = Document::default();
    page.heading(&found.scenario);
    tell_given(&found.network, [&found.influence, &found.model], found.rng_seed, &mut page);
    let certificate = &found.certificate;
    for message in &found.messages {
        let spreads = certificate.amount(&shown(message.spread));
        let own = several(message.seeds.len() as u64, "seed");
        page.heading(format!("{}: {own}, {spreads} on average", message.message));
        if message.seeds.is_empty() {
            page.paragraph("Nobody: every candidate is worth more for another message.");
        }
        for (place, seed) in (1..).zip(&message.seeds) {
            tell_seed(certificate, place, seed, &mut page);
        }
        if let Some(simulated) = &message.simulated {
            tell_simulated(certificate, simulated, &mut page);
        }
    }
    page.heading("All messages");
    page.fact("seeds", number(seeds(found) as f64));
    seed_report::cost_row(found.cost, certificate, &mut page);
    let keys = ["accuracy.quality", "accuracy.guarantee"];
    Certified { certificate, seeds: seeds(found), keys }.tell(&mut page);
    seed_report::partial_section(&missing(found, simulate), &mut page);
    look.render(&page)
}

#[cfg(test)]
mod tests {
    use wordspread::scenario::{KeyChange, ScenarioFile, run};

    use super::*;

    const LOOK: Look = Look { colour: false, unicode: true, width: Some(100), wipes: false };

    /// The hub gets the message that spreads, some leaf the other.
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
        let lines = lines(&found(), None).join("\n");
        assert!(lines.ends_with("\n# message: loud one\n0"), "{lines}");
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
            [
                page(found, Some(500), LOOK),
                lines(found, Some(500)).join("\n").replace("# partial", "Partial"),
            ]
        };
        assert!(texts(&found).iter().all(|text| !text.contains("Partial")));
        found.messages[1].simulated = None;
        for text in texts(&found) {
            let missing = "loud one was simulated in 0 of 500 worlds: it was stopped by hand";
            assert!(text.contains("Partial") && text.contains(missing), "{text}");
        }
        found.certificate.reached = false;
        found.certificate.interrupted = true;
        for text in texts(&found) {
            assert!(
                text.contains("reached the requested quality: it was stopped by hand"),
                "{text}"
            );
        }
    }
}
