//! Tips for an unknown word on the command line.
//!
//! clap proposes its most similar word, however unlike, or to pass the word as a value. A tip must
//! never propose what does something else than the user meant.

use clap::{
    Command, Error,
    builder::StyledStr,
    error::{ContextKind, ContextValue, ErrorKind},
};
use wordspread::catalogue::nearest;

/// Words of other tools for random numbers, which a scenario names by its `rng_seed`.
const RANDOM: [&str; 4] = ["--seed", "--rng-seed", "--rng_seed", "--random-seed"];

/// Commands whose first argument is a scenario.
const OF_SCENARIOS: [&str; 7] =
    ["run", "trees", "check", "explain", "seeds", "portfolio", "sketch"];

/// The error with tips that help, where `words` are those of the command line.
pub(crate) fn mended(mut error: Error, command: &mut Command, words: &[String]) -> Error {
    let tip = match error.kind() {
        ErrorKind::UnknownArgument => {
            let Some(unknown) = text(&error, ContextKind::InvalidArg) else { return error };
            command.build();
            let named = words.iter().find_map(|word| command.find_subcommand(word));
            let name = named.map_or("", Command::get_name).to_owned();
            error.remove(ContextKind::Suggested);
            let is_near = |near: &String| {
                near.starts_with(&unknown) || nearest(&unknown, [near.as_str()]).is_some()
            };
            let tip = meant(&name, &unknown);
            let near = text(&error, ContextKind::SuggestedArg);
            if near.is_some() && (tip.is_some() || !near.as_ref().is_some_and(is_near)) {
                error.remove(ContextKind::SuggestedArg);
                // It names what was proposed.
                let usage = match command.find_subcommand_mut(&name) {
                    Some(own) => own.render_usage(),
                    None => command.render_usage(),
                };
                error.insert(ContextKind::Usage, ContextValue::StyledStr(usage));
            }
            tip
        }
        ErrorKind::InvalidSubcommand => {
            let Some(unknown) = text(&error, ContextKind::InvalidSubcommand) else { return error };
            let is_scenario = unknown.to_ascii_lowercase().ends_with(".toml");
            match (is_scenario, unknown.as_str()) {
                (true, _) => Some(format!("to run a scenario, write 'wordspread run {unknown}'")),
                (_, "simulate") => Some("to simulate, write 'wordspread run SCENARIO'".to_owned()),
                _ => None,
            }
        }
        _ => None,
    };
    if let Some(tip) = tip {
        let tip = StyledStr::from(tip);
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip]));
    }
    error
}

/// What a context says, where it is one text.
fn text(error: &Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        _ => None,
    }
}

/// A tip for a flag that a command does not have, where no flag is spelt alike.
fn meant(command: &str, flag: &str) -> Option<String> {
    let is_of_scenarios = OF_SCENARIOS.contains(&command);
    match (command, flag) {
        (_, flag) if RANDOM.contains(&flag) && (is_of_scenarios || command == "generate") => {
            let key = if command == "generate" { "--rng-seed 2" } else { "--set rng_seed=2" };
            Some(format!("random numbers are named by '{key}'"))
        }
        ("seeds", "-k" | "-n" | "--k" | "--seeds") => {
            Some("for a number of seeds, write '--count 50'".to_owned())
        }
        ("seeds", "--price") => {
            let prices = "'--price-per-user', '--price-per-follower' or '--price-column'";
            Some(format!("a price is given by {prices}"))
        }
        ("portfolio", "-k" | "-n" | "-c" | "--count") => {
            Some("for a number of users, write '--set portfolio.count=50'".to_owned())
        }
        ("portfolio", "--budget") => {
            Some("for a budget, write '--set portfolio.budget=5000'".to_owned())
        }
        ("run", "-o" | "--out" | "--output") => {
            Some("run writes '--json FILE' and '--csv FILE'".to_owned())
        }
        ("generate", flag) => {
            let key = flag.strip_prefix("--")?.replace('-', "_");
            Some(format!("a parameter of the network is set by '--set {key}=VALUE'"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{arguments, terminal::look::Colour};

    /// The error for a command line that is refused.
    fn refusal(line: &str) -> String {
        let mut command = arguments::command(Colour::Never);
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let all = std::iter::once("wordspread".to_owned()).chain(words.iter().cloned());
        let error = command.try_get_matches_from_mut(all).expect_err("it is refused");
        mended(error, &mut command, &words).to_string()
    }

    #[test]
    fn no_flag_is_proposed_that_is_not_meant() {
        for (line, tip) in [
            ("run a.toml --seed 2", "'--set rng_seed=2'"),
            ("run a.toml -o x.json", "'--json FILE'"),
            ("seeds a.toml -k 3", "'--count 50'"),
            ("portfolio a.toml --count 3", "'--set portfolio.count=50'"),
            ("generate star --mean-users 9 -o a.csv", "'--set mean_users=VALUE'"),
            ("a.toml", "'wordspread run a.toml'"),
            ("simulate a.toml", "'wordspread run SCENARIO'"),
            ("run a.toml --edges mutual", "'--edge'"),
            ("seeds a.toml --count 3 --out a.txt", "'--output'"),
        ] {
            let error = refusal(line);
            assert!(error.contains("  tip: ") && error.contains(tip), "{line}: {error}");
            assert!(!error.contains(" -- "), "{line}: {error}");
        }
        for line in ["check a.toml --json", "sketch a.toml -o a.wsr --count 3", "run a.toml -z"] {
            let error = refusal(line);
            assert!(!error.contains("tip:") && error.contains("Usage: "), "{line}: {error}");
        }
    }
}
