//! The results file: the input's rows, byte for byte in UTF-8 (or guarded against formulas if requested:
//! [`FormulaGuard`]), followed by five columns, keyed by the row of the file. If the file has these columns
//! from an earlier run, they are replaced, but rows outside this run keep the earlier values. If the file is
//! not available (after a crash, until it is dropped again), the plan's ids and names are used instead.
//!
//! The input is read again for it, block by block ([`ResultsWriter`]). The output is UTF-8, whatever the
//! input was.

mod lines;

use std::sync::Arc;

use crate::domain::RowNo;
use crate::import::{
    ADDED_COLUMNS, FileChangedError, PRACTICE_MARK, PreviousOutcome, Rewind, Table,
};
use crate::plan::{Action, Plan, PlanItem};
use crate::run::{ItemRecord, Outcome, Run};

use super::cells::{FormulaGuard, LINE_END, next_cell, plan_cells, plan_headings};
use lines::Lines;

/// The reason in a file that is written while a call is unanswered.
const UNANSWERED: &str =
    "When this file was written, the answer to a call had not come or was lost.";

/// The reason of a row that an earlier run left in doubt, until this run sends it.
pub(crate) const LEFT_IN_DOUBT: &str =
    "An earlier run left this row in doubt. This run has not sent it.";

/// The current results of a run from the plan alone: ids and names.
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

/// The current results of a run, appended to the rows of its file.
///
/// # Errors
/// [`FileChangedError`] if these are not the bytes that the rows were selected from.
pub fn results_csv(
    run: &Run,
    file: &[u8],
    own_cells: FormulaGuard,
) -> Result<Vec<u8>, FileChangedError> {
    let mut writer = ResultsWriter::of(run, own_cells).ok_or(FileChangedError)?;
    let mut out = writer.feed(run, file)?;
    out.append(&mut writer.finish(run)?);
    Ok(out)
}

/// Writes the results while the file is read again. It contains every row of the file, including unselected
/// and unusable ones. Short records are padded with empty cells, so that the added columns are under their
/// headings.
pub struct ResultsWriter {
    rewind: Rewind,
    lines: Lines,
    items: ItemsByRow,
}

impl ResultsWriter {
    /// `None` if the run does not have its file.
    #[must_use]
    pub fn of(run: &Run, own_cells: FormulaGuard) -> Option<Self> {
        let table = run.plan().table()?;
        Some(Self {
            rewind: Rewind::of(table),
            lines: Lines::of(Arc::clone(table), own_cells),
            items: ItemsByRow::of(run),
        })
    }

    /// Takes the next block of the file and returns the part of the results that is complete.
    ///
    /// # Errors
    /// [`FileChangedError`] as soon as the file differs from the original.
    pub fn feed(&mut self, run: &Run, block: &[u8]) -> Result<Vec<u8>, FileChangedError> {
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

    /// Returns the rest of the results.
    ///
    /// # Errors
    /// [`FileChangedError`] if the file differs from the original.
    pub fn finish(self, run: &Run) -> Result<Vec<u8>, FileChangedError> {
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

/// The plan's items, ordered by row of the file.
struct ItemsByRow {
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

    /// The item of a row. Rows must be requested in order.
    fn of_row(&mut self, row: RowNo) -> Option<usize> {
        let (known, item) = *self.items.get(self.next)?;
        if known != row.0 {
            return None;
        }
        self.next += 1;
        Some(item as usize)
    }
}

/// The five added cells of a row. A kept row has a reason if the plan holds it back, or if a run of the
/// opposite action reported on it.
fn cells_of(
    table: &Table,
    row: RowNo,
    settled: Option<(&PlanItem, &ItemRecord)>,
    plan: &Plan,
    by_other_action: Option<PreviousOutcome>,
) -> [String; 5] {
    let held_back = plan.summary().held_back.get(&row.0);
    let blank = String::new;
    let word = |word: PreviousOutcome| word.word().to_owned();
    match settled {
        Some((item, record)) => cells_of_record(record, plan, item),
        None if table.usable().contains(row.index()) => {
            let before = by_other_action.map(|word| earlier_run(plan.action(), word));
            let why = match (held_back, before) {
                (Some(why), Some(before)) => format!("{why}. {before}"),
                (Some(why), None) => why.clone(),
                (None, Some(before)) => format!("Not part of this run. {before}"),
                (None, None) => String::new(),
            };
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

/// What a run of the opposite action reported about a row.
fn earlier_run(action: Action, word: PreviousOutcome) -> String {
    let change = match action {
        Action::Remove => "addition",
        Action::Add => "removal",
    };
    format!("An earlier {change} ended this row as: {}.", word.word())
}

/// Whether an earlier run left the row in doubt and this one has not sent it.
fn is_left_in_doubt(record: &ItemRecord, plan: &Plan, item: &PlanItem) -> bool {
    let stood_in_doubt = plan.summary().before.in_doubt.contains(&item.row.0);
    stood_in_doubt && record.outcome() == Outcome::NotTried
}

fn cells_of_record(record: &ItemRecord, plan: &Plan, item: &PlanItem) -> [String; 5] {
    let settled = record.outcome() != Outcome::NotTried;
    // A file written during a run must not report a row as not tried if it may be done.
    let why_in_doubt = if record.may_be_done() {
        Some(UNANSWERED)
    } else {
        is_left_in_doubt(record, plan, item).then_some(LEFT_IN_DOUBT)
    };
    let outcome = if why_in_doubt.is_some() {
        Outcome::InDoubt
    } else {
        record.outcome()
    };
    let why = record
        .reason()
        .filter(|_| settled)
        .map(ToString::to_string)
        .or_else(|| why_in_doubt.map(str::to_owned));
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

/// The reason cell: why the row has its outcome, and the site's names for its ids if the file names somebody
/// else. A practice run is marked first.
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
