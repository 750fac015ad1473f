//! Whether the cells of a row are under their headings. If a quotation mark or an escape was lost, a name splits
//! at its comma and all later cells move one column to the right. Another person's id may then be in the user id
//! column. Only rows with an unusual number of cells, or files with unusual headings, are examined.

use groupsweep_sheet::{Record, text};

use crate::domain::normalize_email;

use super::columns::{ColumnMap, Role};
use super::habit::Habit;
use super::id_shape::{is_account, is_an_id, is_group_id};
use super::last_seen::LastSeen;

/// Why the cells of a row are misplaced, as far as the row shows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MovedBy {
    /// A delimiter follows a backslash. Other programs read it as part of the cell.
    Backslash,
    /// The whole line is one cell, in one pair of quotation marks.
    WholeLine,
    /// A line of text: a title, a total or a note.
    Text,
    /// Another character separates the cells than in the rest of the file.
    OtherDelimiter,
    /// The row has more cells than other rows. Most likely, a name without quotation marks contains a delimiter.
    MoreCells,
    FewerCells,
    /// Two rows each have an unclosed quotation mark: they and the rows between them are one record.
    HiddenRows {
        /// Number of lines of the file that the row spans.
        lines: u32,
    },
    /// A results file whose run left the row out. Only the export shows what was wrong.
    LeftOutBefore,
    /// The same, but nothing was wrong with the row: another row has the same membership.
    DoubleBefore,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum CellPlacement {
    /// Under their headings: both ids are valid, and every known column has plausible values.
    InPlace,
    /// As in the first rows of the file. If most rows are like that, the cells are in place.
    AsTheOthers,
    /// Not under their headings, or nothing shows that they are.
    Moved(MovedBy),
}

/// Values of the status column, in lower case.
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

/// Decides where the cells of an odd row are. The last of `headings` must not be empty.
pub(super) fn placement(
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
    // If most rows are longer or shorter than the headings, the headings do not show where ids belong.
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

    /// Returns the columns whose cells look like ids.
    fn ids(&self) -> Vec<usize> {
        let cells = self.cells.iter().enumerate();
        let ids = cells.filter(|(_, cell)| is_an_id(cell));
        ids.map(|(at, _)| at).collect()
    }

    /// Whether both ids are in place. The account id must have a known shape: a word of a split name could pass as an
    /// opaque id.
    fn has_both_ids(&self) -> bool {
        let is = |role, is_it: fn(&str) -> bool| self.get(role).is_some_and(is_it);
        is(Role::GroupId, is_group_id) && is(Role::UserId, is_account)
    }

    /// Whether no cell contradicts its heading and at least one cell confirms it. If no column can be checked, nothing
    /// shows that the ids belong to this row.
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

/// Whether the row contains as many of another delimiter as a row of the file needs.
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

/// Matches `User id`, `accountId`, `id of the manager`.
fn names_an_id(heading: &str) -> bool {
    let heading = heading.to_lowercase();
    let mut words = heading.split(|c: char| !c.is_alphanumeric());
    heading.trim_end().ends_with("id") || words.any(|word| word == "id" || word == "ids")
}
