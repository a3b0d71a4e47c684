//! The keys of a table of the scenario in a few words, as in "recovery 0.5, horizon 20".
//!
//! Nothing here knows what a key means.

use serde_json::Value;

use crate::document::numbers::plain;

/// The keys of what stands under a keyword, with those that were left out and have a default.
pub(super) fn of_keyword(section: &Value) -> Option<String> {
    let (_, table) = section.as_object()?.iter().next()?;
    Some(keys(table)).filter(|keys| !keys.is_empty())
}

fn keys(table: &Value) -> String {
    let of = table.as_object().into_iter().flatten();
    let keys: Vec<String> = of.filter_map(|(key, value)| one(key, value)).collect();
    keys.join(", ")
}

/// One key, unless it says nothing.
fn one(key: &str, value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(is) => format!("{key} {}", if *is { "yes" } else { "no" }),
        Value::Number(number) => {
            format!("{key} {}", number.as_f64().map_or_else(String::new, plain))
        }
        Value::String(text) => format!("{key} {text}"),
        Value::Array(items) if items.is_empty() => return None,
        Value::Array(items) => format!("{} {key}", items.len()),
        Value::Object(_) => format!("{key} ({})", keys(value)),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_are_told_with_what_they_hold() {
        let sis = json!({ "sis": { "recovery": 0.5, "clock": "steps", "horizon": 20.0 } });
        assert_eq!(of_keyword(&sis).expect("keys"), "recovery 0.5, clock steps, horizon 20");
        let timed = json!({ "timed": {
            "delay": { "weibull": { "shape": 2.0, "scale": 1.0 } }, "horizon": null, "hours": [0.5, 1.0],
            "weighted": true, "messages": [],
        } });
        let keys = of_keyword(&timed).expect("keys");
        assert_eq!(keys, "delay (weibull (shape 2, scale 1)), 2 hours, weighted yes");
        assert_eq!(of_keyword(&json!({ "plain": {} })), None);
        assert_eq!(of_keyword(&json!(null)), None);
    }
}
