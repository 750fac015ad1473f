//! For any layout of an export and any way in which a name comes apart: a row is left out, or it is about the person
//! and the group that it was about before.

use groupsweep_core::import::read;

use crate::support::{Dice, account, group};

/// A column: its heading, and its cell for a group and a person.
type ColumnCase = (&'static str, fn(&mut Dice, usize, usize) -> String);

const COLUMNS: [ColumnCase; 10] = [
    ("Group id", |_, g, _| group(g)),
    ("User id", |_, _, u| account(u)),
    ("Group name", |dice, g, _| name(dice, &format!("Group {g}"))),
    ("User name", |dice, _, u| name(dice, &format!("User {u}"))),
    ("email", |_, _, u| format!("user{u}@domain.example")),
    ("User status", |_, _, _| "Active".to_owned()),
    ("Manager id", |_, _, u| account(1000 + u % 3)),
    ("Manager", |dice, _, u| {
        name(dice, &format!("Boss {}", u % 3))
    }),
    ("Last seen in Jira - acme", |_, _, _| {
        "1 Sep 2023".to_owned()
    }),
    ("Parent group id", |_, g, _| group(1000 + g)),
];

/// What may stand last, and often does not.
const LAST: ColumnCase = ("Org role", |dice, _, _| {
    ["", "", "Member"][dice.below(3)].to_owned()
});

/// As a spreadsheet saves a file: as many cells in each line as the longest has.
fn saved_again(lines: &[String]) -> String {
    let cells = |line: &String| {
        let mut is_quoted = false;
        let is_end = |letter: &char| {
            is_quoted ^= *letter == '"';
            *letter == ',' && !is_quoted
        };
        line.chars().filter(is_end).count()
    };
    let most = lines.iter().map(cells).max().unwrap_or(0);
    let fill = |line: &String| line.clone() + &",".repeat(most - cells(line));
    lines.iter().map(fill).collect::<Vec<_>>().join("\n")
}

/// Most names are plain.
fn name(dice: &mut Dice, plain: &str) -> String {
    match dice.below(12) {
        0 => format!("{plain}, EMEA"),
        1 => format!("{plain}, {}", account(7)),
        2 => format!("{plain},,{}", group(7)),
        3 => format!("x,{plain}, a@b.example"),
        _ => plain.to_owned(),
    }
}

/// As an export writes a cell, or as one of the programs that lose the quotation marks.
fn written(dice: &mut Dice, cell: &str) -> String {
    if !cell.contains(',') {
        return cell.to_owned();
    }
    match dice.below(3) {
        0 => cell.to_owned(),
        1 => cell.replace(',', "\\,"),
        _ => format!("\"{cell}\""),
    }
}

#[test]
fn a_row_that_came_apart_is_never_about_somebody_else() {
    let (mut sent, mut left_out) = (0, 0);
    for seed in 0..400 {
        let mut dice = Dice(seed);
        // Both ids, and any of the others, in any order.
        let mut columns: Vec<ColumnCase> = COLUMNS[..2].to_vec();
        columns.extend(COLUMNS[2..].iter().filter(|_| dice.below(2) == 0));
        for at in (1..columns.len()).rev() {
            columns.swap(at, dice.below(at + 1));
        }
        if dice.below(2) == 0 {
            columns.push(LAST);
        }
        let is_saved_again = dice.below(2) == 0;
        let headings: Vec<&str> = columns.iter().map(|(heading, _)| *heading).collect();
        let (mut lines, mut meant) = (vec![headings.join(",")], Vec::new());
        for _ in 0..30 {
            let (g, u) = (dice.below(9), dice.below(99));
            let mut cells: Vec<String> = columns
                .iter()
                .map(|(_, cell)| {
                    let cell = cell(&mut dice, g, u);
                    written(&mut dice, &cell)
                })
                .collect();
            // Two faults that make up for each other leave the number of cells as it was: not looked at. A spreadsheet
            // makes up for a missing cell.
            let came_apart = cells.iter().any(|cell| cell.contains(',')) || is_saved_again;
            if dice.below(15) == 0 && !came_apart {
                cells.remove(dice.below(cells.len()));
            }
            lines.push(cells.join(","));
            meant.push((group(g), account(u)));
        }
        let text = match is_saved_again {
            true => saved_again(&lines),
            false => lines.join("\n"),
        };
        let table = read("x.csv", text.as_bytes(), None).unwrap();
        for (row, (group, account)) in table.row_numbers().zip(meant) {
            match table.membership(row) {
                Some(read) => {
                    sent += 1;
                    let read = (read.group.as_str(), read.account.as_str());
                    assert_eq!(read, (&*group, &*account), "seed {seed}, {row:?}\n{text}");
                }
                None => left_out += 1,
            }
        }
    }
    assert!(
        sent > 5000 && left_out > 500,
        "{sent} sent, {left_out} left out"
    );
}
