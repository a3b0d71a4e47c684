//! A network with some of its edges missing at random, as though its data were incomplete.
//!
//! Which edges are missing is drawn once for each of them and holds in every world. The others keep
//! their influence, as an edge missing from the data changes nothing about the strength of the rest.

use crate::{
    influence::Influence,
    network::{Network, attributes::EdgeColumn, builder::Built, csr::Rows, labels::Labels},
    rng::{Purpose, World},
};

/// The network of the edges that are left, with their columns and without labels and users' columns, and their
/// influence.
pub(super) fn without(
    network: &Network,
    influence: &Influence,
    share: f64,
    rng_seed: u64,
) -> (Network, Influence) {
    let rows = network.forward();
    let world = World::new(rng_seed, Purpose::Missing, 0);
    let is_left = |place: usize| world.stream(place as u64).unit() >= share;
    let mut offsets = Vec::with_capacity(rows.nodes() + 1);
    let mut targets = Vec::with_capacity(rows.edges());
    let mut strengths = Vec::new();
    let mut columns: Vec<Vec<f64>> = vec![Vec::new(); network.edge_columns().len()];
    offsets.push(0);
    for user in 0..network.users() {
        for place in rows.range(user).filter(|&place| is_left(place)) {
            targets.push(rows.targets()[place]);
            if let Influence::PerEdge(all) = influence {
                strengths.push(all[place]);
            }
            for (values, column) in columns.iter_mut().zip(network.edge_columns()) {
                values.push(column.values[place]);
            }
        }
        offsets.push(targets.len() as u64);
    }
    let named = network.edge_columns().iter().map(|column| column.name.clone()).zip(columns);
    let columns = named.map(|(name, values)| EdgeColumn { name, values: values.into() }).collect();
    let rows = Rows::new(offsets.into(), targets.into()).expect("rows without some edges are rows");
    let influence = match influence {
        Influence::PerEdge(_) => Influence::PerEdge(strengths.into()),
        other => other.clone(),
    };
    let labels = Labels::index(network.users());
    (Network::new(rows, columns, labels, Vec::new(), Built::default()), influence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::generator::Generator;

    /// Of 90,000 edges a tenth is missing, with standard deviation 90; four of them are allowed. The
    /// edges that are left keep their strength.
    #[test]
    fn a_tenth_of_the_edges_is_missing_and_the_others_keep_their_influence() {
        let generator: Generator =
            toml::from_str("complete = { users = 301 }").expect("a generator");
        let network = generator.generate(1, &()).expect("a network");
        let rows = network.forward();
        let strengths: Vec<f32> =
            rows.targets().iter().map(|&target| target as f32 / 301.0).collect();
        let (left, influence) = without(&network, &Influence::PerEdge(strengths.into()), 0.1, 3);
        let missing = network.edges() - left.edges();
        assert!((missing as f64 - 9030.0).abs() < 4.0 * 90.0, "{missing}");
        let Influence::PerEdge(kept) = influence else { panic!("it is per edge") };
        assert_eq!(kept.len() as u64, left.edges());
        for (&target, &strength) in left.forward().targets().iter().zip(&*kept) {
            assert!((strength - target as f32 / 301.0).abs() < 1e-9);
        }
        let (all, _) = without(&network, &Influence::Uniform(0.5), 0.0, 3);
        assert_eq!(all.forward(), network.forward());
    }
}
