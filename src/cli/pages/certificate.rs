//! What is certified of chosen seeds, and what they were chosen under, as text.
//!
//! It must never leave out what a bound is of, or how often it may be wrong.

use wordspread::{
    document::{
        Document,
        amounts::{number, percent, several, whole},
    },
    report::NetworkNote,
    scenario::Simulated,
    seeding::{CertifiedRival, ChosenSeed, SeedCertificate, TieWinner},
};

/// Writes what seeds were chosen under: on what network, by which influence and model, from which random
/// numbers.
pub(crate) fn tell_given(
    network: &NetworkNote,
    [influence, model]: [&str; 2],
    rng_seed: u64,
    page: &mut Document,
) {
    let (users, edges) = (several(network.users, "user"), several(network.edges, "edge"));
    page.fact("network", format!("{}; {users}, {edges}", network.source));
    if let Some(direction) = &network.direction {
        page.fact("", direction);
    }
    page.fact("influence", influence);
    page.fact("model", model);
    page.fact("rng_seed", rng_seed.to_string());
}

/// What is certified of seeds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Certified<'a> {
    pub(crate) certificate: &'a SeedCertificate,
    /// How many seeds there are.
    pub(crate) seeds: u64,
    /// What says how good they must be: as quality, and as a guarantee.
    pub(crate) keys: [&'a str; 2],
}

impl Certified<'_> {
    /// Writes what is certified, in rows.
    pub(crate) fn tell(self, page: &mut Document) {
        let Self { certificate, seeds, keys: [quality, epsilon] } = self;
        let within = certificate.deadline_phrase();
        page.fact(
            &certificate.unit,
            format!(
                "{}{within} on average, by independent reverse sets",
                shown(certificate.spread)
            ),
        );
        if let Some(CertifiedRival { seeds, ties }) = &certificate.rival {
            let seeds = several((*seeds).into(), "seed");
            let who = if *ties == TieWinner::Ours { "us" } else { "the rival" };
            page.fact("against a rival", format!("{seeds}; ties within a step go to {who}"));
        }
        page.fact("at least", shown(certificate.at_least));
        let most = shown(certificate.optimum_at_most);
        let share = certified_share(certificate);
        if certificate.only_choice {
            page.fact("at most", &most);
            let why = "the rules leave no choice";
            page.fact("certified", format!("{share} of the optimum: {why}"));
        } else {
            let any = match certificate.budget {
                Some(_) => "any seeds within the budget".to_owned(),
                None => format!("any {}", several(seeds, "seed")),
            };
            page.fact("optimum", format!("at most {most}, with {any}"));
            page.fact("certified", format!("{share} of the optimum"));
        }
        let guaranteed = match certificate.guarantee {
            Some(share) => {
                format!("at least {} on any network, up to sampling error", percent(share))
            }
            None => "nothing on every network; what is certified above holds".to_owned(),
        };
        page.fact("guaranteed beforehand", &guaranteed);
        if certificate.guarantee.is_some_and(|share| certificate.ratio < share) {
            let less = format!(
                "certified is less: it is what these sets prove by themselves, and more of them, by a \
                 smaller {quality} or {epsilon}, prove more"
            );
            page.fact("", &less);
        }
        for segment in &certificate.segments {
            let share = segment.share.map_or_else(|| "unknown".to_owned(), percent);
            let not = if segment.met { "" } else { "not met: " };
            let least = percent(segment.least);
            let text = format!("{share} of it on average; {not}wanted were {least}");
            page.fact(&segment.segment, &text);
        }
        if certificate.segments.iter().any(|segment| !segment.met) {
            let remedy = "what is not met takes more seeds or money, or a smaller share in --fair";
            page.fact("", remedy);
        }
        let sets = several(certificate.sets, "reverse set");
        let odds = number(1.0 / certificate.risk);
        page.fact("by", format!("{sets}, and as many to test; failure probability 1/{odds}"));
    }
}

/// "at least 83%" of the best; "100%" where there was no choice.
pub(crate) fn certified_share(certificate: &SeedCertificate) -> String {
    let least = if certificate.only_choice { "" } else { "at least " };
    format!("{least}{}", percent(certificate.ratio))
}

/// A mean number of users: whole, where it is large.
pub(crate) fn shown(mean: f64) -> String {
    if mean < 100.0 { number(mean) } else { whole(mean.round() as u64) }
}

/// Writes a chosen seed, and what it adds.
pub(crate) fn tell_seed(
    certificate: &SeedCertificate,
    place: usize,
    seed: &ChosenSeed,
    page: &mut Document,
) {
    let adds = |adds| format!("   adds {}", certificate.amount(&shown(adds)));
    let adds = seed.adds.map_or_else(String::new, adds);
    page.fact(place.to_string(), format!("{}{adds}", seed.id));
}

/// Writes what seeds do in fresh worlds, in what their certificate counts.
pub(crate) fn tell_simulated(
    certificate: &SeedCertificate,
    simulated: &Simulated,
    page: &mut Document,
) {
    let ends = simulated.interval.map_or_else(String::new, |ends| {
        format!(" ({} to {}, 95%)", number(ends.low), number(ends.high))
    });
    let worlds = several(simulated.replicates, "fresh world");
    let mean = certificate.amount(&number(simulated.mean));
    page.fact("simulated", format!("{mean}{ends} in {worlds}"));
}
