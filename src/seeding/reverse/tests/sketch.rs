//! Sketches: what they answer, and their files.

use super::*;
use crate::{
    network::format,
    seeding::reverse::sketch::{Sketch, SketchOf},
};

fn of() -> SketchOf {
    SketchOf {
        scenario: "g5".to_owned(),
        fingerprint: "0".to_owned(),
        influence: serde_json::json!({ "from-file": {} }),
        model: serde_json::json!({ "independent-cascade": {} }),
        rng_seed: 7,
    }
}

fn sketch(labels: Option<Labels>, sets: u64) -> Sketch {
    let (mut network, influence) = g5();
    if let Some(labels) = labels {
        let rows = network.forward().clone();
        network = Network::new(rows, Vec::new(), labels, Vec::new(), network.built());
    }
    let model = IndependentCascade::default();
    let cascade = model.prepare(&network, &influence).expect("it fits");
    Sketch::draw(&network, cascade.live().expect("live edges"), of(), sets, &())
        .expect("nobody stops it")
}

/// Spreads by enumeration, each within five of the reported standard errors.
#[test]
fn a_sketch_tells_exact_spreads_and_who_best_joins() {
    let sketch = sketch(None, 100_000);
    assert_eq!((sketch.sets(), sketch.users()), (100_096, 5));
    let singles = [2.001_181_25, 2.05017, 2.03756, 1.7995, 1.3615];
    let close = |seeds: &[u32], expected: f64| {
        let spread = sketch.spread(seeds);
        assert!((spread.mean - expected).abs() < 5.0 * spread.standard_error, "{spread:?}");
        spread.mean
    };
    for (user, expected) in (0..).zip(singles) {
        close(&[user], expected);
    }
    let pair = close(&[0, 3], 3.317_937_5);
    // On the same sets, differences are exact.
    let [without_0, without_3] = [[3], [0]].map(|rest| pair - sketch.spread(&rest).mean);
    let lost = sketch.lost_without(&[0, 3]);
    assert!((lost[0] - without_0).abs() < 1e-9 && (lost[1] - without_3).abs() < 1e-9);
    let joined = |user: u32| sketch.spread(&[3, user]).mean - sketch.spread(&[3]).mean;
    let best = [0, 1, 2, 4].into_iter().max_by(|&a, &b| joined(a).total_cmp(&joined(b)));
    let next = sketch.best_next(&[3], 4);
    assert_eq!(Some(next[0].0), best);
    assert!((next[0].1 - joined(next[0].0)).abs() < 1e-9);
    let all: f64 = next.iter().map(|next| next.1).sum();
    assert!((all + sketch.spread(&[3]).mean - 5.0).abs() < 1e-9, "all of them reach all");
    assert_eq!(sketch.best_next(&[3], 9).len(), 4);
    assert!(sketch.spread(&[]).mean.abs() < 1e-12);
}

#[test]
fn a_file_gives_the_same_answers_and_every_flipped_byte_is_seen() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.wsr");
    for labels in [
        None,
        Some(Labels::texts(["anna", "bert", "carla", "dora", "emil"])),
        Some(Labels::integers(vec![3, 5, 70, 71, 90])),
    ] {
        let drawn = sketch(labels.clone(), 300);
        drawn.write(&path).expect("it can be written");
        let opened = Sketch::open(&path).expect("it is sound");
        assert_eq!((opened.is_of(), opened.sets()), (drawn.is_of(), 512));
        assert_eq!(opened.spread(&[1, 4]), drawn.spread(&[1, 4]));
        assert_eq!(opened.best_next(&[2], 2), drawn.best_next(&[2], 2));
        for user in 0..5 {
            assert_eq!(opened.user(&drawn.id(user)), Some(user));
        }
        assert_eq!((opened.user("x"), opened.user("05")), (None, None));
        let sound = std::fs::read(&path).expect("it is there");
        let refused = |bytes: &[u8]| {
            std::fs::remove_file(&path).expect("it is there");
            std::fs::write(&path, bytes).expect("it can be written");
            Sketch::open(&path).expect_err("it is not sound").to_string()
        };
        for at in (0..sound.len()).step_by(7) {
            let mut bytes = sound.clone();
            bytes[at] ^= 4;
            assert!(!refused(&bytes).is_empty(), "byte {at}");
        }
        assert!(refused(&sound[..40]).contains("too short"));
        assert!(refused(&sound[..sound.len() - 1]).contains("cut off"));
        assert!(refused(&[]).contains("empty"));
        let mut other = sound;
        other[8] = 9;
        assert!(refused(&other).contains("version 9"));
    }
    let network = folder.path().join("a.wsn");
    format::write(&g5().0, &network, None, &()).expect("it can be written");
    let error = Sketch::open(&network).expect_err("it is a network").to_string();
    assert!(error.contains("no sketch"), "{error}");
}

#[test]
fn too_many_sets_and_none_are_refused() {
    let (network, influence) = g5();
    let model = IndependentCascade::default();
    let cascade = model.prepare(&network, &influence).expect("it fits");
    for sets in [0, u64::MAX] {
        let error = Sketch::draw(&network, cascade.live().expect("live edges"), of(), sets, &())
            .expect_err("no sketch");
        assert!(error.to_string().starts_with("sets"), "{error}");
    }
}
