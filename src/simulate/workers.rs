//! The workers of an engine: no more than there are threads, and than memory has room for.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

use super::{Engine, Worker};

/// All workers take no more bytes than this, or there is one: what a block gives does not depend on
/// how many there are.
pub(super) const MOST_BYTES: u64 = 8 << 30;

/// How many workers of so many bytes there may be.
pub(super) fn most_workers(bytes: u64) -> u64 {
    (MOST_BYTES / bytes.max(1)).max(1)
}

/// Workers that wait for work, kept from one advance to the next.
pub(super) struct Workers {
    engine: Arc<dyn Engine>,
    most: u64,
    pool: Mutex<WorkerPool>,
    returned: Condvar,
}

#[derive(Default)]
struct WorkerPool {
    idle: Vec<Box<dyn Worker>>,
    made: u64,
}

impl Workers {
    pub(super) fn of(engine: &Arc<dyn Engine>) -> Self {
        let most = most_workers(engine.worker_bytes());
        let engine = Arc::clone(engine);
        Self { engine, most, pool: Mutex::default(), returned: Condvar::new() }
    }

    /// Lets a worker do some work, as soon as one is idle.
    pub(super) fn with_one<T>(&self, work: impl FnOnce(&mut dyn Worker) -> T) -> T {
        let mut worker = self.take();
        let result = work(&mut *worker);
        self.pool.lock().expect("no worker panics").idle.push(worker);
        self.returned.notify_one();
        result
    }

    fn take(&self) -> Box<dyn Worker> {
        let pool = self.pool.lock().expect("no worker panics");
        let mut pool = self
            .returned
            .wait_while(pool, |pool| pool.idle.is_empty() && pool.made == self.most)
            .expect("no worker panics");
        if let Some(worker) = pool.idle.pop() {
            return worker;
        }
        pool.made += 1;
        drop(pool);
        Arc::clone(&self.engine).worker()
    }

    /// Gives back the memory of all workers; others are made where they are needed again.
    pub(super) fn release(&mut self) {
        *self.pool.get_mut().unwrap_or_else(PoisonError::into_inner) = WorkerPool::default();
    }
}
