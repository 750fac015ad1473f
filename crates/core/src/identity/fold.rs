//! Normalizes texts before they are compared: case, whitespace, Unicode form, accents.

use unicode_normalization::char::decompose_canonical;

use crate::domain::is_invisible;

/// The normalized words of a name: lower case, without accents, split at whitespace and punctuation.
pub(super) fn words(text: &str, expansion: Expansion) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for letter in text.chars() {
        // O'Brien and OBrien are one word.
        if is_invisible(letter) || is_inside_a_word(letter) {
            continue;
        }
        if letter.is_alphanumeric() || is_mark(letter) {
            fold_into(&mut word, letter, expansion);
        } else if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// A key that is equal for spellings of a name that differ only in case, word order, accents and whitespace. Empty for
/// an empty name.
#[must_use]
pub fn name_key(name: &str) -> String {
    let mut words = words(name, Expansion::Plain);
    words.sort_unstable();
    words.join(" ")
}

/// How to spell letters with an umlaut or a ring in ASCII: `Müller` matches `Muller` and `Mueller`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Expansion {
    /// The letter alone: ü is u.
    Plain,
    /// Two letters: ü is ue.
    Doubled,
}

pub(super) fn fold_into(word: &mut String, letter: char, expansion: Expansion) {
    for lower in letter.to_lowercase() {
        if expansion == Expansion::Doubled
            && let Some(two) = doubled(lower)
        {
            word.push_str(two);
            continue;
        }
        match one_form(lower) {
            Some(text) => word.push_str(text),
            None => decompose_canonical(lower, |part| match part {
                // A separate combining diaeresis or ring results in the same two letters.
                '\u{308}' if expansion == Expansion::Doubled && ends_in_umlaut_base(word) => {
                    word.push('e');
                }
                '\u{30a}' if expansion == Expansion::Doubled && word.ends_with('a') => {
                    word.push('a');
                }
                part if is_mark(part) => {}
                part => word.push(part),
            }),
        }
    }
}

fn ends_in_umlaut_base(word: &str) -> bool {
    word.ends_with(['a', 'o', 'u'])
}

/// Letters without a canonical decomposition.
fn one_form(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        'ħ' => "h",
        // A final sigma. Its capital is the same as that of σ.
        'ς' => "σ",
        _ => return None,
    })
}

fn doubled(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ä' => "ae",
        'ö' | 'ø' => "oe",
        'ü' => "ue",
        'å' => "aa",
        _ => return None,
    })
}

/// Combining marks: accents that follow their letter.
pub(super) fn is_mark(letter: char) -> bool {
    matches!(
        letter,
        '\u{300}'..='\u{36f}'
            | '\u{1ab0}'..='\u{1aff}'
            | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}'
            | '\u{fe20}'..='\u{fe2f}'
    )
}

/// Apostrophes of all kinds, including the one that counts as a letter.
pub(super) fn is_inside_a_word(letter: char) -> bool {
    matches!(letter, '\'' | '`' | '´' | '\u{2018}' | '\u{2019}' | 'ʼ')
}
