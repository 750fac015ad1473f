//! What the site itself says in a refusal, in the three products' forms.

use serde_json::Value;

use crate::domain::{Answer, on_one_line};

use super::Reason;
use super::json::text;

/// Longest piece of the site's own text that goes into a reason, in characters.
pub(super) const MAX_QUOTE: usize = 200;

/// `lead: "what the site error_text".`, or just the lead.
pub(super) fn error_text(lead: &'static str, answer: &Answer) -> Reason {
    match site_text(answer) {
        Some(text) => format!("{lead}: \u{201c}{text}\u{201d}.").into(),
        None => format!("{lead}.").into(),
    }
}

/// The first error message of a JSON error collection.
pub(super) fn site_text(answer: &Answer) -> Option<String> {
    let line = whole_text(answer)?;
    Some(line.trim_end_matches('.').chars().take(MAX_QUOTE).collect())
}

/// The same, however long it is.
pub(super) fn whole_text(answer: &Answer) -> Option<String> {
    let errors: Value = serde_json::from_str(&answer.body).ok()?;
    let first = [
        "/errorMessages/0",
        "/data/errors/0/message/translation",
        "/message",
    ]
    .iter()
    .find_map(|place| {
        errors
            .pointer(place)?
            .as_str()
            .filter(|text| !text.is_empty())
    });
    let text = match first {
        Some(text) => text.to_owned(),
        None => of_organization(errors.pointer("/errors/0")?)?,
    };
    let line = on_one_line(&text);
    (!line.is_empty()).then_some(line)
}

/// Title and detail of an error of the organization's API.
fn of_organization(error: &Value) -> Option<String> {
    let parts: Vec<&str> = ["title", "detail"]
        .iter()
        .filter_map(|key| text(error, key))
        .collect();
    (!parts.is_empty()).then(|| parts.join(": "))
}

/// The code of the first error of the organization's API, `ADMIN-403-5` for example.
pub(super) fn error_code(answer: &Answer) -> Option<String> {
    let errors: Value = serde_json::from_str(&answer.body).ok()?;
    Some(text(errors.pointer("/errors/0")?, "code")?.to_owned())
}

/// What is said of a status that stands in no table.
pub(super) fn unknown(status: u16) -> Reason {
    format!("The site answered {status}, which has no known meaning here.").into()
}
