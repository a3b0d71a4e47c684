//! What `wordspread seeds` shows of chosen seeds, as text and in their file.
//!
//! It must never leave out that something is missing: a search that was stopped, memory that was full,
//! a segment that has less than it must.

use wordspread::{
    document::{
        Document,
        amounts::{number, percent, several},
    },
    scenario::{BestSeeds, SeedsWanted},
    seeding::CertifiedSegment,
};

use super::{
    certificate::{Certified, shown, tell_given, tell_seed, tell_simulated},
    seed_report::{self, SeedReport},
};
use crate::cli::terminal::look::Look;

/// Chosen seeds, and what was wanted of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ChosenSeedsPage<'a> {
    pub(crate) best: &'a BestSeeds,
    pub(crate) wanted: &'a SeedsWanted,
}

impl<'a> ChosenSeedsPage<'a> {
    /// All that is shown and written.
    pub(crate) fn report(self, look: Look) -> SeedReport<'a, BestSeeds> {
        let ids = self.best.seeds.iter().map(|seed| seed.id.clone());
        SeedReport {
            found: self.best,
            summary: self.seeds(),
            page: self.page(look),
            lines: self.head().into_iter().chain(ids).collect(),
            interrupted: self.best.interrupted,
        }
    }

    /// What stands above the ids in a file.
    fn head(self) -> Vec<String> {
        let short = self.best.certificate.segments.iter().filter(|segment| !segment.met);
        let short = short.map(|CertifiedSegment { segment, share, least, .. }| {
            let share = share.map_or_else(|| "unknown".to_owned(), percent);
            format!("# not met: {segment} has {share} of the {} wanted", percent(*least))
        });
        let head = seed_report::head(&self.seeds(), &self.best.certificate, self.missing());
        head.into_iter().chain(short).collect()
    }

    /// All of it as text.
    fn page(self, look: Look) -> String {
        let mut page = Document::default();
        let best = self.best;
        page.heading(&best.scenario);
        tell_given(&best.network, [&best.influence, &best.model], best.rng_seed, &mut page);
        let certificate = &best.certificate;
        let of_wave = if self.wanted.waves.is_some() { " of the first wave" } else { "" };
        page.heading(format!("Seeds{of_wave}, in the order in which they were chosen"));
        for (place, seed) in (1..).zip(&best.seeds) {
            tell_seed(certificate, place, seed, &mut page);
        }
        seed_report::cost_row(best.cost, certificate, &mut page);
        page.heading("Certificate");
        Certified { certificate, seeds: best.seeds.len() as u64, keys: ["--quality", "--epsilon"] }
            .tell(&mut page);
        if let Some(simulated) = &best.simulated {
            tell_simulated(certificate, simulated, &mut page);
        }
        self.waves(&mut page);
        seed_report::partial_section(&self.missing(), &mut page);
        look.render(&page)
    }

    fn seeds(self) -> String {
        several(self.best.seeds.len() as u64, "seed")
    }

    /// What is missing of the request, a sentence each.
    fn missing(self) -> Vec<String> {
        let Self { best, wanted } = self;
        let mut missing: Vec<String> =
            seed_report::ended_early(&best.certificate, "--quality").into_iter().collect();
        let done = best.waves.as_ref().map(|waves| waves.gain.replicates);
        let waves = wanted.waves.as_ref().map(|waves| (waves.worlds, done));
        let done = best.simulated.map(|simulated| simulated.replicates);
        let simulation = wanted.simulate.map(|worlds| (worlds, done));
        for (what, wanted) in [("what waves gain", waves), ("the simulation", simulation)] {
            missing.extend(match wanted {
                None => None,
                Some((_, None)) => Some(seed_report::left_out(what)),
                Some((worlds, Some(done))) => {
                    seed_report::in_fewer_worlds(&format!("{what} covers"), done, worlds)
                }
            });
        }
        missing
    }

    fn waves(self, page: &mut Document) {
        let Some(waves) = &self.best.waves else { return };
        let sizes: Vec<String> = waves.sizes.iter().map(u32::to_string).collect();
        let of = match waves.budget {
            Some(budget) => format!(" parts of {}", number(budget)),
            None => String::new(),
        };
        page.heading(format!("In waves of {}{of}", sizes.join(", ")));
        page.fact("in waves", format!("{} sharers on average", shown(waves.in_waves)));
        page.fact("all at once", format!("{} in the same worlds", shown(waves.at_once)));
        let ends = waves.gain.interval.map_or_else(String::new, |ends| {
            format!(" ({} to {}, 95%)", number(ends.low), number(ends.high))
        });
        page.fact("gained", format!("{}{ends}", number(waves.gain.difference)));
        let worlds = several(waves.gain.replicates, "world");
        page.fact("by", format!("{worlds}, in each of which the next wave is chosen anew"));
    }
}

