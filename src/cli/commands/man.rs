//! `wordspread man`: the manual pages, made from the same words as `--help`.

use std::{fs, path::PathBuf};

use clap::Args;
use wordspread::error::{Error, Result};

use crate::cli::{exit_status::ExitStatus, terminal::console::Console};

/// Print the manual page, or write all pages into a folder
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  wordspread man | man -l -
  wordspread man ~/.local/share/man/man1")]
pub(crate) struct ManCommand {
    /// The folder that the pages of all commands are written into; it is made where it is missing
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

impl ManCommand {
    /// Prints or writes the pages of the whole command line.
    pub(crate) fn run(self, mut command: clap::Command, console: &Console) -> Result<ExitStatus> {
        command.build();
        let Some(folder) = self.folder else {
            console.print(&String::from_utf8_lossy(&page(command)))?;
            return Ok(ExitStatus::Done);
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
        Ok(ExitStatus::Done)
    }
}

/// One page, in roff.
fn page(command: clap::Command) -> Vec<u8> {
    let mut text = Vec::new();
    clap_mangen::Man::new(command).render(&mut text).expect("memory takes all that is written");
    text
}
