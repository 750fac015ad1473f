//! Why a connection cannot be made, and what to do.

use crate::atlassian::{Product, Scopes, refuses_network};
use crate::domain::{Answer, ProxyTrouble, TransportError};

/// Why a connection cannot be made.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{}", self.what())]
pub enum ConnectError {
    /// 401 wherever it was tried.
    TokenRefused,
    /// 401 wherever a token without an email can be tried, and no organization was named.
    TokenAloneRefused,
    /// 401 of the gateway: the token is valid but lacks the scope to identify its account.
    ScopeMissing(Product, Scopes),
    /// The site refuses the token, and its gateway is undocumented.
    NoGateway,
    /// The site did not give its cloud id.
    NoCloudId,
    /// The organization's API was chosen without an organization.
    OrganizationNotNamed,
    /// The organization has several directories: one has to be chosen.
    NoDirectory,
    /// The organization has more directories than are read: one has to be entered.
    MoreDirectories,
    /// The site requires a CAPTCHA in the browser first.
    Captcha,
    /// 403 XSRF: the call looked like a browser's.
    Xsrf,
    /// 403 because of the network the call comes from.
    Network,
    /// 403: an allowlist or another rule of the site.
    Forbidden,
    /// The site redirects: the address is not the site's own.
    Moved,
    /// 404: neither Jira nor Confluence on this site, or no such site.
    NotThere,
    /// 429, with the seconds that the site asks to wait, if it says so.
    Throttled(Option<u64>),
    /// Another status, or an answer that is not the site's JSON.
    OddAnswer(u16),
    NoAnswer(TransportError),
}

impl ConnectError {
    #[must_use]
    pub fn what(&self) -> String {
        match self {
            Self::TokenRefused => "The site does not accept this email and token (401).".into(),
            Self::TokenAloneRefused => {
                "The site does not accept this token without an email (401).".into()
            }
            Self::ScopeMissing(product, scopes) => format!(
                "The token is valid for {}, but it lacks the scope {}, needed to identify the account (401).",
                product.name(),
                scopes.names()
            ),
            Self::NoGateway => {
                "The site does not accept this email and token (401). For this kind of site, Groupsweep does not know where tokens with scopes work.".into()
            }
            Self::NoCloudId => {
                "The site does not accept this token (401) and did not return its cloud id, which tokens with scopes need.".into()
            }
            Self::OrganizationNotNamed => "No organization is configured.".into(),
            Self::NoDirectory => {
                "The organization has several directories, and groups belong to one of them.".into()
            }
            Self::MoreDirectories => {
                "The organization has more directories than Groupsweep reads. The list shows the first of them.".into()
            }
            Self::Captcha => {
                "The site requires a CAPTCHA before it accepts this login.".into()
            }
            Self::Xsrf => {
                "The site refuses calls that come from a browser (403 XSRF check failed).".into()
            }
            Self::Network => {
                "The site refuses calls from this network (403), most likely by an IP allowlist.".into()
            }
            Self::Forbidden => "The site refuses this call (403).".into(),
            Self::Moved => "The site redirects this call instead of answering it.".into(),
            Self::NotThere => {
                "There is neither Jira nor Confluence at this address (404).".into()
            }
            Self::Throttled(None) => "The site asks for a pause because there were too many calls (429).".into(),
            Self::Throttled(Some(seconds)) => {
                format!("The site asks for a pause of {} before the next call (429).", how_long(*seconds))
            }
            Self::OddAnswer(status) => {
                format!("The site sent an unexpected answer ({status}).")
            }
            Self::NoAnswer(TransportError::Proxy(trouble)) => what_proxy(*trouble, "in front of the site"),
            Self::NoAnswer(fault) => what_fault(*fault).into(),
        }
    }

    /// What happened, if the relay calls the site through this web proxy (`host:port`).
    #[must_use]
    pub fn what_behind(&self, proxy: &str) -> String {
        match self {
            Self::NoAnswer(TransportError::Proxy(trouble)) => what_proxy(*trouble, proxy),
            Self::NoAnswer(TransportError::SiteUnreachable) => {
                format!(
                    "The relay is running, but cannot reach the site through the web proxy {proxy}."
                )
            }
            problem => problem.what(),
        }
    }

