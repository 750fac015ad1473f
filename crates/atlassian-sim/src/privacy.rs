//! What a product shows about a person. Privacy settings can hide the email, or replace the name by a nickname. People
//! see all of their own data.

use std::borrow::Cow;

use super::model::SimPerson;
use super::profiles::{Emails, Names, Profiles};

/// The display name, as others see it.
pub(super) fn name<'a>(profiles: &Profiles, person: &'a SimPerson) -> Cow<'a, str> {
    match profiles.names {
        Names::Shown => Cow::Borrowed(&person.name),
        Names::Nickname => Cow::Owned(nickname(&person.name)),
        Names::Hidden => Cow::Borrowed(""),
    }
}

/// The email, as others see it; empty if hidden or unknown.
pub(super) fn email<'a>(profiles: &Profiles, person: &'a SimPerson) -> &'a str {
    match profiles.emails {
        Emails::Shown => &person.email,
        Emails::Hidden | Emails::Null => "",
    }
}

/// "Ines Varga" is "ivarga". A nickname is free text; this is one that many people choose.
fn nickname(name: &str) -> String {
    let mut words = name.split_whitespace();
    let (first, last) = (words.next().unwrap_or(""), words.next_back().unwrap_or(""));
    if last.is_empty() {
        return first.to_lowercase();
    }
    let initial = first.chars().next().into_iter();
    initial
        .chain(last.chars())
        .flat_map(char::to_lowercase)
        .collect()
}
