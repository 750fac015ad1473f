//! Findings: what is odd about single rows.

use groupsweep_sheet::arrange_by_key;

use crate::domain::{IdError, RowNo};

use super::columns::Role;
use super::finding_kind::FindingKind;
use super::last_seen::LastSeen;
use super::row_flags::RowFlags;
use super::table::{SeenIn, Table};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Finding {
    pub row: RowNo,
    pub kind: FindingKind,
}

/// The findings of a file, in row order.
#[derive(Clone, Copy)]
pub struct Findings<'a> {
    table: &'a Table,
}

/// The findings of a file that share a title.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Titled {
    pub title: &'static str,
    /// Whether they make their rows unusable.
    pub left_out: bool,
    /// Number of rows with such a finding.
    pub rows: usize,
    /// Number of these rows that can be used.
    pub usable: usize,
    /// The first findings, at most as many as the caller asked for.
    pub first: Vec<Finding>,
}

impl Titled {
    fn count(&mut self, table: &Table, finding: Finding, listed: usize) {
        self.rows += 1;
        self.usable += usize::from(table.usable().contains(finding.row.index()));
        if self.first.len() < listed {
            self.first.push(finding);
        }
    }
}

impl Table {
    /// Returns the findings of this table.
    #[must_use]
    pub fn findings(&self) -> Findings<'_> {
        Findings { table: self }
    }
}

impl<'a> Findings<'a> {
    /// Returns all findings, in row order.
    pub fn all(self) -> impl Iterator<Item = Finding> + use<'a> {
        let flagged = self.table.flags.iter().zip(0_u32..);
        flagged
            .filter(|(flags, _)| flags.has_findings())
            .flat_map(move |(_, row)| self.of_row(RowNo(row)))
    }

    /// Returns the findings to report. An unusable row has one, the reason, so that the counts of those add up to the
    /// number of unusable rows. A usable row has all of its findings. Contradicting names are reported for duplicates
    /// too, because the row that is used instead has the same ids.
    pub fn told(self) -> impl Iterator<Item = Finding> + use<'a> {
        let flagged = self.table.flags.iter().zip(0_u32..);
        flagged
            .filter(|(flags, _)| flags.has_findings())
            .flat_map(move |(_, row)| {
                let mut findings = self.of_row(RowNo(row));
                let why = findings
                    .iter()
                    .find(|one| one.kind.makes_unusable())
                    .copied();
                if let Some(why) = why {
                    let is_imported = |one: &Finding| {
                        *one == why || matches!(one.kind, FindingKind::OtherName { .. })
                    };
                    findings.retain(is_imported);
                }
                findings
            })
    }

    #[must_use]
    pub fn is_empty(self) -> bool {
        self.all().next().is_none()
    }

    /// Returns the findings of one row.
    #[must_use]
    pub fn of_row(self, row: RowNo) -> Vec<Finding> {
        let Some(flags) = self.table.flags.get(row.index()).copied() else {
            return Vec::new();
        };
        let kinds = KINDS.iter().filter(|(flag, _)| flags.has(*flag));
        let kinds = kinds.filter_map(|(_, kind)| kind(self.table, row));
        kinds.map(|kind| Finding { row, kind }).collect()
    }

    /// Whether a row has a finding, with this title if one is given.
    #[must_use]
    pub fn has(self, row: RowNo, title: Option<&str>) -> bool {
        let flags = self.table.flags.get(row.index());
        flags.is_some_and(|flags| flags.has_findings())
            && title.is_none_or(|title| {
                self.of_row(row)
                    .iter()
                    .any(|finding| finding.kind.title() == title)
            })
    }

    /// Groups findings by title, with counts and the first findings of each, unusable kinds first. Scans the flagged
    /// rows once.
    #[must_use]
    pub fn by_title(self, listed: usize) -> Vec<Titled> {
        let mut titles: Vec<Titled> = Vec::new();
        for finding in self.told() {
            let title = finding.kind.title();
            let known = titles.iter().position(|known| known.title == title);
            let at = known.unwrap_or_else(|| {
                titles.push(Titled {
                    title,
                    left_out: finding.kind.makes_unusable(),
                    rows: 0,
                    usable: 0,
                    first: Vec::new(),
                });
                titles.len() - 1
            });
            titles[at].count(self.table, finding, listed);
        }
        arrange_by_key(&mut titles, |titled| !titled.left_out);
        titles
    }
}

type KindOf = fn(&Table, RowNo) -> Option<FindingKind>;

/// The flags, in the order in which a row's findings are reported.
const KINDS: [(RowFlags, KindOf); 14] = [
    (RowFlags::MOVED, |table, row| {
        let (cells, by) = table.details.cells(row);
        Some(FindingKind::Moved {
            cells,
            usual: u32::try_from(table.dialect.habit.width).unwrap_or(u32::MAX),
            by,
        })
    }),
    (RowFlags::RAGGED, |table, row| {
        Some(FindingKind::Ragged {
            cells: table.details.cells(row).0,
            headings: u32::try_from(table.dialect.habit.named).unwrap_or(u32::MAX),
        })
    }),
    (RowFlags::ZERO, |_, _| Some(FindingKind::Zero)),
    (RowFlags::GROUP_ID, |table, row| {
        let group = table.group(table.row(row)?.group)?;
        let has_user = table.people.damage(table.row(row)?.user).is_none();
        match group.id.as_ref().err().copied()? {
            IdError::Empty if group.named_in.is_none() && has_user => Some(FindingKind::Merged),
            why => Some(FindingKind::GroupId(why)),
        }
    }),
    (RowFlags::USER_ID, |table, row| {
        table
            .people
            .damage(table.row(row)?.user)
            .map(FindingKind::UserId)
    }),
    (RowFlags::DUPLICATE, |table, row| {
        let first = table.details.first_of(row);
        Some(FindingKind::Duplicate { first })
    }),
    (RowFlags::GROUP_NAME, |table, row| {
        let group = table.group(table.row(row)?.group)?;
        let role = Role::GroupName;
        group
            .named_in
            .map(|first| FindingKind::OtherName { role, first })
    }),
    (RowFlags::PERSON, |table, row| {
        contradiction(table, row, Role::UserName)
    }),
    (RowFlags::PERSON, |table, row| {
        contradiction(table, row, Role::Email)
    }),
    (RowFlags::PERSON, |table, row| {
        contradiction(table, row, Role::UserId)
    }),
    (RowFlags::WORD, |_, _| Some(FindingKind::OtherWord)),
    (RowFlags::DATE, |table, row| {
        let user = table.row(row)?.user;
        let columns = 0..table.columns().seen().len();
        let is_unreadable =
            |column: &usize| table.seen(user.0, SeenIn::Column(*column)) == LastSeen::Unreadable;
        let cells = || {
            columns
                .clone()
                .filter(is_unreadable)
                .map(|column| table.seen_text(user, column))
        };
        Some(if cells().any(LastSeen::is_span) {
            FindingKind::Span
        } else if cells().all(LastSeen::is_ambiguous) {
            FindingKind::TwoDates
        } else {
            FindingKind::Date
        })
    }),
    (RowFlags::OPEN_QUOTE, |_, _| Some(FindingKind::OpenQuote)),
    (RowFlags::TOO_LONG, |_, _| Some(FindingKind::TooLong)),
];

/// Returns how another row contradicts this row's person.
fn contradiction(table: &Table, row: RowNo, role: Role) -> Option<FindingKind> {
    let known = table.people.contradictions(table.row(row)?.user);
    let one = known.iter().find(|one| one.role == role)?;
    Some(FindingKind::OtherName {
        role,
        first: one.first,
    })
}
