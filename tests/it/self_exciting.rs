//! Self-exciting reposts, against the exact values of Hawkes processes and of branching processes, and the
//! obvious way of simulating them.

use wordspread::{
    influence::Influence,
    kernel::{Scratch, Trace, plan::Kernel},
    metric::AnyMetric,
    model::{AnyModel, Outcome, OutcomeRequest},
    network::{Network, builder::EdgeMeaning},
    rng::{Purpose, Stream, World},
    seeding::Seeds,
};

use crate::{
    epidemics::{complete, last_time, model, size, star, traced},
    laws::{assert_follows, assert_one_law},
    worlds::{
        DIAMOND, G5, Weighted, assert_mean, assert_share, bare, enumerate_ic, sample, weighted,
    },
};

/// A ring in which each has two followers.
fn ring(users: u32) -> Network {
    bare(users, (0..users).map(|user| [user, (user + 1) % users]).collect(), EdgeMeaning::Mutual)
}

/// How often the message is shared from one seed, in so many cascades in which users share again.
fn reposts(network: &Network, influence: &Influence, model: &AnyModel, cascades: u64) -> Vec<f64> {
    let what = (network, influence, model);
    let metrics = &[AnyMetric::Reposts];
    let values = sample(Kernel::Walk, what, Seeds::fixed(vec![0]), metrics, cascades);
    values.into_iter().next().expect("one metric")
}

/// P(n) = e^(−μn) (μn)^(n−1) / n!, by its logarithm.
fn borel(mean: f64, n: u32) -> f64 {
    let n = f64::from(n);
    libm::exp(-mean * n + (n - 1.0) * libm::log(mean * n) - libm::lgamma(n + 1.0))
}

const AGAIN: &str = "self-exciting = { shares = 'again' }";

/// Of Poisson offspring of mean μ: the total has Borel's law, mean 1/(1 − μ) and variance μ/(1 − μ)³.
#[test]
fn hawkes_final_size() {
    const CASCADES: u64 = 1_000_000;
    let mu = 0.5;
    let totals = reposts(&ring(10), &Influence::Uniform(mu / 2.0), &model(AGAIN), CASCADES);
    assert_mean(&totals, 1.0 / (1.0 - mu), "μ = 0.5");
    for (n, expected) in [(1, 0.606_531), (2, 0.183_940), (3, 0.083_674)] {
        assert!((borel(mu, n) - expected).abs() < 5e-7);
        assert_share(&totals, n as usize, borel(mu, n), "μ = 0.5");
    }
    for n in 4..12 {
        assert_share(&totals, n as usize, borel(mu, n), "μ = 0.5");
    }
    let variance = mu / (1.0 - mu).powi(3);
    let squares: Vec<f64> = totals.iter().map(|total| (total - 2.0).powi(2)).collect();
    assert_mean(&squares, variance, "the variance at μ = 0.5");
}

/// The tail at μ = 0.9, where the mean is 10.
#[test]
fn hawkes_final_size_of_large_cascades() {
    const CASCADES: u64 = 1_000_000;
    let expected = 1.0 - (1..100).map(|n| borel(0.9, n)).sum::<f64>();
    assert!((expected - 0.017_419_7).abs() < 5e-8);
    let totals = reposts(&ring(10), &Influence::Uniform(0.45), &model(AGAIN), CASCADES);
    assert_mean(&totals, 10.0, "μ = 0.9");
    let large: Vec<f64> = totals.iter().map(|&total| f64::from(total > 99.5)).collect();
    assert_mean(&large, expected, "at least 100 at μ = 0.9");
}

/// The share of a million cascades that come to `most` shares, where these end it.
fn come_to(network: &Network, p: f64, most: u32) -> Vec<f64> {
    let text = format!(
        "self-exciting = {{ shares = 'again', most = {most}, memory = {{ fixed = {{ time = 1 }} }} }}"
    );
    let totals = reposts(network, &Influence::Uniform(p), &model(&text), 1_000_000);
    assert!(totals.iter().all(|&total| total <= f64::from(most)));
    totals.iter().map(|&total| f64::from(total > f64::from(most) - 0.5)).collect()
}

