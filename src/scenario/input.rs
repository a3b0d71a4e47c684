//! The files that a scenario reads, each with a hash that shows whether it changed.

use std::{
    collections::BTreeMap,
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::{NetworkSection, Scenario};
use crate::{
    error::{Error, Result},
    input_file,
    report::InputFile,
};

/// A file that a scenario names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NamedFile {
    /// What it is read for.
    pub(super) role: String,
    /// Its path, as the scenario or the flag names it.
    pub(super) path: PathBuf,
    /// Its path, from the folder that the command runs in.
    pub(super) place: PathBuf,
}

/// The files that a scenario names, in the order of its sections. The path at a key is taken from its
/// folder.
pub(super) fn named<'f>(
    scenario: &Scenario,
    folder_of: impl Fn(&str) -> &'f Path,
) -> Vec<NamedFile> {
    let mut files = Vec::new();
    let mut add = |role: String, key: &str, path: &Path| {
        let place = folder_of(key).join(path);
        files.push(NamedFile { role, path: path.to_owned(), place });
    };
    if let Some(NetworkSection::File(network)) = &scenario.network {
        add("network".to_owned(), "network.file.path", &network.path);
        if let Some(users) = &network.users {
            add("users".to_owned(), "network.file.users", &users.path);
        }
    }
    for (place, option) in scenario.option.iter().enumerate() {
        if let Some((key, path)) = option.seeds.file() {
            let role = format!("seeds of option {}", option.name);
            add(role, &format!("option.{place}.seeds.{key}"), path);
        }
    }
    files
}

/// The hashes of files, each read once however many points of a sweep name it.
#[derive(Debug, Default)]
pub(super) struct Hashes(BTreeMap<PathBuf, String>);

impl Hashes {
    /// The files that a scenario names, each with its hash.
    pub(super) fn of(&mut self, files: Vec<NamedFile>) -> Result<Vec<InputFile>> {
        files.into_iter().map(|named| self.input(named)).collect()
    }

    fn input(&mut self, NamedFile { role, path, place }: NamedFile) -> Result<InputFile> {
        let sha256 = match self.0.get(&place) {
            Some(hash) => hash.clone(),
            None => {
                sha256(input_file::open(&place)?).map_err(|error| Error::reading(&place, error))?
            }
        };
        self.0.insert(place, sha256.clone());
        Ok(InputFile { role, path: path.to_string_lossy().into_owned(), sha256 })
    }
}

/// The SHA-256 of a file's bytes in hexadecimal digits, without reading it in whole.
fn sha256(mut file: File) -> std::io::Result<String> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            let digit = |nibble: u8| char::from_digit(nibble.into(), 16).expect("a nibble");
            let bytes = hash.finalize();
            return Ok(bytes
                .iter()
                .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
                .collect());
        }
        hash.update(&buffer[..read]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FIPS 180-4's example.
    #[test]
    fn the_hash_of_abc_is_the_published_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("abc");
        std::fs::write(&path, "abc").expect("a file");
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(File::open(&path).expect("it is there")).expect("a hash"), expected);
    }
}
