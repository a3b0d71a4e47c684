//! The search for the best seeds, as one of the strategies.

use super::{
    parameters::Best,
    resolved::{MOST_MEMBERS, ResolvedBest, ResolvedRival},
};
use crate::{
    error::Result,
    seeding::{
        CertifiedSegment, ChosenSeeds, FoundSeed, Lineup, Searched, SeedCertificate, SeedChoice,
        Seeds, Strategy, reverse,
    },
};

/// The best seeds in the order in which they were chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct BestUsers {
    /// The users, each with its estimated marginal gain.
    pub users: Vec<(u32, f64)>,
    /// What is certified of them.
    pub certificate: SeedCertificate,
}

impl Best {
    /// Whether all sharers count alike, from the chosen seeds alone, at any time, and without a
    /// rival.
    #[must_use]
    pub fn counts_every_sharer(&self) -> bool {
        self.value.is_none()
            && self.organic.is_empty()
            && self.deadline.is_none()
            && self.rival.is_empty()
    }

    /// Chooses the seeds. A budget is spent at the price of `choice`.
    ///
    /// # Errors
    /// [`Error::Value`](crate::Error::Value) for parameters that do not fit the network or each
    /// other, and rules that cannot be satisfied; [`Error::Stopped`](crate::Error::Stopped) if the
    /// user stopped it before there was a choice.
    pub fn users(&self, choice: &SeedChoice<'_>) -> Result<BestUsers> {
        let ready = ResolvedBest::of(self, choice)?;
        let chosen = reverse::choose(&ready.question(self, choice)?, choice.progress)?;
        let segment = |(name, found): (&String, &reverse::SegmentShare)| CertifiedSegment {
            segment: name.clone(),
            share: found.share,
            least: found.least,
            met: found.is_met(),
        };
        let segments = ready.fair_names.iter().zip(&chosen.segments).map(segment);
        let certificate = SeedCertificate {
            budget: self.budget,
            rival: ready.rival.as_ref().map(ResolvedRival::certified),
            segments: segments.filter(|segment| segment.least > 0.0).collect(),
            ..SeedCertificate::of(&chosen.certificate, self.value.is_some())
                .within(self.deadline, choice)
        };
        Ok(BestUsers { users: chosen.seeds, certificate })
    }
}

impl Strategy for Best {
    fn choose(&self, choice: &SeedChoice<'_>) -> Result<Seeds> {
        self.plan(choice).map(|plan| plan.seeds)
    }

    fn plan(&self, choice: &SeedChoice<'_>) -> Result<ChosenSeeds> {
        let BestUsers { users, certificate } = self.users(choice)?;
        let seeds = Seeds::fixed(users.iter().map(|&(user, _)| user).collect());
        let sought = |(user, adds)| FoundSeed { user, adds: Some(adds) };
        let order = Some(users.into_iter().map(sought).collect());
        Ok(ChosenSeeds { seeds, certificate: Some(certificate), order })
    }

    fn check(&self, choice: &SeedChoice<'_>) -> Result<()> {
        choice.reverse()?;
        ResolvedBest::of(self, choice).map(drop)
    }

    /// Members of sets and their index, the base gains and roots, and each thread's buffers. If
    /// more than a number limits the choice, all users are in a heap as well.
    fn bytes(&self, Searched { users, threads, .. }: Searched) -> f64 {
        let is_plain = self.budget.is_none() && self.quotas.is_none() && self.fair.is_none();
        let [member, listed, ordered] = if is_plain { [4.0, 2.0, 0.0] } else { [4.0, 4.0, 64.0] };
        let a_user = 4.0 + 17.0 + ordered + 16.0 * threads;
        (member + listed) * MOST_MEMBERS as f64 + users * a_user
    }

    /// Only under a number alone, and only the seeds: no order continues after them.
    fn lineup(&self, choice: &SeedChoice<'_>) -> Result<Option<Lineup>> {
        if !ResolvedBest::of(self, choice)?.rules().is_plain() {
            return Ok(None);
        }
        let users = self.users(choice)?.users.into_iter().map(|(user, _)| user).collect();
        Ok(Some(Lineup::Fixed(users)))
    }
}
