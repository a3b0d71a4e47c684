//! Several messages against the enumeration of every world of each and of everybody's share in them.

use std::sync::Arc;

use super::{
    rival::{LiveWorld, independent, threshold},
    *,
};
use crate::{model::ReverseCascade, seeding::reverse::Money};

const USERS: usize = 5;

/// Messages of exact spread.
struct Messages {
    cascades: Vec<Arc<dyn Cascade>>,
    /// What users are worth, message by message.
    value: Vec<f64>,
    /// The exact spread of each message from each choice of users, as bits.
    exact: Vec<Vec<f64>>,
    deadline: Option<f64>,
}

/// The exact spread from each choice of users within so many steps.
fn spreads(worlds: &[LiveWorld], value: &[f64], steps: usize) -> Vec<f64> {
    let reached = |live: &[[u32; 2]], first: u32| {
        let step = |bits: u32| {
            let of = live.iter().filter(|edge| bits >> edge[0] & 1 == 1);
            of.fold(bits, |all, edge| all | 1 << edge[1])
        };
        (0..steps).fold(first, |bits, _| step(bits))
    };
    let spread = |first: u32| {
        let of_world = |(probability, live): &LiveWorld| {
            let bits = reached(live, first);
            let worth = value.iter().enumerate().filter(|(user, _)| bits >> user & 1 == 1);
            probability * worth.map(|(_, value)| value).sum::<f64>()
        };
        worlds.iter().map(of_world).sum()
    };
    (0..1 << USERS).map(spread).collect()
}

impl Messages {
    /// One that spreads by coins, one by thresholds, and a weak one of which some users are worth much.
    fn three(deadline: Option<f64>) -> Self {
        let weak = G5.map(|(edge, p)| (edge, 0.4 * p));
        let [strong, weakly] = [G5, weak].map(|edges| of_edges(&edges, USERS as u32));
        let [strong, weakly] = [strong, weakly].map(|it| &*Box::leak(Box::new(it)));
        let independent_cascade = IndependentCascade::default();
        let linear_threshold = LinearThreshold::default();
        let models: [(&dyn Model, &(Network, Influence)); 3] = [
            (&independent_cascade, strong),
            (&linear_threshold, strong),
            (&independent_cascade, weakly),
        ];
        let prepared = models.map(|(model, (network, influence))| {
            model.prepare(network, influence).expect("it fits")
        });
        let value = [[1.0; USERS], [1.0; USERS], [3.0, 0.0, 1.5, 4.0, 0.5]];
        let worlds = [independent(&G5), threshold(&G5, USERS as u32), independent(&weak)];
        let steps = deadline.map_or(USERS, |steps| steps as usize);
        let exact = worlds.iter().zip(&value).map(|(worlds, value)| spreads(worlds, value, steps));
        Self { cascades: prepared.into(), exact: exact.collect(), value: value.concat(), deadline }
    }

    /// What a choice of numbers spreads, message by message.
    fn spread(&self, numbers: &[u32]) -> Vec<f64> {
        let mut bits = vec![0_usize; self.exact.len()];
        for &number in numbers {
            bits[number as usize / USERS] |= 1 << (number as usize % USERS);
        }
        self.exact.iter().zip(bits).map(|(exact, bits)| exact[bits]).collect()
    }

    /// The greatest spread of any choice that gives nobody two messages and is allowed.
    fn optimum(&self, is_allowed: impl Fn(&[u32]) -> bool) -> f64 {
        let ways = self.exact.len() + 1;
        let choice = |mut code: usize| {
            let mut numbers = Vec::new();
            for user in 0..USERS {
                if let Some(message) = (code % ways).checked_sub(1) {
                    numbers.push((message * USERS + user) as u32);
                }
                code /= ways;
            }
            numbers
        };
        let choices = (0..ways.pow(USERS as u32)).map(choice).filter(|numbers| is_allowed(numbers));
        choices.map(|numbers| self.spread(&numbers).iter().sum()).fold(0.0, f64::max)
    }

    fn chosen(&self, rules: SeedRules<'_>) -> CertifiedChoice {
        let further: Vec<&dyn ReverseCascade> =
            self.cascades[1..].iter().map(|it| it.reverse().expect("reverse sets")).collect();
        let question = Question {
            further: &further,
            rules: SeedRules { people: Some(USERS as u32), ..rules },
            aim: Objective {
                value: Some(&self.value),
                deadline: self.deadline,
                ..Objective::default()
            },
            most_members: 1 << 17,
            ..question(&*self.cascades[0], USERS as u32, 1)
        };
        choose(&question, &()).expect("nobody stops it")
    }

