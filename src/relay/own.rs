//! The relay's own answers: the greeting, and faults in plain words.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;

use crate::wire::{FAULT, FROM, FROM_RELAY, Hello, RelayFault, VERSION};

/// The greeting.
pub(super) fn hello(site: Option<String>) -> Response {
    let hello = Hello {
        version: VERSION,
        site,
    };
    own(StatusCode::OK, serde_json::to_string(&hello))
}

/// A fault as an answer: status, header word, and a sentence.
pub(super) fn fault(fault: RelayFault) -> Response {
    let status = StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::BAD_GATEWAY);
    let message = serde_json::json!({ "message": sentence(fault) });
    let mut response = own(status, serde_json::to_string(&message));
    let word = HeaderValue::from_static(fault.word());
    response.headers_mut().insert(FAULT, word);
    response
}

/// Marks an answer as never to be stored, whoever gave it.
pub(super) fn no_store(response: &mut Response) {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}

fn own(status: StatusCode, json: serde_json::Result<String>) -> Response {
    let mut response = Response::new(Body::from(json.unwrap_or_default()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(FROM, HeaderValue::from_static(FROM_RELAY));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    no_store(&mut response);
    response
}

fn sentence(fault: RelayFault) -> &'static str {
    match fault {
        RelayFault::WrongKey => {
            "The key is missing or not this relay's. Open the address that the relay printed when it started."
        }
        RelayFault::WrongOrigin => {
            "The relay answers its own page only. Open the address that the relay printed when it started."
        }
        RelayFault::NotListed => "The relay does not forward this call.",
        RelayFault::BadRequest => "The request is too large or malformed.",
        RelayFault::NoSite => "The relay was started without --site, so only practice is possible.",
        RelayFault::Unreachable => {
            "The site could not be reached: its name was not found, or the connection or the web proxy was refused. The request was not sent."
        }
        RelayFault::Certificate => {
            "The site's certificate was not accepted by this machine. The request was not sent."
        }
        RelayFault::TimedOut => {
            "The site did not answer in time. Whether the call took effect is not known."
        }
        RelayFault::Cut => {
            "The site's answer did not arrive whole. Whether the call took effect is not known."
        }
    }
}
