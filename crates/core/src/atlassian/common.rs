//! Meanings that the answer to any call can have: a refused login, a rate limit, a failure on the way, no
//! answer.

use crate::domain::{
    Answer, ProxyTrouble, Span, Timestamp, TransportError, parse_http_date, parse_iso8601,
    parse_retry_after,
};

use super::error_text::{error_text, whole_text};
use super::response_kind::{HaltReason, Reason, ResponseKind};

/// Returns a meaning that does not depend on the call: [`ResponseKind::HaltReason`],
/// [`ResponseKind::Throttled`] or [`ResponseKind::Transient`].
pub(super) fn common(answer: &Answer, now: Timestamp) -> Option<ResponseKind> {
    if login_refused(answer) {
        return Some(ResponseKind::HaltReason(HaltReason::Token));
    }
    Some(match answer.status {
        401 if lacks_scope(answer) => ResponseKind::HaltReason(HaltReason::Scope),
        401 => ResponseKind::HaltReason(HaltReason::Token),
        403 if refuses_browsers(answer) => ResponseKind::HaltReason(HaltReason::Xsrf),
        403 if refuses_network(answer) => ResponseKind::HaltReason(HaltReason::Network),
        300..=399 => ResponseKind::HaltReason(HaltReason::Moved),
        429 => ResponseKind::Throttled {
            wait: asked_wait(answer, now),
        },
        408 => passing("the site timed out (408)", answer, now),
        500 => ResponseKind::Transient {
            reason: error_text("the site failed (500)", answer),
            wait: retry_after(answer, now),
            response_lost: true,
            maybe_permanent: true,
        },
        502 => passing("the site's gateway failed (502)", answer, now),
        503 => passing("the site was not available (503)", answer, now),
        504 => passing("the site's gateway timed out (504)", answer, now),
        // Some proxies have their own 5xx codes for an upstream that did not answer.
        status @ 501.. => ResponseKind::Transient {
            reason: format!("the site or a proxy on the way failed ({status})").into(),
            wait: retry_after(answer, now),
            response_lost: true,
            maybe_permanent: true,
        },
        _ => return None,
    })
}

pub(super) fn passing(reason: &'static str, answer: &Answer, now: Timestamp) -> ResponseKind {
    ResponseKind::Transient {
        reason: reason.into(),
        wait: retry_after(answer, now),
        // A proxy's error can hide a change that took effect, whatever its status, 503 included.
        response_lost: true,
        maybe_permanent: false,
    }
}

/// Returns what a missing answer means: [`ResponseKind::HaltReason`] or [`ResponseKind::Transient`].
pub(super) fn of_fault(fault: TransportError) -> ResponseKind {
    let reason: Reason = match fault {
        TransportError::RelayRefused => return ResponseKind::HaltReason(HaltReason::Relay),
        TransportError::RelayVersion => return ResponseKind::HaltReason(HaltReason::RelayVersion),
        TransportError::CertificateRefused => {
            return ResponseKind::HaltReason(HaltReason::Certificate);
        }
        TransportError::RelayGone | TransportError::RelayUnreachable => {
            return ResponseKind::HaltReason(HaltReason::RelayGone);
        }
        TransportError::Blocked => return ResponseKind::HaltReason(HaltReason::Blocked),
        TransportError::SiteNotPermitted | TransportError::GatewayNotPermitted => {
            return ResponseKind::HaltReason(HaltReason::NotPermitted);
        }
        TransportError::NoSuchCall => {
            return ResponseKind::RowRejected("This product's API has no such call.".into());
        }
        TransportError::RelayBusy => "the relay did not accept the call".into(),
        TransportError::SiteUnreachable => "the relay could not reach the site".into(),
        TransportError::Proxy(trouble) => of_proxy(trouble),
        TransportError::NoCloudId => "the site did not give its cloud id".into(),
        TransportError::TimedOut => "the site did not answer in time".into(),
        TransportError::Cut => "the connection broke before the answer came".into(),
        TransportError::Unanswered => "the browser got no answer from the site".into(),
    };
    ResponseKind::Transient {
        reason,
        wait: None,
        response_lost: fault.may_have_taken_effect(),
        maybe_permanent: false,
    }
}

fn of_proxy(trouble: ProxyTrouble) -> Reason {
    match trouble {
        ProxyTrouble::Absent => "the web proxy in front of the site does not answer".into(),
        ProxyTrouble::Login => "the web proxy in front of the site asks for a login (407)".into(),
        ProxyTrouble::Refused(status) => {
            format!("the web proxy refuses the connection to the site ({status})").into()
        }
        ProxyTrouble::Nonsense => "the server at the web proxy's address is not a web proxy".into(),
    }
}

