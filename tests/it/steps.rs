//! Compartment models by steps: against the law of all users' states, enumerated coin by coin, and against
//! the built-in models.

use std::collections::BTreeMap;

use wordspread::{
    influence::Influence,
    kernel::{
        Scratch, Trace,
        clock::Clock,
        events::compartments::{CompartmentProcess, CompartmentRules},
    },
    network::builder::EdgeMeaning,
    rng::{Purpose, World},
};

use crate::{
    epidemics::{complete, last_time, model, size, star, traced},
    laws::assert_one_law,
    worlds::{G5, Weighted, assert_mean, bare, weighted},
};

/// When a user changes: by itself, told by somebody in a state, or as it tells somebody in one.
#[derive(Clone, Copy)]
enum When {
    Alone,
    By(u8),
    On(u8),
}

/// From a state to another, with the probability of a step.
type Rule = (u8, u8, When, f64);

/// How likely each state of all users is.
type Law = BTreeMap<Vec<u8>, f64>;

/// How likely it is that each user comes to which states.
type Come = (f64, Vec<(usize, u8)>);

/// What a coin uniform on [0, 1) may bring: of each list, whose chances are laid end to end from 0 on, what
/// it falls on.
fn outcomes(lists: &[Vec<(f64, usize, u8)>]) -> Vec<Come> {
    let mut ends = vec![0.0, 1.0];
    for list in lists {
        let mut end = 0.0;
        ends.extend(list.iter().map(|chance| {
            end += chance.0;
            end
        }));
    }
    ends.sort_unstable_by(f64::total_cmp);
    let fallen_on = |list: &Vec<(f64, usize, u8)>, at: f64| {
        let mut end = 0.0;
        let chance = list.iter().find(|chance| {
            end += chance.0;
            at < end
        });
        chance.map(|&(_, user, to)| (user, to))
    };
    let part = |ends: &[f64]| {
        let at = f64::midpoint(ends[0], ends[1]);
        (ends[1] - ends[0], lists.iter().filter_map(|list| fallen_on(list, at)).collect())
    };
    ends.windows(2).filter(|ends| ends[1] > ends[0]).map(part).collect()
}

/// The law after one step from given states: every coin by itself, and of all that comes to one user each
/// alike.
fn after_a_step(edges: &[Weighted], rules: &[Rule], before: &[u8]) -> Law {
    let chances = |user: usize, is_meant: &dyn Fn(When) -> bool, strength: f64| {
        let of_user = rules.iter().filter(|rule| rule.0 == before[user] && is_meant(rule.2));
        of_user.map(|rule| (strength * rule.3, user, rule.1)).collect::<Vec<_>>()
    };
    let alone = (0..before.len())
        .map(|user| outcomes(&[chances(user, &|when| matches!(when, When::Alone), 1.0)]));
    let along = edges.iter().map(|&(u, v, strength)| {
        let (teller, told) = (u as usize, v as usize);
        let by = |when: When| matches!(when, When::By(state) if state == before[teller]);
        let on = |when: When| matches!(when, When::On(state) if state == before[told]);
        outcomes(&[chances(told, &by, strength), chances(teller, &on, strength)])
    });
    let mut together = vec![(1.0, Vec::new())];
    for coin in alone.chain(along) {
        let with = |(p, come): (f64, Vec<_>)| {
            let each = coin.iter().map(move |(q, more)| (p * q, [&come[..], more].concat()));
            each.collect::<Vec<_>>()
        };
        together = together.into_iter().flat_map(with).collect();
    }
    let mut law = Law::new();
    for (p, come) in together {
        let mut all = vec![(p, Vec::new())];
        for (user, &state) in before.iter().enumerate() {
            let mut next: Vec<u8> =
                come.iter().filter(|come| come.0 == user).map(|come| come.1).collect();
            if next.is_empty() {
                next.push(state);
            }
            let with = |(p, states): (f64, Vec<u8>)| {
                let share = p / next.len() as f64;
                let each = next.iter().map(move |&to| (share, [&states[..], &[to]].concat()));
                each.collect::<Vec<_>>()
            };
            all = all.into_iter().flat_map(with).collect();
        }
        for (p, states) in all {
            *law.entry(states).or_insert(0.0) += p;
        }
    }
    law
}

