//! The results file: the input's rows byte for byte (or, where that is asked for,
//! guarded against formulas: [`FormulaGuard`]), and five columns behind them, keyed by the row of the file. In a file that has these columns from an
//! earlier run they are replaced, and a row that this run is not about keeps
//! what the earlier one said. Where the file is not at hand (after a crash,
//! until it is dropped again) the plan's ids and names stand in for it.
//!
//! The input is read once more for it, block by block ([`ResultsWriter`]); what
//! is written is UTF-8, whatever the input was.

use std::sync::Arc;

use crate::domain::RowNo;
use crate::import::{
    ADDED_COLUMNS, Encoding, FileChanged, FileKind, PRACTICE_MARK, PreviousOutcome,
    Record as FileRecord, RecordKind, Rewind, Role, Table, utf8_of,
};
use crate::plan::{Plan, PlanItem};
use crate::run::{ItemRecord, Outcome, Run};

use super::cells::{FormulaGuard, LINE_END, guarded, next_cell, plan_cells, plan_headings};

/// The reason in a file that is written while a call has no answer yet.
const UNANSWERED: &str =
    "When this file was written, the answer to a call had not come or was lost.";
/// Spreadsheets need it to see that a file is UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The results of a run as it stands, from the plan alone: ids and names.
#[must_use]
pub fn results_of_plan(run: &Run) -> Vec<u8> {
    let mut out = Vec::with_capacity(run.records().len() * 160);
    plan_headings(&mut out, &ADDED_COLUMNS);
    for (item, record) in run.plan().items().iter().zip(run.records()) {
        plan_cells(&mut out, item);
        for cell in cells_of_record(record, run.plan(), item) {
            next_cell(&mut out, &cell, b',');
        }
        out.extend_from_slice(LINE_END);
    }
    out
}

/// The results of a run as it stands, behind the bytes of its file.
///
/// # Errors
/// [`FileChanged`] if these are not the bytes that the run was chosen from.
pub fn results_csv(
    run: &Run,
    file: &[u8],
    own_cells: FormulaGuard,
) -> Result<Vec<u8>, FileChanged> {
    let mut writer = ResultsWriter::of(run, own_cells).ok_or(FileChanged)?;
    let mut out = writer.feed(run, file)?;
    out.append(&mut writer.finish(run)?);
    Ok(out)
}

/// Writes the results while the file is read once more. Every row of the file stands in them, also
/// those that were kept or are unusable. Records shorter than the widest are padded with empty
/// cells, so that the added columns stand under their headings.
pub struct ResultsWriter {
    rewind: Rewind,
    lines: Lines,
    items: ItemsByRow,
}

impl ResultsWriter {
    /// For a run that has its file; none without.
    #[must_use]
    pub fn of(run: &Run, own_cells: FormulaGuard) -> Option<Self> {
        let table = run.plan().table()?;
        Some(Self {
            rewind: Rewind::of(table),
            lines: Lines::of(Arc::clone(table), own_cells),
            items: ItemsByRow::of(run),
        })
    }

    /// Takes the next block of the file and gives what can be written of the results.
    ///
    /// # Errors
    /// [`FileChanged`] as soon as the file shows that it is another one.
    pub fn feed(&mut self, run: &Run, block: &[u8]) -> Result<Vec<u8>, FileChanged> {
        let Self {
            rewind,
            lines,
            items,
        } = self;
        let table = Arc::clone(&lines.table);
        rewind.feed(&table, block, |part, record| {
            lines.line(run, items, part, record)
        })?;
        Ok(std::mem::take(&mut lines.out))
    }

    /// Gives the rest.
    ///
    /// # Errors
    /// [`FileChanged`] if the file was another one.
    pub fn finish(self, run: &Run) -> Result<Vec<u8>, FileChanged> {
        let Self {
            rewind,
            mut lines,
            mut items,
        } = self;
        let table = Arc::clone(&lines.table);
        rewind.finish(&table, |part, record| {
            lines.line(run, &mut items, part, record)
        })?;
        Ok(lines.out)
    }
}

/// The plan's items in the order of the file's rows.
struct ItemsByRow {
    /// Row and item.
    items: Vec<(u32, u32)>,
    next: usize,
}

impl ItemsByRow {
    fn of(run: &Run) -> Self {
        let items = run.plan().items().iter().zip(0_u32..);
        let mut items: Vec<(u32, u32)> = items.map(|(item, at)| (item.row.0, at)).collect();
        items.sort_unstable();
        Self { items, next: 0 }
    }

    /// The item of a row; rows are asked for in order.
    fn of_row(&mut self, row: RowNo) -> Option<usize> {
        let (known, item) = *self.items.get(self.next)?;
        if known != row.0 {
            return None;
        }
        self.next += 1;
        Some(item as usize)
    }
}

