//! Reads JSON as a [`Value`]: the page contains its code anyway, and a type per answer would add more.

use serde_json::Value;

use crate::domain::{AccountId, Answer};

use super::pages::{Next, Page};

pub(super) fn body(answer: &Answer) -> Option<Value> {
    serde_json::from_str(&answer.body).ok()
}

pub(super) fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str()
}

/// A string field; `None` if it is empty.
pub(super) fn filled(value: &Value, key: &str) -> Option<String> {
    text(value, key)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

pub(super) fn account(value: &Value, key: &str) -> Option<AccountId> {
    AccountId::parse(text(value, key)?).ok()
}

pub(super) fn number(value: &Value, key: &str) -> Option<u32> {
    value.get(key)?.as_u64()?.try_into().ok()
}

/// Reads a page from the list at `key`. `None` if there is no such list, or if `read` rejects an entry.
pub(super) fn page<T>(
    value: &Value,
    key: &str,
    read: impl Fn(&Value) -> Option<T>,
    next: Next,
) -> Option<Page<T>> {
    let values: Option<Vec<T>> = value.get(key)?.as_array()?.iter().map(read).collect();
    Some(Page {
        values: values?,
        total: None,
        next,
    })
}

/// Writes a JSON list of strings that need no escaping, as ids do.
pub(super) fn ids<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = ids.map(|id| format!("\"{id}\"")).collect();
    format!("[{}]", quoted.join(","))
}
