//! `wordspread completions`: what makes the shell complete commands and flags.

use clap::Args;
use clap_complete::Shell;
use wordspread::error::Result;

use super::{Outcome, arguments, console::Console, look::Colour};

/// Print the completions of a shell
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  wordspread completions bash > ~/.local/share/bash-completion/completions/wordspread
  wordspread completions fish > ~/.config/fish/completions/wordspread.fish
  wordspread completions zsh > ~/.zfunc/_wordspread")]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self, console: &Console) -> Result<Outcome> {
        let mut text = Vec::new();
        clap_complete::generate(
            self.shell,
            &mut arguments::command(Colour::Never),
            "wordspread",
            &mut text,
        );
        console.print(&String::from_utf8_lossy(&text))?;
        Ok(Outcome::Done)
    }
}