/// The five added cells of a row. A selected row that the plan holds back says why it was kept.
fn cells_of(
    table: &Table,
    row: RowNo,
    settled: Option<(&PlanItem, &ItemRecord)>,
    plan: &Plan,
) -> [String; 5] {
    let held_back = plan.summary().held_back.get(&row.0);
    let blank = String::new;
    let word = |word: PreviousOutcome| word.word().to_owned();
    match settled {
        Some((item, record)) => cells_of_record(record, plan, item),
        None if table.usable().contains(row.index()) => {
            let why = held_back.cloned().unwrap_or_default();
            [word(PreviousOutcome::Kept), blank(), why, blank(), blank()]
        }
        None => [
            word(PreviousOutcome::Unusable),
            blank(),
            why_unusable(table, row),
            blank(),
            blank(),
        ],
    }
}

fn cells_of_record(record: &ItemRecord, plan: &Plan, item: &PlanItem) -> [String; 5] {
    let settled = record.outcome() != Outcome::NotTried;
    // A file written in the middle of a run must not call a row not tried that may be done.
    let unanswered = record.may_be_done();
    let outcome = if unanswered {
        Outcome::InDoubt
    } else {
        record.outcome()
    };
    let why = record
        .reason()
        .filter(|_| settled)
        .map(ToString::to_string)
        .or_else(|| unanswered.then(|| UNANSWERED.to_owned()));
    [
        outcome.word(plan.action()).to_owned(),
        record
            .http_status()
            .map(|status| status.to_string())
            .unwrap_or_default(),
        reason(plan, why, plan.other_names(item).sentences()),
        record.attempts().to_string(),
        record
            .finished_at()
            .map(|at| at.rfc3339())
            .unwrap_or_default(),
    ]
}

/// Why a row stands so, and whom the site means by its ids where the file beside them names somebody else. A practice
/// run says first that it was one.
fn reason(plan: &Plan, why: Option<String>, names: Option<String>) -> String {
    let is_practice = plan.connection().target.is_practice();
    let practice = is_practice.then(|| PRACTICE_MARK.to_owned());
    let parts: Vec<String> = practice.into_iter().chain(why).chain(names).collect();
    parts.join(" ")
}

fn why_unusable(table: &Table, row: RowNo) -> String {
    let findings = table.findings().of_row(row);
    let clauses = findings
        .iter()
        .filter(|finding| finding.kind.makes_unusable());
    clauses
        .map(|finding| finding.kind.clause())
        .collect::<Vec<_>>()
        .join("; ")
}

/// The lines of a results file.
struct Lines {
    table: Arc<Table>,
    /// Cells before the added ones.
    own: usize,
    /// The columns before the added ones, where a spreadsheet moved these or added more after them.
    between: Option<Vec<usize>>,
    own_cells: FormulaGuard,
    out: Vec<u8>,
}

impl Lines {
    fn of(table: Arc<Table>, own_cells: FormulaGuard) -> Self {
        let mut lines = Self {
            own_cells,
            own: match table.origin() {
                FileKind::Results => table.own_columns(),
                FileKind::Export | FileKind::Restore => table.widest(),
            },
            between: table.own_columns_between(),
            out: Vec::new(),
            table,
        };
        lines.begin();
        lines
    }

    /// What stands before the first record of the file.
    fn begin(&mut self) {
        let table = Arc::clone(&self.table);
        let other_letters = table.encoding() != Encoding::Utf8 || table.windows_1252_rows() > 0;
        if table.has_byte_order_mark() || other_letters {
            self.out.extend_from_slice(BYTE_ORDER_MARK);
        }
        if table.has_separator_line() {
            self.out
                .extend_from_slice(&[b's', b'e', b'p', b'=', table.delimiter()]);
            self.out.extend_from_slice(LINE_END);
        }
        if !table.has_headings() {
            self.made_up_headings(&table);
        }
    }

    /// Headings for a file without: the ids' own, so that the results can be dropped on Import.
    fn made_up_headings(&mut self, table: &Table) {
        for (at, heading) in table.headings().iter().enumerate() {
            let role = Role::ALL
                .into_iter()
                .find(|role| table.columns().get(*role) == Some(at));
            if at > 0 {
                self.out.push(table.delimiter());
            }
            let heading = role.map_or_else(|| heading.clone(), |role| role.label().to_owned());
            self.out.extend_from_slice(heading.as_bytes());
        }
        self.added_headings(table.headings().len());
    }

    fn added_headings(&mut self, cells: usize) {
        self.pad(cells, self.own);
        for heading in ADDED_COLUMNS {
            next_cell(&mut self.out, heading, self.table.delimiter());
        }
        self.out.extend_from_slice(LINE_END);
    }

