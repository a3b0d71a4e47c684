//! What `wordspread seeds` tells of chosen seeds, as text and in their file.
//!
//! It must never leave out that something is missing: a search that was stopped, memory that was full,
//! a segment that has less than it must.

use std::io::{self, BufWriter, Write};

use wordspread::{
    scenario::{BestSeeds, SeedsWanted},
    seeding::CertifiedSegment,
    whole_file::WholeFile,
};

use crate::cli::{
    certified::{Certified, certified_share, shown, tell_given, tell_seed, tell_simulated},
    look::Look,
    table::{Page, number, percent, several, whole},
};

/// Chosen seeds, and what was asked of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told<'a> {
    pub(super) best: &'a BestSeeds,
    pub(super) wanted: &'a SeedsWanted,
}

impl Told<'_> {
    /// The ids into a file, below what is certified of them and what is missing.
    pub(super) fn write(self, file: WholeFile) -> io::Result<()> {
        let mut file = BufWriter::new(file);
        let ids = self.best.seeds.iter().map(|seed| seed.id.clone());
        for line in self.head().into_iter().chain(ids) {
            writeln!(file, "{line}")?;
        }
        file.into_inner().map_err(io::IntoInnerError::into_error)?.finish()
    }

    /// What stands above the ids in a file.
    fn head(self) -> Vec<String> {
        let share = certified_share(&self.best.certificate);
        let certified = format!("# {}: {share} of the best spread", self.seeds());
        let missing = self.missing().into_iter().map(|missing| format!("# partial: {missing}"));
        let short = self.best.certificate.segments.iter().filter(|segment| !segment.met);
        let short = short.map(|CertifiedSegment { segment, share, least, .. }| {
            let share = share.map_or_else(|| "unknown".to_owned(), percent);
            format!("# not met: {segment} has {share} of the {} wanted", percent(*least))
        });
        std::iter::once(certified).chain(missing).chain(short).collect()
    }

    /// All of it as text.
    pub(super) fn page(self, look: Look) -> String {
        let mut page = Page::new(look);
        let best = self.best;
        page.section(&best.scenario);
        tell_given(&best.network, [&best.influence, &best.model], best.rng_seed, &mut page);
        let certificate = &best.certificate;
        let of_wave = if self.wanted.waves.is_some() { " of the first wave" } else { "" };
        page.section(&format!("Seeds{of_wave}, in the order in which they were chosen"));
        for (place, seed) in (1..).zip(&best.seeds) {
            tell_seed(certificate, place, seed, &mut page);
        }
        if let Some(cost) = best.cost {
            let of =
                certificate.budget.map_or_else(String::new, |all| format!(" of {}", number(all)));
            page.row("cost", &format!("{}{of}", number(cost)));
        }
        page.section("Certificate");
        Certified { certificate, seeds: best.seeds.len() as u64, keys: ["--quality", "--epsilon"] }
            .tell(&mut page);
        if let Some(simulated) = &best.simulated {
            tell_simulated(certificate, simulated, &mut page);
        }
        self.waves(&mut page);
        let missing = self.missing();
        if !missing.is_empty() {
            page.section("Partial");
            for missing in missing {
                page.paragraph(&missing);
            }
        }
        page.text
    }

    fn seeds(self) -> String {
        several(self.best.seeds.len() as u64, "seed")
    }

    /// What is missing of what was asked for, a sentence each.
    fn missing(self) -> Vec<String> {
        let Self { best, wanted } = self;
        let mut missing = Vec::new();
        if !best.certificate.reached {
            let ended = if best.certificate.interrupted {
                "it was stopped by hand"
            } else {
                "the memory for its sets was full, and a larger --quality takes fewer"
            };
            missing.push(format!(
                "the search ended before the seeds were as good as was asked: {ended}"
            ));
        }
        let done = best.waves.as_ref().map(|waves| waves.gain.replicates);
        let waves = wanted.waves.as_ref().map(|waves| (waves.worlds, done));
        let done = best.simulated.map(|simulated| simulated.replicates);
        let simulation = wanted.simulate.map(|worlds| (worlds, done));
        for (what, asked) in [("what waves gain", waves), ("the simulation", simulation)] {
            match asked {
                Some((_, None)) => {
                    missing.push(format!("{what} is left out: it was stopped by hand"));
                }
                Some((worlds, Some(done))) if done < worlds => {
                    let of = format!("{} of {}", whole(done), several(worlds, "world"));
                    missing.push(format!("{what} is told by {of}: it was stopped by hand"));
                }
                _ => {}
            }
        }
        missing
    }

    fn waves(self, page: &mut Page) {
        let Some(waves) = &self.best.waves else { return };
        let sizes: Vec<String> = waves.sizes.iter().map(u32::to_string).collect();
        let of = match waves.budget {
            Some(budget) => format!(" parts of {}", number(budget)),
            None => String::new(),
        };
        page.section(&format!("In waves of {}{of}", sizes.join(", ")));
        page.row("in waves", &format!("{} sharers in the mean", shown(waves.in_waves)));
        page.row("all at once", &format!("{} in the same worlds", shown(waves.at_once)));
        let ends = waves.gain.interval.map_or_else(String::new, |ends| {
            format!(" ({} to {}, 95%)", number(ends.low), number(ends.high))
        });
        page.row("gained", &format!("{}{ends}", number(waves.gain.difference)));
        let worlds = several(waves.gain.replicates, "world");
        page.row("by", &format!("{worlds}, in each of which the next wave is chosen anew"));
    }
}

