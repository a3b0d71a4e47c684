//! The strength of each edge: a rule makes, from a network, the probability of every edge, or its weight for the
//! linear threshold model.
//!
//! Strengths are stored as compactly as the rule allows: one number, one a user, or one an edge. To add a rule:
//! a file with a struct of its parameters that implements [`Described`](crate::catalogue::Described) and
//! [`Rule`], and its line in the catalogue below. A rule does not depend on model, seeds or worlds.

mod attributes;
mod divided_attention;
mod edge_values;
mod exponential;
mod from_file;
mod scaled;
mod topics;
mod trivalency;
mod uniform;
mod weibull;
mod weighted_cascade;

pub use self::{
    attributes::Attributes, divided_attention::DividedAttention, edge_values::EdgeValues,
    exponential::Exponential, from_file::FromFile, topics::Topics, trivalency::Trivalency,
    uniform::Uniform, weibull::Weibull, weighted_cascade::WeightedCascade,
};

use std::sync::Arc;

use crate::{
    catalogue,
    error::{Error, Result},
    network::{Network, NetworkSize},
};

/// The strength of every edge of one network, each in 0..=1.
///
/// One strength an edge is kept as `f32`: its relative error, 6e-8, is thousands of times smaller
/// than what any number of replicates can tell. 0 stays 0 and 1 stays 1. A clone shares the strengths.
#[derive(Debug, Clone, PartialEq)]
pub enum Influence {
    /// The same on every edge.
    Uniform(f64),
    /// For each user, the strength of each edge that leads to it.
    PerTarget(Arc<[f64]>),
    /// For each edge, in the order of the forward rows.
    PerEdge(Arc<[f32]>),
}

impl Influence {
    /// The mean strength of an edge, 0 for a network without edges.
    #[must_use]
    pub fn mean(&self, network: &Network) -> f64 {
        if network.edges() == 0 {
            return 0.0;
        }
        let total = match self {
            Self::Uniform(p) => return *p,
            Self::PerTarget(strengths) => network
                .forward()
                .targets()
                .iter()
                .map(|&target| strengths[target as usize])
                .sum::<f64>(),
            Self::PerEdge(strengths) => strengths.iter().map(|&p| f64::from(p)).sum(),
        };
        total / network.edges() as f64
    }

    /// The strength of the strongest edge, 0 for a network without edges.
    #[must_use]
    pub fn strongest(&self) -> f64 {
        match self {
            Self::Uniform(p) => *p,
            Self::PerTarget(strengths) => strengths.iter().copied().fold(0.0, f64::max),
            Self::PerEdge(strengths) => strengths.iter().copied().fold(0.0, f32::max).into(),
        }
    }
}

/// What a rule's strengths take and say, from the size of the network alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InfluenceCost {
    /// Bytes of the strengths, at the peak of making them.
    pub bytes: f64,
    /// How many edges are live in a world, in the mean: at most, about.
    pub live_edges: f64,
    /// Whether edges differ in strength.
    pub differs: bool,
}

/// A rule of influence.
pub trait Rule {
    /// The strength of every edge of `network`; random strengths are those that `rng_seed` names.
    ///
    /// # Errors
    /// [`Error::Value`] for a parameter out of its range, or a column that the network does not
    /// have or whose values are no strengths.
    fn assign(&self, network: &Network, rng_seed: u64) -> Result<Influence>;

    /// The strength, where it is the same on every edge of whatever network; nothing where it
    /// depends on the network.
    ///
    /// # Errors
    /// [`Error::Value`] for a parameter out of its range.
    fn everywhere(&self) -> Result<Option<f64>> {
        Ok(None)
    }

    /// What the strengths take: one number an edge, unless the rule needs fewer.
    fn cost(&self, size: NetworkSize) -> InfluenceCost {
        InfluenceCost { bytes: 4.0 * size.edges, live_edges: size.edges, differs: true }
    }
}

catalogue! {
    /// Every rule of influence, by its keyword in `[influence.…]`.
    pub enum InfluenceRule: Rule {
        "uniform" => Uniform(Uniform),
        "weighted-cascade" => WeightedCascade(WeightedCascade),
        "trivalency" => Trivalency(Trivalency),
        "from-file" => FromFile(FromFile),
        "exponential" => Exponential(Exponential),
        "weibull" => Weibull(Weibull),
        "attributes" => Attributes(Attributes),
        "topics" => Topics(Topics),
        "divided-attention" => DividedAttention(DividedAttention),
    }
}

impl InfluenceRule {
    /// The rule's keyword, and after it that of the rule of which it takes a part, where there is one.
    #[must_use]
    pub fn keywords(&self) -> Vec<&'static str> {
        let mut keywords = vec![self.keyword()];
        if let Self::DividedAttention(divided) = self {
            keywords.extend(divided.once_seen.keywords());
        }
        keywords
    }
}

impl Default for InfluenceRule {
    fn default() -> Self {
        Self::WeightedCascade(WeightedCascade::default())
    }
}

/// Refuses what is no probability.
fn probability(key: &str, value: f64) -> Result<f64> {
    if (0.0..=1.0).contains(&value) {
        Ok(value)
    } else {
        Err(Error::value(key, format!("{value} is no probability"), "give a number from 0 to 1"))
    }
}

