//! Looks at whether the user wants to stop, in work that would otherwise run for long.
//!
//! Each look costs a load, so loops look once every few thousand items: a millisecond of work or less.

use std::cmp::Ordering;

use rayon::prelude::*;

use crate::{
    error::{Error, Result},
    progress::Progress,
};

/// Items from one look to the next.
pub(crate) const ITEMS: usize = 1 << 12;

/// Ends work that must stop.
///
/// # Errors
/// [`Error::Stopped`].
pub(crate) fn check(progress: &dyn Progress) -> Result<()> {
    if progress.cancelled() { Err(Error::Stopped) } else { Ok(()) }
}

/// The items, the next of which is [`Error::Stopped`] once the work must stop.
pub(crate) fn stoppable<I: IntoIterator>(
    items: I,
    progress: &dyn Progress,
) -> impl Iterator<Item = Result<I::Item>> {
    items.into_iter().enumerate().map(move |(number, item)| {
        if number.is_multiple_of(ITEMS) {
            check(progress)?;
        }
        Ok(item)
    })
}

/// What `map` makes of each item, in parallel and in the order of the items.
pub(crate) fn par_map<T: Sync, U: Copy + Default + Send>(
    items: &[T],
    progress: &dyn Progress,
    map: impl Fn(&T) -> U + Sync,
) -> Result<Vec<U>> {
    par_fill(items.len(), progress, |place| map(&items[place]))
}

/// The values of the places 0, 1, … below `count`, in parallel.
pub(crate) fn par_fill<U: Copy + Default + Send>(
    count: usize,
    progress: &dyn Progress,
    value: impl Fn(usize) -> U + Sync,
) -> Result<Vec<U>> {
    let mut values = vec![U::default(); count];
    values.par_chunks_mut(ITEMS).enumerate().try_for_each(|(chunk, values)| {
        check(progress)?;
        for (nth, slot) in values.iter_mut().enumerate() {
            *slot = value(chunk * ITEMS + nth);
        }
        Ok(())
    })?;
    Ok(values)
}

/// Calls `visit` for each item, in parallel.
pub(crate) fn par_each<T: Sync>(
    items: &[T],
    progress: &dyn Progress,
    visit: impl Fn(&T) + Sync,
) -> Result<()> {
    items.par_chunks(ITEMS).try_for_each(|items| {
        check(progress)?;
        items.iter().for_each(&visit);
        Ok(())
    })
}

/// Sorts items of which hardly any are equal, in parallel.
///
/// A sort cannot be stopped, so many items are dealt into buckets first. Splitters from a sorted
/// sample divide them, and each bucket is sorted on its own. The splitters do not change the
/// result.
pub(crate) fn sorted<T: Copy + Send + Sync>(
    mut items: Vec<T>,
    progress: &dyn Progress,
    compare: impl Fn(&T, &T) -> Ordering + Sync,
) -> Result<Vec<T>> {
    /// A sort of so many takes less than a tenth of a second.
    const FEW: usize = 1 << 20;
    const SHARES: usize = 16;
    const BUCKETS: usize = 256;
    const SAMPLES_A_BUCKET: usize = 16;
    check(progress)?;
    if items.len() <= FEW {
        items.par_sort_unstable_by(&compare);
        return Ok(items);
    }
    let step = items.len() / (BUCKETS * SAMPLES_A_BUCKET);
    let mut sample: Vec<T> = items.iter().step_by(step).copied().collect();
    sample.sort_unstable_by(&compare);
    let splitters: Vec<T> =
        sample.chunks_exact(SAMPLES_A_BUCKET).map(|chunk| chunk[SAMPLES_A_BUCKET - 1]).collect();
    let shares = items.par_chunks(items.len().div_ceil(SHARES)).map(|share| {
        let mut buckets = vec![Vec::new(); splitters.len() + 1];
        for item in stoppable(share, progress) {
            let item = item?;
            buckets[splitters.partition_point(|other| compare(other, item).is_lt())].push(*item);
        }
        Ok(buckets)
    });
    let shares: Vec<Vec<Vec<T>>> = shares.collect::<Result<_>>()?;
    drop(items);
    let buckets = (0..=splitters.len()).into_par_iter().map(|bucket| {
        check(progress)?;
        let mut items: Vec<T> =
            shares.iter().flat_map(|buckets| buckets[bucket].iter().copied()).collect();
        items.sort_unstable_by(&compare);
        Ok(items)
    });
    let buckets: Vec<Vec<T>> = buckets.collect::<Result<_>>()?;
    Ok(buckets.concat())
}

/// Stops work at one of its looks, and counts them.
#[cfg(test)]
pub(crate) mod looks {
    use std::sync::atomic::{AtomicU64, Ordering};

    use crate::{
        error::{Error, Result},
        progress::{Progress, StopFlag},
    };

    struct StopsAtLook {
        look: u64,
        looks: AtomicU64,
        flag: StopFlag,
    }

    impl Progress for StopsAtLook {
        fn begin(&self, _what: &str, _total: Option<u64>) {}
        fn advance(&self, _steps: u64) {}
        fn end(&self) {}
        fn stop(&self) -> &StopFlag {
            if self.looks.fetch_add(1, Ordering::Relaxed) >= self.look {
                self.flag.set();
            }
            &self.flag
        }
    }

    /// Asserts that work looks at least `least` times, and ends with [`Error::Stopped`] whichever
    /// look finds that it must stop.
    pub(crate) fn stops_at_every_look<T>(
        name: &str,
        least: u64,
        work: impl Fn(&dyn Progress) -> Result<T>,
    ) {
        let run = |look: u64| {
            let stop = StopsAtLook { look, looks: AtomicU64::new(0), flag: StopFlag::new() };
            let done = work(&stop);
            (done, stop.looks.into_inner())
        };
        let (done, looks) = run(u64::MAX);
        assert!(done.is_ok(), "{name}: {}", done.err().map_or(String::new(), |e| e.to_string()));
        assert!(looks >= least, "{name} looks only {looks} times");
        for look in [0, 1, looks / 3, looks / 2, 2 * looks / 3, looks - 1] {
            assert!(matches!(run(look).0, Err(Error::Stopped)), "{name}, look {look} of {looks}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::StopsAt;

    #[test]
    fn many_items_are_sorted_as_few_are() {
        let scattered = |n: u64| n.wrapping_mul(0x5851_f42d_4c95_7f2d) >> 7;
        let items: Vec<u64> = (0..1_200_000).map(scattered).chain([5; 9]).collect();
        let mut wanted = items.clone();
        wanted.sort_unstable();
        assert!(sorted(items, &(), Ord::cmp).expect("nobody stops it") == wanted);
    }

    #[test]
    fn stopped_work_gives_nothing() {
        let stop = StopsAt::once();
        let numbers = vec![1_u32; 10_000];
        assert!(matches!(par_map(&numbers, &stop, |n| n + 1), Err(Error::Stopped)));
        assert!(matches!(par_each(&numbers, &stop, |_| {}), Err(Error::Stopped)));
        assert!(matches!(sorted(numbers.clone(), &stop, Ord::cmp), Err(Error::Stopped)));
        assert!(matches!(stoppable(numbers, &stop).next(), Some(Err(Error::Stopped))));
    }
}
