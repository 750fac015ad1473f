//! One call by the browser's `fetch`, without cookies and caches, abandoned when its future is dropped.

use futures_util::future::{Either, select};
use gloo_net::http::{Method, Request, RequestBuilder, Response};
use gloo_timers::future::TimeoutFuture;
use groupsweep_core::domain::{self, Answer, FORWARDED_RESPONSE_HEADERS};
use groupsweep_core::wire::{ANSWER_WITHIN, MAX_ANSWER_BODY};
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, AbortSignal, ReadableStreamDefaultReader, RequestCache, RequestCredentials,
    RequestRedirect, ResponseType,
};

/// A call, with the settings of its route.
pub(super) struct Fetch<'a> {
    pub(super) method: domain::Method,
    pub(super) url: String,
    /// A followed redirect would send the login to its target, so no route follows redirects.
    pub(super) redirect: RequestRedirect,
    pub(super) headers: &'a [(&'a str, &'a str)],
    /// Hazard: this is the secret.
    pub(super) authorization: Option<&'a str>,
    /// JSON.
    pub(super) body: Option<String>,
}

/// Why a fetch has no answer. In each case the call may have taken effect.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(super) enum FetchError {
    /// None within [`ANSWER_WITHIN`].
    #[error("no answer came in time")]
    TimedOut,
    /// The fetch failed. The browser does not report why.
    #[error("the browser brought no answer")]
    NoAnswer,
    /// The answer is incomplete, or longer than [`MAX_ANSWER_BODY`].
    #[error("the browser brought no whole answer")]
    Lost,
}

/// Aborts its fetch when dropped, unless the answer has come.
struct AbortOnDrop(AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Fetch<'_> {
    /// Sends the call once and reads the whole answer, with the relay's limits.
    pub(super) async fn send(self) -> Result<Answer, FetchError> {
        let answer = Box::pin(self.exchange());
        let over = TimeoutFuture::new(u32::try_from(ANSWER_WITHIN.0).unwrap_or(u32::MAX));
        match select(answer, over).await {
            Either::Left((answer, _)) => answer,
            Either::Right(_) => Err(FetchError::TimedOut),
        }
    }

    async fn exchange(self) -> Result<Answer, FetchError> {
        let nothing = FetchError::NoAnswer;
        let guard = AbortOnDrop(AbortController::new().map_err(|_| nothing)?);
        let authorization = self.authorization;
        let request = self.request(&guard.0.signal()).ok_or(nothing)?;
        let response = request.send().await.map_err(|_| nothing)?;
        let answer = whole(response).await.ok_or(FetchError::Lost)?;
        Ok(match authorization {
            Some(authorization) => answer.without_login(authorization),
            None => answer,
        })
    }

    fn request(self, signal: &AbortSignal) -> Option<Request> {
        let method = match self.method {
            domain::Method::Get => Method::GET,
            domain::Method::Post => Method::POST,
            domain::Method::Delete => Method::DELETE,
        };
        let mut request = RequestBuilder::new(&self.url)
            .method(method)
            .cache(RequestCache::NoStore)
            .credentials(RequestCredentials::Omit)
            .redirect(self.redirect)
            .abort_signal(Some(signal));
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        if let Some(authorization) = self.authorization {
            request = request.header("authorization", authorization);
        }
        match self.body {
            Some(body) => request
                .header("content-type", "application/json")
                .body(body),
            None => request.build(),
        }
        .ok()
    }
}

/// Reads the whole answer. `None` if it breaks off or is too long.
async fn whole(response: Response) -> Option<Answer> {
    let mut bytes = Vec::new();
    if let Some(stream) = response.body() {
        let reader: ReadableStreamDefaultReader = stream.get_reader().dyn_into().ok()?;
        while let Some(chunk) = next_chunk(&reader).await? {
            if bytes.len() + chunk.length() as usize > MAX_ANSWER_BODY {
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

/// The next chunk of a body. Outer `None`: reading failed. Inner `None`: the end.
async fn next_chunk(reader: &ReadableStreamDefaultReader) -> Option<Option<Uint8Array>> {
    let read = JsFuture::from(reader.read()).await.ok()?;
    let done = Reflect::get(&read, &"done".into()).ok()?;
    if done.is_truthy() {
        return Some(None);
    }
    let value = Reflect::get(&read, &"value".into()).ok()?;
    value.dyn_into().ok().map(Some)
}

/// The listed headers, without the encoding: browsers hand over the decompressed body.
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
