//! Attention divided among all whom a user follows: a factor of any other rule.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Influence, InfluenceCost, InfluenceRule, Rule, probability};
use crate::{
    catalogue::Described,
    error::{Error, Result},
    network::{Network, NetworkSize},
};

const KEY: &str = "influence.divided-attention";

/// p(u, v) = view · q(u, v) / (1 + c · number of users whom v follows), where q is any other rule's.
///
/// Whoever follows many sees a smaller part of what each of them shares. A parallel edge that was kept counts as
/// one more whom v follows. How a message ages is not in it: in continuous time the density of a delay says how
/// likely it is to be passed on at each age (`[model.continuous-time-cascade]`), and so do the memory and the
/// `decay` of `[model.self-exciting]`; a horizon cuts both. A step has no age.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DividedAttention {
    /// How strong a follow is once the message is seen, by any rule: `once_seen.uniform = { p = 0.3 }`.
    pub once_seen: Box<InfluenceRule>,
    /// The probability that a user with nobody else to look at sees a message, from 0 to 1. Default 1.
    #[serde(default = "one")]
    #[schemars(range(min = 0, max = 1))]
    pub view: f64,
    /// How much each user whom one follows takes of one's attention, 0 or more: at 0 it is not divided, and at
    /// 1 whoever follows 9 sees a tenth. Default 1.
    #[serde(default = "one")]
    #[schemars(range(min = 0))]
    pub c: f64,
}

const fn one() -> f64 {
    1.0
}

impl Described for DividedAttention {
    const SUMMARY: &'static str =
        "another rule's p, times view / (1 + c × number of users that the follower follows)";
    const REFERENCE: &'static str = "Hodas & Lerman, SocialCom 2012, arXiv:1205.2736";
}

impl DividedAttention {
    /// Does something with the rule of what is seen, whose faults are reported at their keys in this one, once
    /// the factors are seen to be sound.
    ///
    /// # Errors
    /// [`Error::Value`] for a factor out of its range, and what `act` says.
    pub fn with_once_seen<T>(&self, act: impl FnOnce(&InfluenceRule) -> Result<T>) -> Result<T> {
        probability(&format!("{KEY}.view"), self.view)?;
        if !(self.c >= 0.0 && self.c.is_finite()) {
            let problem = format!("{} is no share of attention", self.c);
            return Err(Error::value(format!("{KEY}.c"), problem, "give a number of 0 or more"));
        }
        act(&self.once_seen).map_err(|error| match error {
            Error::Value { key, problem, remedy } => {
                let inner = key.strip_prefix("influence.").unwrap_or(&key);
                Error::Value { key: format!("{KEY}.once_seen.{inner}"), problem, remedy }
            }
            other => other,
        })
    }

    /// The part of what is shared that somebody who follows so many sees.
    fn seen(&self, followed: usize) -> f64 {
        self.view / (1.0 + self.c * followed as f64)
    }
}

impl Rule for DividedAttention {
    fn assign(&self, network: &Network, rng_seed: u64) -> Result<Influence> {
        let once_seen = self.with_once_seen(|rule| rule.assign(network, rng_seed))?;
        let followed = network.backward();
        let users = 0..network.users();
        let seen: Vec<f64> = users.map(|user| self.seen(followed.degree(user))).collect();
        Ok(match once_seen {
            Influence::Uniform(p) => {
                Influence::PerTarget(seen.into_iter().map(|seen| seen * p).collect())
            }
            Influence::PerTarget(strengths) => Influence::PerTarget(
                seen.iter().zip(&*strengths).map(|(seen, p)| seen * p).collect(),
            ),
            Influence::PerEdge(strengths) => {
                let edges = strengths.iter().zip(network.forward().targets());
                let of =
                    |(&p, &target): (&f32, &u32)| (f64::from(p) * seen[target as usize]) as f32;
                Influence::PerEdge(edges.map(of).collect())
            }
        })
    }

    fn everywhere(&self) -> Result<Option<f64>> {
        let once_seen = self.with_once_seen(|rule| rule.everywhere())?;
        Ok(once_seen.filter(|_| self.c <= 0.0).map(|p| self.view * p))
    }

