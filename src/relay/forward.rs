//! From the page's call to the one request that goes out: what is not listed is left behind.

use axum::http::{HeaderValue, Method};

use super::options::Limits;
use crate::domain::is_on_the_list;
use crate::wire::{CallToMake, RelayFault};

/// All that is taken over from the page's call.
#[derive(Debug)]
pub(super) struct Outgoing {
    pub(super) method: Method,
    /// Path and query below the site's origin, byte for byte as the page sent them.
    pub(super) path_and_query: String,
    pub(super) authorization: HeaderValue,
    /// On POST and nowhere else.
    pub(super) body: Option<String>,
}

impl Outgoing {
    /// Checks the page's call against the list and takes over what may pass.
    pub(super) fn of(call: CallToMake, limits: &Limits) -> Result<Self, RelayFault> {
        let (path, query) = match call.target.split_once('?') {
            Some((_, "")) => return Err(RelayFault::NotListed),
            Some(parts) => parts,
            None => (call.target.as_str(), ""),
        };
        if !is_on_the_list(&call.method, path, query) {
            return Err(RelayFault::NotListed);
        }
        let method = Method::from_bytes(call.method.as_bytes());
        let method = method.map_err(|_| RelayFault::NotListed)?;
        let fits = match &call.body {
            Some(body) => method == Method::POST && body.len() <= limits.request_body,
            None => method != Method::POST,
        };
        if !fits {
            return Err(RelayFault::BadRequest);
        }
        Ok(Self {
            method,
            authorization: authorization(&call.authorization)?,
            path_and_query: call.target,
            body: call.body,
        })
    }
}

fn authorization(given: &str) -> Result<HeaderValue, RelayFault> {
    let mut value = HeaderValue::from_str(given).map_err(|_| RelayFault::BadRequest)?;
    if value.is_empty() {
        return Err(RelayFault::BadRequest);
    }
    // Keeps it out of any Debug output.
    value.set_sensitive(true);
    Ok(value)
}