/// Whether the answer reports a refused login. A 200 can do so too.
pub(super) fn login_refused(answer: &Answer) -> bool {
    answer
        .header("x-seraph-loginreason")
        .is_some_and(|why| why.starts_with("AUTHENTICAT"))
}

/// Whether the gateway reports that the token lacks a scope.
pub(crate) fn lacks_scope(answer: &Answer) -> bool {
    answer
        .header("x-failure-category")
        .is_some_and(|why| why.eq_ignore_ascii_case("FAILURE_CLIENT_SCOPE_CHECK"))
}

/// Whether the answer is a web page (of a proxy or a login), whatever its content type claims. The site's own
/// answer to a removal has no body.
pub(super) fn is_page(answer: &Answer) -> bool {
    let body = answer.body.trim_start_matches('\u{feff}').trim();
    let says_so = answer
        .header("content-type")
        .is_some_and(|kind| kind.to_ascii_lowercase().contains("html"));
    !body.is_empty() && (says_so || body.starts_with('<'))
}

/// Whether a 403 comes from Atlassian's XSRF check, which runs before every other check.
fn refuses_browsers(answer: &Answer) -> bool {
    own_words(answer).contains(" xsrf check failed ")
}

/// Whether a 403 refuses the network that the call came from. The API's own refusals are JSON and do not
/// mention addresses.
pub(crate) fn refuses_network(answer: &Answer) -> bool {
    let said = own_words(answer);
    let mut words = NETWORK_WORDS.iter();
    is_page(answer) || words.any(|word| said.contains(word))
}

/// Phrases of a network refusal.
const NETWORK_WORDS: [&str; 4] = [
    " ip address ",
    " ip addresses ",
    " allowlist ",
    " allow list ",
];

/// The answer's own words in lower case, each between spaces. A refusal may quote a group's name, so text in
/// quotation marks is left out, and words joined by a hyphen, an underscore or a full stop count as one.
fn own_words(answer: &Answer) -> String {
    // In JSON of an unknown shape every word counts, because all of its texts are in quotation marks.
    let said = whole_text(answer).map(|text| without_quotes(&text));
    let said = said.unwrap_or_else(|| answer.body.clone()).to_lowercase();
    let is_joined =
        |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '\'' | '\u{2019}');
    let words = said.split(|c| !is_joined(c));
    let words = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let mut own = String::from(" ");
    for word in words.filter(|word| !word.is_empty()) {
        own.push_str(word);
        own.push(' ');
    }
    own
}

/// Removes the quoted parts of a text. A quotation mark inside a word is an apostrophe. An unmatched one
/// quotes nothing.
fn without_quotes(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let is_letter = |at: Option<usize>| {
        at.and_then(|at| letters.get(at))
            .is_some_and(|c| c.is_alphanumeric())
    };
    let is_mark = |at: usize, mark: char| {
        letters[at] == mark && !(is_letter(at.checked_sub(1)) && is_letter(Some(at + 1)))
    };
    let mut left = String::new();
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let pair = QUOTES.iter().find(|(open, _)| is_mark(at, *open));
        let end =
            pair.and_then(|(_, close)| (at + 1..letters.len()).find(|end| is_mark(*end, *close)));
        left.push(if end.is_some() { ' ' } else { letter });
        at = end.unwrap_or(at) + 1;
    }
    left
}

/// Quotation marks that messages put around a name.
const QUOTES: [(char, char); 4] = [
    ('"', '"'),
    ('\'', '\''),
    ('\u{201c}', '\u{201d}'),
    ('\u{2018}', '\u{2019}'),
];

/// The wait that a 429 asks for: `Retry-After`, else `X-RateLimit-Reset`.
pub(super) fn asked_wait(answer: &Answer, now: Timestamp) -> Option<Span> {
    let reset =
        || Some(parse_iso8601(answer.header("x-ratelimit-reset")?)? - sites_clock(answer, now));
    retry_after(answer, now).or_else(reset)
}

/// The time of the answer by the clock that its dates refer to: the site's (`Date`), or `now` if the header
/// is missing. This machine's clock may be wrong by a day, and the wait would be too.
fn sites_clock(answer: &Answer, now: Timestamp) -> Timestamp {
    answer
        .header("date")
        .and_then(parse_http_date)
        .unwrap_or(now)
}

/// Reads `Retry-After`, in seconds or as a date. Only a 429 may also use the reset time: ordinary answers
/// carry that header too, and it may be an hour ahead.
fn retry_after(answer: &Answer, now: Timestamp) -> Option<Span> {
    parse_retry_after(answer.header("retry-after")?, sites_clock(answer, now))
}
