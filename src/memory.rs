//! Large arrays on large pages: what the hot loops read at random.
//!
//! A random read of an array on pages of 4 KiB misses the processor's table of pages as well as its
//! caches. So the system is advised to use pages of 2 MiB; where it does not, only time is lost. Nothing here knows what the values mean.

use std::{
    fmt,
    marker::PhantomData,
    ops::{Deref, DerefMut},
};

use bytemuck::Pod;
use memmap2::{Mmap, MmapMut};

use crate::error::{Error, Result};

/// Arrays smaller than this are not worth a page of their own.
const LARGE_BYTES: usize = 1 << 21;

/// A zeroed array of plain values that does not grow. Memory is taken when it is first written.
pub struct Large<T> {
    place: Place<T>,
}

enum Place<T> {
    Small(Vec<T>),
    Map { map: MmapMut, bytes: usize, item: PhantomData<T> },
}

impl<T: Pod> Large<T> {
    /// `len` zeros.
    #[must_use]
    pub fn zeroed(len: usize) -> Self {
        let bytes = len.saturating_mul(size_of::<T>());
        let map = if bytes < LARGE_BYTES { None } else { MmapMut::map_anon(bytes).ok() };
        let place = match map {
            Some(map) => {
                // Only advice: a system without large pages refuses it, and small ones do.
                #[cfg(target_os = "linux")]
                let _ = map.advise(memmap2::Advice::HugePage);
                Place::Map { map, bytes, item: PhantomData }
            }
            None => Place::Small(vec![T::zeroed(); len]),
        };
        Self { place }
    }

    /// Keeps the first `len` values. A large array does not free the memory of the others.
    pub fn truncate(&mut self, len: usize) {
        match &mut self.place {
            Place::Small(values) => values.truncate(len),
            Place::Map { bytes, .. } => *bytes = (*bytes).min(len.saturating_mul(size_of::<T>())),
        }
    }

    /// The array made read-only: a large one as a map and its length in bytes, a small one as it is.
    pub(crate) fn frozen(self) -> Frozen<T> {
        match self.place {
            Place::Small(values) => Frozen::Small(values),
            Place::Map { map, bytes, .. } => match map.make_read_only() {
                Ok(map) => Frozen::Map { map, bytes },
                Err(error) => panic!("memory of ours can be made read-only: {error}"),
            },
        }
    }
}

/// Checks that `bytes` more fit in memory, where the system reports how much is free. `what` names
/// their use in the error.
///
/// # Errors
/// [`Error::Memory`] where they do not.
pub fn fits(what: &str, bytes: u64) -> Result<()> {
    match available() {
        Some(available) if bytes > available => {
            Err(Error::Memory { what: what.to_owned(), needed: bytes, available })
        }
        _ => Ok(()),
    }
}

/// Bytes of memory that can be used without swapping: what the system has free, or what it allows
/// this process's control group, whichever is less. `None` where the system does not report it.
/// Results must not depend on it.
#[must_use]
pub fn available() -> Option<u64> {
    let read = |path: &str| std::fs::read_to_string(path).ok();
    let system = read("/proc/meminfo").and_then(|text| {
        let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
        let kibibytes = line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?;
        kibibytes.checked_mul(1024)
    });
    let number = |path: &str| read(path)?.trim().parse::<u64>().ok();
    // Cached copies of files count for the group too, but are freed when memory is needed.
    let taken = || {
        let text = read("/sys/fs/cgroup/memory.stat")?;
        text.lines().find_map(|line| line.strip_prefix("anon "))?.trim().parse::<u64>().ok()
    };
    let group =
        number("/sys/fs/cgroup/memory.max").map(|most| most.saturating_sub(taken().unwrap_or(0)));
    [system, group].into_iter().flatten().min()
}

/// A [`Large`] array that is no longer written.
pub(crate) enum Frozen<T> {
    /// A small array.
    Small(Vec<T>),
    /// A large one, in the first `bytes` of a map.
    Map { map: Mmap, bytes: usize },
}

impl<T: Pod> Deref for Large<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        match &self.place {
            Place::Small(values) => values,
            Place::Map { map, bytes, .. } => bytemuck::cast_slice(&map[..*bytes]),
        }
    }
}

