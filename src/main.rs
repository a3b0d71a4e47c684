//! The `wordspread` command: what happened, as an exit code. Everything else is [`cli`]'s.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(match cli::main() {
        cli::Outcome::Done => 0,
        cli::Outcome::Failed => 1,
        cli::Outcome::Usage => 2,
        cli::Outcome::Interrupted => 130,
    })
}
