//! What the page may do in the browser: its content security policy and the headers beside it.

use std::fmt::Write as _;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// Headers of every page file besides the policy.
const BESIDES: [(&str, &str); 5] = [
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// Where a page may connect to besides its own files.
#[derive(Clone, Debug, Default)]
pub(super) struct AllowedOrigins {
    /// The relay's own names with their port: its socket (not every browser's 'self' covers sockets).
    pub(super) hosts: Vec<String>,
    /// The origins of the pinned site and its gateway, for the experimental Direct route. Empty without a pinned site.
    pub(super) sites: Vec<String>,
}

/// The policy of a page: its own files, the hashes of its inline scripts, and these origins. The page has a policy too
/// (`scripts/inject_csp.mjs`), and browsers apply both. This one is narrower.
pub(super) fn of_page(html: &str, places: &AllowedOrigins) -> String {
    let mut scripts = String::from("'self' 'wasm-unsafe-eval'");
    for script in inline_scripts(html) {
        // Browsers normalise line ends to line feeds before hashing.
        let script = script.replace("\r\n", "\n").replace('\r', "\n");
        let hash = STANDARD.encode(Sha256::digest(script.as_bytes()));
        let _ = write!(scripts, " 'sha256-{hash}'");
    }
    // A policy cannot name an IPv6 address, so 'self' has to do.
    let named = |place: &&String| !place.contains('[');
    let mut connect = String::from("'self'");
    for host in places.hosts.iter().filter(named) {
        let _ = write!(connect, " ws://{host}");
    }
    for site in places.sites.iter().filter(named) {
        let _ = write!(connect, " {site}");
    }
    format!(
        "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self'; \
         worker-src 'self'; connect-src {connect}; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

/// Adds the policy and the other headers to a response.
pub(super) fn put(headers: &mut HeaderMap, policy: &str) {
    for (name, value) in BESIDES {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    let name = HeaderName::from_static("content-security-policy");
    // Without its policy, a page may run nothing at all.
    let value = HeaderValue::from_str(policy)
        .unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"));
    headers.insert(name, value);
}

/// The texts between `<script …>` tags without `src` and their end tags.
fn inline_scripts(html: &str) -> Vec<&str> {
    let lower = html.to_ascii_lowercase();
    let mut scripts = Vec::new();
    let mut at = 0;
    while let Some(found) = lower[at..].find("<script") {
        let tag = at + found + "<script".len();
        let Some(attributes) = end_of_tag(&lower[tag..]).map(|end| &lower[tag..tag + end]) else {
            break;
        };
        let text = tag + attributes.len() + 1;
        let end = lower[text..]
            .find("</script")
            .map_or(html.len(), |found| text + found);
        if attributes.starts_with(|c: char| c.is_ascii_whitespace() || c == '/')
            || attributes.is_empty()
        {
            if !has_src(attributes) {
                scripts.push(&html[text..end]);
            }
            at = end;
        } else {
            at = tag;
        }
    }
    scripts
}

/// The index of the tag's `>`, outside quoted attribute values.
fn end_of_tag(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in rest.char_indices() {
        match (quote, c) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if c == open => quote = None,
            _ => {}
        }
    }
    None
}

fn has_src(attributes: &str) -> bool {
    attributes
        .split(|c: char| c.is_ascii_whitespace() || c == '/')
        .any(|word| word == "src" || word.starts_with("src="))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_inline_script_is_found_and_no_linked_one() {
        let html = "<!DOCTYPE html><script src=\"/a.js\"></script>\
            <SCRIPT type=\"module\" data-x='>'>import a;</SCRIPT ><scripty>no</scripty>\
            <script>\nb()\n</script><script defer src=/c.js></script>";
        assert_eq!(inline_scripts(html), ["import a;", "\nb()\n"]);
        assert!(inline_scripts("<p>none</p><script").is_empty());
    }

    fn nowhere() -> AllowedOrigins {
        AllowedOrigins::default()
    }

    #[test]
    fn a_script_is_allowed_by_its_hash() {
        // echo -n 'alert(1)' | openssl dgst -sha256 -binary | openssl base64
        let policy = of_page("<script>alert(1)</script>", &nowhere());
        assert!(policy.contains(
            "script-src 'self' 'wasm-unsafe-eval' 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=';"
        ));
        assert!(!of_page("<script src=x></script>", &nowhere()).contains("sha256"));
        assert_eq!(
            of_page("<script>a\r\nb</script>", &nowhere()),
            of_page("<script>a\nb</script>", &nowhere())
        );
    }

    #[test]
    fn a_page_reaches_this_relay_the_pinned_site_its_gateway_and_nothing_else() {
        let hosts = ["127.0.0.1:8737", "[::1]:8737", "localhost:8737"].map(str::to_owned);
        let connect = |sites: &[&str]| {
            let policy = of_page(
                "",
                &AllowedOrigins {
                    hosts: hosts.to_vec(),
                    sites: sites.iter().map(|site| (*site).to_owned()).collect(),
                },
            );
            let (_, places) = policy.split_once("connect-src ").unwrap_or_default();
            places.split_once(';').unwrap_or_default().0.to_owned()
        };
        let own = "'self' ws://127.0.0.1:8737 ws://localhost:8737";
        assert_eq!(connect(&[]), own);
        let pinned = "https://mysite.atlassian.net";
        let gateway = "https://api.atlassian.com";
        assert_eq!(
            connect(&[pinned, gateway]),
            format!("{own} {pinned} {gateway}")
        );
        assert_eq!(connect(&["http://[::1]:9000"]), own);
    }

    #[test]
    fn nothing_else_is_loaded_embedded_or_run() {
        let policy = of_page("", &nowhere());
        for part in [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "style-src 'self'",
            "img-src 'self'",
            "worker-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        ] {
            assert!(
                policy.split("; ").any(|one| one == part),
                "{part}: {policy}"
            );
        }
        assert_eq!(policy.split("; ").count(), 9);
        assert!(!policy.contains('*') && !policy.contains("unsafe-inline"));
        assert!(!policy.contains("'unsafe-eval'"));
    }
}
