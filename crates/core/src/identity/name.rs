//! Names of people, compared as somebody would who reads both: order, case, accents and initials do not matter.

use super::fold::{Expansion, words};
use crate::domain::is_invisible;

/// What two names show.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum NameMatch {
    /// The same words, in any order.
    Same,
    /// The same as far as both go: initials, or a middle name that one side leaves out.
    Abbreviated,
    /// One word in common, or the letters of a login: a nickname perhaps.
    Similar,
    /// Nothing in common that would tell one person from another.
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
    // The friendliest reading counts: Müller is Muller and Mueller.
    let by_words = pairs
        .map(|(a, b)| compare_words(&words(one, a), &words(other, b)))
        .min()
        .unwrap_or(NameMatch::Unknown);
    match by_words {
        NameMatch::Unknown => compare_signs(one, other),
        known => known,
    }
}

/// Names of which at least one has no letter and no digit: a name of signs alone is that name and no other.
fn compare_signs(one: &str, other: &str) -> NameMatch {
    if !is_name(one) || !is_name(other) {
        NameMatch::Unknown
    } else if visible(one).eq(visible(other)) {
        NameMatch::Same
    } else {
        NameMatch::Different
    }
}

/// Whether a text is a name at all. `-`, `n/a` without its letters, `...` stand for none; a star or an emoji is one.
pub(super) fn is_name(text: &str) -> bool {
    let is_placeholder =
        |letter: char| letter.is_ascii_punctuation() || matches!(letter, '–' | '—' | '…');
    visible(text).any(|letter| !is_placeholder(letter))
}

/// The letters and signs that somebody sees.
fn visible(text: &str) -> impl Iterator<Item = char> + '_ {
    // The selector that makes a sign an emoji is not part of a name.
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
    // One full word has to be the same: "J. S." is everybody's.
    let all_paired = pairing.exact + pairing.initials == short.len();
    if all_paired && short.len() > 1 && pairing.full > 0 {
        return NameMatch::Abbreviated;
    }
    if is_login_of(short, long) {
        return NameMatch::Similar;
    }
    // Ines Varga (Contractor), Ines Varga - External: first and last name agree, what was added to them does not. A
    // Maria Garcia Lopez may be another person than a Maria Garcia Ruiz, so somebody has to look.
    if pairing.full > 1 {
        return NameMatch::Similar;
    }
    if short.len() == 1 && pairing.full > 0 {
        return NameMatch::Similar;
    }
    NameMatch::Different
}

/// How the words of the shorter name are found in the longer one.
struct Pairing {
    /// Words that are the same.
    exact: usize,
    /// Among these, words of more than one letter.
    full: usize,
    /// Words of which one side has the first letter only.
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

/// One letter of an alphabet with capitals: a digit is no short form of a number, and 李 is a whole name.
fn is_initial(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_lowercase) && letters.next().is_none()
}

fn abbreviates(one: &str, other: &str) -> bool {
    (is_initial(one) && other.starts_with(one)) || (is_initial(other) && one.starts_with(other))
}

/// `ivarga`, `inesv`: what a login makes of a name of several words.
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
