//! What the tests of files share: a file in a folder of its own, and what is read from it.

use std::{fs, io::Write};

use wordspread::network::{
    Network,
    builder::EdgeMeaning,
    format::{NetworkFile, UserTable, read},
};

/// A file in a folder of its own.
pub(crate) struct Given {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) file: NetworkFile,
}

pub(crate) fn given(name: &str, bytes: impl AsRef<[u8]>) -> Given {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let file =
        NetworkFile { edge: Some(EdgeMeaning::InfluencerToAudience), ..NetworkFile::new(path) };
    Given { folder, file }
}

impl Given {
    pub(crate) fn with(mut self, change: impl FnOnce(&mut NetworkFile)) -> Self {
        change(&mut self.file);
        self
    }

    pub(crate) fn users(
        self,
        table: impl AsRef<[u8]>,
        change: impl FnOnce(&mut UserTable),
    ) -> Self {
        let path = self.folder.path().join("users.csv");
        fs::write(&path, table).unwrap();
        let mut table = UserTable::new(path);
        change(&mut table);
        self.with(|file| file.users = Some(table))
    }

    #[track_caller]
    pub(crate) fn refused(&self, wanted: &[&str]) {
        let error = read(&self.file, &()).expect_err("the file is at fault");
        let told = format!("{error}\n{}", error.remedy().unwrap_or(""));
        for wanted in wanted {
            assert!(told.contains(wanted), "{wanted:?} is not in: {told}");
        }
        assert!(!told.contains('\0'), "{told}");
    }

    #[track_caller]
    pub(crate) fn works(&self) -> Network {
        match read(&self.file, &()) {
            Ok(network) => network,
            Err(error) => panic!("{error}\n{}", error.remedy().unwrap_or("")),
        }
    }
}

pub(crate) fn gzip(text: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(text).unwrap();
    packer.finish().unwrap()
}

pub(crate) fn edges_of(network: &Network) -> Vec<(String, String)> {
    let mut edges = Vec::new();
    for node in 0..network.users() {
        for &target in network.forward().row(node) {
            edges.push((network.id(node).to_string(), network.id(target).to_string()));
        }
    }
    edges
}

pub(crate) fn pairs(edges: &[(&str, &str)]) -> Vec<(String, String)> {
    edges.iter().map(|&(a, b)| (a.to_owned(), b.to_owned())).collect()
}
