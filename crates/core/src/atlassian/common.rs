//! What any answer may mean, whatever was asked: a refused login, a limit, a failure on the way, no answer at all.

use crate::domain::{
    Answer, ProxyTrouble, Span, Timestamp, TransportError, parse_http_date, parse_iso8601,
    parse_retry_after,
};

use super::error_text::{error_text, whole_text};
use super::response_kind::{HaltReason, Reason, ResponseKind};

/// Meanings that do not depend on the call: [`ResponseKind::HaltReason`], [`ResponseKind::Throttled`] or [`ResponseKind::Transient`].
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
        // Proxies on the way have codes of their own for an answer that never came.
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
        // A proxy's error can hide a change that went through, whatever its number: 503 too.
        response_lost: true,
        maybe_permanent: false,
    }
}

/// What it means that no answer came: [`ResponseKind::HaltReason`] or [`ResponseKind::Transient`].
pub(super) fn of_fault(fault: TransportError) -> ResponseKind {
    let reason: Reason = match fault {
        TransportError::RelayRefused | TransportError::RelayVersion => {
            return ResponseKind::HaltReason(HaltReason::Relay);
        }
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

/// Whether the answer says that the login was refused, which a 200 may do too.
pub(super) fn login_refused(answer: &Answer) -> bool {
    answer
        .header("x-seraph-loginreason")
        .is_some_and(|why| why.starts_with("AUTHENTICAT"))
}

/// Whether the gateway says that the token lacks a scope.
pub(crate) fn lacks_scope(answer: &Answer) -> bool {
    answer
        .header("x-failure-category")
        .is_some_and(|why| why.eq_ignore_ascii_case("FAILURE_CLIENT_SCOPE_CHECK"))
}

/// A web page: a proxy's or a login's, whatever it calls itself. The site's own answer to a removal is empty.
pub(super) fn is_page(answer: &Answer) -> bool {
    let body = answer.body.trim_start_matches('\u{feff}').trim();
    let says_so = answer
        .header("content-type")
        .is_some_and(|kind| kind.to_ascii_lowercase().contains("html"));
    !body.is_empty() && (says_so || body.starts_with('<'))
}

/// Whether a 403 is that of the check against forged calls, which comes before everything else.
fn refuses_browsers(answer: &Answer) -> bool {
    own_words(answer).contains(" xsrf check failed ")
}

/// Whether a 403 is about where the call comes from: the API's own refusals are JSON and say nothing of addresses.
pub(crate) fn refuses_network(answer: &Answer) -> bool {
    let said = own_words(answer);
    let mut words = NETWORK_WORDS.iter();
    is_page(answer) || words.any(|word| said.contains(word))
}

/// What a refusal of the network says, in words of its own.
const NETWORK_WORDS: [&str; 4] = [
    " ip address ",
    " ip addresses ",
    " allowlist ",
    " allow list ",
];

/// The words of an answer in lower case, each between blanks. A refusal may name the group that it is about: what stands in
/// quotation marks, and words joined by a hyphen, an underscore or a point, are no words of the site's own.
fn own_words(answer: &Answer) -> String {
    // Of JSON in an unknown form every word counts: all of its texts stand in quotation marks.
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

/// A text without what it quotes. A mark inside a word is an apostrophe, and one without its other half quotes nothing.
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

/// What a message puts around a name.
const QUOTES: [(char, char); 4] = [
    ('"', '"'),
    ('\'', '\''),
    ('\u{201c}', '\u{201d}'),
    ('\u{2018}', '\u{2019}'),
];

/// How long a 429 asks to wait: `Retry-After`, else `X-RateLimit-Reset`.
pub(super) fn asked_wait(answer: &Answer, now: Timestamp) -> Option<Span> {
    let reset =
        || Some(parse_iso8601(answer.header("x-ratelimit-reset")?)? - sites_clock(answer, now));
    retry_after(answer, now).or_else(reset)
}

/// The moment of the answer by the clock that its dates are told by: the site's, if it says so. This machine's clock may be
/// a day wrong, and the wait would be.
fn sites_clock(answer: &Answer, now: Timestamp) -> Timestamp {
    answer
        .header("date")
        .and_then(parse_http_date)
        .unwrap_or(now)
}

/// `Retry-After` in seconds or as a date. Answers other than 429 are asked for this
/// header alone: a reset time stands on ordinary answers too and may be an hour away.
fn retry_after(answer: &Answer, now: Timestamp) -> Option<Span> {
    parse_retry_after(answer.header("retry-after")?, sites_clock(answer, now))
}
