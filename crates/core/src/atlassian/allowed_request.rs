//! One allowlist entry: a method, a path and its query keys.

use crate::domain::{Method, percent_encode};

/// One allowlist entry.
pub(super) struct AllowedRequest {
    method: Method,
    /// A path in which `{}` stands for one id segment.
    path: &'static str,
    /// Query keys that occur exactly once.
    once: &'static [&'static str],
    /// A query key that occurs at least once, and at most this many times.
    several: Option<(&'static str, usize)>,
    /// A query key that occurs once and takes any text, such as a name or a cursor.
    text: Option<&'static str>,
}

/// Maximum bytes of a text value in a query. Every proxy accepts a URL of 4 kB.
const MAX_TEXT: usize = 3000;

pub(super) const fn listed(
    method: Method,
    path: &'static str,
    once: &'static [&'static str],
) -> AllowedRequest {
    AllowedRequest {
        method,
        path,
        once,
        several: None,
        text: None,
    }
}

pub(super) const fn get(path: &'static str, once: &'static [&'static str]) -> AllowedRequest {
    listed(Method::Get, path, once)
}

impl AllowedRequest {
    pub(super) const fn and_several(mut self, key: &'static str, most: usize) -> Self {
        self.several = Some((key, most));
        self
    }

    pub(super) const fn and_text(mut self, key: &'static str) -> Self {
        self.text = Some(key);
        self
    }

    /// Whether the entry allows this request: same method, same path, every listed query key as often as
    /// allowed, each with a plain value, and no other key.
    pub(super) fn allows(&self, method: &str, path: &str, query: &str) -> bool {
        self.method.as_str() == method && is_path(self.path, path) && self.matches_query(query)
    }

    fn matches_query(&self, query: &str) -> bool {
        let mut seen = Vec::with_capacity(self.once.len());
        let mut more = 0;
        let mut texts = 0;
        for pair in query.split('&').filter(|_| !query.is_empty()) {
            let Some((key, value)) = pair.split_once('=') else {
                return false;
            };
            if self.text == Some(key) && is_query_text(value) {
                texts += 1;
                continue;
            }
            if !is_plain_value(value) {
                return false;
            }
            if self.several.is_some_and(|(name, _)| name == key) {
                more += 1;
            } else if self.once.contains(&key) && !seen.contains(&key) {
                seen.push(key);
            } else {
                return false;
            }
        }
        let most = self.several.map_or(0, |(_, most)| most);
        let least = usize::from(most > 0);
        seen.len() == self.once.len()
            && (least..=most).contains(&more)
            && texts == usize::from(self.text.is_some())
    }
}

fn is_path(wanted: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (wanted.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some("{}"), Some(segment)) if is_plain_value(segment) => {}
            (Some(one), Some(other)) if one == other && one != "{}" => {}
            _ => return false,
        }
    }
}

/// Percent-encodes a text for a query. `None` if the allowlist accepts no such text.
pub(super) fn query_text(text: &str) -> Option<String> {
    Some(percent_encode(text)).filter(|encoded| is_query_text(encoded))
}

/// Whether the value is a percent-encoded text without control characters. Every URL delimiter in it is
/// encoded.
fn is_query_text(value: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~');
    let mut rest = value.as_bytes();
    while let [first, after @ ..] = rest {
        rest = match (first, after) {
            (b'%', [high, low, after @ ..]) if is_printable(*high, *low) => after,
            _ if is_plain(*first) => after,
            _ => return false,
        };
    }
    (1..=MAX_TEXT).contains(&value.len())
}

/// Whether two upper-case hex digits encode a byte that is not a control character.
fn is_printable(high: u8, low: u8) -> bool {
    let is_hex = |digit: u8| matches!(digit, b'0'..=b'9' | b'A'..=b'F');
    is_hex(high) && is_hex(low) && high >= b'2' && (high, low) != (b'7', b'F')
}

/// Whether the value consists of percent-encoded ids and numbers only, so that it cannot change the URL's
/// structure.
fn is_plain_value(value: &str) -> bool {
    let rest = value.replace("%3A", "");
    !value.is_empty()
        && value.len() <= 400
        && rest
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}
