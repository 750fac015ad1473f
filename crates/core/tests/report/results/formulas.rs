//! Cells that a spreadsheet could take for a formula.

use super::untried;
use crate::report::{added, read};
use crate::support::file::{results_csv, results_with};
use crate::support::{HEADINGS, line, plan_of, table};
use groupsweep_core::domain::RowNo;
use groupsweep_core::report::FormulaGuard;
use groupsweep_core::run::{Rate, Run};
use std::sync::Arc;

#[test]
fn a_formula_is_defused_in_added_cells_and_kept_in_the_inputs_own() {
    let formula = line(0, 0).replace("User 0", "=HYPERLINK(\"\"x\"\")");
    let table = table([HEADINGS, &formula].join("\n"));
    let file = String::from_utf8(untried(table)).unwrap();
    assert!(
        file.contains(&formula),
        "the input's own cell is not touched"
    );
    let rows = read(file.as_bytes(), b',');
    for cell in added(&rows, 0) {
        assert!(
            !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
            "{cell}"
        );
    }
}

/// The results with the file's own cells guarded, before anything was tried.
fn guarded(text: impl AsRef<[u8]>) -> String {
    let table = Arc::new(table(text));
    let run = Run::new(plan_of(&table, [RowNo(0)]), Rate::DEFAULT);
    String::from_utf8(results_with(&run, FormulaGuard::On)).unwrap()
}

#[test]
fn a_guarded_cell_of_the_input_has_an_apostrophe_and_nothing_else_is_changed() {
    let plain = line(0, 0).replace("User 0", "=1+1");
    let quoted = line(1, 1).replace("User 1", "\"+1,\"\"x\"\"\"");
    let file = guarded([HEADINGS, &plain, &quoted].join("\n"));
    assert!(file.contains(&plain.replace("=1+1", "'=1+1")), "{file}");
    assert!(file.contains(&quoted.replace("\"+1", "\"'+1")), "{file}");
    let calm = [HEADINGS, &line(0, 0), &line(1, 1)].join("\n");
    let table = Arc::new(table(calm.clone()));
    let run = Run::new(plan_of(&table, [RowNo(0)]), Rate::DEFAULT);
    assert_eq!(guarded(&calm).into_bytes(), results_csv(&run));
}

#[test]
fn a_guarded_file_in_another_encoding_reads_as_it_was_shown() {
    let mut bytes = [HEADINGS, &line(0, 0)].join("\n").into_bytes();
    let at = bytes.windows(6).position(|six| six == b"User 0").unwrap();
    bytes.splice(at..at + 6, *b"=\xe9t\xe9");
    assert!(guarded(bytes).contains(",'=été,"));
}

#[test]
fn guarded_results_are_results_again() {
    let text = [HEADINGS, &line(0, 0).replace("User 0", "@x"), &line(1, 1)].join("\n");
    let once = guarded(text);
    assert!(once.contains("'@x"));
    let again = guarded(&once);
    assert_eq!(again, once, "guarded once is guarded");
}
