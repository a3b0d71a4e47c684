//! An implicit population stored as a network, where it is small enough.

use rayon::prelude::*;

use super::Population;
use crate::{
    error::{Error, Result},
    network::{
        Network,
        builder::Built,
        csr::{Rows, for_each_row},
        generator::parameters::checks::MOST_EDGES,
        labels::Labels,
    },
};

impl Population {
    /// The same users and the same rows, place by place, as a stored network: cascades of the
    /// independent cascade model meet the same live edges in it.
    ///
    /// # Errors
    /// [`Error::Value`] where there are more users or edges than a stored network has.
    pub fn materialised(&self) -> Result<Network> {
        let edges = self.users() as f64 * self.mean_followers();
        let users = u32::try_from(self.users()).ok().filter(|_| edges <= MOST_EDGES);
        let users = users.ok_or_else(|| {
            let problem = format!("{} users with {edges:.0} edges are too many", self.users());
            let remedy = format!("a stored network has at most {MOST_EDGES} edges: lower it");
            Error::value("network.implicit.follower.users", problem, remedy)
        })?;
        let followers: Vec<u64> =
            (0..u64::from(users)).into_par_iter().map(|user| self.followers(user)).collect();
        let mut total = 0;
        let mut offsets = vec![0];
        offsets.extend(followers.iter().map(|followers| {
            total += followers;
            total
        }));
        let mut targets = vec![0_u32; total as usize];
        for_each_row(&offsets, &mut targets, |user, row| {
            let audience = self.audience(user.into());
            for (place, target) in row.iter_mut().enumerate() {
                *target = audience.at(place as u64) as u32;
            }
        });
        let rows = Rows::new(offsets.into(), targets.into()).expect("followers are users");
        let built = Built { given: total, ..Built::default() };
        Ok(Network::new(rows, Vec::new(), Labels::index(users), Vec::new(), built))
    }
}
