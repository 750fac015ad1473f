//! Guesses from the first block: whether it is text, its encoding, its delimiter, where its headings are, and what its
//! rows look like.

use groupsweep_sheet::{Cut, RecordReader, text};

use crate::domain::normalize_email;

use super::columns::{ColumnMap, Role};
use super::decode::{Decoder, Encoding};
use super::habit::{Habit, HeadingRow};
use super::id_shape::{is_account_id, is_an_id, is_group_id};
use super::previous_outcome::{FileKind, Ours};
use super::refusal::ImportError;
use super::unwrap::is_wrapped;

/// Atlassian writes commas. Spreadsheets may replace them with the others.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Number of records examined to find the columns with ids.
const SAMPLE: usize = 50;
/// Maximum lines above the headings: a title, a date, a line from the program that wrote the file.
const MAX_ABOVE: usize = 10;
/// What PowerShell writes above the headings unless told not to (`-NoTypeInformation`).
const TYPE_LINE: &str = "#TYPE ";

/// The format name in sealed plans.
pub const SEALED_FORMAT: &str = "groupsweep-sealed-plan";
/// How the file of a run's record begins. The version follows.
pub const RECORD_BEGINS: &[u8] = b"Groupsweep run record ";
/// Number of bytes at the beginning of a file that are searched for [`SEALED_FORMAT`].
const SEALED_HEAD: usize = 256;

/// What the first block shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Dialect {
    pub(super) encoding: Encoding,
    /// Length of the byte order mark in bytes.
    pub(super) mark: usize,
    /// Bytes of text before the first record: a `sep=;` line and lines above the headings.
    pub(super) start: usize,
    /// The file begins with a `sep=;` line.
    pub(super) has_separator_line: bool,
    /// The lines between that and the headings, each as its non-empty cells.
    pub(super) above: Vec<String>,
    /// Every line is one cell in quotation marks, which are removed while reading.
    pub(super) is_wrapped: bool,
    pub(super) delimiter: u8,
    /// The first record contains headings.
    pub(super) has_headings: bool,
    /// The headings, or made-up ones if the file has none.
    pub(super) headings: Vec<String>,
    /// The columns by their headings, or by their cells in a file without headings.
    pub(super) columns: ColumnMap,
    /// The columns by what their cells look like, regardless of the headings.
    pub(super) guess: ColumnMap,
    /// What most rows look like.
    pub(super) habit: Habit,
    /// Whether Groupsweep wrote the file.
    pub(super) ours: Ours,
}

/// Guesses the dialect from the first block, which begins at the file's first byte.
///
/// Picks the first delimiter that finds both id headings, or else one column of group ids and one of
/// account ids, or else headings with a specific error. If there is none, picks the delimiter with the most
/// cells, and the caller rejects the headings.
pub(super) fn sniff(block: &[u8], at_end: bool) -> Result<Dialect, ImportError> {
    refuse_foreign_formats(block)?;
    let (encoding, mark) = Encoding::of_file(block);
    let mut decoder = Decoder::new(encoding);
    let mut decoded = Vec::new();
    decoder.push(&block[mark..], &mut decoded);
    if at_end && decoded.trim_ascii().is_empty() {
        return Err(ImportError::Empty);
    }
    refuse_binary(&decoded)?;
    let is_wrapped = is_wrapped(&decoded, at_end);
    if is_wrapped {
        decoded = super::unwrap::unwrapped(&decoded);
    }
    let (named, start) = separator_line(&decoded);
    let body = &decoded[start..];
    let candidates = named.into_iter().chain(DELIMITERS);
    let views: Vec<View> = candidates
        .map(|delimiter| View::of(body, delimiter, at_end))
        .collect();
    let by_headings = views.iter().find(|view| view.by_headings().is_complete());
    let by_cells = || views.iter().find(|view| view.by_cells().is_complete());
    let known = || views.iter().find(|view| view.is_known_to_be_of_no_use());
    let widest = || {
        // The first of several equals, so that comma wins over the others.
        let most = views.iter().map(View::width).max().unwrap_or(0);
        views.iter().find(|view| view.width() == most)
    };
    let view = by_headings.or_else(by_cells).or_else(known).or_else(widest);
    Ok(match view {
        Some(view) => view.dialect(encoding, mark, start, is_wrapped),
        None => View::of(body, b',', at_end).dialect(encoding, mark, start, is_wrapped),
    })
}

/// The first records, split with one delimiter.
struct View {
    delimiter: u8,
    /// The records, headings first.
    records: Vec<Vec<String>>,
    /// The lines above the headings.
    above: Vec<Vec<String>>,
    /// Where the headings begin, if there are lines above them.
    start: usize,
}

