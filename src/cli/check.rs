//! `wordspread check`: whether a scenario is sound, and what it would take, without running it.

use clap::Args;
use wordspread::{
    error::Result,
    scenario::{Assumed, Estimate},
};

use super::{
    Outcome,
    console::Console,
    scenario::ScenarioFlags,
    table::{Page, bytes, duration, several, whole},
};

/// Check a scenario without running it, and estimate its memory and time
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  wordspread check launch.toml
  wordspread check your-network.toml --network follows.csv --edge follower-to-followed")]
pub(super) struct Check {
    #[command(flatten)]
    scenario: ScenarioFlags,
}

impl Check {
    pub(super) fn run(self, console: &Console) -> Result<Outcome> {
        let file = self.scenario.read()?;
        let threads = threads();
        let estimate = Estimate::of(&file, threads, console.progress())?;
        let mut page = Page::new(console.look());
        page.section(&format!("{} is sound.", file.path().display()));
        if !estimate.thorough {
            page.line(
                "  The network is large, so it was not made: seeds and segments are not checked.",
            );
        }
        takes(&mut page, &estimate, threads);
        console.print(&page.text)?;
        Ok(Outcome::Done)
    }
}

/// The number of worker threads.
#[expect(clippy::disallowed_methods, reason = "time depends on the threads; no result does")]
pub(super) fn threads() -> u32 {
    u32::try_from(rayon::current_num_threads()).unwrap_or(u32::MAX)
}

/// What the scenario takes, in rows.
pub(super) fn takes(page: &mut Page, estimate: &Estimate, threads: u32) {
    let size = format!(
        "about {} users, {} edges",
        whole(estimate.users.round() as u64),
        whole(estimate.edges.round() as u64)
    );
    page.row("network", &size);
    let [least, most] = estimate.replicates;
    let mut replicates = whole(least);
    if most > least {
        replicates = format!("{replicates} to {}, as precision needs", whole(most));
    }
    if estimate.points > 1 {
        replicates.extend([" at each of ", &several(estimate.points as u64, "point")]);
    }
    page.row("replicates", &replicates);
    let total: f64 = estimate.memory.iter().map(|part| part.bytes).sum();
    page.row("memory", &format!("about {}", bytes(total)));
    for part in estimate.memory.iter().filter(|part| part.bytes * 50.0 >= total) {
        page.row("", &format!("{:>9}  {}", bytes(part.bytes), part.what));
    }
    let count = several(estimate.replicates[0], "replicate");
    let (time, on) = (duration(estimate.seconds[0]), several(threads.into(), "thread"));
    let assumed = match estimate.assumed {
        Assumed::Everybody => {
            "if every cascade reached everybody; most reach few, and take far less"
        }
        Assumed::MeanSize => "for cascades of mean size",
        Assumed::Stopped => "if every cascade went on until it is stopped; most end sooner",
    };
    page.row("time", &format!("{time} for {count} on {on}, {assumed}"));
}
