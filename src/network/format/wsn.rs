//! wordspread's own file: the arrays of a network as they lie in memory, mapped instead of read.
//!
//! Shape: a header with magic, version, counts and a table of sections, then the sections, each
//! from the start of a page, little-endian. They are a description in JSON; row offsets (`u64`) and
//! targets (`u32`); both again for the backward rows where those are kept; ids; for a relabelled
//! network the node of each id; numbers on the edges (`f64`); attributes of the users. Edges are
//! stored from influencer to audience, so reading needs no edge meaning. It loses nothing.
//!
//! Opening checks header, table and description, and takes a moment however large the file is; it
//! gives an [`Opened`], which has no rows to give. Verifying that (all checksums, and every value,
//! in parallel) makes the network: a file that is damaged, cut off, foreign or of another version
//! is refused before anything is taken from it. A mapped file must not be changed while a network
//! uses it.

mod layout;
mod open;
mod parts;
mod verify;
mod write;

pub use self::{
    layout::IdKind,
    open::{ColumnOverview, Opened, Overview},
    parts::WsnInParts,
};
use super::{
    FileFormat, NetworkFile,
    file::{output::Output, source::Source},
};
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
        open(source, file)?.verify(progress)
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

/// Opens a file that is to be read as `file` says.
pub(super) fn open(source: &Source<'_>, file: &NetworkFile) -> Result<Opened> {
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
    open::open(source)
}

#[cfg(test)]
mod tests {
    use super::{
        layout::{
            DescribedColumn, Description, IdKind, SectionCounts, SectionKind, header, padding,
        },
        *,
    };
    use crate::network::{attributes::ColumnKind, builder::Built, format};

    /// Three users in a ring of text ids, a probability, a category and a flag; each part can be
    /// replaced, and all checksums are right.
    struct Made {
        offsets: Vec<u64>,
        targets: Vec<u32>,
        back_offsets: Vec<u64>,
        back_targets: Vec<u32>,
        ids: Vec<u8>,
        ends: Vec<u64>,
        places: Vec<u32>,
        nodes: Vec<u32>,
        probability: Vec<f64>,
        codes: Vec<u32>,
        flags: Vec<u8>,
    }

    fn refused(change: impl FnOnce(&mut Made)) -> Option<String> {
        let mut made = Made {
            offsets: vec![0, 1, 3, 3],
            targets: vec![1, 0, 2],
            back_offsets: vec![0, 1, 2, 3],
            back_targets: vec![1, 0, 1],
            // They ascend by bytes.
            ids: "abł".as_bytes().to_vec(),
            ends: vec![0, 1, 2, 4],
            places: vec![2, 0, 1],
            nodes: vec![1, 2, 0],
            probability: vec![0.0, 0.5, 1.0],
            codes: vec![0, u32::MAX, 1],
            flags: vec![0, 1, 2],
        };
        change(&mut made);
        let column = |name: &str, kind, names: &[&str]| DescribedColumn {
            name: name.to_owned(),
            kind,
            names: names.iter().map(|&name| name.to_owned()).collect(),
        };
        let description = Description {
            ids: IdKind::Texts,
            relabelled: true,
            backward: true,
            edge_columns: vec!["probability".to_owned()],
            user_columns: vec![
                column("region", ColumnKind::Category, &["north", "south"]),
                column("vip", ColumnKind::Flag, &[]),
            ],
            built: Built::default(),
        };
        let description = serde_json::to_vec(&description).unwrap();
        let sections = [
            (SectionKind::Description, &description[..]),
            (SectionKind::Offsets, bytemuck::cast_slice(&made.offsets)),
            (SectionKind::Targets, bytemuck::cast_slice(&made.targets)),
            (SectionKind::BackwardOffsets, bytemuck::cast_slice(&made.back_offsets)),
            (SectionKind::BackwardTargets, bytemuck::cast_slice(&made.back_targets)),
            (SectionKind::TextIds, &made.ids[..]),
            (SectionKind::TextEnds, bytemuck::cast_slice(&made.ends)),
            (SectionKind::IdPlaces, bytemuck::cast_slice(&made.places)),
            (SectionKind::IdNodes, bytemuck::cast_slice(&made.nodes)),
            (SectionKind::EdgeNumbers, bytemuck::cast_slice(&made.probability)),
            (SectionKind::Codes, bytemuck::cast_slice(&made.codes)),
            (SectionKind::Flags, &made.flags[..]),
        ];
        let mut bytes = header(SectionCounts { users: 3, edges: 3 }, &sections, &()).unwrap();
        for (_, section) in sections {
            bytes.extend_from_slice(section);
            bytes.resize(bytes.len() + padding(section.len()), 0);
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.wsn");
        std::fs::write(&path, bytes).unwrap();
        format::read(&NetworkFile::new(path), &()).err().map(|error| error.to_string())
    }

    #[test]
    fn values_that_make_no_network_are_refused_though_their_checksums_are_right() {
        assert_eq!(refused(|_| {}), None);
        let is_refused = |wanted: &str, change: fn(&mut Made)| {
            let error = refused(change).expect("it is not sound");
            assert!(error.contains(wanted), "{error}");
        };
        is_refused("rows are not sound", |made| made.targets[2] = 3);
        is_refused("rows are not sound", |made| made.offsets[1] = 4);
        is_refused("rows are not sound", |made| made.targets = vec![1, 2, 0]);
        is_refused("rows are not sound", |made| made.back_targets[2] = 3);
        is_refused("turned round are not", |made| made.back_targets[2] = 0);
        is_refused("turned round are not", |made| made.back_offsets[2] = 1);
        is_refused("does not have 3 values", |made| made.back_targets.push(0));
        is_refused("does not have 3 values", |made| made.targets.push(0));
        is_refused("does not have 4 values", |made| made.offsets.truncate(3));
        is_refused("ids are not UTF-8", |made| made.ids[0] = 0xff);
        is_refused("ids are not UTF-8", |made| made.ids[0] = b'c');
        is_refused("ids are not UTF-8", |made| made.ends[2] = 3);
        is_refused("ids are not UTF-8", |made| made.ends[2] = u64::MAX);
        is_refused("one to one", |made| made.places[0] = 0);
        is_refused("one to one", |made| made.places[0] = 3);
        is_refused("one to one", |made| made.nodes.swap(0, 1));
        is_refused("one to one", |made| made.nodes[0] = u32::MAX);
        is_refused("a probability is not", |made| made.probability[0] = 1.5);
        is_refused("a probability is not", |made| made.probability[0] = f64::NAN);
        is_refused("`region` is out of its range", |made| made.codes[0] = 2);
        is_refused("`vip` is out of its range", |made| made.flags[0] = 3);
    }
}
