//! How the products confirm a change. A status alone proves nothing: proxies answer 200 with a notice, and
//! 202 or 299 promise a result that was not checked. Any other answer is never counted as done: the
//! membership is read back.

use serde_json::Value;

use crate::domain::{Action, Answer, on_one_line};

use super::Reason;
use super::common::is_page;
use super::error_text::{MAX_QUOTE, site_text};
use super::json::text;

/// Maximum body size. Real answers are far smaller: Jira's answer for a group lists 50 members.
const MAX_BODY: usize = 1 << 20;

/// Whether the body is empty apart from white space.
pub(super) fn is_empty(answer: &Answer) -> bool {
    answer.body.trim_start_matches('\u{feff}').trim().is_empty()
}

/// Returns the body if it is a JSON object of reasonable size that reports no error.
pub(super) fn object_without_error(answer: &Answer) -> Option<Value> {
    if answer.body.len() > MAX_BODY || is_page(answer) {
        return None;
    }
    let error_text: Value = serde_json::from_str(&answer.body).ok()?;
    let reports_error = ["error", "errors", "errorMessages", "statusCode"]
        .iter()
        .any(|key| error_text.get(key).is_some());
    (error_text.is_object() && !reports_error).then_some(error_text)
}

/// Whether the body describes a group in Jira's format.
pub(super) fn is_group(answer: &Answer) -> bool {
    let group = object_without_error(answer);
    group.is_some_and(|group| text(&group, "groupId").or(text(&group, "name")).is_some())
}

/// Why an answer with a success status does not confirm the change.
pub(super) fn why_not(action: Action, answer: &Answer) -> Reason {
    let status = answer.status;
    let change = match action {
        Action::Remove => "removal",
        Action::Add => "addition",
    };
    if let Some(how) = answer.packed() {
        let how: String = how
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .take(20)
            .collect();
        return format!(
            "The answer ({status}) was compressed ({how}) and could not be read, so it does not confirm the {change}."
        )
        .into();
    }
    if is_page(answer) {
        return format!(
            "A web page arrived instead of the site's answer ({status}), so the {change} is not confirmed."
        )
        .into();
    }
    let quote = quote(answer).map(|text| format!(": \u{201c}{text}\u{201d}"));
    format!(
        "The answer ({status}) does not confirm the {change}{}.",
        quote.unwrap_or_default()
    )
    .into()
}

/// The site's error text, else the first [`MAX_QUOTE`] characters of the body.
fn quote(answer: &Answer) -> Option<String> {
    site_text(answer).or_else(|| {
        let start: String = answer
            .body
            .trim_start()
            .chars()
            .take(4 * MAX_QUOTE)
            .collect();
        let line: String = on_one_line(&start).chars().take(MAX_QUOTE).collect();
        (!line.is_empty()).then_some(line)
    })
}
