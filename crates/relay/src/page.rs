//! The page's files: from the binary, from a folder, or a hint on how to build them.

use std::borrow::Cow;
use std::path::PathBuf;

use axum::body::Body;
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::Response;

use super::policy::{self, AllowedOrigins};

/// Files as (path below the page's root, bytes).
type EmbeddedFiles = &'static [(&'static str, &'static [u8])];

/// Files that the build script embedded: everything in `dist/` for a release build, else nothing.
const EMBEDDED: EmbeddedFiles = include!(concat!(env!("OUT_DIR"), "/embedded_page.rs"));
/// Where debug builds look for the page, below the current folder.
const DIST: &str = "dist";
const INDEX: &str = "index.html";
const NOT_BUILT: &str = "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>Groupsweep</title>\
    <p>This relay has no page yet: run <code>make build</code> and start the relay again.</p></html>";

/// Where the page's files come from.
#[derive(Clone, Debug)]
pub enum PageSource {
    Embedded(EmbeddedFiles),
    /// A folder, read on each request (development).
    Folder(PathBuf),
    /// Nowhere: the page was not built.
    Missing,
}

impl PageSource {
    /// The page in this binary. In debug builds, `dist/` below the current folder.
    #[must_use]
    pub fn built_in() -> Self {
        if !EMBEDDED.is_empty() {
            Self::Embedded(EMBEDDED)
        } else if cfg!(debug_assertions) {
            Self::Folder(PathBuf::from(DIST))
        } else {
            Self::Missing
        }
    }

    fn file(&self, name: &str) -> Option<Cow<'static, [u8]>> {
        match self {
            Self::Embedded(table) => table
                .iter()
                .find(|(embedded, _)| *embedded == name)
                .map(|(_, bytes)| Cow::Borrowed(*bytes)),
            // Blocking is fine here: one developer's browser is the only reader.
            Self::Folder(folder) => std::fs::read(folder.join(name)).ok().map(Cow::Owned),
            Self::Missing => None,
        }
    }
}

/// The page and its policy.
#[derive(Debug)]
pub(super) struct PageFiles {
    source: PageSource,
    /// Where the page may connect to.
    places: AllowedOrigins,
    /// The policy of the index. `None` for a folder, whose index may change.
    fixed_policy: Option<String>,
}

impl PageFiles {
    /// A page that may connect to the relay's own host names, and to the origins of the pinned site and its gateway.
    pub(super) fn new(source: PageSource, hosts: Vec<String>, sites: Vec<String>) -> Self {
        let places = AllowedOrigins { hosts, sites };
        let fixed_policy = match &source {
            PageSource::Folder(_) => None,
            PageSource::Embedded(_) | PageSource::Missing => {
                let index = source.file(INDEX).unwrap_or_default();
                Some(policy::of_page(&String::from_utf8_lossy(&index), &places))
            }
        };
        Self {
            source,
            places,
            fixed_policy,
        }
    }

    /// The answer to a request for a page file.
    pub(super) fn answer(&self, method: &Method, path: &str) -> Response {
        if method != Method::GET && method != Method::HEAD {
            let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "Read only.");
            let allowed = HeaderValue::from_static("GET, HEAD");
            response.headers_mut().insert(ALLOW, allowed);
            return response;
        }
        let name = if path == "/" {
            Some(INDEX)
        } else {
            file_name(path)
        };
        match name.and_then(|name| Some((name, self.source.file(name)?))) {
            Some((name, bytes)) => self.found(name, bytes),
            None if path == "/" => self.not_built(),
            None => plain(StatusCode::NOT_FOUND, "There is no such file."),
        }
    }

    fn found(&self, name: &str, bytes: Cow<'static, [u8]>) -> Response {
        let policy = match &self.fixed_policy {
            Some(fixed) => Cow::Borrowed(fixed.as_str()),
            None if is_html(name) => Cow::Owned(policy::of_page(
                &String::from_utf8_lossy(&bytes),
                &self.places,
            )),
            None => Cow::Owned(policy::of_page("", &self.places)),
        };
        let body = match bytes {
            Cow::Borrowed(bytes) => Body::from(bytes),
            Cow::Owned(bytes) => Body::from(bytes),
        };
        response(StatusCode::OK, body, kind(name), keep(name), &policy)
    }

    fn not_built(&self) -> Response {
        response(
            StatusCode::SERVICE_UNAVAILABLE,
            Body::from(NOT_BUILT),
            kind(INDEX),
            keep(INDEX),
            &policy::of_page("", &AllowedOrigins::default()),
        )
    }
}

