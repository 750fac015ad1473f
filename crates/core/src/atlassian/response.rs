//! Every answer has one meaning. Error texts follow the caller's language;
//! calls ask for English (`X-Force-Accept-Language`), and where the text is
//! still not known the membership is read back instead of guessed.

use std::borrow::Cow;

use crate::domain::{
    Action, Answer, GroupId, ProxyTrouble, Span, Timestamp, TransportError, parse_http_date,
    parse_iso8601, parse_retry_after,
};

use super::GroupApi;
use super::confirmed::why_not;
use super::error_text::error_text;
use super::pages::{Page, SiteGroup};
use super::witness::Witness;

/// A reason for people, one or two sentences.
pub type Reason = Cow<'static, str>;

/// What an answer means for the row and for the run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ResponseKind {
    /// The site did it.
    Done,
    /// There was nothing to do.
    Already,
    /// A refusal whose text does not say how things stand: look. It did nothing.
    Ambiguous(Reason),
    /// A status of success on an answer that is not how the product confirms the change. It may have been done: look.
    Unproven(Reason),
    /// Not this row; others may go.
    RowRejected(Reason),
    /// No row of this group; rows of other groups may go.
    RefusedGroup(Reason),
    /// The site does not know the account or the group, as far as it shows: nothing was there to change. Never the
    /// same as [`ResponseKind::Already`].
    NotFound {
        /// Which of the two.
        missing: Witness,
        /// A sentence that begins with "Not found:".
        reason: Reason,
    },
    /// No row will go; the run halts.
    HaltReason(HaltReason),
    /// The site's pace, not the row's fault.
    Throttled {
        /// How long the site asks to wait; none if it does not say.
        wait: Option<Span>,
    },
    /// Worth another try.
    Transient {
        /// What happened.
        reason: Reason,
        /// How long the site asks to wait.
        wait: Option<Span>,
        /// The call may have taken effect all the same.
        response_lost: bool,
        /// A 500, which can be permanent: fewer tries.
        maybe_permanent: bool,
    },
}

/// Why no row will go.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum HaltReason {
    /// 401 or a dead token in disguise.
    Token,
    /// 401 of the gateway: the token is good and lacks a scope.
    Scope,
    /// 403 XSRF check failed.
    Xsrf,
    /// 403 and a page, or words about IP addresses: an IP allowlist or a proxy keeps this network out.
    Network,
    /// Rows in a row got answers of success that did not come from the site: a proxy answers in its place.
    NotTheSite,
    /// Redirected: not the site's own address, or a login page.
    Moved,
    /// The relay refuses this page.
    Relay,
    /// The relay is gone.
    RelayGone,
    /// The site's certificate is not accepted.
    Certificate,
    /// The browser blocks the calls (Direct route).
    Blocked,
    /// Rows of several groups were refused one after another: most likely a right is missing.
    Right,
    /// The record of the run can not be stored any more.
    Storage,
    /// Another tab took the run over: its record is not this tab's to write any more.
    TakenOver,
    /// The record of the run was deleted.
    RecordGone,
    /// The browser no longer lets the extension call the site or the gateway.
    NotPermitted,
}

