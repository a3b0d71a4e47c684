//! The `wordspread` command: what happened, as an exit code. Everything else is [`cli`]'s.

mod allocator;
mod cli;

use std::process::ExitCode;

#[global_allocator]
static MEMORY: allocator::LargePages = allocator::LargePages;

fn main() -> ExitCode {
    ExitCode::from(match cli::main() {
        cli::ExitStatus::Done => 0,
        cli::ExitStatus::Failed => 1,
        cli::ExitStatus::Usage => 2,
        cli::ExitStatus::Interrupted => 130,
    })
}
