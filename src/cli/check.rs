//! `wordspread check`: whether a scenario is sound, and what it would take, without running it.

use clap::Args;
use wordspread::{
    error::Result,
    kernel::plan::Kernel,
    scenario::{Assumed, Basis, Estimate, Need, ScenarioFile},
};

use super::{
    Outcome,
    console::Console,
    scenario::SimulationFlags,
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
    scenario: SimulationFlags,
}

impl Check {
    pub(super) fn run(self, console: &Console) -> Result<Outcome> {
        let file = self.scenario.read()?;
        let threads = threads();
        let estimate = Estimate::of(&file, threads, console.progress())?;
        let mut page = Page::new(console.look());
        page.section(&format!("{} is sound.", file.path().display()));
        page.paragraph(unchecked(estimate.basis));
        if let [rule, once_seen @ ..] = &*file.scenario().influence.keywords()
            && !once_seen.is_empty()
        {
            page.row("influence", &format!("{rule} of {}", once_seen.join(" of ")));
        }
        for key in ["influence", "model"] {
            if let Some(default) = default(&file, key) {
                page.row(key, &default);
            }
        }
        size(&mut page, &estimate);
        takes(&mut page, &estimate, true);
        page.row("time", &bound(&estimate, threads));
        console.print(&page.text)?;
        Ok(Outcome::Done)
    }
}

/// The number of worker threads.
#[expect(clippy::disallowed_methods, reason = "time depends on the threads; no result does")]
pub(super) fn threads() -> u32 {
    u32::try_from(rayon::current_num_threads()).unwrap_or(u32::MAX)
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
pub(super) fn default(file: &ScenarioFile, key: &str) -> Option<String> {
    let scenario = file.scenario();
    let keyword = match key {
        "influence" if !scenario.model.asks_influence() => return None,
        "influence" => scenario.influence.keyword(),
        _ => scenario.model.keyword(),
    };
    let said = || format!("{keyword}, by default: the scenario has no [{key}.…]");
    file.leaves_out(key).then(said)
}

/// How large the network is.
fn size(page: &mut Page, estimate: &Estimate) {
    let users = several(estimate.users.round() as u64, "user");
    let edges = several(estimate.edges.round() as u64, "edge");
    page.row(
        "network",
        &match estimate.basis {
            Basis::Network | Basis::Header => format!("{users}, {edges}"),
            Basis::Implicit => format!("{users}, about {edges}, computed and not stored"),
            Basis::FileSize | Basis::Parameters => format!("about {users}, {edges}"),
        },
    );
}

/// What the scenario takes but for time, in rows; where the plan is open, with what each may take.
pub(super) fn takes(page: &mut Page, estimate: &Estimate, open: bool) {
    let [least, most] = estimate.replicates;
    let mut replicates = whole(least);
    if most > least {
        replicates = format!("{replicates} to {}, as precision needs", whole(most));
    }
    if estimate.points > 1 {
        replicates.extend([" at each of ", &several(estimate.points as u64, "point")]);
    }
    page.row("replicates", &replicates);
    let total = estimate.most_bytes();
    let when = |need| match need {
        Need::AtMost => ", at most",
        _ if !open => "",
        Need::Always => "",
        Need::By(Kernel::Walk) => ", if cascades are walked",
        Need::By(Kernel::Fused) => ", if worlds are fused",
        Need::By(Kernel::Gathered) => ", if they are gathered",
        Need::By(Kernel::Chase) => ", if they are chased",
        Need::Turned => ", if it is needed",
    };
    let is_bound =
        estimate.memory.iter().any(|part| part.bytes > 0.0 && !when(part.need).is_empty());
    let most = if is_bound { "at most " } else { "" };
    page.row("memory", &format!("{most}about {}", bytes(total)));
    for part in estimate.memory.iter().filter(|part| part.bytes * 50.0 >= total) {
        page.row("", &format!("{:>9}  {}{}", bytes(part.bytes), part.what, when(part.need)));
    }
}

/// For how many replicates, points and threads a time is said, and without what.
pub(super) fn work(estimate: &Estimate, threads: u32) -> String {
    let mut text = several(estimate.replicates[0], "replicate");
    if estimate.points > 1 {
        text.extend([" at ", &several(estimate.points as u64, "point")]);
    }
    // Nothing is loaded or made of a network that is computed.
    let besides = match (estimate.basis, estimate.sought.as_slice()) {
        (Basis::Implicit, _) => String::new(),
        (_, []) => ", besides loading".to_owned(),
        (_, sought) => {
            format!(", besides loading and the search for seeds ({})", sought.join(", "))
        }
    };
    text + " on " + &several(threads.into(), "thread") + &besides
}

/// What is known of the time without a pilot.
pub(super) fn bound(estimate: &Estimate, threads: u32) -> String {
    let (time, work) = (duration(estimate.seconds[0]), work(estimate, threads));
    match estimate.assumed {
        Assumed::Everybody if estimate.seconds[0] < 1.0 => {
            format!("{time} for {work}, even if every cascade reached everybody")
        }
        Assumed::Everybody => format!(
            "at most {time} for {work}, if every cascade reached everybody; `explain` tries some, and \
             tells more"
        ),
        Assumed::MeanSize => format!("{time} for {work}, by the mean size of a cascade"),
        Assumed::Stopped => {
            format!("at most {time} for {work}, if every cascade went on until it is stopped")
        }
    }
}
