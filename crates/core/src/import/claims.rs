//! What the rows of a file say of one person, held against each other: one id with two names or two emails, one
//! email with two ids. Nothing of it needs the site. Looked at once for each way in which a person is described,
//! not once per row.

use std::borrow::Cow;
use std::collections::HashMap;

use groupsweep_sheet::checksum_of;

use crate::domain::{RowNo, normalize_email};
use crate::identity::{Described, NameMatch, Verdict, compare_names, compare_person};

use super::columns::Role;
use super::user_index::UserIndex;

/// A user, and the first row that describes it.
type UserSource = (UserIndex, RowNo);

/// Another row contradicts a user.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Contradiction {
    /// What differs: the email, the user name, or the user id.
    pub(super) role: Role,
    /// The row that says otherwise.
    pub(super) first: RowNo,
}

/// Who said first what is known of an account.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Firsts {
    email: Option<UserSource>,
    name: Option<UserSource>,
    /// Two different people have it: it is among [`Claims::shared`].
    is_shared: bool,
}

#[derive(Debug, Default)]
pub(super) struct Claims {
    of_user: HashMap<u32, Vec<Contradiction>>,
    /// By checksum of an email: who has it first, and that user's account.
    emails: HashMap<u64, (UserSource, usize)>,
    /// Accounts that two different people have, each once.
    pub(super) shared: Vec<usize>,
}

/// A user that is new, and what is known of its account.
pub(super) struct Claim<'a> {
    pub(super) user: UserIndex,
    pub(super) row: RowNo,
    pub(super) account: usize,
    pub(super) described: Described<'a>,
}

impl Claims {
    /// What contradicts a user.
    pub(super) fn of(&self, user: UserIndex) -> &[Contradiction] {
        self.of_user.get(&user.0).map_or(&[], Vec::as_slice)
    }

    /// Holds a new user against what is known; `cells` gives name and email of a user. Whether something
    /// contradicts it.
    pub(super) fn add<'a>(
        &mut self,
        claim: &Claim<'a>,
        firsts: &mut Firsts,
        cells: impl Fn(UserIndex) -> Described<'a>,
    ) -> bool {
        let mut found = Vec::new();
        let Described { name, email } = claim.described;
        let email = address(email);
        let source = (claim.user, claim.row);
        match firsts.name {
            _ if name.is_empty() => {}
            None => firsts.name = Some(source),
            Some((first, row)) => {
                let known = cells(first);
                if known.name != name && Self::other_name(claim, known, row, &mut found) {
                    self.share(claim.account, firsts);
                }
            }
        }
        if let Some(email) = &email {
            match firsts.email {
                None => firsts.email = Some(source),
                Some((first, first_row)) => {
                    if address(cells(first).email).as_ref() != Some(email) {
                        found.push(Contradiction {
                            role: Role::Email,
                            first: first_row,
                        });
                    }
                }
            }
            self.other_id(claim, email, &cells, &mut found);
        }
        let is_contradicted = !found.is_empty();
        if is_contradicted {
            self.of_user.insert(claim.user.0, found);
        }
        is_contradicted
    }

    /// Neither person of this account can be sent. Looked up with the account: a list of all would be gone through once
    /// for each description.
    fn share(&mut self, account: usize, firsts: &mut Firsts) {
        if !firsts.is_shared {
            firsts.is_shared = true;
            self.shared.push(account);
        }
    }

    /// Two names of one id. Whether nothing says that they are one person.
    fn other_name(
        claim: &Claim<'_>,
        known: Described<'_>,
        first: RowNo,
        found: &mut Vec<Contradiction>,
    ) -> bool {
        let names = compare_names(known.name, claim.described.name);
        if !matches!(names, NameMatch::Similar | NameMatch::Different) {
            return false;
        }
        found.push(Contradiction {
            role: Role::UserName,
            first,
        });
        names == NameMatch::Different
            && compare_person(known, claim.described) == Verdict::Different
    }

    /// One email of two ids.
    fn other_id<'a>(
        &mut self,
        claim: &Claim<'a>,
        email: &str,
        cells: &impl Fn(UserIndex) -> Described<'a>,
        found: &mut Vec<Contradiction>,
    ) {
        let known = self
            .emails
            .entry(checksum_of(email.as_bytes()))
            .or_insert(((claim.user, claim.row), claim.account));
        let ((first, row), account) = *known;
        let is_same = || address(cells(first).email).is_some_and(|known| known == email);
        if account != claim.account && is_same() {
            found.push(Contradiction {
                role: Role::UserId,
                first: row,
            });
        }
    }

    /// Gives back what was only needed while reading.
    pub(super) fn close(&mut self) {
        self.emails = HashMap::new();
        self.shared = Vec::new();
    }
}

/// An email in the form in which it is compared. Nearly every one is in that form already, and is not copied.
fn address(email: &str) -> Option<Cow<'_, str>> {
    let is_plain = |byte: u8| {
        byte.is_ascii_lowercase()
            || byte.is_ascii_digit()
            || matches!(byte, b'.' | b'-' | b'_' | b'@')
    };
    let is_in_form = email.bytes().all(is_plain)
        && email.ends_with(|c: char| c.is_ascii_lowercase())
        && email.bytes().filter(|byte| *byte == b'@').count() == 1
        && !email.starts_with('@');
    if is_in_form {
        Some(Cow::Borrowed(email))
    } else {
        normalize_email(email).map(Cow::Owned)
    }
}