    /// Checks a choice within rules: nobody has two messages, the bounds enclose its exact spread
    /// and the optimum, it has the guaranteed share of that, and each message's estimate is within
    /// five standard errors of its exact spread.
    fn check(&self, rules: SeedRules<'_>, is_allowed: impl Fn(&[u32]) -> bool) {
        let CertifiedChoice { seeds, certificate, messages, .. } = self.chosen(rules);
        let numbers: Vec<u32> = seeds.iter().map(|seed| seed.0).collect();
        let mut people: Vec<u32> = numbers.iter().map(|number| number % USERS as u32).collect();
        people.sort_unstable();
        people.dedup();
        assert!(people.len() == numbers.len() && is_allowed(&numbers), "{numbers:?}");
        let exact = self.spread(&numbers);
        let (own, optimum) = (exact.iter().sum::<f64>(), self.optimum(is_allowed));
        let Certificate { at_least, optimum_at_most, guarantee, .. } = certificate;
        assert!(at_least <= own && optimum <= optimum_at_most, "{certificate:?} {own} {optimum}");
        let share = guarantee.unwrap_or(0.0);
        assert!(own >= share * optimum && own >= 0.9 * optimum, "{numbers:?}: {own} of {optimum}");
        let total: f64 = self.value.iter().sum();
        for (estimated, exact) in messages.iter().zip(&exact) {
            let share = exact / total;
            let error = total * (share * (1.0 - share) / certificate.sets as f64).sqrt();
            assert!((estimated - exact).abs() <= 5.0 * error, "{estimated} {exact} {error}");
        }
        assert!((messages.iter().sum::<f64>() - certificate.spread).abs() < 1e-9);
    }
}

#[test]
fn a_number_of_seeds_over_all_messages_is_shared_out_nearly_as_well_as_can_be() {
    for deadline in [None, Some(1.0)] {
        let three = Messages::three(deadline);
        for count in 1..=4 {
            three.check(SeedRules::count(count), |numbers| numbers.len() == count);
        }
    }
}

#[test]
fn a_budget_over_all_messages_is_kept_and_shared_out_nearly_as_well_as_can_be() {
    let three = Messages::three(None);
    let prices = [2.0, 2.5, 1.0, 3.0, 0.5].repeat(3);
    for (budget, count) in
        [(1.5, SeedRules::ANY), (4.0, SeedRules::ANY), (6.5, SeedRules::ANY), (6.5, 2)]
    {
        let money = Some(Money { prices: &prices, budget });
        three.check(SeedRules { money, ..SeedRules::count(count) }, |numbers| {
            let cost: f64 = numbers.iter().map(|&number| prices[number as usize]).sum();
            cost <= budget && numbers.len() <= count
        });
    }
}

/// A user who is eligible for the first message alone gets no other.
#[test]
fn who_may_be_asked_differs_from_message_to_message() {
    let three = Messages::three(None);
    let eligible: Vec<bool> =
        (0..3 * USERS).map(|number| number < USERS || number % 5 > 2).collect();
    let rules = SeedRules { eligible: Some(&eligible), ..SeedRules::count(4) };
    three.check(rules, |numbers| {
        numbers.len() == 4 && numbers.iter().all(|&number| eligible[number as usize])
    });
}

#[test]
fn threads_change_nothing_of_several_messages() {
    let network = network();
    let influence = WeightedCascade::default().assign(&network, 1).expect("it fits");
    let other = Influence::Uniform(0.15);
    let model = IndependentCascade::default();
    let [first, second] =
        [&influence, &other].map(|influence| model.prepare(&network, influence).expect("it fits"));
    let further = [second.reverse().expect("reverse sets")];
    let question = Question {
        further: &further,
        rules: SeedRules { people: Some(3000), ..SeedRules::count(20) },
        ..question(&*first, 3000, 20)
    };
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("threads").install(|| choose(&question, &()).expect("nobody stops it"))
    };
    let one = on(1);
    assert!(one.messages.iter().all(|&spread| spread > 1.0), "{one:?}");
    assert_eq!(one, on(2));
    assert_eq!(one, on(7));
}