    /// The part that each user sees, beside the other rule's strengths.
    fn cost(&self, size: NetworkSize) -> InfluenceCost {
        let once_seen = self.once_seen.cost(size);
        // Of those a user follows, fewer than 1 / c are seen.
        let most = size.users / self.c.max(f64::MIN_POSITIVE);
        let live_edges = self.view.clamp(0.0, 1.0) * once_seen.live_edges.min(most);
        InfluenceCost { bytes: 8.0 * size.users + once_seen.bytes, live_edges, differs: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{attributes::EdgeColumn, generator::Generator};

    /// 200 users with and without many whom they follow, and a number on each edge.
    fn network() -> Network {
        let text = "chung-lu = { users = 200, mean_followers = 5 }";
        let generator: Generator = toml::from_str(text).expect(text);
        let drawn = generator.generate(3, &()).expect("a network");
        let name = EdgeColumn::PROBABILITY.to_owned();
        let values: Vec<f64> = (0..drawn.edges()).map(|edge| (edge % 10) as f64 / 10.0).collect();
        let columns = vec![EdgeColumn { name, values: values.into() }];
        let (rows, labels) = (drawn.forward().clone(), drawn.labels().clone());
        Network::new(rows, columns, labels, Vec::new(), drawn.built())
    }

    fn rule(text: &str) -> InfluenceRule {
        toml::from_str(text).expect(text)
    }

    /// The strength of each edge, in the order of the forward rows.
    fn by_edge(influence: &Influence, network: &Network) -> Vec<f64> {
        let strength = |(place, &target): (usize, &u32)| match influence {
            Influence::Uniform(p) => *p,
            Influence::PerTarget(strengths) => strengths[target as usize],
            Influence::PerEdge(strengths) => f64::from(strengths[place]),
        };
        network.forward().targets().iter().enumerate().map(strength).collect()
    }

    /// The second implementation looks at all edges for each edge.
    #[test]
    fn each_edge_has_the_other_rules_strength_times_what_its_follower_sees() {
        let network = network();
        let targets = network.forward().targets();
        for inner in [
            "uniform = { p = 0.6 }",
            "weighted-cascade = {}",
            "from-file = {}",
            "trivalency = {}",
            "divided-attention = { once_seen = { trivalency = {} }, c = 2 }",
        ] {
            for (view, c) in [(1.0, 1.0), (0.5, 0.0), (0.9, 0.25), (0.0, 3.0)] {
                let text = format!(
                    "divided-attention = {{ view = {view}, c = {c}, once_seen = {{ {inner} }} }}"
                );
                let assigned = rule(&text).assign(&network, 7).expect("sound");
                let once_seen = rule(inner).assign(&network, 7).expect("sound");
                let found = by_edge(&assigned, &network);
                for (place, p) in by_edge(&once_seen, &network).into_iter().enumerate() {
                    let followed = targets.iter().filter(|&&other| other == targets[place]).count();
                    let expected = p * view / (1.0 + c * followed as f64);
                    let off = (found[place] - expected).abs();
                    assert!(off < 1e-7, "{text}: {} for {expected}", found[place]);
                }
            }
        }
    }

    #[test]
    fn strengths_stay_as_thin_as_the_other_rules() {
        let network = network();
        for (inner, is_per_edge) in [
            ("uniform = { p = 1 }", false),
            ("weighted-cascade = {}", false),
            ("trivalency = {}", true),
        ] {
            let text = format!("divided-attention = {{ once_seen = {{ {inner} }} }}");
            let influence = rule(&text).assign(&network, 1).expect("sound");
            assert_eq!(matches!(influence, Influence::PerEdge(_)), is_per_edge, "{inner}");
        }
    }

    /// Then every edge has one strength, which needs no network.
    #[test]
    fn attention_that_is_not_divided_needs_no_network() {
        for (text, p) in [
            ("view = 0.5, c = 0, once_seen = { uniform = { p = 0.5 } }", Some(0.25)),
            ("view = 0.5, c = 1, once_seen = { uniform = { p = 0.5 } }", None),
            ("view = 0.5, c = 0, once_seen = { weighted-cascade = {} }", None),
        ] {
            let everywhere = rule(&format!("divided-attention = {{ {text} }}")).everywhere();
            assert_eq!(everywhere.expect("sound"), p, "{text}");
        }
    }

    #[test]
    fn what_is_out_of_range_is_refused_at_its_key() {
        for (text, key) in [
            ("view = 1.5, once_seen = { uniform = { p = 1 } }", "view"),
            ("view = nan, once_seen = { uniform = { p = 1 } }", "view"),
            ("c = -1, once_seen = { uniform = { p = 1 } }", "c"),
            ("c = inf, once_seen = { uniform = { p = 1 } }", "c"),
            ("once_seen = { uniform = { p = 2 } }", "once_seen.uniform.p"),
            ("once_seen = { from-file = { column = 'trust' } }", "once_seen.from-file.column"),
            (
                "once_seen = { divided-attention = { c = -1, once_seen = { uniform = { p = 1 } } } }",
                "once_seen.divided-attention.c",
            ),
        ] {
            match rule(&format!("divided-attention = {{ {text} }}")).assign(&network(), 1) {
                Err(Error::Value { key: named, .. }) => assert_eq!(named, format!("{KEY}.{key}")),
                other => panic!("{text}: {other:?}"),
            }
        }
    }
}
