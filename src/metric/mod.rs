//! Measures of one cascade, one file a measure: a number from who shared, who saw it, and who
//! passed it to whom.
//!
//! To add one: a file with a struct that implements [`Described`](crate::catalogue::Described) and
//! [`Metric`], and its line in the catalogue below. A metric draws no randomness and knows no
//! replicate but its own.

mod branching_number;
mod breadth;
mod depth;
mod impressions;
mod reach;
mod sharers;
mod structural_virality;

pub use self::{
    branching_number::BranchingNumber, breadth::Breadth, depth::Depth, impressions::Impressions,
    reach::Reach, sharers::Sharers, structural_virality::StructuralVirality,
};

use crate::{catalogue, kernel::Trace};

/// What a metric must be given; whatever no metric of a scenario needs is not computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// The sharers alone.
    Sharers,
    /// The sharers and how often it was shown.
    Impressions,
    /// The sharers and who saw it, each once: the cost of all followers of all sharers.
    Reach,
    /// The sharers and who passed it to whom, at which step.
    Trace,
}

/// A finished cascade, as metrics see it: numbers and shape, never who.
#[derive(Debug, Clone, Copy)]
pub struct Finished<'a> {
    /// How many users shared, seeds included.
    pub sharers: usize,
    /// How many of them are seeds.
    pub seeds: usize,
    /// How many users saw it; there if any metric needs it.
    pub reached: Option<usize>,
    /// How often it was shown; there if any metric needs it.
    pub impressions: Option<u64>,
    /// Who passed it to whom; there if any metric needs it.
    pub trace: Option<&'a Trace>,
}

impl<'a> Finished<'a> {
    /// How many users saw it, for metrics that need [`Needs::Reach`].
    #[must_use]
    pub fn reached(&self) -> usize {
        self.reached.expect("a metric that needs reach is given it")
    }

    /// How often it was shown, for metrics that need [`Needs::Impressions`].
    #[must_use]
    pub fn impressions(&self) -> u64 {
        self.impressions.expect("a metric that needs impressions is given them")
    }

    /// Who passed it to whom, for metrics that need [`Needs::Trace`].
    #[must_use]
    pub fn trace(&self) -> &'a Trace {
        self.trace.expect("a metric that needs a trace is given it")
    }
}

/// A measure of a cascade.
pub trait Metric: Sync {
    /// What must be computed for it.
    fn needs(&self) -> Needs;

    /// Its value for one cascade; finite.
    fn of(&self, cascade: &Finished<'_>) -> f64;

    /// The unit of its values, in the plural: "users", "steps".
    fn unit(&self) -> &'static str;
}

catalogue! {
    /// Every measure of a cascade, by its keyword in `measures`.
    pub enum AnyMetric: words Metric {
        "sharers" => Sharers,
        "reach" => Reach,
        "impressions" => Impressions,
        "depth" => Depth,
        "breadth" => Breadth,
        "branching-number" => BranchingNumber,
        "structural-virality" => StructuralVirality,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Record;

    /// A trace from each sharer's parent, `None` for a seed.
    pub(super) fn trace(parents: &[Option<usize>]) -> Trace {
        let mut trace = Trace::default();
        for parent in parents {
            match parent {
                None => trace.seed(),
                Some(place) => trace.passed_on_by(*place),
            }
        }
        trace
    }

    pub(super) fn value(metric: &impl Metric, parents: &[Option<usize>]) -> f64 {
        let trace = trace(parents);
        let (sharers, seeds) = (parents.len(), parents.iter().filter(|at| at.is_none()).count());
        let trace = Some(&trace);
        metric.of(&Finished { sharers, seeds, reached: None, impressions: None, trace })
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
    }
}