/// The law after each number of steps, from certain states on.
fn laws(edges: &[Weighted], rules: &[Rule], start: &[u8], steps: usize) -> Vec<Law> {
    let mut known: BTreeMap<Vec<u8>, Law> = BTreeMap::new();
    let mut laws = vec![Law::from([(start.to_vec(), 1.0)])];
    for _ in 0..steps {
        let mut next = Law::new();
        for (states, p) in &laws[laws.len() - 1] {
            let after =
                known.entry(states.clone()).or_insert_with(|| after_a_step(edges, rules, states));
            for (states, q) in after.iter() {
                *next.entry(states.clone()).or_insert(0.0) += p * q;
            }
        }
        assert!((next.values().sum::<f64>() - 1.0).abs() < 1e-9);
        laws.push(next);
    }
    laws
}

/// Asserts that as many of so many draws are of each kind as their law has it, by chi-square: above its mean
/// by five of its standard deviations less than once in 10,000 times.
fn assert_counts<K: Ord + std::fmt::Debug>(
    counts: &BTreeMap<K, u64>,
    law: &BTreeMap<K, f64>,
    what: &str,
) {
    let draws: u64 = counts.values().sum();
    for (kind, count) in counts {
        assert!(law.get(kind).is_some_and(|&p| p > 0.0), "{what}: {count} times {kind:?}");
    }
    let mut rare = (0.0, 0.0);
    let mut parts = Vec::new();
    for (kind, p) in law {
        let expected = p * draws as f64;
        let count = counts.get(kind).copied().unwrap_or(0) as f64;
        if expected < 10.0 {
            rare = (rare.0 + count, rare.1 + expected);
        } else {
            parts.push((count, expected));
        }
    }
    if rare.1 >= 10.0 {
        parts.push(rare);
    }
    let freedom = parts.len() as f64 - 1.0;
    let chi_square: f64 =
        parts.iter().map(|(count, expected)| (count - expected).powi(2) / expected).sum();
    let most = freedom + 5.0 * (2.0 * freedom).sqrt() + 1e-9;
    assert!(chi_square <= most, "{what}: {chi_square} at {freedom} degrees of freedom");
}

/// The kernel's rules.
fn rules(rules: &[Rule], states: u8, seed: u8, until: f64) -> CompartmentRules {
    let shares = (0..states).map(|state| state == seed).collect();
    let mut made = CompartmentRules::new(0, seed, shares, until).with_clock(Clock::Steps);
    for &(from, to, when, rate) in rules {
        match when {
            When::Alone => made.spontaneously(from, to, rate),
            When::By(teller) => made.when_contacted(from, to, teller, rate),
            When::On(told) => made.when_contacting(from, to, told, rate),
        };
    }
    made
}

/// Contacts that may bring either of two changes, spreaders who make each other stop by one coin, changes by
/// oneself that compete, and ways back.
const EVERYTHING: &[Rule] = &[
    (0, 1, When::By(2), 0.6),
    (0, 3, When::By(2), 0.3),
    (0, 3, When::By(3), 0.5),
    (1, 2, When::Alone, 0.4),
    (1, 3, When::Alone, 0.25),
    (2, 0, When::Alone, 0.2),
    (2, 3, When::On(3), 0.5),
    (2, 3, When::On(2), 0.35),
    (2, 1, When::By(2), 0.45),
    (3, 0, When::Alone, 0.3),
];

/// Coins that are sure to be one.
const CERTAIN: &[Rule] = &[
    (0, 2, When::By(2), 0.7),
    (0, 3, When::By(2), 0.3),
    (2, 3, When::Alone, 0.6),
    (2, 0, When::Alone, 0.4),
    (3, 2, When::On(2), 1.0),
    (3, 1, When::Alone, 0.2),
    (1, 0, When::Alone, 0.5),
];

const TRIANGLE: &[Weighted] = &[(0, 1, 0.9), (1, 0, 0.5), (1, 2, 0.8), (2, 0, 0.6), (0, 2, 0.4)];

