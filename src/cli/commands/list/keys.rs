//! What stands in the table of a keyword: its keys, read from the JSON Schema that comes of the code.

use serde::Serialize;
use serde_json::{Map, Value};

/// One key.
#[derive(Debug, Serialize)]
pub(crate) struct KeywordKey {
    /// With those that it stands in: `other.seeds`, and `transitions[].from` of each of a list.
    pub(crate) name: String,
    /// What it takes: "number", "list of tables", "\"continuous\" or \"steps\"".
    pub(crate) takes: String,
    pub(crate) required: bool,
    /// What it is where it is left out, if that is a value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) default: Option<Value>,
    pub(crate) description: String,
}

/// A table of a keyword.
#[derive(Debug, Serialize)]
pub(crate) struct KeywordTable {
    /// What it means, in paragraphs.
    pub(crate) description: String,
    pub(crate) keys: Vec<KeywordKey>,
}

/// A JSON Schema that is read.
pub(crate) struct SchemaReader<'a> {
    root: &'a Value,
    definitions: Option<&'a Map<String, Value>>,
    /// By the name of a definition, which kind of words has a list of its own.
    listed: &'a dyn Fn(&str) -> Option<&'static str>,
}

impl<'a> SchemaReader<'a> {
    /// Of a whole schema. Words of a kind that `listed` names are not listed again inside a table.
    pub(crate) fn new(schema: &'a Value, listed: &'a dyn Fn(&str) -> Option<&'static str>) -> Self {
        Self { root: schema, definitions: schema.get("$defs").and_then(Value::as_object), listed }
    }

    /// The table of a keyword in `schema`, of which it is a property or one of several alternatives.
    pub(crate) fn table(&self, schema: &'a Value, keyword: &str) -> Option<KeywordTable> {
        let alternatives = std::iter::once(schema).chain(list(schema, "oneOf"));
        let mut found = alternatives.filter_map(|schema| schema.get("properties")?.get(keyword));
        let table = self.resolved(found.next()?);
        // One that may be left out is that or null.
        let table = list(table, "anyOf").next().map_or(table, |table| self.resolved(table));
        let mut keys = Vec::new();
        self.put_keys("", table, None, &mut keys);
        Some(KeywordTable { description: description(table), keys })
    }

    /// The name of the definition that a schema refers to.
    fn name(&self, schema: &'a Value) -> Option<&'a str> {
        match schema.get("$ref")?.as_str()? {
            "#" => self.root.get("title")?.as_str(),
            name => name.strip_prefix("#/$defs/"),
        }
    }

    /// What a reference refers to.
    fn resolved(&self, schema: &'a Value) -> &'a Value {
        let named = self.name(schema).and_then(|name| self.definitions?.get(name));
        named.map_or(schema, |named| self.resolved(named))
    }

    /// Puts the keys of a table behind each other, and after each those of tables that it takes. Of one that is
    /// an alternative to others no key is required, and what it is says so.
    fn put_keys(
        &self,
        before: &str,
        table: &'a Value,
        alternative: Option<&str>,
        keys: &mut Vec<KeywordKey>,
    ) {
        let Some(properties) = table.get("properties").and_then(Value::as_object) else { return };
        for (word, schema) in properties {
            let key = format!("{before}{word}");
            let own = description(schema);
            keys.push(KeywordKey {
                name: key.clone(),
                takes: self.takes(schema, false),
                required: alternative.is_none()
                    && list(table, "required").any(|required| required == word),
                default: schema.get("default").filter(|value| !value.is_null()).cloned(),
                description: [own, description(self.resolved(schema))]
                    .into_iter()
                    .find(|text| !text.is_empty())
                    .unwrap_or_else(|| alternative.unwrap_or_default().to_owned()),
            });
            self.put_inner(&key, schema, keys);
        }
    }

    /// Puts the keys of whatever tables a key takes.
    fn put_inner(&self, key: &str, schema: &'a Value, keys: &mut Vec<KeywordKey>) {
        if self.name(schema).and_then(self.listed).is_some() {
            return;
        }
        let schema = self.resolved(schema);
        if let Some(item) = schema.get("items") {
            return self.put_inner(&format!("{key}[]"), item, keys);
        }
        for schema in list(schema, "anyOf") {
            self.put_inner(key, schema, keys);
        }
        let before = format!("{key}.");
        for one in list(schema, "oneOf") {
            self.put_keys(&before, self.resolved(one), Some(&description(one)), keys);
        }
        self.put_keys(&before, schema, None, keys);
    }

    /// In words what a schema takes, one or several of it.
    fn takes(&self, schema: &'a Value, several: bool) -> String {
        let s = if several { "s" } else { "" };
        if let Some(kind) = self.name(schema).and_then(self.listed) {
            return format!("table{s} with a word of `wordspread list {kind}`");
        }
        let schema = self.resolved(schema);
        if let Some(word) = schema.get("const") {
            return word.to_string();
        }
        if let Some(item) = schema.get("items") {
            return format!("list{s} of {}", self.takes(item, true));
        }
        let alternatives = list(schema, "anyOf").chain(list(schema, "oneOf"));
        let mut all: Vec<String> = Vec::new();
        for alternative in alternatives.filter(|one| types(one).next() != Some("null")) {
            let takes = self.takes(alternative, several);
            if !all.contains(&takes) {
                all.push(takes);
            }
        }
        for word in list(schema, "enum").filter(|word| !word.is_null()) {
            all.push(word.to_string());
        }
        if all.is_empty() {
            all = types(schema).filter_map(|word| word_for(word, s)).collect();
        }
        match all.split_last() {
            None => "value".to_owned(),
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{} or {last}", others.join(", ")),
        }
    }
}

fn list<'a>(schema: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    schema.get(key).and_then(Value::as_array).into_iter().flatten()
}

/// The types that a schema allows: it names one, or several in a list.
fn types(schema: &Value) -> impl Iterator<Item = &str> {
    let one = schema.get("type").and_then(Value::as_str);
    one.into_iter().chain(list(schema, "type").filter_map(Value::as_str))
}

fn word_for(of: &str, s: &str) -> Option<String> {
    Some(match of {
        "number" => format!("number{s}"),
        "integer" => format!("whole number{s}"),
        "boolean" => "true or false".to_owned(),
        "string" => format!("text{s}"),
        "object" => format!("table{s}"),
        _ => return None,
    })
}

/// Its description, a paragraph a line.
fn description(schema: &Value) -> String {
    let text = schema.get("description").and_then(Value::as_str).unwrap_or_default();
    let paragraphs: Vec<String> =
        text.split("\n\n").map(|paragraph| paragraph.replace('\n', " ")).collect();
    paragraphs.join("\n")
}
