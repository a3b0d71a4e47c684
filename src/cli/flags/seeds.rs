//! The flags of `wordspread seeds`, one for each key of `seeds.best`, and faults under their names.

use clap::Args;
use wordspread::{
    error::{Error, Result},
    scenario::flag_value,
    seeding::{Accuracy, Best, Deadline, Price, TieWinner, UserId, UserValue, WavesWanted},
};

/// Whom to choose.
#[derive(Debug, Args)]
#[command(next_help_heading = "Whom to choose")]
pub(crate) struct RuleFlags {
    /// Number of seeds, required ones included; with a budget, the largest number
    #[arg(long, short, value_name = "K")]
    count: Option<u32>,

    /// Most that the seeds may cost, at the prices of --price-…
    #[arg(long, value_name = "MONEY")]
    budget: Option<f64>,

    /// Users who must be among the seeds, by their ids
    #[arg(long, value_name = "ID", value_delimiter = ',', value_parser = user_id)]
    require: Vec<UserId>,

    /// Users who must not be among the seeds, by their ids
    #[arg(long, value_name = "ID", value_delimiter = ',', value_parser = user_id)]
    exclude: Vec<UserId>,

    /// Only users who pass this filter: '{ region = "north", followers = { max = 1000 } }'
    #[arg(long = "where", value_name = "FILTER")]
    filter: Option<String>,

    #[arg(
        long,
        value_name = "QUOTAS",
        help = r#"Limits on the number of seeds from each segment: '{ by = "region", at_most = { north = 5 } }'"#
    )]
    quotas: Option<String>,

    #[arg(
        long,
        value_name = "SHARES",
        help = r#"Share of each segment to reach before anything else: '{ by = "region", of_best = 0.5 }'"#
    )]
    fair: Option<String>,
}

/// What counts, and how good it must be.
#[derive(Debug, Args)]
#[command(next_help_heading = "What counts, and how well")]
pub(crate) struct AimFlags {
    /// What each user is worth: a column of numbers, or
    /// '{ by = "region", segments = { north = 2 }, others = 1 }'
    #[arg(long, value_name = "COLUMN or VALUES")]
    value: Option<String>,

    /// Users who share anyway, by their ids: seeds count by what they add to their spread
    #[arg(long, value_name = "ID", value_delimiter = ',', value_parser = user_id)]
    organic: Vec<UserId>,

    /// Count only users who share within this many steps, or this time where the model has time
    #[arg(long, value_name = "STEPS or TIME")]
    deadline: Option<f64>,

    /// Seeds of a rival's message, by their ids: each user takes the message that arrives first, and
    /// only users who take ours count
    #[arg(long, value_name = "ID", value_delimiter = ',', value_parser = user_id)]
    rival: Vec<UserId>,

    /// Whose message wins where both arrive in the same step: rival or ours [default: rival]
    #[arg(long, value_name = "WHO", value_parser = ties, requires = "rival")]
    ties: Option<TieWinner>,

    /// End once the seeds are certain to reach 1 - 1/e - E of the optimum (under a budget or quotas,
    /// 1/2 - E), rather than when more sampling gains little
    #[arg(long, value_name = "E", value_parser = epsilon, conflicts_with = "quality")]
    epsilon: Option<f64>,

    /// End once doubling the samples improves the spread by no more than this share [default: 0.005]
    #[arg(long, value_name = "SHARE")]
    quality: Option<f64>,
}

/// What seeds cost.
#[derive(Debug, Args)]
#[command(next_help_heading = "What seeds cost")]
pub(crate) struct PriceFlags {
    /// The price of each seed
    #[arg(long = "price-per-user", value_name = "MONEY")]
    per_user: Option<f64>,

    /// What each follower of a seed adds to its price
    #[arg(long = "price-per-follower", value_name = "MONEY")]
    per_follower: Option<f64>,

    /// A column of the user table with a number for each user that is added to its price
    #[arg(long = "price-column", value_name = "COLUMN")]
    column: Option<String>,
}

/// Seeds in waves.
#[derive(Debug, Args)]
#[command(next_help_heading = "In waves")]
pub(crate) struct WaveFlags {
    /// Choose the first wave of an adaptive seeding in rounds, and estimate the gain of choosing each
    /// next wave after the shares so far are seen: 10,10 seeds; with a budget, its parts: 1,1 are halves
    #[arg(long, value_name = "K,K", value_delimiter = ',', conflicts_with = "count")]
    waves: Option<Vec<u32>>,

    /// Number of worlds in which the waves are simulated [default: 100]
    #[arg(long, value_name = "N")]
    worlds: Option<u64>,
}

/// Worlds in which waves are simulated, by default.
const WORLDS: u64 = 100;

/// How far from 1 - 1/e.
fn epsilon(text: &str) -> std::result::Result<f64, String> {
    match text.parse() {
        Ok(epsilon) if 0.0 < epsilon && epsilon < 0.632 => Ok(epsilon),
        _ => Err("give a number above 0 and below 0.632, such as 0.1".to_owned()),
    }
}

/// Who wins ties.
fn ties(text: &str) -> std::result::Result<TieWinner, String> {
    match text {
        "rival" => Ok(TieWinner::Rival),
        "ours" => Ok(TieWinner::Ours),
        _ => Err("give rival or ours".to_owned()),
    }
}

