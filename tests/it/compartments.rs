//! Compartment models against the built-in ones, exact values, and the obvious way of simulating them.

use wordspread::{
    influence::Influence,
    kernel::{Scratch, Trace},
    network::builder::EdgeMeaning,
    rng::{Purpose, Stream, World},
};

use crate::{
    epidemics::{complete, last_time, model, size, star, traced},
    laws::assert_one_law,
    worlds::{G5, Weighted, assert_mean, weighted},
};

const SIR: &str = "compartments = { transitions = [\
    { from = 'S', to = 'I', by = 'I', rate = 1.3 }, { from = 'I', to = 'R', rate = 0.4 } ] }";

/// In sizes, in the time of the last to share, and in how deep it goes.
#[test]
fn sir_of_compartments_follows_the_law_of_the_built_in_one() {
    let built_in = model("sir = { transmission = 1.3, recovery = 0.4 }");
    let own = model(SIR);
    let (network, each) = weighted(5, G5, EdgeMeaning::InfluencerToAudience);
    let per_target = Influence::PerTarget((0..5).map(|v| 0.2 + 0.15 * f64::from(v)).collect());
    let depth =
        |_: &Scratch, trace: &Trace| f64::from(*trace.steps().iter().max().expect("a seed"));
    for influence in [&each, &Influence::Uniform(0.5), &per_target] {
        let of = |model, value: fn(&Scratch, &Trace) -> f64| {
            traced((&network, influence, model), &[0], 20_000, value)
        };
        assert_one_law(&of(&own, size), &of(&built_in, size), "sizes");
        assert_one_law(&of(&own, last_time), &of(&built_in, last_time), "times");
        let depths = |model| traced((&network, influence, model), &[0], 20_000, depth);
        assert_one_law(&depths(&own), &depths(&built_in), "depths");
    }
}

/// SIS by a race of all rates; how many have ever spread it by the horizon, and when the last began.
fn obvious_sis(edges: &[Weighted], gamma: f64, horizon: f64, stream: &mut Stream) -> [f64; 2] {
    let mut spreading = [true, false, false, false, false];
    let mut ever = spreading;
    let (mut now, mut last) = (0.0, 0.0);
    loop {
        let open: Vec<&Weighted> = edges
            .iter()
            .filter(|edge| spreading[edge.0 as usize] && !spreading[edge.1 as usize])
            .collect();
        let count = spreading.iter().filter(|&&it| it).count();
        let total = open.iter().map(|edge| edge.2).sum::<f64>() + gamma * count as f64;
        if count > 0 {
            now -= (1.0 - stream.unit()).ln() / total;
        }
        if count == 0 || now > horizon {
            return [ever.iter().filter(|&&it| it).count() as f64, last];
        }
        let mut left = stream.unit() * total;
        let told = open.iter().find(|edge| {
            left -= edge.2;
            left < 0.0
        });
        if let Some(&&(_, told, _)) = told {
            spreading[told as usize] = true;
            if !std::mem::replace(&mut ever[told as usize], true) {
                last = now;
            }
        } else {
            let nth = stream.below(count as u64) as usize;
            let tires = (0..5).filter(|&user| spreading[user]).nth(nth).expect("one of them");
            spreading[tires] = false;
        }
    }
}

#[test]
fn sis_follows_the_law_of_the_obvious_simulation() {
    let (network, influence) = weighted(5, G5, EdgeMeaning::InfluencerToAudience);
    let model = model("sis = { recovery = 0.3, horizon = 6.0 }");
    let mut stream = World::new(5, Purpose::Bootstrap, 0).stream(0);
    let drawn: Vec<[f64; 2]> =
        (0..20_000).map(|_| obvious_sis(G5, 0.3, 6.0, &mut stream)).collect();
    let [sizes, times] = [0, 1].map(|at| drawn.iter().map(|drawn| drawn[at]).collect::<Vec<_>>());
    let what = (&network, &influence, &model);
    assert_one_law(&traced(what, &[0], 20_000, size), &sizes, "sizes");
    assert_one_law(&traced(what, &[0], 20_000, last_time), &times, "times");
}

