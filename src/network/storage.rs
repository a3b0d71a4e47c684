//! An array that is owned, on large pages or a part of a mapped file; read-only and cheap to clone.
//!
//! It must never copy what is mapped unless it is asked to.

use std::{fmt, marker::PhantomData, ops::Deref, sync::Arc};

use bytemuck::Pod;
use memmap2::Mmap;
use rayon::prelude::*;

use crate::memory::{Frozen, Large};

/// A read-only array of plain values.
pub struct Storage<T> {
    place: Place<T>,
}

enum Place<T> {
    Owned(Arc<Vec<T>>),
    Mapped { map: Arc<Mmap>, start: usize, bytes: usize, item: PhantomData<T> },
}

impl<T: Pod> Storage<T> {
    /// The `count` values that start at byte `start` of a mapped file, or nothing where they would
    /// leave the file or are not aligned for `T`.
    #[must_use]
    pub fn mapped(map: Arc<Mmap>, start: usize, count: usize) -> Option<Self> {
        let bytes = count.checked_mul(size_of::<T>())?;
        let end = start.checked_add(bytes)?;
        bytemuck::try_cast_slice::<u8, T>(map.get(start..end)?).ok()?;
        Some(Self { place: Place::Mapped { map, start, bytes, item: PhantomData } })
    }
}

impl<T: Pod + Send + Sync> Storage<T> {
    /// A copy on large pages.
    #[must_use]
    pub fn on_large_pages(&self) -> Self {
        const PIECE: usize = 1 << 16;
        let mut copy = Large::zeroed(self.len());
        let pieces = copy.par_chunks_mut(PIECE).zip(self.par_chunks(PIECE));
        pieces.for_each(|(to, from)| to.copy_from_slice(from));
        copy.into()
    }
}

impl<T> From<Vec<T>> for Storage<T> {
    fn from(values: Vec<T>) -> Self {
        Self { place: Place::Owned(Arc::new(values)) }
    }
}

impl<T: Pod> From<Large<T>> for Storage<T> {
    fn from(values: Large<T>) -> Self {
        match values.frozen() {
            Frozen::Small(values) => values.into(),
            Frozen::Map { map, bytes } => {
                let count = bytes / size_of::<T>();
                Self::mapped(Arc::new(map), 0, count).expect("the map holds the values")
            }
        }
    }
}

impl<T: Pod> Deref for Storage<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match &self.place {
            Place::Owned(values) => values,
            Place::Mapped { map, start, bytes, .. } => {
                bytemuck::cast_slice(&map[*start..*start + *bytes])
            }
        }
    }
}

impl<T> Clone for Storage<T> {
    fn clone(&self) -> Self {
        let place = match &self.place {
            Place::Owned(values) => Place::Owned(Arc::clone(values)),
            Place::Mapped { map, start, bytes, item } => {
                Place::Mapped { map: Arc::clone(map), start: *start, bytes: *bytes, item: *item }
            }
        };
        Self { place }
    }
}

impl<T: Pod + PartialEq> PartialEq for Storage<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Pod + fmt::Debug> fmt::Debug for Storage<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = &self[..self.len().min(8)];
        write!(formatter, "Storage({} values, {shown:?}…)", self.len())
    }
}