#[test]
fn hawkes_final_size_at_the_critical_point() {
    let expected = 1.0 - (1..100).map(|n| borel(1.0, n)).sum::<f64>();
    assert!((expected - 0.079_966_1).abs() < 5e-8);
    assert_mean(&come_to(&ring(10), 0.5, 100), expected, "at least 100 at μ = 1");
}

/// At μ = 2 nearly all that come to thirty shares never end.
#[test]
fn hawkes_extinction_above_the_critical_point() {
    let extinct = (0..1000).fold(0.0, |x: f64, _| (2.0 * (x - 1.0)).exp());
    assert!((extinct - 0.203_188).abs() < 5e-7);
    let fewer: f64 = (1..30).map(|n| borel(2.0, n)).sum();
    assert!((fewer - extinct).abs() < 1e-6);
    assert_mean(&come_to(&complete(5), 0.5, 30), 1.0 - fewer, "no end at μ = 2");
}

/// Each share makes p times its followers share: over M cascades of N shares altogether the mean number is
/// 1 − M/N, with standard error √(μ(1 − μ)/M).
#[test]
fn hawkes_branching_ratio() {
    const CASCADES: u64 = 1_000_000;
    for (followers, p) in [(2, 0.35), (4, 0.05), (9, 0.05)] {
        let mu = p * f64::from(followers);
        let network = if followers == 2 { ring(6) } else { complete(followers + 1) };
        let totals = reposts(&network, &Influence::Uniform(p), &model(AGAIN), CASCADES);
        let found = 1.0 - CASCADES as f64 / totals.iter().sum::<f64>();
        let error = (mu * (1.0 - mu) / CASCADES as f64).sqrt();
        assert!((found - mu).abs() < 4.0 * error, "{found} ± {error} is not {mu}");
    }
}

/// For each user how often it shares in the mean, from one seed: the sum of the powers of the means.
fn expected_shares(users: u32, edges: &[Weighted], seed: u32) -> Vec<f64> {
    let mut hand = vec![0.0; users as usize];
    hand[seed as usize] = 1.0;
    let mut total = hand.clone();
    for _ in 0..2000 {
        let mut next = vec![0.0; users as usize];
        for &(u, v, p) in edges {
            next[v as usize] += p * hand[u as usize];
        }
        hand = next;
        for (total, hand) in total.iter_mut().zip(&hand) {
            *total += hand;
        }
    }
    total
}

/// Where users differ: the shares of each, and so how often it is shown, are a linear equation.
#[test]
fn shares_and_impressions_on_any_network_are_the_sums_of_the_powers_of_the_means() {
    let by_target: Vec<Weighted> =
        G5.iter().map(|&(u, v, _)| (u, v, 0.1 + 0.1 * f64::from(v))).collect();
    let even: Vec<Weighted> = G5.iter().map(|&(u, v, _)| (u, v, 0.4)).collect();
    let (network, each) = weighted(5, G5, EdgeMeaning::InfluencerToAudience);
    let per_target = Influence::PerTarget((0..5).map(|v| 0.1 + 0.1 * f64::from(v)).collect());
    for (edges, influence) in
        [(G5, &each), (&by_target[..], &per_target), (&even[..], &Influence::Uniform(0.4))]
    {
        let shares = expected_shares(5, edges, 0);
        let followers = |user: usize| network.forward().degree(user as u32) as f64;
        let shown: f64 = (0..5).map(|user| shares[user] * followers(user)).sum();
        for text in [AGAIN, "self-exciting = { shares = 'again', horizon = 1e300 }"] {
            let model = model(text);
            let metrics = &[AnyMetric::Reposts, AnyMetric::Impressions];
            let what = (&network, influence, &model);
            let seeds = Seeds::fixed(vec![0]);
            let found = sample(Kernel::Walk, what, seeds, metrics, 200_000);
            assert_mean(&found[0], shares.iter().sum(), &format!("reposts, {text}"));
            assert_mean(&found[1], shown, &format!("impressions, {text}"));
        }
    }
}

