//! The imported file as a table: a few numbers per row. Groups and people are
//! kept once. Cells that nobody looks at stay in the file and are found again by
//! their row's place in it.

mod file;
mod people;

use groupsweep_sheet::{BitSet, Pairs};

use crate::domain::{AccountId, GroupId, IdMark, Membership, RowNo};

use super::binding::{Told, by_binding};
use super::columns::ColumnMap;
use super::details::Details;
use super::fingerprint::FileFingerprint;
use super::finished_at::FinishedAt;
use super::groups::{Group, GroupIndex};
use super::kept_because::KeptBecause;
use super::plan_rows::CutShort;
use super::previous_outcome::{FileKind, PreviousOutcome};
use super::recorded_names::RecordedNames;
use super::row_flags::RowFlags;
use super::sniff::Dialect;
use super::user_index::UserIndex;
use super::users::People;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row {
    pub group: GroupIndex,
    pub user: UserIndex,
    /// Whether it can be sent.
    pub usable: bool,
    /// What became of it in an earlier run; only a file of ours tells.
    pub earlier: Option<PreviousOutcome>,
}

/// What users can be ranked by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PersonText {
    Id,
    Name,
    Email,
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
    /// Rows of a results file whose change the site confirmed and a list contradicted, in order.
    pub(super) contradicted: Vec<u32>,
    /// The site's names of rows that a run changed under other names than the file's.
    pub(super) recorded_names: RecordedNames,
    /// Of a results file, until it is settled.
    pub(super) finished_at: FinishedAt,
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
        let doubles = match self.dialect.ours.origin {
            FileKind::Results => self.settle_results(&doubles),
            FileKind::Export | FileKind::Restore => doubles,
        };
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

    /// The doubles of a results file. A row that counts without telling how its membership stands is in doubt.
    fn settle_results(&mut self, doubles: &[(u32, u32)]) -> Vec<(u32, u32)> {
        let finished_at = std::mem::take(&mut self.finished_at);
        let binding = by_binding(doubles, |row| Told {
            word: self.earlier(RowNo(row)),
            was_contradicted: self.was_contradicted(RowNo(row)),
            finished_at: finished_at.of(RowNo(row)),
        });
        for row in binding.unclear {
            let flags = &mut self.flags[row as usize];
            *flags = flags.with_earlier(Some(PreviousOutcome::InDoubt));
        }
        binding.doubles
    }

    /// Rows of a results file that were kept, with the reason in the file. Rows that were not selected have none.
    pub fn kept_because(&self) -> impl Iterator<Item = (RowNo, &str)> {
        self.kept_because.rows()
    }

    /// What the site called a row's person and group when an earlier run changed it, as a file of ours records it; empty
    /// where it records nothing.
    #[must_use]
    pub fn recorded_names(&self, row: RowNo) -> [&str; 2] {
        self.recorded_names.of(row)
    }

    /// What a file of ours says of a row; none in other files, and where the word is none of ours.
    #[must_use]
    pub fn earlier(&self, row: RowNo) -> Option<PreviousOutcome> {
        self.flags.get(row.index())?.earlier()
    }

    /// Whether a results file calls a row failed whose change the site had confirmed before a list contradicted it. The
    /// list may have been late.
    #[must_use]
    pub fn was_contradicted(&self, row: RowNo) -> bool {
        self.contradicted.binary_search(&row.0).is_ok()
    }

    /// Whether another row, which counts, is of the same membership.
    #[must_use]
    pub fn is_double(&self, row: RowNo) -> bool {
        let flags = self.flags.get(row.index());
        flags.is_some_and(|flags| flags.has(RowFlags::DUPLICATE))
    }

    /// How many rows have each word, in the order of [`PreviousOutcome::ALL`]; the last are those without a word of ours. In
    /// every file of ours they add up to its rows, of which those that are listed twice count once.
    #[must_use]
    pub fn earlier_counts(&self) -> Vec<(Option<PreviousOutcome>, usize)> {
        let words = PreviousOutcome::ALL.into_iter().map(Some).chain([None]);
        let mut counts: Vec<(Option<PreviousOutcome>, usize)> =
            words.map(|word| (word, 0)).collect();
        let counted = self.flags.iter();
        for flags in counted.filter(|flags| !flags.has(RowFlags::DUPLICATE)) {
            let word = flags.earlier();
            let known = counts.iter_mut().find(|(known, _)| *known == word);
            if let Some((_, rows)) = known {
                *rows += 1;
            }
        }
        counts.retain(|(_, rows)| *rows > 0);
        counts
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

    /// Whether a row that cannot be sent says something that no other row says.
    #[must_use]
    pub fn leaves_rows_out(&self) -> bool {
        let rows = self.flags.iter().enumerate();
        let mut left_out = rows.filter(|(row, _)| !self.usable.contains(*row));
        left_out.any(|(_, flags)| !flags.has(RowFlags::DUPLICATE))
    }

    /// All groups, in order of first appearance.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Whether something is odd about a row.
    #[must_use]
    pub fn has_findings(&self, row: RowNo) -> bool {
        self.flags
            .get(row.index())
            .is_some_and(|flags| flags.has_findings())
    }

    #[must_use]
    pub fn group(&self, ix: GroupIndex) -> Option<&Group> {
        self.groups.get(ix.0 as usize)
    }

    /// The membership that a usable row stands for; none for an unusable row.
    #[must_use]
    pub fn membership(&self, row: RowNo) -> Option<Membership> {
        let row = self.row(row).filter(|row| row.usable)?;
        let group: GroupId = self.group(row.group)?.id.clone().ok()?;
        let account = AccountId::parse(self.user(row.user)?.id.ok()?).ok()?;
        Some(Membership { group, account })
    }
}
