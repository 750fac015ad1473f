//! The relay's own responses: the greeting, and errors in plain words.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;

use groupsweep_core::wire::{FAULT, Hello, Pinned, RelayError, VERSION};

pub(super) fn hello(proof: &str, site: Option<Pinned>) -> Response {
    let hello = Hello {
        version: VERSION,
        proof: proof.to_owned(),
        site,
    };
    own(StatusCode::OK, serde_json::to_string(&hello))
}

/// An error as a response: status, header word and sentence.
pub(super) fn fault(fault: RelayError) -> Response {
    let message = serde_json::json!({ "message": fault.to_string() });
    let mut response = own(status(fault), serde_json::to_string(&message));
    // Words are letters, digits and hyphens.
    if let Ok(word) = HeaderValue::from_str(&fault.word()) {
        response.headers_mut().insert(FAULT, word);
    }
    response
}

/// Redirects a browser to the same file at the printed address. Browsers keep the key after `#`.
pub(super) fn moved(origin: &str, path: &str) -> Response {
    let mut response = own(StatusCode::TEMPORARY_REDIRECT, Ok(String::new()));
    // Both come from a parsed head or from here, so they contain nothing that ends a header.
    if let Ok(place) = HeaderValue::from_str(&format!("{origin}{path}")) {
        response.headers_mut().insert(LOCATION, place);
    }
    response
}

/// Marks a response as never to be stored.
pub(super) fn no_store(response: &mut Response) {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}

fn own(status: StatusCode, json: serde_json::Result<String>) -> Response {
    let mut response = Response::new(Body::from(json.unwrap_or_default()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    no_store(&mut response);
    response
}

fn status(fault: RelayError) -> StatusCode {
    match fault {
        RelayError::WrongKey => StatusCode::UNAUTHORIZED,
        RelayError::WrongOrigin => StatusCode::FORBIDDEN,
        RelayError::NotListed => StatusCode::NOT_FOUND,
        RelayError::BadRequest => StatusCode::BAD_REQUEST,
        RelayError::Busy | RelayError::Stopping => StatusCode::SERVICE_UNAVAILABLE,
        // These answer a call on the socket, which has no status.
        RelayError::NoSite
        | RelayError::LoginHeld
        | RelayError::NoLogin
        | RelayError::NoCloudId
        | RelayError::Unreachable
        | RelayError::Proxy(_)
        | RelayError::Certificate
        | RelayError::TimedOut
        | RelayError::Cut => StatusCode::BAD_GATEWAY,
    }
}