/// An edge passes it on unless none of a Poisson number of attempts of mean p is made: with p = −ln(1 − q) these
/// are the worlds of the independent cascade with q.
#[test]
fn who_shares_once_does_so_as_in_the_independent_cascade() {
    for (users, edges) in [(4, DIAMOND), (5, G5)] {
        let sizes = enumerate_ic(users, edges, &[], &[0]);
        let means = edges.iter().map(|&(u, v, q)| (u, v, -f64::ln_1p(-q)));
        let means: Vec<Weighted> = means.collect();
        let (network, influence) = weighted(users, &means, EdgeMeaning::InfluencerToAudience);
        for text in ["self-exciting = {}", "self-exciting = { horizon = 1e300 }"] {
            let model = model(text);
            let what = (&network, &influence, &model);
            let metrics = &[AnyMetric::Sharers, AnyMetric::Reposts];
            let seeds = Seeds::fixed(vec![0]);
            let found = sample(Kernel::Walk, what, seeds, metrics, 300_000);
            for (&size, &probability) in &sizes {
                assert_share(&found[0], size, probability, text);
            }
            assert_eq!(found[0], found[1], "each shares once");
        }
    }
}

/// The published law of the memory, on an edge on which something hardly ever happens twice: the time of the
/// first of a Poisson number of reposts of mean p, given that there is one.
#[test]
fn the_memory_follows_its_closed_form() {
    let network = star(1, EdgeMeaning::InfluencerToAudience);
    let (s0, theta) = (300.0, 0.231_484_3);
    let c = 1.0 / (s0 * (1.0 + 1.0 / theta));
    let distribution = |t: f64| {
        if t < s0 { c * t } else { 1.0 - c * s0 / theta * (t / s0).powf(-theta) }
    };
    assert!((distribution(s0) - c * s0).abs() < 1e-12);
    let delay = format!("{{ reaction = {{ period = {s0}, exponent = {theta} }} }}");
    let certain = model(&format!("continuous-time-cascade = {{ delay = {delay} }}"));
    let what = (&network, &Influence::Uniform(1.0), &certain);
    assert_follows(&traced(what, &[0], 100_000, last_time), distribution, "a delay");
    let p = 0.8;
    let excited = model(&format!("self-exciting = {{ memory = {delay} }}"));
    let what = (&network, &Influence::Uniform(p), &excited);
    let times = traced(what, &[0], 200_000, last_time);
    let some: Vec<f64> = times.into_iter().filter(|&time| time > 0.0).collect();
    let first = |t: f64| f64::exp_m1(-p * distribution(t)) / f64::exp_m1(-p);
    assert_follows(&some, first, "the first repost");
}

/// With a memory that fades at rate b the mean number of shares by t is (1 − μ e^(−b(1−μ)t)) / (1 − μ),
/// below the critical point and above.
#[test]
fn the_mean_number_of_shares_by_a_horizon_is_that_of_the_exponential_hawkes_process() {
    let network = complete(5);
    for (p, rate, horizon) in [(0.15, 2.0, 1.0), (0.35, 0.7, 2.0), (0.225, 1.0, 3.0)] {
        let mu = 4.0 * p;
        let text = format!(
            "self-exciting = {{ shares = 'again', most = 1000000, horizon = {horizon}, \
             memory = {{ exponential = {{ rate = {rate} }} }} }}"
        );
        let totals = reposts(&network, &Influence::Uniform(p), &model(&text), 200_000);
        let fallen = f64::exp(-rate * (1.0 - mu) * horizon);
        assert_mean(&totals, (1.0 - mu * fallen) / (1.0 - mu), &text);
    }
}

