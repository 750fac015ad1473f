//! What the answer to `myself` says: who you are, or what is wrong and what to do.

use serde::Deserialize;

use crate::domain::{AccountId, Answer, Fault};

use super::connection::Account;

/// What keeps a connection from being made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Problem {
    /// 401: the site does not accept this email and token.
    TokenRefused,
    /// The site wants a CAPTCHA solved in the browser first.
    Captcha,
    /// 403 XSRF: the site saw a browser's call.
    Xsrf,
    /// 403: an allowlist or another rule of the site.
    Forbidden,
    /// The site sends elsewhere: the address is not the site's own.
    Moved,
    /// 404: no Jira on this site, or no such site.
    NoJira,
    /// 429.
    Throttled,
    /// Another status, or an answer that is not the site's JSON.
    OddAnswer(u16),
    /// No answer came.
    NoAnswer(Fault),
}

impl Problem {
    /// What happened.
    #[must_use]
    pub fn what(&self) -> String {
        match self {
            Self::TokenRefused => "The site does not accept this email and token (401).".into(),
            Self::Captcha => {
                "The site wants to see that you are a person before it accepts this login.".into()
            }
            Self::Xsrf => {
                "The site refuses calls that come from a browser (403 XSRF check failed).".into()
            }
            Self::Forbidden => "The site refuses this call (403).".into(),
            Self::Moved => "The site sends this call elsewhere instead of answering it.".into(),
            Self::NoJira => "There is no Jira at this address (404).".into(),
            Self::Throttled => "The site asks to wait: too many calls (429).".into(),
            Self::OddAnswer(status) => {
                format!("The site answered {status}, which is not an answer to this question.")
            }
            Self::NoAnswer(fault) => what_fault(*fault).into(),
        }
    }

    /// What to do next.
    #[must_use]
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::TokenRefused => {
                "Check that the email is the one of the token's account, and that the token has not expired (id.atlassian.com, Security, API tokens). A token with scopes does not work here yet; make one without."
            }
            Self::Captcha => "Log in to the site once in a browser tab, then check again.",
            Self::Xsrf => "Choose the route Relay.",
            Self::Forbidden => {
                "Ask whether the site has an IP allowlist, and whether this account may use Jira."
            }
            Self::Moved => "Enter the site's default address, ending in .atlassian.net.",
            Self::NoJira => "Check the address. A site without Jira is not supported yet.",
            Self::Throttled => "Wait a minute, then check again.",
            Self::OddAnswer(_) => {
                "Check again in a minute. A web proxy on the way may have answered instead of the site."
            }
            Self::NoAnswer(fault) => next_step_fault(*fault),
        }
    }
}

fn what_fault(fault: Fault) -> &'static str {
    match fault {
        Fault::RelayGone => "The relay went away before the answer came.",
        Fault::RelayAbsent => "The relay does not answer.",
        Fault::RelayRefused => "The relay refuses this page.",
        Fault::SiteUnreachable => "The relay runs, but cannot reach the site.",
        Fault::CertificateRefused => "The site's certificate is not accepted on this machine.",
        Fault::TimedOut => "The site did not answer in time.",
        Fault::Cut => "The connection broke before the site's answer was complete.",
        Fault::Blocked => {
            "The browser blocked the call, or the site could not be reached; the browser does not say which."
        }
    }
}

fn next_step_fault(fault: Fault) -> &'static str {
    match fault {
        Fault::RelayGone | Fault::RelayAbsent => {
            "Start groupsweep-relay again and open the address it prints."
        }
        Fault::RelayRefused => {
            "Open the address that the relay printed last; an older one no longer works."
        }
        Fault::SiteUnreachable => {
            "Check the address and the network. Behind a web proxy, start the relay with HTTPS_PROXY set."
        }
        Fault::CertificateRefused => {
            "A web proxy may open encrypted connections here. Add its certificate to this machine's store, or use another network."
        }
        Fault::TimedOut | Fault::Cut => {
            "Check again. If it stays, look at the network or at status.atlassian.com."
        }
        Fault::Blocked => "Atlassian's sites let no other page call them. Choose the route Relay.",
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Myself {
    account_id: String,
    #[serde(default)]
    display_name: String,
    email_address: Option<String>,
}

/// Reads the answer to `myself`.
///
/// # Errors
/// The [`Problem`] to show instead of an account.
pub fn read_myself(answer: Result<Answer, Fault>) -> Result<Account, Problem> {
    let answer = answer.map_err(Problem::NoAnswer)?;
    let login_reason = answer.header("x-seraph-loginreason").unwrap_or_default();
    if answer.header("x-authentication-denied-reason").is_some()
        || login_reason.starts_with("AUTHENTICATION_DENIED")
    {
        return Err(Problem::Captcha);
    }
    // A dead token may come with 200 and say so in this header only.
    if login_reason.starts_with("AUTHENTICAT") {
        return Err(Problem::TokenRefused);
    }
    match answer.status {
        200 => account(&answer).ok_or(Problem::OddAnswer(200)),
        401 => Err(Problem::TokenRefused),
        403 if answer.body.contains("XSRF") => Err(Problem::Xsrf),
        403 => Err(Problem::Forbidden),
        404 => Err(Problem::NoJira),
        429 => Err(Problem::Throttled),
        300..=399 => Err(Problem::Moved),
        status => Err(Problem::OddAnswer(status)),
    }
}

fn account(answer: &Answer) -> Option<Account> {
    let myself: Myself = serde_json::from_str(&answer.body).ok()?;
    let id = AccountId::parse(&myself.account_id).ok()?;
    let name = if myself.display_name.is_empty() {
        myself.account_id
    } else {
        myself.display_name
    };
    Some(Account {
        id,
        name,
        email: myself.email_address,
    })
}
