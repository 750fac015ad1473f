//! One fetch, abandoned when its future is dropped.

use gloo_net::http::{Method, Request, RequestBuilder, Response};
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, ReadableStreamDefaultReader, RequestCache, RequestCredentials, ResponseType,
};

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

/// Sends once and takes an answer of at most so many bytes; `None` when the browser brought no whole response.
pub(super) async fn send_within(
    builder: RequestBuilder,
    body: Option<String>,
    most: usize,
) -> Option<Answer> {
    let guard = AbortOnDrop(AbortController::new().ok()?);
    let response = sent(builder, body, &guard).await?;
    let mut bytes = Vec::new();
    if let Some(stream) = response.body() {
        let reader: ReadableStreamDefaultReader = stream.get_reader().dyn_into().ok()?;
        while let Some(chunk) = next_chunk(&reader).await? {
            if bytes.len() + chunk.length() as usize > most {
                return None;
            }
            bytes.extend(chunk.to_vec());
        }
    }
    // A redirect that is not followed shows neither its status nor its target.
    let is_redirect = response.type_() == ResponseType::Opaqueredirect;
    let status = if is_redirect { 302 } else { response.status() };
    Some(Answer {
        status,
        headers: listed(&response),
        body: String::from_utf8_lossy(&bytes).into_owned(),
    })
}

/// The next piece of a body: outside none if reading failed, inside none at its end.
async fn next_chunk(reader: &ReadableStreamDefaultReader) -> Option<Option<Uint8Array>> {
    let read = JsFuture::from(reader.read()).await.ok()?;
    let done = Reflect::get(&read, &"done".into()).ok()?;
    if done.is_truthy() {
        return Some(None);
    }
    let value = Reflect::get(&read, &"value".into()).ok()?;
    value.dyn_into().ok().map(Some)
}

/// Sends once; `None` when the browser brought no response.
pub(super) async fn send(
    builder: RequestBuilder,
    body: Option<String>,
) -> Option<(Response, Answer)> {
    let guard = AbortOnDrop(AbortController::new().ok()?);
    let response = sent(builder, body, &guard).await?;
    let body = response.text().await.ok()?;
    let answer = Answer {
        status: response.status(),
        headers: listed(&response),
        body,
    };
    Some((response, answer))
}

async fn sent(
    builder: RequestBuilder,
    body: Option<String>,
    guard: &AbortOnDrop,
) -> Option<Response> {
    let builder = builder.abort_signal(Some(&guard.0.signal()));
    let request: Request = match body {
        Some(body) => builder
            .header("content-type", "application/json")
            .body(body),
        None => builder.build(),
    }
    .ok()?;
    request.send().await.ok()
}

/// The listed headers. What a browser hands over is unpacked, whatever the header says.
fn listed(response: &Response) -> Vec<(String, String)> {
    let names = FORWARDED_RESPONSE_HEADERS
        .into_iter()
        .filter(|name| *name != "content-encoding");
    names
        .filter_map(|name| {
            let value = response.headers().get(name)?;
            Some((name.to_owned(), value))
        })
        .collect()
}
