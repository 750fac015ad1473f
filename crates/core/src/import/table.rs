//! The imported file as a table: a few numbers per row. Groups and people are
//! kept once. Cells that nobody looks at stay in the file and are found again by
//! their row's place in it.

use groupsweep_sheet::{BitSet, Needle, Pairs};

use crate::domain::{AccountId, GroupId, IdMark, Membership, RowNo};

use super::columns::{ColumnMap, Role};
use super::decode::Encoding;
use super::findings::{Details, Findings};
use super::fingerprint::FileFingerprint;
use super::groups::{Group, GroupIndex};
use super::kept_because::KeptBecause;
use super::last_seen::LastSeen;
use super::notes::FileNote;
use super::plan_rows::CutShort;
use super::previous_outcome::{ADDED_COLUMNS, FileKind, PreviousOutcome};
use super::row_flags::RowFlags;
use super::sniff::Dialect;
use super::users::{NameIndex, People, User, UserIndex};

/// A data row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row {
    /// Its group.
    pub group: GroupIndex,
    /// Its user.
    pub user: UserIndex,
    /// Whether it can be sent.
    pub usable: bool,
    /// What became of it in an earlier run; only a file of ours tells.
    pub earlier: Option<PreviousOutcome>,
}

/// What users can be ranked by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PersonText {
    /// The account's id.
    Id,
    /// The name.
    Name,
    /// The email.
    Email,
    /// The user status.
    Status,
    /// The organization role.
    OrgRole,
}

/// Where somebody was seen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SeenIn {
    /// In any product: the latest day of all.
    Any,
    /// In one: the place among [`Table::seen_headings`].
    Column(usize),
}

/// An imported file.
#[derive(Debug)]
pub struct Table {
    pub(super) mark: FileFingerprint,
    pub(super) dialect: Dialect,
    pub(super) columns: ColumnMap,
    pub(super) widest: usize,
    /// Where each row begins in the file's text.
    pub(super) starts: Vec<u32>,
    pub(super) row_groups: Vec<u32>,
    pub(super) row_users: Vec<u32>,
    pub(super) flags: Vec<RowFlags>,
    pub(super) usable: BitSet,
    pub(super) groups: Vec<Group>,
    pub(super) people: People,
    pub(super) details: Details,
    pub(super) first_cells: Vec<String>,
    /// Marks that were around ids.
    pub(super) id_marks: Vec<IdMark>,
    pub(super) not_utf8: usize,
    /// Rows of it were sent in practice, and none on a site.
    pub(super) is_practice: bool,
    pub(super) cut_short: Option<CutShort>,
    /// Blank lines between the rows.
    pub(super) blank_lines: usize,
    pub(super) kept_because: KeptBecause,
}

