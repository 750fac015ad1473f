//! Reading JSON as a [`Value`]: its code is in the page already, where a type of its own per answer would bring more.

use serde_json::Value;

use crate::domain::{AccountId, Answer};

use super::pages::{Next, Page};

/// The body as JSON.
pub(super) fn body(answer: &Answer) -> Option<Value> {
    serde_json::from_str(&answer.body).ok()
}

/// A text below a key.
pub(super) fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str()
}

/// A text below a key, or none where it is empty.
pub(super) fn filled(value: &Value, key: &str) -> Option<String> {
    text(value, key)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

/// An account id below a key.
pub(super) fn account(value: &Value, key: &str) -> Option<AccountId> {
    AccountId::parse(text(value, key)?).ok()
}

/// A number below a key.
pub(super) fn number(value: &Value, key: &str) -> Option<u32> {
    value.get(key)?.as_u64()?.try_into().ok()
}

/// The page whose entries stand in the list below `key`; none if there is no such list, or an entry is nothing that
/// `read` knows.
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

/// A JSON list of texts that need no escaping, as ids do not.
pub(super) fn ids<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = ids.map(|id| format!("\"{id}\"")).collect();
    format!("[{}]", quoted.join(","))
}
