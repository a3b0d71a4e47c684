//! Files that appear under their name only when they are whole.
//!
//! Whether a file can be written shows when it is begun, before the work that fills it. What is not a
//! regular file (a pipe, `/dev/null`) is written directly, and never replaced.

use std::{
    collections::BTreeSet,
    fs::{self, File, OpenOptions},
    io::{self, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use tempfile::NamedTempFile;

/// Files begun and not yet whole, by their temporary names.
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// A file being written. It has its name from [`WholeFile::finish`] on; dropped before that, it
/// leaves nothing behind.
///
/// ```
/// use std::io::Write;
/// use wordspread::whole_file::WholeFile;
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("answer.txt");
/// let mut file = WholeFile::create(&path)?;
/// write!(file, "42")?;
/// assert!(!path.exists());
/// file.finish()?;
/// assert_eq!(std::fs::read_to_string(&path)?, "42");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct WholeFile(Destination);

#[derive(Debug)]
enum Destination {
    Beside(Beside),
    Device(File),
}

/// A file beside the one to be, which takes its name when it is whole.
#[derive(Debug)]
struct Beside {
    /// There until it has its name.
    file: Option<NamedTempFile>,
    begun: PathBuf,
    target: PathBuf,
}

impl WholeFile {
    /// Begins a file, which replaces one of that name when it is finished. A link to a file stays
    /// one: what it leads to is replaced. A link that leads nowhere is replaced itself.
    ///
    /// # Errors
    /// Where the file could not be written: its folder is missing or closed to the user, or the
    /// name is a folder's.
    pub fn create(path: &Path) -> io::Result<Self> {
        match kind_of(path)? {
            Kind::File => Beside::create(path).map(|file| Self(Destination::Beside(file))),
            Kind::Device => OpenOptions::new()
                .write(true)
                .open(path)
                .map(|file| Self(Destination::Device(file))),
        }
    }

    /// Checks that a file could be begun, and changes nothing.
    ///
    /// # Errors
    /// As [`WholeFile::create`].
    pub fn check(path: &Path) -> io::Result<()> {
        match kind_of(path)? {
            Kind::File => Beside::create(path).map(drop),
            // To open a pipe and close it again would end it for its reader.
            Kind::Device => Ok(()),
        }
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// Where the system refuses, such as for want of space; then nothing is left behind.
    pub fn finish(self) -> io::Result<()> {
        match self.0 {
            Destination::Beside(beside) => beside.finish(),
            Destination::Device(_) => Ok(()),
        }
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.0 {
            Destination::Beside(beside) => beside.file().write(bytes),
            Destination::Device(device) => device.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.0 {
            Destination::Beside(beside) => beside.file().flush(),
            Destination::Device(device) => device.flush(),
        }
    }
}

/// A pipe cannot be sought in; the system says so.
impl Seek for WholeFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match &mut self.0 {
            Destination::Beside(beside) => beside.file().seek(to),
            Destination::Device(device) => device.seek(to),
        }
    }
}

/// Removes all files that are begun and not finished: for a program that is about to be ended
/// wherever it is.
pub fn discard_unfinished() {
    for path in unfinished().iter() {
        // A program that ends has no use for a failure.
        let _ = fs::remove_file(path);
    }
}

enum Kind {
    File,
    Device,
}

fn kind_of(path: &Path) -> io::Result<Kind> {
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => Err(io::Error::from(io::ErrorKind::IsADirectory)),
        Ok(found) if found.is_file() => {
            // A file that its owner has closed to writing is not replaced either.
            OpenOptions::new().write(true).open(path).map(|_| Kind::File)
        }
        Ok(_) => Ok(Kind::Device),
        Err(_) => Ok(Kind::File),
    }
}

fn unfinished() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Beside {
    fn create(path: &Path) -> io::Result<Self> {
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let folder = match target.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        let mut builder = tempfile::Builder::new();
        builder.prefix(".wordspread-");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // What the file that is replaced has, or any new one; less the user's mask.
            let found = fs::metadata(&target).map(|found| found.permissions());
            builder.permissions(found.unwrap_or_else(|_| fs::Permissions::from_mode(0o666)));
        }
        let file = builder.tempfile_in(folder).map_err(without_path)?;
        let begun = file.path().to_owned();
        unfinished().insert(begun.clone());
        Ok(Self { file: Some(file), begun, target })
    }

    fn file(&mut self) -> &mut File {
        self.file.as_mut().expect("a file is written before it is finished").as_file_mut()
    }

    fn finish(mut self) -> io::Result<()> {
        let file = self.file.take().expect("a file is finished once");
        file.as_file().sync_all()?;
        file.persist(&self.target).map(drop).map_err(|refused| refused.error)
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        drop(self.file.take());
        unfinished().remove(&self.begun);
    }
}

/// The system's own error, without the file's temporary name.
fn without_path(error: io::Error) -> io::Error {
    let text = error.to_string();
    match text.split_once(" at path ") {
        Some((reason, _)) => io::Error::new(error.kind(), reason),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn a_file_replaces_another_only_when_it_is_finished() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        fs::write(&path, "old").unwrap();
        let mut file = WholeFile::create(&path).unwrap();
        file.write_all(b"new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        drop(file);
        assert_eq!(names(folder.path()), ["a.txt"]);
        let mut file = WholeFile::create(&path).unwrap();
        file.write_all(b"new").unwrap();
        file.finish().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(names(folder.path()), ["a.txt"]);
    }

    #[test]
    fn what_cannot_be_written_is_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let nowhere = folder.path().join("missing/a.txt");
        for refused in [WholeFile::create(&nowhere).map(drop), WholeFile::check(&nowhere)] {
            let refused = refused.unwrap_err();
            assert_eq!(refused.kind(), io::ErrorKind::NotFound);
            assert!(!refused.to_string().contains(".wordspread"), "{refused}");
        }
        let refused = WholeFile::create(folder.path()).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::IsADirectory);
        WholeFile::check(&folder.path().join("a.txt")).unwrap();
        assert!(names(folder.path()).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_written_and_never_replaced_and_a_link_stays_a_link() {
        use std::os::unix::fs::{FileTypeExt, symlink};
        let null = Path::new("/dev/null");
        let mut file = WholeFile::create(null).unwrap();
        file.write_all(b"gone").unwrap();
        file.finish().unwrap();
        assert!(fs::metadata(null).unwrap().file_type().is_char_device());

        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        fs::write(&real, "old").unwrap();
        symlink(&real, &link).unwrap();
        let mut file = WholeFile::create(&link).unwrap();
        file.write_all(b"new").unwrap();
        file.finish().unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&real).unwrap(), "new");
    }
}