impl<T: Pod> DerefMut for Large<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        match &mut self.place {
            Place::Small(values) => values,
            Place::Map { map, bytes, .. } => bytemuck::cast_slice_mut(&mut map[..*bytes]),
        }
    }
}

impl<T: Pod> fmt::Debug for Large<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Large({} values)", self.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    /// What is done to an array.
    #[derive(Debug, Clone)]
    enum Step {
        Write { place: usize, value: u64 },
        Fill { start: usize, value: u64 },
        Truncate(usize),
    }

    fn step(most: usize) -> impl Strategy<Value = Step> {
        prop_oneof![
            4 => (0..=most, any::<u64>()).prop_map(|(place, value)| Step::Write { place, value }),
            1 => (0..=most, any::<u64>()).prop_map(|(start, value)| Step::Fill { start, value }),
            1 => (0..=most).prop_map(Step::Truncate),
        ]
    }

    /// Does the same to an array and to a plain vector; values are cut to their type by `of`.
    fn is_a_vector<T: Pod + PartialEq + fmt::Debug>(
        len: usize,
        steps: &[Step],
        of: impl Fn(u64) -> T,
    ) -> Result<(), TestCaseError> {
        let mut array = Large::<T>::zeroed(len);
        let mut twin = vec![T::zeroed(); len];
        for step in steps {
            match *step {
                Step::Write { place, value } => {
                    if let Some(place) = place.checked_rem(twin.len()) {
                        (array[place], twin[place]) = (of(value), of(value));
                    }
                }
                Step::Fill { start, value } => {
                    let start = start.min(twin.len());
                    array[start..].fill(of(value));
                    twin[start..].fill(of(value));
                }
                Step::Truncate(len) => {
                    array.truncate(len);
                    twin.truncate(len);
                }
            }
            prop_assert_eq!(array.len(), twin.len());
        }
        prop_assert!(*array == *twin);
        let frozen = match array.frozen() {
            Frozen::Small(values) => values,
            Frozen::Map { map, bytes } => bytemuck::cast_slice(&map[..bytes]).to_vec(),
        };
        prop_assert!(frozen == twin);
        Ok(())
    }

    proptest! {
        #![proptest_config({
            let usual = ProptestConfig::default();
            ProptestConfig { cases: usual.cases.div_ceil(8), ..usual }
        })]

        /// Arrays of bytes, words and pairs of words, in a vector and in a map, about the size from
        /// which they are in a map.
        #[test]
        fn an_array_is_a_vector_of_a_fixed_length(
            bytes in prop_oneof![0..4096_usize, LARGE_BYTES - 64..LARGE_BYTES + 64],
            steps in vec(step(LARGE_BYTES + 64), 0..40),
        ) {
            is_a_vector(bytes, &steps, |value| value as u8)?;
            is_a_vector(bytes / 4, &steps, |value| value as u32)?;
            is_a_vector(bytes / 16, &steps, |value| [value, !value])?;
        }
    }

    #[test]
    fn small_and_large_arrays_start_at_zero_and_keep_what_is_written() {
        for len in [0, 1, 1000, (LARGE_BYTES / 8) - 1, LARGE_BYTES / 8, 1_000_003] {
            let mut array = Large::<u64>::zeroed(len);
            assert_eq!(array.len(), len);
            assert!(array.iter().all(|&value| value == 0), "{len}");
            for (place, value) in array.iter_mut().enumerate() {
                *value = place as u64;
            }
            assert!(array.iter().copied().eq(0..len as u64), "{len}");
            array.truncate(len / 3);
            assert!(array.iter().copied().eq(0..len as u64 / 3), "{len}");
        }
    }

    #[test]
    fn what_is_larger_than_all_memory_is_refused_with_both_numbers() {
        fits("a byte", 1).unwrap();
        if available().is_some() {
            let error = fits("the network", u64::MAX).unwrap_err();
            let text = error.to_string();
            assert!(text.starts_with("the network needs 18446744073.7 GB of memory"), "{text}");
        }
    }
}
