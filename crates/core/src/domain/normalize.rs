//! Normalizes email addresses and ids before they are compared. Lists, exports, keep lists and results come
//! through mail, chat and spreadsheets, which add invisible or meaningless characters around a cell. A person
//! must match whatever the source, so every comparison goes through these functions.

use std::borrow::Cow;

use groupsweep_sheet::{arrange_by_key, trimmed};
use unicode_normalization::char::{canonical_combining_class, decompose_canonical};

/// Characters that a program put around an id. The id inside is intact.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum IdMark {
    /// `="712020:…"`: a formula, which keeps a spreadsheet from reading the id as a number.
    Formula,
    /// `'712020:…`: an apostrophe, for the same reason.
    Apostrophe,
    /// Quotation marks or brackets, as in mail or in a program's list.
    Brackets,
    /// Zero-width characters, or a byte order mark.
    Invisible,
}

impl IdMark {
    /// The characters, as shown to people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Formula => "=\"…\"",
            Self::Apostrophe => "a leading apostrophe",
            Self::Brackets => "quotation marks or brackets",
            Self::Invisible => "invisible characters",
        }
    }
}

/// Removes invisible characters: zero-width ones, direction marks, soft hyphens, byte order marks. Copies the
/// text only if it has some.
#[must_use]
pub fn strip_invisible(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.contains(is_invisible) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.replace(is_invisible, ""))
    }
}

/// Normalizes an email address: lower case, without invisible characters, `mailto:`, brackets, quotation
/// marks and trailing punctuation. `None` if the text is not a single address.
///
/// ```
/// use groupsweep_core::domain::normalize_email;
/// assert_eq!(normalize_email("<mailto:Bo@Acme.example>;").as_deref(), Some("bo@acme.example"));
/// assert_eq!(normalize_email("Bo Adler"), None);
/// ```
#[must_use]
pub fn normalize_email(text: &str) -> Option<String> {
    let text = strip_invisible(text);
    let mut text = without_ends(&text);
    if let Some(scheme) = text.get(..MAILTO.len())
        && scheme.eq_ignore_ascii_case(MAILTO)
    {
        let address = &text[MAILTO.len()..];
        text = without_ends(address.split('?').next().unwrap_or(address));
    }
    let (local, domain) = text.split_once('@')?;
    let is_outside = |c: char| c.is_whitespace() || matches!(c, '@' | ',' | ';' | '<' | '>' | '"');
    if local.is_empty()
        || domain.is_empty()
        || local.contains(is_outside)
        || domain.contains(is_outside)
    {
        return None;
    }
    let lower = text.to_lowercase();
    Some(if lower.is_ascii() {
        lower
    } else {
        decomposed(&lower)
    })
}

/// Converts to Unicode's NFD: each letter is decomposed, and its combining marks are in canonical order. Two
/// spellings of one text become equal. NFC would do as well, but adds more tables to the page.
fn decomposed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut marks: Vec<(u8, char)> = Vec::new();
    for letter in text.chars() {
        decompose_canonical(letter, |part| match canonical_combining_class(part) {
            0 => {
                write_marks(&mut out, &mut marks);
                out.push(part);
            }
            class => marks.push((class, part)),
        });
    }
    write_marks(&mut out, &mut marks);
    out
}

/// Writes the combining marks after one letter, ordered by class. Marks of one class keep their order, which
/// is visible.
fn write_marks(out: &mut String, marks: &mut Vec<(u8, char)>) {
    arrange_by_key(marks, |(class, _)| *class);
    out.extend(marks.drain(..).map(|(_, mark)| mark));
}

/// Normalizes an id for comparing, never for sending: lower case, without [`IdMark`]s, surrounding spaces and
/// trailing punctuation. Does not check that it is an id.
#[must_use]
pub fn normalize_id(text: &str) -> String {
    let text = strip_invisible(text);
    without_ends(bare_id(&text).0).to_ascii_lowercase()
}

/// Returns the id inside a cell and the mark around it. Removes only marks that leave the id intact, and only
/// at its ends, so that the id is a slice of the cell. A cell longer than any id is left alone, because
/// readers truncate it.
#[must_use]
pub fn bare_id(cell: &str) -> (&str, Option<IdMark>) {
    if cell.len() > MAX_CELL {
        return (cell, None);
    }
    let text = trimmed(cell);
    // A quick exit for nearly every cell: it begins and ends with a letter or a digit.
    let is_plain = |end: Option<u8>| end.is_none_or(|byte| byte.is_ascii_alphanumeric());
    if is_plain(text.bytes().next()) && is_plain(text.bytes().next_back()) {
        return (text, None);
    }
    let (mut text, mut mark) = (text, None);
    // From the outside in, a few times at most: several programs may have processed the file.
    for _ in 0..4 {
        let Some((inside, kind)) = unwrap(text) else {
            break;
        };
        (text, mark) = (inside.trim(), mark.or(Some(kind)));
    }
    (text, mark)
}

fn unwrap(text: &str) -> Option<(&str, IdMark)> {
    let seen = text.trim_matches(is_invisible);
    if seen.len() < text.len() {
        return Some((seen, IdMark::Invisible));
    }
    if let Some(inside) = text.strip_prefix('=') {
        let inside = inside.trim_start().strip_prefix('"')?.strip_suffix('"')?;
        return Some((inside, IdMark::Formula));
    }
    for (open, close) in PAIRS {
        if let Some(inside) = text.strip_prefix(open)
            && let Some(inside) = inside.strip_suffix(close)
        {
            return Some((inside, IdMark::Brackets));
        }
    }
    let after = text.strip_prefix(['\'', '\u{2019}', '\u{2018}'])?;
    Some((after, IdMark::Apostrophe))
}