impl HaltReason {
    /// What happened and what to do.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Token => {
                "The site no longer accepts this token (401). Check the connection again with a valid token, then resume."
            }
            Self::Scope => {
                "The token is valid but lacks a required scope (401). Create a token with the scope that the connection check names, check the connection with it, then resume."
            }
            Self::Xsrf => {
                "The site refuses calls that come from a browser (403 XSRF check failed). Use the Relay route."
            }
            Self::Network => {
                "The site refuses calls from this network (403), most likely by an IP allowlist. Ask a site admin to add this network's address, or connect from one that is allowed. Then resume."
            }
            Self::NotTheSite => {
                "Three consecutive rows got answers that did not come from the site. A web proxy, an IP allowlist or another access rule may be answering in its place. Open the site in this browser and look for a login page or a notice, or use another network. Then resume."
            }
            Self::Moved => {
                "The site redirects the calls instead of answering them. Check the address."
            }
            Self::Relay => {
                "The relay was started again and refuses this page. If its port is the same, open the address that it printed, in this tab. Check the connection, then resume. If its port changed, first press \"Save record\" on Report. Then open the new address and load that file on Import."
            }
            Self::RelayGone => {
                "The relay no longer answers. If it is running, a browser extension may be blocking it: allow this page in that extension. Otherwise, start it again with the same port and open the address that it prints, in this tab. Check the connection, then resume. If the port must change, first press \"Save record\" on Report. Then open the new address and load that file on Import."
            }
            Self::Certificate => {
                "The site's certificate is not accepted on this machine. A web proxy on this network may be decrypting connections."
            }
            Self::Blocked => {
                "The browser blocks the calls, or the site cannot be reached. Use the Relay route."
            }
            Self::Storage => {
                "The browser can no longer store the record of this run: its storage is full or was cleared. Download the results now. Then free up disk space or allow storage, and resume: the record is stored again before anything is sent."
            }
            Self::TakenOver => {
                "Another tab or window took this run over, so this tab sends nothing more. Download the results so far here, then continue in the other tab."
            }
            Self::RecordGone => {
                "The record of this run was deleted from this browser, so nothing more is sent. Download the results now: this tab holds the only copy."
            }
            Self::NotPermitted => {
                "The browser no longer lets this extension call the site, so nothing more is sent. Press Check connection on Connect and allow it, then resume."
            }
            Self::Right => {
                "The site refuses these changes. The likely causes, most likely first: this account lacks the site admin role; these groups are managed by an identity provider; these users are gone. The reason of each row says more. Resume continues with the rows after them."
            }
        }
    }
}

/// The meaning of the answer to a removal or an addition.
#[must_use]
pub fn change(
    api: &dyn GroupApi,
    action: Action,
    result: &Result<Answer, TransportError>,
    now: Timestamp,
) -> ResponseKind {
    let answer = match result {
        Ok(answer) => answer,
        Err(fault) => return of_fault(*fault),
    };
    if let Some(meaning) = common(answer, now) {
        return meaning;
    }
    match answer.status {
        200..=299 if answer.packed().is_none() && api.confirms(action, answer) => {
            ResponseKind::Done
        }
        200..=299 => ResponseKind::Unproven(why_not(action, answer)),
        _ => api.refusal(action, answer),
    }
}

/// What an account's own list of groups says after an unclear answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReadBack {
    /// How the row stands.
    Settled(ResponseKind),
    /// The list does not hold the group that the person was added to.
    NotThere,
    /// The list does not hold the group that the person was removed from. That is "already gone" only if both account and group exist: see [`Witness`].
    Unlisted {
        /// The list holds another group, so the site knows the account.
        has_groups: bool,
    },
}

/// Reads an account's groups after an unclear answer to a change.
#[must_use]
pub fn read_back(
    api: &dyn GroupApi,
    action: Action,
    result: &Result<Answer, TransportError>,
    group: &GroupId,
    unclear: &Reason,
    now: Timestamp,
) -> ReadBack {
    let settled = |meaning| ReadBack::Settled(meaning);
    let answer = match result {
        Ok(answer) => answer,
        Err(fault) => return settled(of_fault(*fault)),
    };
    if let Some(meaning) = common(answer, now) {
        return settled(meaning);
    }
    match answer.status {
        200 => {}
        404 => {
            let missing = Witness::Account;
            return settled(not_found(
                missing,
                "the site does not know this account (404)",
                unclear,
            ));
        }
        _ => return settled(ResponseKind::RowRejected(unclear.clone())),
    }
    let groups = api.groups(answer);
    let listed = groups.as_ref().map(|groups| is_listed(groups, group));
    match (listed, action, groups) {
        (Some(Some(true)), Action::Add, _) => settled(ResponseKind::Already),
        (Some(Some(true)), Action::Remove, _) => settled(ResponseKind::RowRejected(
            format!("{unclear} The membership is still there.").into(),
        )),
        (Some(Some(false)), Action::Add, _) => ReadBack::NotThere,
        (Some(Some(false)), Action::Remove, Some(groups)) => ReadBack::Unlisted {
            has_groups: !groups.values.is_empty(),
        },
        // Somebody in hundreds of groups: the first page does not hold all of them.
        (Some(None), _, Some(groups)) if !groups.is_last() => settled(ResponseKind::RowRejected(
            format!("{unclear} The person is in more groups than one page lists.").into(),
        )),
        _ => settled(passing("the list of groups could not be read", answer, now)),
    }
}

