//! The keep list: people and groups whose memberships can never be selected, in any file, until the admin takes them
//! off it. It is stored as written and parsed each time, so that lines that were not understood are reported each time.

use groupsweep_sheet::arrange_by_key;

use crate::domain::{Membership, Timestamp, grouped, normalize_email, normalize_id, shown};

use super::entry_lines::EntryLines;
use super::keep_entry::{KeepEntry, KeepListParser};

/// People and groups that are protected.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeepList {
    text: String,
    /// When it was saved.
    pub changed: Timestamp,
    /// The lines of the text.
    lines: EntryLines<KeepEntry>,
    /// The entries' group ids, account ids and emails, each list sorted. A bare UUID is in `groups` and `accounts`.
    groups: Vec<String>,
    accounts: Vec<String>,
    emails: Vec<String>,
    /// Lines without an email or an id.
    pub not_understood: Vec<String>,
    /// Rows that name a person and a group. They protect nobody either.
    pub memberships: Vec<String>,
    /// Words read as account ids although no known account id is that short.
    pub unusual: Vec<String>,
}

/// The number of entries of each kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Named {
    pub emails: usize,
    pub accounts: usize,
    pub groups: usize,
}

/// Why a text is not a keep list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum KeepListError {
    #[error("The list is empty. Enter one email, account id or group id per line.")]
    Empty,
    /// It has no email and no id.
    #[error(
        "This list contains no email, account id or group id. Names are not enough: enter one email or id per line."
    )]
    NoEntry,
    /// Every row that names anybody names a person and a group.
    #[error(
        "Every row of this list names a person and a group. A keep list cannot protect a single membership. To protect the people, delete the group column. To protect whole groups, delete the people column."
    )]
    OnlyMemberships,
}

impl KeepList {
    /// Parses a list: emails, account ids and group ids, one per line or in columns with headings. A line
    /// that begins with `#` is a note.
    ///
    /// # Errors
    /// [`KeepListError`] if it names nobody and no group.
    pub fn read(text: &str, changed: Timestamp) -> Result<Self, KeepListError> {
        if text.trim().is_empty() {
            return Err(KeepListError::Empty);
        }
        let read = KeepListParser::of(text);
        if read.lines.is_empty() {
            return Err(match read.memberships.is_empty() {
                true => KeepListError::NoEntry,
                false => KeepListError::OnlyMemberships,
            });
        }
        let lines = EntryLines::of(read.lines);
        let sorted = |is_picked: fn(&KeepEntry) -> bool| {
            let picked = lines.entries().iter().filter(|entry| is_picked(entry));
            let mut texts: Vec<String> = picked.map(|entry| entry.text().to_owned()).collect();
            arrange_by_key(&mut texts, String::clone);
            texts
        };
        Ok(Self {
            groups: sorted(|entry| matches!(entry, KeepEntry::Group(_))),
            accounts: sorted(|entry| !matches!(entry, KeepEntry::Email(_))),
            emails: sorted(|entry| matches!(entry, KeepEntry::Email(_))),
            text: text.to_owned(),
            changed,
            lines,
            not_understood: read.not_understood,
            memberships: read.memberships,
            unusual: read.unusual,
        })
    }

    /// The list as it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Number of distinct entries. Does not count a bare UUID beside an email, which may be another system's id of the
    /// same person.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.named().count()
    }

    /// Always `false`, because a list without entries is rejected.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries().is_empty()
    }

    /// The distinct entries in text order, including those that are not counted.
    pub(super) fn entries(&self) -> &[KeepEntry] {
        self.lines.entries()
    }

    pub(super) fn lines(&self) -> &EntryLines<KeepEntry> {
        &self.lines
    }

    /// Describes the lines that protect nobody. `None` if every line is understood.
    #[must_use]
    pub fn ignored_in_words(&self) -> Option<String> {
        let ignored = |lines: &[String], why: &str| {
            let (are, protect) = match lines.len() {
                0 => return None,
                1 => ("line of your keep list is ignored", "protects"),
                _ => ("lines of your keep list are ignored", "protect"),
            };
            let (count, first) = (grouped(lines.len()), first_of(lines));
            Some(format!(
                "{count} {are} and {protect} nobody: {first}. {why}"
            ))
        };
        let names = ignored(&self.not_understood, "Enter emails and ids, not names.");
        let memberships = ignored(
            &self.memberships,
            "Each line must name a person or a group, not both.",
        );
        let sentences: Vec<String> = names.into_iter().chain(memberships).collect();
        (!sentences.is_empty()).then(|| sentences.join(" "))
    }

    /// Number of lines that protect nobody.
    #[must_use]
    pub fn ignored(&self) -> usize {
        self.not_understood.len() + self.memberships.len()
    }

    /// Number of entries of each kind.
    #[must_use]
    pub fn named(&self) -> Named {
        let mut named = Named::default();
        for entry in self.lines.named() {
            match entry {
                KeepEntry::Email(_) => named.emails += 1,
                KeepEntry::Account(_) => named.accounts += 1,
                KeepEntry::Group(_) => named.groups += 1,
            }
        }
        named
    }

    /// Whether a membership is protected, by its ids alone, for a plan without its file.
    ///
    /// A membership has no email, so people who are on the list only by email are NOT found here.
    #[must_use]
    pub fn holds(&self, membership: &Membership) -> bool {
        self.names_group(membership.group.as_str())
            || self.names_account(membership.account.as_str())
    }

    /// Whether this email is on the list. `None` if the text is not an email, for example if it is empty.
    #[must_use]
    pub fn names_email(&self, email: &str) -> Option<bool> {
        normalize_email(email).map(|email| has(&self.emails, &email))
    }

    pub(super) fn names_group(&self, id: &str) -> bool {
        has(&self.groups, id)
    }

    pub(super) fn names_account(&self, id: &str) -> bool {
        // A bare UUID may be either, so it protects both.
        has(&self.accounts, &normalize_id(id))
    }
}

