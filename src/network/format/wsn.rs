//! wordspread's own file: the arrays of a network as they lie in memory, mapped instead of read.
//!
//! Shape: a header with magic, version, counts and a table of sections, then the sections, each
//! from the start of a page, little-endian: a description in JSON, row offsets (`u64`), targets
//! (`u32`), ids, numbers on the edges (`f64`), attributes of the users. Edges are stored from
//! influencer to audience, so reading needs no edge meaning. It loses nothing. Everything is
//! checked at opening, by xxh3 checksums and then value by value; a file that is damaged, cut off,
//! foreign or of a newer version is refused before anything is taken from it. A mapped file must
//! not be changed while a network uses it.

mod layout;
mod read;
mod write;

use super::{FileFormat, NetworkFile, output::Output, source::Source};
use crate::{
    catalogue::Described,
    error::{Error, Result},
    network::{Network, builder::EdgeMeaning},
    progress::Progress,
};

/// The format.
pub(super) struct WsnFile;

impl Described for WsnFile {
    const SUMMARY: &'static str = "wordspread's own binary file, mapped into memory and checked";
    const REFERENCE: &'static str = "–";
}

impl FileFormat for WsnFile {
    fn extensions(&self) -> &'static [&'static str] {
        &["wsn"]
    }

    fn recognises(&self, head: &[u8]) -> bool {
        head.starts_with(&layout::MAGIC)
    }

    fn read(
        &self,
        source: &Source<'_>,
        file: &NetworkFile,
        progress: &dyn Progress,
    ) -> Result<Network> {
        if !matches!(file.edge, None | Some(EdgeMeaning::InfluencerToAudience)) {
            return Err(Error::value(
                "edge",
                format!("{} already says which way its edges run", file.path.display()),
                "leave `edge` out for a .wsn file",
            ));
        }
        if file.users.is_some() {
            return Err(Error::value(
                "users",
                format!("{} holds its users already", file.path.display()),
                "give the table of users when the file is converted to .wsn",
            ));
        }
        progress.begin("opening", None);
        let network = read::open(source)?;
        progress.end();
        Ok(network)
    }

    fn write(&self, network: &Network, output: &mut Output<'_>) -> Result<()> {
        if output.is_packed() {
            return Err(Error::value(
                "format",
                "a compressed .wsn file could not be mapped",
                "give a name that does not end in .gz or .zst",
            ));
        }
        write::write(network, output)
    }
}
