//! What the planner chooses beside every kernel that could run, on one thread: it should never take
//! 1.2 times as long as the best.
//!
//! For each regime, for one option and for ten, where sharers are counted and where those who have
//! seen it are. What is above is told with all that the choice rests on; it is no failure, because a
//! machine that is busy elsewhere may be the cause.

use std::{fmt::Write, hint::black_box};

use criterion::{Criterion, Throughput};
use wordspread::{
    kernel::plan::KernelPlan, metric::AnyMetric, network::Network, simulate::Experiment,
};

use crate::common;

/// How much longer than the best kernel the chosen one may take.
const ALLOWED: f64 = 1.2;

/// What the sharers are measured by: first what is cheap, then what asks for all their followers.
const MEASURES: [(&str, &[AnyMetric]); 2] = [
    ("sharers", &[AnyMetric::Sharers]),
    ("reach", &[AnyMetric::Sharers, AnyMetric::Reach, AnyMetric::Impressions]),
];

pub(crate) fn plans(criterion: &mut Criterion) {
    if !common::asked("plan") {
        return;
    }
    let network = common::network();
    let pool = common::threads(1);
    let (mut ratios, mut worse) = (Vec::new(), Vec::new());
    for regime in common::regimes(&network) {
        let cascade = regime.prepare(&network);
        for count in [1, 10] {
            let options = common::disjoint(&network, count);
            for (measure, metrics) in MEASURES {
                let title = format!("plan, {}, options: {count}, {measure}", regime.name);
                let counting = common::counting(&network, &cascade, &options);
                let experiment = Experiment { metrics: metrics.into(), ..counting };
                let plan = experiment.plan(&common::usual(), &());
                let mut group = criterion.benchmark_group(&title);
                let mut times = Vec::new();
                for &(kernel, _) in &plan.costs {
                    let engine = experiment.engine(kernel);
                    let worlds = common::worlds_at_once(&*engine);
                    group.throughput(Throughput::Elements(worlds));
                    let name = common::name(kernel);
                    let taken = common::time(&mut group, &name, |iterations| {
                        black_box(common::run(&pool, &engine, iterations * worlds));
                    });
                    times.extend(taken.map(|taken| taken / worlds as f64));
                }
                group.finish();
                // The first is the chosen one.
                let (Some(&chosen), true) = (times.first(), times.len() == plan.costs.len()) else {
                    continue;
                };
                let best = times.iter().copied().fold(chosen, f64::min);
                let line = format!("{title}: {}", told(&plan, &times));
                if chosen > ALLOWED * best {
                    worse.push(format!("{line}\n    {}", grounds(&network, &plan)));
                }
                ratios.push(line);
            }
        }
    }
    common::tell("Chosen over best, milliseconds a world with all options", &ratios);
    common::tell(&format!("Above {ALLOWED}"), &worse);
}

/// The ratio, and what each kernel was expected to take and took.
fn told(plan: &KernelPlan, times: &[f64]) -> String {
    let best = times.iter().copied().fold(f64::INFINITY, f64::min);
    let mut text = format!("{:.2}", times[0] / best);
    for (&(kernel, cost), taken) in plan.costs.iter().zip(times) {
        let [cost, taken] = [cost, *taken].map(|nanoseconds| nanoseconds / 1e6);
        let name = common::name(kernel);
        write!(text, ", {name} {taken:.3} (planned {cost:.3})").expect("memory");
    }
    text
}

/// What the choice rests on.
fn grounds(network: &Network, plan: &KernelPlan) -> String {
    let pilot = &plan.pilot;
    format!(
        "{} users, {} edges; a pilot of {} worlds: {:.0} sharers, shown {:.0} times in a world",
        network.users(),
        network.edges(),
        pilot.worlds,
        pilot.sharers,
        pilot.followers
    )
}
