//! The people of a table, and what the file says about each.

use groupsweep_sheet::{BitSet, Needle};

use crate::import::last_seen::LastSeen;
use crate::import::user_index::{NameIndex, UserIndex};
use crate::import::users::User;

use super::{PersonText, SeenIn, Table};

impl Table {
    /// Number of users. An account that the file describes in two ways is two users.
    #[must_use]
    pub fn user_count(&self) -> usize {
        self.people.len()
    }

    /// All users, in order of first appearance.
    pub fn users(&self) -> impl Iterator<Item = User<'_>> {
        (0..self.people.len()).filter_map(|at| self.user(UserIndex(u32::try_from(at).ok()?)))
    }

    /// Number of accounts with a usable id.
    #[must_use]
    pub fn account_count(&self) -> usize {
        self.people.accounts()
    }

    /// The first user with the same account as this one.
    #[must_use]
    pub fn account_of(&self, user: u32) -> u32 {
        self.people.account_of(user)
    }

    /// All user statuses, in order of first appearance.
    #[must_use]
    pub fn statuses(&self) -> &[String] {
        self.people.statuses()
    }

    /// All organization roles, in order of first appearance.
    #[must_use]
    pub fn org_roles(&self) -> &[String] {
        self.people.org_roles()
    }

    /// All email domains in lower case, in order of first appearance. One of them may be empty.
    #[must_use]
    pub fn domains(&self) -> &[String] {
        self.people.domains()
    }

    /// The index of a user's status in [`Self::statuses`].
    #[must_use]
    pub fn status_of(&self, user: u32) -> NameIndex {
        self.people.status(user)
    }

    /// The index of a user's organization role in [`Self::org_roles`].
    #[must_use]
    pub fn org_role_of(&self, user: u32) -> NameIndex {
        self.people.org_role(user)
    }

    /// The index of a user's email domain in [`Self::domains`].
    #[must_use]
    pub fn domain_of(&self, user: u32) -> NameIndex {
        self.people.domain(user)
    }

    /// Headings of the last-seen columns.
    pub fn seen_headings(&self) -> impl Iterator<Item = &str> {
        let seen = self.columns.seen().iter();
        seen.map(|at| self.headings().get(*at).map_or("", String::as_str))
    }

    /// Returns the rank of each user by one of their texts, and the number of ranks.
    #[must_use]
    pub fn user_ranks(&self, role: PersonText) -> (Vec<u32>, usize) {
        self.people.ranks(role as usize)
    }

    /// When a user was last seen in one product, or in any.
    #[must_use]
    pub fn seen(&self, user: u32, place: SeenIn) -> LastSeen {
        match place {
            SeenIn::Any => self.people.latest(user),
            SeenIn::Column(column) => self.people.seen(user, column),
        }
    }

    /// The text of a user's last-seen cell. `column` is an index among the last-seen columns.
    #[must_use]
    pub fn seen_text(&self, user: UserIndex, column: usize) -> &str {
        self.people.seen_text(user, column)
    }

    /// The text of the last-seen cell that [`SeenIn::Any`] stands for.
    #[must_use]
    pub fn latest_seen_text(&self, user: UserIndex) -> &str {
        let latest = self.people.latest(user.0);
        let mut columns = 0..self.columns.seen().len();
        let column = columns.find(|column| self.people.seen(user.0, *column) == latest);
        column.map_or("", |column| self.people.seen_text(user, column))
    }

    /// Returns the users whose id, name or email contains the needle.
    #[must_use]
    pub fn users_holding(&self, needle: &Needle) -> BitSet {
        self.people.holding(needle)
    }

    #[must_use]
    pub fn user(&self, ix: UserIndex) -> Option<User<'_>> {
        self.people.get(ix)
    }
}
