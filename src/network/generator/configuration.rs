//! The configuration model: users have given numbers of ties, joined at random.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Generate, NetworkSize,
    parameters::{checks::Keys, ties::Ties},
    sampling::{
        draw::{shuffle, stage},
        power_law::WholePowerLaw,
    },
};
use crate::{
    catalogue::Described,
    error::Result,
    network::{Network, stopping::par_fill},
    progress::Progress,
};

const KEYS: Keys = Keys("network.generate.configuration");

/// Each user has as many stubs as its degree says, and stubs are paired at random into mutual ties.
///
/// The pairing makes some self-loops and repeated ties. They are erased and counted, so a few
/// degrees, mostly the largest, fall short of the given ones; with a finite second moment their
/// number stays bounded while the network grows.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Configuration {
    /// How many ties each user has: `{ list = [3, 2, …] }` or `{ power-law = { … } }`.
    pub degrees: Degrees,
}

/// Where the degrees come from.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Degrees {
    /// The degree of each user in turn; the sum must be even.
    List(Vec<u32>),
    /// Degrees drawn from a power law.
    PowerLaw(PowerLawDegrees),
}

/// Degrees drawn independently with p(k) ∝ k^(−exponent) for k from `min` to `max`.
///
/// Where their sum comes out odd, the first user whose degree is below `max` has one more; where
/// there is none, the first user has one less.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PowerLawDegrees {
    /// Number of users, at least 1.
    pub users: u32,
    /// The exponent, above 0.
    pub exponent: f64,
    /// The smallest degree, at least 1; 1 by default.
    #[serde(default = "one")]
    pub min: u32,
    /// The largest degree, from `min` to `users` − 1; √users, or `min` if that is more, by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
}

const fn one() -> u32 {
    1
}

impl Described for Configuration {
    const SUMMARY: &'static str = "given degrees, or a power law of them, joined at random";
    const REFERENCE: &'static str = "Molloy & Reed 1995, doi:10.1002/rsa.3240060204; Britton, Deijfen & Martin-Löf 2006, \
         doi:10.1007/s10955-006-9168-x";
}

impl PowerLawDegrees {
    fn max(&self) -> u32 {
        self.max.unwrap_or_else(|| self.min.max(self.users.isqrt()))
    }

    fn check(&self) -> Result<()> {
        let key = |name: &str| format!("degrees.power-law.{name}");
        KEYS.at_least(&key("users"), self.users, 1)?;
        KEYS.above(&key("exponent"), self.exponent, 0.0)?;
        KEYS.at_least(&key("min"), self.min, 1)?;
        KEYS.at_least(&key("max"), self.max(), self.min)?;
        let named = if self.max.is_some() { "max" } else { "min" };
        let why = "there are not so many other users";
        KEYS.at_most(&key(named), self.max(), self.users - 1, why)
    }

    fn law(&self) -> WholePowerLaw {
        WholePowerLaw::new(self.exponent, self.min, self.max())
    }

    fn draw(&self, rng_seed: u64, progress: &dyn Progress) -> Result<Vec<u32>> {
        let law = self.law();
        let world = stage(rng_seed, 1);
        let degree = |user: usize| law.draw(&mut world.stream(user as u64));
        let mut degrees = par_fill(self.users as usize, progress, degree)?;
        if sum(&degrees) % 2 == 1 {
            let max = self.max();
            match degrees.iter_mut().find(|degree| **degree < max) {
                Some(degree) => *degree += 1,
                None => degrees[0] -= 1,
            }
        }
        Ok(degrees)
    }
}

fn sum(degrees: &[u32]) -> u64 {
    degrees.iter().map(|&degree| u64::from(degree)).sum()
}

