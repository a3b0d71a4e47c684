//! Where each key of a parsed TOML text stands in it.
//!
//! A key is a path of names; an element of a list is called by its number, from 0, or by its
//! `name`. Nothing here knows what a key means.

use std::ops::Range;

use toml_edit::{Document, Item, Key, Table, Value};

/// One key and where it and its value stand in the text.
#[derive(Debug, Clone)]
struct KeyPlace {
    path: Vec<String>,
    key: Option<Range<usize>>,
    value: Option<Range<usize>>,
    kind: ItemKind,
}

/// What stands at a place, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ItemKind {
    /// A table under a head of its own, `[answer]`; its value stands where the head does.
    Head,
    List,
    Other,
}

/// The places of all keys of a text.
#[derive(Debug)]
pub(super) struct KeyPlaces(Vec<KeyPlace>);

impl KeyPlaces {
    pub(super) fn of(document: &Document<String>) -> Self {
        let mut places = Vec::new();
        of_table(document.as_table(), &mut Vec::new(), &mut places);
        Self(places)
    }

    /// The path of the innermost key whose key or value is at `span`, or else contains it.
    pub(super) fn path_at(&self, span: &Range<usize>) -> Vec<String> {
        let is = |at: &Option<Range<usize>>| at.as_ref() == Some(span);
        if let Some(place) = self.0.iter().rev().find(|place| is(&place.key)) {
            return place.path.clone();
        }
        if let Some(place) = self.0.iter().rev().find(|place| is(&place.value)) {
            return place.path.clone();
        }
        let holds = |at: &&KeyPlace| {
            at.value.as_ref().is_some_and(|at| at.start <= span.start && span.end <= at.end)
        };
        let innermost = self.0.iter().filter(holds).max_by_key(|place| place.path.len());
        innermost.map_or_else(Vec::new, |place| place.path.clone())
    }

    /// The head that stands first in the text.
    pub(super) fn first_head(&self) -> Option<Range<usize>> {
        let heads = self.0.iter().filter(|place| place.kind == ItemKind::Head);
        heads.filter_map(|place| place.value.clone()).min_by_key(|span| span.start)
    }

    /// The head that stands last in the text.
    pub(super) fn last_head(&self) -> Option<Range<usize>> {
        let heads = self.0.iter().filter(|place| place.kind == ItemKind::Head);
        heads.filter_map(|place| place.value.clone()).max_by_key(|span| span.start)
    }

    /// The paths of all lists, of tables or of values.
    pub(super) fn lists(&self) -> impl Iterator<Item = &[String]> {
        let lists = self.0.iter().filter(|place| place.kind == ItemKind::List);
        lists.map(|place| place.path.as_slice())
    }

    /// Where the value of a key stands, or the key itself where the value stands nowhere.
    pub(super) fn value(&self, path: &[String]) -> Option<Range<usize>> {
        let place = self.0.iter().find(|place| place.path == path)?;
        place.value.clone().or_else(|| place.key.clone())
    }

    /// Where a key stands.
    pub(super) fn key(&self, path: &[String]) -> Option<Range<usize>> {
        let place = self.0.iter().find(|place| place.path == path)?;
        place.key.clone().or_else(|| place.value.clone())
    }

    /// The nearest key on the way to `path`, itself included, that stands in the text, with the
    /// place of its value.
    pub(super) fn nearest(&self, path: &[String]) -> Option<Range<usize>> {
        (1..=path.len()).rev().find_map(|length| self.value(&path[..length]))
    }
}

fn of_table(table: &Table, path: &mut Vec<String>, places: &mut Vec<KeyPlace>) {
    for (name, item) in table {
        let key = table.key(name).and_then(Key::span);
        path.push(name.to_owned());
        of_item(key, item, path, places);
        path.pop();
    }
}

fn of_item(
    key: Option<Range<usize>>,
    item: &Item,
    path: &mut Vec<String>,
    places: &mut Vec<KeyPlace>,
) {
    let kind = match item {
        Item::Table(table) if !table.is_dotted() => ItemKind::Head,
        Item::ArrayOfTables(_) | Item::Value(Value::Array(_)) => ItemKind::List,
        _ => ItemKind::Other,
    };
    places.push(KeyPlace { path: path.clone(), key, value: item.span(), kind });
    match item {
        Item::None => {}
        Item::Value(value) => inside_value(value, path, places),
        Item::Table(table) => of_table(table, path, places),
        Item::ArrayOfTables(tables) => {
            for (place, table) in tables.iter().enumerate() {
                path.push(place.to_string());
                let (key, value) = (None, table.span());
                places.push(KeyPlace { path: path.clone(), key, value, kind: ItemKind::Head });
                of_table(table, path, places);
                path.pop();
            }
        }
    }
}

fn inside_value(value: &Value, path: &mut Vec<String>, places: &mut Vec<KeyPlace>) {
    let mut inner = |name: String, key: Option<Range<usize>>, value: &Value| {
        path.push(name);
        let kind = if value.is_array() { ItemKind::List } else { ItemKind::Other };
        places.push(KeyPlace { path: path.clone(), key, value: value.span(), kind });
        inside_value(value, path, places);
        path.pop();
    };
    match value {
        Value::InlineTable(table) => {
            for (name, value) in table {
                inner(name.to_owned(), table.key(name).and_then(Key::span), value);
            }
        }
        Value::Array(values) => {
            for (place, value) in values.iter().enumerate() {
                inner(place.to_string(), None, value);
            }
        }
        _ => {}
    }
}

/// What stands at a path whose elements of lists are called by number.
pub(super) fn item_at<'d>(document: &'d Document<String>, path: &[String]) -> Option<&'d Item> {
    path.iter().try_fold(document.as_item(), |item, key| match key.parse::<usize>() {
        Ok(place) if !item.is_table_like() => item.get(place),
        _ => item.get(key.as_str()),
    })
}

/// The names of the elements of a list of tables; empty texts for those without.
pub(super) fn element_names(item: &Item) -> Vec<String> {
    let name = |name: Option<&str>| name.unwrap_or_default().to_owned();
    match item {
        Item::ArrayOfTables(tables) => {
            tables.iter().map(|table| name(table.get("name").and_then(Item::as_str))).collect()
        }
        Item::Value(Value::Array(values)) => {
            let of = |value: &Value| {
                let table = value.as_inline_table();
                name(table.and_then(|table| table.get("name")).and_then(Value::as_str))
            };
            values.iter().map(of).collect()
        }
        _ => Vec::new(),
    }
}

/// The element that is called `word`: its name, or else its number.
pub(super) fn element(names: &[String], word: &str) -> Option<usize> {
    let named = names.iter().position(|name| name == word);
    named.or_else(|| word.parse().ok().filter(|&place: &usize| place < names.len()))
}

/// A path whose elements of lists are called by number.
pub(super) fn by_number(document: &Document<String>, path: &[String]) -> Vec<String> {
    let mut numbered: Vec<String> = path.to_vec();
    let mut item = document.as_item();
    for key in &mut numbered {
        if !item.is_table_like()
            && let Some(place) = element(&element_names(item), key)
        {
            *key = place.to_string();
        }
        let inner = match (item.is_table_like(), key.parse::<usize>()) {
            (false, Ok(place)) => item.get(place),
            _ => item.get(key.as_str()),
        };
        match inner {
            Some(inner) => item = inner,
            None => break,
        }
    }
    numbered
}

/// A path as a user writes it.
pub(crate) fn shown(path: &[String]) -> String {
    let keys: Vec<String> =
        path.iter().map(|key| Key::new(key.as_str()).display_repr().into_owned()).collect();
    keys.join(".")
}
