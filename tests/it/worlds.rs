//! What the tests of cascades share: small networks, every world of one enumerated, and simulated
//! samples. The enumeration knows nothing of the crate's kernels: it is the oracle.

use std::collections::BTreeMap;

use wordspread::{
    influence::Influence,
    kernel::plan::Kernel,
    metric::AnyMetric,
    model::{AnyModel, IndependentCascade, LinearThreshold},
    network::{
        Network,
        attributes::EdgeColumn,
        builder::{EdgeList, EdgeMeaning, Parallel, Rules},
        labels::Labels,
    },
    seeding::Seeds,
    simulate::{Experiment, Stop, simulate},
    statistics::{Confidence, Moments},
};

/// An edge and its probability or weight.
pub(crate) type Weighted = (u32, u32, f64);

/// Diamond of the definitions: 0 → 1, 2 → 3.
pub(crate) const DIAMOND: &[Weighted] = &[(0, 1, 0.5), (0, 2, 0.4), (1, 3, 0.3), (2, 3, 0.6)];

/// G5 of the definitions: a directed cycle of five with three chords.
pub(crate) const G5: &[Weighted] = &[
    (0, 1, 0.3),
    (1, 2, 0.5),
    (2, 3, 0.4),
    (3, 4, 0.6),
    (4, 0, 0.2),
    (0, 2, 0.25),
    (2, 4, 0.35),
    (1, 4, 0.05),
];

/// The independent cascade.
pub(crate) fn ic() -> AnyModel {
    AnyModel::IndependentCascade(IndependentCascade {})
}

/// The linear threshold model.
pub(crate) fn lt() -> AnyModel {
    AnyModel::LinearThreshold(LinearThreshold {})
}

/// A network of `users` with the edges' probabilities, and the influence that they are.
pub(crate) fn weighted(users: u32, edges: &[Weighted], edge: EdgeMeaning) -> (Network, Influence) {
    let values: Vec<f64> = edges.iter().map(|edge| edge.2).collect();
    let column = EdgeColumn { name: EdgeColumn::PROBABILITY.to_owned(), values: values.into() };
    let list =
        EdgeList { edges: edges.iter().map(|&(u, v, _)| [u, v]).collect(), columns: vec![column] };
    let rules = Rules { edge, parallel: Parallel::Merge };
    let network = list.build(Labels::index(users), Vec::new(), rules);
    let column = network.edge_column(EdgeColumn::PROBABILITY).expect("it was given");
    let influence = Influence::PerEdge(column.iter().map(|&p| p as f32).collect());
    (network, influence)
}

/// A network of `users` with bare edges.
pub(crate) fn bare(users: u32, edges: Vec<[u32; 2]>, edge: EdgeMeaning) -> Network {
    let rules = Rules { edge, parallel: Parallel::Merge };
    EdgeList { edges, columns: Vec::new() }.build(Labels::index(users), Vec::new(), rules)
}

/// The distribution of the number of users reachable from `seeds` over live edges, when each edge
/// of a world is live as `worlds` says: (probability, live edges).
fn sizes(
    users: u32,
    seeds: &[u32],
    worlds: impl Iterator<Item = (f64, Vec<(u32, u32)>)>,
) -> BTreeMap<usize, f64> {
    let mut sizes = BTreeMap::new();
    for (probability, live) in worlds {
        let mut sharing = vec![false; users as usize];
        for &seed in seeds {
            sharing[seed as usize] = true;
        }
        // Until nothing changes: slow and obvious.
        while let Some(&(_, v)) =
            live.iter().find(|&&(u, v)| sharing[u as usize] && !sharing[v as usize])
        {
            sharing[v as usize] = true;
        }
        let size = sharing.iter().filter(|&&shares| shares).count();
        *sizes.entry(size).or_insert(0.0) += probability;
    }
    sizes
}

/// Every world of the independent cascade on directed edges; a mutual tie given as one edge of
/// `ties` is one coin for both directions.
pub(crate) fn enumerate_ic(
    users: u32,
    directed: &[Weighted],
    ties: &[Weighted],
    seeds: &[u32],
) -> BTreeMap<usize, f64> {
    let coins: Vec<(Weighted, bool)> = directed
        .iter()
        .map(|&edge| (edge, false))
        .chain(ties.iter().map(|&tie| (tie, true)))
        .collect();
    let worlds = (0..1_u32 << coins.len()).map(|world| {
        let mut probability = 1.0;
        let mut live = Vec::new();
        for (place, &((u, v, p), mutual)) in coins.iter().enumerate() {
            if world >> place & 1 == 1 {
                probability *= p;
                live.push((u, v));
                if mutual {
                    live.push((v, u));
                }
            } else {
                probability *= 1.0 - p;
            }
        }
        (probability, live)
    });
    sizes(users, seeds, worlds)
}