impl View {
    fn of(body: &[u8], delimiter: u8, at_end: bool) -> Self {
        let mut cutter = RecordReader::new(delimiter);
        let (mut at, mut records, mut starts) = (0, Vec::new(), Vec::new());
        // The last record of a block is incomplete, unless it is the last block.
        while let Cut::Record(record) = cutter.cut(&body[at..], at_end || records.is_empty()) {
            if !record.is_blank() {
                let cells = (0..record.len()).map(|column| text(&record.cell(column)).into_owned());
                records.push(cells.collect());
                starts.push(at + record.start());
            }
            at += record.end();
            if records.len() > SAMPLE {
                break;
            }
        }
        let head = head_of(&records);
        let above = records.drain(..head).collect();
        Self {
            delimiter,
            records,
            above,
            start: starts.get(head).copied().filter(|_| head > 0).unwrap_or(0),
        }
    }

    /// The rows below the headings.
    fn rows(&self, has_headings: bool) -> &[Vec<String>] {
        self.records
            .get(usize::from(has_headings)..)
            .unwrap_or_default()
    }

    fn habit(&self, has_headings: bool) -> Habit {
        let headings = match has_headings {
            true => HeadingRow::Own(self.headings()),
            false => HeadingRow::MadeUp(self.width()),
        };
        Habit::of(headings, self.rows(has_headings))
    }

    fn headings(&self) -> &[String] {
        self.records.first().map_or(&[], Vec::as_slice)
    }

    fn width(&self) -> usize {
        self.headings().len()
    }

    fn by_headings(&self) -> ColumnMap {
        ColumnMap::of_headings(self.headings())
    }

    /// Guesses columns by their cells. Leaves out a kind of id that two columns contain.
    fn by_cells(&self) -> ColumnMap {
        let mut columns = ColumnMap::default();
        columns.set(Role::GroupId, self.only_column_of(is_group_id));
        columns.set(Role::UserId, self.only_column_of(is_account_id));
        columns.set(Role::Email, self.only_column_of(is_email));
        columns
    }

    fn only_column_of(&self, is_it: fn(&str) -> bool) -> Option<usize> {
        // Does not count the headings, if there are any.
        let below = self.records.get(usize::from(self.records.len() > 1)..)?;
        let holds = |column: &usize| {
            let cells = || below.iter().filter_map(|record| record.get(*column));
            let good = cells().filter(|cell| is_it(cell.trim())).count();
            good > 0 && good * 10 >= below.len() * 9
        };
        let mut columns = (0..self.width()).filter(holds);
        let first = columns.next();
        first.filter(|_| columns.next().is_none())
    }

    /// Whether the first record already contains ids.
    fn is_without_headings(&self, columns: &ColumnMap) -> bool {
        let holds = |role: Role, is_it: fn(&str) -> bool| {
            let cell = columns
                .get(role)
                .and_then(|column| self.headings().get(column));
            cell.is_some_and(|cell| is_it(cell.trim()))
        };
        holds(Role::GroupId, is_group_id) || holds(Role::UserId, is_account_id)
    }

    fn is_known_to_be_of_no_use(&self) -> bool {
        let refusal = self
            .by_headings()
            .refusal(self.headings(), &ColumnMap::default());
        !matches!(refusal, ImportError::OtherHeadings { .. })
    }

    fn dialect(&self, encoding: Encoding, mark: usize, start: usize, is_wrapped: bool) -> Dialect {
        let (by_headings, guess) = (self.by_headings(), self.by_cells());
        let has_headings = by_headings.is_complete() || !self.is_without_headings(&guess);
        let headings = if has_headings {
            self.headings().to_vec()
        } else {
            (1..=self.width())
                .map(|number| format!("Column {number}"))
                .collect()
        };
        let filled = |cells: &Vec<String>| {
            let cells = cells.iter().map(|cell| cell.trim());
            let filled: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
            filled.join(", ")
        };
        let ours = Ours::of(&headings, self.rows(has_headings));
        let mut habit = self.habit(has_headings);
        if ours.origin != FileKind::Export {
            // Reading the original export already showed where the cells of rows longer than its headings belong.
            habit.spare.clear();
        }
        Dialect {
            encoding,
            mark,
            start: start + self.start,
            has_separator_line: start > 0,
            above: self.above.iter().map(filled).collect(),
            is_wrapped,
            delimiter: self.delimiter,
            has_headings,
            habit,
            ours,
            headings,
            columns: if has_headings {
                by_headings
            } else {
                guess.clone()
            },
            guess,
        }
    }
}

