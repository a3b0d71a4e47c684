//! Sampled trees: of each option the cascades at some quantiles of size, with who passed it on to whom.
//!
//! All replicates are walked and their sharers counted; those at the quantiles are then run once more in
//! their own worlds, with a record. It must never give a tree that no replicate had.

use std::sync::Arc;

use super::{ScenarioFile, implicit, networks::Networks};
use crate::{
    error::{Error, Result},
    kernel::plan::Kernel,
    metric::MeasureKeys,
    progress::Progress,
    report::tree::{CascadeTree, TreeSharer},
    simulate::{Experiment, TracedCascade},
    statistics::rank,
    study::{Prepared, Spec, Study},
};

/// Which trees are wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct TreesWanted {
    /// The places of the options in the scenario.
    pub options: Vec<usize>,
    /// The quantiles of the number of sharers, each above 0 and at most 1: 0.5 is the median, 1 the
    /// largest.
    pub quantiles: Vec<f64>,
}

/// The trees that are wanted, option by option and in each quantile by quantile: the ⌈qn⌉-th of n
/// replicates by their sharers, of which those as large as one another stand in their own order.
///
/// It simulates as many replicates as a run of the scenario that walks, in the same worlds, so that where
/// such a run walks (`record.kernel` of its JSON), each tree is of a replicate that it counts; where it
/// does not, of one of the same law.
///
/// # Errors
/// What [`run`](fn@super::run) would refuse; [`Error::Value`] of a sweep, an implicit network or a level
/// that is none; and [`Error::Stopped`] where the work was stopped.
pub fn trees(
    file: &ScenarioFile,
    wanted: &TreesWanted,
    progress: &dyn Progress,
) -> Result<Vec<CascadeTree>> {
    file.has_option()?;
    check(file, wanted).map_err(|error| file.placed(error))?;
    of_point(file, wanted, progress).map_err(|error| file.placed(error))
}

fn of_point(
    file: &ScenarioFile,
    wanted: &TreesWanted,
    progress: &dyn Progress,
) -> Result<Vec<CascadeTree>> {
    let source = Networks::default().source(file, progress)?;
    // Curves and the like are not measured of replicates that are only ranked.
    let spec = Spec { measures: MeasureKeys::default(), ..file.spec() };
    let prepared = Arc::new(Prepared::new(spec, source, progress)?);
    prepared.with_every_option()?;
    let mut study = Study::by(Arc::clone(&prepared), Kernel::Walk);
    study.finish(progress)?;
    if !study.is_over() {
        return Err(Error::Stopped);
    }
    let experiment = prepared.stored_experiment().expect("implicit networks are refused");
    let place = experiment.metrics.iter().position(|metric| metric.keyword() == SHARERS);
    let place = place.expect("sharers always are measured");
    let samples = study.samples();
    let mut trees = Vec::new();
    for &option in &wanted.options {
        let sizes = &samples.options[option].values[place];
        let ranked = ranked(sizes);
        for &quantile in &wanted.quantiles {
            let world = ranked[rank(ranked.len(), quantile)];
            let cascade = experiment.traced_cascade(option, world, progress)?;
            let size = sizes[world as usize];
            assert!(
                (cascade.sharers.len() as f64 - size).abs() < 0.5,
                "a cascade has as many sharers with a record as without"
            );
            trees.push(CascadeTree {
                scenario: file.scenario().name.clone(),
                option: file.scenario().option[option].name.clone(),
                replicate: world,
                replicates: samples.replicates,
                quantile,
                sharers: sharers(experiment, &cascade),
            });
        }
    }
    Ok(trees)
}

/// The measure by which replicates are ranked.
const SHARERS: &str = "sharers";

fn check(file: &ScenarioFile, wanted: &TreesWanted) -> Result<()> {
    for &quantile in &wanted.quantiles {
        if !(quantile > 0.0 && quantile <= 1.0) {
            let problem = format!("{quantile} is no quantile");
            let remedy = "give numbers above 0 and at most 1: 0.5 is the median, 1 the largest";
            return Err(Error::value("--quantile", problem, remedy));
        }
    }
    if !file.scenario().sweep.is_empty() {
        let remedy = "take one point: --set sweep=[] and --set KEY=VALUE";
        return Err(Error::value("sweep", "a sweep has trees of every point", remedy));
    }
    if implicit::of(file.scenario()).is_some() {
        let problem = "users of an implicit network are addresses in no file";
        let remedy = "take a network that is stored: [network.generate.…] or [network.file]";
        return Err(Error::value("network.implicit", problem, remedy));
    }
    Ok(())
}