/// The first of some lines, and how many more there are.
fn first_of(lines: &[String]) -> String {
    const TOLD: usize = 3;
    let told = lines.iter().take(TOLD);
    let told: Vec<String> = told.map(|line| format!("\"{}\"", shown(line))).collect();
    let more = match lines.len().saturating_sub(TOLD) {
        0 => String::new(),
        more => format!(" and {} more", grouped(more)),
    };
    format!("{}{more}", told.join(", "))
}

fn has(sorted: &[String], id: &str) -> bool {
    sorted
        .binary_search_by(|known| known.as_str().cmp(id))
        .is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choose::keep_lines;
    use crate::domain::{AccountId, GroupId};

    const GROUP: &str = "E7B24A95-307C-4179-B143-18071D986420";
    const ACCOUNT: &str = "712020:789cba25-bbe2-45c5-a2b6-3a81ca61ba74";

    #[allow(clippy::expect_used, reason = "a test")]
    fn list(text: &str) -> KeepList {
        KeepList::read(text, Timestamp(0)).expect("a list")
    }

    fn texts(list: &KeepList) -> Vec<&str> {
        list.entries().iter().map(KeepEntry::text).collect()
    }

    #[test]
    fn each_line_is_an_email_an_account_or_a_group() {
        let list = list(&format!(
            "# the board\nBoss@Acme.example\r\n\n{GROUP}\n{ACCOUNT}\nboss@acme.example\n63b6efaab790087ed712a5c1"
        ));
        let group = GROUP.to_lowercase();
        let expected = [
            "boss@acme.example",
            &group,
            ACCOUNT,
            "63b6efaab790087ed712a5c1",
        ];
        assert_eq!(texts(&list), expected);
        let named = Named {
            emails: 1,
            accounts: 2,
            groups: 1,
        };
        assert_eq!(list.named(), named);
        assert!(list.not_understood.is_empty() && list.unusual.is_empty());
    }

    #[test]
    fn a_groups_name_keeps_nobody_and_is_told() {
        let list = list("boss@acme.example\nsite-admins\nThe whole board\nteam-2");
        assert_eq!(list.not_understood, ["site-admins", "The whole board"]);
        assert_eq!(list.unusual, ["team-2"]);
        for (text, why) in [
            ("site-admins", KeepListError::NoEntry),
            ("# a note\n", KeepListError::NoEntry),
            (" \n", KeepListError::Empty),
        ] {
            assert_eq!(KeepList::read(text, Timestamp(0)), Err(why), "{text}");
        }
    }

    #[test]
    fn a_line_from_a_mail_or_a_table_gives_its_ids() {
        let list = list(&format!(
            "Bo Adler <bo@acme.example>; uma@acme.example\nsite-admins {GROUP}\n\u{200b}eve@acme.example\u{202c}"
        ));
        let group = GROUP.to_lowercase();
        let expected = [
            "bo@acme.example",
            "uma@acme.example",
            &group,
            "eve@acme.example",
        ];
        assert_eq!(texts(&list), expected);
    }

    #[test]
    fn columns_name_groups_or_people_and_never_both_in_one_row() {
        let text =
            format!("Group id,email\n{GROUP},\n,bo@acme.example\n{GROUP},uma@acme.example\n,\n");
        let list = list(&text);
        assert_eq!(texts(&list), [&GROUP.to_lowercase(), "bo@acme.example"]);
        assert_eq!(list.memberships, [format!("{GROUP}, uma@acme.example")]);
    }

    #[test]
    fn lines_of_a_table_can_be_added_to_a_list_of_lines() {
        let text = keep_lines("Name;email\nBo;bo@acme.example\nUma;none\n");
        assert_eq!(text, "bo@acme.example\n# not understood: Uma, none");
        assert_eq!(
            keep_lines("# note\nbo@acme.example \n"),
            "# note\nbo@acme.example"
        );
        assert_eq!(texts(&list(&text)), ["bo@acme.example"]);
    }

    #[test]
    fn a_membership_is_held_by_either_id_in_any_case() {
        let list = list(&format!("{GROUP}\n{ACCOUNT}\nboss@acme.example"));
        let held = |group: &str, account: &str| {
            let ids = (GroupId::parse(group), AccountId::parse(account));
            let (Ok(group), Ok(account)) = ids else {
                return false;
            };
            list.holds(&Membership { group, account })
        };
        let (other_group, other) = ("00000000-0000-4000-8000-000000000001", "712020:1");
        assert!(held(GROUP, other) && held(&GROUP.to_lowercase(), other));
        assert!(held(other_group, ACCOUNT));
        assert!(!held(other_group, other));
        assert!(held(other_group, &ACCOUNT.to_uppercase()));
        assert!(held(other_group, GROUP) && held(other_group, &GROUP.to_lowercase()));
    }
}
