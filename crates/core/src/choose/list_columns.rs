//! A list in the columns of a text: whatever separates its cells, and whatever its quotes do.

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
    /// There are more cells than headings, or what stands under them is of another column.
    Moved,
    /// A stray quotation mark may have joined rows. Each line of them is a row as well.
    Joined,
    /// One line of such joined rows, in which quotes mean nothing: whom it names counts only where people are kept.
    BareLine,
}

impl ListRow {
    fn new(cells: Vec<String>, reading: Reading) -> Self {
        Self { cells, reading }
    }

    /// The cell of a column; empty where the row has none.
    pub(super) fn cell(&self, column: Option<usize>) -> &str {
        let cell = column.and_then(|column| self.cells.get(column));
        cell.map_or("", String::as_str)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.cells.iter().all(String::is_empty)
    }

    /// As people are told.
    pub(super) fn text(&self) -> String {
        self.cells.join(", ")
    }
}

/// The rows of a text whose first line has the headings that `columns` looks for, whatever separates its cells.
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

/// The cells of a record; and its lines, where a stray quote may have joined rows: nobody may be lost from a list.
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

/// A row with more cells than there are headings is out of place: a name with a comma may have lost its quotes. If all
/// rows end in the same empty cells, nothing has moved, unless the cells themselves show it.
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

/// Something else than an email stands under a heading of emails, and an email under another one. One of the two alone
/// shows nothing: a cell may say "none", and a user name may be an email.
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

/// The column under one of these headings.
pub(super) fn place_of(headings: &[String], known: &[&str]) -> Option<usize> {
    headings
        .iter()
        .position(|heading| known.contains(&folded(heading).as_str()))
}

/// Columns of emails, by whatever heading that says so.
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
