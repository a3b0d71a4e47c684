//! The progress of long work on one line of the terminal, with the time that it may still take.
//!
//! Workers only add to a counter; a thread of its own paints, ten times a second and not before the
//! command has run for half a second. Nothing is painted where standard error is no terminal or
//! the user wants quiet.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use wordspread::{
    document::amounts::{duration, whole},
    progress::{Progress, StopFlag},
};

use super::{look::Look, row::ProgressRow};

/// Work shorter than this is not worth a line.
const PATIENCE: Duration = Duration::from_millis(500);

/// So long is the bar.
const BAR: usize = 24;

/// Time between two paintings.
const FRAME: Duration = Duration::from_millis(100);

/// The progress of a command.
#[derive(Debug)]
pub(crate) struct ProgressLine {
    shared: Arc<SharedProgress>,
    painter: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Debug)]
struct SharedProgress {
    canvas: Mutex<ProgressCanvas>,
    /// Steps done of the piece of work that began last.
    steps: AtomicU64,
    over: AtomicBool,
    stop: StopFlag,
}

#[derive(Debug)]
struct ProgressCanvas {
    bar: ProgressBar,
    pieces: Vec<PieceOfWork>,
    /// Whether `bar` is set up for the last of `pieces`.
    current: bool,
    unicode: bool,
}

#[derive(Debug)]
struct PieceOfWork {
    what: String,
    total: Option<u64>,
    /// Its steps, while a piece within it is under way.
    steps: u64,
}

impl ProgressLine {
    /// A line on standard error, or none where nobody would see it.
    pub(crate) fn new(look: Look, quiet: bool) -> Self {
        let shown = look.wipes && !quiet;
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let canvas =
            ProgressCanvas { bar, pieces: Vec::new(), current: false, unicode: look.unicode };
        let shared = Arc::new(SharedProgress {
            canvas: Mutex::new(canvas),
            steps: AtomicU64::new(0),
            over: AtomicBool::new(!shown),
            stop: StopFlag::new(),
        });
        let paint = shown.then(|| {
            let shared = Arc::clone(&shared);
            // Without a thread for it nothing is painted, and the work goes on.
            thread::Builder::new().name("progress".to_owned()).spawn(move || shared.paint()).ok()
        });
        Self { shared, painter: Mutex::new(paint.flatten()) }
    }

    /// Wipes the line; nothing is painted from here on.
    pub(crate) fn close(&self) {
        self.shared.over.store(true, Ordering::Relaxed);
        let painter = self.painter.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(painter) = painter {
            painter.thread().unpark();
            painter.join().expect("the painter does not panic");
        }
    }
}

impl Progress for ProgressLine {
    fn begin(&self, what: &str, total: Option<u64>) {
        let mut canvas = self.shared.canvas();
        let steps = self.shared.steps.swap(0, Ordering::Relaxed);
        if let Some(outer) = canvas.pieces.last_mut() {
            outer.steps = steps;
        }
        canvas.pieces.push(PieceOfWork { what: what.to_owned(), total, steps: 0 });
        canvas.current = false;
    }

    fn advance(&self, steps: u64) {
        self.shared.steps.fetch_add(steps, Ordering::Relaxed);
    }

    fn end(&self) {
        let mut canvas = self.shared.canvas();
        canvas.pieces.pop();
        let steps = canvas.pieces.last().map_or(0, |outer| outer.steps);
        self.shared.steps.store(steps, Ordering::Relaxed);
        canvas.current = false;
    }

    fn stop(&self) -> &StopFlag {
        &self.shared.stop
    }
}

impl SharedProgress {
    fn canvas(&self) -> MutexGuard<'_, ProgressCanvas> {
        self.canvas.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn paint(&self) {
        thread::park_timeout(PATIENCE);
        if !self.over.load(Ordering::Relaxed) {
            self.canvas().bar.set_draw_target(ProgressDrawTarget::term_like(Box::new(ProgressRow)));
        }
        while !self.over.load(Ordering::Relaxed) {
            self.canvas().draw(self.steps.load(Ordering::Relaxed), self.stop.is_set());
            thread::park_timeout(FRAME);
        }
        self.canvas().bar.finish_and_clear();
    }
}

impl ProgressCanvas {
    fn draw(&mut self, steps: u64, stopping: bool) {
        let Some(piece) = self.pieces.last() else { return };
        if !self.current {
            self.current = true;
            self.bar.reset();
            self.bar.set_style(style(self.unicode));
            match piece.total {
                Some(total) => self.bar.set_length(total),
                None => self.bar.unset_length(),
            }
        }
        let steps = steps.min(piece.total.unwrap_or(u64::MAX));
        self.bar.set_position(steps);
        let text = if stopping {
            "stopping, to report what is done; Ctrl-C again ends at once".to_owned()
        } else {
            piece.text(steps, self.bar.eta(), self.unicode)
        };
        self.bar.set_message(text);
        self.bar.tick();
    }
}

impl PieceOfWork {
    /// `simulating ━━━━━━━━────────── 4,000 of 10,000, about 12 seconds left`; without the bar where
    /// there is no total.
    fn text(&self, steps: u64, left: Duration, unicode: bool) -> String {
        let what = &self.what;
        match self.total {
            Some(total) if total > 1 => {
                let filled = steps as usize * BAR / total as usize;
                let (full, empty) = if unicode { ("━", "─") } else { ("#", ".") };
                let bar = full.repeat(filled) + &empty.repeat(BAR - filled);
                let left = match steps {
                    0 => String::new(),
                    _ => format!(", {} left", duration(left.as_secs_f64())),
                };
                format!("{what} {bar} {} of {}{left}", whole(steps), whole(total))
            }
            None if steps > 0 => format!("{what}, {} done", whole(steps)),
            _ => what.clone(),
        }
    }
}

/// One line, cut to the width of the row.
fn style(unicode: bool) -> ProgressStyle {
    let style = ProgressStyle::with_template("{spinner} {wide_msg}").expect("the line is sound");
    style.tick_chars(if unicode { "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏ " } else { "|/-\\ " })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_tells_how_far_it_is_where_that_is_known() {
        let piece = |total| PieceOfWork { what: "reading".to_owned(), total, steps: 0 };
        let text = |total, steps| piece(total).text(steps, Duration::from_secs(9), false);
        let half = "reading ############............ 500 of 1,000, about 9.0 seconds left";
        assert_eq!(text(Some(1000), 500), half);
        assert_eq!(text(Some(1000), 0), "reading ........................ 0 of 1,000");
        assert_eq!(text(None, 0), "reading");
        assert_eq!(text(None, 1234), "reading, 1,234 done");
        assert_eq!(text(Some(1), 0), "reading");
        assert_eq!(text(Some(0), 0), "reading");
    }
}
