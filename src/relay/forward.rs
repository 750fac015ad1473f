//! From the page's request to the one request that goes out: what is not listed is left behind.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::{AUTHORIZATION, CONTENT_LENGTH, TRANSFER_ENCODING};
use axum::http::{HeaderMap, HeaderValue, Method};

use super::options::Limits;
use crate::domain::is_on_the_list;
use crate::wire::{RelayFault, SITE_PREFIX};

/// All that is taken over from the page's request.
#[derive(Debug)]
pub(super) struct Outgoing {
    pub(super) method: Method,
    /// Path and query below the site's origin, byte for byte as the page sent them.
    pub(super) path_and_query: String,
    pub(super) authorization: Option<HeaderValue>,
    /// Empty on everything but POST.
    pub(super) body: Bytes,
}

impl Outgoing {
    /// Checks the page's request against the list and takes over what may pass.
    pub(super) async fn of(request: Request, limits: &Limits) -> Result<Self, RelayFault> {
        let (parts, body) = request.into_parts();
        let path = parts.uri.path().strip_prefix(SITE_PREFIX);
        let path = path.ok_or(RelayFault::NotListed)?;
        let query = match parts.uri.query() {
            Some("") => return Err(RelayFault::NotListed),
            query => query,
        };
        if !is_on_the_list(parts.method.as_str(), path, query.unwrap_or_default()) {
            return Err(RelayFault::NotListed);
        }
        let path_and_query = match query {
            Some(query) => format!("{path}?{query}"),
            None => path.to_owned(),
        };
        let authorization = authorization(&parts.headers)?;
        let body = match parts.method {
            Method::POST => read(&parts.headers, body, limits).await?,
            _ if has_body(&parts.headers) => return Err(RelayFault::BadRequest),
            _ => Bytes::new(),
        };
        Ok(Self {
            method: parts.method,
            path_and_query,
            authorization,
            body,
        })
    }
}

fn authorization(headers: &HeaderMap) -> Result<Option<HeaderValue>, RelayFault> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    match (values.next(), values.next()) {
        (_, Some(_)) => Err(RelayFault::BadRequest),
        (None, None) => Ok(None),
        (Some(value), None) => {
            let mut value = value.clone();
            // Keeps it out of any Debug output.
            value.set_sensitive(true);
            Ok(Some(value))
        }
    }
}

fn has_body(headers: &HeaderMap) -> bool {
    headers.contains_key(TRANSFER_ENCODING)
        || headers
            .get(CONTENT_LENGTH)
            .is_some_and(|length| length != "0")
}

async fn read(headers: &HeaderMap, body: Body, limits: &Limits) -> Result<Bytes, RelayFault> {
    let announced = headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limits.request_body) {
        return Err(RelayFault::BadRequest);
    }
    within(limits.reading, to_bytes(body, limits.request_body))
        .await?
        .map_err(|_| RelayFault::BadRequest)
}

async fn within<T>(span: Duration, read: impl Future<Output = T>) -> Result<T, RelayFault> {
    tokio::time::timeout(span, read)
        .await
        .map_err(|_| RelayFault::BadRequest)
}