/// Infectiousness e^(−t/τ) leaves p ∫ e^(−t/τ) φ(t) dt attempts on the edge of a seed.
#[test]
fn infectiousness_that_decays_thins_what_comes_late() {
    let network = star(1, EdgeMeaning::InfluencerToAudience);
    let (p, rate, decay, horizon) = (0.9, 0.5, 3.0, 4.0);
    let both: f64 = rate + 1.0 / decay;
    let attempts = p * rate / both * (1.0 - f64::exp(-both * horizon));
    let memory = format!("memory = {{ exponential = {{ rate = {rate} }} }}");
    for shares in ["once", "again"] {
        let text = format!(
            "self-exciting = {{ shares = '{shares}', decay = {decay}, horizon = {horizon}, {memory} }}"
        );
        let model = model(&text);
        let totals = reposts(&network, &Influence::Uniform(p), &model, 200_000);
        let expected = if shares == "once" { -f64::exp_m1(-attempts) } else { attempts };
        assert_mean(&totals, 1.0 + expected, &text);
    }
}

/// By thinning (Ogata 1981, doi:10.1109/TIT.1981.1056305): the rates of all edges are followed from event to
/// event, with the memory 0.7 e^(−0.7t) and the infectiousness e^(−t/5). Gives the sharers, the shares and the
/// time of the last new sharer.
fn obvious(edges: &[Weighted], again: bool, horizon: f64, stream: &mut Stream) -> [f64; 3] {
    let mut shares: Vec<(u32, f64)> = vec![(0, 0.0)];
    let mut sharing = [true, false, false, false, false];
    let (mut now, mut last) = (0.0, 0.0);
    let rates = |shares: &[(u32, f64)], sharing: &[bool], at: f64| -> Vec<f64> {
        let of = |&(u, v, p): &Weighted| {
            let is_open = again || !sharing[v as usize];
            let own = shares.iter().filter(|share| share.0 == u);
            let memory = own.map(|share| 0.7 * f64::exp(-0.7 * (at - share.1))).sum::<f64>();
            if is_open { p * f64::exp(-at / 5.0) * memory } else { 0.0 }
        };
        edges.iter().map(of).collect()
    };
    loop {
        // No rate grows before the next event.
        let bound: f64 = rates(&shares, &sharing, now).iter().sum();
        now -= (1.0 - stream.unit()).ln() / bound;
        if bound <= 0.0 || now > horizon {
            let count = sharing.iter().filter(|&&shares| shares).count();
            return [count as f64, shares.len() as f64, last];
        }
        let mut left = stream.unit() * bound;
        let edge = rates(&shares, &sharing, now).into_iter().position(|rate| {
            left -= rate;
            left < 0.0
        });
        if let Some(edge) = edge {
            let of = edges[edge].1;
            shares.push((of, now));
            if !std::mem::replace(&mut sharing[of as usize], true) {
                last = now;
            }
        }
    }
}

#[test]
fn self_exciting_reposts_follow_the_law_of_thinning() {
    const DRAWS: u64 = 20_000;
    let doubled: Vec<Weighted> = G5.iter().map(|&(u, v, p)| (u, v, 1.6 * p)).collect();
    let (network, influence) = weighted(5, &doubled, EdgeMeaning::InfluencerToAudience);
    let mut stream = World::new(6, Purpose::Bootstrap, 0).stream(0);
    for shares in ["once", "again"] {
        let horizon = 6.0;
        let text = format!(
            "self-exciting = {{ shares = '{shares}', most = 100000, horizon = {horizon}, decay = 5, \
             memory = {{ exponential = {{ rate = 0.7 }} }} }}"
        );
        let drawn: Vec<[f64; 3]> = (0..DRAWS)
            .map(|_| obvious(&doubled, shares == "again", horizon, &mut stream))
            .collect();
        let [sizes, totals, times] =
            [0, 1, 2].map(|at| drawn.iter().map(|drawn| drawn[at]).collect::<Vec<_>>());
        let model = model(&text);
        let what = (&network, &influence, &model);
        assert_one_law(&traced(what, &[0], DRAWS, size), &sizes, &format!("sizes, {shares}"));
        assert_one_law(&traced(what, &[0], DRAWS, last_time), &times, &format!("times, {shares}"));
        let found = reposts(&network, &influence, &model, DRAWS);
        assert_one_law(&found, &totals, &format!("reposts, {shares}"));
    }
}

