//! Compartment models by steps beside a naive twin, on one thread: an infection that comes back, and a rumour.
//! The elements are users who ever share. Nothing is timed before their mean number is that of the twin within
//! five standard errors.

use criterion::Criterion;
use wordspread::{
    influence::{Influence, Rule, WeightedCascade},
    kernel::Scratch,
    model::AnyModel,
    network::Network,
    rng::{Purpose, Stream, World},
};

use crate::common;

/// What spreaders do beside telling others.
#[derive(Clone, Copy)]
enum Stops {
    /// They tire with this probability a step, and can be told again.
    Again(f64),
    /// They stop for good when they tell somebody who knows.
    ForGood,
}

/// A state a user, and in each step a coin for each follower of each spreader.
fn naive(
    network: &Network,
    strength: &dyn Fn(u32) -> f64,
    seeds: &[u32],
    (stops, steps): (Stops, usize),
    stream: &mut Stream,
) -> usize {
    let rows = network.forward();
    let mut knows = vec![false; network.users() as usize];
    let mut spreads = knows.clone();
    for &seed in seeds {
        (knows[seed as usize], spreads[seed as usize]) = (true, true);
    }
    let mut spreaders = seeds.to_vec();
    let mut sharers = seeds.len();
    for _ in 0..steps {
        let (mut told, mut left) = (Vec::new(), Vec::new());
        for &user in &spreaders {
            let mut stays = match stops {
                Stops::Again(recovery) => stream.unit() >= recovery,
                Stops::ForGood => true,
            };
            for &follower in rows.row(user) {
                if stream.unit() >= strength(follower) {
                    continue;
                }
                match stops {
                    Stops::Again(_) if spreads[follower as usize] => {}
                    Stops::ForGood if knows[follower as usize] => stays = false,
                    _ => told.push(follower),
                }
            }
            if stays {
                left.push(user);
            }
        }
        for user in spreaders.drain(..) {
            spreads[user as usize] = false;
        }
        for user in told {
            if !std::mem::replace(&mut spreads[user as usize], true) {
                left.push(user);
            }
            sharers += usize::from(!std::mem::replace(&mut knows[user as usize], true));
        }
        for &user in &left {
            spreads[user as usize] = true;
        }
        spreaders = left;
    }
    sharers
}

pub(crate) fn steps(criterion: &mut Criterion) {
    let network = common::network();
    let weighted = WeightedCascade::default().assign(&network, 1).expect("a rule");
    let Influence::PerTarget(strengths) = &weighted else { panic!("a strength a user") };
    let seeds = common::most_followed(&network, common::SEEDS);
    let mut ratios = Vec::new();
    for (name, text, influence, stops, steps) in [
        (
            "SIS, uniform 0.02",
            "sis = { clock = 'steps', recovery = 0.2, horizon = 30 }",
            Influence::Uniform(0.02),
            Stops::Again(0.2),
            30,
        ),
        (
            "SIS, weighted cascade",
            "sis = { clock = 'steps', recovery = 0.5, horizon = 20 }",
            weighted.clone(),
            Stops::Again(0.5),
            20,
        ),
        (
            "rumour, uniform 0.1",
            "rumour = { clock = 'steps', horizon = 100 }",
            Influence::Uniform(0.1),
            Stops::ForGood,
            100,
        ),
    ] {
        let model: AnyModel = toml::from_str(text).expect(text);
        let cascade = model.prepare(&network, &influence).expect("it ends");
        let mut scratch = Scratch::new(network.users());
        let mut index = 0;
        let world = || {
            index += 1;
            cascade.run(World::new(1, Purpose::Diffusion, index), &seeds, &mut scratch);
            scratch.sharers().len() as f64
        };
        let strength = |follower: u32| match influence {
            Influence::Uniform(p) => p,
            _ => strengths[follower as usize],
        };
        let mut stream = World::new(1, Purpose::Reverse, 0).stream(0);
        let naive_world = || naive(&network, &strength, &seeds, (stops, steps), &mut stream) as f64;
        ratios.extend(common::beside_naive(criterion, ("steps", name), world, naive_world));
    }
    common::tell("Times as fast as naive", &ratios);
}
