//! Compares what the rows of a file say about one person: one id with two names or emails, or one email with two
//! ids. Needs no site. Runs once for each distinct description of a person, not once for each row.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use groupsweep_sheet::checksum_of;

use crate::domain::{RowNo, normalize_email};
use crate::identity::{Described, NameMatch, Verdict, compare_names, compare_person};

use super::columns::Role;
use super::user_index::UserIndex;

/// A user, and the first row that describes it.
type UserSource = (UserIndex, RowNo);

/// What contradicts a user in another row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Contradiction {
    /// What differs: the email, the user name, or the user id.
    pub(super) role: Role,
    /// The first row that contradicts the user.
    pub(super) first: RowNo,
}

/// The first sources of what is known about an account.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Firsts {
    email: Option<UserSource>,
    name: Option<UserSource>,
    /// Two different people have this account: it is in [`Claims::shared`].
    is_shared: bool,
}

#[derive(Debug, Default)]
pub(super) struct Claims {
    of_user: HashMap<u32, Vec<Contradiction>>,
    /// By checksum of an email: the first user with that email, and the account of that user.
    emails: HashMap<u64, (UserSource, usize), BuildHasherDefault<ChecksumHasher>>,
    /// Accounts that two different people have, without duplicates.
    pub(super) shared: Vec<usize>,
}

/// A new user, and what its row says about it.
pub(super) struct Claim<'a> {
    pub(super) user: UserIndex,
    pub(super) row: RowNo,
    pub(super) account: usize,
    pub(super) described: Described<'a>,
}

impl Claims {
    /// Returns what contradicts a user.
    pub(super) fn of(&self, user: UserIndex) -> &[Contradiction] {
        self.of_user.get(&user.0).map_or(&[], Vec::as_slice)
    }

    /// Compares a new user with what is known. `cells` returns the name and email of a user. Returns whether
    /// something contradicts it.
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

    /// Marks the account as shared, so that neither of its people can be sent. The flag is part of the account,
    /// because a scan of `shared` would run once for each description.
    fn share(&mut self, account: usize, firsts: &mut Firsts) {
        if !firsts.is_shared {
            firsts.is_shared = true;
            self.shared.push(account);
        }
    }

    /// Compares two names of one id. Returns whether nothing suggests that they belong to one person.
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

    /// Looks for another id with the same email.
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

    /// Frees what only reading needed.
    pub(super) fn close(&mut self) {
        self.emails = HashMap::default();
        self.shared = Vec::new();
    }
}

/// A checksum is a hash already. Hashing it again takes longer than the look-up.
#[derive(Default)]
struct ChecksumHasher(u64);

impl Hasher for ChecksumHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, checksum: u64) {
        self.0 = checksum;
    }
}

/// Normalizes an email for comparison. Most emails are normalized already and are not copied.
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