/// Longest cell that is parsed as an id, in bytes.
const MAX_CELL: usize = 1024;

const MAILTO: &str = "mailto:";

/// Pairs of characters around addresses or ids in mail and in lists of programs.
const PAIRS: [(char, char); 7] = [
    ('<', '>'),
    ('(', ')'),
    ('[', ']'),
    ('"', '"'),
    ('\'', '\''),
    ('\u{201c}', '\u{201d}'),
    ('\u{2018}', '\u{2019}'),
];

/// Removes surrounding spaces, brackets and quotation marks, and trailing punctuation.
fn without_ends(text: &str) -> &str {
    let opens = |c: char| c.is_whitespace() || PAIRS.iter().any(|(open, _)| *open == c);
    let closes = |c: char| {
        c.is_whitespace()
            || matches!(c, '.' | ',' | ';' | ':' | '!' | '?')
            || PAIRS.iter().any(|(_, close)| *close == c)
    };
    text.trim_start_matches(opens).trim_end_matches(closes)
}

/// Whether this is a zero-width character, a direction mark, a soft hyphen, a byte order mark or a variation
/// selector.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    #[test]
    fn an_address_is_the_same_whatever_stands_around_it() {
        for text in [
            "bo@acme.example",
            "  BO@Acme.Example\u{a0}",
            "\u{200b}bo@acme.example",
            "\u{feff}bo@acme.example\u{202c}",
            "b\u{200d}o@acme.example",
            "mailto:bo@acme.example",
            "<MAILTO:bo@acme.example?subject=x>",
            "<bo@acme.example>;",
            "\"bo@acme.example\",",
            "(bo@acme.example).",
            "'bo@acme.example'",
            "'bo@acme.example",
        ] {
            assert_eq!(
                normalize_email(text).as_deref(),
                Some("bo@acme.example"),
                "{text:?}"
            );
        }
    }

    #[test]
    fn letters_written_in_two_characters_are_one() {
        assert_eq!(
            normalize_email("Zoe\u{308}@x.example"),
            normalize_email("zo\u{eb}@x.example")
        );
    }

    #[test]
    fn marks_in_another_order_are_the_same_address() {
        let (below, above) = ("\u{323}", "\u{307}");
        let spellings = [
            format!("s{below}{above}@x.example"),
            format!("s{above}{below}@x.example"),
            format!("\u{1e63}{above}@x.example"),
            format!("\u{1e61}{below}@x.example"),
            "\u{1e69}@x.example".to_owned(),
        ];
        for text in &spellings {
            assert_eq!(
                normalize_email(text),
                normalize_email(&spellings[0]),
                "{text:?}"
            );
        }
        // Two marks in the same position: their order from the letter outwards is visible.
        assert_ne!(
            normalize_email("a\u{300}\u{301}@x.example"),
            normalize_email("a\u{301}\u{300}@x.example")
        );
    }

    #[test]
    fn every_letter_is_decomposed_as_unicode_says() {
        // No letter beyond this plane has a decomposition.
        for letter in '\0'..='\u{2ffff}' {
            // A mark of a high class before the letter, and two of lower classes after it.
            let text = format!("e\u{315}{letter}\u{316}\u{334}{letter}");
            assert!(text.nfd().eq(decomposed(&text).chars()), "{text:?}");
        }
    }

    #[test]
    fn what_is_not_one_address_is_none() {
        for text in [
            "",
            "Bo",
            "@acme.example",
            "bo@",
            "bo adler@acme",
            "a@b,c@d",
            "a@b@c",
            "mailto:",
            "<>",
        ] {
            assert_eq!(normalize_email(text), None, "{text:?}");
        }
    }

    #[test]
    fn an_id_is_the_same_whatever_stands_around_it() {
        for text in [
            "712020:ab-1",
            " 712020:AB-1\u{a0}",
            "=\"712020:ab-1\"",
            "'712020:ab-1",
            "\u{200b}712020:a\u{200b}b-1,",
            "<712020:ab-1>",
        ] {
            assert_eq!(normalize_id(text), "712020:ab-1", "{text:?}");
        }
    }

    #[test]
    fn a_mark_is_named_and_what_is_inside_is_a_part_of_the_cell() {
        let cases = [
            ("712020:ab", "712020:ab", None),
            (" 712020:ab ", "712020:ab", None),
            ("=\"712020:ab\"", "712020:ab", Some(IdMark::Formula)),
            ("'712020:ab", "712020:ab", Some(IdMark::Apostrophe)),
            ("'712020:ab'", "712020:ab", Some(IdMark::Brackets)),
            ("\u{feff}712020:ab", "712020:ab", Some(IdMark::Invisible)),
            ("'=\"712020:ab\"", "712020:ab", Some(IdMark::Apostrophe)),
            // A formula that computes with the id is not a mark around it.
            ("=A1&\"712020:ab\"", "=A1&\"712020:ab\"", None),
            ("=712020", "=712020", None),
            ("'", "", Some(IdMark::Apostrophe)),
            ("", "", None),
        ];
        for (cell, id, mark) in cases {
            assert_eq!(bare_id(cell), (id, mark), "{cell:?}");
        }
    }
}
