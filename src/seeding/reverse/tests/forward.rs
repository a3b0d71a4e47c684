//! What is counted forward, against the enumeration of every world.

use super::{aims, rival, *};
use crate::seeding::reverse::{CompetingMessage, ForwardSpread, RivalTies};

/// The mean of some thousand worlds, with its standard error.
fn forward(cascade: &dyn Cascade, users: u32, aim: Objective<'_>, seeds: &[u32]) -> [f64; 2] {
    let forward = ForwardSpread { cascade, users, aim, rng_seed: 3 };
    let spreads = forward.spreads(seeds, 20_000, &()).expect("nobody stops it");
    let count = spreads.values.len() as f64;
    let mean = spreads.values.iter().sum::<f64>() / count;
    let squares: f64 = spreads.values.iter().map(|value| (value - mean).powi(2)).sum();
    let is_possible = |value: &f64| (spreads.least..=spreads.most).contains(value);
    assert!(spreads.values.iter().all(is_possible), "{} to {}", spreads.least, spreads.most);
    [mean, squares.sqrt() / count]
}

#[test]
fn value_organic_seeds_and_deadlines_count_as_enumeration_says() {
    let (network, influence) = g5();
    let cascade = IndependentCascade::default().prepare(&network, &influence).expect("it fits");
    let value = [0.0, 4.0, 0.5, 2.0, 1.5];
    for deadline in [None, Some(0.0), Some(2.0)] {
        let worlds = aims::worlds(&network, &influence, deadline.unwrap_or(5.0) as usize);
        for (seeds, organic) in [(&[0][..], &[][..]), (&[1], &[0]), (&[2, 4], &[1])] {
            let is_organic: Vec<bool> = (0..5).map(|user| organic.contains(&user)).collect();
            for (value, counted) in [(None, [1.0; 5]), (Some(&value[..]), value)] {
                let exact = aims::spread(&worlds, seeds, organic, counted);
                let organic = (!organic.is_empty()).then_some(&is_organic[..]);
                let aim = Objective { value, organic, deadline, ..Objective::default() };
                let [mean, error] = forward(&*cascade, 5, aim, seeds);
                assert!((mean - exact).abs() <= 5.0 * error + 1e-6, "{seeds:?}: {mean} {exact}");
            }
        }
    }
}

#[test]
fn what_a_rival_leaves_is_counted_as_enumeration_says() {
    let (network, influence) = g5();
    let independent = IndependentCascade::default();
    let threshold = LinearThreshold::default();
    let models: [(&dyn Model, Vec<rival::LiveWorld>); 2] =
        [(&independent, rival::independent(&G5)), (&threshold, rival::threshold(&G5, 5))];
    for (model, worlds) in models {
        let cascade = model.prepare(&network, &influence).expect("it fits");
        for ties in [RivalTies::Ours, RivalTies::Rival] {
            for (seeds, organic, rivals) in
                [(&[0][..], &[][..], &[3][..]), (&[2], &[], &[1, 4]), (&[3], &[0], &[1])]
            {
                for steps in [1, 5] {
                    let case = rival::RivalCase { users: 5, organic, rival: rivals, ties, steps };
                    let exact = case.spread(&worlds, seeds, &[1.0; 5]);
                    let (theirs, organic) = (case.marked(rivals), case.marked(organic));
                    let aim = Objective {
                        organic: Some(&organic),
                        rival: Some(CompetingMessage { seeds: &theirs, ties }),
                        deadline: Some(steps as f64),
                        ..Objective::default()
                    };
                    let [mean, error] = forward(&*cascade, 5, aim, seeds);
                    let estimated =
                        format!("{seeds:?} {rivals:?} {ties:?} {steps}: {mean} {exact}");
                    assert!((mean - exact).abs() <= 5.0 * error + 1e-6, "{estimated}");
                }
            }
        }
    }
}

#[test]
fn threads_do_not_change_what_is_counted_forward() {
    let (network, influence) = g5();
    let cascade = IndependentCascade::default().prepare(&network, &influence).expect("it fits");
    let rivals = [false, false, false, true, false];
    let rival = Some(CompetingMessage { seeds: &rivals, ties: RivalTies::Ours });
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let aim = Objective { rival, ..Objective::default() };
        let forward = ForwardSpread { cascade: &*cascade, users: 5, aim, rng_seed: 3 };
        pool.expect("threads").install(|| forward.spreads(&[0], 3000, &()))
    };
    assert_eq!(on(1).expect("done"), on(2).expect("done"));
    assert_eq!(on(1).expect("done"), on(7).expect("done"));
}
