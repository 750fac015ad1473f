//! What the simulated site has seen: the evidence tests read.

use std::collections::BTreeMap;

use serde::Serialize;

use groupsweep_atlassian_sim::SimRequest;
use groupsweep_core::domain::Timestamp;

/// One request and the status it got.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct LoggedRequest {
    /// When the site answered it, in milliseconds since 1970.
    pub at: u64,
    pub method: String,
    pub path: String,
    /// The query, still encoded.
    pub query: String,
    /// The status it got; 0: the connection was cut.
    pub status: u16,
    /// Headers; of `authorization` only which scheme it was: `Basic`, `Bearer`, or `other`.
    pub headers: BTreeMap<String, String>,
}

impl LoggedRequest {
    pub(super) fn new(request: &SimRequest, status: u16, at: Timestamp) -> Self {
        let headers = request.headers.iter().map(|(name, value)| {
            let shown = match name.as_str() {
                "authorization" => scheme(value),
                _ => value,
            };
            (name.clone(), shown.to_owned())
        });
        Self {
            at: at.0,
            method: request.method.clone(),
            path: request.path.clone(),
            query: request.query.clone(),
            status,
            headers: headers.collect(),
        }
    }
}

/// The scheme of a login. Anything else might be the secret itself.
fn scheme(authorization: &str) -> &'static str {
    let scheme = authorization.split(' ').next().unwrap_or_default();
    ["Basic", "Bearer"]
        .into_iter()
        .find(|known| scheme.eq_ignore_ascii_case(known))
        .unwrap_or("other")
}