impl Degrees {
    fn check(&self) -> Result<()> {
        let list = match self {
            Self::List(list) => list,
            Self::PowerLaw(law) => return law.check(),
        };
        KEYS.at_least("degrees.list", list.len(), 1)?;
        KEYS.at_most("degrees.list", list.len(), u32::MAX as usize, "users have 32 bits")?;
        if let Some(&degree) = list.iter().find(|&&degree| degree as usize >= list.len()) {
            let problem = format!("a user has degree {degree}, but there are {} users", list.len());
            return Err(KEYS.refused("degrees.list", problem, "each degree is below their number"));
        }
        if sum(list) % 2 == 1 {
            let problem = format!("the degrees sum to {}, which is odd", sum(list));
            return Err(KEYS.refused("degrees.list", problem, "each tie has two ends: add one"));
        }
        Ok(())
    }
}

impl Generate for Configuration {
    fn generate(&self, rng_seed: u64, progress: &dyn Progress) -> Result<Network> {
        self.degrees.check()?;
        KEYS.edges_fit("degrees", self.size().edges)?;
        progress.begin("generating the network", None);
        let degrees = match &self.degrees {
            Degrees::List(list) => list.clone(),
            Degrees::PowerLaw(law) => law.draw(rng_seed, progress)?,
        };
        let stubs_of =
            |(user, &degree): (usize, &u32)| std::iter::repeat_n(user as u32, degree as usize);
        let mut stubs: Vec<u32> = degrees.iter().enumerate().flat_map(stubs_of).collect();
        shuffle(&mut stubs, &mut stage(rng_seed, 0).stream(0), progress)?;
        let ties = stubs.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect();
        progress.end();
        Ties::Mutual.network(degrees.len() as u32, ties, progress)
    }

    fn size(&self) -> NetworkSize {
        match &self.degrees {
            Degrees::List(list) => NetworkSize::of(list.len() as f64, sum(list) as f64),
            Degrees::PowerLaw(law) => {
                let users = f64::from(law.users);
                let mean = law.check().map_or(f64::NAN, |()| law.law().mean());
                NetworkSize::of(users, users * mean)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_list(list: Vec<u32>) -> Configuration {
        Configuration { degrees: Degrees::List(list) }
    }

    #[test]
    fn degrees_are_as_given_but_for_what_is_erased() {
        let list: Vec<u32> = (0..1000).map(|user| 1 + user % 8).collect();
        let network = with_list(list.clone()).generate(5, &()).unwrap();
        let built = network.built();
        assert_eq!(built.given, sum(&list) / 2);
        let lost = 2 * built.self_loops + built.merged;
        assert_eq!(network.edges(), sum(&list) - lost);
        let mut short = 0;
        for (node, &degree) in list.iter().enumerate() {
            let kept = network.forward().degree(node as u32);
            assert!(kept <= degree as usize);
            short += u64::from(degree) - kept as u64;
        }
        assert_eq!(short, lost);
    }

    /// With ν = E[d(d−1)]/E[d], self-loops are Poisson of mean ν/2 (Janson 2009). Degrees 1 to 8
    /// in equal shares: E[d] = 4.5, E[d(d−1)] = 21, mean 7/3; over 300 networks sigma is
    /// √(7/3/300) = 0.088.
    #[test]
    fn self_loops_are_as_rare_as_the_theory_says() {
        let model = with_list((0..2000).map(|user| 1 + user % 8).collect());
        let loops = |rng_seed| model.generate(rng_seed, &()).unwrap().built().self_loops;
        let mean = (0..300).map(loops).sum::<u64>() as f64 / 300.0;
        assert!((mean - 7.0 / 3.0).abs() < 5.0 * 0.088, "{mean}");
    }

    #[test]
    fn drawn_degrees_sum_to_an_even_number_within_their_range() {
        for rng_seed in 0..50 {
            let (min, max) = (2, Some(30));
            let law = PowerLawDegrees { users: 101, exponent: 2.1, min, max };
            let degrees = law.draw(rng_seed, &()).unwrap();
            assert!(sum(&degrees).is_multiple_of(2));
            assert!(degrees.iter().all(|degree| (2..=30).contains(degree)));
        }
        let full = PowerLawDegrees { users: 5, exponent: 2.0, min: 3, max: Some(3) };
        assert_eq!(full.draw(1, &()).unwrap(), [2, 3, 3, 3, 3]);
    }
}
