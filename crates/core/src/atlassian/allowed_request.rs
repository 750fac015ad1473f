//! One line of a list of what may pass: a method, a path, and the keys of its query.

use crate::domain::{Method, percent_encode};

/// One line of a list.
pub(super) struct AllowedRequest {
    method: Method,
    /// A path; `{}` stands for one segment that is an id.
    path: &'static str,
    /// Query keys that stand there exactly once.
    once: &'static [&'static str],
    /// A query key that stands there as often as this says, and once at least.
    several: Option<(&'static str, usize)>,
    /// A query key that stands there once, with any text: a name or a mark.
    text: Option<&'static str>,
}

/// Most bytes of a text in a query. An address of 4 kB passes every proxy.
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

    /// Whether it is this call: method, exact path, and every listed query key as often as it may stand there with a
    /// plain value, and no other key.
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

/// A text as it stands in a query; `None` if the list lets no such text pass.
pub(super) fn query_text(text: &str) -> Option<String> {
    Some(percent_encode(text)).filter(|encoded| is_query_text(encoded))
}

/// What percent-encoding makes of a text without control characters. Everything that divides an address is encoded in it.
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

/// Whether two hexadecimal digits are a byte that is no control character.
fn is_printable(high: u8, low: u8) -> bool {
    let is_hex = |digit: u8| matches!(digit, b'0'..=b'9' | b'A'..=b'F');
    is_hex(high) && is_hex(low) && high >= b'2' && (high, low) != (b'7', b'F')
}

/// What percent-encoding makes of ids and numbers, and nothing that could bend the address.
fn is_plain_value(value: &str) -> bool {
    let rest = value.replace("%3A", "");
    !value.is_empty()
        && value.len() <= 400
        && rest
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}
