//! Several networks over the same users, one a platform.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Generate, Generator, NetworkSize, parameters::checks::Keys};
use crate::{
    catalogue::Described,
    error::{Error, Result},
    network::{
        Network,
        attributes::EdgeColumn,
        builder::{EdgeList, EdgeMeaning, Parallel, Rules},
        stopping::stoppable,
    },
    progress::Progress,
    rng::mix,
};

const KEYS: Keys = Keys("network.generate.platforms");

/// The same users on several platforms, each with a network of its own: the edges of all of them, with the
/// number of the platform, 1, 2, 3, …, in the column `platform`, as `[model.multiplex]` reads it.
///
/// Each network is drawn by itself, the first as it would be alone; who follows whom on two platforms stands
/// twice. Users have the attributes that the first network gives them, and edges the further columns that all
/// networks have. User 0 is the same user everywhere: where a model gives its first users the most followers,
/// they have them on each platform.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Platforms {
    /// The network of each platform, all of as many users:
    /// `[{ gnp = { users = 100, p = 0.1 } }, { cycle = { users = 100 } }]`.
    #[schemars(length(min = 1))]
    pub networks: Vec<Generator>,
}

impl Described for Platforms {
    const SUMMARY: &'static str = "several networks over the same users, one a platform";
    const REFERENCE: &'static str =
        "Kivelä, Arenas, Barthelemy, Gleeson, Moreno & Porter 2014, doi:10.1093/comnet/cnu016";
}

/// The column that holds the number of an edge's platform.
const COLUMN: &str = "platform";

impl Platforms {
    /// The network of each platform.
    fn drawn(&self, rng_seed: u64, progress: &dyn Progress) -> Result<Vec<Network>> {
        let draw = |(nth, model): (usize, &Generator)| {
            // The first as it would be alone, and the others by seeds of their own.
            let rng_seed = if nth == 0 { rng_seed } else { mix(mix(rng_seed) ^ nth as u64) };
            model.generate(rng_seed, progress).map_err(|error| within(nth, error))
        };
        let networks: Vec<Network> =
            self.networks.iter().enumerate().map(draw).collect::<Result<_>>()?;
        let Some(first) = networks.first() else {
            return Err(KEYS.refused(
                "networks",
                "there is no platform",
                "give one network or more",
            ));
        };
        for (nth, other) in networks.iter().enumerate() {
            if other.users() != first.users() {
                let problem =
                    format!("it has {} users, and the first has {}", other.users(), first.users());
                let remedy = "give all platforms as many users: they are the same ones";
                return Err(KEYS.refused(&format!("networks.{nth}"), &problem, remedy));
            }
        }
        Ok(networks)
    }
}

/// A fault of one of the networks, at its key in this one.
fn within(nth: usize, error: Error) -> Error {
    match error {
        Error::Value { key, problem, remedy } => {
            let inner = key.strip_prefix("network.generate.").unwrap_or(&key);
            Error::Value { key: format!("{}.networks.{nth}.{inner}", KEYS.0), problem, remedy }
        }
        other => other,
    }
}

impl Generate for Platforms {
    fn generate(&self, rng_seed: u64, progress: &dyn Progress) -> Result<Network> {
        let networks = self.drawn(rng_seed, progress)?;
        let [first, ..] = &*networks else { unreachable!("there is a first") };
        let mut edges: Vec<[u32; 2]> = Vec::new();
        let mut platform: Vec<f64> = Vec::new();
        for (number, network) in (1_u32..).zip(&networks) {
            let rows = network.forward();
            for user in stoppable(0..network.users(), progress) {
                let user = user?;
                edges.extend(rows.row(user).iter().map(|&follower| [user, follower]));
            }
            platform.resize(edges.len(), number.into());
        }
        let of_all = |column: &&EdgeColumn| {
            column.name != COLUMN
                && networks.iter().all(|network| network.edge_column(&column.name).is_some())
        };
        let mut columns = vec![EdgeColumn { name: COLUMN.to_owned(), values: platform.into() }];
        for EdgeColumn { name, .. } in first.edge_columns().iter().filter(of_all) {
            let values = networks.iter().filter_map(|network| network.edge_column(name));
            let values: Vec<f64> = values.flatten().copied().collect();
            columns.push(EdgeColumn { name: name.clone(), values: values.into() });
        }
        let rules = Rules { edge: EdgeMeaning::InfluencerToAudience, parallel: Parallel::Keep };
        let (labels, users) = (first.labels().clone(), first.user_columns().to_vec());
        EdgeList { edges, columns }.try_build(labels, users, rules, progress)
    }