/// Contacts of users whose state nobody but they end are drawn as they come to it; where users of a kind that
/// there is none of could end it, they are drawn one after the other. The law is the same: on few users, and
/// where one makes more contacts than are drawn at a time.
#[test]
fn contacts_that_are_foretold_follow_the_law_of_those_that_are_not() {
    let (few, each) = weighted(5, G5, EdgeMeaning::InfluencerToAudience);
    let per_target = Influence::PerTarget((0..5).map(|v| 0.2 + 0.15 * f64::from(v)).collect());
    let hub = star(300, EdgeMeaning::InfluencerToAudience);
    let uniform = Influence::Uniform(0.5);
    let sir =
        "{ from = 'S', to = 'I', by = 'I', rate = 1.3 }, { from = 'I', to = 'R', rate = 0.4 }";
    let sirs = format!("{sir}, {{ from = 'R', to = 'S', rate = 0.5 }}");
    // Of one contact either may come; and whom it makes curious may hear of it from sceptics.
    let seiz = "{ from = 'S', to = 'E', by = 'I', rate = 0.7 }, { from = 'S', to = 'I', by = 'I', rate = 0.5 }, \
        { from = 'E', to = 'I', rate = 0.4 }, { from = 'E', to = 'Z', rate = 0.3 }, \
        { from = 'S', to = 'Z', by = 'Z', rate = 0.9 }";
    let late = "{ from = 'S', to = 'I', by = 'I', rate = 2.0 }, \
        { from = 'I', to = 'S', after = { exponential = { rate = 0.6 } } }";
    for (name, network, influence, transitions, spreaders) in [
        ("SIR", &few, &each, sir, &["I"][..]),
        ("SIRS", &few, &per_target, &sirs, &["I"]),
        ("SEIZ", &few, &uniform, seiz, &["I", "Z"]),
        ("SEIZ, edges that differ", &few, &each, seiz, &["I", "Z"]),
        ("a hub", &hub, &uniform, sir, &["I"]),
        ("a hub again and again", &hub, &uniform, late, &["I"]),
    ] {
        let could: Vec<String> = spreaders
            .iter()
            .map(|state| format!("{{ from = '{state}', to = 'S', by = 'nobody', rate = 1.0 }}"))
            .collect();
        let of = |more: &str, value: fn(&Scratch, &Trace) -> f64| {
            let text = format!(
                "compartments = {{ transitions = [{transitions}{more}], seed = 'I', horizon = 6.0 }}"
            );
            traced((network, influence, &model(&text)), &[0], 10_000, value)
        };
        let more = format!(", {}, {{ from = 'nobody', to = 'S', rate = 1.0 }}", could.join(", "));
        assert_one_law(&of("", size), &of(&more, size), name);
        assert_one_law(&of("", last_time), &of(&more, last_time), name);
    }
}

/// x = e^(−2(1 − x)), of which the root below 1 is .203188; at finite size the mean is off by less than
/// one in the population's number.
#[test]
fn a_rumour_leaves_its_final_share_ignorant_under_either_rule() {
    let users = 1000;
    let network = complete(users);
    let root = (0..1000).fold(0.0, |x: f64, _| (-2.0 * (1.0 - x)).exp());
    assert!((root - 0.203_188).abs() < 5e-7);
    for rule in ["maki-thompson", "daley-kendall"] {
        let model = model(&format!("rumour = {{ stifling = '{rule}' }}"));
        // One seed may meet another spreader at once; twenty cannot all.
        let seeds: Vec<u32> = (0..3).collect();
        let what = (&network, &Influence::Uniform(1.0), &model);
        let sizes = traced(what, &seeds, 200, size);
        let ignorant = sizes.iter().map(|size| 1.0 - size / f64::from(users));
        let ignorant: Vec<f64> = ignorant.collect();
        let mean = ignorant.iter().sum::<f64>() / 200.0;
        let squares: f64 = ignorant.iter().map(|share| (share - mean).powi(2)).sum();
        let error = (squares / 199.0 / 200.0).sqrt();
        let off = (mean - root).abs();
        assert!(off < 4.0 * error + 4.0 / f64::from(users), "{rule}: {mean} ± {error}");
    }
}

/// Whoever spreads it for exactly τ passes it on along an edge with probability 1 − e^(−βτ).
#[test]
fn a_fixed_delay_keeps_a_user_in_its_state_for_so_long() {
    let network = star(1, EdgeMeaning::InfluencerToAudience);
    let text = "compartments = { transitions = [{ from = 'S', to = 'I', by = 'I', rate = 2.0 }, \
                { from = 'I', to = 'R', after = { fixed = { time = 0.7 } } }] }";
    let what = (&network, &Influence::Uniform(0.5), &model(text));
    let sizes = traced(what, &[0], 100_000, size);
    assert_mean(&sizes, 1.0 + 1.0 - libm::exp(-0.7), "one leaf");
}

