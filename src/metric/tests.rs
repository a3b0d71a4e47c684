//! Plain numbers of small cascades, by hand.

use super::*;
use crate::{
    kernel::{Record, Trace},
    model::{MessageSharers, Outcome},
};

/// A trace from each sharer's parent, `None` for a seed.
pub(in crate::metric) fn trace(parents: &[Option<usize>]) -> Trace {
    let mut trace = Trace::default();
    for parent in parents {
        match parent {
            None => trace.seed(),
            Some(place) => trace.passed_on_by(*place),
        }
    }
    trace
}

pub(in crate::metric) fn value(metric: &impl Metric, parents: &[Option<usize>]) -> f64 {
    let trace = trace(parents);
    let (sharers, seeds) = (parents.len(), parents.iter().filter(|at| at.is_none()).count());
    let trace = Some(&trace);
    metric.of(&Finished { trace, ..Finished::of_counts(sharers, seeds) })
}

#[test]
fn what_messages_take_from_each_other_may_be_less_than_nothing() {
    let messages = [(7, 10), (4, 9), (6, 3)];
    let shared = |(with, without)| MessageSharers { with, without };
    let outcome =
        Outcome { positive: 5, messages: messages.map(shared).to_vec(), ..Outcome::default() };
    let cascade = Finished { outcome: Some(&outcome), ..Finished::of_counts(7, 1) };
    let values = [&Positive as &dyn Metric, &Negative, &RivalSharers, &Taken, &Lost]
        .map(|metric| metric.of(&cascade) as i64);
    assert_eq!(values, [5, 2, 10, 5 - 3, 3]);
}

/// The same with the time of each sharer.
pub(in crate::metric) fn timed(sharers: &[(Option<usize>, f64)]) -> Trace {
    let mut trace = Trace::default();
    for &(parent, time) in sharers {
        match parent {
            None => trace.seed(),
            Some(place) => trace.passed_on_by(place),
        }
        trace.at(time);
    }
    trace
}

fn of_trace(metric: &impl Metric, trace: &Trace) -> f64 {
    let (sharers, trace) = (trace.parents().len(), Some(trace));
    metric.of(&Finished { trace, ..Finished::of_counts(sharers, 1) })
}

fn same(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
}

#[test]
fn frequency_is_impressions_over_reach_and_redundancy_what_met_no_new_user() {
    let seen = |seeds, reached, impressions| Finished {
        reached: Some(reached),
        impressions: Some(impressions),
        ..Finished::of_counts(2, seeds)
    };
    // A seed with three followers, one of whom shares with the seed, a brother and somebody new.
    same(Frequency.of(&seen(1, 5, 6)), 1.2);
    same(Redundancy.of(&seen(1, 5, 6)), 2.0);
    // A seed without followers: nobody is shown anything.
    same(Frequency.of(&seen(1, 1, 0)), 0.0);
    same(Redundancy.of(&seen(1, 1, 0)), 0.0);
    // A star's hub shows it to everybody once.
    same(Frequency.of(&seen(1, 10, 9)), 0.9);
    same(Redundancy.of(&seen(1, 10, 9)), 0.0);
}

#[test]
fn a_path_takes_its_length_and_is_half_done_in_the_middle() {
    let path: Vec<_> = (0..10).map(|place: usize| place.checked_sub(1)).collect();
    same(value(&Duration, &path), 9.0);
    same(value(&TimeToHalf, &path), 4.0);
    same(value(&PeakTime, &path), 1.0);
    same(value(&PeakRate, &path), 1.0);
}

#[test]
fn a_tree_peaks_in_its_last_level() {
    // Levels of 1, 2, 4 and 8 users: of 15 the 8th is in the last.
    let tree: Vec<_> = (0..15_usize).map(|place| place.checked_sub(1).map(|p| p / 2)).collect();
    same(value(&Duration, &tree), 3.0);
    same(value(&TimeToHalf, &tree), 3.0);
    same(value(&PeakTime, &tree), 3.0);
    same(value(&PeakRate, &tree), 8.0);
}

#[test]
fn times_of_a_models_own_are_told_in_its_units_and_peaks_by_whole_ones() {
    let trace = timed(&[
        (None, 0.0),
        (Some(0), 0.25),
        (Some(1), 2.5),
        (Some(1), 2.75),
        (Some(0), 3.0),
        (Some(4), 3.5),
        (Some(4), 7.5),
    ]);
    same(of_trace(&Duration, &trace), 7.5);
    same(of_trace(&TimeToHalf, &trace), 2.75);
    // [2, 3) and [3, 4) both have two: the first counts.
    same(of_trace(&PeakTime, &trace), 2.0);
    same(of_trace(&PeakRate, &trace), 2.0);
}

#[test]
fn depth_breadth_and_branching_number_of_a_small_tree() {
    // 0 → 1, 2, 3 and 1 → 4.
    let tree = [None, Some(0), Some(0), Some(0), Some(1)];
    assert!((value(&Depth, &tree) - 2.0).abs() < 1e-12);
    assert!((value(&Breadth, &tree) - 3.0).abs() < 1e-12);
    assert!((value(&BranchingNumber, &tree) - 0.8).abs() < 1e-12);
    assert!((value(&Sharers, &tree) - 5.0).abs() < 1e-12);
}

#[test]
fn two_lone_seeds_have_no_depth_and_pass_nothing_on() {
    let lone = [None, None];
    assert!(value(&Depth, &lone).abs() < 1e-12);
    assert!((value(&Breadth, &lone) - 2.0).abs() < 1e-12);
    assert!(value(&BranchingNumber, &lone).abs() < 1e-12);
    assert!(value(&StructuralVirality, &lone).abs() < 1e-12);
    for found in [
        value(&Duration, &lone),
        value(&TimeToHalf, &lone),
        value(&PeakTime, &lone),
        value(&PeakRate, &lone),
    ] {
        same(found, 0.0);
    }
}
