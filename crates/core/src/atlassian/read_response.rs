//! Interprets the answer to a read, or why there is no usable one.

use crate::domain::{Answer, Span, Timestamp, TransportError};

use super::common::{common, is_page, of_fault};
use super::response_kind::{HaltReason, Reason, ResponseKind};

/// Why a read failed. Reasons are clauses: small first letter, no full stop.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum ReadError {
    /// This call will never succeed.
    #[error("{0}")]
    Never(Reason),
    /// 404: the object does not exist.
    #[error("{0}")]
    Unknown(Reason),
    /// No call will succeed.
    #[error("{0}")]
    Nothing(Reason),
    #[error("the site asks to wait")]
    Throttled(Option<Span>),
    /// A temporary failure, worth a retry.
    #[error("{0}")]
    Transient(Reason, Option<Span>),
    /// The answer is not what was asked for: worth only a few retries.
    #[error("{why}")]
    Unusable {
        why: Reason,
        /// Whether the answer is not JSON. Then it is not from the site's API, which will not answer the next
        /// call either.
        is_no_api: bool,
    },
}

/// Returns what `read` makes of a readable answer. `unknown` is the reason for a 404.
pub(crate) fn read_response<T>(
    result: &Result<Answer, TransportError>,
    now: Timestamp,
    unknown: &'static str,
    read: impl FnOnce(&Answer) -> Option<T>,
) -> Result<T, ReadError> {
    let answer = match result {
        Ok(answer) => answer,
        Err(fault) => return Err(missed(of_fault(*fault))),
    };
    // This includes an anonymous answer, which may leave people out.
    if let Some(meaning) = common(answer, now) {
        return Err(missed(meaning));
    }
    match answer.status {
        200 if answer.is_json() => read(answer).ok_or_else(|| odd(answer)),
        403 => Err(ReadError::Never(
            "this account may not read groups (403)".into(),
        )),
        404 => Err(ReadError::Unknown(unknown.into())),
        _ => Err(odd(answer)),
    }
}

fn odd(answer: &Answer) -> ReadError {
    let is_no_api = !answer.is_json();
    let status = answer.status;
    let why = if is_no_api && is_page(answer) {
        format!(
            "a web page came instead of the site's answer ({status}), for example from a proxy or a login page"
        )
    } else {
        format!("the site's answer ({status}) is not what was asked for")
    };
    ReadError::Unusable {
        why: why.into(),
        is_no_api,
    }
}

fn missed(meaning: ResponseKind) -> ReadError {
    match meaning {
        ResponseKind::HaltReason(why) => ReadError::Nothing(clause(why).into()),
        ResponseKind::RightMissing(_) => ReadError::Nothing(clause(HaltReason::Right).into()),
        ResponseKind::Throttled { wait } => ReadError::Throttled(wait),
        ResponseKind::Transient { reason, wait, .. } => {
            let clause = reason.trim_end_matches('.').to_owned();
            ReadError::Transient(clause.into(), wait)
        }
        ResponseKind::Ambiguous(reason)
        | ResponseKind::Unproven(reason)
        | ResponseKind::RowRejected(reason)
        | ResponseKind::RefusedGroup(reason)
        | ResponseKind::NotFound { reason, .. } => ReadError::Never(reason),
        // Only changes have these meanings.
        ResponseKind::Done | ResponseKind::Already => {
            ReadError::Never("the answer has no meaning here".into())
        }
    }
}

/// Why nothing was read: the relay is gone, or was restarted with another key.
pub(crate) const RELAY_GONE: &str = "the relay does not answer";
pub(crate) const RELAY_REFUSES: &str = "the relay refuses this page";

fn clause(why: HaltReason) -> &'static str {
    match why {
        HaltReason::Token => "the site no longer accepts the token (401)",
        HaltReason::Scope => "the token lacks the scope for reading groups (401)",
        HaltReason::Xsrf => "the site refuses calls that come from a browser (403)",
        HaltReason::Network => {
            "the site refuses calls from this network (403), most likely by an IP allowlist"
        }
        HaltReason::Moved => "the site redirects the calls instead of answering them",
        HaltReason::Relay => RELAY_REFUSES,
        HaltReason::RelayVersion => "the relay is of another version than this page",
        HaltReason::RelayGone => RELAY_GONE,
        HaltReason::Certificate => "the site's certificate is not accepted on this machine",
        HaltReason::Blocked => "the browser blocks the calls, or the site cannot be reached",
        HaltReason::NotPermitted => "the browser does not let this extension call the site",
        HaltReason::NotTheSite => "the answers did not come from the site",
        HaltReason::Right => "the right to read groups is missing",
        HaltReason::Storage | HaltReason::StorageOutdated => {
            "the browser can no longer store anything"
        }
        HaltReason::TakenOver => "another tab took the run over",
        HaltReason::RecordGone => "the record of the run was deleted",
    }
}
