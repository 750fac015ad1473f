//! CORS headers that let pages from allowed origins read the greeting. Other pages get none.

use axum::body::Body;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;

use super::own;
use crate::gate::RequestOrigin;
use groupsweep_core::wire::{FAULT, KEY};

const ASKS_PRIVATE: HeaderName = HeaderName::from_static("access-control-request-private-network");
const ALLOWS_PRIVATE: HeaderName = HeaderName::from_static("access-control-allow-private-network");
/// Seconds for which a browser may cache a preflight.
const REMEMBER: &str = "600";

/// The response to a preflight of an allowed origin.
pub(super) fn preflight(asked: &HeaderMap) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    let mut say = |name, value| headers.insert(name, HeaderValue::from_static(value));
    say(ACCESS_CONTROL_ALLOW_METHODS, "GET");
    say(ACCESS_CONTROL_ALLOW_HEADERS, KEY);
    say(ACCESS_CONTROL_MAX_AGE, REMEMBER);
    if asked.get(ASKS_PRIVATE).is_some_and(|value| value == "true") {
        say(ALLOWS_PRIVATE, "true");
    }
    own::no_store(&mut response);
    response
}

/// Lets an allowed page read the response. The relay's own page needs no permission.
pub(super) fn allow(caller: &RequestOrigin, response: &mut Response) {
    let RequestOrigin::Allowed(origin) = caller else {
        return;
    };
    let Ok(origin) = HeaderValue::from_str(origin) else {
        return;
    };
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(VARY, HeaderValue::from_static("Origin"));
    let exposed = HeaderValue::from_static(FAULT);
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
}
