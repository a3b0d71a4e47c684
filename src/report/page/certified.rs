//! What is certified of an option's seeds, and who they are, in plain words.
//!
//! It must never promise more than the certificate holds.

use crate::{
    document::{
        amounts::counted,
        numbers::{percent, plain},
        quoted,
    },
    seeding::{CertifiedRival, CertifiedSegment, ChosenSeed, SeedCertificate, TieWinner},
};

/// "“for 5,000” has at least 91% of the best possible: …".
pub(super) fn certificate(name: &str, certificate: &SeedCertificate) -> String {
    let SeedCertificate { spread, at_least, optimum_at_most, .. } = certificate;
    let whose = match certificate.budget {
        Some(_) => "no seeds that the money buys",
        None => "no seeds, as many,",
    };
    let within = certificate.deadline_phrase();
    let against = match &certificate.rival {
        Some(CertifiedRival { seeds, ties }) => format!(
            " against {} of a rival, {},",
            counted((*seeds).into(), "seed", "seeds"),
            if *ties == TieWinner::Ours { "who loses ties" } else { "who wins ties" },
        ),
        None => String::new(),
    };
    let spread = certificate.amount(&mean(*spread));
    let name = quoted(name);
    let found = format!(
        "{spread}{within}{against} in the mean by {}, at least {}",
        counted(certificate.sets, "reverse set", "reverse sets"),
        mean(*at_least),
    );
    let most = mean(*optimum_at_most);
    let share = percent(certificate.ratio);
    let mut text = if certificate.only_choice {
        format!(
            "The seeds of {name} are the best possible, because the constraints leave no choice: {found} and \
             at most {most}."
        )
    } else {
        format!(
            "The seeds of {name} certainly spread at least {share} of the best possible: {found}, where \
             {whose} have more than {most}."
        )
    };
    text.extend([" That is wrong once in ", &mean(1.0 / certificate.risk), "."]);
    if !certificate.segments.is_empty() {
        let segments: Vec<String> = certificate.segments.iter().map(segment).collect();
        text.extend([" Of segments share: ", &segments.join("; "), "."]);
    }
    if certificate.segments.iter().any(|segment| !segment.met) {
        text += " What is not met takes more seeds or money, or a smaller share in `fair`.";
    }
    if certificate.rival.is_some() {
        text += " All other numbers of the option are without the rival.";
    }
    if !certificate.reached {
        let why = if certificate.interrupted { "stopped by hand" } else { "its memory was full" };
        text.extend([" The search ended before they were as good as requested: ", why, "."]);
    }
    text
}

/// This many seeds are named.
const SHOWN: usize = 5;

/// "As they were chosen: 12, 7, 33, 4, 15 and 35 others." of seeds that were sought.
pub(super) fn sought(seeds: &[ChosenSeed]) -> String {
    let shown: Vec<&str> = seeds.iter().take(SHOWN).map(|seed| seed.id.as_str()).collect();
    let shown = shown.join(", ");
    match (seeds.len() - SHOWN.min(seeds.len())) as u64 {
        0 => format!("As they were chosen: {shown}."),
        others => {
            let others = counted(others, "other", "others");
            format!("As they were chosen: {shown} and {others}.")
        }
    }
}

/// "north 2.3% (wanted 2.0%)", "south 1.2% (not met: wanted 2.0%)".
fn segment(segment: &CertifiedSegment) -> String {
    let share = segment.share.map_or_else(|| "unknown".to_owned(), percent);
    let not = if segment.met { "" } else { "not met: " };
    format!("{} {share} ({not}wanted {})", segment.segment, percent(segment.least))
}

/// A mean: whole, where it is large.
fn mean(mean: f64) -> String {
    plain(if mean < 100.0 { (10.0 * mean).round() / 10.0 } else { mean.round() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seeding::Deadline;

    fn certified() -> SeedCertificate {
        SeedCertificate {
            unit: "sharers".to_owned(),
            spread: 1250.4,
            at_least: 1200.0,
            optimum_at_most: 1500.0,
            ratio: 0.8,
            only_choice: false,
            risk: 0.001,
            guarantee: None,
            sets: 2048,
            reached: false,
            interrupted: false,
            budget: Some(5000.0),
            deadline: Some(Deadline(3.0)),
            deadline_unit: Some("steps".to_owned()),
            rival: Some(CertifiedRival { seeds: 2, ties: TieWinner::Rival }),
            segments: vec![CertifiedSegment {
                segment: "north".to_owned(),
                share: Some(0.0231),
                least: 0.02,
                met: true,
            }],
        }
    }

    #[test]
    fn a_segment_without_its_share_is_pointed_out() {
        let mut certified = certified();
        let south = "south".to_owned();
        certified.segments.push(CertifiedSegment {
            segment: south,
            share: Some(0.0123),
            least: 0.02,
            met: false,
        });
        let text = certificate("A", &certified);
        let ending = "north 2.3% (wanted 2.0%); south 1.2% (not met: wanted 2.0%). What is not met takes \
                      more seeds or money, or a smaller share in `fair`.";
        assert!(text.contains(ending), "{text}");
    }

    #[test]
    fn of_many_seeds_the_first_are_named() {
        let seeds = |count: u32| -> Vec<ChosenSeed> {
            let seed = |id: u32| ChosenSeed { id: id.to_string(), adds: Some(1.0) };
            (0..count).map(seed).collect()
        };
        assert_eq!(sought(&seeds(2)), "As they were chosen: 0, 1.");
        assert_eq!(sought(&seeds(5)), "As they were chosen: 0, 1, 2, 3, 4.");
        assert_eq!(sought(&seeds(7)), "As they were chosen: 0, 1, 2, 3, 4 and 2 others.");
    }

    #[test]
    fn seeds_without_a_choice_are_the_best_possible() {
        let certified = SeedCertificate { only_choice: true, ratio: 1.0, ..certified() };
        let text = certificate("A", &certified);
        assert!(
            text.contains("the best possible, because the constraints leave no choice"),
            "{text}"
        );
        assert!(text.contains("2,048 reverse sets, at least 1,200 and at most 1,500."), "{text}");
    }

    #[test]
    fn what_users_are_worth_is_told_as_a_value() {
        let certified = SeedCertificate { unit: "value".to_owned(), ..certified() };
        let text = certificate("A", &certified);
        assert!(text.contains("best possible: a value of 1,250 within 3 steps against"), "{text}");
    }

    #[test]
    fn a_certificate_is_told_with_its_limits() {
        assert_eq!(
            certificate("A", &certified()),
            "The seeds of “A” certainly spread at least 80% of the best possible: 1,250 sharers within \
             3 steps against 2 seeds of a rival, who wins ties, in the mean by 2,048 reverse sets, at \
             least 1,200, where no seeds that the money buys have more than 1,500. That is wrong once \
             in 1,000. Of segments share: north 2.3% (wanted 2.0%). All other numbers of the option are \
             without the rival. The search ended before they were as good as requested: its memory was \
             full."
        );
    }
}