fn plain(status: StatusCode, sentence: &'static str) -> Response {
    response(
        status,
        Body::from(sentence),
        kind("txt"),
        "no-store",
        &policy::of_page("", &AllowedOrigins::default()),
    )
}

fn response(
    status: StatusCode,
    body: Body,
    kind: &'static str,
    keep: &'static str,
    policy: &str,
) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(keep));
    policy::put(headers, policy);
    response
}

/// The file name below the root. `None` if the path could lead elsewhere. Nothing is decoded, so `%2e%2e` names no
/// file.
fn file_name(path: &str) -> Option<&str> {
    let name = path.strip_prefix('/')?;
    let plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    };
    name.split('/').all(plain).then_some(name)
}

fn is_html(name: &str) -> bool {
    name.ends_with(".html")
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        Some("csv") => "text/csv; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Files whose name has a hash of their content may be cached for ever.
fn keep(name: &str) -> &'static str {
    let has_hash = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(|part| {
            part.len() == 16 && part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        });
    if has_hash && !is_html(name) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: EmbeddedFiles = &[
        ("index.html", b"<script>a()</script>"),
        ("app-0123456789abcdef_bg.wasm", b"\0asm"),
        ("app-0123456789abcdef.js", b"a"),
        ("sheets/base.css", b"b{}"),
        ("ticker.js", b"onmessage = 1"),
    ];

    fn get(path: &str) -> Response {
        PageFiles::new(PageSource::Embedded(TABLE), Vec::new(), Vec::new())
            .answer(&Method::GET, path)
    }

    fn header(response: &Response, name: &str) -> String {
        let value = response.headers().get(name);
        String::from_utf8_lossy(value.map_or(b"", HeaderValue::as_bytes)).into_owned()
    }

    #[test]
    fn each_file_has_its_kind_and_its_keeping_time() {
        for (path, kind, keep) in [
            ("/", "text/html; charset=utf-8", "no-cache"),
            ("/index.html", "text/html; charset=utf-8", "no-cache"),
            ("/sheets/base.css", "text/css; charset=utf-8", "no-cache"),
            ("/ticker.js", "text/javascript; charset=utf-8", "no-cache"),
            (
                "/app-0123456789abcdef.js",
                "text/javascript; charset=utf-8",
                "public, max-age=31536000, immutable",
            ),
            (
                "/app-0123456789abcdef_bg.wasm",
                "application/wasm",
                "public, max-age=31536000, immutable",
            ),
        ] {
            let response = get(path);
            assert_eq!(response.status(), 200, "{path}");
            assert_eq!(header(&response, "content-type"), kind, "{path}");
            assert_eq!(header(&response, "cache-control"), keep, "{path}");
            let policy = header(&response, "content-security-policy");
            assert!(policy.contains("'sha256-"), "{policy}");
        }
    }

    #[test]
    fn a_path_can_not_leave_the_page() {
        for path in [
            "/../Cargo.toml",
            "/./index.html",
            "//index.html",
            "/sheets/../index.html",
            "/%2e%2e/Cargo.toml",
            "/sheets\\base.css",
            "/.env",
            "/index.html/",
            "/C:/x",
            "",
        ] {
            assert_eq!(get(path).status(), 404, "{path}");
        }
    }

    #[test]
    fn the_page_is_read_only() {
        let response = PageFiles::new(PageSource::Embedded(TABLE), Vec::new(), Vec::new())
            .answer(&Method::POST, "/");
        assert_eq!(response.status(), 405);
        assert_eq!(header(&response, "allow"), "GET, HEAD");
    }

    #[test]
    fn without_a_page_the_index_says_how_to_build_it() {
        let response =
            PageFiles::new(PageSource::Missing, Vec::new(), Vec::new()).answer(&Method::GET, "/");
        assert_eq!(response.status(), 503);
        assert!(NOT_BUILT.contains("make build"));
    }
}
