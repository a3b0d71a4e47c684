//! What commands that write networks see to before the work, and say after it.

use std::{
    fmt::Write,
    io,
    path::{Path, PathBuf},
};

use wordspread::{
    document::amounts::several,
    error::{Error, Result},
    network::{Network, builder::Built, format::Format},
    whole_file::WholeFile,
};

/// Sees that a network can be written to `path`, and in which format it will be.
///
/// # Errors
/// [`Error::Value`] where neither a format is named nor the name means one; [`Error::Io`] where the
/// file cannot be written.
pub(crate) fn network_fits(path: &Path, format: Option<Format>) -> Result<Format> {
    let format = Format::to_write(path, format)?;
    fits(path)?;
    Ok(format)
}

/// Refuses to write over a file that is read, which would be gone for good.
///
/// # Errors
/// [`Error::Value`] naming the flag.
pub(crate) fn apart_from(flag: &str, path: &Path, inputs: &[&Path]) -> Result<()> {
    let output = place(path);
    if !inputs.iter().any(|input| place(input) == output) {
        return Ok(());
    }
    let problem = format!("{} is the file that is read", path.display());
    Err(Error::value(flag, problem, "write into another file"))
}

/// Refuses to write over another file that is written.
///
/// # Errors
/// [`Error::Value`] naming the flag.
pub(crate) fn apart_from_output(flag: &str, path: &Path, output: &Path) -> Result<()> {
    if place(path) != place(output) {
        return Ok(());
    }
    let problem = format!("{} is the other file that is written", path.display());
    Err(Error::value(flag, problem, "write into another file"))
}

/// Where a file is or will be: two names that lead to one file have one place, by whatever links.
pub(crate) fn place(path: &Path) -> PathBuf {
    let in_folder = || {
        // A name that is not there yet may stand in a folder that goes by several names.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).canonicalize()?;
        Ok(path.file_name().map_or_else(|| folder.clone(), |name| folder.join(name)))
    };
    let found: io::Result<PathBuf> = path.canonicalize().or_else(|_| in_folder());
    found.unwrap_or_else(|_| path.to_owned())
}

/// The file that `--output` names, if it names one: begun before the work whose result it will hold.
///
/// # Errors
/// [`Error::Value`] where it is one that is read; [`Error::Io`] where it cannot be written.
pub(crate) fn begun<'a>(
    path: Option<&'a Path>,
    inputs: &[&Path],
) -> Result<Option<(&'a Path, WholeFile)>> {
    let Some(path) = path else { return Ok(None) };
    apart_from("--output", path, inputs)?;
    let file = WholeFile::create(path).map_err(|refused| Error::writing(path, refused))?;
    Ok(Some((path, file)))
}

/// Sees that `path` can be written.
///
/// # Errors
/// [`Error::Io`] where it cannot.
pub(crate) fn fits(path: &Path) -> Result<()> {
    WholeFile::check(path).map_err(|refused| Error::writing(path, refused))
}

/// Refuses a flag about what a `.wsn` file alone can keep, where another format is written.
///
/// # Errors
/// [`Error::Value`] naming the flag.
pub(crate) fn kept_by(flag: &str, what: &str, path: &Path, format: Format) -> Result<()> {
    if format == Format::Wsn {
        return Ok(());
    }
    let problem = format!("{} cannot store {what}", path.display());
    Err(Error::value(flag, problem, format!("write a .wsn file, or leave {flag} out")))
}

/// What `--backward` asks to be kept.
pub(crate) const TURNED: &str = "in-edges";

/// Says what was written, and what became of the edges on the way.
pub(crate) fn written(network: &Network, path: &Path) -> String {
    let text = written_in_parts(network.users(), network.edges(), network.built(), path);
    match network.direction() {
        Some(direction) => format!("{text} {direction}"),
        None => text,
    }
}

/// The same of a network that never was in memory.
pub(crate) fn written_in_parts(users: u32, edges: u64, built: Built, path: &Path) -> String {
    let users = several(users.into(), "user");
    let mut text = format!("{}: {users}, {}", path.display(), several(edges, "edge"));
    for (count, what, rule) in
        [(built.self_loops, "self-loop", "dropped"), (built.merged, "edge", "merged")]
    {
        if count > 0 {
            write!(text, ", {} {rule}", several(count, what)).expect("a string takes all");
        }
    }
    text.push('.');
    text
}
