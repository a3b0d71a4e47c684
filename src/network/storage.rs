//! An array that is owned, on large pages or a part of a mapped file; read-only and cheap to clone.
//!
//! It must never copy what is mapped by itself.

use std::{fmt, fs::File, io, ops::Deref, path::Path, ptr::NonNull, sync::Arc};

use bytemuck::Pod;
use memmap2::Mmap;
use rayon::prelude::*;

use crate::memory::{Frozen, Large};

/// Maps a file that is read in place; nothing where it is empty.
///
/// # Errors
/// Where it cannot be opened or mapped.
#[expect(unsafe_code, reason = "mapping files is what lets them be opened in a moment")]
pub(crate) fn map_file(path: &Path) -> io::Result<Option<Mmap>> {
    let file = File::open(path)?;
    if file.metadata()?.len() == 0 {
        return Ok(None);
    }
    // SAFETY: the map is read-only, and is only lent as plain values of any bits (`Pod`), so no
    // file can hold an invalid one. `Storage` checks length and alignment. What is left is that the
    // file changes while it is mapped, which no common system prevents: the formats' documentation
    // asks that nobody does it, and writers of ours replace a file whole. Values are checked before
    // they are used, and each is only used as an index within the bounds of a slice. A file that
    // changes all the same gives wrong results, a panic or, where it was cut short, an end by the
    // system (SIGBUS). It reaches no other memory.
    let map = unsafe { Mmap::map(&file)? };
    Ok(Some(map))
}

/// A read-only array of plain values.
pub struct Storage<T> {
    /// The values, found once: a walk asks for them at every edge.
    values: NonNull<[T]>,
    backing: Backing<T>,
}

/// What keeps the values in their place: nothing changes or moves them as long as it is there.
enum Backing<T> {
    Owned(Arc<Vec<T>>),
    Mapped(Arc<Mmap>),
}

// SAFETY: the values are only read, as through a shared slice, and what holds them is shared by `Arc`.
#[expect(unsafe_code, reason = "a pointer to the values, which no borrow can be")]
unsafe impl<T: Send + Sync> Send for Storage<T> {}
// SAFETY: as above.
#[expect(unsafe_code, reason = "a pointer to the values, which no borrow can be")]
unsafe impl<T: Send + Sync> Sync for Storage<T> {}

impl<T: Pod> Storage<T> {
    /// The `count` values from byte `start` of a mapped file on, or nothing where they leave the
    /// file or are not aligned for `T`.
    #[must_use]
    pub fn mapped(map: Arc<Mmap>, start: usize, count: usize) -> Option<Self> {
        let bytes = count.checked_mul(size_of::<T>())?;
        let end = start.checked_add(bytes)?;
        let values = NonNull::from(bytemuck::try_cast_slice(map.get(start..end)?).ok()?);
        Some(Self { values, backing: Backing::Mapped(map) })
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
        let values = Arc::new(values);
        Self { values: NonNull::from(values.as_slice()), backing: Backing::Owned(values) }
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

    #[inline]
    #[expect(unsafe_code, reason = "a pointer to the values, which no borrow can be")]
    fn deref(&self) -> &[T] {
        // SAFETY: `backing` holds the values for as long as this lives, neither changes nor moves them,
        // and they were a slice of `T` when the pointer was made.
        unsafe { self.values.as_ref() }
    }
}

impl<T> Clone for Storage<T> {
    fn clone(&self) -> Self {
        let backing = match &self.backing {
            Backing::Owned(values) => Backing::Owned(Arc::clone(values)),
            Backing::Mapped(map) => Backing::Mapped(Arc::clone(map)),
        };
        Self { values: self.values, backing }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// About the size from which an array is in a map of its own, and cut short.
    #[test]
    fn an_array_keeps_its_values_whatever_holds_it() {
        for len in [0, 1, 1000, (1 << 19) - 1, 1 << 19, (1 << 19) + 1001] {
            let values: Vec<u32> = (0..len).map(|value: u32| value ^ 0x5a5a).collect();
            let mut large = Large::zeroed(values.len() + 3);
            large[..values.len()].copy_from_slice(&values);
            large.truncate(values.len());
            let held: Storage<u32> = large.into();
            assert_eq!(*held, *values, "{len}");
            assert_eq!(*held.on_large_pages(), *values, "{len}");
            assert_eq!(held.clone(), Storage::from(values), "{len}");
        }
    }

    #[test]
    fn values_that_leave_a_map_or_do_not_lie_straight_are_not_had() {
        let map = || {
            let map = memmap2::MmapMut::map_anon(4096).expect("a page");
            Arc::new(map.make_read_only().expect("memory of ours"))
        };
        let has = |start, count| Storage::<u64>::mapped(map(), start, count).is_some();
        assert!(has(0, 512) && has(4088, 1) && has(4096, 0));
        assert!(!has(0, 513) && !has(4096, 1) && !has(8, 512), "past the end");
        assert!(!has(4, 1) && !has(1, 0), "not aligned");
        assert!(!has(usize::MAX, 1) && !has(8, usize::MAX / 8) && !has(0, usize::MAX), "no place");
    }
}