#[test]
fn the_states_of_all_users_follow_their_enumerated_law_step_by_step() {
    const DRAWS: u64 = 60_000;
    let (network, each) = weighted(3, TRIANGLE, EdgeMeaning::InfluencerToAudience);
    // Each edge by who it leads to, and all alike.
    let to = [0.5, 0.9, 0.3];
    let per_target = Influence::PerTarget(to.into());
    let with = |strength: &dyn Fn(&Weighted) -> f64| -> Vec<Weighted> {
        TRIANGLE.iter().map(|edge| (edge.0, edge.1, strength(edge))).collect()
    };
    for (influence, edges) in [
        (&each, with(&|edge| f64::from(edge.2 as f32))),
        (&per_target, with(&|edge| to[edge.1 as usize])),
        (&Influence::Uniform(1.0), with(&|_| 1.0)),
    ] {
        for (name, all) in [("everything", EVERYTHING), ("certain", CERTAIN)] {
            let laws = laws(&edges, all, &[2, 2, 0], 6);
            for steps in [1, 2, 3, 6] {
                let rules = rules(all, 4, 2, steps as f64);
                let kernel = CompartmentProcess::new(network.forward(), influence, rules);
                let mut buffers = kernel.buffers();
                let mut scratch = Scratch::new(3);
                let mut counts: BTreeMap<Vec<u8>, u64> = BTreeMap::new();
                for index in 0..DRAWS {
                    let world = World::new(7, Purpose::Diffusion, index);
                    let (mut sharers, _) = scratch.start();
                    kernel.spread(world, &[0, 1], &mut sharers, &mut buffers, &mut ());
                    let states = (0..3).map(|user| buffers.state(user)).collect();
                    *counts.entry(states).or_insert(0) += 1;
                }
                let what = format!("{name} after {steps} steps under {influence:?}");
                assert_counts(&counts, &laws[steps], &what);
            }
        }
    }
}

/// How many of a law's users have left state 0.
fn sizes_of(law: &Law) -> BTreeMap<usize, f64> {
    let mut sizes = BTreeMap::new();
    for (states, p) in law {
        *sizes.entry(states.iter().filter(|&&state| state > 0).count()).or_insert(0.0) += p;
    }
    sizes
}

/// How often a model has how many sharers from user 0, by a horizon.
fn counted(text: &str) -> BTreeMap<usize, u64> {
    let (network, influence) = weighted(5, G5, EdgeMeaning::InfluencerToAudience);
    let mut counts = BTreeMap::new();
    for size in traced((&network, &influence, &model(text)), &[0], 50_000, size) {
        *counts.entry(size as usize).or_insert(0) += 1;
    }
    counts
}

/// The Markov chain of who never shared, who does, and who can be told again.
#[test]
fn sis_by_steps_follows_its_exact_markov_chain() {
    let chain: &[Rule] =
        &[(0, 1, When::By(1), 1.0), (1, 2, When::Alone, 0.35), (2, 1, When::By(1), 1.0)];
    let laws = laws(G5, chain, &[1, 0, 0, 0, 0], 8);
    for horizon in [1, 2, 4, 8] {
        let text = format!("sis = {{ recovery = 0.35, clock = 'steps', horizon = {horizon}.5 }}");
        assert_counts(&counted(&text), &sizes_of(&laws[horizon]), &text);
    }
}

#[test]
fn rumours_by_steps_follow_their_exact_markov_chains() {
    let maki_thompson: &[Rule] =
        &[(0, 1, When::By(1), 1.0), (1, 2, When::On(1), 1.0), (1, 2, When::On(2), 1.0)];
    let daley_kendall: &[Rule] = &[
        (0, 1, When::By(1), 1.0),
        (1, 2, When::On(2), 1.0),
        (1, 2, When::On(1), 0.5),
        (1, 2, When::By(1), 0.5),
    ];
    for (rule, chain) in [("maki-thompson", maki_thompson), ("daley-kendall", daley_kendall)] {
        let laws = laws(G5, chain, &[1, 0, 0, 0, 0], 6);
        for horizon in [2, 6] {
            let text =
                format!("rumour = {{ stifling = '{rule}', clock = 'steps', horizon = {horizon} }}");
            assert_counts(&counted(&text), &sizes_of(&laws[horizon]), &text);
        }
    }
}

/// In sizes and in the time of the last to share.
#[test]
fn sir_of_compartments_by_steps_follows_the_law_of_the_built_in_one() {
    let built_in = model("sir = { transmission = 1.2, recovery = 0.4, clock = 'steps' }");
    let own = model(
        "compartments = { clock = 'steps', transitions = [\
         { from = 'S', to = 'I', by = 'I', rate = 1.2 }, { from = 'I', to = 'R', rate = 0.4 } ] }",
    );
    let (network, each) = weighted(5, G5, EdgeMeaning::InfluencerToAudience);
    let per_target = Influence::PerTarget((0..5).map(|v| 0.2 + 0.15 * f64::from(v)).collect());
    for influence in [&each, &Influence::Uniform(0.5), &per_target] {
        let of = |model, value: fn(&Scratch, &Trace) -> f64| {
            traced((&network, influence, model), &[0], 20_000, value)
        };
        assert_one_law(&of(&own, size), &of(&built_in, size), "sizes");
        assert_one_law(&of(&own, last_time), &of(&built_in, last_time), "times");
    }
}

