//! What goes into the model and what comes out: one HTTP request, one reply.

use groupsweep_core::atlassian;
use groupsweep_core::domain::{Answer, FORWARDED_RESPONSE_HEADERS, SiteCall, TransportError};

/// One HTTP request, as the site sees it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SimRequest {
    /// The method, upper case.
    pub method: String,
    /// The path, percent-encoded, without the query.
    pub path: String,
    /// The query, percent-encoded, without the question mark.
    pub query: String,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, as text.
    pub body: String,
}

impl SimRequest {
    /// A request without headers and body.
    #[must_use]
    pub fn new(method: &str, path_and_query: &str) -> Self {
        let (path, query) = path_and_query
            .split_once('?')
            .unwrap_or((path_and_query, ""));
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: Vec::new(),
            body: String::new(),
        }
    }

    /// The request that the relay would make of a call to Jira, without a login; none where Jira has no such call.
    #[must_use]
    pub fn of_call(call: &SiteCall) -> Option<Self> {
        let request = atlassian::Endpoint::default().request(call)?;
        Some(Self::relayed(&request))
    }

    /// The request that the relay would make of this one, without a login.
    #[must_use]
    pub fn relayed(request: &atlassian::Request) -> Self {
        let relayed = Self::new(request.method.as_str(), &request.target)
            .with_header("accept", "application/json")
            .with_header("accept-language", "en")
            .with_header("x-force-accept-language", "true")
            .with_header("x-atlassian-token", "no-check");
        match &request.body {
            Some(body) => relayed.with_json(body),
            None => relayed,
        }
    }

    /// The same with one more header; `name` in lower case.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same with a JSON body.
    #[must_use]
    pub fn with_json(mut self, body: &str) -> Self {
        body.clone_into(&mut self.body);
        self.with_header("content-type", "application/json")
    }

    /// The first value of a header; `name` in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }
}

/// How a reply travels.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Delivery {
    /// The client gets the reply.
    #[default]
    Whole,
    /// The call took effect, then the connection is cut: the client gets nothing.
    CutAfterEffect,
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reply {
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// Whether the client gets all this.
    pub delivery: Delivery,
}

impl Reply {
    /// A reply with neither headers nor body.
    pub(super) fn empty(status: u16) -> Self {
        Self {
            status,
            ..Self::default()
        }
    }

    /// The same with one more header.
    pub(super) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The value of a header; `name` in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// What a client behind the relay gets of this reply.
    ///
    /// # Errors
    /// [`TransportError::Cut`] when the connection was cut.
    pub fn into_answer(self) -> Result<Answer, TransportError> {
        if self.delivery == Delivery::CutAfterEffect {
            return Err(TransportError::Cut);
        }
        let mut headers = self.headers;
        headers.retain(|(name, _)| FORWARDED_RESPONSE_HEADERS.contains(&name.as_str()));
        Ok(Answer {
            status: self.status,
            headers,
            body: self.body,
        })
    }
}

fn find<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.as_str())
}

#[derive(Debug, Default)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    pub(super) fn parse(query: &str) -> Self {
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        Self(
            pairs
                .map(|pair| {
                    let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
                    (decode(key), decode(value))
                })
                .collect(),
        )
    }

    /// The first value of a key. An empty value counts as none, as on the site.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(name, value)| name == key && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// Every value of a key that is not empty.
    pub(super) fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(name, value)| name == key && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }
}

/// Undoes the percent-encoding of a path's segment, where `+` is no blank.
#[cfg(feature = "cloud")]
pub(super) fn decode_segment(segment: &str) -> String {
    decode(&segment.replace('+', "%2B"))
}

/// Undoes percent-encoding and `+` for blank. What is no encoding stays as it is.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = text
            .get(at + 1..at + 3)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (bytes[at], hex) {
            (b'%', Some(byte)) => {
                decoded.push(byte);
                at += 3;
                continue;
            }
            (b'+', _) => decoded.push(b' '),
            (byte, _) => decoded.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&decoded).into_owned()
}
