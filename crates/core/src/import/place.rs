//! Whether the cells of a row are under their headings. Where a quotation mark or an escape was lost, a name comes
//! apart at its comma and everything after it moves one column on: another person's id may then be where the
//! person's should be. Only rows whose number of cells is not that of their file are looked at.

use groupsweep_sheet::{Record, text};

use crate::domain::normalize_email;

use super::columns::{ColumnMap, Role};
use super::habit::Habit;
use super::id_shape::{is_account, is_an_id, is_group_id};
use super::last_seen::LastSeen;

/// Why the cells of a row are not where they should be, as far as the row shows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MovedBy {
    /// A delimiter after a backslash: other programs read that as a part of the cell.
    Backslash,
    /// The whole line is one cell, in one pair of quotation marks.
    WholeLine,
    /// A line of text: a title, a total, a note.
    Text,
    /// Its cells are separated by another character than in the rest of the file.
    OtherDelimiter,
    /// There are more cells than in other rows: most likely a delimiter in a name without quotation marks.
    MoreCells,
    FewerCells,
    /// Two quotation marks in two rows, neither of them closed: these rows and those between them are one.
    HiddenRows {
        /// Lines of the file that the row takes up.
        lines: u32,
    },
    /// The file is a results file, and its run left the row out: what was wrong shows in the export only.
    LeftOutBefore,
    /// The same, and nothing was wrong with the row: another one is of the same membership.
    DoubleBefore,
}

/// Where the cells of a row are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum CellPlacement {
    /// Under their headings: both ids are valid, and every known column holds what it should.
    InPlace,
    /// As in the first rows of the file. If most rows of the file are so, they are in place.
    AsTheOthers,
    /// Not under their headings, or it cannot be shown.
    Moved(MovedBy),
}

/// Words of the status column, in lower case.
const STATUSES: [&str; 12] = [
    "active",
    "inactive",
    "suspended",
    "deactivated",
    "disabled",
    "closed",
    "deleted",
    "invited",
    "pending",
    "not invited",
    "unverified",
    "enabled",
];

/// Where the cells of a row are that has not as many of them as there are headings. `headings` end with one that is not
/// empty.
pub(super) fn standing(
    record: &Record<'_>,
    columns: &ColumnMap,
    headings: &[String],
    habit: &Habit,
) -> CellPlacement {
    let cells: Vec<String> = (0..record.len())
        .map(|at| text(&record.cell(at)).into_owned())
        .collect();
    let row = Cells {
        cells: &cells,
        columns,
    };
    let ids = row.ids();
    if !row.has_both_ids() {
        return CellPlacement::Moved(moved_by(record, &cells, ids.is_empty(), habit));
    }
    let are_named = !habit.has_headings
        || ids
            .iter()
            .all(|at| headings.get(*at).is_some_and(|one| names_an_id(one)));
    // Where most rows are not as long as the headings, they do not show where ids belong.
    let are_where_they_belong = if habit.width == headings.len() {
        ids == habit.ids
    } else {
        are_named
    };
    if are_where_they_belong && row.says_what_the_headings_say() {
        return CellPlacement::InPlace;
    }
    if are_named && ids == habit.ids && cells.len() == habit.width {
        return CellPlacement::AsTheOthers;
    }
    CellPlacement::Moved(moved_by(record, &cells, ids.is_empty(), habit))
}

/// The cells of one row.
struct Cells<'a> {
    cells: &'a [String],
    columns: &'a ColumnMap,
}

impl Cells<'_> {
    fn get(&self, role: Role) -> Option<&str> {
        let column = self.columns.get(role)?;
        self.cells.get(column).map(String::as_str)
    }

    /// The columns that hold something of the shape of an id.
    fn ids(&self) -> Vec<usize> {
        let cells = self.cells.iter().enumerate();
        let ids = cells.filter(|(_, cell)| is_an_id(cell));
        ids.map(|(at, _)| at).collect()
    }

    /// An account id has to look like one here: a word of a name that came apart could be an opaque id.
    fn has_both_ids(&self) -> bool {
        let is = |role, is_it: fn(&str) -> bool| self.get(role).is_some_and(is_it);
        is(Role::GroupId, is_group_id) && is(Role::UserId, is_account)
    }

    /// Nothing under a known heading contradicts it, and something shows it. Where no column can be checked, nothing
    /// shows that the ids are this row's.
    fn says_what_the_headings_say(&self) -> bool {
        let mut shown = 0;
        let mut check = |cell: Option<&str>, is_it: fn(&str) -> bool| match cell
            .map(str::trim)
            .filter(|cell| !cell.is_empty())
        {
            None => true,
            Some(cell) if is_it(cell) => {
                shown += 1;
                true
            }
            Some(_) => false,
        };
        for (role, is_it) in [
            (Role::Email, is_email as fn(&str) -> bool),
            (Role::UserStatus, is_status),
        ] {
            if self.columns.get(role).is_some() && !check(self.get(role), is_it) {
                return false;
            }
        }
        for column in self.columns.seen() {
            if !check(self.cells.get(*column).map(String::as_str), is_date) {
                return false;
            }
        }
        let names = [Role::GroupName, Role::UserName];
        let is_no_name = |cell: &str| is_an_id(cell) || is_email(cell);
        if names
            .iter()
            .any(|role| self.get(*role).is_some_and(is_no_name))
        {
            return false;
        }
        shown > 0
    }
}

fn moved_by(record: &Record<'_>, cells: &[String], no_ids: bool, habit: &Habit) -> MovedBy {
    let filled = cells.iter().filter(|cell| !cell.trim().is_empty()).count();
    let delimiter = char::from(record.delimiter());
    if cells.iter().any(|cell| cell.ends_with('\\')) {
        MovedBy::Backslash
    } else if let [only] = cells
        && only.matches(delimiter).count() + 1 >= habit.width.max(2)
    {
        MovedBy::WholeLine
    } else if no_ids && cells.len() < habit.width && is_separated_otherwise(cells, habit.width) {
        MovedBy::OtherDelimiter
    } else if no_ids && filled <= 2 {
        MovedBy::Text
    } else if cells.len() > habit.width || cells.len() == habit.named && !habit.spare.is_empty() {
        MovedBy::MoreCells
    } else {
        MovedBy::FewerCells
    }
}

/// As many marks of another kind as a row of the file has between its cells.
fn is_separated_otherwise(cells: &[String], width: usize) -> bool {
    let marks = |mark: char| {
        cells
            .iter()
            .map(|cell| cell.matches(mark).count())
            .sum::<usize>()
    };
    [',', ';', '\t', '|']
        .into_iter()
        .any(|mark| marks(mark) + 1 >= width.max(2))
}

fn is_email(cell: &str) -> bool {
    normalize_email(cell).is_some()
}

fn is_status(cell: &str) -> bool {
    STATUSES.contains(&cell.to_lowercase().as_str())
}

fn is_date(cell: &str) -> bool {
    LastSeen::read(cell) != LastSeen::Unreadable
        || LastSeen::is_ambiguous(cell)
        || LastSeen::is_span(cell)
}

/// `User id`, `accountId`, `id of the manager`.
fn names_an_id(heading: &str) -> bool {
    let heading = heading.to_lowercase();
    let mut words = heading.split(|c: char| !c.is_alphanumeric());
    heading.trim_end().ends_with("id") || words.any(|word| word == "id" || word == "ids")
}
