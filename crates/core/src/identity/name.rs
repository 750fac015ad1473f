//! Compares names of people as a human reader would: order, case, accents and initials do not matter.

use super::fold::{Expansion, words};
use crate::domain::is_invisible;

/// The result of comparing two names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum NameMatch {
    /// The same words, in any order.
    Same,
    /// One abbreviates the other: initials, or a middle name that only one side has.
    Abbreviated,
    /// One word in common, or the letters of a login: perhaps a nickname.
    Similar,
    /// Nothing in common that would identify a person.
    Different,
    /// One of them is empty.
    Unknown,
}

/// Compares two names of people.
#[must_use]
pub fn compare_names(one: &str, other: &str) -> NameMatch {
    let forms = [Expansion::Plain, Expansion::Doubled];
    let pairs = forms
        .iter()
        .flat_map(|a| forms.iter().map(move |b| (*a, *b)));
    // The best match counts: Müller is Muller and Mueller.
    let by_words = pairs
        .map(|(a, b)| compare_words(&words(one, a), &words(other, b)))
        .min()
        .unwrap_or(NameMatch::Unknown);
    match by_words {
        NameMatch::Unknown => compare_signs(one, other),
        known => known,
    }
}

/// Compares names if at least one has no letter and no digit. A name that consists of signs matches only itself.
fn compare_signs(one: &str, other: &str) -> NameMatch {
    if !is_name(one) || !is_name(other) {
        NameMatch::Unknown
    } else if visible(one).eq(visible(other)) {
        NameMatch::Same
    } else {
        NameMatch::Different
    }
}

/// Whether a text is a name. Placeholders such as `-` and `...` are not. A star or an emoji is.
pub(super) fn is_name(text: &str) -> bool {
    let is_placeholder =
        |letter: char| letter.is_ascii_punctuation() || matches!(letter, '–' | '—' | '…');
    visible(text).any(|letter| !is_placeholder(letter))
}

/// The visible letters and signs.
fn visible(text: &str) -> impl Iterator<Item = char> + '_ {
    // The variation selector that makes a sign an emoji is not part of a name.
    let is_hidden =
        |letter: &char| letter.is_whitespace() || is_invisible(*letter) || *letter == '\u{fe0f}';
    text.chars().filter(move |letter| !is_hidden(letter))
}

fn compare_words(one: &[String], other: &[String]) -> NameMatch {
    if one.is_empty() || other.is_empty() {
        return NameMatch::Unknown;
    }
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let pairing = Pairing::of(short, long);
    if pairing.exact == short.len() && short.len() == long.len() {
        return NameMatch::Same;
    }
    // 张伟 and 张 伟, IVarga and I Varga: the same letters in the same order.
    if short.concat() == long.concat() {
        return NameMatch::Same;
    }
    // At least one full word must match, because "J. S." could be anybody.
    let all_paired = pairing.exact + pairing.initials == short.len();
    if all_paired && short.len() > 1 && pairing.full > 0 {
        return NameMatch::Abbreviated;
    }
    if is_login_of(short, long) {
        return NameMatch::Similar;
    }
    // Ines Varga (Contractor) and Ines Varga - External: first and last name agree, the additions do not. But Maria
    // Garcia Lopez may be another person than Maria Garcia Ruiz, so somebody must look.
    if pairing.full > 1 {
        return NameMatch::Similar;
    }
    if short.len() == 1 && pairing.full > 0 {
        return NameMatch::Similar;
    }
    NameMatch::Different
}

/// How the words of the shorter name match those of the longer one.
struct Pairing {
    /// Words that are the same.
    exact: usize,
    /// Those of them with more than one letter.
    full: usize,
    /// Words for which one side has only the first letter.
    initials: usize,
}

impl Pairing {
    fn of(short: &[String], long: &[String]) -> Self {
        let mut free: Vec<&String> = long.iter().collect();
        let mut pairing = Self {
            exact: 0,
            full: 0,
            initials: 0,
        };
        let mut left = Vec::new();
        for word in short {
            match free.iter().position(|one| *one == word) {
                Some(at) => {
                    free.swap_remove(at);
                    pairing.exact += 1;
                    pairing.full += usize::from(!is_initial(word));
                }
                None => left.push(word),
            }
        }
        for word in left {
            if let Some(at) = free.iter().position(|one| abbreviates(word, one)) {
                free.swap_remove(at);
                pairing.initials += 1;
            }
        }
        pairing
    }
}

/// Whether a word is one letter of an alphabet with capitals. A digit does not abbreviate a number, and 李 is a whole
/// name.
fn is_initial(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_lowercase) && letters.next().is_none()
}

fn abbreviates(one: &str, other: &str) -> bool {
    (is_initial(one) && other.starts_with(one)) || (is_initial(other) && one.starts_with(other))
}

/// Whether the shorter name is a login made from the longer one: `ivarga`, `inesv`.
fn is_login_of(short: &[String], long: &[String]) -> bool {
    let [login] = short else { return false };
    let [first, .., last] = long else {
        return false;
    };
    let initial = |word: &str| word.chars().next().map(String::from).unwrap_or_default();
    let candidates = [
        format!("{}{last}", initial(first)),
        format!("{first}{}", initial(last)),
        format!("{last}{}", initial(first)),
        format!("{last}{first}"),
    ];
    login.chars().count() > 2 && candidates.contains(login)
}
