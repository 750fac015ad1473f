//! The words of a line or a cell, and which of them may be an address or an id.

use crate::domain::{AccountId, GroupId, bare_id, normalize_email};

/// Begins a line that names nobody.
const COMMENT: char = '#';

/// Whether a line is a comment, or a row by its first cell.
pub(super) fn is_comment(start: &str) -> bool {
    start.trim_start().starts_with(COMMENT)
}

/// Returns a word as an account id, as written. Every account id seen so far contains a digit.
pub(super) fn account_id(text: &str) -> Option<&str> {
    let id = AccountId::check(bare_id(text).0).ok()?;
    let has_digit = id.bytes().any(|byte| byte.is_ascii_digit());
    has_digit.then_some(id)
}

/// Removes a leading bullet, or the `-` or `+` that another program wrote before an entry.
pub(super) fn without_bullet(text: &str) -> &str {
    let is_bullet = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '-' | '+' | '*' | '\u{b7}' | '\u{2013}' | '\u{2014}' | '\u{2022}'
            )
    };
    text.trim_start_matches(is_bullet)
}

/// The words of a cell that can hardly be anything but addresses or ids.
pub(super) fn plain_words(cell: &str) -> Vec<&str> {
    let mut words = words_of(cell);
    words.retain(|word| is_plain(word));
    words
}

/// Whether a word is an address, or looks like an id.
pub(super) fn is_plain(word: &str) -> bool {
    word.contains(['@', ':']) || is_long_id(word) || GroupId::check(bare_id(word).0).is_ok()
}

/// Whether a cell may name somebody: it contains an address, or an id at least as long as the known ones.
pub(super) fn names_somebody(cell: &str) -> bool {
    let is_long = |word: &str| account_id(word).is_some_and(|id| id.len() >= MIN_ID);
    plain_words(cell)
        .into_iter()
        .any(|word| word.contains('@') || is_long(word))
}

/// Minimum characters of the known account ids.
pub(super) const MIN_ID: usize = 24;

/// The possible addresses in one cell: the whole cell, or its words, because other programs put several into one.
pub(super) fn addresses_of(cell: &str) -> Vec<&str> {
    if normalize_email(cell).is_some() {
        return vec![cell];
    }
    let mut words = words_of(cell);
    words.retain(|word| word.contains('@'));
    words
}

/// Splits at whitespace, separators and the marks around an address.
pub(super) fn words_of(line: &str) -> Vec<&str> {
    let is_between =
        |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|' | '<' | '>' | '(' | ')' | '"');
    line.split(is_between)
        .flat_map(unquoted)
        .filter(|part| !part.is_empty())
        .collect()
}

/// Splits at apostrophes that are quotation marks. An apostrophe between two letters belongs to an address:
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