/// The replicates, the one with fewest sharers first; of several as large the first first.
fn ranked(sizes: &[f64]) -> Vec<u64> {
    let mut ranked: Vec<u64> = (0..sizes.len() as u64).collect();
    ranked.sort_by(|&a, &b| sizes[a as usize].total_cmp(&sizes[b as usize]));
    ranked
}

fn sharers(experiment: &Experiment, cascade: &TracedCascade) -> Vec<TreeSharer> {
    let sharer = |(place, &user): (usize, &u32)| {
        TreeSharer::of(&cascade.trace, place, experiment.network.id(user).to_string())
    };
    cascade.sharers.iter().enumerate().map(sharer).collect()
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "sizes and steps are whole numbers")]
mod tests {
    use super::*;
    use crate::scenario::{KeyChange, run};

    const TEXT: &str = "\
        name = 'a forest'\n\
        network.generate.gnp = { users = 300, mean_followers = 4 }\n\
        influence.uniform = { p = 0.2 }\n\
        answer = { replicates = 200, measures = ['sharers', 'depth', 'duration'] }\n\
        [[option]]\n\
        name = 'one'\n\
        seeds.users = { ids = [7] }\n\
        [[option]]\n\
        name = 'any three'\n\
        seeds.random = { count = 3, redraw = true }\n";

    fn file(changes: &[&str]) -> ScenarioFile {
        let changes = changes.iter().map(|change| KeyChange::set(change).expect(change));
        ScenarioFile::parse(TEXT, "a.toml", changes.collect()).expect("sound")
    }

    fn wanted() -> TreesWanted {
        TreesWanted { options: vec![0, 1], quantiles: vec![0.5, 0.9, 1.0] }
    }

    #[test]
    fn trees_are_replicates_of_the_report_at_their_quantiles() {
        let file = file(&[]);
        let trees = trees(&file, &wanted(), &()).expect("trees");
        assert_eq!(trees.len(), 6);
        let answer = run(&file, &()).expect("an answer");
        let point = &answer.points[0];
        assert_eq!(point.report.record.kernel, Kernel::Walk, "it asks for a record");
        for (nth, tree) in trees.iter().enumerate() {
            let (option, level) = (nth / 3, wanted().quantiles[nth % 3]);
            let samples = &point.samples.options[option];
            let values = |metric: usize| samples.values[metric][tree.replicate as usize];
            assert_eq!(tree.sharers.len() as f64, values(0));
            let at_most =
                samples.values[0].iter().filter(|&&size| size <= values(0)).count() as f64;
            assert!(at_most >= 200.0 * level, "{at_most} for {level}");
            let under = samples.values[0].iter().filter(|&&size| size < values(0)).count() as f64;
            assert!(under < 200.0 * level, "{under} for {level}");
            let depth = tree.sharers.iter().map(|user| user.step).max().expect("a seed");
            assert_eq!(f64::from(depth), values(1));
            let last = tree.sharers.iter().map(|user| user.time).fold(0.0, f64::max);
            assert_eq!(last, values(2));
            let seeds = tree.sharers.iter().filter(|user| user.parent.is_none()).count();
            assert_eq!(seeds, [1, 3][option]);
            for (place, user) in tree.sharers.iter().enumerate() {
                if let Some(parent) = user.parent {
                    assert!(parent < place);
                    assert_eq!(user.step, tree.sharers[parent].step + 1);
                }
            }
        }
        assert_eq!(trees[0].sharers[0].id, "7");
    }

    #[test]
    fn what_has_no_tree_is_refused() {
        let quantiles = |quantiles: &[f64]| {
            let wanted = TreesWanted { options: vec![0], quantiles: quantiles.to_vec() };
            trees(&file(&[]), &wanted, &()).expect_err("no quantile").to_string()
        };
        for level in [0.0, 1.5, f64::NAN] {
            assert!(quantiles(&[0.5, level]).contains("--quantile"));
        }
        let swept = file(&["sweep=[{ key = 'influence.uniform.p', values = [0.1, 0.2] }]"]);
        let error = trees(&swept, &wanted(), &()).expect_err("a sweep");
        assert!(error.remedy().expect("a remedy").contains("sweep=[]"));
    }
}
