//! Whether users who share again and again stop in the end.
//!
//! It looks at means alone and draws nothing.

use rayon::prelude::*;

use crate::{influence::Influence, network::csr::Rows};

/// Shares at first, second, third … hand are counted up to this one: where the branching number is 0.99 and
/// the most followed have a thousand times as many followers as others, it takes 700.
const MOST_HANDS: usize = 1000;

/// Each time so many hands are counted it is looked whether they vanish. Where users fall into two groups that
/// tell each other alone, or three or four in a ring, only hands a round apart can be compared.
const ROUND: usize = 24;

/// How shares that make each follower share again go on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum ShareGrowth {
    /// A share has finitely many descendants in the mean, whosever it is.
    Ends,
    /// That could not be shown; each share makes about so many others.
    MayGoOn(f64),
}

/// Whether a share comes to an end, with all the shares that it brings about.
///
/// Let x be the mean numbers of its descendants at n-th hand, by user: Pⁿ1. Once all of them are below 1 the
/// sum over all n is finite, for any norm of a power below 1 bounds the spectral radius. Where there are no
/// fewer at twice as many hands, they are taken not to vanish. Cost: a look at every edge for each hand.
pub(super) fn growth(rows: &Rows, influence: &Influence) -> ShareGrowth {
    let mut descendants = vec![1.0; rows.nodes()];
    // How many there are at each hand, over all users.
    let mut totals = vec![descendants.len() as f64];
    let mut factor = 1.0;
    for hand in 1..=MOST_HANDS {
        descendants = next(rows, influence, &descendants);
        if descendants.iter().all(|&mean| mean < 1.0) {
            return ShareGrowth::Ends;
        }
        totals.push(descendants.iter().sum());
        // The first hands are not like the later ones.
        if hand % ROUND == 0 && hand > ROUND {
            let half = hand / 2;
            let grown = totals[hand] / totals[half];
            factor = libm::pow(grown, 1.0 / half as f64);
            if grown >= 1.0 {
                break;
            }
        }
    }
    ShareGrowth::MayGoOn(factor)
}

/// For each user the sum over its followers, each weighed by the strength of its edge.
fn next(rows: &Rows, influence: &Influence, of: &[f64]) -> Vec<f64> {
    let user = |user: usize| -> f64 {
        let user = user as u32;
        let row = rows.row(user);
        match influence {
            Influence::Uniform(mean) => mean * row.iter().map(|&to| of[to as usize]).sum::<f64>(),
            Influence::PerTarget(means) => {
                row.iter().map(|&to| means[to as usize] * of[to as usize]).sum()
            }
            Influence::PerEdge(means) => {
                let means = &means[rows.range(user)];
                row.iter().zip(means).map(|(&to, &mean)| f64::from(mean) * of[to as usize]).sum()
            }
        }
    };
    (0..of.len()).into_par_iter().map(user).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{Network, generator::Generator};

    fn network(text: &str) -> Network {
        let generator: Generator = toml::from_str(text).expect(text);
        generator.generate(1, &()).expect(text)
    }

    fn of(network: &Network, influence: &Influence) -> ShareGrowth {
        growth(network.forward(), influence)
    }

    fn factor(growth: ShareGrowth) -> f64 {
        match growth {
            ShareGrowth::MayGoOn(factor) => factor,
            ShareGrowth::Ends => panic!("it does not end"),
        }
    }

    /// Each has two followers: the branching number is twice the mean.
    #[test]
    fn a_cycle_ends_below_a_branching_number_of_one_alone() {
        let cycle = network("cycle = { users = 50 }");
        for (mean, ends) in [(0.25, true), (0.4999, true), (0.5, false), (0.75, false)] {
            for influence in [
                Influence::Uniform(mean),
                Influence::PerTarget(vec![mean; 50].into()),
                Influence::PerEdge(vec![mean as f32; 100].into()),
            ] {
                let found = of(&cycle, &influence);
                if ends {
                    assert_eq!(found, ShareGrowth::Ends, "{mean}");
                } else {
                    assert!((factor(found) - 2.0 * mean).abs() < 1e-6, "{mean}: {found:?}");
                }
            }
        }
    }

    /// A hub that makes a hundred share, of whom nobody makes anybody share; and leaves that tell the hub:
    /// then the branching number is √(L m²) = 10 m.
    #[test]
    fn a_star_ends_although_its_hub_has_many_descendants() {
        let to_leaves = network("star = { users = 101, ties = 'one-way' }");
        assert_eq!(of(&to_leaves, &Influence::Uniform(1.0)), ShareGrowth::Ends);
        let both_ways = network("star = { users = 101, ties = 'mutual' }");
        assert_eq!(of(&both_ways, &Influence::Uniform(0.099)), ShareGrowth::Ends);
        let found = factor(of(&both_ways, &Influence::Uniform(0.12)));
        assert!((found - 1.2).abs() < 0.01, "{found}");
    }

    /// The columns sum up to c, which is the branching number, whatever the rows do.
    #[test]
    fn weighted_cascade_ends_below_one_on_any_network() {
        let network = network("barabasi-albert = { users = 2000, ties_per_user = 4 }");
        let followed = network.backward();
        let weighed = |c: f64| {
            let means = (0..2000).map(|user| c / followed.degree(user).max(1) as f64);
            of(&network, &Influence::PerTarget(means.collect()))
        };
        assert_eq!(weighed(0.9), ShareGrowth::Ends);
        let found = factor(weighed(1.1));
        assert!((found - 1.1).abs() < 0.02, "{found}");
    }
}