impl Table {
    /// Every usable row's group and account.
    pub(super) fn pairs(&self) -> Pairs<'_> {
        Pairs {
            rows: &self.usable,
            first: &self.row_groups,
            second: &self.row_users,
            by: self.people.accounts_of_all(),
        }
    }

    /// What can be known only once all rows and their doubles are.
    pub(super) fn settle(&mut self, doubles: Vec<(u32, u32)>) {
        for (row, _) in &doubles {
            let row = *row as usize;
            self.flags[row] = self.flags[row].with(RowFlags::DUPLICATE);
            self.usable.put(row, false);
        }
        self.details.duplicates = doubles;
        // What a double says of names is told, too. Other rows that are left out have their own finding.
        let hearsay = RowFlags::GROUP_NAME.with(RowFlags::PERSON);
        let all = BitSet::all(self.flags.len());
        for row in all.without(&self.usable).to_vec() {
            let flags = &mut self.flags[row as usize];
            if !flags.has(RowFlags::DUPLICATE) {
                *flags = flags.without(hearsay);
            }
        }
    }

    /// The file's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.mark.name
    }

    /// The file's mark, to know it again.
    #[must_use]
    pub fn mark(&self) -> FileFingerprint {
        self.mark.clone()
    }

    /// The headings as written, without blanks around them; made-up ones where the file has none.
    #[must_use]
    pub fn headings(&self) -> &[String] {
        &self.dialect.headings
    }

    /// Whether the file has a row of headings.
    #[must_use]
    pub fn has_headings(&self) -> bool {
        self.dialect.has_headings
    }

    /// The cells of the first data row.
    #[must_use]
    pub fn first_cells(&self) -> &[String] {
        &self.first_cells
    }

    /// How the file is encoded.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.dialect.encoding
    }

    /// Whether the file begins with a byte order mark.
    #[must_use]
    pub fn has_byte_order_mark(&self) -> bool {
        self.dialect.mark > 0
    }

    /// Whether the file begins with a line `sep=;`.
    #[must_use]
    pub fn has_separator_line(&self) -> bool {
        self.dialect.has_separator_line
    }

    /// Bytes of the file's text before its first record: a line `sep=;`, lines above the headings.
    #[must_use]
    pub fn text_start(&self) -> usize {
        self.dialect.start
    }

    /// Every line of the file was one cell in quotation marks and is read without them.
    #[must_use]
    pub fn is_unwrapped(&self) -> bool {
        self.dialect.is_wrapped
    }

    /// Rows whose letters were read as Windows-1252, because they are no UTF-8.
    #[must_use]
    pub fn windows_1252_rows(&self) -> usize {
        self.not_utf8
    }

    /// What kind of file it is.
    #[must_use]
    pub fn origin(&self) -> FileKind {
        self.dialect.ours.origin
    }

    /// Whether this is a results or restore file of a practice run: nothing in it happened on a site.
    #[must_use]
    pub fn is_of_practice(&self) -> bool {
        self.origin() != FileKind::Export && self.is_practice
    }

    /// Rows of a results file that were kept, with the reason in the file. Rows that were not selected have none.
    pub fn kept_because(&self) -> impl Iterator<Item = (RowNo, &str)> {
        self.kept_because.rows()
    }

    /// Whether this is a script's results file without some rows of its plan.
    #[must_use]
    pub fn cut_short(&self) -> Option<CutShort> {
        self.cut_short
    }

    /// What a file of ours says of a row; none in other files, and where the word is none of ours.
    #[must_use]
    pub fn earlier(&self, row: RowNo) -> Option<PreviousOutcome> {
        self.flags.get(row.index())?.earlier()
    }

    /// How many rows have each word, in the order of [`PreviousOutcome::ALL`]; the last are those without a word of ours. In
    /// every file of ours they add up to its rows.
    #[must_use]
    pub fn earlier_counts(&self) -> Vec<(Option<PreviousOutcome>, usize)> {
        let words = PreviousOutcome::ALL.into_iter().map(Some).chain([None]);
        let mut counts: Vec<(Option<PreviousOutcome>, usize)> =
            words.map(|word| (word, 0)).collect();
        for flags in &self.flags {
            let word = flags.earlier();
            let known = counts.iter_mut().find(|(known, _)| *known == word);
            if let Some((_, rows)) = known {
                *rows += 1;
            }
        }
        counts.retain(|(_, rows)| *rows > 0);
        counts
    }

    /// Which column is which.
    #[must_use]
    pub fn columns(&self) -> &ColumnMap {
        &self.columns
    }

    /// Number of data rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Never true for a table that was read: a file without rows is refused.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// The numbers of all data rows.
    pub fn row_numbers(&self) -> impl Iterator<Item = RowNo> + use<> {
        (0..u32::try_from(self.starts.len()).unwrap_or(u32::MAX)).map(RowNo)
    }

    /// One data row.
    #[must_use]
    pub fn row(&self, row: RowNo) -> Option<Row> {
        let at = row.index();
        let flags = self.flags.get(at)?;
        Some(Row {
            group: GroupIndex(*self.row_groups.get(at)?),
            user: UserIndex(*self.row_users.get(at)?),
            usable: flags.is_usable(),
            earlier: flags.earlier(),
        })
    }

    /// What a row itself calls its group, where that is another name than the first row of the group's id gives.
    #[must_use]
    pub fn other_group_name(&self, row: RowNo) -> Option<&str> {
        self.details.other_groups.of(row)
    }

    /// Each row's group, by row.
    #[must_use]
    pub fn row_groups(&self) -> &[u32] {
        &self.row_groups
    }

    /// Each row's user, by row.
    #[must_use]
    pub fn row_users(&self) -> &[u32] {
        &self.row_users
    }

    /// The rows that can be sent.
    #[must_use]
    pub fn usable(&self) -> &BitSet {
        &self.usable
    }

    /// Rows that cannot be sent.
    #[must_use]
    pub fn unusable_count(&self) -> usize {
        self.len() - self.usable.len()
    }

    /// All groups, in order of first appearance.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

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

    /// All email domains in lower case, in order of first appearance; one of them may be empty.
    #[must_use]
    pub fn domains(&self) -> &[String] {
        self.people.domains()
    }

    /// The status of a user, as a place in [`Self::statuses`].
    #[must_use]
    pub fn status_of(&self, user: u32) -> NameIndex {
        self.people.status(user)
    }

    /// The organization role of a user, as a place in [`Self::org_roles`].
    #[must_use]
    pub fn org_role_of(&self, user: u32) -> NameIndex {
        self.people.org_role(user)
    }

    /// The email domain of a user, as a place in [`Self::domains`].
    #[must_use]
    pub fn domain_of(&self, user: u32) -> NameIndex {
        self.people.domain(user)
    }

    /// Headings of the columns that say when somebody was last seen.
    pub fn seen_headings(&self) -> impl Iterator<Item = &str> {
        let seen = self.columns.seen().iter();
        seen.map(|at| self.headings().get(*at).map_or("", String::as_str))
    }

    /// The rank of each user by one of its texts, and how many ranks there are.
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

    /// The same as it stands in the file.
    #[must_use]
    pub fn seen_text(&self, user: UserIndex, column: usize) -> &str {
        self.people.seen_text(user, column)
    }

    /// The last-seen cell with the latest day, as it stands in the file.
    #[must_use]
    pub fn latest_seen_text(&self, user: UserIndex) -> &str {
        let latest = self.people.latest(user.0);
        let mut columns = 0..self.columns.seen().len();
        let column = columns.find(|column| self.people.seen(user.0, *column) == latest);
        column.map_or("", |column| self.people.seen_text(user, column))
    }

    /// Users whose id, name or email holds the needle.
    #[must_use]
    pub fn users_holding(&self, needle: &Needle) -> BitSet {
        self.people.holding(needle)
    }

    /// What is odd about single rows.
    #[must_use]
    pub fn findings(&self) -> Findings<'_> {
        Findings::of(self)
    }

    /// What is odd about the file as a whole.
    #[must_use]
    pub fn notes(&self) -> Vec<FileNote> {
        FileNote::of(self)
    }

    /// Whether something is odd about a row.
    #[must_use]
    pub fn has_findings(&self, row: RowNo) -> bool {
        self.flags
            .get(row.index())
            .is_some_and(|flags| flags.has_findings())
    }

    /// A group.
    #[must_use]
    pub fn group(&self, ix: GroupIndex) -> Option<&Group> {
        self.groups.get(ix.0 as usize)
    }

    /// A user.
    #[must_use]
    pub fn user(&self, ix: UserIndex) -> Option<User<'_>> {
        self.people.get(ix)
    }

    /// The membership that a usable row stands for; none for an unusable row.
    #[must_use]
    pub fn membership(&self, row: RowNo) -> Option<Membership> {
        let row = self.row(row).filter(|row| row.usable)?;
        let group: GroupId = self.group(row.group)?.id.clone().ok()?;
        let account = AccountId::parse(self.user(row.user)?.id.ok()?).ok()?;
        Some(Membership { group, account })
    }

    /// What separates cells in this file.
    #[must_use]
    pub fn delimiter(&self) -> u8 {
        self.dialect.delimiter
    }

    /// Cells in the widest record, the heading row included.
    #[must_use]
    pub fn widest(&self) -> usize {
        self.widest
    }

    /// Size of the file in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.mark.size
    }

    /// Where a row begins in the file's text.
    #[must_use]
    pub fn start_of(&self, row: RowNo) -> Option<u32> {
        self.starts.get(row.index()).copied()
    }

    /// Number of columns that the input has of its own; in a results file these are without the five that we added.
    #[must_use]
    pub fn own_columns(&self) -> usize {
        let added = self.dialect.ours.added().iter().flatten().count();
        self.headings().len() - added
    }

    /// The column of a results file that has this one of [`ADDED_COLUMNS`].
    #[must_use]
    pub fn added_column(&self, heading: &str) -> Option<usize> {
        let mut added = ADDED_COLUMNS.iter().zip(self.dialect.ours.added());
        added
            .find(|(known, _)| **known == heading)
            .and_then(|(_, column)| *column)
    }

    /// The columns that the input has of its own, where those that we added are not the last ones any more.
    #[must_use]
    pub fn own_columns_between(&self) -> Option<Vec<usize>> {
        let ours = &self.dialect.ours;
        let headings = self.headings().len();
        let is_moved = self.origin() == FileKind::Results && !ours.is_as_written(headings);
        is_moved.then(|| {
            let mut columns: Vec<usize> = (0..headings).collect();
            columns.retain(|column| !ours.added().contains(&Some(*column)));
            columns
        })
    }

    /// The heading that a role's column has in this file.
    #[must_use]
    pub fn heading_of(&self, role: Role) -> Option<&str> {
        let at = self.columns.get(role)?;
        self.headings().get(at).map(String::as_str)
    }
}
