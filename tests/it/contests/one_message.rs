//! Where nobody else has a message, the models of several are those of one.

use super::*;

fn gnp() -> Network {
    let generator: Generator =
        toml::from_str("gnp = { users = 400, mean_followers = 6 }").expect("a generator");
    generator.generate(3, &()).expect("a network")
}

/// An influence of each kind, some of it of no strength.
fn influences(network: &Network) -> Vec<Influence> {
    let edges = network.edges() as usize;
    let followed = |user: u32| network.backward().degree(user).max(1) as f64;
    let by_edge = network.forward().targets().iter().enumerate();
    let by_edge = by_edge.map(|(place, &user)| (place % 3) as f32 / 2.0 / followed(user) as f32);
    assert_eq!(by_edge.len(), edges);
    vec![
        Influence::Uniform(0.2),
        Influence::Uniform(0.9),
        Influence::PerTarget((0..network.users()).map(|user| 1.0 / followed(user)).collect()),
        Influence::PerEdge(by_edge.collect()),
    ]
}

/// Each sharer of a world with the step in which it shares and the user whom it has it from.
fn traced(cascade: &dyn Cascade, world: World, seeds: &[u32]) -> Vec<(u32, u32, Option<u32>)> {
    let (mut scratch, mut trace) = (Scratch::new(400), Trace::default());
    cascade.run_traced(world, seeds, &mut scratch, &mut trace);
    let sharers = scratch.sharers().to_vec();
    cascade.run(world, seeds, &mut scratch);
    assert_eq!(scratch.sharers(), sharers, "a record changes nothing");
    let giver = |parent: u32| sharers.get(parent as usize).copied();
    let all = sharers.iter().zip(trace.steps()).zip(trace.parents());
    let mut all: Vec<_> =
        all.map(|((&user, &step), &parent)| (user, step, giver(parent))).collect();
    all.sort_unstable();
    all
}

/// The same without whom they have it from.
fn who_and_when(sharers: &[(u32, u32, Option<u32>)]) -> Vec<[u32; 2]> {
    sharers.iter().map(|&(user, step, _)| [user, step]).collect()
}

#[test]
fn without_other_messages_they_are_the_models_of_one_message_to_the_bit() {
    let network = gnp();
    let seeds = [5, 17, 200];
    let worlds = || (0..40).map(|index| World::new(2, Purpose::Diffusion, index));
    for ties in
        [TieRule::Dominance, TieRule::Fair, TieRule::Proportional, TieRule::FirstInRandomOrder]
    {
        for (nth, influence) in influences(&network).iter().enumerate() {
            let mut pairs = vec![(ic(), competitive(Vec::new(), ties, None))];
            if nth > 1 {
                pairs.push((lt(), thresholds(Vec::new(), ties, None)));
            }
            for (one, several) in pairs {
                let one = one.prepare(&network, influence).expect("it fits");
                let several = several.prepare(&network, influence).expect("it fits");
                for world in worlds() {
                    let expected = traced(&*one, world, &seeds);
                    let found = traced(&*several, world, &seeds);
                    assert_eq!(who_and_when(&found), who_and_when(&expected));
                    if matches!(ties, TieRule::Dominance | TieRule::Fair) {
                        assert_eq!(found, expected);
                    }
                }
            }
        }
    }
}

#[test]
fn who_shares_with_negative_opinions_is_who_shares_in_the_independent_cascade() {
    let network = gnp();
    for influence in influences(&network) {
        let one = ic();
        let one = one.prepare(&network, &influence).expect("it fits");
        let model = AnyModel::NegativeOpinion(NegativeOpinion { quality: 0.6 });
        let opinions = model.prepare(&network, &influence).expect("it fits");
        for index in 0..40 {
            let world = World::new(2, Purpose::Diffusion, index);
            let (expected, found) =
                (traced(&*one, world, &[5, 9]), traced(&*opinions, world, &[5, 9]));
            assert_eq!(who_and_when(&found), who_and_when(&expected));
        }
    }
}

#[test]
fn complementary_with_all_q_1_is_the_independent_cascade_of_each_alone() {
    let network = gnp();
    for influence in influences(&network) {
        let (one, both) = (ic(), complementary(&[7, 9], [[1.0; 2]; 2]));
        let one = one.prepare(&network, &influence).expect("it fits");
        let both = both.prepare(&network, &influence).expect("it fits");
        let (mut scratch, mut outcome) = (Scratch::new(400), Outcome::default());
        for index in 0..40 {
            let world = World::new(2, Purpose::Diffusion, index);
            let [ours, other] = [[5, 9], [7, 9]].map(|seeds| {
                one.run(world, &seeds, &mut scratch);
                let mut sharers = scratch.sharers().to_vec();
                sharers.sort_unstable();
                sharers
            });
            both.run(world, &[5, 9], &mut scratch);
            let mut found = scratch.sharers().to_vec();
            found.sort_unstable();
            assert_eq!(found, ours);
            let wanted = OutcomeRequest::counts(world, &[5, 9]);
            both.outcome(&mut scratch, wanted, &mut outcome);
            for (shared, expected) in outcome.messages.iter().zip([&ours, &other]) {
                let expected = expected.len() as u64;
                assert_eq!([shared.with, shared.without], [expected; 2]);
            }
        }
    }
}
