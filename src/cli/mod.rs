//! The command line: flags in, text and files out; one file a command.
//!
//! Results go to standard output, everything else to standard error. Commands call the library and
//! print; they never compute. clap and indicatif are known nowhere else.
//!
//! | exit code | meaning |
//! |---|---|
//! | 0 | done; also where whoever reads standard output has seen enough and closed it |
//! | 1 | the work failed: a file that is missing, damaged or cannot be written |
//! | 2 | the request was at fault: an unknown flag, a scenario's key, a value out of its range |
//! | 130 | stopped by Ctrl-C, SIGTERM or SIGHUP; what was done by then is reported as partial |

mod arguments;
mod commands;
mod exit_status;
mod flags;
mod interrupt;
mod output_file;
mod pages;
mod row;
mod table;
mod terminal;
mod tips;

use clap::FromArgMatches;

use wordspread::error::{Error, Result};

pub(crate) use self::exit_status::ExitStatus;
use self::{
    arguments::{Arguments, Command},
    terminal::{
        console::{self, Console},
        look::Colour,
    },
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
        Err(told) => {
            let words = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned());
            let told = tips::mended(told, &mut command, &words.collect::<Vec<String>>());
            // Help and version come this way too; nothing can be done where they cannot be printed.
            let _ = told.print();
            return if told.use_stderr() { ExitStatus::Usage } else { ExitStatus::Done };
        }
    };
    let console = Console::new(colour, arguments.quiet);
    let result = run(arguments, &console);
    console.settle();
    match result {
        Ok(outcome) => outcome,
        Err(error) if console::is_closed(&error) => ExitStatus::Done,
        Err(error) => {
            console.tell(&error);
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
    interrupt::watch();
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
