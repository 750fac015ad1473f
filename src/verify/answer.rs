//! What the answer to a reading says, or why it says nothing.

use crate::domain::{Answer, Fault, Moment, Span};
use crate::product::{Meaning, Reason, RefusedAll, common, is_page, of_fault};

/// A reading that brought nothing. Reasons are clauses: small first letter, no full stop.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Missed {
    /// This call will not be answered, however often it is made.
    Never(Reason),
    /// 404: what it is about is not there.
    Unknown(Reason),
    /// No call will be answered.
    Nothing(Reason),
    /// The site's pace.
    Throttled(Option<Span>),
    /// Worth another try.
    Passing(Reason, Option<Span>),
    /// Something answered that is not what was asked for: worth a second look, no more.
    Unusable {
        /// What it was.
        why: Reason,
        /// No JSON at all: whoever answers is not the site's API, and will not answer the next question either.
        is_no_api: bool,
    },
}

/// What `read` makes of an answer that can be read; `unknown` says what a 404 is about.
pub(crate) fn hear<T>(
    result: &Result<Answer, Fault>,
    now: Moment,
    unknown: &'static str,
    read: impl FnOnce(&Answer) -> Option<T>,
) -> Result<T, Missed> {
    let answer = match result {
        Ok(answer) => answer,
        Err(fault) => return Err(missed(of_fault(*fault))),
    };
    // An anonymous reading, which may leave people out, is among these.
    if let Some(meaning) = common(answer, now) {
        return Err(missed(meaning));
    }
    match answer.status {
        200 if answer.is_json() => read(answer).ok_or_else(|| odd(answer)),
        403 => Err(Missed::Never(
            "this account may not read groups (403)".into(),
        )),
        404 => Err(Missed::Unknown(unknown.into())),
        _ => Err(odd(answer)),
    }
}

/// Tries of a question whose answers cannot be used: a second apart.
pub(crate) const MAX_TRIES_UNUSABLE: u8 = 4;
/// Answers one after another that come from no API at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct NoApi {
    since: Option<Moment>,
    answers: u8,
}

impl NoApi {
    /// So many of them, for so long: whoever answers is not the site, and asking on is of no use.
    const MAX_ANSWERS: u8 = 4;
    const MAX_TIME: Span = Span::seconds(3);

    /// The site answered.
    pub(crate) fn answered(&mut self) {
        *self = Self::default();
    }

    /// Another one came; whether asking on is of no use.
    pub(crate) fn is_hopeless_after(&mut self, now: Moment) -> bool {
        self.answers = self.answers.saturating_add(1);
        let since = *self.since.get_or_insert(now);
        self.answers >= Self::MAX_ANSWERS && now - since >= Self::MAX_TIME
    }
}

fn odd(answer: &Answer) -> Missed {
    let is_no_api = !answer.is_json();
    let status = answer.status;
    let why = if is_no_api && is_page(answer) {
        format!(
            "a web page came instead of the site's answer ({status}), for example from a proxy or a login page"
        )
    } else {
        format!("the site answered {status} and not what was asked for")
    };
    Missed::Unusable {
        why: why.into(),
        is_no_api,
    }
}

fn missed(meaning: Meaning) -> Missed {
    match meaning {
        Meaning::RefusedAll(why) => Missed::Nothing(clause(why).into()),
        Meaning::Throttled { wait } => Missed::Throttled(wait),
        Meaning::Passing { reason, wait, .. } => {
            let clause = reason.trim_end_matches('.').to_owned();
            Missed::Passing(clause.into(), wait)
        }
        Meaning::Unclear(reason)
        | Meaning::Unproven(reason)
        | Meaning::RefusedRow(reason)
        | Meaning::RefusedGroup(reason)
        | Meaning::NotFound { reason, .. } => Missed::Never(reason),
        // Meanings of changes; no reading has them.
        Meaning::Done | Meaning::Already => Missed::Never("the answer has no meaning here".into()),
    }
}

fn clause(why: RefusedAll) -> &'static str {
    match why {
        RefusedAll::Token => "the site no longer accepts the token (401)",
        RefusedAll::Scope => "the token lacks the scope for reading groups (401)",
        RefusedAll::Xsrf => "the site refuses calls that come from a browser (403)",
        RefusedAll::Network => {
            "the site refuses calls from this network (403), most likely by an IP allowlist"
        }
        RefusedAll::Moved => "the site redirects the calls instead of answering them",
        RefusedAll::Relay => "the relay refuses this page",
        RefusedAll::RelayGone => "the relay does not answer",
        RefusedAll::Certificate => "the site's certificate is not accepted on this machine",
        RefusedAll::Blocked => "the browser blocks the calls, or the site cannot be reached",
        RefusedAll::NotTheSite => "answers came that are not the site's",
        RefusedAll::Right => "the right to read groups is missing",
        RefusedAll::Storage => "the browser can no longer store anything",
        RefusedAll::TakenOver => "another tab took the run over",
        RefusedAll::RecordGone => "the record of the run was deleted",
    }
}
