//! Parses a list in columns, with any delimiter and stray quotation marks.

use groupsweep_sheet::{Cut, Record, RecordReader};

use super::list_words::{addresses_of, names_somebody};

/// One row below the headings.
pub(super) struct ListRow {
    pub(super) cells: Vec<String>,
    pub(super) reading: Reading,
}

/// Whether the cells of a row can be trusted to be under their headings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reading {
    InPlace,
    /// There are more cells than headings, or the cells belong to other columns.
    Moved,
    /// A stray quotation mark may have joined rows. Each of their lines is also a row.
    Joined,
    /// One line of such joined rows, read without quotes. Whom it names counts only in lists that protect people.
    BareLine,
}

impl ListRow {
    fn new(cells: Vec<String>, reading: Reading) -> Self {
        Self { cells, reading }
    }

    /// The cell of a column. Empty if the row has none.
    pub(super) fn cell(&self, column: Option<usize>) -> &str {
        let cell = column.and_then(|column| self.cells.get(column));
        cell.map_or("", String::as_str)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.cells.iter().all(String::is_empty)
    }

    /// The text to show to people.
    pub(super) fn text(&self) -> String {
        self.cells.join(", ")
    }
}

/// Parses the rows of a text whose first line has the headings that `columns` looks for, with any delimiter.
pub(super) fn in_columns<C>(
    text: &str,
    columns: impl Fn(&[String]) -> Option<C>,
) -> Option<(C, Vec<ListRow>)> {
    [b',', b';', b'\t', b'|'].into_iter().find_map(|delimiter| {
        let mut cutter = RecordReader::new(delimiter);
        let (mut rows, mut at, mut found) = (Vec::new(), 0, None);
        while let Cut::Record(record) = cutter.cut(&text.as_bytes()[at..], true) {
            at += record.end();
            for row in rows_of(&record) {
                match found {
                    None => found = Some((columns(&row.cells)?, row.cells)),
                    Some(_) => rows.push(row),
                }
            }
        }
        let (found, headings) = found?;
        mark_moved(&mut rows, &headings);
        Some((found, rows))
    })
}

/// Returns a record as a row. If a stray quote may have joined rows, also returns its lines, so that nobody is lost.
fn rows_of(record: &Record<'_>) -> Vec<ListRow> {
    let cells = (0..record.len()).map(|column| cell(&record.cell(column)));
    let cells: Vec<String> = cells.collect();
    let hides_somebody = |cell: &String| cell.contains(['\r', '\n']) && names_somebody(cell);
    if !record.has_open_quote() && !cells.iter().any(hides_somebody) {
        return vec![ListRow::new(cells, Reading::InPlace)];
    }
    let text = String::from_utf8_lossy(record.bytes());
    let delimiter = char::from(record.delimiter());
    let bare = |text: &str| cell(text.replace('"', " ").as_bytes());
    let lines = text.split(['\r', '\n']).map(|line| {
        let cells = line.split(delimiter).map(bare).collect();
        ListRow::new(cells, Reading::BareLine)
    });
    let joined = ListRow::new(cells, Reading::Joined);
    std::iter::once(joined).chain(lines).collect()
}

/// Marks rows with more cells than headings as moved: a name with a comma may have lost its quotes. If all rows end in
/// the same number of empty cells, nothing has moved, unless the cells themselves show it.
fn mark_moved(rows: &mut [ListRow], headings: &[String]) {
    let is_longer = |row: &ListRow| row.cells.len() > headings.len();
    let longest = rows.first().map_or(0, |row| row.cells.len());
    let ends_alike = |row: &ListRow| {
        let is_as_long = row.cells.len() == longest;
        is_as_long && is_longer(row) && row.cells[headings.len()..].iter().all(String::is_empty)
    };
    let end_alike = rows.len() > 1 && rows.iter().all(ends_alike);
    let in_place = rows
        .iter_mut()
        .filter(|row| row.reading == Reading::InPlace);
    for row in in_place {
        if is_longer(row) && !end_alike || has_moved(&row.cells, headings) {
            row.reading = Reading::Moved;
        }
    }
}

/// Whether a column of emails contains something else, and another column contains an email. One of the two alone
/// shows nothing, because a cell may say "none", and a user name may be an email.
fn has_moved(cells: &[String], headings: &[String]) -> bool {
    let is_for_emails = |column: usize| {
        headings
            .get(column)
            .is_some_and(|heading| is_of_emails(heading))
    };
    let mut columns = cells.iter().enumerate();
    let mut others = columns.clone();
    columns.any(|(at, cell)| is_for_emails(at) && !cell.is_empty() && addresses_of(cell).is_empty())
        && others.any(|(at, cell)| !is_for_emails(at) && !addresses_of(cell).is_empty())
}

fn cell(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

/// The index of the column with one of these headings.
pub(super) fn place_of(headings: &[String], known: &[&str]) -> Option<usize> {
    headings
        .iter()
        .position(|heading| known.contains(&folded(heading).as_str()))
}

/// Indices of the columns whose heading mentions email.
pub(super) fn columns_of_emails(headings: &[String]) -> Vec<usize> {
    let columns = headings.iter().enumerate();
    let of_emails = columns.filter(|(_, heading)| is_of_emails(heading));
    of_emails.map(|(column, _)| column).collect()
}

fn is_of_emails(heading: &str) -> bool {
    folded(heading).contains("mail")
}

fn folded(heading: &str) -> String {
    let letters = heading.chars().filter(|c| !c.is_whitespace());
    letters.flat_map(char::to_lowercase).collect()
}
