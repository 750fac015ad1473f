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

/// The policy of a page: its own files, its inline scripts word for word, and the
/// relay's socket at `hosts` (not every browser's 'self' covers sockets). The two
/// Atlassian sources are for the experimental Direct route.
pub(super) fn of_page(html: &str, hosts: &[String]) -> String {
    let mut scripts = String::from("'self' 'wasm-unsafe-eval'");
    for script in inline_scripts(html) {
        // Browsers hash the text after making every line end a line feed.
        let script = script.replace("\r\n", "\n").replace('\r', "\n");
        let hash = STANDARD.encode(Sha256::digest(script.as_bytes()));
        let _ = write!(scripts, " 'sha256-{hash}'");
    }
    let mut sockets = String::new();
    // A policy cannot name an IPv6 address; there 'self' has to do.
    for host in hosts.iter().filter(|host| !host.starts_with('[')) {
        let _ = write!(sockets, " ws://{host}");
    }
    format!(
        "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; \
         font-src 'self'; worker-src 'self'; connect-src 'self'{sockets} https://*.atlassian.net https://api.atlassian.com; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

/// Puts the policy and its companions on an answer.
pub(super) fn put(headers: &mut HeaderMap, policy: &str) {
    for (name, value) in BESIDES {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    let name = HeaderName::from_static("content-security-policy");
    // Without its policy a page may run nothing at all.
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

/// Where the tag's `>` stands, quoted attribute values skipped.
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

    #[test]
    fn a_script_is_allowed_by_its_hash() {
        // echo -n 'alert(1)' | openssl dgst -sha256 -binary | openssl base64
        let policy = of_page("<script>alert(1)</script>", &[]);
        assert!(policy.contains(
            "script-src 'self' 'wasm-unsafe-eval' 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=';"
        ));
        assert!(!of_page("<script src=x></script>", &[]).contains("sha256"));
        assert_eq!(
            of_page("<script>a\r\nb</script>", &[]),
            of_page("<script>a\nb</script>", &[])
        );
    }

    #[test]
    fn sockets_go_to_this_relay_and_nowhere_else() {
        let hosts = ["127.0.0.1:8737", "[::1]:8737", "localhost:8737"].map(str::to_owned);
        let policy = of_page("", &hosts);
        assert!(
            policy.contains(
                "connect-src 'self' ws://127.0.0.1:8737 ws://localhost:8737 https://*.atlassian.net https://api.atlassian.com;"
            ),
            "{policy}"
        );
        assert_eq!(policy.matches("ws").count(), 2);
    }
}
