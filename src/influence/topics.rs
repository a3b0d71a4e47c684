//! Influence that depends on what a message is about.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Influence, Rule, from_file::probabilities};
use crate::{
    catalogue::Described,
    error::{Error, Result},
    network::Network,
};

/// p = Σ γ p(topic): for each topic the file gives every edge a probability, in a column of its name, and
/// the message is about each topic to a degree γ.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Topics {
    /// For each topic, which is the name of a column on the edges, how much the message is about it: 0 or
    /// more, together at most 1. What is left to 1 is about what nobody passes on.
    pub mix: BTreeMap<String, f64>,
}

impl Described for Topics {
    const SUMMARY: &'static str =
        "a probability for each topic from the file, mixed as the message is";
    const REFERENCE: &'static str =
        "Barbieri, Bonchi & Manco, ICDM 2012, doi:10.1109/ICDM.2012.122";
}

/// Decimal fractions that are 1 together may be so much more in binary ones.
const ROUNDING: f64 = 1e-9;

impl Rule for Topics {
    fn assign(&self, network: &Network, _rng_seed: u64) -> Result<Influence> {
        const KEY: &str = "influence.topics.mix";
        let refused =
            |key: String, problem: String, remedy: &str| Err(Error::value(key, problem, remedy));
        if self.mix.is_empty() {
            let remedy = "name columns on the edges: mix = { sport = 0.7, politics = 0.3 }";
            return refused(KEY.to_owned(), "the message is about nothing".to_owned(), remedy);
        }
        for (topic, share) in &self.mix {
            if !(0.0..=1.0).contains(share) {
                let problem = format!("{share} is no share");
                return refused(format!("{KEY}.{topic}"), problem, "give a number from 0 to 1");
            }
        }
        let all: f64 = self.mix.values().sum();
        if all > 1.0 + ROUNDING {
            let problem = format!("a message cannot be about topics to {all} together");
            return refused(KEY.to_owned(), problem, "give shares that are at most 1 together");
        }
        let mut mixed = vec![0.0; network.forward().edges()];
        for (topic, share) in &self.mix {
            let values = probabilities(network, topic, &format!("{KEY}.{topic}"))?;
            for (mixed, value) in mixed.iter_mut().zip(values) {
                *mixed += share * value;
            }
        }
        Ok(Influence::PerEdge(mixed.into_iter().map(|p| p.min(1.0) as f32).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{attributes::EdgeColumn, generator::Generator};

    /// A path of three with two topics, and a column that is none.
    fn network() -> Network {
        let path: Generator = toml::from_str("path = { users = 3 }").expect("a generator");
        let path = path.generate(1, &()).expect("a network");
        let column = |name: &str, values: [f64; 2]| EdgeColumn {
            name: name.to_owned(),
            values: values.to_vec().into(),
        };
        let columns = vec![
            column("sport", [0.8, 0.2]),
            column("politics", [0.4, 1.0]),
            column("hours", [3.0, 4.0]),
        ];
        let (rows, labels) = (path.forward().clone(), path.labels().clone());
        Network::new(rows, columns, labels, Vec::new(), path.built())
    }

    fn assigned(text: &str) -> Result<Influence> {
        let topics: Topics = toml::from_str(text).expect(text);
        topics.assign(&network(), 1)
    }

    #[test]
    fn probabilities_are_mixed_as_the_message_is() {
        for (text, expected) in [
            ("mix = { sport = 1 }", [0.8, 0.2]),
            ("mix = { sport = 0.5, politics = 0.5 }", [0.6, 0.6]),
            ("mix = { politics = 0.25 }", [0.1, 0.25]),
            ("mix = { sport = 0.1, politics = 0.9 }", [0.44, 0.92]),
        ] {
            let Influence::PerEdge(values) = assigned(text).expect(text) else { panic!("{text}") };
            for (value, expected) in values.iter().zip(expected) {
                assert!((f64::from(*value) - expected).abs() < 1e-7, "{text}: {value}");
            }
        }
    }

    /// Of columns of a file the lines of one edge are not summed, and which came first must not count.
    #[test]
    fn edges_that_stand_twice_are_refused_unless_they_are_kept() {
        use crate::network::{
            builder::{EdgeList, EdgeMeaning, Parallel, Rules},
            labels::Labels,
        };
        let refused = |parallel: Parallel, edges: Vec<[u32; 2]>| {
            let values = (0..edges.len()).map(|place| 0.2 * place as f64).collect::<Vec<_>>();
            let columns = vec![EdgeColumn { name: "sport".to_owned(), values: values.into() }];
            let rules = Rules { edge: EdgeMeaning::InfluencerToAudience, parallel };
            let network = EdgeList { edges, columns }.build(Labels::index(3), Vec::new(), rules);
            let topics: Topics = toml::from_str("mix = { sport = 1 }").expect("a mix");
            topics.assign(&network, 1).err().map(|error| error.to_string())
        };
        let twice = vec![[0, 1], [1, 2], [0, 1]];
        assert_eq!(refused(Parallel::Keep, twice.clone()), None);
        assert_eq!(refused(Parallel::Merge, twice[..2].to_vec()), None);
        let text = refused(Parallel::Merge, twice).expect("it depends on the order of lines");
        assert!(text.starts_with("influence.topics.mix.sport: "), "{text}");
    }

    #[test]
    fn what_is_no_mix_is_refused_at_its_key() {
        for (text, key, part) in [
            ("mix = {}", "influence.topics.mix", "nothing"),
            ("mix = { sport = 0.8, politics = 0.3 }", "influence.topics.mix", "together"),
            ("mix = { sport = -0.5 }", "influence.topics.mix.sport", "-0.5"),
            ("mix = { sprot = 0.5 }", "influence.topics.mix.sprot", "sprot"),
            ("mix = { hours = 0.5 }", "influence.topics.mix.hours", "from 0 to 1"),
        ] {
            let error = assigned(text).expect_err(text);
            let text = format!("{error} {}", error.remedy().unwrap_or_default());
            assert!(text.starts_with(&format!("{key}: ")), "{text}");
            assert!(text.contains(part), "{text}");
        }
    }
}
