//! `wordspread seeds`: the seeds that spread farthest, with their certificate.

use std::path::PathBuf;

use clap::{ArgGroup, Args};
use wordspread::{
    error::Result,
    scenario::{BestSeeds, SeedsWanted},
};

use crate::cli::{
    exit_status::ExitStatus,
    flags::{
        scenario::ScenarioFlags,
        seeds::{self, AimFlags, PriceFlags, RuleFlags, WaveFlags, of_flag},
    },
    output_file,
    pages::chosen_seeds::ChosenSeedsPage,
    terminal::console::Console,
};

/// Find a near-optimal seed set, and certify how near it is to the optimum
#[derive(Debug, Args)]
#[command(group(
    ArgGroup::new("how many").args(["count", "budget", "waves"]).required(true).multiple(true)
))]
#[command(after_long_help = r#"Examples:
  wordspread seeds launch.toml --count 50
  wordspread seeds launch.toml --count 50 -o best.txt
  wordspread seeds launch.toml --count 20 --require anna --exclude bert,carla --json
  wordspread seeds launch.toml --budget 5000 --price-per-user 20 --price-per-follower 0.05
  wordspread seeds launch.toml --count 20 --where '{ followers = { max = 1000 } }' \
    --quotas '{ by = "region", at_most = { north = 5 } }' --deadline 3

What is in '{ … }' is written as in a scenario: `wordspread schema` has all keys of seeds.best. The
scenario gives network, influence and model; its options, if it has any, are not looked at. A file that
is written is one that `seeds.file` of an option takes. Ctrl-C ends the search early with the best so
far, and the exit code is 130."#)]
pub(crate) struct SeedsCommand {
    #[command(flatten)]
    scenario: ScenarioFlags,

    #[command(flatten)]
    rules: RuleFlags,

    #[command(flatten)]
    aim: AimFlags,

    #[command(flatten)]
    price: PriceFlags,

    #[command(flatten)]
    waves: WaveFlags,

    /// Also simulate the seeds in this many fresh worlds, and report their spread with an interval
    #[arg(long, visible_alias = "replicates", value_name = "N")]
    simulate: Option<u64>,

    /// Write the ids into a file, one a line, in the order in which they were chosen
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Print seeds and certificate as JSON
    #[arg(long)]
    json: bool,
}

impl SeedsCommand {
    pub(crate) fn run(self, console: &Console) -> Result<ExitStatus> {
        let price = self.price.price()?;
        self.rules.can_be_paid(price.as_ref())?;
        let waves = self.waves.wanted()?;
        let best = seeds::wanted(self.rules, self.aim, waves.as_ref())?;
        let wanted = SeedsWanted { best, price, waves, simulate: self.simulate };
        let file = self.scenario.read()?;
        let output = output_file::begun(self.output.as_deref(), &self.scenario.files())?;
        let best = BestSeeds::of(&file, &wanted, console.progress()).map_err(of_flag)?;
        ChosenSeedsPage { best: &best, wanted: &wanted }
            .report(console.look())
            .show(output, self.json, console)
    }
}
