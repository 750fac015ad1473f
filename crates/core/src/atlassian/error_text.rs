//! The site's own error texts, in the formats of the three products.

use serde_json::Value;

use crate::domain::{Answer, on_one_line};

use super::Reason;
use super::json::text;

/// Maximum characters of the site's own text in a reason.
pub(super) const MAX_QUOTE: usize = 200;

/// Returns `lead: “the site's text”.`, or `lead.` if the answer has no text.
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

/// Returns the same text at full length.
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

/// Joins title and detail of an error of the organization's API.
fn of_organization(error: &Value) -> Option<String> {
    let parts: Vec<&str> = ["title", "detail"]
        .iter()
        .filter_map(|key| text(error, key))
        .collect();
    (!parts.is_empty()).then(|| parts.join(": "))
}

/// Returns the code of the first error of the organization's API, for example `ADMIN-403-5`.
pub(super) fn error_code(answer: &Answer) -> Option<String> {
    let errors: Value = serde_json::from_str(&answer.body).ok()?;
    Some(text(errors.pointer("/errors/0")?, "code")?.to_owned())
}

/// The reason for a status that no table of answers has.
pub(super) fn unknown(status: u16) -> Reason {
    format!("The site answered {status}, which has no known meaning here.").into()
}
