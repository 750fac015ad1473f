//! What the files of a run contain.

use crate::domain::{counted, plural, shown};
use crate::import::SAMPLE_NAME;
use crate::run::Run;

/// The results of a run whose file is loaded in the page.
pub const RESULTS: &str = "The results are your file's rows, followed by outcome, http_status, reason, attempts and finished_at. Drop the file on Import to continue with the rows that are not done.";

/// The receipt, and what neither file contains.
pub const RECEIPT: &str = "The receipt is a summary of the run, with a checksum of its plan. The files contain names and emails, but no token.";

/// Why the results contain less after a reload, before [`results_without_file`].
pub const NO_FILE: &str = "This page no longer has your file.";

/// What the results contain and lack if the run's file cannot be read: the record has only the plan's rows,
/// and no other rows or columns.
#[must_use]
pub fn results_without_file(run: &Run) -> String {
    let plan = run.plan();
    let rows = plural(plan.items().len(), "row", "rows");
    let left_out = run.counts().left_out;
    let reasons = left_out.in_words(plan.action()).into_iter();
    let reasons: Vec<String> = reasons
        .map(|(rows, word)| counted(rows as usize, word))
        .collect();
    let lacking = match left_out.rows() as usize {
        0 => "your file's other columns and any rows that are not part of this run".to_owned(),
        rows => format!(
            "your file's other columns, any rows that are not part of this run, and {} that the plan left out ({})",
            plural(rows, "selected row", "selected rows"),
            reasons.join(", ")
        ),
    };
    format!(
        "The results contain only the {rows} of the run, with ids, names and outcomes. Missing: {lacking}. To include them, {} on Import first.",
        import_again(&plan.file().name)
    )
}

/// How to load the run's file again. The sample is not a file of the reader's.
fn import_again(name: &str) -> String {
    match name {
        SAMPLE_NAME => "press \"Use the sample\"".to_owned(),
        name => format!("drop {}", shown(name)),
    }
}
