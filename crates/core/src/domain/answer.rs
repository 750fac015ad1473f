//! What came back from a call: an answer of the site, or a fault on the way.

mod echo;

/// Response headers that mean something to us. The relay passes back these and no others; of an answer to the extension,
/// the page reads no others.
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

/// One HTTP answer of the site.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Answer {
    pub status: u16,
    /// Headers on the list [`FORWARDED_RESPONSE_HEADERS`], names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, as text.
    pub body: String,
}

impl Answer {
    /// The value of a header; `name` in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// How the body is compressed, if it is: nobody unpacked it, so it cannot be read.
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

    /// Whether the body says of itself that it is JSON.
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.header("content-type")
            .is_some_and(|kind| kind.starts_with("application/json"))
    }
}

/// What keeps the web proxy before the site from leading there.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum ProxyTrouble {
    /// Nothing answers at its address.
    Absent,
    /// 407: it wants a login.
    Login,
    /// It refuses, with this status.
    Refused(u16),
    /// What answers there is no web proxy.
    Nonsense,
}

/// A call that brought no answer of the site.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, thiserror::Error)]
pub enum TransportError {
    /// The relay went away while the call was under way; whether it took effect is not known.
    #[error("the relay went away during the call")]
    RelayGone,
    /// The relay is not there: stopped, or its address is wrong. The request was not sent.
    #[error("the relay cannot be reached")]
    RelayUnreachable,
    /// The relay refuses this page: wrong key, or a page from elsewhere.
    #[error("the relay refuses this page")]
    RelayRefused,
    /// The relay is of another version than this page. The request was not sent.
    #[error("page and relay are of different versions")]
    RelayVersion,
    /// The relay is there and took no call: it has its hands full, or the connection to it broke before the call was
    /// written. The request was not sent.
    #[error("the relay took no call")]
    RelayBusy,
    /// The relay could not reach the site; the request did not get there.
    #[error("the relay cannot reach the site")]
    SiteUnreachable,
    /// The relay's web proxy does not lead to the site; the request did not get there.
    #[error("the web proxy does not lead to the site")]
    Proxy(ProxyTrouble),
    /// The site's certificate was not accepted; the request did not get there.
    #[error("the site's certificate is not accepted")]
    CertificateRefused,
    /// No answer in time; whether the call took effect is not known.
    #[error("no answer came in time")]
    TimedOut,
    /// The connection broke after the request was sent; whether it took effect is not known.
    #[error("the connection broke during the call")]
    Cut,
    /// The browser brought no answer and does not say why (extension); whether the call took effect is not known.
    #[error("the browser brought no answer")]
    Unanswered,
    /// The browser blocked or lost the call and does not say which (Direct route).
    #[error("the browser blocked or lost the call")]
    Blocked,
    /// The product has no such call. Nothing was sent.
    #[error("the product has no such call")]
    NoSuchCall,
    /// Asked for its cloud id first, the site was down or busy: the call was not sent.
    #[error("the site did not give its cloud id")]
    NoCloudId,
    /// The browser does not let the extension call the site: nobody allowed it, or it was taken back. Nothing was sent.
    #[error("the extension may not call the site")]
    SiteNotPermitted,
    /// The same of Atlassian's gateway.
    #[error("the extension may not call Atlassian's gateway")]
    GatewayNotPermitted,
}

impl TransportError {
    /// Whether a machine without a network connection brings this fault.
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

    /// Whether the call may have changed the site although no answer came.
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