/// Refuses what is not a positive, finite number.
fn positive(key: &str, value: f64) -> Result<f64> {
    if value > 0.0 && value.is_finite() {
        Ok(value)
    } else {
        Err(Error::value(key, format!("{value} is not positive"), "give a number above 0"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{
        builder::{EdgeList, EdgeMeaning, Parallel, Rules},
        labels::Labels,
    };

    /// A star: user 0 is followed by 1..=leaves.
    pub(super) fn star(leaves: u32) -> Network {
        let edges = (1..=leaves).map(|leaf| [0, leaf]).collect();
        EdgeList { edges, columns: Vec::new() }.build(
            Labels::index(leaves + 1),
            Vec::new(),
            Rules { edge: EdgeMeaning::InfluencerToAudience, parallel: Parallel::Merge },
        )
    }

    fn rule(text: &str) -> InfluenceRule {
        toml::from_str(text).expect(text)
    }

    fn per_edge(text: &str, leaves: u32) -> Arc<[f32]> {
        match rule(text).assign(&star(leaves), 1).expect(text) {
            Influence::PerEdge(strengths) => strengths,
            other => panic!("{other:?} is not per edge"),
        }
    }

    #[test]
    fn every_rule_refuses_what_is_out_of_range_and_names_the_key() {
        for (text, key) in [
            ("uniform = { p = 1.3 }", "influence.uniform.p"),
            ("uniform = { p = nan }", "influence.uniform.p"),
            ("uniform = { p = -0.1 }", "influence.uniform.p"),
            ("weighted-cascade = { c = 0 }", "influence.weighted-cascade.c"),
            ("trivalency = { values = [] }", "influence.trivalency.values"),
            ("trivalency = { values = [0.1, 2] }", "influence.trivalency.values"),
            ("from-file = {}", "influence.from-file.column"),
            ("exponential = { mean = -1 }", "influence.exponential.mean"),
            ("weibull = { scale = 0, shape = 1 }", "influence.weibull.scale"),
            ("weibull = { scale = 1, shape = inf }", "influence.weibull.shape"),
            ("attributes = { intercept = nan }", "influence.attributes.intercept"),
            ("attributes = { audience = { age = 1 } }", "influence.attributes.audience.age"),
        ] {
            match rule(text).assign(&star(3), 1) {
                Err(Error::Value { key: named, remedy, .. }) => {
                    assert_eq!(named, key);
                    assert!(!remedy.is_empty());
                }
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn weighted_cascade_shares_one_among_the_influencers_and_never_passes_one() {
        let edges = vec![[0, 2], [1, 2], [0, 1]];
        let network = EdgeList { edges, columns: Vec::new() }.build(
            Labels::index(3),
            Vec::new(),
            Rules { edge: EdgeMeaning::InfluencerToAudience, parallel: Parallel::Merge },
        );
        let strengths = |text| rule(text).assign(&network, 1).expect(text);
        assert_eq!(
            strengths("weighted-cascade = {}"),
            Influence::PerTarget([0.0, 1.0, 0.5].into())
        );
        assert_eq!(
            strengths("weighted-cascade = { c = 1.5 }"),
            Influence::PerTarget([0.0, 1.0, 0.75].into())
        );
        assert!((strengths("weighted-cascade = {}").mean(&network) - 2.0 / 3.0).abs() < 1e-12);
    }

    /// Shares of a third have standard deviation √(2/9/n) = 0.0027 at n = 30,000; means of n
    /// exponentials of mean m, m/√n; five of each are allowed.
    #[test]
    fn random_strengths_follow_their_laws() {
        let n = 30_000_u32;
        let tri = per_edge("trivalency = {}", n);
        for value in [0.1_f32, 0.01, 0.001] {
            let share = tri.iter().filter(|&&p| p.to_bits() == value.to_bits()).count() as f64;
            assert!((share / f64::from(n) - 1.0 / 3.0).abs() < 5.0 * 0.0027);
        }
        let mean = |values: &[f32]| {
            values.iter().map(|&p| f64::from(p)).sum::<f64>() / values.len() as f64
        };
        let tolerance = 5.0 * 0.02 / f64::from(n).sqrt();
        assert!((mean(&per_edge("exponential = { mean = 0.02 }", n)) - 0.02).abs() < tolerance);
        // Weibull of shape 2: mean = scale·Γ(3/2) = scale·√π/2, standard deviation 0.463·scale.
        let expected = 0.02 * std::f64::consts::PI.sqrt() / 2.0;
        let tolerance = 5.0 * 0.463 * 0.02 / f64::from(n).sqrt();
        let weibull = per_edge("weibull = { scale = 0.02, shape = 2 }", n);
        assert!((mean(&weibull) - expected).abs() < tolerance);
        assert!(per_edge("exponential = { mean = 3 }", n).iter().all(|&p| p <= 1.0));
    }

    #[test]
    fn random_strengths_are_one_function_of_rng_seed_on_any_number_of_threads() {
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.expect("threads").install(|| per_edge("trivalency = {}", 5000))
        };
        assert_eq!(on(1), on(7));
    }
}
