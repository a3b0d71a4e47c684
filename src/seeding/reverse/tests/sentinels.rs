//! Walks that end at sentinels.

use super::*;
use crate::{
    kernel::Scratch,
    rng::{Purpose, World},
    seeding::reverse::{
        draw::{
            block::SetBlock,
            roots::{Roots, Sequence},
            seed_set::SeedSet,
            source::SetSource,
        },
        sentinels::sentinels,
    },
};

const USERS: u32 = 20_000;

fn network() -> Network {
    let generator: Generator =
        toml::from_str("chung-lu = { users = 20_000, mean_followers = 12 }").expect("a generator");
    generator.generate(3, &()).expect("a network")
}

#[test]
fn sets_end_at_sentinels_and_are_else_what_they_were() {
    let network = network();
    let influence = Influence::Uniform(0.2);
    let cascade = IndependentCascade::default().prepare(&network, &influence).expect("it fits");
    let roots = Roots::new(USERS, None, 4);
    let mut source = SetSource::of(cascade.live().expect("live edges"), USERS, &roots);
    let required = [17, 4000];
    let rules = SeedRules { required: &required, ..SeedRules::count(10) };
    let chosen = sentinels(&source, rules, &()).expect("nobody stops it");
    assert_eq!(chosen[..2], required);
    assert!((3..=6).contains(&chosen.len()), "{chosen:?}");

    let sets = |source: &SetSource<'_>| {
        let blocks = source.draw(Sequence::Choosing, 0..2, &()).expect("nobody stops it");
        let sets = blocks.iter().flat_map(SetBlock::sets).map(<[u32]>::to_vec);
        sets.collect::<Vec<_>>()
    };
    let whole = sets(&source);
    source.sentinels = Some(SeedSet::of(USERS, &chosen));
    let ended = sets(&source);
    let mut met = 0;
    for (whole, ended) in whole.iter().zip(&ended) {
        if whole.iter().any(|user| chosen.contains(user)) {
            assert!(ended.len() == 1 && chosen.contains(&ended[0]) && whole.contains(&ended[0]));
            met += 1;
        } else {
            assert_eq!(whole, ended);
        }
    }
    assert!(met > 50, "{met}");
    let members = |sets: &[Vec<u32>]| sets.iter().map(Vec::len).sum::<usize>();
    assert!(10 * members(&ended) < members(&whole), "that is what they are for");
    // Where sets are small, nobody is taken beforehand but who is required.
    let influence = Influence::Uniform(0.01);
    let cascade = IndependentCascade::default().prepare(&network, &influence).expect("it fits");
    let source = SetSource::of(cascade.live().expect("live edges"), USERS, &roots);
    assert_eq!(sentinels(&source, rules, &()).expect("nobody stops it"), required);
}

/// The mean of 400 cascades has a standard error, and so has the spread by at least 4096 sets, of
/// which a share s is met: √(s (1 − s) / 4096) of all users. Five of both combined are allowed.
#[test]
fn what_is_certified_with_sentinels_is_what_cascades_do() {
    let network = network();
    let influence = Influence::Uniform(0.2);
    let cascade = IndependentCascade::default().prepare(&network, &influence).expect("it fits");
    let spread = |seeds: &[u32]| {
        let mut scratch = Scratch::new(USERS);
        let sharers: Vec<f64> = (0..400)
            .map(|world| {
                cascade.run(World::new(9, Purpose::Diffusion, world), seeds, &mut scratch);
                scratch.sharers().len() as f64
            })
            .collect();
        let mean = sharers.iter().sum::<f64>() / 400.0;
        let squares: f64 = sharers.iter().map(|count| (count - mean).powi(2)).sum();
        (mean, squares / 400.0 / 400.0)
    };
    let found = choose(&question(&*cascade, USERS, 10), &()).expect("nobody stops it");
    let Certificate { spread: estimated, at_least, optimum_at_most, sets, .. } = found.certificate;
    let seeds: Vec<u32> = found.seeds.iter().map(|seed| seed.0).collect();
    let (mean, variance) = spread(&seeds);
    let share = estimated / f64::from(USERS);
    let own = share * (1.0 - share) / sets as f64 * f64::from(USERS).powi(2);
    assert!((mean - estimated).abs() < 5.0 * (variance + own).sqrt(), "{mean} {estimated}");
    assert!(sets >= 4096 && at_least <= mean, "{found:?}");
    let mut by_degree: Vec<u32> = (0..USERS).collect();
    by_degree.sort_by_key(|&user| std::cmp::Reverse(network.forward().degree(user)));
    let (top, _) = spread(&by_degree[..10]);
    assert!(top <= optimum_at_most && mean > 0.99 * top, "{mean} {top} {optimum_at_most}");
}

/// Where hardly any walk goes anywhere, most are not begun: sets are those of the walks all the same.
#[test]
fn sets_of_roots_that_are_alone_are_those_of_their_walks() {
    let network = network();
    let mut sizes = Vec::new();
    for p in [0.004, 0.05, 0.15] {
        let influence = Influence::Uniform(p);
        let cascade = IndependentCascade::default().prepare(&network, &influence).expect("it fits");
        let roots = Roots::new(USERS, None, 4);
        let source = SetSource::of(cascade.live().expect("live edges"), USERS, &roots);
        let blocks = source.draw(Sequence::Testing, 1..5, &()).expect("nobody stops it");
        let mut scratch = Scratch::new(USERS);
        let mut walked: Vec<Vec<u32>> = Vec::new();
        for number in 256..1280 {
            let world = roots.world(Sequence::Testing, number);
            source.cascade.live().expect("live edges").run_backward(
                world,
                roots.of(world),
                &mut scratch,
            );
            walked.push(scratch.sharers().to_vec());
        }
        let mut sets: Vec<&[u32]> = blocks.iter().flat_map(SetBlock::sets).collect();
        // They may come in another order.
        assert_eq!(sets == walked, p > 0.01);
        sets.sort_unstable();
        walked.sort_unstable();
        assert_eq!(sets, walked, "p {p}");
        let members: usize = blocks.iter().map(SetBlock::len).sum();
        sizes.push(members as f64 / 1024.0);
    }
    assert!(sizes[0] < 1.1 && sizes[1] > 1.25 && sizes[2] > 2.0, "{sizes:?}");
}
