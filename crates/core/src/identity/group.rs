//! Names of groups. They are compared whole: `admins` and `admins-emea` are two groups.

use super::fold::{Expansion, is_inside_a_word, is_mark, words};
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
    } else if file == site || one_form(file) == one_form(site) {
        Verdict::Same
    } else {
        Verdict::Different
    }
}

/// A name without the apostrophe that files of ours, and many others, put before what a spreadsheet would run as a
/// formula.
#[must_use]
pub fn unguarded(name: &str) -> &str {
    let bare = name.strip_prefix('\'');
    let is_guarded = |bare: &&str| bare.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    bare.filter(is_guarded).unwrap_or(name)
}

/// Words, and the punctuation between them: `dev-ops` is not `dev ops 2`, and `a+b` is not `a-b`.
fn one_form(name: &str) -> (Vec<String>, String) {
    let is_in_a_word = |c: char| c.is_alphanumeric() || c.is_whitespace() || is_mark(c);
    let signs = name
        .chars()
        .filter(|c| is_inside_a_word(*c) || !(is_in_a_word(*c) || is_invisible(*c)));
    (words(name, Expansion::Plain), signs.collect())
}
