//! What a scenario would take: replicates, memory and time.
//!
//! It must never show a guess as if it were exact.

use wordspread::{
    document::{
        Document,
        amounts::{bytes, duration, several, whole},
    },
    kernel::plan::Kernel,
    study::{Assumed, Basis, Estimate, Need},
};

/// The number of worker threads.
#[expect(clippy::disallowed_methods, reason = "time depends on the threads; no result does")]
pub(crate) fn threads() -> u32 {
    u32::try_from(rayon::current_num_threads()).unwrap_or(u32::MAX)
}

/// What the scenario takes but for time, in rows; where the plan is open, with what each may take.
pub(crate) fn takes(page: &mut Document, estimate: &Estimate, open: bool) {
    let [least, most] = estimate.replicates;
    let mut replicates = whole(least);
    if most > least {
        replicates = format!("{replicates} to {}, as precision needs", whole(most));
    }
    if estimate.points > 1 {
        replicates.extend([" at each of ", &several(estimate.points as u64, "point")]);
    }
    page.fact("replicates", &replicates);
    let total = estimate.most_bytes();
    let when = |need| match need {
        Need::AtMost => ", at most",
        _ if !open => "",
        Need::Always => "",
        Need::By(Kernel::Walk) => ", if cascades are walked",
        Need::By(Kernel::Fused) => ", if worlds are fused",
        Need::By(Kernel::Gathered) => ", if they are gathered",
        Need::By(Kernel::Chase) => ", if they are chased",
        Need::Turned => ", if it is needed",
    };
    let is_bound =
        estimate.memory.iter().any(|part| part.bytes > 0.0 && !when(part.need).is_empty());
    let most = if is_bound { "at most " } else { "" };
    page.fact("memory", format!("{most}about {}", bytes(total)));
    for part in estimate.memory.iter().filter(|part| part.bytes * 50.0 >= total) {
        page.fact("", format!("{:>9}  {}{}", bytes(part.bytes), part.what, when(part.need)));
    }
}

/// For how many replicates, points and threads a time is said, and without what.
pub(crate) fn work(estimate: &Estimate, threads: u32) -> String {
    let mut text = several(estimate.replicates[0], "replicate");
    if estimate.points > 1 {
        text.extend([" at ", &several(estimate.points as u64, "point")]);
    }
    // Nothing is loaded or made of a network that is computed.
    let besides = match (estimate.basis, estimate.sought.as_slice()) {
        (Basis::Implicit, _) => String::new(),
        (_, []) => ", besides loading".to_owned(),
        (_, sought) => {
            format!(", besides loading and the search for seeds ({})", sought.join(", "))
        }
    };
    text + " on " + &several(threads.into(), "thread") + &besides
}

/// The time, as estimated without a pilot.
pub(crate) fn bound(estimate: &Estimate, threads: u32) -> String {
    let (time, work) = (duration(estimate.seconds[0]), work(estimate, threads));
    match estimate.assumed {
        Assumed::Everybody if estimate.seconds[0] < 1.0 => {
            format!("{time} for {work}, even if every cascade reached everybody")
        }
        Assumed::Everybody => format!(
            "at most {time} for {work}, if every cascade reached everybody; `explain` tries some, and \
             tells more"
        ),
        Assumed::MeanSize => format!("{time} for {work}, by the mean size of a cascade"),
        Assumed::Stopped => {
            format!("at most {time} for {work}, if every cascade went on until it is stopped")
        }
    }
}