    fn line(
        &mut self,
        run: &Run,
        items: &mut ItemsByRow,
        part: RecordKind,
        record: &FileRecord<'_>,
    ) {
        let table = Arc::clone(&self.table);
        let row = match part {
            RecordKind::Headings => {
                let own = table.own_columns();
                if let Some(columns) = self.between.take() {
                    self.cells(record, &columns);
                    self.between = Some(columns);
                    return self.added_headings(own);
                }
                self.front(record, own);
                return self.added_headings(own.min(record.len()));
            }
            RecordKind::Row(row) => row,
        };
        let outcome = items
            .of_row(row)
            .and_then(|at| run.plan().items().get(at).zip(run.records().get(at)));
        // A row that was kept is told of anew: it may be unusable by now.
        let earlier = table
            .earlier(row)
            .filter(|word| !matches!(word, PreviousOutcome::Kept | PreviousOutcome::ToRestore))
            // What happened in practice is not carried on among the results of a real run, nor the other way round.
            .filter(|_| table.is_of_practice() == run.plan().connection().target.is_practice());
        match (outcome, earlier) {
            // What an earlier run said of the row is still the last word.
            (None, Some(_)) => self.as_it_is(record),
            (Some(_), _) | (None, None) => {
                self.row(record, &cells_of(&table, row, outcome, run.plan()));
            }
        }
    }

    /// The record as it is, padding, the added cells. A quote left open is closed first: it would
    /// swallow what is added.
    fn row(&mut self, record: &FileRecord<'_>, cells: &[String; 5]) {
        if let Some(columns) = self.between.take_if(|_| !record.is_too_long()) {
            self.cells(record, &columns);
            for cell in cells {
                next_cell(&mut self.out, cell, self.table.delimiter());
            }
            self.out.extend_from_slice(LINE_END);
            self.between = Some(columns);
            return;
        }
        let is_results = self.table.origin() == FileKind::Results;
        if record.is_too_long() {
            // What is here of it may end inside a quote; the reason says what became of it.
            self.pad(1, self.own);
        } else {
            let own = if is_results {
                self.own.min(record.len())
            } else {
                record.len()
            };
            self.front(record, own);
            self.close(record.has_open_quote() && own == record.len());
            self.pad(record.len(), self.own);
        }
        for cell in cells {
            next_cell(&mut self.out, cell, self.table.delimiter());
        }
        let cells_after = self.own + ADDED_COLUMNS.len();
        if is_results && !record.is_too_long() && record.len() > cells_after {
            self.cells_after(record, cells_after);
            self.close(record.has_open_quote());
        }
        self.out.extend_from_slice(LINE_END);
    }

    /// The whole record of a results file with the cells that it has.
    fn as_it_is(&mut self, record: &FileRecord<'_>) {
        if let Some(columns) = self.between.take() {
            let added = ADDED_COLUMNS.map(|heading| self.table.added_column(heading));
            let missing = record.len();
            let added = added.map(|column| column.unwrap_or(missing));
            self.cells(record, &[columns.as_slice(), &added].concat());
            self.out.extend_from_slice(LINE_END);
            self.between = Some(columns);
            return;
        }
        self.front(record, record.len());
        self.close(record.has_open_quote());
        self.pad(record.len(), self.own + ADDED_COLUMNS.len());
        self.out.extend_from_slice(LINE_END);
    }

    /// The first cells of a record.
    fn front(&mut self, record: &FileRecord<'_>, cells: usize) {
        match self.own_cells {
            FormulaGuard::Off => self.text(record.front(cells)),
            FormulaGuard::On => self.text(&guarded(record, 0..cells)),
        }
    }

    /// These cells of a record, in this order; one that it does not have is empty. The last of a record that ends
    /// inside a quote is closed.
    fn cells(&mut self, record: &FileRecord<'_>, columns: &[usize]) {
        for (at, column) in columns.iter().enumerate() {
            if at > 0 {
                self.out.push(self.table.delimiter());
            }
            match self.own_cells {
                FormulaGuard::Off => self.text(record.raw(*column)),
                FormulaGuard::On => {
                    let cell = guarded(record, *column..column.saturating_add(1));
                    let delimiter = usize::from(*column > 0 && !cell.is_empty());
                    self.text(&cell[delimiter..]);
                }
            }
            self.close(record.has_open_quote() && *column + 1 == record.len());
        }
    }

    /// What stands behind the first cells of a record.
    fn cells_after(&mut self, record: &FileRecord<'_>, cells: usize) {
        match self.own_cells {
            FormulaGuard::Off => self.text(record.cells_after(cells)),
            FormulaGuard::On => self.text(&guarded(record, cells..record.len())),
        }
    }

    /// Bytes of the file; what is no UTF-8 becomes it, as it was shown.
    fn text(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(&utf8_of(bytes));
    }

    fn pad(&mut self, cells: usize, wanted: usize) {
        let missing = wanted.saturating_sub(cells);
        let delimiter = self.table.delimiter();
        self.out.extend(std::iter::repeat_n(delimiter, missing));
    }

    fn close(&mut self, open_quote: bool) {
        if open_quote {
            self.out.push(b'"');
        }
    }
}
