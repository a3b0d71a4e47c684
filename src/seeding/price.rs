//! The price of users as seeds, and of the seeds of an option.
//!
//! Amounts are in any one currency. Sums are of billionths, so that decimal prices add up exactly.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AddressSeeds, Seeds};
use crate::{
    catalogue::nearest,
    error::{Error, Result},
    network::{Network, attributes::UserValues, implicit::Population},
};

/// What an option costs, in any one currency: `fixed`, and for each seed `per_user` +
/// `per_follower` × its followers + its number in the column `column`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Price {
    /// The price of each seed, 0 or more. Default 0.
    #[schemars(range(min = 0))]
    pub per_user: f64,
    /// What each follower of a seed adds to its price, 0 or more. Default 0.
    #[schemars(range(min = 0))]
    pub per_follower: f64,
    /// A column of the user table with a number for each user, 0 or more, that is added to its price.
    /// Who has none there cannot be a seed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The price of the option whatever the number of its seeds, 0 or more. Default 0.
    #[schemars(range(min = 0))]
    pub fixed: f64,
}

/// What a price may be, besides 0: sums and ratios of such amounts are numbers still.
const PRICES: std::ops::RangeInclusive<f64> = 1e-9..=1e15;

/// An amount of money in billionths.
pub(super) fn billionths(amount: f64) -> u128 {
    (amount * 1e9).round() as u128
}

impl Price {
    /// Checks that every amount is 0 or from 1e-9 to 1e15; `key` is the price's key.
    ///
    /// # Errors
    /// [`Error::Value`] naming the first invalid amount.
    pub fn check(&self, key: &str) -> Result<()> {
        let amounts = [
            ("per_user", self.per_user),
            ("per_follower", self.per_follower),
            ("fixed", self.fixed),
        ];
        for (name, amount) in amounts {
            if amount != 0.0 && !PRICES.contains(&amount) {
                let problem = format!("{amount} is no price");
                let remedy = "give 0, or a number from 1e-9 to 1e15";
                return Err(Error::value(format!("{key}.{name}"), problem, remedy));
            }
        }
        Ok(())
    }

    /// The price of each user, by node; NaN for a user without a number in the column. `key` is the price's
    /// key.
    ///
    /// # Errors
    /// [`Error::Value`] for a column that the network does not have, that holds no numbers, or that
    /// holds a number below 0.
    pub fn of_users(&self, network: &Network, key: &str) -> Result<Vec<f64>> {
        let rows = network.forward();
        let price = |user| self.per_follower.mul_add(rows.degree(user) as f64, self.per_user);
        let mut prices: Vec<f64> = (0..network.users()).map(price).collect();
        if let Some(column) = &self.column {
            let numbers = numbers(network, column, &format!("{key}.column"), "prices")?;
            for (price, number) in prices.iter_mut().zip(numbers) {
                *price += number;
            }
        }
        Ok(prices)
    }

    /// The price of an option with these seeds. For seeds drawn in every replicate it is the exact
    /// mean, as each user of the pool is equally likely.
    ///
    /// # Errors
    /// As [`Price::of_users`]; and [`Error::Value`] for a seed that has no price.
    pub fn of_seeds(&self, network: &Network, seeds: &Seeds, key: &str) -> Result<f64> {
        if self.per_follower == 0.0 && self.column.is_none() {
            return Ok(self.of_number(seeds.count()));
        }
        let prices = self.of_users(network, key)?;
        let total = |users: &[u32]| -> Result<u128> {
            let mut total = 0;
            for &user in users {
                let price = prices[user as usize];
                if price.is_nan() {
                    let column = self.column.as_deref().unwrap_or_default();
                    let problem = format!("user {} has no number in {column:?}", network.id(user));
                    let remedy = "give it one, or leave the user out: where = { … } of a strategy \
                                  filters by a column";
                    return Err(Error::value(format!("{key}.column"), problem, remedy));
                }
                total += billionths(price);
            }
            Ok(total)
        };
        let of_users = match seeds {
            Seeds::Fixed(users) => total(users)? as f64 / 1e9,
            Seeds::Redrawn(draw) => {
                let mean = total(&draw.pool)? as f64 / 1e9 / draw.pool.len() as f64;
                mean * f64::from(draw.count)
            }
        };
        Ok(of_users + self.fixed)
    }

