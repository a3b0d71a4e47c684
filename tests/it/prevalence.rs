//! How many still spread a message at the horizon: exact values, and one law whichever engine runs it.

use wordspread::{
    influence::Influence,
    kernel::{Scratch, Trace},
    metric::AnyMetric,
    model::{Outcome, OutcomeRequest},
    network::{Network, builder::EdgeMeaning},
    rng::{Purpose, World},
    seeding::Seeds,
};

use crate::{
    epidemics::{complete, model, star},
    laws::assert_one_law,
    worlds::{G5, assert_mean, sample, weighted},
};

/// The prevalence of many cascades, traced or not.
fn prevalence(
    (network, influence, text): (&Network, &Influence, &str),
    seeds: &[u32],
    traced: bool,
    replicates: u64,
) -> Vec<f64> {
    let model = model(text);
    let cascade = model.prepare(network, influence).expect(text);
    let (mut scratch, mut trace) = (Scratch::new(network.users()), Trace::default());
    let mut outcome = Outcome::default();
    let mut of = |index| {
        let world = World::new(20_261_122, Purpose::Diffusion, index);
        if traced {
            cascade.run_traced(world, seeds, &mut scratch, &mut trace);
        } else {
            cascade.run(world, seeds, &mut scratch);
        }
        cascade.outcome(&mut scratch, OutcomeRequest::counts(world, seeds), &mut outcome);
        outcome.spreading as f64
    };
    (0..replicates).map(&mut of).collect()
}

/// A user whom nobody follows stops at rate γ, or with probability γ a step: it still spreads it at time T
/// with probability e^(−γT), or (1 − γ)^T.
#[test]
fn who_stops_by_itself_goes_on_with_its_exact_probability() {
    let network = star(1, EdgeMeaning::FollowerToFollowed);
    let what = |text: &'static str| (&network, &Influence::Uniform(0.5), text);
    let in_time = libm::exp(-0.4 * 2.5);
    for (text, expected) in [
        ("sir = { recovery = 0.4, horizon = 2.5 }", in_time),
        ("sis = { recovery = 0.4, horizon = 2.5 }", in_time),
        ("sir = { recovery = 0.4, clock = 'steps', horizon = 3 }", 0.216),
        ("sir = { recovery = 0.4, clock = 'steps', horizon = 3.5 }", 0.216),
        ("sis = { recovery = 0.4, clock = 'steps', horizon = 3 }", 0.216),
        ("si = { horizon = 3 }", 1.0),
        ("si = {}", 1.0),
        ("sir = {}", 0.0),
        ("rumour = {}", 1.0),
    ] {
        for traced in [false, true] {
            let found = prevalence(what(text), &[0], traced, 40_000);
            assert_mean(&found, expected, text);
        }
    }
}

#[test]
fn the_built_in_sir_and_that_of_compartments_have_one_law_of_prevalence() {
    let (network, influence) = weighted(5, G5, EdgeMeaning::InfluencerToAudience);
    let transitions = "transitions = [{ from = 'S', to = 'I', by = 'I', rate = 1.2 }, \
                       { from = 'I', to = 'R', rate = 0.3 }], horizon = 4";
    for clock in ["continuous", "steps"] {
        let built_in = format!(
            "sir = {{ transmission = 1.2, recovery = 0.3, clock = '{clock}', horizon = 4 }}"
        );
        let own = format!("compartments = {{ clock = '{clock}', {transitions} }}");
        let of =
            |text: &str, traced| prevalence((&network, &influence, text), &[0], traced, 20_000);
        let traced = of(&built_in, true);
        assert_eq!(of(&built_in, false), traced);
        assert!(traced.iter().any(|&count| count > 1.0));
        assert_one_law(&traced, &of(&own, false), &built_in);
        assert_eq!(of(&own, false), of(&own, true));
    }
}

/// Where all meet all, each tells R₀ = 4 others before it tires, as long as nobody knows: the share i that spreads
/// it grows at R₀ i (1 − i) − i, up to 1 − 1/R₀. It varies about that with variance 1 / (n R₀), which makes the
/// mean of n users less by 1 / (R₀ − 1).
#[test]
fn sis_where_all_meet_all_comes_to_its_endemic_share() {
    let users = 400;
    let network = complete(users);
    let influence = Influence::Uniform(4.0 / f64::from(users));
    let text = "sis = { recovery = 1.0, horizon = 20 }";
    let found = prevalence((&network, &influence, text), &(0..300).collect::<Vec<_>>(), false, 300);
    let mean = found.iter().sum::<f64>() / 300.0;
    assert!((mean - (300.0 - 1.0 / 3.0)).abs() < 4.0 * 10.0 / 300.0_f64.sqrt(), "{mean}");
}

/// As a scenario asks for it, from the engine that runs all replicates.
#[test]
fn the_measure_is_what_the_model_tells() {
    let (network, influence) = weighted(5, G5, EdgeMeaning::InfluencerToAudience);
    let text = "sis = { recovery = 0.3, clock = 'steps', horizon = 5 }";
    let model = model(text);
    let kernel = crate::worlds::kernels(&model)[0];
    let measured = sample(
        kernel,
        (&network, &influence, &model),
        Seeds::fixed(vec![0]),
        &[AnyMetric::Prevalence],
        500,
    );
    assert_eq!(measured[0], prevalence((&network, &influence, text), &[0], false, 500));
}