    /// What to do next.
    #[must_use]
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::TokenRefused => {
                "Check that the email belongs to the token's account, and that the token has not expired (id.atlassian.com, Security, API tokens). Tokens with and without scopes were both tried."
            }
            Self::TokenAloneRefused => {
                "For an API token, enter the account's email. For an organization API key, stop the relay and start it again with --organization and the organization id. The id is in the address of admin.atlassian.com, after /o/."
            }
            Self::ScopeMissing(..) => {
                "Create a token with this scope and with the scopes needed to change groups: manage:jira-configuration and read:jira-user for Jira, write:confluence-groups, read:confluence-groups and read:confluence-user for Confluence."
            }
            Self::NoGateway => {
                "Check email and token. If this token has scopes, create one without scopes."
            }
            Self::NoCloudId => {
                "Check email and token. On the Direct route, enter the cloud id. The site's page /_edge/tenant_info shows it."
            }
            Self::OrganizationNotNamed => {
                "Stop the relay and start it again with --organization and the organization id. The id is in the address of admin.atlassian.com, after /o/."
            }
            Self::NoDirectory => "Choose the directory, then check again.",
            Self::MoreDirectories => {
                "Choose the directory, then check again. If it is not listed, use an API token of a site admin instead of the organization API key."
            }
            Self::Captcha => "Log in to the site once in a browser tab, then check again.",
            Self::Xsrf => "Choose the Relay route.",
            Self::Network => {
                "Ask a site admin to add this network's address to the IP allowlist, or connect from one that is allowed."
            }
            Self::Forbidden => {
                "Ask whether the site has an IP allowlist, and whether this account may use Jira."
            }
            Self::Moved => "Enter the site's default address, ending in .atlassian.net.",
            Self::NotThere => "Check the address.",
            Self::Throttled(None) => "Wait a minute, then check again.",
            Self::Throttled(Some(_)) => "Check again after that time.",
            Self::OddAnswer(_) => {
                "Check again in a minute. A web proxy on the way may have answered instead of the site."
            }
            Self::NoAnswer(fault) => next_step_fault(*fault),
        }
    }
}

fn what_fault(fault: TransportError) -> &'static str {
    match fault {
        TransportError::RelayGone => "The relay stopped before the answer arrived.",
        TransportError::RelayUnreachable => "The relay does not answer.",
        TransportError::RelayRefused => "The relay refuses this page.",
        TransportError::RelayVersion => "This page and the relay are of different versions.",
        TransportError::RelayBusy => "The relay is running, but it did not accept the call.",
        TransportError::SiteUnreachable | TransportError::Proxy(_) => {
            "The relay is running, but cannot reach the site."
        }
        TransportError::CertificateRefused => {
            "The site's certificate is not accepted on this machine."
        }
        TransportError::TimedOut => "The site did not answer in time.",
        TransportError::Cut => "The connection broke before the site's answer was complete.",
        TransportError::Unanswered => {
            "The browser got no answer from the site, and does not report why."
        }
        TransportError::NoSuchCall => "This product's API has no such call.",
        TransportError::NoCloudId => {
            "The site is down or busy: it did not give its cloud id, which this login needs."
        }
        TransportError::SiteNotPermitted => {
            "The browser does not let this extension call the site."
        }
        TransportError::GatewayNotPermitted => {
            "This login works only at Atlassian's gateway, which the browser does not let this extension call."
        }
        TransportError::Blocked => {
            "The browser blocked the call, or the site could not be reached; the browser does not report which."
        }
    }
}

/// `proxy`: its name or its location.
fn what_proxy(trouble: ProxyTrouble, proxy: &str) -> String {
    match trouble {
        ProxyTrouble::Absent => format!("The web proxy {proxy} does not answer."),
        ProxyTrouble::Login => format!("The web proxy {proxy} asks for a login (407)."),
        ProxyTrouble::Refused(status) => {
            format!("The web proxy {proxy} refuses the connection to the site ({status}).")
        }
        ProxyTrouble::Nonsense => {
            format!("The web proxy {proxy} did not answer like a web proxy.")
        }
    }
}

