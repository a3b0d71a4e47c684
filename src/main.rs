//! The `wordspread` command: what happened, as an exit code. Everything else is [`cli`]'s.

mod allocator;
mod cli;

use std::process::ExitCode;

#[global_allocator]
static MEMORY: allocator::LargePages = allocator::LargePages;

fn main() -> ExitCode {
    ExitCode::from(match cli::main() {
        cli::Outcome::Done => 0,
        cli::Outcome::Failed => 1,
        cli::Outcome::Usage => 2,
        cli::Outcome::Interrupted => 130,
    })
}
