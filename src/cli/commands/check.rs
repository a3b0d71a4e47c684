//! `wordspread check`: whether a scenario is sound, and what it would take, without running it.

use clap::Args;
use wordspread::{
    document::{Document, amounts::several},
    error::Result,
    scenario::ScenarioFile,
    study::{Basis, Estimate},
};

use crate::cli::{
    exit_status::ExitStatus, flags::scenario::SimulationFlags, pages::estimate,
    terminal::console::Console,
};

/// Check a scenario without running it, and estimate its memory and time
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  wordspread check launch.toml
  wordspread check your-network.toml --network follows.csv --edge follower-to-followed")]
pub(crate) struct CheckCommand {
    #[command(flatten)]
    scenario: SimulationFlags,
}

impl CheckCommand {
    pub(crate) fn run(self, console: &Console) -> Result<ExitStatus> {
        let file = self.scenario.read()?;
        let threads = estimate::threads();
        let estimate = Estimate::of(&file, threads, console.progress())?;
        let mut page = Document::default();
        page.heading(format!("{}: OK", file.path().display()));
        page.paragraph(unchecked(estimate.basis));
        if let [rule, once_seen @ ..] = &*file.scenario().influence.keywords()
            && !once_seen.is_empty()
        {
            page.fact("influence", format!("{rule} of {}", once_seen.join(" of ")));
        }
        for key in ["influence", "model"] {
            if let Some(default) = default(&file, key) {
                page.fact(key, &default);
            }
        }
        size(&mut page, &estimate);
        estimate::takes(&mut page, &estimate, true);
        page.fact("time", estimate::bound(&estimate, threads));
        console.print(&console.look().render(&page))?;
        Ok(ExitStatus::Done)
    }
}

/// What was not checked, and why.
const fn unchecked(basis: Basis) -> &'static str {
    match basis {
        Basis::Network | Basis::Implicit => "",
        Basis::Header => {
            "The network's file is large, so no more than its header was read: seeds and segments are \
             not checked."
        }
        Basis::FileSize => {
            "The network's file is large, so it was not read: its size is guessed from its bytes, and \
             seeds and segments are not checked."
        }
        Basis::Parameters => {
            "The network is large, so it was not made: seeds, but for the ids of users, and segments are not \
             checked."
        }
    }
}

/// What holds for the influence or the model where the scenario leaves it out.
fn default(file: &ScenarioFile, key: &str) -> Option<String> {
    let scenario = file.scenario();
    let keyword = match key {
        "influence" if !scenario.model.uses_influence() => return None,
        "influence" => scenario.influence.keyword(),
        _ => scenario.model.keyword(),
    };
    let said = || format!("{keyword}, by default: the scenario has no [{key}.…]");
    file.leaves_out(key).then(said)
}

/// How large the network is.
fn size(page: &mut Document, estimate: &Estimate) {
    let users = several(estimate.users.round() as u64, "user");
    let edges = several(estimate.edges.round() as u64, "edge");
    page.fact(
        "network",
        &match estimate.basis {
            Basis::Network | Basis::Header => format!("{users}, {edges}"),
            Basis::Implicit => format!("{users}, about {edges}, computed and not stored"),
            Basis::FileSize | Basis::Parameters => format!("about {users}, {edges}"),
        },
    );
}