    fn size(&self) -> NetworkSize {
        let sizes: Vec<NetworkSize> = self.networks.iter().map(|model| model.size()).collect();
        let users = sizes.first().map_or(f64::NAN, |size| size.users);
        let size = NetworkSize::of(users, sizes.iter().map(|size| size.edges).sum());
        // Each is built by itself, and then all their edges are put together.
        let largest = sizes.iter().map(|size| size.building_bytes).fold(0.0, f64::max);
        NetworkSize { building_bytes: size.row_bytes() + size.building_bytes + largest, ..size }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str) -> Network {
        let generator: Generator = toml::from_str(text).expect(text);
        generator.generate(3, &()).expect(text)
    }

    /// The edges of a network, and of those of a platform alone.
    fn edges(network: &Network, platform: Option<f64>) -> Vec<[u32; 2]> {
        let rows = network.forward();
        let column = network.edge_column(COLUMN);
        let is_on = |place: &usize| {
            platform
                .is_none_or(|number| column.expect("platforms")[*place].total_cmp(&number).is_eq())
        };
        let of =
            |user| rows.range(user).filter(is_on).map(move |place| [user, rows.targets()[place]]);
        (0..network.users()).flat_map(of).collect()
    }

    #[test]
    fn each_platform_has_its_own_network_and_the_first_the_one_it_would_have_alone() {
        let gnp = "gnp = { users = 200, mean_followers = 6 }";
        let star = "star = { users = 200 }";
        let all = drawn(&format!(
            "platforms = {{ networks = [{{ {gnp} }}, {{ {star} }}, {{ {gnp} }}] }}"
        ));
        let [random, fixed] = [gnp, star].map(|text| edges(&drawn(text), None));
        assert_eq!(edges(&all, Some(1.0)), random);
        assert_eq!(edges(&all, Some(2.0)), fixed);
        assert_ne!(edges(&all, Some(3.0)), random, "another draw");
        let third = edges(&all, Some(3.0)).len();
        assert_eq!(all.edges() as usize, random.len() + fixed.len() + third);
        assert!((third as f64 / random.len() as f64 - 1.0).abs() < 0.3);
    }

    #[test]
    fn users_keep_the_attributes_of_the_first_and_edges_the_columns_of_all() {
        let follower = "follower = { users = 300, communities = 3 }";
        let both =
            drawn(&format!("platforms = {{ networks = [{{ {follower} }}, {{ {follower} }}] }}"));
        let alone = drawn(follower);
        assert!(!alone.user_columns().is_empty());
        assert_eq!(both.user_columns(), alone.user_columns());
        let names = |network: &Network| -> Vec<String> {
            network.edge_columns().iter().map(|column| column.name.clone()).collect()
        };
        let mut expected = names(&alone);
        expected.insert(0, COLUMN.to_owned());
        assert_eq!(names(&both), expected);
        for name in names(&alone) {
            let of_both = both.edge_column(&name).expect("it was kept");
            let of_first: Vec<f64> = (0..of_both.len())
                .filter(|&place| both.edge_column(COLUMN).expect("platforms")[place] < 1.5)
                .map(|place| of_both[place])
                .collect();
            assert_eq!(of_first, alone.edge_column(&name).expect("its own"));
        }
        let mixed = drawn(&format!(
            "platforms = {{ networks = [{{ {follower} }}, {{ star = {{ users = 300 }} }}] }}"
        ));
        assert_eq!(names(&mixed), [COLUMN]);
    }
}
