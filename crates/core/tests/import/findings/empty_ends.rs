//! Empty cells at the end of rows: a spreadsheet's empty columns, or what a shift left of an empty last cell.

use groupsweep_core::domain::RowNo;
use groupsweep_core::import::{FindingKind as Kind, MovedBy, Table};

use super::{of_row, plain};
use crate::support::{HEADINGS, account, group, line, table};

/// An id that no row is about stands left of each id that one is about.
const TWICE: &str = "User id,email,User name,Parent group id,Group id,Org role";

/// A row under [`TWICE`]. A `name` with a delimiter moves everything after it.
fn row(n: usize, name: &str, role: &str) -> String {
    let (user, parent, group) = (account(n), group(100 + n), group(n));
    format!("{user},c{n}@acme.example,{name},{parent},{group},{role}")
}

/// Lines as a spreadsheet writes them: as many cells in each as the longest has.
fn rectangle(lines: &[String]) -> String {
    let cells = |line: &String| line.matches(',').count();
    let most = lines.iter().map(cells).max().unwrap_or(0);
    let fill = |line: &String| line.clone() + &",".repeat(most - cells(line));
    lines.iter().map(fill).collect::<Vec<_>>().join("\n")
}

fn ordinary() -> Vec<String> {
    let rows = (1..7).map(|n| row(n, "Bo Adler", "Member"));
    [TWICE.to_owned()].into_iter().chain(rows).collect()
}

/// Only the last row is left out, because its cells moved; each other row is about its own ids.
fn only_the_last_is_left_out(table: &Table) {
    let last = RowNo(6);
    let moved = |kind: &Kind| {
        matches!(
            kind,
            Kind::Moved {
                by: MovedBy::MoreCells,
                ..
            }
        )
    };
    assert!(
        of_row(table, last.0).iter().all(moved),
        "{:?}",
        of_row(table, last.0)
    );
    assert_eq!(table.membership(last), None);
    for at in 0..6 {
        assert_eq!(of_row(table, at), [], "row {at}");
        let read = table.membership(RowNo(at)).unwrap();
        assert_eq!(read.group.as_str(), group(at as usize + 1));
    }
}

#[test]
fn a_row_that_came_apart_before_an_empty_last_cell_is_left_out() {
    let mut lines = ordinary();
    lines.push(row(8, "Okri, Cleo", ""));
    only_the_last_is_left_out(&table(lines.join("\n")));
}

#[test]
fn a_row_that_came_apart_is_left_out_after_a_spreadsheet_saved_the_file() {
    let mut lines = ordinary();
    lines.push(row(8, "Okri, Cleo", "Member"));
    let text = rectangle(&lines);
    assert!(text.starts_with(&format!("{TWICE},\n")));
    only_the_last_is_left_out(&table(text));
}

#[test]
fn two_rows_that_came_apart_are_left_out_whatever_their_last_cells_hold() {
    let mut lines = ordinary();
    lines.push(row(8, "Okri, Cleo", ""));
    lines.push(row(9, "Okri, Uma", "Member"));
    let table = table(rectangle(&lines));
    only_the_last_is_left_out(&table);
    assert_eq!(table.membership(RowNo(7)), None);
}

#[test]
fn rows_that_all_came_apart_are_left_out_after_a_spreadsheet_saved_the_file() {
    let rows = (1..7).map(|n| row(n, "Okri, Cleo", "Member"));
    let lines: Vec<String> = [TWICE.to_owned()].into_iter().chain(rows).collect();
    for text in [lines.join("\n"), rectangle(&lines)] {
        let table = table(text);
        assert_eq!((table.len(), table.unusable_count()), (6, 6));
    }
}

#[test]
fn empty_columns_of_a_spreadsheet_say_nothing() {
    // A manager that not everybody has, and a person who is named by the id.
    let headings = HEADINGS.to_owned() + ",Manager id";
    let mut lines = vec![headings];
    lines.extend((0..6).map(|n| format!("{},{}", line(n, n), account(500))));
    lines.push(line(6, 6) + ",");
    lines.push(line(8, 8) + ",None");
    lines.push(line(7, 7).replace("User 7", &account(7)) + "," + &account(500));
    for more in [",", ",,,", ", ,"] {
        let wide: Vec<String> = lines.iter().map(|line| format!("{line}{more}")).collect();
        let table = table(wide.join("\n"));
        assert_eq!((table.len(), table.unusable_count()), (9, 0), "{more:?}");
        assert!(table.findings().is_empty(), "{more:?}");
    }
}

#[test]
fn empty_cells_after_rows_without_an_id_leave_their_own_reason() {
    let lines = [HEADINGS.to_owned(), plain(), ",,,,,,,,".to_owned()];
    let table = table(lines.join("\n"));
    let [group, user] = of_row(&table, 5)[..] else {
        panic!("{:?}", of_row(&table, 5));
    };
    assert!(matches!((group, user), (Kind::GroupId(_), Kind::UserId(_))));
}

#[test]
fn a_damaged_id_keeps_its_own_reason_before_empty_columns() {
    let damaged = |n: usize| line(n, n).replace(&account(n), "7.12E+20");
    let text = [HEADINGS, &plain(), &damaged(1)].join("\n") + ",";
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for text in [rectangle(&lines), text] {
        assert!(matches!(of_row(&table(text), 5)[..], [Kind::UserId(_)]));
    }
}

#[test]
fn a_note_in_a_column_without_a_heading_says_nothing() {
    let text = [HEADINGS, &plain(), &(line(1, 1) + ",ask Bo"), &line(2, 2)].join("\n");
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let table = table(rectangle(&lines));
    assert_eq!(table.headings().len(), 8);
    assert_eq!((table.len(), table.unusable_count()), (7, 0));
    assert!(table.findings().is_empty());
}

#[test]
fn a_shift_into_an_empty_column_before_a_column_of_notes_is_seen() {
    let mut lines = vec![format!("{TWICE},,Notes")];
    lines.extend((1..7).map(|n| row(n, "Bo Adler", "Member") + ",,"));
    lines.push(row(8, "Okri, Cleo", "Member") + ",");
    let file = table(lines.join("\n"));
    only_the_last_is_left_out(&file);
    let told = of_row(&file, 6)[0].clause();
    assert!(told.starts_with("a cell where other rows have none: most likely a delimiter"));
    lines[7] = row(8, "Okri, Cleo", "") + ",";
    only_the_last_is_left_out(&table(lines.join("\n")));
    // A note in the wrong column moves nothing.
    lines[7] = row(7, "Okri", "Member") + ",ask Bo,";
    let file = table(lines.join("\n"));
    assert!(file.findings().is_empty() && file.unusable_count() == 0);
}
