//! Compares people by name and email together.

use super::email::{EmailMatch, compare_emails};
use super::fold::{Expansion, words};
use super::name::{NameMatch, compare_names, is_name};
use super::{NotComparable, Verdict};

/// How one side describes a person. Empty texts are unknown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Described<'a> {
    pub name: &'a str,
    pub email: &'a str,
}

/// Names that Atlassian shows in place of a person's, in lower case.
const PLACEHOLDERS: [&str; 4] = ["former user", "unknown user", "deleted user", "anonymous"];

/// Compares how the file and the site describe one account.
///
/// The same address settles it, because addresses are not shared but names change. Otherwise the names decide. A
/// different address makes the same name doubtful, because two people may have the same name.
#[must_use]
pub fn compare_person(file: Described<'_>, site: Described<'_>) -> Verdict {
    let site = Described {
        name: if is_placeholder(site.name) {
            ""
        } else {
            site.name
        },
        ..site
    };
    if is_empty(file) {
        return Verdict::Unknown(NotComparable::NotInFile);
    }
    if is_empty(site) {
        return Verdict::Unknown(NotComparable::HiddenBySite);
    }
    let emails = compare_emails(file.email, site.email);
    let names = match compare_names(file.name, site.name) {
        NameMatch::Unknown if emails == EmailMatch::Unknown => by_local_part(file, site),
        names => names,
    };
    match (emails, names) {
        (EmailMatch::Same, _) => Verdict::Same,
        (
            EmailMatch::OtherDomain | EmailMatch::Unknown,
            NameMatch::Same | NameMatch::Abbreviated,
        ) => Verdict::Same,
        (EmailMatch::OtherDomain, _)
        | (EmailMatch::Different, NameMatch::Same | NameMatch::Abbreviated)
        | (EmailMatch::Unknown, NameMatch::Similar) => Verdict::Similar,
        (EmailMatch::Different, _) | (EmailMatch::Unknown, NameMatch::Different) => {
            Verdict::Different
        }
        (EmailMatch::Unknown, NameMatch::Unknown) => Verdict::Unknown(if !is_name(site.name) {
            NotComparable::HiddenBySite
        } else {
            NotComparable::NotInFile
        }),
    }
}

/// Compares the local part of one side's address with the other side's name, if each side has only one of them. A local
/// part of one word that is not made from the name settles nothing: nicknames and numbers are common there.
fn by_local_part(file: Described<'_>, site: Described<'_>) -> NameMatch {
    let has_name = |side: Described<'_>| is_name(side.name);
    let (address, name) = match (has_name(file), has_name(site)) {
        (false, true) => (file.email, site.name),
        (true, false) => (site.email, file.name),
        (true, true) | (false, false) => return NameMatch::Unknown,
    };
    let local = address.rsplit_once('@').map_or("", |(local, _)| local);
    let local: String = local.chars().filter(|c| !c.is_numeric()).collect();
    match compare_names(&local, name) {
        NameMatch::Same | NameMatch::Abbreviated | NameMatch::Similar => NameMatch::Same,
        NameMatch::Different if words(&local, Expansion::Plain).len() > 1 => NameMatch::Different,
        NameMatch::Different | NameMatch::Unknown => NameMatch::Unknown,
    }
}

fn is_empty(described: Described<'_>) -> bool {
    !is_name(described.name) && described.email.trim().is_empty()
}

/// Whether the site shows this in place of a name, for example `Former user`.
pub(crate) fn is_placeholder(name: &str) -> bool {
    let plain = words(name, Expansion::Plain).join(" ");
    PLACEHOLDERS.contains(&plain.as_str())
}
