//! What chosen seeds do forward, in fresh worlds, counted as their choice counts it.

use super::{Assignment, Best, Portfolio, resolved::ResolvedBest};
use crate::{
    error::Result,
    model::AnyModel,
    seeding::{
        SeedChoice,
        reverse::{ForwardSpread, Objective, Question, Spreads},
    },
};

impl Best {
    /// What seeds spread in each of so many worlds of the choice's `rng_seed`: whatever counts, with the
    /// same deadline, organic seeds and rival. Fewer worlds where the user asks to stop.
    ///
    /// # Errors
    /// As [`Best::users`], and [`Error::Stopped`](crate::Error::Stopped) where the user asked to stop before
    /// any world was done.
    pub fn forward(&self, choice: &SeedChoice<'_>, seeds: &[u32], worlds: u64) -> Result<Spreads> {
        let ready = ResolvedBest::of(self, choice)?;
        let Question { users, aim, rng_seed, .. } = ready.question(self, choice)?;
        let cascade = choice.spreading.cascade;
        ForwardSpread { cascade, users, aim, rng_seed }.spreads(seeds, worlds, choice.progress)
    }
}

impl Portfolio {
    /// What each message spreads from the users who are asked for it, in each of so many worlds of the
    /// choice's `rng_seed`; nothing of a message for which nobody is asked.
    ///
    /// # Errors
    /// As [`Portfolio::plan`], and [`Error::Stopped`](crate::Error::Stopped) where the user asked to stop
    /// before any world was done of some message.
    pub fn forward(
        &self,
        choice: &SeedChoice<'_>,
        model: &AnyModel,
        asked: &[Assignment],
        worlds: u64,
    ) -> Result<Vec<Option<Spreads>>> {
        let users = choice.network.users();
        let value = self.value(choice)?;
        self.each(choice, model, |place, cascade| {
            let own = asked.iter().filter(|asked| asked.message == place);
            let seeds: Vec<u32> = own.map(|asked| asked.user).collect();
            if seeds.is_empty() {
                return Ok(None);
            }
            let value =
                value.as_ref().map(|value| &value[place * users as usize..][..users as usize]);
            let deadline = self.deadline.map(Into::into);
            let aim = Objective { value, deadline, ..Objective::default() };
            let cascade = &**cascade;
            let forward = ForwardSpread { cascade, users, aim, rng_seed: choice.rng_seed };
            forward.spreads(&seeds, worlds, choice.progress).map(Some)
        })
    }
}
