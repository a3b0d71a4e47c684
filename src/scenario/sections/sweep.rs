//! Keys that take several values in turn: the tables `[[sweep]]`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml_edit::Value;

use crate::{
    error::{Error, Result},
    scenario::text::change::KeyChange,
};

/// A key that takes several values in turn: either `values`, or `from`, `to` and `steps`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sweep {
    /// The key, in full: `"influence.uniform.p"`, or `"option.0.seeds.random.count"` for the first
    /// option, which may also be called by its name.
    pub key: String,

    /// The values, in any order: numbers, words, true or false.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<serde_json::Value>,

    /// The first value of a range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<f64>,

    /// The last value of a range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<f64>,

    /// How many values a range has, its ends included; at least 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 2))]
    pub steps: Option<u32>,

    /// How the values of a range are spaced. Default "linear".
    #[serde(default)]
    pub spacing: Spacing,
}

/// How the values of a range are spaced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Spacing {
    /// By equal differences.
    #[default]
    Linear,
    /// By equal ratios; both ends are above 0.
    Log,
}

/// More values than a sweep is ever answered for; they are refused before they are made.
const MOST_STEPS: u32 = 10_000;

impl Sweep {
    /// The values as TOML, in their order. `place` is the sweep's own key, for messages.
    pub(in crate::scenario) fn points(&self, place: &str) -> Result<Vec<Value>> {
        let fault = |key: &str, problem: String, remedy: &str| {
            Err(Error::value(format!("{place}.{key}"), problem, remedy))
        };
        let range = (self.from, self.to, self.steps);
        if !self.values.is_empty() {
            if range != (None, None, None) {
                let problem = format!("{} has values and a range", self.key);
                return fault("values", problem, "keep `values`, or `from`, `to` and `steps`");
            }
            return self.values.iter().map(|value| as_toml(value, place)).collect();
        }
        let (Some(from), Some(to), Some(steps)) = range else {
            let problem = format!("no values for {}", self.key);
            return fault("key", problem, "give `values`, or `from`, `to` and `steps`");
        };
        if steps < 2 {
            return fault("steps", format!("{steps} is too few"), "give at least 2");
        }
        if steps > MOST_STEPS {
            let problem = format!("{steps} is too many");
            return fault("steps", problem, &format!("give at most {MOST_STEPS}"));
        }
        if !(from.is_finite() && to.is_finite() && (to - from).is_finite()) {
            return fault("from", format!("{from} to {to} is no range"), "give finite numbers");
        }
        let share = |step: u32| f64::from(step) / f64::from(steps - 1);
        let numbers: Vec<f64> = match self.spacing {
            Spacing::Linear => (0..steps).map(|step| from + (to - from) * share(step)).collect(),
            Spacing::Log if from > 0.0 && to > 0.0 => {
                let value = |step| match step {
                    0 => from,
                    _ if step == steps - 1 => to,
                    _ => from * libm::pow(to / from, share(step)),
                };
                (0..steps).map(value).collect()
            }
            Spacing::Log => {
                let problem = format!("{from} to {to} has no equal ratios");
                return fault("spacing", problem, "give ends above 0, or spacing = \"linear\"");
            }
        };
        Ok(numbers.into_iter().map(number).collect())
    }

    /// The scenarios of several sweeps, as changes of the scenario without them: one list of
    /// changes a point, the last sweep varying fastest.
    pub(in crate::scenario) fn grid(sweeps: &[Self]) -> Result<Vec<Vec<KeyChange>>> {
        let mut points = vec![Vec::new()];
        for (place, sweep) in sweeps.iter().enumerate() {
            let values = sweep.points(&format!("sweep.{place}"))?;
            let extended = |point: &Vec<KeyChange>| -> Result<Vec<Vec<KeyChange>>> {
                let with = |value: &Value| {
                    let mut point = point.clone();
                    point.push(KeyChange::swept(place, &sweep.key, value.clone())?);
                    Ok(point)
                };
                values.iter().map(with).collect()
            };
            points = points.iter().map(extended).collect::<Result<Vec<_>>>()?.concat();
        }
        Ok(points)
    }
}

/// A number as TOML writes it: whole numbers without a point, so that they fit keys of either kind.
fn number(value: f64) -> Value {
    // Up to 2^53 a float holds every whole number.
    let whole = value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0;
    if whole { Value::from(value as i64) } else { Value::from(value) }
}

/// A value of the list as TOML.
fn as_toml(value: &serde_json::Value, place: &str) -> Result<Value> {
    Ok(match value {
        serde_json::Value::Bool(flag) => Value::from(*flag),
        serde_json::Value::String(word) => Value::from(word.as_str()),
        serde_json::Value::Number(given) => match (given.as_i64(), given.as_f64()) {
            (Some(whole), _) => Value::from(whole),
            (None, Some(value)) => Value::from(value),
            (None, None) => unreachable!("a JSON number is whole or a float"),
        },
        other => {
            return Err(Error::value(
                format!("{place}.values"),
                format!("{other} is no single value"),
                "give numbers, words, true or false",
            ));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(text: &str) -> Vec<String> {
        let sweep: Sweep = toml::from_str(text).expect(text);
        let points = sweep.points("sweep.0").expect(text);
        points.iter().map(|value| value.to_string().trim().to_owned()).collect()
    }

    #[test]
    fn a_range_includes_its_ends_and_is_spaced_as_it_says() {
        assert_eq!(points("key = 'a'\nfrom = 0\nto = 1\nsteps = 3"), ["0", "0.5", "1"]);
        let text = "key = 'a'\nfrom = 0.001\nto = 0.1\nsteps = 3\nspacing = 'log'";
        let log = points(text);
        assert_eq!((log[0].as_str(), log[2].as_str()), ("0.001", "0.1"));
        assert!((log[1].parse::<f64>().expect("a number") - 0.01).abs() < 1e-15);
        assert_eq!(
            points("key = 'a'\nvalues = [1, 0.5, true, 'x']"),
            ["1", "0.5", "true", "\"x\""]
        );
    }

    #[test]
    fn two_sweeps_make_every_pair() {
        let sweep = |key: &str| {
            toml::from_str(&format!("key = '{key}'\nvalues = [1, 2]")).expect("a sweep")
        };
        let grid = Sweep::grid(&[sweep("a"), sweep("b")]).expect("a grid");
        let shown: Vec<String> = grid
            .iter()
            .map(|point| point.iter().map(KeyChange::to_string).collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(shown, ["a=1 b=1", "a=1 b=2", "a=2 b=1", "a=2 b=2"]);
    }
}
