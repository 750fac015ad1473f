//! The result of a call: an answer of the site, or a fault on the way.

mod echo;

/// The response headers that we use. The relay passes on only these. In the extension, the page reads only
/// these.
pub const FORWARDED_RESPONSE_HEADERS: [&str; 15] = [
    "content-type",
    "date",
    "content-encoding",
    "retry-after",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "x-ratelimit-nearlimit",
    "ratelimit-reason",
    "x-seraph-loginreason",
    "x-authentication-denied-reason",
    "x-failure-category",
    "x-aaccountid",
    "atl-traceid",
    "location",
];

/// An HTTP response of the site.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Answer {
    pub status: u16,
    /// The headers listed in [`FORWARDED_RESPONSE_HEADERS`], with lower-case names.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    /// The value of a header. `name` is in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body's compression, if any. Such a body was not decompressed, so it cannot be read.
    #[must_use]
    pub fn packed(&self) -> Option<&str> {
        let codings = self.headers.iter();
        let mut codings = codings.filter(|(key, _)| key == "content-encoding");
        codings.find_map(|(_, coding)| {
            let coding = coding.trim();
            let is_plain = coding.is_empty() || coding.eq_ignore_ascii_case("identity");
            (!is_plain).then_some(coding)
        })
    }

    /// Whether the content type is JSON.
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.header("content-type")
            .is_some_and(|kind| kind.starts_with("application/json"))
    }
}

/// Why the web proxy does not connect to the site.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum ProxyTrouble {
    /// The proxy's address does not answer.
    Absent,
    /// 407: the proxy requires a login.
    Login,
    /// The proxy refuses with this status.
    Refused(u16),
    /// The server at this address is not a web proxy.
    Nonsense,
}

/// Why a call got no answer from the site.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, thiserror::Error)]
pub enum TransportError {
    /// The relay went away during the call. It is unknown whether the call took effect.
    #[error("the relay went away during the call")]
    RelayGone,
    /// The relay is stopped, or its address is wrong. The request was not sent.
    #[error("the relay cannot be reached")]
    RelayUnreachable,
    /// The relay refuses this page: its key is wrong, or it has another origin.
    #[error("the relay refuses this page")]
    RelayRefused,
    /// The relay's version differs from the page's. The request was not sent.
    #[error("page and relay are of different versions")]
    RelayVersion,
    /// The relay took no call: it is busy, or the connection to it broke before the call was written. The
    /// request was not sent.
    #[error("the relay took no call")]
    RelayBusy,
    /// The relay could not reach the site. The request did not reach it.
    #[error("the relay cannot reach the site")]
    SiteUnreachable,
    /// The relay's web proxy does not connect to the site. The request did not reach it.
    #[error("the web proxy does not lead to the site")]
    Proxy(ProxyTrouble),
    /// The site's certificate was not accepted. The request did not reach the site.
    #[error("the site's certificate is not accepted")]
    CertificateRefused,
    /// No answer arrived in time. It is unknown whether the call took effect.
    #[error("no answer came in time")]
    TimedOut,
    /// The connection broke after the request was sent. It is unknown whether the call took effect.
    #[error("the connection broke during the call")]
    Cut,
    /// The browser returned no answer and no reason (extension). It is unknown whether the call took effect.
    #[error("the browser brought no answer")]
    Unanswered,
    /// The browser blocked the call or lost the answer and does not report which (Direct route).
    #[error("the browser blocked or lost the call")]
    Blocked,
    /// The product has no such call. Nothing was sent.
    #[error("the product has no such call")]
    NoSuchCall,
    /// The site did not return its cloud id, which is requested first, because it was down or busy. The call
    /// was not sent.
    #[error("the site did not give its cloud id")]
    NoCloudId,
    /// The browser does not let the extension call the site: permission was never given, or was withdrawn.
    /// Nothing was sent.
    #[error("the extension may not call the site")]
    SiteNotPermitted,
    /// The same for Atlassian's gateway.
    #[error("the extension may not call Atlassian's gateway")]
    GatewayNotPermitted,
}

impl TransportError {
    /// Whether this fault occurs when the machine has no network connection.
    #[must_use]
    pub fn may_be_offline(self) -> bool {
        match self {
            Self::RelayGone
            | Self::RelayUnreachable
            | Self::SiteUnreachable
            | Self::Proxy(ProxyTrouble::Absent)
            | Self::TimedOut
            | Self::Cut
            | Self::Unanswered
            | Self::Blocked => true,
            Self::RelayRefused
            | Self::RelayVersion
            | Self::RelayBusy
            | Self::Proxy(_)
            | Self::CertificateRefused
            | Self::NoSuchCall
            | Self::NoCloudId
            | Self::SiteNotPermitted
            | Self::GatewayNotPermitted => false,
        }
    }

    /// Whether the call may have changed the site although no answer arrived.
    #[must_use]
    pub fn may_have_taken_effect(self) -> bool {
        match self {
            Self::TimedOut | Self::Cut | Self::Unanswered | Self::Blocked | Self::RelayGone => true,
            Self::RelayUnreachable
            | Self::NoSuchCall
            | Self::NoCloudId
            | Self::SiteNotPermitted
            | Self::GatewayNotPermitted
            | Self::RelayRefused
            | Self::RelayVersion
            | Self::RelayBusy
            | Self::SiteUnreachable
            | Self::Proxy(_)
            | Self::CertificateRefused => false,
        }
    }
}
