//! A study is a value: held in a variable, advanced from another thread, dropped half-way, turned into
//! bytes and gone on with, it gives the same to the byte.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    thread,
};

use wordspread::{
    progress::{Progress, StopFlag},
    scenario::{KeyChange, ScenarioFile},
    simulate::Stopped,
    study::Study,
};

/// A stored network with every kind of measure, an implicit one, and one walked for its curves.
const SCENARIOS: [&str; 3] = ["measures.toml", "eight-billion.toml", "rivals.toml"];

fn scenario(name: &str) -> ScenarioFile {
    let path = format!("{}/scenarios/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).expect("readable");
    let replicates = if name == "eight-billion.toml" { 8 } else { 500 };
    let mut changes = KeyChange::replicates(replicates);
    if text.contains("[network.generate.follower]") {
        let small = "network.generate.follower.users=2000";
        changes.push(KeyChange::set(small).expect("a setting"));
        let viral = "answer.viral_at={ sharers_fraction = 0.1 }";
        changes.push(KeyChange::set(viral).expect("a setting"));
    }
    ScenarioFile::read(path.as_ref(), changes).expect("a scenario")
}

fn study(name: &str) -> Study {
    scenario(name).study(&()).expect("it is sound")
}

/// All that a finished study says, as JSON.
fn report(name: &str, study: &Study) -> String {
    assert!(study.is_over());
    let snapshot = study.snapshot().expect("it has replicates");
    let report = scenario(name).report(&snapshot).expect("a report");
    serde_json::to_string(&report).expect("JSON")
}

fn finished(name: &str) -> String {
    let mut whole = study(name);
    whole.finish(&()).expect("nobody stops it");
    report(name, &whole)
}

/// Asks to stop after some replicates.
struct StopAfter {
    left: AtomicU64,
    flag: StopFlag,
}

impl Progress for StopAfter {
    fn begin(&self, _what: &str, _total: Option<u64>) {}
    fn advance(&self, steps: u64) {
        let left = self.left.load(Ordering::Relaxed).saturating_sub(steps);
        self.left.store(left, Ordering::Relaxed);
        if left == 0 {
            self.flag.set();
        }
    }
    fn end(&self) {}
    fn stop(&self) -> &StopFlag {
        &self.flag
    }
}

#[test]
fn a_study_advanced_piece_by_piece_on_other_threads_gives_the_same_report() {
    for name in SCENARIOS {
        let mut pieces = study(name);
        for piece in 1..=100 {
            pieces = thread::spawn(move || {
                pieces.advance_to(5 * piece, &());
                pieces
            })
            .join()
            .expect("no panic");
            let snapshot = pieces.snapshot().expect("there are replicates");
            let report = scenario(name).report(&snapshot).expect("each snapshot has a report");
            let is_over = pieces.is_over();
            assert_eq!(report.replicates.stopped == Stopped::Paused, !is_over, "{name}, {piece}");
        }
        assert!(report(name, &pieces) == finished(name), "{name}");
    }
}

#[test]
fn a_study_stopped_and_turned_into_bytes_goes_on_from_them() {
    for name in SCENARIOS {
        let mut part = study(name);
        let stopping = StopAfter { left: AtomicU64::new(3), flag: StopFlag::new() };
        let _ = part.finish(&stopping);
        let done = part.samples().replicates;
        let bytes = part.to_bytes();
        drop(part);
        let file = scenario(name);
        let source = file.source(&()).expect("a network");
        let mut on = Study::from_bytes(file.spec(), source, &bytes).expect("bytes of a study");
        assert_eq!(on.samples().replicates, done);
        assert!(on.to_bytes() == bytes, "{name}: the same bytes again");
        on.finish(&()).expect("nobody stops it");
        assert!(report(name, &on) == finished(name), "{name}");
    }
}

#[test]
fn bytes_that_are_damaged_or_of_another_study_are_refused() {
    let mut part = study("measures.toml");
    part.advance_to(20, &());
    let bytes = part.to_bytes();
    let file = scenario("measures.toml");
    let source = || file.source(&()).expect("a network");
    let refused = |bytes: &[u8]| {
        let error = Study::from_bytes(file.spec(), source(), bytes).expect_err("it is refused");
        error.to_string()
    };
    assert!(refused(b"").contains("no saved study"));
    assert!(refused(&bytes[..bytes.len() - 1]).contains("damaged"));
    let mut flipped = bytes.clone();
    flipped[100] ^= 1;
    assert!(refused(&flipped).contains("damaged"));
    let mut spec = file.spec();
    spec.rng_seed += 1;
    let error = Study::from_bytes(spec, source(), &bytes).expect_err("another study");
    assert!(error.to_string().contains("another study"), "{error}");
}

/// Dropped half-way, a study lets go of its workers, and the next one starts anew.
#[test]
fn a_study_may_be_dropped_half_way() {
    let mut part = study("measures.toml");
    part.advance_to(100, &());
    drop(part);
    let mut again = study("measures.toml");
    again.finish(&()).expect("nobody stops it");
    assert!(report("measures.toml", &again) == finished("measures.toml"));
}

const fn is_owned<T: Send + 'static>() {}

const _: () = is_owned::<Study>();
