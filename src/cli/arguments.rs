//! What may be said on the command line, and its help.

use clap::{ColorChoice, CommandFactory, Parser, Subcommand};

use super::{
    completions::Completions, convert::Convert, generate::Generate, inspect::Inspect, list::List,
    look::Colour, man::Man,
};

/// How far does a message get, how likely does it go viral, and which way of seeding it is worth
/// its money? wordspread simulates word of mouth on a follower network, many times over.
#[derive(Debug, Parser)]
#[command(
    name = "wordspread",
    version,
    about = "Simulate word of mouth on a follower network",
    disable_help_subcommand = true,
    arg_required_else_help = true,
    max_term_width = 100,
    after_long_help = "\
Examples:
  wordspread generate barabasi-albert --set users=1000 --set ties_per_user=3 --rng-seed 1 -o friends.wsn
  wordspread inspect friends.wsn
  wordspread convert follows.csv.gz follows.wsn --edge follower-to-followed

Exit codes: 0 done, 1 the work failed, 2 the request was at fault, 130 interrupted."
)]
pub(super) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(super) command: Command,

    /// Worker threads [default: one a core]; results never depend on it
    #[arg(
        long,
        global = true,
        value_name = "N",
        env = "WORDSPREAD_THREADS",
        hide_env_values = true,
        value_parser = clap::value_parser!(u16).range(1..=1024),
        help_heading = "Global options"
    )]
    pub(super) threads: Option<u16>,

    /// Say nothing but results and errors
    #[arg(long, short, global = true, help_heading = "Global options")]
    pub(super) quiet: bool,

    /// Write no colours (so does `NO_COLOR=1`)
    #[arg(long, global = true, help_heading = "Global options")]
    no_color: bool,
}

/// Every command.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Generate(Generate),
    Convert(Convert),
    Inspect(Inspect),
    List(List),
    Completions(Completions),
    Man(Man),
}

/// The whole command line, as clap knows it.
pub(super) fn command(colour: Colour) -> clap::Command {
    let choice = match colour {
        Colour::Auto => ColorChoice::Auto,
        Colour::Always => ColorChoice::Always,
        Colour::Never => ColorChoice::Never,
    };
    Arguments::command().color(choice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_does_not_contradict_itself() {
        command(Colour::Never).debug_assert();
    }
}
