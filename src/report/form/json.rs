//! A report as JSON, stable from run to run and described by [`Report::schema`](crate::report::Report::schema).
//!
//! It must never write a byte that depends on anything but the report.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use super::ReportForm;
use crate::{catalogue::Described, report::Report, simulate::Samples};

/// A list or an object without others inside that fits so many letters stands on one line.
const LINE: usize = 96;

/// The whole report as JSON.
#[derive(Debug, Clone, Copy)]
pub struct Json;

impl Described for Json {
    const SUMMARY: &'static str = "everything that a run says, as documented JSON";
    const REFERENCE: &'static str = "RFC 8259";
}

impl ReportForm for Json {
    fn write(&self, report: &Report, _samples: &Samples, to: &mut dyn Write) -> io::Result<()> {
        write(report, to)
    }
}

/// Writes `value` as JSON that people can read too: small lists and objects on one line, others
/// indented by two; a newline ends it.
///
/// # Errors
/// If `to` refuses.
pub fn write(value: &impl Serialize, to: &mut dyn Write) -> io::Result<()> {
    let value = serde_json::to_value(value)?;
    let mut text = String::new();
    put(&value, 0, &mut text);
    text.push('\n');
    to.write_all(text.as_bytes())
}

fn put(value: &Value, indent: usize, text: &mut String) {
    if is_flat(value) {
        let line = on_one_line(value);
        if line.len() <= LINE || !(value.is_array() || value.is_object()) {
            *text += &line;
            return;
        }
    }
    let items: Vec<(Option<&String>, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(key, value)| (Some(key), value)).collect(),
        Value::Array(values) => values.iter().map(|value| (None, value)).collect(),
        _ => unreachable!("whatever else stands on one line"),
    };
    text.push(if value.is_array() { '[' } else { '{' });
    for (place, (key, value)) in items.into_iter().enumerate() {
        *text += if place == 0 { "\n" } else { ",\n" };
        *text += &"  ".repeat(indent + 1);
        if let Some(key) = key {
            *text += &Value::from(key.as_str()).to_string();
            *text += ": ";
        }
        put(value, indent + 1, text);
    }
    text.push('\n');
    *text += &"  ".repeat(indent);
    text.push(if value.is_array() { ']' } else { '}' });
}

/// True where nothing is nested.
fn is_flat(value: &Value) -> bool {
    let is_leaf = |value: &Value| !matches!(value, Value::Array(_) | Value::Object(_));
    match value {
        Value::Array(values) => values.iter().all(is_leaf),
        Value::Object(fields) => fields.values().all(is_leaf),
        _ => true,
    }
}

/// A flat value on one line, with a space after each comma and colon.
fn on_one_line(value: &Value) -> String {
    match value {
        Value::Array(values) => {
            let values: Vec<String> = values.iter().map(Value::to_string).collect();
            format!("[{}]", values.join(", "))
        }
        Value::Object(fields) if !fields.is_empty() => {
            let field =
                |(key, value): (&String, &Value)| format!("{}: {value}", Value::from(key.as_str()));
            let fields: Vec<String> = fields.iter().map(field).collect();
            format!("{{ {} }}", fields.join(", "))
        }
        _ => value.to_string(),
    }
}