/// Finds the record with the headings. Lines above the headings contain no ids.
fn head_of(records: &[Vec<String>]) -> usize {
    let candidates = || {
        let above = records.iter().enumerate().take(MAX_ABOVE + 1);
        above.take_while(|(at, _)| {
            let before = records[..*at].last();
            before.is_none_or(|line| !line.iter().any(|cell| is_an_id(cell)))
        })
    };
    let known = |record: &[String]| ColumnMap::of_headings(record);
    let complete = candidates().find(|(_, record)| known(record).is_complete());
    let some = || candidates().find(|(_, record)| known(record).known() > 1);
    let is_type_line = |record: &Vec<String>| record.concat().starts_with(TYPE_LINE);
    let after_type_line =
        || (records.len() > 1 && records.first().is_some_and(is_type_line)).then_some(1);
    complete
        .or_else(some)
        .map(|(at, _)| at)
        .or_else(after_type_line)
        .or_else(|| after_titles(records))
        .unwrap_or(0)
}

/// Finds the headings below lines with one filled cell: a title, a date. The headings may be in any language.
fn after_titles(records: &[Vec<String>]) -> Option<usize> {
    let filled = |record: &Vec<String>| {
        let cells = record.iter();
        cells.filter(|cell| !cell.trim().is_empty()).count()
    };
    // A line with an id is a row.
    let has_id = |record: &Vec<String>| record.iter().any(|cell| is_an_id(cell));
    let titles = records.iter();
    let titles = titles.take_while(|record| filled(record) < 2 && !has_id(record));
    let titles = titles.count();
    let has_headings = records.len() > titles + 1;
    (has_headings && titles <= MAX_ABOVE).then_some(titles)
}

fn is_email(cell: &str) -> bool {
    normalize_email(cell).is_some_and(|email| email.contains('.'))
}

/// Parses a first line such as `sep=;`. Returns the separator and where the line ends.
fn separator_line(text: &[u8]) -> (Option<u8>, usize) {
    let line_end = text.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
    let line = &text[..line_end.unwrap_or(text.len())];
    let line = line
        .strip_prefix(b"\"")
        .and_then(|line| line.strip_suffix(b"\""))
        .unwrap_or(line);
    match (line.get(..4), line.get(4..)) {
        (Some(word), Some([separator])) if word.eq_ignore_ascii_case(b"sep=") => {
            (Some(*separator), line_end.unwrap_or(text.len()))
        }
        _ => (None, 0),
    }
}

fn refuse_foreign_formats(block: &[u8]) -> Result<(), ImportError> {
    const OLD_OFFICE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0];
    let is = |signature: &[u8]| block.starts_with(signature);
    if is(b"PK\x03\x04") || is(b"PK\x05\x06") || is(b"PK\x07\x08") || is(OLD_OFFICE) {
        return Err(ImportError::Workbook);
    }
    if is(b"\x1f\x8b") || is(b"7z\xbc\xaf") || is(b"Rar!") || is(b"BZh9") || is(b"\xfd7zXZ") {
        return Err(ImportError::Compressed);
    }
    if is(b"%PDF") || is(b"\x89PNG") || is(b"\xff\xd8\xff") {
        return Err(ImportError::Binary);
    }
    if is(RECORD_BEGINS) {
        return Err(ImportError::RunRecord);
    }
    if is_sealed_plan(block) {
        return Err(ImportError::SealedPlan);
    }
    Ok(())
}

/// Whether the block is JSON that names the sealed format near its beginning, even if an editor added whitespace.
fn is_sealed_plan(block: &[u8]) -> bool {
    let start = block.strip_prefix(b"\xef\xbb\xbf").unwrap_or(block);
    let begins = start.trim_ascii_start().first() == Some(&b'{');
    let head = start.get(..SEALED_HEAD).unwrap_or(start);
    begins && String::from_utf8_lossy(head).contains(SEALED_FORMAT)
}

/// Rejects text with many NULs, or a control character in every twentieth byte. One stray NUL is just a damaged cell.
fn refuse_binary(text: &[u8]) -> Result<(), ImportError> {
    let count = |is: fn(&u8) -> bool| text.iter().filter(|byte| is(byte)).count();
    let zeros = count(|byte| *byte == 0);
    let controls = count(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace());
    if zeros * 100 > text.len() || controls * 20 > text.len() {
        Err(ImportError::Binary)
    } else {
        Ok(())
    }
}
