//! The command line and its help.

use clap::{ColorChoice, CommandFactory, Parser, Subcommand};

use crate::cli::{
    commands::{
        bench::BenchCommand,
        check::CheckCommand,
        completions::CompletionsCommand,
        convert::ConvertCommand,
        explain::ExplainCommand,
        generate::GenerateCommand,
        inspect::InspectCommand,
        list::ListCommand,
        man::ManCommand,
        portfolio::PortfolioCommand,
        run::RunCommand,
        schema::SchemaCommand,
        seeds::SeedsCommand,
        sketch::{SketchCommand, WhatIfCommand},
        trees::TreesCommand,
    },
    terminal::look::Colour,
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
  wordspread run scenarios/launch.toml
  wordspread check scenarios/launch.toml
  wordspread generate barabasi-albert --set users=1000 --set ties_per_user=3 -o friends.wsn
  wordspread inspect friends.wsn

Exit codes: 0 done, 1 the work failed, 2 the request was at fault, 130 interrupted."
)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,

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
    pub(crate) threads: Option<u16>,

    /// Print only results and errors
    #[arg(long, short, global = true, help_heading = "Global options")]
    pub(crate) quiet: bool,

    /// Write no colours (so does `NO_COLOR=1`)
    #[arg(long, global = true, help_heading = "Global options")]
    no_color: bool,
}

/// Every command.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Run(RunCommand),
    Trees(TreesCommand),
    Check(CheckCommand),
    Explain(ExplainCommand),
    Seeds(Box<SeedsCommand>),
    Portfolio(PortfolioCommand),
    Sketch(SketchCommand),
    WhatIf(WhatIfCommand),
    Generate(GenerateCommand),
    Convert(ConvertCommand),
    Inspect(InspectCommand),
    List(ListCommand),
    Schema(SchemaCommand),
    Completions(CompletionsCommand),
    Man(ManCommand),
    Bench(BenchCommand),
}

/// The commands, by what they are for.
const GROUPS: [(&str, &[&str]); 4] = [
    ("Simulate", &["run", "trees", "check", "explain", "seeds", "portfolio", "sketch", "what-if"]),
    ("Networks", &["generate", "convert", "inspect"]),
    ("Look up", &["list", "schema"]),
    ("Set up", &["completions", "man", "bench"]),
];

/// The whole command line, as clap knows it.
pub(crate) fn command(colour: Colour) -> clap::Command {
    let choice = match colour {
        Colour::Auto => ColorChoice::Auto,
        Colour::Always => ColorChoice::Always,
        Colour::Never => ColorChoice::Never,
    };
    let command = Arguments::command();
    let groups = groups(&command);
    command.color(choice).help_template(format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{groups}{{options}}{{after-help}}"
    ))
}

/// The commands in their groups, for the help.
fn groups(command: &clap::Command) -> String {
    let styles = command.get_styles();
    let (head, literal) = (styles.get_header(), styles.get_literal());
    let line = |name: &&str| {
        let about = command.find_subcommand(name).and_then(clap::Command::get_about);
        let about = about.map(ToString::to_string).unwrap_or_default();
        format!("  {literal}{name:<12}{literal:#} {about}\n")
    };
    let group = |(title, names): &(&str, &[&str])| {
        let lines: String = names.iter().map(line).collect();
        format!("{head}{title}:{head:#}\n{lines}\n")
    };
    GROUPS.iter().map(group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_does_not_contradict_itself() {
        command(Colour::Never).debug_assert();
    }

    #[test]
    fn every_command_is_in_one_group_of_the_help() {
        let command = command(Colour::Never);
        let names: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
        let grouped: Vec<&str> = GROUPS.iter().flat_map(|(_, names)| *names).copied().collect();
        assert_eq!(names, grouped);
    }
}
