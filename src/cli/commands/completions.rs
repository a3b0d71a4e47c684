//! `wordspread completions`: what makes the shell complete commands and flags.

use clap::Args;
use clap_complete::Shell;
use wordspread::error::Result;

use crate::cli::{exit_status::ExitStatus, terminal::console::Console};

/// Print the completions of a shell
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  wordspread completions bash > ~/.local/share/bash-completion/completions/wordspread
  wordspread completions fish > ~/.config/fish/completions/wordspread.fish
  wordspread completions zsh > ~/.zfunc/_wordspread")]
pub(crate) struct CompletionsCommand {
    /// The shell
    shell: Shell,
}

impl CompletionsCommand {
    /// Prints the completions of the whole command line.
    pub(crate) fn run(self, mut command: clap::Command, console: &Console) -> Result<ExitStatus> {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut command, "wordspread", &mut text);
        console.print(&String::from_utf8_lossy(&text))?;
        Ok(ExitStatus::Done)
    }
}