/// Where everybody has a chance of c / n a step to meet anybody, n large: of the ignorant x and the spreaders
/// y there are x e^(−cy) and y e^(−c(1 − x)) + x (1 − e^(−cy)) a step later. As c becomes small, x ends at
/// .203188 as in continuous time.
fn ignorant_in_the_end(c: f64, spreaders: f64) -> f64 {
    let (mut x, mut y) = (1.0 - spreaders, spreaders);
    while y > 1e-12 {
        let spared = (-c * y).exp();
        (x, y) = (x * spared, y * (-c * (1.0 - x)).exp() + x * (1.0 - spared));
    }
    x
}

#[test]
fn a_rumour_by_small_steps_leaves_its_final_share_ignorant() {
    assert!((ignorant_in_the_end(1e-3, 1e-6) - 0.203_188).abs() < 2e-4);
    let users = 1000;
    let network = complete(users);
    let model = model("rumour = { clock = 'steps' }");
    for c in [0.05, 0.2, 2.0] {
        let what = (&network, &Influence::Uniform(c / f64::from(users)), &model);
        let ignorant: Vec<f64> = traced(what, &[0, 1, 2], 200, size)
            .into_iter()
            .map(|size| 1.0 - size / f64::from(users))
            .collect();
        let mean = ignorant.iter().sum::<f64>() / 200.0;
        let squares: f64 = ignorant.iter().map(|share| (share - mean).powi(2)).sum();
        let error = (squares / 199.0 / 200.0).sqrt();
        let expected = ignorant_in_the_end(c, 3.0 / f64::from(users));
        // At finite size the mean is off by less than one in the population's number.
        let allowed = 4.0 * error + 4.0 / f64::from(users);
        assert!((mean - expected).abs() < allowed, "{c}: {mean} ± {error}, not {expected}");
    }
}

/// A delay of two and a half steps is over at the end of the third; what is certain takes one.
#[test]
fn a_delay_is_over_at_the_end_of_its_step() {
    let network = bare(4, vec![[0, 1], [1, 2], [2, 3]], EdgeMeaning::InfluencerToAudience);
    let text = "compartments = { clock = 'steps', seed = 'I', horizon = 11, transitions = [\
                { from = 'S', to = 'E', by = 'I', rate = 1.0 },\
                { from = 'E', to = 'I', after = { fixed = { time = 2.5 } } } ] }";
    traced((&network, &Influence::Uniform(1.0), &model(text)), &[0], 20, |scratch, trace| {
        assert_eq!(scratch.sharers(), [0, 1, 2]);
        let times: Vec<f64> = (0..3).map(|place| trace.time(place)).collect();
        assert_eq!(times, [0.0, 4.0, 8.0]);
        assert_eq!(trace.parents(), [Trace::NOBODY, 0, 1]);
        0.0
    });
}

/// Whoever spreads it for three steps contacts a follower in each of them, the last too.
#[test]
fn contacts_are_made_in_the_step_in_which_a_delay_ends_too() {
    let network = star(1, EdgeMeaning::InfluencerToAudience);
    let text = "compartments = { clock = 'steps', transitions = [\
                { from = 'S', to = 'I', by = 'I', rate = 0.5 },\
                { from = 'I', to = 'R', after = { fixed = { time = 3.0 } } } ] }";
    let what = (&network, &Influence::Uniform(0.6), &model(text));
    let sizes = traced(what, &[0], 100_000, size);
    assert_mean(&sizes, 2.0 - 0.7_f64.powi(3), "one leaf");
}

/// Three changes in one step: two contacts that are sure, and a delay.
#[test]
fn of_changes_that_come_in_one_step_each_is_taken_alike() {
    let network = bare(3, vec![[0, 2], [1, 2]], EdgeMeaning::InfluencerToAudience);
    let influence = Influence::Uniform(1.0);
    let mut made = rules(&[(1, 2, When::By(1), 1.0)], 4, 1, 1.0);
    made.after_delay(1, 3, Box::new(|_| 1.0));
    let kernel = CompartmentProcess::new(network.forward(), &influence, made);
    let mut buffers = kernel.buffers();
    let mut scratch = Scratch::new(3);
    let mut told = 0;
    for index in 0..30_000 {
        let (mut sharers, _) = scratch.start();
        let world = World::new(8, Purpose::Diffusion, index);
        kernel.spread(world, &[0, 1, 2], &mut sharers, &mut buffers, &mut ());
        assert_eq!([buffers.state(0), buffers.state(1)], [3, 3]);
        told += u32::from(buffers.state(2) == 2);
    }
    // √(30,000 · 2/9) = 81.6.
    assert!((f64::from(told) - 20_000.0).abs() < 4.0 * 81.6, "{told}");
}

