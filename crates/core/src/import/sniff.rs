//! First-block guesses: is it text at all, how is it encoded, what separates its cells, where its headings are, and
//! what its rows look like.

use groupsweep_sheet::{Cut, RecordReader, text};

use crate::domain::normalize_email;

use super::columns::{ColumnMap, Role};
use super::decode::{Decoder, Encoding};
use super::habit::{Habit, HeadingRow};
use super::id_shape::{is_account_id, is_an_id, is_group_id};
use super::previous_outcome::{FileKind, Ours};
use super::refusal::ImportError;
use super::unwrap::is_wrapped;

/// Comma is what Atlassian writes; the others are what spreadsheets make of it.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Records looked at to tell which columns hold ids.
const SAMPLE: usize = 50;
/// Most lines above the headings: a title, a date, a line of the program that wrote the file.
const MAX_ABOVE: usize = 10;
/// What PowerShell writes above the headings unless it is asked not to.
const TYPE_LINE: &str = "#TYPE ";

/// The name of the format of sealed plans.
pub const SEALED_FORMAT: &str = "groupsweep-sealed-plan";
/// What a run's record begins with as a file; the version follows.
pub const RECORD_BEGINS: &[u8] = b"Groupsweep run record ";
/// Bytes at a file's beginning in which the name of a sealed plan's format stands.
const SEALED_HEAD: usize = 256;

/// What the first block tells.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Dialect {
    pub(super) encoding: Encoding,
    /// Bytes of the file before its text: the byte order mark.
    pub(super) mark: usize,
    /// Bytes of the text before its first record: a line `sep=;`, lines above the headings.
    pub(super) start: usize,
    /// The file begins with a line `sep=;`.
    pub(super) has_separator_line: bool,
    /// The lines between that and the headings, each as its cells that hold something.
    pub(super) above: Vec<String>,
    /// Every line is one cell in quotation marks, and is read without them.
    pub(super) is_wrapped: bool,
    pub(super) delimiter: u8,
    /// The first record holds headings.
    pub(super) has_headings: bool,
    /// The headings; made-up ones where there are none.
    pub(super) headings: Vec<String>,
    /// What the headings say, or in a file without them the cells.
    pub(super) columns: ColumnMap,
    /// What the cells look like, whatever the headings say.
    pub(super) guess: ColumnMap,
    /// What most rows are like.
    pub(super) habit: Habit,
    /// Whether the file is one of ours.
    pub(super) ours: Ours,
}

/// Guesses from the first block; `block` begins at the file's first byte.
///
/// The delimiter is the one under which both id headings are found; else the one
/// under which a column of group ids and one of account ids are. Where there is none,
/// the one with the most cells, and the headings are refused with their own reason.
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
        // The first of equals: comma before the others.
        let most = views.iter().map(View::width).max().unwrap_or(0);
        views.iter().find(|view| view.width() == most)
    };
    let view = by_headings.or_else(by_cells).or_else(known).or_else(widest);
    Ok(match view {
        Some(view) => view.dialect(encoding, mark, start, is_wrapped),
        None => View::of(body, b',', at_end).dialect(encoding, mark, start, is_wrapped),
    })
}

/// The first records, cut with one delimiter.
struct View {
    delimiter: u8,
    /// The headings first.
    records: Vec<Vec<String>>,
    /// The lines above the headings.
    above: Vec<Vec<String>>,
    /// Where the headings begin, if lines are above them.
    start: usize,
}

impl View {
    fn of(body: &[u8], delimiter: u8, at_end: bool) -> Self {
        let mut cutter = RecordReader::new(delimiter);
        let (mut at, mut records, mut starts) = (0, Vec::new(), Vec::new());
        // The last record of a block that is not the last is cut in two.
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

    /// What most rows are like.
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

    /// What the cells look like; a kind of id that two columns hold is not guessed at.
    fn by_cells(&self) -> ColumnMap {
        let mut columns = ColumnMap::default();
        columns.set(Role::GroupId, self.only_column_of(is_group_id));
        columns.set(Role::UserId, self.only_column_of(is_account_id));
        columns.set(Role::Email, self.only_column_of(is_email));
        columns
    }

    fn only_column_of(&self, is_it: fn(&str) -> bool) -> Option<usize> {
        // Headings, if there are any, are not counted.
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

    /// The first record already holds ids.
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
            // Rows of the export were longer than its headings. How their cells are was found out when it was read.
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

/// The record that holds the headings. Lines above them hold no ids.
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
        .unwrap_or(0)
}

fn is_email(cell: &str) -> bool {
    normalize_email(cell).is_some_and(|email| email.contains('.'))
}

/// A first line `sep=;`: the separator, and where the line ends.
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

/// A sealed plan names its format first, also where an editor has put blanks between.
fn is_sealed_plan(block: &[u8]) -> bool {
    let start = block.strip_prefix(b"\xef\xbb\xbf").unwrap_or(block);
    let begins = start.trim_ascii_start().first() == Some(&b'{');
    let head = start.get(..SEALED_HEAD).unwrap_or(start);
    begins && String::from_utf8_lossy(head).contains(SEALED_FORMAT)
}

/// One stray NUL is a damaged cell; many are no text. Nor is a file with a control character in every twentieth byte.
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