/// What is said of a row whose account or group is not shown to exist: `clause`, then what the site said first.
#[must_use]
pub fn not_found(missing: Witness, clause: &str, unclear: &Reason) -> ResponseKind {
    let reason = format!("Not found: {clause}. {unclear}");
    ResponseKind::NotFound {
        missing,
        reason: reason.trim_end().to_owned().into(),
    }
}

/// Whether an account's groups hold this one; none if the page does not say: a group without an id, or more pages.
pub(crate) fn is_listed(groups: &Page<SiteGroup>, group: &GroupId) -> Option<bool> {
    let found = groups
        .values
        .iter()
        .any(|one| one.id.as_ref() == Some(group));
    let complete = groups.is_last() && groups.values.iter().all(|one| one.has_id);
    (found || complete).then_some(found)
}

/// Whether the answer says that the login was refused, which a 200 may do too.
pub(crate) fn login_refused(answer: &Answer) -> bool {
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

/// Meanings that do not depend on the call: [`ResponseKind::HaltReason`], [`ResponseKind::Throttled`] or [`ResponseKind::Transient`].
pub(crate) fn common(answer: &Answer, now: Timestamp) -> Option<ResponseKind> {
    if login_refused(answer) {
        return Some(ResponseKind::HaltReason(HaltReason::Token));
    }
    Some(match answer.status {
        401 if lacks_scope(answer) => ResponseKind::HaltReason(HaltReason::Scope),
        401 => ResponseKind::HaltReason(HaltReason::Token),
        403 if answer.body.contains("XSRF") => ResponseKind::HaltReason(HaltReason::Xsrf),
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

fn passing(reason: &'static str, answer: &Answer, now: Timestamp) -> ResponseKind {
    ResponseKind::Transient {
        reason: reason.into(),
        wait: retry_after(answer, now),
        // A proxy's error can hide a change that went through, whatever its number: 503 too.
        response_lost: true,
        maybe_permanent: false,
    }
}

/// What it means that no answer came: [`ResponseKind::HaltReason`] or [`ResponseKind::Transient`].
pub(crate) fn of_fault(fault: TransportError) -> ResponseKind {
    let reason: Reason = match fault {
        TransportError::RelayRefused => return ResponseKind::HaltReason(HaltReason::Relay),
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
        TransportError::TimedOut => "the site did not answer in time".into(),
        TransportError::Cut => "the connection broke before the answer came".into(),
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

/// A web page: a proxy's or a login's, whatever it calls itself. The site's own answer to a removal is empty.
pub(crate) fn is_page(answer: &Answer) -> bool {
    let body = answer.body.trim_start_matches('\u{feff}').trim();
    let says_so = answer
        .header("content-type")
        .is_some_and(|kind| kind.to_ascii_lowercase().contains("html"));
    !body.is_empty() && (says_so || body.starts_with('<'))
}

/// Whether a 403 is about where the call comes from: the API's own refusals are JSON and say nothing of addresses.
pub(crate) fn refuses_network(answer: &Answer) -> bool {
    let body = answer.body.to_lowercase();
    let mut words = ["ip address", "allowlist", "allow list"].iter();
    is_page(answer) || words.any(|word| body.contains(word))
}

/// How long a 429 asks to wait: `Retry-After`, else `X-RateLimit-Reset`.
pub(crate) fn asked_wait(answer: &Answer, now: Timestamp) -> Option<Span> {
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
