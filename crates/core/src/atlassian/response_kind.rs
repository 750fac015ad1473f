//! What an answer means for a row and for the run, and what is said of it.

use std::borrow::Cow;

use crate::domain::Span;

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
    /// Not this row, because the login lacks the right to any change here: the run halts.
    RightMissing(Reason),
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
        reason: Reason,
        /// How long the site asks to wait.
        wait: Option<Span>,
        /// The call may have taken effect all the same.
        response_lost: bool,
        /// A 500, which can be permanent: fewer tries.
        maybe_permanent: bool,
    },
}

/// What is shown to exist.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Witness {
    Account,
    Group,
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
                "The site refuses calls that come from a browser (403 XSRF check failed). In the extension: check the connection again, then resume. On the Direct route: use the Relay route. On the Relay route, or if nothing else helps: use an exported script."
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
                "The browser can no longer store the record of this run: its storage is full, was cleared or does not answer. Download the results now. Then free up disk space or allow storage, and resume: the record is stored again before anything is sent."
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
                "The site refuses these changes. The likely causes, most likely first: this account lacks the site admin role; these groups are managed by an identity provider; these accounts no longer exist. The reason of each row says more. Resume continues with the rows after them."
            }
        }
    }
}
