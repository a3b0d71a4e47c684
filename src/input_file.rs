//! Opens files that are read more than once: their beginning to tell the form, their bytes to name them by
//! hash, and then all.

use std::{fs::File, io, path::Path};

use crate::error::{Error, Result};

/// Opens a regular file. What can be read only once, such as a pipe, is refused before it is opened: it
/// would lose its beginning, or let the work wait for ever.
pub(crate) fn open(path: &Path) -> Result<File> {
    let reading = |error| Error::reading(path, error);
    let metadata = path.metadata().map_err(reading)?;
    if metadata.is_dir() {
        return Err(reading(io::Error::from(io::ErrorKind::IsADirectory)));
    }
    if !metadata.is_file() {
        let problem = "no regular file: a pipe or a device can be read only once";
        let remedy = "write it into a file first, packed with gzip or zstd if you like";
        return Err(Error::in_file(path.to_owned(), problem, remedy));
    }
    File::open(path).map_err(reading)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_opened_and_what_is_none_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        assert!(matches!(open(&path), Err(Error::Io { .. })));
        std::fs::write(&path, "1").expect("writable");
        assert!(open(&path).is_ok());
        assert!(matches!(open(folder.path()), Err(Error::Io { .. })));
        #[cfg(unix)]
        assert!(matches!(open(Path::new("/dev/zero")), Err(Error::Data { .. })));
    }
}