/// S → I by itself at rate a: by the horizon each user shares with probability 1 − e^(−at), seeds or not;
/// E comes between and shares nothing.
#[test]
fn who_shares_by_itself_does_so_at_its_rate_and_who_only_knows_does_not_share() {
    let network = star(3, EdgeMeaning::InfluencerToAudience);
    let alone = "compartments = { transitions = [{ from = 'S', to = 'E', rate = 0.5 }, \
                 { from = 'E', to = 'I', after = { fixed = { time = 1.0 } } }], seed = 'I', \
                 horizon = 3.0 }";
    let what = (&network, &Influence::Uniform(1.0), &model(alone));
    let sizes = traced(what, &[0], 50_000, |scratch, trace| {
        assert!(trace.parents().iter().all(|&parent| parent == Trace::NOBODY));
        size(scratch, trace)
    });
    assert_mean(&sizes, 1.0 + 3.0 * (1.0 - libm::exp(-1.0)), "three leaves");
}

/// A spreader stops by meeting somebody; who is shown to followers of no strength alone never does.
#[test]
fn a_rumour_that_could_not_end_needs_a_horizon() {
    let edges: &[Weighted] = &[(0, 1, 0.5), (1, 2, 0.0), (1, 0, 0.0), (2, 0, 1.0)];
    let (network, influence) = weighted(3, edges, EdgeMeaning::InfluencerToAudience);
    for clock in ["continuous", "steps"] {
        let refused = model(&format!("rumour = {{ clock = '{clock}' }}"));
        let error = refused.prepare(&network, &influence).err().expect("it may go on").to_string();
        assert!(error.starts_with("model.rumour.horizon:") && error.contains("user 1"), "{error}");
        let ended = model(&format!("rumour = {{ clock = '{clock}', horizon = 5 }}"));
        assert!(ended.prepare(&network, &influence).is_ok());
        let nowhere = Influence::PerEdge(vec![0.0; 4].into());
        let sizes = traced((&network, &nowhere, &refused), &[0], 3, size);
        assert_eq!(sizes, [1.0; 3]);
    }
}

#[test]
fn what_makes_no_model_is_refused_at_its_key() {
    let network = star(2, EdgeMeaning::Mutual);
    let influence = Influence::Uniform(0.5);
    let by = "{ from = 'S', to = 'I', by = 'I', rate = 1.0 }";
    for (body, key) in [
        ("transitions = []".to_owned(), "model.compartments.transitions"),
        (format!("transitions = [{by}]"), "model.compartments.horizon"),
        (
            format!("transitions = [{by}, {{ from = 'I', to = 'S', rate = 1.0 }}]"),
            "model.compartments.horizon",
        ),
        (format!("transitions = [{by}], seed = 'J'"), "model.compartments.seed"),
        (format!("transitions = [{by}], sharing = []"), "model.compartments.sharing"),
        (
            "transitions = [{ from = 'S', to = 'I', by = 'J', rate = 1.0 }]".to_owned(),
            "model.compartments.transitions.0.by",
        ),
        (
            "transitions = [{ from = 'S', to = 'I', by = [], rate = 1.0 }], seed = 'I'".to_owned(),
            "model.compartments.transitions.0.by",
        ),
        (
            format!(
                "transitions = [{by}, {{ from = 'I', to = 'R', after = {{ fixed = {{ time = -1 }} }} }}]"
            ),
            "model.compartments.transitions.1.after.fixed.time",
        ),
        (
            "transitions = [{ from = 'S', to = 'S', rate = 1.0 }], seed = 'S'".to_owned(),
            "model.compartments.transitions.0.to",
        ),
        (
            format!("transitions = [{by}, {{ from = 'I', to = 'R' }}]"),
            "model.compartments.transitions.1.rate",
        ),
        (
            format!("transitions = [{by}, {{ from = 'I', to = 'R', rate = -1.0 }}]"),
            "model.compartments.transitions.1.rate",
        ),
        (
            format!("transitions = [{by}, {{ from = 'I', to = 'R', on = 'Q', rate = 1.0 }}]"),
            "model.compartments.transitions.1.on",
        ),
    ] {
        let text = format!("compartments = {{ {body} }}");
        let error = model(&text).prepare(&network, &influence).err().expect(&text).to_string();
        assert!(error.starts_with(&format!("{key}:")), "{text}: {error}");
    }
}
