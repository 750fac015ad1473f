//! What an answer means for a row and for the run, with the sentences for it.

use std::borrow::Cow;

use crate::domain::Span;

/// A reason to show to people, in one or two sentences.
pub type Reason = Cow<'static, str>;

/// What an answer means for the row and for the run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ResponseKind {
    /// The site made the change.
    Done,
    /// There was nothing to change.
    Already,
    /// The site refused, and its text does not show the state of the membership: read it back. The call
    /// changed nothing.
    Ambiguous(Reason),
    /// A success status, but not as the product confirms a change. It may have taken effect: read it back.
    Unproven(Reason),
    /// This row was refused; the run continues.
    RowRejected(Reason),
    /// This row was refused because the login may change no membership here; the run halts.
    RightMissing(Reason),
    /// The group was refused; rows of other groups continue.
    RefusedGroup(Reason),
    /// The site does not appear to know the account or the group, so nothing was changed. Never the same as
    /// [`ResponseKind::Already`].
    NotFound {
        missing: Witness,
        /// A sentence that begins with "Not found:".
        reason: Reason,
    },
    /// No row can succeed; the run halts.
    HaltReason(HaltReason),
    /// The site limits the rate; the row is not at fault.
    Throttled {
        /// The wait that the site asks for; `None` if it gives none.
        wait: Option<Span>,
    },
    /// A temporary failure, worth a retry.
    Transient {
        reason: Reason,
        /// The wait that the site asks for.
        wait: Option<Span>,
        /// Whether the call may have taken effect nevertheless.
        response_lost: bool,
        /// A 500 can be permanent, so it gets fewer retries.
        maybe_permanent: bool,
    },
}

/// What a row needs to exist on the site.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Witness {
    Account,
    Group,
}

/// Why no row can succeed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum HaltReason {
    /// 401, or an answer that reports an invalid token with another status.
    Token,
    /// 401 from the gateway: the token is valid but lacks a scope.
    Scope,
    /// 403 XSRF check failed.
    Xsrf,
    /// 403 with a web page or a text about IP addresses: an IP allowlist or a proxy blocks this network.
    Network,
    /// Several rows in succession got a success status that did not come from the site: a proxy answers in
    /// its place.
    NotTheSite,
    /// Redirected: not the site's own address, or a login page.
    Moved,
    /// The relay refuses this page.
    Relay,
    /// The relay is of another version than this page.
    RelayVersion,
    /// The relay cannot be reached.
    RelayGone,
    /// The site's certificate is not accepted.
    Certificate,
    /// The browser blocks the calls (Direct route).
    Blocked,
    /// Rows of several groups were refused in succession: a permission is probably missing.
    Right,
    /// The record of the run can no longer be stored.
    Storage,
    /// A newer version of the page has upgraded the storage, so that this one cannot use it.
    StorageOutdated,
    /// Another tab took the run over; this tab may no longer write its record.
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
            Self::RelayVersion => {
                "The relay is of another version than this page. If this browser keeps no record of the run, download the results first. Then reload this page, and press Resume for this run on Import."
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
            Self::StorageOutdated => {
                "A newer version of Groupsweep has used this browser's storage, so this page can no longer store the record of this run. Download the results now. Then open the newest Groupsweep, and resume the run there under Past runs."
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
                "The site refuses these changes. If every row was refused, this login most likely lacks the site admin role (for an API key: the right to manage the organization). Otherwise, an identity provider may manage these groups. See the reason of each row. Resume continues after the refused rows."
            }
        }
    }
}
