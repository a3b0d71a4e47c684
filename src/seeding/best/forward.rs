//! The spread of chosen seeds by forward simulation, counted as in their choice.

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
    /// The spread of seeds in each of `worlds` worlds of the choice's `rng_seed`, with the same
    /// deadline, organic seeds and rival. It gives fewer worlds if the user stops it.
    ///
    /// # Errors
    /// As [`Best::users`], and [`Error::Stopped`](crate::Error::Stopped) if the user stopped it
    /// before the first world was done.
    pub fn forward(&self, choice: &SeedChoice<'_>, seeds: &[u32], worlds: u64) -> Result<Spreads> {
        let ready = ResolvedBest::of(self, choice)?;
        let Question { users, aim, rng_seed, .. } = ready.question(self, choice)?;
        let cascade = choice.spreading.cascade;
        ForwardSpread { cascade, users, aim, rng_seed }.spreads(seeds, worlds, choice.progress)
    }
}

impl Portfolio {
    /// The spread of each message from its seeds, in each of `worlds` worlds of the choice's
    /// `rng_seed`; `None` for a message without seeds.
    ///
    /// # Errors
    /// As [`Portfolio::plan`], and [`Error::Stopped`](crate::Error::Stopped) if the user stopped it
    /// before the first world of a message was done.
    pub fn forward(
        &self,
        choice: &SeedChoice<'_>,
        model: &AnyModel,
        assignments: &[Assignment],
        worlds: u64,
    ) -> Result<Vec<Option<Spreads>>> {
        let users = choice.network.users();
        let value = self.value(choice)?;
        self.each(choice, model, |place, cascade| {
            let own = assignments.iter().filter(|own| own.message == place);
            let seeds: Vec<u32> = own.map(|own| own.user).collect();
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
