//! Opening a file: map, check the layout, check every value, and only then make a network of it.
//!
//! Nothing is copied but the description.

use std::{fs::File, sync::Arc};

use bytemuck::Pod;
use memmap2::Mmap;
use rayon::prelude::*;

use super::{
    super::source::Source,
    layout::{Counts, Description, IdKind, Section, checked},
};
use crate::{
    error::{Error, Result},
    network::{
        Network,
        attributes::{ColumnKind, EdgeColumn, UserColumn, UserValues},
        csr::Rows,
        labels::Labels,
        storage::Storage,
    },
};

pub(super) fn open(source: &Source<'_>) -> Result<Network> {
    let refused = |problem: String| {
        source.whole(problem, "make the file again with `wordspread convert`, or fetch it again")
    };
    if cfg!(target_endian = "big") {
        return Err(refused("it is little-endian, and this machine is not".to_owned()));
    }
    let map = mapped(source).map_err(|error| Error::reading(source.path(), error))?;
    let Some(map) = map else { return Err(refused("the file is empty".to_owned())) };
    let (counts, sections) = checked(&map).map_err(refused)?;
    Parts { map: Arc::new(map), counts, sections: sections.into_iter() }.network().map_err(refused)
}

#[expect(unsafe_code, reason = "mapping a file is the point of this format")]
fn mapped(source: &Source<'_>) -> std::io::Result<Option<Mmap>> {
    let file = File::open(source.path())?;
    if file.metadata()?.len() == 0 {
        return Ok(None);
    }
    // SAFETY: the map is only read, as plain bytes that have no invalid values, and every value is
    // checked before use. That nobody changes the file meanwhile cannot be enforced on common
    // systems; the format's documentation asks for it, and writers of ours replace a file whole.
    let map = unsafe { Mmap::map(&file)? };
    Ok(Some(map))
}

/// The sections of a file, taken one after the other.
struct Parts {
    map: Arc<Mmap>,
    counts: Counts,
    sections: std::vec::IntoIter<Section>,
}

impl Parts {
    fn network(mut self) -> Result<Network, String> {
        let description = self.sections.next().ok_or("it has no description")?;
        let bytes = &self.map[description.start..description.start + description.length];
        let description: Description = serde_json::from_slice(bytes)
            .map_err(|error| format!("its description is not understood: {error}"))?;
        let kinds = description.kinds().into_iter().map(|kind| kind as u32).skip(1);
        if !kinds.eq(self.sections.as_slice().iter().map(|section| section.kind)) {
            return Err("its sections are not those that it describes".to_owned());
        }
        let users = usize::try_from(self.counts.users)
            .ok()
            .filter(|&users| u32::try_from(users).is_ok())
            .ok_or("it has more users than a network can have")?;
        let edges = usize::try_from(self.counts.edges).map_err(|_| "it has too many edges")?;

        let offsets = self.take(users + 1, "row offsets")?;
        let targets = self.take(edges, "targets")?;
        let rows = Rows::new(offsets, targets)
            .filter(ascending)
            .ok_or("its rows are not sound: an edge leads to no user, or rows are out of order")?;
        let labels = self.labels(description.ids, users)?;
        let mut edge_columns: Vec<EdgeColumn> = Vec::new();
        for name in description.edge_columns {
            let values: Storage<f64> = self.take(edges, &name)?;
            let fits = |value: &f64| (0.0..=1.0).contains(value);
            if name == EdgeColumn::PROBABILITY && !values.par_iter().all(fits) {
                return Err("a probability is not from 0 to 1".to_owned());
            }
            if edge_columns.iter().any(|known| known.name == name) {
                return Err(format!("two columns of edges are called `{name}`"));
            }
            edge_columns.push(EdgeColumn { name, values });
        }
        let mut user_columns: Vec<UserColumn> = Vec::new();
        for column in description.user_columns {
            let name = column.name;
            let values = self.user_values(column.kind, column.names, users, &name)?;
            if user_columns.iter().any(|known| known.name == name) {
                return Err(format!("two columns of users are called `{name}`"));
            }
            user_columns.push(UserColumn { name, values });
        }
        Ok(Network::new(rows, edge_columns, labels, user_columns, description.built))
    }

    /// The next section as `count` values.
    fn take<T: Pod>(&mut self, count: usize, what: &str) -> Result<Storage<T>, String> {
        let section = self.sections.next().expect("the kinds were compared");
        Some(section.length)
            .filter(|&length| count.checked_mul(size_of::<T>()) == Some(length))
            .and_then(|_| Storage::mapped(Arc::clone(&self.map), section.start, count))
            .ok_or_else(|| format!("the section `{what}` does not have {count} values"))
    }

    fn labels(&mut self, kind: IdKind, users: usize) -> Result<Labels, String> {
        match kind {
            IdKind::Index => {
                Ok(Labels::Index(u32::try_from(users).expect("compared with the limit")))
            }
            IdKind::Integers => {
                let ids: Storage<i64> = self.take(users, "ids")?;
                let sound = ids.par_windows(2).all(|pair| pair[0] < pair[1]);
                sound
                    .then_some(Labels::Integers(ids))
                    .ok_or_else(|| "its ids are not in ascending order".to_owned())
            }
            IdKind::Texts => {
                let length = self.sections.as_slice()[0].length;
                let bytes: Storage<u8> = self.take(length, "ids")?;
                let offsets: Storage<u64> = self.take(users + 1, "ends of ids")?;
                let sound = texts_are_sound(&bytes, &offsets);
                sound
                    .then_some(Labels::Texts { bytes, offsets })
                    .ok_or_else(|| "its ids are not UTF-8 texts in ascending order".to_owned())
            }
        }
    }

    fn user_values(
        &mut self,
        kind: ColumnKind,
        names: Vec<String>,
        users: usize,
        column: &str,
    ) -> Result<UserValues, String> {
        let unfit = || format!("a value of the column `{column}` is out of its range");
        match kind {
            ColumnKind::Category => {
                let codes: Storage<u32> = self.take(users, column)?;
                let known =
                    |&code: &u32| (code as usize) < names.len() || code == UserValues::MISSING;
                let sound =
                    codes.par_iter().all(known) && names.windows(2).all(|pair| pair[0] < pair[1]);
                sound.then_some(UserValues::Category { codes, names }).ok_or_else(unfit)
            }
            ColumnKind::Number => Ok(UserValues::Number(self.take(users, column)?)),
            ColumnKind::Flag => {
                let flags: Storage<u8> = self.take(users, column)?;
                let sound = flags.par_iter().all(|&flag| flag <= UserValues::UNKNOWN_FLAG);
                sound.then_some(UserValues::Flag(flags)).ok_or_else(unfit)
            }
        }
    }
}

/// True where each row ascends.
fn ascending(rows: &Rows) -> bool {
    let nodes = u32::try_from(rows.nodes()).expect("rows have at most 2^32 - 1 nodes");
    (0..nodes).into_par_iter().all(|node| rows.row(node).is_sorted())
}

fn texts_are_sound(bytes: &[u8], offsets: &[u64]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let place = |offset: u64| usize::try_from(offset).unwrap_or(usize::MAX);
    offsets.first() == Some(&0)
        && offsets.last() == Some(&(bytes.len() as u64))
        && offsets.par_windows(2).all(|pair| text.get(place(pair[0])..place(pair[1])).is_some())
        && offsets.par_windows(3).all(|ends| {
            let [a, b, c] = [place(ends[0]), place(ends[1]), place(ends[2])];
            bytes[a..b] < bytes[b..c]
        })
}
