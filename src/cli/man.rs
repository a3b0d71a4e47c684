//! `wordspread man`: the manual pages, made from the same words as `--help`.

use std::{fs, path::PathBuf};

use clap::Args;
use clap_mangen::Man as Page;
use wordspread::error::{Error, Result};

use super::{Outcome, arguments, console::Console, look::Colour};

/// Print the manual page, or write all pages into a folder
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  wordspread man | man -l -
  wordspread man ~/.local/share/man/man1")]
pub(super) struct Man {
    /// The folder that the pages of all commands are written into; it is made where it is missing
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

impl Man {
    pub(super) fn run(self, console: &Console) -> Result<Outcome> {
        let mut command = arguments::command(Colour::Never);
        command.build();
        let Some(folder) = self.folder else {
            console.print(&String::from_utf8_lossy(&page(command)))?;
            return Ok(Outcome::Done);
        };
        fs::create_dir_all(&folder).map_err(|source| Error::Io {
            action: "create",
            path: folder.clone(),
            source,
        })?;
        let subcommands: Vec<_> = command.get_subcommands().cloned().collect();
        for command in std::iter::once(command).chain(subcommands) {
            let path =
                folder.join(format!("{}.1", command.get_display_name().unwrap_or("wordspread")));
            fs::write(&path, page(command)).map_err(|source| Error::writing(path, source))?;
        }
        Ok(Outcome::Done)
    }
}

/// One page, in roff.
fn page(command: clap::Command) -> Vec<u8> {
    let mut text = Vec::new();
    Page::new(command).render(&mut text).expect("memory takes all that is written");
    text
}
