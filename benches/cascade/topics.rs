//! Cascades of a message that is about several topics beside a naive twin, on one thread: the twin mixes an
//! edge's probabilities when it comes to it. The elements are sharers. Nothing is timed before their mean
//! number is that of the twin within five standard errors.

use criterion::Criterion;
use wordspread::{
    influence::{Rule, Topics},
    model::{AnyModel, IndependentCascade},
    network::{Network, attributes::EdgeColumn},
    rng::{Purpose, Stream, World},
};

use crate::common;

/// The degrees to which the message is about topics.
const MIX: [(&str, f64); 3] = [("sport", 0.5), ("music", 0.3), ("politics", 0.1)];

/// The same network, whose edges have a probability for each topic.
fn with_topics(network: &Network) -> Network {
    let mut stream = World::new(1, Purpose::Attributes, 0).stream(0);
    let columns = MIX.map(|(topic, _)| {
        let values: Vec<f64> =
            (0..network.edges()).map(|_| 0.2 * stream.unit() * stream.unit()).collect();
        EdgeColumn { name: topic.to_owned(), values: values.into() }
    });
    let (rows, labels) = (network.forward().clone(), network.labels().clone());
    Network::new(rows, columns.into(), labels, Vec::new(), network.built())
}

fn naive(network: &Network, seeds: &[u32], stream: &mut Stream) -> usize {
    let columns = network.edge_columns();
    let mut shared = vec![false; network.users() as usize];
    for &seed in seeds {
        shared[seed as usize] = true;
    }
    let mut queue = seeds.to_vec();
    let mut next = 0;
    while let Some(&user) = queue.get(next) {
        for place in network.forward().range(user) {
            let follower = network.forward().targets()[place];
            if shared[follower as usize] {
                continue;
            }
            let each = MIX.iter().zip(columns);
            let p: f64 = each.map(|((_, share), column)| share * column.values[place]).sum();
            if stream.unit() < p {
                shared[follower as usize] = true;
                queue.push(follower);
            }
        }
        next += 1;
    }
    queue.len()
}

pub(crate) fn topics(criterion: &mut Criterion) {
    if !common::asked("topics") {
        return;
    }
    let network = with_topics(&common::network());
    let mix = MIX.map(|(topic, share)| (topic.to_owned(), share)).into();
    let influence = Topics { mix }.assign(&network, 1).expect("a rule");
    let model = AnyModel::IndependentCascade(IndependentCascade {});
    let cascade = model.prepare(&network, &influence).expect("it fits");
    let seeds = common::most_followed(&network, common::SEEDS);
    let world = common::worlds(&network, &*cascade, &seeds);
    let mut stream = World::new(1, Purpose::Reverse, 0).stream(0);
    let naive = || naive(&network, &seeds, &mut stream) as f64;
    let title = ("topics", "independent-cascade");
    let ratio = common::beside_naive(criterion, title, world, naive);
    common::tell("Times as fast as naive", ratio.as_slice());
}