/// Where delays end together each is taken alike, by either clock, and a change at a rate that comes in the same
/// step too: who goes on to J has made the leaf share, sooner or later.
#[test]
fn of_delays_that_end_together_each_is_taken_alike() {
    let network = star(1, EdgeMeaning::InfluencerToAudience);
    let influence = Influence::Uniform(1.0);
    for (clock, certain, changes) in
        [(Clock::Continuous, false, 2.0), (Clock::Steps, false, 2.0), (Clock::Steps, true, 3.0)]
    {
        // Told by those in J alone; those in I leave it after two delays that are alike.
        for place in 0..2 {
            let mut made =
                CompartmentRules::new(0, 1, vec![false, true, false, true], 50.0).with_clock(clock);
            made.when_contacted(0, 1, 3, 1.0);
            let mut to = [2, 2];
            to[place] = 3;
            made.after_delay(1, to[0], Box::new(|_| 1.0));
            made.after_delay(1, to[1], Box::new(|_| 1.0));
            if certain {
                made.spontaneously(1, 2, 1.0);
            }
            let kernel = CompartmentProcess::new(network.forward(), &influence, made);
            let mut buffers = kernel.buffers();
            let mut scratch = Scratch::new(2);
            let sizes: Vec<f64> = (0..30_000)
                .map(|index| {
                    let (mut sharers, _) = scratch.start();
                    let world = World::new(9, Purpose::Diffusion, index);
                    kernel.spread(world, &[0], &mut sharers, &mut buffers, &mut ());
                    sharers.list().len() as f64
                })
                .collect();
            assert_mean(&sizes, 1.0 + 1.0 / changes, &format!("{clock:?}, {place}, {certain}"));
        }
    }
}

/// However slowly users tire, they contact nobody in whom they can change nothing any more.
#[test]
fn a_cascade_of_users_who_hardly_ever_tire_ends() {
    let network = complete(12);
    for clock in ["steps", "continuous"] {
        let text = format!(
            "compartments = {{ clock = '{clock}', transitions = [\
             {{ from = 'S', to = 'I', by = 'I', rate = 0.5 }}, {{ from = 'I', to = 'R', rate = 1e-15 }}] }}"
        );
        let sizes = traced((&network, &Influence::Uniform(0.1), &model(&text)), &[0], 20, size);
        assert_eq!(sizes, [12.0; 20], "{clock}");
    }
}

#[test]
fn what_is_no_probability_of_a_step_is_refused_at_its_key() {
    let network = star(2, EdgeMeaning::Mutual);
    let influence = Influence::Uniform(0.5);
    let compartments = |transitions: &str| {
        format!("compartments = {{ clock = 'steps', horizon = 3, transitions = [{transitions}] }}")
    };
    let by = |rate: f64| format!("{{ from = 'S', to = 'I', by = 'I', rate = {rate} }}");
    let also = "{ from = 'S', to = 'E', by = ['E', 'I'], rate = 0.5 }";
    let recovers = "{ from = 'I', to = 'R', rate = 0.6 }";
    for (text, key) in [
        ("sis = { recovery = 1.5, clock = 'steps', horizon = 3 }".to_owned(), "model.sis.recovery"),
        ("sis = { recovery = 0.0, horizon = 3 }".to_owned(), "model.sis.recovery"),
        ("sis = { recovery = 0.5, clock = 'steps', horizon = -3 }".to_owned(), "model.sis.horizon"),
        (compartments(&by(2.5)), "model.compartments.transitions.0.rate"),
        (compartments(&format!("{}, {also}", by(1.9))), "model.compartments.transitions.1.rate"),
        (
            compartments(&format!(
                "{}, {recovers}, {{ from = 'I', to = 'Z', rate = 0.5 }}",
                by(1.0)
            )),
            "model.compartments.transitions.2.rate",
        ),
    ] {
        let error = model(&text).prepare(&network, &influence).err().expect(&text).to_string();
        assert!(error.starts_with(&format!("{key}:")), "{text}: {error}");
    }
    // An edge passes half of it on: 1.5 and 0.5 are certain together.
    let certain = compartments(&format!("{}, {also}, {recovers}", by(1.5)));
    let prepared = model(&certain).prepare(&network, &influence);
    assert!(prepared.is_ok(), "{:?}", prepared.err().map(|error| error.to_string()));
}
