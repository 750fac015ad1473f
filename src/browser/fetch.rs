//! One fetch, abandoned when its future is dropped.

use gloo_net::http::{Method, Request, RequestBuilder, Response};
use web_sys::{AbortController, RequestCache, RequestCredentials};

use crate::domain::{self, Answer, FORWARDED_RESPONSE_HEADERS};

/// Aborts its fetch when dropped, unless the answer has come.
struct AbortOnDrop(AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A request without cookies and caches. The relay passes the site's redirects
/// back without a `Location`, so there is none to follow by that route.
pub(super) fn request(url: &str, method: domain::Method) -> RequestBuilder {
    let method = match method {
        domain::Method::Get => Method::GET,
        domain::Method::Post => Method::POST,
        domain::Method::Delete => Method::DELETE,
    };
    RequestBuilder::new(url)
        .method(method)
        .cache(RequestCache::NoStore)
        .credentials(RequestCredentials::Omit)
}

/// Sends once; `None` when the browser brought no response.
pub(super) async fn send(
    builder: RequestBuilder,
    body: Option<String>,
) -> Option<(Response, Answer)> {
    let guard = AbortOnDrop(AbortController::new().ok()?);
    let builder = builder.abort_signal(Some(&guard.0.signal()));
    let request: Request = match body {
        Some(body) => builder
            .header("content-type", "application/json")
            .body(body),
        None => builder.build(),
    }
    .ok()?;
    let response = request.send().await.ok()?;
    let body = response.text().await.ok()?;
    // What a browser hands over is unpacked, whatever the header says.
    let names = FORWARDED_RESPONSE_HEADERS
        .into_iter()
        .filter(|name| *name != "content-encoding");
    let headers = names
        .filter_map(|name| {
            response
                .headers()
                .get(name)
                .map(|value| (name.to_owned(), value))
        })
        .collect();
    let answer = Answer {
        status: response.status(),
        headers,
        body,
    };
    Some((response, answer))
}
