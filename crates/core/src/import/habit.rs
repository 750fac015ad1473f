//! What most rows of a file look like, judged by the first rows.

use super::id_shape::is_an_id;

/// What most rows of a file look like, judged by the first rows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Habit {
    /// Number of cells, without empty ones after the last heading.
    pub(super) width: usize,
    /// Number of cells, including those.
    pub(super) cells: usize,
    /// Number of headings, without empty ones at the end: a spreadsheet writes one for each of its columns.
    pub(super) named: usize,
    /// Columns among those with an empty heading and empty cells in most rows.
    pub(super) spare: Vec<usize>,
    /// The columns that contain ids in most rows.
    pub(super) ids: Vec<usize>,
    /// Whether the file has headings of its own.
    pub(super) has_headings: bool,
}

/// Where the headings come from.
#[derive(Clone, Copy)]
pub(super) enum HeadingRow<'a> {
    /// The file has headings.
    Own(&'a [String]),
    /// The file has none, and this many are made up.
    MadeUp(usize),
}

impl Habit {
    /// Judges these rows. If no width is the most common one, uses the number of headings.
    pub(super) fn of(headings: HeadingRow<'_>, rows: &[Vec<String>]) -> Self {
        let (named, all) = match headings {
            HeadingRow::Own(headings) => (named_of(headings), headings.len()),
            HeadingRow::MadeUp(count) => (count, count),
        };
        let widths: Vec<usize> = rows.iter().map(|row| width_of(row, named)).collect();
        let cells: Vec<usize> = rows.iter().map(Vec::len).collect();
        let width = most_are(&widths).unwrap_or(named);
        let usual: Vec<&Vec<String>> = rows
            .iter()
            .zip(&widths)
            .filter(|(_, one)| **one == width)
            .map(|(row, _)| row)
            .collect();
        let most_hold = |column: usize, is_it: fn(&str) -> bool| {
            let cells = usual.iter().filter_map(|row| row.get(column));
            cells.filter(|cell| is_it(cell)).count() * 2 > usual.len()
        };
        let spare = match headings {
            HeadingRow::Own(headings) => (0..named)
                .filter(|at| is_blank(&headings[*at]) && most_hold(*at, is_blank))
                .collect(),
            HeadingRow::MadeUp(_) => Vec::new(),
        };
        Self {
            width,
            cells: most_are(&cells).unwrap_or(all),
            named,
            spare,
            ids: (0..width).filter(|at| most_hold(*at, is_an_id)).collect(),
            has_headings: matches!(headings, HeadingRow::Own(_)),
        }
    }
}

/// Returns the number that more than half of `numbers` are equal to.
fn most_are(numbers: &[usize]) -> Option<usize> {
    let count = |number: usize| numbers.iter().filter(|one| **one == number).count();
    let most = numbers
        .iter()
        .copied()
        .max_by_key(|number| count(*number))?;
    (count(most) * 2 > numbers.len()).then_some(most)
}

/// Counts headings up to the last one that is not empty. Counts all of them if all are empty.
fn named_of(headings: &[String]) -> usize {
    let last = headings.iter().rposition(|heading| !is_blank(heading));
    last.map_or(headings.len(), |last| last + 1)
}

/// Counts the cells of a row, without empty ones after the last heading, which are a spreadsheet's empty columns.
fn width_of(row: &[String], headings: usize) -> usize {
    let more = row.get(headings..).unwrap_or_default();
    if more.iter().all(|cell| is_blank(cell)) {
        row.len().min(headings)
    } else {
        row.len()
    }
}

fn is_blank(cell: &str) -> bool {
    cell.trim().is_empty()
}