/// An id in a list of ids, without the spaces around it.
pub(crate) fn user_id(text: &str) -> std::result::Result<UserId, String> {
    match text.trim() {
        "" => Err("there is no id before or after a comma".to_owned()),
        id => Ok(UserId::Text(id.to_owned())),
    }
}

/// A column, or a table of values.
fn value(text: &str) -> Result<UserValue> {
    let text = text.trim();
    if text.starts_with('{') {
        flag_value("--value", "value", text)
    } else {
        Ok(UserValue::Column(text.to_owned()))
    }
}

/// What is wanted, as `seeds.best` of an option would say it.
pub(crate) fn wanted(rules: RuleFlags, aim: AimFlags, waves: Option<&WavesWanted>) -> Result<Best> {
    let RuleFlags { count, budget, require, exclude, filter, quotas, fair } = rules;
    let AimFlags { value: worth, organic, deadline, rival, ties, epsilon, quality } = aim;
    let first =
        || waves.and_then(|waves| waves.sizes.first().copied()).filter(|_| budget.is_none());
    Ok(Best {
        count: count.or_else(first),
        budget,
        filter: filter.map(|text| flag_value("--where", "where", &text)).transpose()?,
        require,
        exclude,
        organic,
        quotas: quotas.map(|text| flag_value("--quotas", "quotas", &text)).transpose()?,
        fair: fair.map(|text| flag_value("--fair", "fair", &text)).transpose()?,
        value: worth.as_deref().map(value).transpose()?,
        deadline: deadline.map(Deadline),
        rival,
        ties,
        accuracy: match (epsilon, quality) {
            (Some(epsilon), _) => Accuracy::Guarantee(epsilon),
            (None, Some(quality)) => Accuracy::Quality(quality),
            (None, None) => Accuracy::default(),
        },
    })
}

impl RuleFlags {
    /// Refuses a budget that there is no price for.
    pub(crate) fn can_be_paid(&self, price: Option<&Price>) -> Result<()> {
        match (self.budget, price) {
            (Some(budget), None) => {
                let problem = format!("{budget} is there to be spent, but users have no price");
                let remedy = "give --price-per-user 10, --price-per-follower 0.05 or --price-column \
                              COLUMN";
                Err(Error::value("--budget", problem, remedy))
            }
            _ => Ok(()),
        }
    }
}

impl PriceFlags {
    /// The price, where one is given; amounts are checked.
    pub(crate) fn price(self) -> Result<Option<Price>> {
        let Self { per_user, per_follower, column } = self;
        if per_user.is_none() && per_follower.is_none() && column.is_none() {
            return Ok(None);
        }
        let amount = |flag: &str, amount: Option<f64>| match amount.unwrap_or(0.0) {
            amount if (0.0..=1e15).contains(&amount) => Ok(amount),
            amount => {
                let problem = format!("{amount} is no price");
                Err(Error::value(flag, problem, "give 0, or a number up to 1e15"))
            }
        };
        let per_user = amount("--price-per-user", per_user)?;
        let per_follower = amount("--price-per-follower", per_follower)?;
        Ok(Some(Price { per_user, per_follower, column, fixed: 0.0 }))
    }
}

impl WaveFlags {
    /// The waves, where there are any.
    pub(crate) fn wanted(self) -> Result<Option<WavesWanted>> {
        match (self.waves, self.worlds) {
            (None, Some(worlds)) => {
                let problem = format!("waves are tried in {worlds} worlds, and there are none");
                let remedy = "give --waves 10,10 in place of --count, or leave it out; \
                              --simulate tries seeds that are chosen at once";
                Err(Error::value("--worlds", problem, remedy))
            }
            (waves, worlds) => {
                let worlds = worlds.unwrap_or(WORLDS);
                Ok(waves.map(|sizes| WavesWanted { sizes, worlds }))
            }
        }
    }
}

/// The same fault under the name of the flag, where it names the key that the flag stands for.
pub(crate) fn of_flag(error: Error) -> Error {
    let Error::Value { key, problem, remedy } = error else { return error };
    let (first, rest) = key.split_once('.').unwrap_or((&key, ""));
    let flag = match (first, rest) {
        ("accuracy", "guarantee") => "--epsilon".to_owned(),
        ("accuracy", _) => "--quality".to_owned(),
        ("price", column) => format!("--price-{}", column.replace('_', "-")),
        (
            "count" | "budget" | "require" | "exclude" | "where" | "quotas" | "fair" | "value"
            | "organic" | "deadline" | "rival" | "waves" | "worlds" | "simulate" | "sets",
            _,
        ) => format!("--{first} {rest}").trim_end().to_owned(),
        _ => key,
    };
    Error::Value { key: flag, problem, remedy }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_a_key_names_its_flag() {
        for (key, flag) in [
            ("count", "--count"),
            ("where.regoin", "--where regoin"),
            ("accuracy.guarantee", "--epsilon"),
            ("accuracy", "--quality"),
            ("price.column", "--price-column"),
            ("influence.uniform.p", "influence.uniform.p"),
        ] {
            let fault = of_flag(Error::value(key, "is wrong", "mend it")).to_string();
            assert_eq!(fault, format!("{flag}: is wrong"));
        }
    }

    #[test]
    fn ids_are_without_the_spaces_around_them() {
        assert_eq!(user_id(" anna ").map(|id| id.to_string()), Ok("anna".to_owned()));
        assert!(user_id("  ").is_err());
    }
}
