//! From the arguments to a command, and from its result to an exit status.

use clap::FromArgMatches;
use wordspread::error::{Error, Result};

use super::{
    arguments::{self, Arguments, Command},
    exit_status::ExitStatus,
    interrupt,
    terminal::{
        console::{self, Console},
        look::Colour,
    },
    tips,
};

/// Parses the arguments, runs the command and tells of errors.
pub(crate) fn main() -> ExitStatus {
    let plain = std::env::args_os().skip(1).take_while(|word| word != "--");
    let colour = Colour::wanted(plain.into_iter().any(|word| word == "--no-color"));
    let mut command = arguments::command(colour);
    let parsed = command
        .try_get_matches_from_mut(std::env::args_os())
        .and_then(|matches| Arguments::from_arg_matches(&matches));
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(error) => {
            let words = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned());
            let error = tips::mended(error, &mut command, &words.collect::<Vec<String>>());
            // Help and version come this way too; nothing can be done where they cannot be printed.
            let _ = error.print();
            return if error.use_stderr() { ExitStatus::Usage } else { ExitStatus::Done };
        }
    };
    let console = Console::new(colour, arguments.quiet);
    let result = run(arguments, &console);
    console.settle();
    match result {
        Ok(outcome) => outcome,
        Err(error) if console::is_closed(&error) => ExitStatus::Done,
        Err(error) => {
            console.error(&error);
            match error {
                Error::Stopped => ExitStatus::Interrupted,
                error if error.is_usage() => ExitStatus::Usage,
                _ => ExitStatus::Failed,
            }
        }
    }
}

fn run(arguments: Arguments, console: &Console) -> Result<ExitStatus> {
    if let Some(threads) = arguments.threads {
        rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build_global().map_err(
            |refused| {
                let problem = format!("{threads} threads cannot be started: {refused}");
                Error::value("--threads", problem, "ask for fewer")
            },
        )?;
    }
    interrupt::watch(console.stop().clone());
    match arguments.command {
        Command::Run(command) => command.run(console),
        Command::Trees(command) => command.run(console),
        Command::Check(command) => command.run(console),
        Command::Explain(command) => command.run(console),
        Command::Seeds(command) => command.run(console),
        Command::Portfolio(command) => command.run(console),
        Command::Sketch(command) => command.run(console),
        Command::WhatIf(command) => command.run(console),
        Command::Generate(command) => command.run(console),
        Command::Convert(command) => command.run(console),
        Command::Inspect(command) => command.run(console),
        Command::Bench(command) => command.run(console),
        Command::List(command) => command.run(console),
        Command::Schema(command) => command.run(console),
        Command::Completions(command) => command.run(arguments::command(Colour::Never), console),
        Command::Man(command) => command.run(arguments::command(Colour::Never), console),
    }
}
