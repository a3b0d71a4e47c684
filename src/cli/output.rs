//! What commands that write networks see to before the work, and say after it.

use std::{fmt::Write, path::Path};

use wordspread::{
    error::{Error, Result},
    network::{Network, format::Format},
    whole_file::WholeFile,
};

use super::table::several;

/// Sees that a network can be written to `path`.
///
/// # Errors
/// [`Error::Value`] where neither a format is named nor the name means one; [`Error::Io`] where the
/// file cannot be written.
pub(super) fn network_fits(path: &Path, format: Option<Format>) -> Result<()> {
    Format::to_write(path, format)?;
    fits(path)
}

/// Sees that `path` can be written.
///
/// # Errors
/// [`Error::Io`] where it cannot.
pub(super) fn fits(path: &Path) -> Result<()> {
    WholeFile::check(path).map_err(|refused| Error::writing(path, refused))
}

/// Says what was written, and what became of the edges on the way.
pub(super) fn written(network: &Network, path: &Path) -> String {
    let users = several(network.users().into(), "user");
    let mut text = format!("{}: {users}, {}", path.display(), several(network.edges(), "edge"));
    let built = network.built();
    for (count, what, rule) in
        [(built.self_loops, "self-loop", "dropped"), (built.merged, "edge", "merged")]
    {
        if count > 0 {
            write!(text, ", {} {rule}", several(count, what)).expect("a string takes all");
        }
    }
    text.push('.');
    if let Some(direction) = network.direction() {
        text.push(' ');
        text.push_str(&direction);
    }
    text
}
