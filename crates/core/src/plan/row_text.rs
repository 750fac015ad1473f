//! What a search of a plan's rows covers: the names and ids in the file, and the names on the site.

use super::proposal::Proposal;

/// Whether a name or id contains a text, ignoring case. `text` must be in lower case.
pub(crate) fn has_text(name: &str, text: &str) -> bool {
    if text.is_empty() {
        return true;
    }
    // Nearly all names and every id are ASCII, and these need no copy.
    if name.is_ascii() && text.is_ascii() {
        let (name, text) = (name.as_bytes(), text.as_bytes());
        return name
            .windows(text.len())
            .any(|part| part.eq_ignore_ascii_case(text));
    }
    name.to_lowercase().contains(text)
}

impl Proposal {
    /// Whether the file's names, the site's names and email, or an id contain a text. `text` must be in lower case.
    #[must_use]
    pub fn is_found_by(&self, item: usize, text: &str) -> bool {
        let Some(planned) = self.items().get(item) else {
            return false;
        };
        let membership = &planned.membership;
        let person = self.facts().people.get(&membership.account);
        let group = self.facts().group_names.get(&membership.group);
        let of_site = person.map(|person| [&person.name, &person.email]);
        let of_site = of_site.into_iter().flatten().chain(group);
        has_text(&planned.user_name, text)
            || has_text(&planned.group_name, text)
            || has_text(membership.account.as_str(), text)
            || has_text(membership.group.as_str(), text)
            || of_site.into_iter().any(|name| has_text(name, text))
    }
}
