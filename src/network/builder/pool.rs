//! Working memory that tasks hand on to each other: one piece for each thread at work, not one for
//! each task. What is in it must not depend on who had it before.

use std::sync::{Mutex, PoisonError};

/// Pieces of working memory that no task holds at the moment.
pub(crate) struct BufferPool<T>(Mutex<Vec<T>>);

impl<T> BufferPool<T> {
    pub(crate) const fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    /// Lends a piece to `work`, made by `make` where all are in use.
    pub(crate) fn lend<R>(&self, make: impl FnOnce() -> T, work: impl FnOnce(&mut T) -> R) -> R {
        let idle = self.idle().pop();
        let mut piece = idle.unwrap_or_else(make);
        let result = work(&mut piece);
        self.idle().push(piece);
        result
    }

    /// All pieces, once no task is at work.
    pub(super) fn into_pieces(self) -> Vec<T> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
