//! `wordspread convert`: a network from one file into another, in any of the formats.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use wordspread::{
    error::Result,
    network::format::{self, Format},
};

use crate::cli::{
    exit_status::ExitStatus,
    flags::network::{self, NetworkFlags},
    output_file,
    terminal::console::Console,
};

/// Convert a network file into another format
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  wordspread convert wiki-Vote.txt.gz votes.wsn --edge follower-to-followed
  wordspread convert friends.csv friends.gexf --edge mutual --users people.csv
  wordspread convert friends.wsn friends.csv --users-output people.csv
  wordspread convert large.txt.zst large.wsn --edge influencer-to-audience --relabel degree

Written edges always run from influencer to audience. `wordspread list formats` tells what each
format can hold; .gz and .zst at the end of a name compress.")]
pub(crate) struct ConvertCommand {
    /// The network file to read
    #[arg(value_name = "IN")]
    input: PathBuf,

    /// The network file to write; its name says the format
    #[arg(value_name = "OUT")]
    output: PathBuf,

    /// Store the users in another order, in which cascades on large networks run faster: those with
    /// most connections first. Ids stay as they are; only a .wsn file can keep the order
    #[arg(long, value_name = "ORDER")]
    relabel: Option<UserOrder>,

    /// Also store in-edges: weighted cascade, linear threshold and the choice of seeds then start at
    /// once, but a .wsn file is nearly twice as large
    #[arg(long)]
    backward: bool,

    #[command(flatten)]
    network: NetworkFlags,

    /// The format of the file to write [default: as its name says]
    #[arg(long, value_name = "FORMAT", value_parser = network::format())]
    output_format: Option<Format>,

    /// Write the user attributes into a CSV table, for formats that cannot hold them
    #[arg(long, value_name = "FILE")]
    users_output: Option<PathBuf>,
}

/// An order of the users.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum UserOrder {
    /// By followers and followed, the most first
    Degree,
}

impl ConvertCommand {
    pub(crate) fn run(self, console: &Console) -> Result<ExitStatus> {
        let format = output_file::network_fits(&self.output, self.output_format)?;
        // A network read the other way round, or without its users, would be gone for good.
        let mut inputs = vec![self.input.as_path()];
        inputs.extend(self.network.users());
        output_file::apart_from("OUT", &self.output, &inputs)?;
        if let Some(users) = &self.users_output {
            output_file::apart_from("--users-output", users, &inputs)?;
            output_file::apart_from_output("--users-output", users, &self.output)?;
            output_file::fits(users)?;
        }
        if self.relabel.is_some() {
            output_file::kept_by("--relabel", "the order of the users", &self.output, format)?;
        }
        if self.backward {
            output_file::kept_by("--backward", output_file::TURNED, &self.output, format)?;
        }
        let mut network = format::read(&self.network.describe(self.input), console.progress())?;
        if let Some(UserOrder::Degree) = self.relabel {
            network = network.relabelled_by_degree()?;
        }
        if self.backward {
            network = network.keeping_backward();
        }
        format::write(&network, &self.output, self.output_format, console.progress())?;
        if let Some(users) = &self.users_output {
            format::write_users(&network, users, console.progress())?;
        }
        console.note(&output_file::written(&network, &self.output));
        Ok(ExitStatus::Done)
    }
}