fn next_step_proxy(trouble: ProxyTrouble) -> &'static str {
    match trouble {
        ProxyTrouble::Absent | ProxyTrouble::Nonsense => {
            "Check the web proxy's address. The relay takes it from HTTPS_PROXY or, if that is not set, from this system's settings. Then start the relay again."
        }
        ProxyTrouble::Login => {
            "Set HTTPS_PROXY to http://USER:PASSWORD@HOST:PORT in the terminal, then start the relay again there. The relay does not support Kerberos and NTLM logins."
        }
        ProxyTrouble::Refused(_) => {
            "Ask whoever runs the web proxy to allow connections to the site and to api.atlassian.com, or use another network."
        }
    }
}

fn next_step_fault(fault: TransportError) -> &'static str {
    match fault {
        TransportError::RelayGone | TransportError::RelayUnreachable => {
            "If it is running, a browser extension may be blocking it: allow this page in that extension. Otherwise, start groupsweep-relay again and open the address it prints."
        }
        TransportError::RelayRefused => {
            "Open the address that the relay printed last; an older one no longer works."
        }
        TransportError::RelayVersion => {
            "Reload this page. If it is a file or on a web server, first take the page and the relay from the same release."
        }
        TransportError::RelayBusy => {
            "Close other tabs that use this relay, then check again. If that does not help, a browser extension may be blocking the page's WebSocket to the relay: allow this page in that extension."
        }
        TransportError::SiteUnreachable => {
            "Check the address and the network. Behind a web proxy, start the relay with HTTPS_PROXY set."
        }
        TransportError::Proxy(trouble) => next_step_proxy(trouble),
        TransportError::CertificateRefused => {
            "A web proxy on this network may be decrypting connections. Add its certificate to this machine's store, or use another network."
        }
        TransportError::TimedOut | TransportError::Cut | TransportError::NoCloudId => {
            "Check again. If it still fails, check your network and status.atlassian.com."
        }
        TransportError::Unanswered => {
            "Check the address and the network. Open the site in a tab of this browser. If it shows a certificate warning, a web proxy on this network may be decrypting connections."
        }
        TransportError::NoSuchCall => "Choose another product, or Detect automatically.",
        TransportError::SiteNotPermitted | TransportError::GatewayNotPermitted => {
            "Press Check connection again and choose Allow when the browser asks. If it does not ask, your organization's browser policy blocks this extension on the site."
        }
        TransportError::Blocked => {
            "Atlassian sites block requests from other web pages. Choose the Relay route. If your token has scopes, Direct can use the gateway: enter the cloud id."
        }
    }
}

/// The error that an answer reports. `None` if the answer can be read.
#[must_use]
pub(super) fn refusal(answer: &Answer) -> Option<ConnectError> {
    let login_reason = answer.header("x-seraph-loginreason").unwrap_or_default();
    if answer.header("x-authentication-denied-reason").is_some()
        || login_reason.starts_with("AUTHENTICATION_DENIED")
    {
        return Some(ConnectError::Captcha);
    }
    // An invalid token may get a 200 that reports it only in this header.
    if login_reason.starts_with("AUTHENTICAT") {
        return Some(ConnectError::TokenRefused);
    }
    match answer.status {
        200 => None,
        401 => Some(ConnectError::TokenRefused),
        403 if answer.body.contains("XSRF") => Some(ConnectError::Xsrf),
        403 if refuses_network(answer) => Some(ConnectError::Network),
        403 => Some(ConnectError::Forbidden),
        404 => Some(ConnectError::NotThere),
        429 => Some(ConnectError::Throttled(seconds_to_wait(answer))),
        300..=399 => Some(ConnectError::Moved),
        status => Some(ConnectError::OddAnswer(status)),
    }
}

/// `Retry-After` in seconds. A date is ignored, because the form has no clock.
fn seconds_to_wait(answer: &Answer) -> Option<u64> {
    let value = answer.header("retry-after")?.trim();
    let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| value.parse().unwrap_or(u64::MAX))
}

/// Formats seconds in the largest suitable unit, rounded up.
fn how_long(seconds: u64) -> String {
    let (count, unit) = match seconds {
        0..=119 => (seconds, "second"),
        120..=7_199 => (seconds.div_ceil(60), "minute"),
        7_200..=172_799 => (seconds.div_ceil(3_600), "hour"),
        172_800..=31_535_999 => (seconds.div_ceil(86_400), "day"),
        _ => return "more than a year".to_owned(),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}
