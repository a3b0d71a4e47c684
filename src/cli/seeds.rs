//! `wordspread seeds`: the seeds that spread farthest, with their certificate.

use std::{
    io::{self, BufWriter, Write},
    path::PathBuf,
};

use clap::Args;
use wordspread::{
    error::{Error, Result},
    scenario::{BestSeeds, SeedsWanted, WavesWanted},
    seeding::{
        Accuracy, Best, CertifiedRival, Fairness, Filter, Price, Quotas, Ties, UserId, Value,
    },
    whole_file::WholeFile,
};

use super::{
    Outcome,
    console::Console,
    output,
    scenario::ScenarioFlags,
    table::{Page, number, percent, several, whole},
};

/// Choose the seeds that spread farthest, and certify how near they are to the best
#[derive(Debug, Args)]
#[command(after_long_help = r#"Examples:
  wordspread seeds launch.toml --count 50
  wordspread seeds launch.toml --count 50 -o best.txt
  wordspread seeds launch.toml --count 20 --require anna --exclude bert,carla --json
  wordspread seeds launch.toml --budget 5000 --price-per-user 20 --price-per-follower 0.05
  wordspread seeds launch.toml --count 20 --where '{ followers = { max = 1000 } }' \
    --quotas '{ by = "region", at_most = { north = 5 } }' --deadline 3

What is in '{ … }' is written as in a scenario: `wordspread schema` has all keys of seeds.best. The
scenario gives network, influence and model; its options are not looked at. A file that is
written is one that `seeds.file` of an option takes. Ctrl-C ends the search early with the best so
far, and the exit code is 130."#)]
pub(super) struct Seeds {
    #[command(flatten)]
    scenario: ScenarioFlags,

    #[command(flatten)]
    rules: RuleFlags,

    #[command(flatten)]
    aim: AimFlags,

    #[command(flatten)]
    price: PriceFlags,

    #[command(flatten)]
    waves: WaveFlags,

    /// Simulate the seeds in so many fresh worlds, and tell their mean sharers with an interval
    #[arg(long, value_name = "N")]
    simulate: Option<u64>,

    /// Write the ids into a file, one a line, in the order in which they were chosen
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Print seeds and certificate as JSON
    #[arg(long)]
    json: bool,
}

/// Whom to choose.
#[derive(Debug, Args)]
#[command(next_help_heading = "Whom to choose")]
struct RuleFlags {
    /// How many seeds, those that are required among them; beside a budget, at most so many
    #[arg(long, short, value_name = "K", required_unless_present_any = ["budget", "waves"])]
    count: Option<u32>,

    /// How much the seeds may cost, at the price of --price-…
    #[arg(long, value_name = "MONEY")]
    budget: Option<f64>,

    /// Users who must be among the seeds, by their ids
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    require: Vec<String>,

    /// Users who must not be among the seeds, by their ids
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    exclude: Vec<String>,

    /// Only users who pass this filter: '{ region = "north", followers = { max = 1000 } }'
    #[arg(long = "where", value_name = "FILTER", value_parser = table::<Filter>)]
    filter: Option<Filter>,

    #[arg(
        long,
        value_name = "QUOTAS",
        value_parser = table::<Quotas>,
        help = r#"How many seeds segments give: '{ by = "region", at_most = { north = 5 } }'"#
    )]
    quotas: Option<Quotas>,

    #[arg(
        long,
        value_name = "SHARES",
        value_parser = table::<Fairness>,
        help = r#"How much of each segment must share, first of all: '{ by = "region", of_best = 0.5 }'"#
    )]
    fair: Option<Fairness>,
}

/// What counts, and how good it must be.
#[derive(Debug, Args)]
#[command(next_help_heading = "What counts, and how well")]
struct AimFlags {
    /// What each user is worth: a column of numbers, or
    /// '{ by = "region", segments = { north = 2 }, others = 1 }'
    #[arg(long, value_name = "COLUMN or VALUES", value_parser = value)]
    value: Option<Value>,

    /// Users who share anyway, by their ids: what counts is what seeds add to their spread
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    organic: Vec<String>,

    /// Only those count who share within so many steps of a seed
    #[arg(long, value_name = "STEPS")]
    deadline: Option<u32>,

    /// The seeds of a rival's message, by their ids: each user takes what reaches it first, and only
    /// those count who take ours
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    rival: Vec<String>,

    /// Who wins a user whom both messages reach in the same step: rival, if nothing is said, or ours
    #[arg(long, value_name = "WHO", value_parser = ties, requires = "rival")]
    ties: Option<Ties>,

    /// End once the seeds certainly spread 1 - 1/e - E of what any could (under a budget or quotas,
    /// 1/2 - E), in place of going on while that is worth it
    #[arg(long, value_name = "E", value_parser = epsilon, conflicts_with = "quality")]
    epsilon: Option<f64>,