    /// The price of an option with these seeds of an implicit population; the mean for seeds drawn
    /// in every replicate.
    ///
    /// # Errors
    /// [`Error::Value`] for a column: users of an implicit network have none.
    pub fn of_addresses(
        &self,
        population: &Population,
        seeds: &AddressSeeds,
        key: &str,
    ) -> Result<f64> {
        if let Some(column) = &self.column {
            let problem = format!("users of an implicit network have no column {column:?}");
            let remedy = "give per_user and per_follower, or take a network that is stored";
            return Err(Error::value(format!("{key}.column"), problem, remedy));
        }
        let followers = match seeds {
            AddressSeeds::Fixed(users) => {
                users.iter().map(|&user| population.followers(user)).sum::<u64>() as f64
            }
            AddressSeeds::Redrawn { count, .. } => f64::from(*count) * population.mean_followers(),
        };
        Ok(self.per_follower.mul_add(followers, self.of_number(seeds.count())))
    }

    /// The price of this many seeds, if each costs the same.
    fn of_number(&self, seeds: usize) -> f64 {
        self.per_user.mul_add(seeds as f64, self.fixed)
    }
}

/// The numbers of a column of the user table, 0 or more, or NaN if missing. `what` names them in
/// messages.
pub(super) fn numbers<'a>(
    network: &'a Network,
    column: &str,
    key: &str,
    what: &str,
) -> Result<&'a [f64]> {
    let columns = network.user_columns().iter();
    match network.user_column(column) {
        Some(UserValues::Number(numbers)) => {
            if let Some(user) =
                numbers.iter().position(|&number| number < 0.0 || number.is_infinite())
            {
                let (id, number) = (network.id(user as u32), numbers[user]);
                let problem = format!("user {id} has {number} in {column:?}");
                return Err(Error::value(key, problem, format!("{what} are 0 or more")));
            }
            Ok(numbers)
        }
        Some(_) => {
            let problem = format!("{column:?} holds no numbers");
            Err(Error::value(key, problem, "name a column of numbers"))
        }
        None => {
            let existing: Vec<&str> = columns
                .filter(|column| matches!(column.values, UserValues::Number(_)))
                .map(|column| column.name.as_str())
                .collect();
            let remedy = match nearest(column, existing.iter().copied()) {
                Some(near) => format!("did you mean {near:?}?"),
                None if existing.is_empty() => {
                    "the network's users have no numbers: give network.file.users a table with \
                     the column, or leave it out"
                        .to_owned()
                }
                None => format!("its columns of numbers are {}", existing.join(", ")),
            };
            Err(Error::value(key, format!("users have no column {column:?}"), remedy))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seeding::{SeedDraw, tests::network};

    /// Followers of 10, 20, 30, 40, 50, 60: 2, 4, 2, 1, 0, 1; ages 20, 30, 40, 50, 60 and none.
    #[test]
    fn prices_follow_audience_and_column() {
        let network = network();
        let price = |text: &str| -> Price { toml::from_str(text).expect(text) };
        let both = price("per_user = 1.5\nper_follower = 2\ncolumn = 'age'\nfixed = 100");
        let prices = both.of_users(&network, "price").expect("it fits");
        assert_eq!(prices[..5], [25.5, 39.5, 45.5, 53.5, 61.5]);
        assert!(prices[5].is_nan());
        let cost = |price: &Price, seeds: &Seeds| price.of_seeds(&network, seeds, "price");
        let shown = |price: &Price, seeds: &Seeds| cost(price, seeds).unwrap().to_string();
        assert_eq!(shown(&both, &Seeds::fixed(vec![0, 1])), "165");
        let redrawn = Seeds::Redrawn(SeedDraw { pool: vec![0, 1, 2, 3], count: 2, rng_seed: 1 });
        assert_eq!(shown(&both, &redrawn), "182");
        let flat = price("per_user = 0.1\nfixed = 1");
        assert_eq!(shown(&flat, &redrawn), "1.2");
        let error = cost(&both, &Seeds::fixed(vec![5])).expect_err("it has no price").to_string();
        assert_eq!(error, "price.column: user 60 has no number in \"age\"");
    }

    #[test]
    fn columns_that_are_no_prices_are_refused() {
        for (column, word) in [("ages", "ages"), ("region", "no numbers")] {
            let price = Price { column: Some(column.to_owned()), ..Price::default() };
            let error = price.of_users(&network(), "price").expect_err(column);
            assert!(error.to_string().contains(word), "{error}");
            assert!(!error.remedy().unwrap_or_default().is_empty());
        }
    }
}
