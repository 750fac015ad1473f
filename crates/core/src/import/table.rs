//! The imported file as a table: a few numbers for each row, and each group and person once. Cells that
//! nobody views stay in the file. A row's offset locates them there.

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
    /// The outcome in an earlier run, which only results and restore files contain.
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
    /// In one product: the index among [`Table::seen_headings`].
    Column(usize),
}

#[derive(Debug)]
pub struct Table {
    pub(super) mark: FileFingerprint,
    pub(super) dialect: Dialect,
    pub(super) columns: ColumnMap,
    pub(super) widest: usize,
    /// Offset of each row in the file's text.
    pub(super) starts: Vec<u32>,
    pub(super) row_groups: Vec<u32>,
    pub(super) row_users: Vec<u32>,
    pub(super) flags: Vec<RowFlags>,
    pub(super) usable: BitSet,
    pub(super) groups: Vec<Group>,
    pub(super) people: People,
    pub(super) details: Details,
    pub(super) first_cells: Vec<String>,
    /// Marks found around ids.
    pub(super) id_marks: Vec<IdMark>,
    pub(super) not_utf8: usize,
    /// Some rows were sent in practice, and none to a site.
    pub(super) is_practice: bool,
    pub(super) cut_short: Option<CutShort>,
    /// Number of blank lines between the rows.
    pub(super) blank_lines: usize,
    pub(super) kept_because: KeptBecause,
    /// Rows of a results file whose change the site confirmed and a list contradicted, in row order.
    pub(super) contradicted: Vec<u32>,
    /// The site's names in rows that a run changed although the file's names differ.
    pub(super) recorded_names: RecordedNames,
    /// Finish times of a results file, until the table is settled.
    pub(super) finished_at: FinishedAt,
}

impl Table {
    /// Returns every usable row's group and account.
    pub(super) fn pairs(&self) -> Pairs<'_> {
        Pairs {
            rows: &self.usable,
            first: &self.row_groups,
            second: &self.row_users,
            by: self.people.accounts_of_all(),
        }
    }

    /// Applies what is known only after all rows and their duplicates are known.
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
        // Contradicting names are reported for duplicates too. Other unusable rows have a finding of their own.
        let hearsay = RowFlags::GROUP_NAME.with(RowFlags::PERSON);
        let all = BitSet::all(self.flags.len());
        for row in all.without(&self.usable).to_vec() {
            let flags = &mut self.flags[row as usize];
            if !flags.has(RowFlags::DUPLICATE) {
                *flags = flags.without(hearsay);
            }
        }
    }

    /// Resolves the duplicates of a results file. A row in use that hides an earlier change becomes in doubt.
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

    /// Returns the rows of a results file that were kept for a reason, with the reason. Rows that were not selected
    /// have none.
    pub fn kept_because(&self) -> impl Iterator<Item = (RowNo, &str)> {
        self.kept_because.rows()
    }

    /// Returns the site's names of a row's person and group that a results or restore file recorded for a changed row.
    /// Empty if none were recorded.
    #[must_use]
    pub fn recorded_names(&self, row: RowNo) -> [&str; 2] {
        self.recorded_names.of(row)
    }

    /// Returns the outcome in a results or restore file. `None` for other files and unknown words.
    #[must_use]
    pub fn earlier(&self, row: RowNo) -> Option<PreviousOutcome> {
        self.flags.get(row.index())?.earlier()
    }

    /// Whether a results file reports a row as failed because a list contradicted a change that the site had confirmed.
    /// The list may have been stale.
    #[must_use]
    pub fn was_contradicted(&self, row: RowNo) -> bool {
        self.contradicted.binary_search(&row.0).is_ok()
    }

    /// Whether another row has the same membership and is used instead.
    #[must_use]
    pub fn is_double(&self, row: RowNo) -> bool {
        let flags = self.flags.get(row.index());
        flags.is_some_and(|flags| flags.has(RowFlags::DUPLICATE))
    }

    /// Counts rows by outcome, in the order of [`PreviousOutcome::ALL`], then those without a known outcome. In a
    /// results or restore file, the counts add up to its rows without duplicates.
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

    /// Always `false` for a table that was read, because a file without rows is rejected.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// Iterates over the numbers of all data rows.
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

    /// Returns the row's own name for its group, if an earlier row has another name for the same id.
    #[must_use]
    pub fn other_group_name(&self, row: RowNo) -> Option<&str> {
        self.details.other_groups.of(row)
    }

    /// The group of each row.
    #[must_use]
    pub fn row_groups(&self) -> &[u32] {
        &self.row_groups
    }

    /// The user of each row.
    #[must_use]
    pub fn row_users(&self) -> &[u32] {
        &self.row_users
    }

    /// The rows that can be sent.
    #[must_use]
    pub fn usable(&self) -> &BitSet {
        &self.usable
    }

    /// Number of rows that cannot be sent.
    #[must_use]
    pub fn unusable_count(&self) -> usize {
        self.len() - self.usable.len()
    }

    /// Whether an unusable row is more than a duplicate of another row.
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

    /// Whether the row has findings.
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

    /// Returns a usable row's membership. `None` for an unusable row.
    #[must_use]
    pub fn membership(&self, row: RowNo) -> Option<Membership> {
        let row = self.row(row).filter(|row| row.usable)?;
        let group: GroupId = self.group(row.group)?.id.clone().ok()?;
        let account = AccountId::parse(self.user(row.user)?.id.ok()?).ok()?;
        Some(Membership { group, account })
    }
}
