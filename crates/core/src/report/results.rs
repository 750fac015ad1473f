//! The results file: the input's rows, byte for byte in UTF-8 (or, where that is asked for,
//! guarded against formulas: [`FormulaGuard`]), and five columns behind them, keyed by the row of the file. In a file that has these columns from an
//! earlier run they are replaced, and a row that this run is not about keeps
//! what the earlier one said. Where the file is not at hand (after a crash,
//! until it is dropped again) the plan's ids and names stand in for it.
//!
//! The input is read once more for it, block by block ([`ResultsWriter`]); what
//! is written is UTF-8, whatever the input was.

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

/// The reason in a file that is written while a call has no answer yet.
const UNANSWERED: &str =
    "When this file was written, the answer to a call had not come or was lost.";

/// The reason of a row that an earlier run left in doubt, as long as this one has not come to it.
pub(crate) const LEFT_IN_DOUBT: &str =
    "An earlier run left this row in doubt. This run has not sent it.";

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
/// [`FileChangedError`] if these are not the bytes that the run was chosen from.
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
    /// [`FileChangedError`] as soon as the file shows that it is another one.
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

    /// Gives the rest.
    ///
    /// # Errors
    /// [`FileChangedError`] if the file was another one.
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

/// The plan's items in the order of the file's rows.
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

/// The five added cells of a row. A selected row that the plan holds back says why it was kept, and so does one of
/// which a run of the opposite action has said something.
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

/// What a run of the opposite action has said of a row.
fn earlier_run(action: Action, word: PreviousOutcome) -> String {
    let change = match action {
        Action::Remove => "addition",
        Action::Add => "removal",
    };
    format!("An earlier {change} ended this row as: {}.", word.word())
}

/// Whether an earlier run left a row in doubt that this one did not come to.
fn is_left_in_doubt(record: &ItemRecord, plan: &Plan, item: &PlanItem) -> bool {
    let stood_in_doubt = plan.summary().before.in_doubt.contains(&item.row.0);
    stood_in_doubt && record.outcome() == Outcome::NotTried
}

fn cells_of_record(record: &ItemRecord, plan: &Plan, item: &PlanItem) -> [String; 5] {
    let settled = record.outcome() != Outcome::NotTried;
    // A file written in the middle of a run must not call a row not tried that may be done.
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
