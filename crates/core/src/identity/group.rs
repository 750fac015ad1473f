//! Names of groups. They are compared as a whole: `admins` and `admins-emea` are two groups.

use super::fold::{Expansion, fold_into, is_mark};
use super::{NotComparable, Verdict};
use crate::domain::is_invisible;

/// Compares the file's name of a group with the site's.
#[must_use]
pub fn compare_group(file: &str, site: &str) -> Verdict {
    let (file, site) = (unguarded(file.trim()), site.trim());
    if file.is_empty() {
        Verdict::Unknown(NotComparable::NotInFile)
    } else if site.is_empty() {
        Verdict::Unknown(NotComparable::HiddenBySite)
    } else if file == site || group_key(file) == group_key(site) {
        Verdict::Same
    } else {
        Verdict::Different
    }
}

/// Removes the apostrophe that Groupsweep's files, and many others, put before a name that a spreadsheet would run as a
/// formula.
#[must_use]
pub fn unguarded(name: &str) -> &str {
    let bare = name.strip_prefix('\'');
    let is_guarded = |bare: &&str| bare.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    bare.filter(is_guarded).unwrap_or(name)
}

/// Normalizes the words of a name and leaves the punctuation in place: `floor 1-room 2` is not `floor-1 room 2`.
/// Whitespace counts once between two words, and not next to punctuation.
#[must_use]
pub fn group_key(name: &str) -> String {
    let mut form = String::new();
    let (mut is_apart, mut is_in_a_word) = (false, false);
    for letter in name.chars().filter(|letter| !is_invisible(*letter)) {
        if letter.is_whitespace() {
            is_apart = true;
            continue;
        }
        let is_of_a_word = letter.is_alphanumeric() || is_mark(letter);
        if is_apart && is_in_a_word && is_of_a_word {
            form.push(' ');
        }
        if is_of_a_word {
            fold_into(&mut form, letter, Expansion::Plain);
        } else {
            form.push(letter);
        }
        (is_apart, is_in_a_word) = (false, is_of_a_word);
    }
    form
}