/// Every world of the linear threshold model: each user keeps one of its in-edges, or none.
pub(crate) fn enumerate_lt(users: u32, edges: &[Weighted], seeds: &[u32]) -> BTreeMap<usize, f64> {
    let mut worlds: Vec<(f64, Vec<(u32, u32)>)> = vec![(1.0, Vec::new())];
    for user in 0..users {
        let into: Vec<&Weighted> = edges.iter().filter(|edge| edge.1 == user).collect();
        let none = 1.0 - into.iter().map(|edge| edge.2).sum::<f64>();
        worlds = worlds
            .into_iter()
            .flat_map(|(probability, live)| {
                let kept = into.iter().map(|&&(u, v, weight)| {
                    (probability * weight, [&live[..], &[(u, v)]].concat())
                });
                let mut next: Vec<_> = kept.collect();
                next.push((probability * none, live));
                next
            })
            .collect();
    }
    sizes(users, seeds, worlds.into_iter())
}

/// The mean of a distribution of sizes.
pub(crate) fn mean(sizes: &BTreeMap<usize, f64>) -> f64 {
    sizes.iter().map(|(&size, probability)| size as f64 * probability).sum()
}

/// The standard deviation of a distribution of sizes.
pub(crate) fn sd(sizes: &BTreeMap<usize, f64>) -> f64 {
    let mean = mean(sizes);
    let squares = sizes.iter().map(|(&size, p)| (size as f64 - mean).powi(2) * p);
    squares.sum::<f64>().sqrt()
}

/// The kernels that can count the sharers of a model.
pub(crate) fn kernels(model: &AnyModel) -> &'static [Kernel] {
    match model {
        AnyModel::IndependentCascade(_) => &[Kernel::Walk, Kernel::Fused, Kernel::Gathered],
        AnyModel::LinearThreshold(_) => &[Kernel::Walk, Kernel::Chase],
        _ => &[Kernel::Walk],
    }
}

/// The values of metrics over many replicates by one kernel, one list a metric.
pub(crate) fn sample(
    kernel: Kernel,
    (network, influence, model): (&Network, &Influence, &AnyModel),
    seeds: Seeds,
    metrics: &[AnyMetric],
    replicates: u64,
) -> Vec<Vec<f64>> {
    let cascade = model.prepare(network, influence).expect("the model fits");
    let experiment = Experiment::new(network, cascade, vec![seeds], metrics, 20_261_122);
    let stop = Stop::after(replicates, Confidence::NINETY_FIVE);
    let run = simulate(experiment.engine(kernel), &stop, &()).expect("nobody stops it");
    assert_eq!(run.samples.replicates, replicates);
    run.samples.options.into_iter().next().expect("one option").values
}

/// The numbers of sharers over many replicates from fixed seeds, by each kernel of the model.
pub(crate) fn sharers(
    network: &Network,
    influence: &Influence,
    model: &AnyModel,
    seeds: &[u32],
    replicates: u64,
) -> Vec<(Kernel, Vec<f64>)> {
    let of = |kernel| {
        let seeds = Seeds::fixed(seeds.to_vec());
        let what = (network, influence, model);
        let mut values = sample(kernel, what, seeds, &[AnyMetric::Sharers], replicates);
        (kernel, values.pop().expect("one metric"))
    };
    kernels(model).iter().copied().map(of).collect()
}

/// Asserts of each kernel's sample what [`assert_mean`] does.
pub(crate) fn assert_means(samples: &[(Kernel, Vec<f64>)], expected: f64, what: &str) {
    for (kernel, values) in samples {
        assert_mean(values, expected, &format!("{what} by {kernel:?}"));
    }
}

/// Asserts of each kernel's sample what [`assert_share`] does.
pub(crate) fn assert_shares(
    samples: &[(Kernel, Vec<f64>)],
    size: usize,
    expected: f64,
    what: &str,
) {
    for (kernel, values) in samples {
        assert_share(values, size, expected, &format!("{what} by {kernel:?}"));
    }
}

/// Asserts that the sample's mean is within four of its standard errors of `expected`.
pub(crate) fn assert_mean(values: &[f64], expected: f64, what: &str) {
    let moments = Moments::of(values);
    let error = moments.standard_error.expect("many replicates");
    let off = (moments.mean - expected).abs();
    // A certain outcome has no spread, and no error.
    assert!(off <= 4.0 * error + 1e-9, "{what}: {} ± {error} is not {expected}", moments.mean);
}

/// Asserts that the share of replicates of exactly `size` sharers is within four standard errors of
/// `expected`.
pub(crate) fn assert_share(values: &[f64], size: usize, expected: f64, what: &str) {
    let hits = values.iter().filter(|&&value| value as usize == size).count();
    let share = hits as f64 / values.len() as f64;
    let error = (expected * (1.0 - expected) / values.len() as f64).sqrt();
    assert!((share - expected).abs() <= 4.0 * error, "{what}: P({size}) {share} not {expected}");
}
