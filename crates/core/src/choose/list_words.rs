//! The words of a line or a cell: what may be an address or an id among them.

use crate::domain::{AccountId, bare_id, normalize_email, normalize_id};

/// What begins a line that names nobody.
const COMMENT: char = '#';

/// Whether a line, or a row by its first cell, is a comment.
pub(super) fn is_comment(start: &str) -> bool {
    start.trim_start().starts_with(COMMENT)
}

/// A word as an account id, as [`normalize_id`] gives it. Every account id seen so far has a digit.
pub(super) fn account_id(text: &str) -> Option<String> {
    let id = AccountId::check(bare_id(text).0).ok()?;
    let has_digit = id.bytes().any(|byte| byte.is_ascii_digit());
    has_digit.then(|| normalize_id(id))
}

/// What may be addresses in one cell: all of it, or its words, because other programs put several into one.
pub(super) fn addresses_of(cell: &str) -> Vec<&str> {
    if normalize_email(cell).is_some() {
        return vec![cell];
    }
    let mut words = words_of(cell);
    words.retain(|word| word.contains('@'));
    words
}

/// What stands between blanks and the marks around an address.
pub(super) fn words_of(line: &str) -> Vec<&str> {
    let is_between =
        |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|' | '<' | '>' | '(' | ')' | '"');
    line.split(is_between)
        .flat_map(unquoted)
        .filter(|part| !part.is_empty())
        .collect()
}

/// The parts between apostrophes that are quotation marks. One between two letters belongs to an address:
/// `o'hara@acme.example`.
fn unquoted(part: &str) -> Vec<&str> {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let (mut parts, mut from) = (Vec::new(), 0);
    for (at, mark) in part.match_indices('\'') {
        let after = at + mark.len();
        let before = part[..at].chars().next_back();
        if !(is_letter(before) && is_letter(part[after..].chars().next())) {
            parts.push(&part[from..at]);
            from = after;
        }
    }
    parts.push(&part[from..]);
    parts
}

pub(super) fn is_long_id(part: &str) -> bool {
    part.len() == 24
        && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && part.bytes().any(|byte| byte.is_ascii_digit())
}