#[cfg(test)]
mod tests {
    use wordspread::{
        progress::Progress,
        scenario::ScenarioFile,
        seeding::{Best, WavesWanted},
    };

    use super::*;
    use crate::cli::certified::amount;

    const LOOK: Look = Look { colour: false, unicode: true, width: Some(100), wipes: false };

    /// Says to stop once it is tried what waves gain.
    #[derive(Default)]
    struct InWaves(std::sync::atomic::AtomicBool);

    impl Progress for InWaves {
        fn begin(&self, what: &str, _total: Option<u64>) {
            self.0.fetch_or(what == "choosing in waves", std::sync::atomic::Ordering::Relaxed);
        }
        fn advance(&self, _steps: u64) {}
        fn end(&self) {}
        fn cancelled(&self) -> bool {
            self.0.load(std::sync::atomic::Ordering::Relaxed)
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
        let told = Told { best: &best, wanted: &wanted };
        assert!(told.missing().is_empty() && !told.page(LOOK).contains("Partial"));
        assert_eq!(told.head().len(), 1);

        let (best, wanted) = found(&InWaves::default());
        let told = Told { best: &best, wanted: &wanted };
        let page = told.page(LOOK);
        assert!(page.contains("what waves gain is left out: it was stopped by hand"), "{page}");
        assert!(page.contains("the simulation is left out"), "{page}");
        assert!(told.head()[1].starts_with("# partial: what waves gain is left out"));
    }

    #[test]
    fn a_certificate_below_the_promise_says_why() {
        let (mut best, wanted) = found(&());
        let page = |best: &BestSeeds| Told { best, wanted: &wanted }.page(LOOK);
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
        let told = Told { best: &best, wanted: &wanted };
        let page = told.page(LOOK);
        assert!(page.contains("1.2% of it in the mean; not met: wanted were 2%"), "{page}");
        assert!(page.contains("a smaller share in --fair"), "{page}");
        assert_eq!(told.head()[1], "# not met: north has 1.2% of the 2% wanted");
    }

    #[test]
    fn amounts_have_their_unit() {
        let (mut best, _) = found(&());
        assert_eq!(amount(&best.certificate, "153"), "153 sharers");
        assert_eq!(amount(&best.certificate, "1"), "1 sharer");
        "value".clone_into(&mut best.certificate.unit);
        assert_eq!(amount(&best.certificate, "153"), "a value of 153");
    }
}