#[cfg(test)]
mod tests {
    use wordspread::{
        progress::{Progress, StopFlag},
        scenario::ScenarioFile,
        seeding::{Best, WavesWanted},
    };

    use super::*;

    const LOOK: Look = Look { colour: false, unicode: true, width: Some(100), wipes: false };

    /// Says to stop once it is tried what waves gain.
    #[derive(Default)]
    struct StopInWaves(StopFlag);

    impl Progress for StopInWaves {
        fn begin(&self, what: &str, _total: Option<u64>) {
            if what == "choosing in waves" {
                self.0.set();
            }
        }
        fn advance(&self, _steps: u64) {}
        fn end(&self) {}
        fn stop(&self) -> &StopFlag {
            &self.0
        }
    }

    fn found(progress: &dyn Progress) -> (BestSeeds, SeedsWanted) {
        let text =
            "name = 'a'\nnetwork.generate.star = { users = 50 }\ninfluence.uniform.p = 0.5\n";
        let file = ScenarioFile::parse(text, "a.toml", Vec::new()).expect("it is sound");
        let wanted = SeedsWanted {
            best: Best { count: Some(1), ..Best::default() },
            price: None,
            waves: Some(WavesWanted { sizes: vec![1, 2], worlds: 3 }),
            simulate: Some(1000),
        };
        (BestSeeds::of(&file, &wanted, progress).expect("there is a choice"), wanted)
    }

    #[test]
    fn what_is_missing_stands_in_text_and_file() {
        let (best, wanted) = found(&());
        let shown = ChosenSeedsPage { best: &best, wanted: &wanted };
        assert!(shown.missing().is_empty() && !shown.page(LOOK).contains("Partial"));
        assert_eq!(shown.head().len(), 1);

        let (best, wanted) = found(&StopInWaves::default());
        let shown = ChosenSeedsPage { best: &best, wanted: &wanted };
        let page = shown.page(LOOK);
        assert!(page.contains("what waves gain is left out: it was stopped by hand"), "{page}");
        assert!(page.contains("the simulation is left out"), "{page}");
        assert!(shown.head()[1].starts_with("# partial: what waves gain is left out"));
    }

    #[test]
    fn a_certificate_below_the_promise_says_why() {
        let (mut best, wanted) = found(&());
        let page = |best: &BestSeeds| ChosenSeedsPage { best, wanted: &wanted }.page(LOOK);
        assert!(!page(&best).contains("certified is less"));
        best.certificate.ratio = 0.5;
        assert!(page(&best).contains("certified is less: it is what these sets prove"));
    }

    #[test]
    fn a_segment_without_its_share_is_pointed_out() {
        let (mut best, wanted) = found(&());
        best.certificate.segments = vec![CertifiedSegment {
            segment: "north".to_owned(),
            share: Some(0.012),
            least: 0.02,
            met: false,
        }];
        let shown = ChosenSeedsPage { best: &best, wanted: &wanted };
        let page = shown.page(LOOK);
        assert!(page.contains("1.2% of it on average; not met: wanted were 2%"), "{page}");
        assert!(page.contains("a smaller share in --fair"), "{page}");
        assert_eq!(shown.head()[1], "# not met: north has 1.2% of the 2% wanted");
    }

    #[test]
    fn amounts_have_their_unit() {
        let (mut best, _) = found(&());
        assert_eq!(best.certificate.amount("153"), "153 sharers");
        assert_eq!(best.certificate.amount("1"), "1 sharer");
        "value".clone_into(&mut best.certificate.unit);
        assert_eq!(best.certificate.amount("153"), "a value of 153");
    }
}