    /// Go on until twice the sampling finds none that spread farther by more than this share;
    /// 0.005 where nothing is said
    #[arg(long, value_name = "SHARE")]
    quality: Option<f64>,
}

/// What seeds cost.
#[derive(Debug, Args)]
#[command(next_help_heading = "What seeds cost")]
struct PriceFlags {
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
struct WaveFlags {
    /// Choose the first of several waves of so many seeds each, and tell what it gains to choose each
    /// next one when it is seen who shares: 10,10
    #[arg(long, value_name = "K,K", value_delimiter = ',', conflicts_with_all = ["count", "budget"])]
    waves: Option<Vec<u32>>,

    /// In how many worlds the waves are tried
    #[arg(long, value_name = "N", default_value_t = 100, requires = "waves")]
    worlds: u64,
}

/// How far from 1 - 1/e.
fn epsilon(text: &str) -> std::result::Result<f64, String> {
    match text.parse() {
        Ok(epsilon) if 0.0 < epsilon && epsilon < 0.632 => Ok(epsilon),
        _ => Err("give a number above 0 and below 0.632, such as 0.1".to_owned()),
    }
}

/// Who wins ties.
fn ties(text: &str) -> std::result::Result<Ties, String> {
    match text {
        "rival" => Ok(Ties::Rival),
        "ours" => Ok(Ties::Ours),
        _ => Err("give rival or ours".to_owned()),
    }
}

/// What a table says, as it would in a scenario.
fn table<T: serde::de::DeserializeOwned>(text: &str) -> std::result::Result<T, String> {
    #[derive(serde::Deserialize)]
    struct Given<T> {
        given: T,
    }
    let read = toml::from_str(&format!("given = {text}"));
    read.map(|Given { given }: Given<T>| given).map_err(|error| error.message().to_owned())
}

/// A column, or a table of values.
fn value(text: &str) -> std::result::Result<Value, String> {
    if text.trim_start().starts_with('{') {
        table(text)
    } else {
        Ok(Value::Column(text.to_owned()))
    }
}

/// Ids as a scenario has them.
fn ids(ids: Vec<String>) -> Vec<UserId> {
    ids.into_iter().map(UserId::Text).collect()
}

impl PriceFlags {
    /// The price, where one is given; amounts are checked.
    fn price(self) -> Result<Option<Price>> {
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

/// What is wanted, as `seeds.best` of an option would say it.
fn wanted(rules: RuleFlags, aim: AimFlags) -> Best {
    let RuleFlags { count, budget, require, exclude, filter, quotas, fair } = rules;
    let AimFlags { value, organic, deadline, rival, ties, epsilon, quality } = aim;
    Best {
        count,
        budget,
        filter,
        require: ids(require),
        exclude: ids(exclude),
        organic: ids(organic),
        quotas,
        fair,
        value,
        deadline,
        rival: ids(rival),
        ties,
        accuracy: match (epsilon, quality) {
            (Some(epsilon), _) => Accuracy::Guarantee(epsilon),
            (None, Some(quality)) => Accuracy::Quality(quality),
            (None, None) => Accuracy::default(),
        },
    }
}

impl Seeds {
    pub(super) fn run(self, console: &Console) -> Result<Outcome> {
        let file = self.scenario.read()?;
        let output = match &self.output {
            Some(path) => {
                output::apart_from("--output", path, &self.scenario.files())?;
                let file = WholeFile::create(path).map_err(|error| Error::writing(path, error))?;
                Some((path, file))
            }
            None => None,
        };
        let WaveFlags { waves, worlds } = self.waves;
        let mut best = wanted(self.rules, self.aim);
        best.count = best.count.or_else(|| waves.as_ref()?.first().copied());
        let waves = waves.map(|sizes| WavesWanted { sizes, worlds });
        let wanted =
            SeedsWanted { best, price: self.price.price()?, waves, simulate: self.simulate };
        let best = BestSeeds::of(&file, &wanted, console.progress())?;
        if let Some((path, file)) = output {
            write(&best, file).map_err(|error| Error::writing(path, error))?;
        }
        if self.json {
            console.print_json(&best)?;
        } else {
            console.print(&told(&best, console))?;
        }
        let stopped = !best.certificate.reached && console.progress().cancelled();
        Ok(if stopped { Outcome::Interrupted } else { Outcome::Done })
    }
}

/// The ids, below what is certified of them.
fn write(best: &BestSeeds, file: WholeFile) -> io::Result<()> {
    let mut file = BufWriter::new(file);
    let share = percent(best.certificate.ratio);
    writeln!(file, "# {}: at least {share} of the best spread", several_seeds(best))?;
    for seed in &best.seeds {
        writeln!(file, "{}", seed.id)?;
    }
    file.into_inner().map_err(io::IntoInnerError::into_error)?.finish()
}

fn several_seeds(best: &BestSeeds) -> String {
    several(best.seeds.len() as u64, "seed")
}

/// A mean number of users: whole, where it is large.
fn shown(mean: f64) -> String {
    if mean < 100.0 { number(mean) } else { whole(mean.round() as u64) }
}

fn told(best: &BestSeeds, console: &Console) -> String {
    let mut page = Page::new(console.look());
    page.section(&best.scenario);
    let network = &best.network;
    let (users, edges) = (several(network.users, "user"), several(network.edges, "edge"));
    page.row("network", &format!("{}; {users}, {edges}", network.source));
    if let Some(direction) = &network.direction {
        page.row("", direction);
    }
    let certificate = &best.certificate;
    page.section("Seeds, in the order in which they were chosen");
    for (place, seed) in best.seeds.iter().enumerate() {
        let adds = format!("{}   adds {} {}", seed.id, shown(seed.adds), certificate.unit);
        page.row(&(place + 1).to_string(), &adds);
    }
    if let Some(cost) = best.cost {
        let of = certificate.budget.map_or_else(String::new, |all| format!(" of {}", number(all)));
        page.row("cost", &format!("{}{of}", number(cost)));
    }
    page.section("Certificate");
    certified(&mut page, best);
    if !certificate.reached {
        let ended =
            if console.progress().cancelled() { "stopped by hand" } else { "memory is full" };
        page.row("", &format!("{ended} before they were as good as was asked"));
    }
    if let Some(simulated) = &best.simulated {
        let ends = simulated.interval.map_or_else(String::new, |ends| {
            format!(" ({} to {}, 95%)", number(ends.low), number(ends.high))
        });
        let worlds = several(simulated.replicates, "fresh world");
        page.row("simulated", &format!("{} sharers{ends} in {worlds}", number(simulated.sharers)));
    }
    if let Some(waves) = &best.waves {
        let sizes: Vec<String> = waves.sizes.iter().map(u32::to_string).collect();
        page.section(&format!("In waves of {}", sizes.join(", ")));
        page.row("in waves", &format!("{} sharers in the mean", shown(waves.in_waves)));
        page.row("all at once", &format!("{} in the same worlds", shown(waves.at_once)));
        let ends = waves.gain.interval.map_or_else(String::new, |ends| {
            format!(" ({} to {}, 95%)", number(ends.low), number(ends.high))
        });
        page.row("gained", &format!("{}{ends}", number(waves.gain.difference)));
        let worlds = several(waves.gain.replicates, "world");
        page.row("by", &format!("{worlds}, in each of which the next wave is chosen anew"));
    }
    page.text
}

/// What is certified, in rows.
fn certified(page: &mut Page, best: &BestSeeds) {
    let certificate = &best.certificate;
    let spread = shown(certificate.spread);
    let within = certificate
        .deadline
        .map_or_else(String::new, |steps| format!(" within {}", several(steps.into(), "step")));
    page.row(
        &certificate.unit,
        &format!("{spread}{within} in the mean, by sets that took no part in the choice"),
    );
    if let Some(CertifiedRival { seeds, ties }) = &certificate.rival {
        let seeds = several((*seeds).into(), "seed");
        let who = if *ties == Ties::Ours { "we win" } else { "the rival wins" };
        page.row("against a rival", &format!("{seeds}; {who} whom both reach in the same step"));
    }
    page.row("at least", &shown(certificate.at_least));
    let most = shown(certificate.optimum_at_most);
    let whatever = match certificate.budget {
        Some(_) => "whatever seeds the money buys".to_owned(),
        None => format!("whatever {}", several_seeds(best)),
    };
    page.row("best possible", &format!("at most {most}, from {whatever}"));
    let ratio = percent(certificate.ratio);
    page.row("certified", &format!("at least {ratio} of the best possible"));
    let promised = match certificate.guarantee {
        Some(share) => {
            format!("at least {} on any network, but for what sets err", percent(share))
        }
        None => "no share on any network: what holds is what is certified here".to_owned(),
    };
    page.row("promised beforehand", &promised);
    for segment in &certificate.segments {
        let share = segment.share.map_or_else(|| "unknown".to_owned(), percent);
        let text = format!("{share} of it in the mean; wanted were {}", percent(segment.least));
        page.row(&segment.segment, &text);
    }
    let sets = several(certificate.sets, "reverse set");
    let odds = number(1.0 / certificate.risk);
    page.row("by", &format!("{sets}, and as many to test; wrong once in {odds}"));
}