/// Nobody shares from 0 to 8 o'clock, and what comes then does not come later than it would.
#[test]
fn while_nobody_is_active_nothing_is_shared() {
    let network = complete(20);
    let text = "self-exciting = { shares = 'again', horizon = 60, most = 200, activity = { hours = [\
                0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], start = 20 } }";
    let model = model(text);
    let what = (&network, &Influence::Uniform(0.08), &model);
    let mut nights = 0;
    traced(what, &[0], 500, |scratch, trace| {
        for place in 0..scratch.sharers().len() {
            let (time, hour) = (trace.time(place), (trace.time(place) + 20.0) % 24.0);
            assert!(time <= 60.0 && hour >= 8.0 - 1e-9, "{hour} o'clock");
            nights += u32::from(time > 12.0);
        }
        0.0
    });
    assert!(nights > 100);
}

#[test]
fn a_cascade_is_the_same_to_the_bit_whether_it_is_traced_or_not() {
    let network = complete(12);
    for body in [
        "",
        "shares = 'again'",
        "horizon = 2.5",
        "shares = 'again', horizon = 2.5",
        "shares = 'again', decay = 4.0",
        "shares = 'again', most = 6",
        "most = 4",
    ] {
        let model = model(&format!("self-exciting = {{ {body} }}"));
        let influence = Influence::Uniform(0.08);
        let cascade = model.prepare(&network, &influence).expect("it fits");
        let [mut counted, mut traced] = [Scratch::new(12), Scratch::new(12)];
        let [mut outcome, mut also] = [Outcome::default(), Outcome::default()];
        let mut trace = Trace::default();
        for index in 0..3000 {
            let (world, seeds) = (World::new(1, Purpose::Diffusion, index), [3, 3, 7]);
            cascade.run(world, &seeds, &mut counted);
            let wanted = || OutcomeRequest::counts(world, &seeds);
            cascade.outcome(&mut counted, wanted(), &mut outcome);
            cascade.run_traced(world, &seeds, &mut traced, &mut trace);
            cascade.outcome(&mut traced, wanted(), &mut also);
            assert_eq!(outcome, also, "{body}");
            assert!((0..12).all(|user| counted.has_shared(user) == traced.has_shared(user)));
            let count = traced.sharers().len();
            assert_eq!((trace.parents().len(), counted.sharers().len()), (count, count));
            let again = 11 * (outcome.reposts - count as u64);
            assert_eq!(outcome.repeated_impressions, again, "each has 11 followers");
            for place in 2..count {
                assert!(trace.time(place) >= trace.time(place - 1), "{body}");
                let parent = trace.parents()[place] as usize;
                assert!(parent < place && trace.steps()[place] == trace.steps()[parent] + 1);
            }
        }
    }
}

#[test]
fn what_is_out_of_range_or_may_never_end_is_refused_at_its_key() {
    let network = complete(5);
    for (p, body, key) in [
        (0.1, "horizon = -1.0", "horizon"),
        (0.1, "decay = 0.0", "decay"),
        (0.1, "decay = inf", "decay"),
        (0.1, "most = 0", "most"),
        (0.1, "most = 100_000_001", "most"),
        (0.1, "memory = { reaction = { exponent = 0.0 } }", "memory.reaction.exponent"),
        (0.1, "memory = { reaction = { period = -3.0 } }", "memory.reaction.period"),
        (0.1, "activity = { hours = [1.0] }", "activity.hours"),
        (0.25, "shares = 'again'", "most"),
        (0.5, "shares = 'again', horizon = 3.0", "most"),
    ] {
        let influence = Influence::Uniform(p);
        let model = model(&format!("self-exciting = {{ {body} }}"));
        let error = model.prepare(&network, &influence).err().expect(body).to_string();
        assert!(error.starts_with(&format!("model.self-exciting.{key}:")), "{body}: {error}");
    }
    for body in ["shares = 'again', most = 10", "shares = 'once'", "horizon = 0"] {
        let influence = Influence::Uniform(1.0);
        let model = model(&format!("self-exciting = {{ {body} }}"));
        assert!(model.prepare(&network, &influence).is_ok(), "{body}");
    }
}
