//! Quoted cells, and a quote that is never closed.

use groupsweep_core::domain::RowNo;
use groupsweep_core::import::{FindingKind, MovedBy};

use crate::support::file::records;
use crate::support::{HEADINGS, account, group, line, table};

/// A file whose second row has this group name, as written.
fn with_name(written: &str) -> String {
    let row = format!(
        "{},{written},{},Ada,a@b.example,Active,None",
        group(5),
        account(5)
    );
    [HEADINGS, &line(0, 0), &row, &line(1, 1)].join("\r\n") + "\r\n"
}

#[test]
fn quoted_cells_mean_what_the_format_says() {
    for (written, name) in [
        ("\"Sales, EMEA\"", "Sales, EMEA"),
        ("\"The \"\"A\"\" team\"", "The \"A\" team"),
        ("\"two\r\nlines\"", "two\r\nlines"),
        ("\"two\nlines\"", "two\nlines"),
        ("\"\"", ""),
        ("\"\"\"\"", "\""),
        ("a \"b\" c", "a \"b\" c"),
        ("Stra\u{df}e \u{1f600}", "Stra\u{df}e \u{1f600}"),
    ] {
        let text = with_name(written);
        let table = table(&text);
        assert_eq!(table.len(), 3, "{written}");
        assert_eq!(table.unusable_count(), 0, "{written}");
        let records = records(&table);
        assert_eq!(records.cells[1][1], name);
        let whole = String::from_utf8_lossy(&records.rows[1]);
        assert!(text.contains(&*whole) && whole.contains(written), "{whole}");
        assert_eq!(
            table.membership(RowNo(2)).unwrap().account.as_str(),
            account(1)
        );
    }
}

#[test]
fn a_row_whose_quote_is_never_closed_cannot_be_sent() {
    let open = format!(
        "{},Open,{},\"Ada,a@b.example,Active,None",
        group(5),
        account(5)
    );
    for ending in [
        "",
        "\r\n",
        "\n\n",
        "\r\nmore,rows,\r\nthat,are,lost",
        "\"\"",
    ] {
        let text = [HEADINGS, &line(0, 0), &open].join("\r\n") + ending;
        let table = table(&text);
        assert_eq!(table.len(), 2, "{ending:?}");
        assert!(!table.row(RowNo(1)).unwrap().usable, "{ending:?}");
        let kinds: Vec<_> = table
            .findings()
            .of_row(RowNo(1))
            .iter()
            .map(|one| one.kind)
            .collect();
        assert!(kinds.contains(&FindingKind::OpenQuote), "{kinds:?}");
        assert!(table.row(RowNo(0)).unwrap().usable, "rows before it stay");
    }
}

#[test]
fn two_quotes_of_two_rows_leave_out_the_row_that_hides_those_between() {
    let headings = "Group id,Group name,User id,User name,email";
    let row = |n: usize, name: &str| {
        let (group, account) = (group(n), account(n));
        format!("{group},{name},{account},User {n},user{n}@domain.example")
    };
    for end in ["\n", "\r\n", "\r"] {
        let lines = [
            headings,
            &row(1, "HR"),
            &row(3, "\"Field Ops"),
            &row(4, "IT"),
            &row(5, "\"Ops"),
            &row(3, "Field Ops"),
        ];
        let table = table(lines.join(end));
        assert_eq!((table.len(), table.unusable_count()), (3, 1), "{end:?}");
        let findings = table.findings().of_row(RowNo(1));
        let [one] = findings[..] else {
            panic!("{findings:?}");
        };
        let by = MovedBy::HiddenRows { lines: 3 };
        assert!(matches!(one.kind, FindingKind::Moved { by: this, .. } if this == by));
        assert_eq!(one.kind.title(), "Rows hidden in a cell");
        assert!(
            one.kind
                .clause()
                .contains("3 lines of the file are one row")
        );
        assert_eq!(table.membership(RowNo(1)), None);
        // Its group name contradicts no other row.
        let last = table.row(RowNo(2)).unwrap();
        assert!(last.usable && table.findings().of_row(RowNo(2)).is_empty());
        assert_eq!(table.group(last.group).unwrap().name, "Field Ops");
    }
}

/// Rows as the export has them, without quotes but for those in names as written here.
fn of_names(names: &[&str], end: &str) -> String {
    let row = |(n, name): (usize, &&str)| {
        let (group, account) = (group(n), account(n));
        format!("{group},Ops,{account},{name},user{n}@domain.example,Active,None")
    };
    let rows = names.iter().enumerate().map(row);
    let lines: Vec<String> = [HEADINGS.to_owned()].into_iter().chain(rows).collect();
    lines.join(end)
}

#[test]
fn two_quotes_of_one_column_leave_out_the_row_that_hides_those_between() {
    for end in ["\n", "\r\n", "\r"] {
        for between in [&[][..], &["Uma Khan"], &["Uma Khan", "Lee"]] {
            let names = [&["Ada", "\"Bo Adler"][..], between, &["Kim 15\"", "Zoe"]].concat();
            let table = table(of_names(&names, end));
            assert_eq!((table.len(), table.unusable_count()), (3, 1), "{end:?}");
            assert_eq!(table.membership(RowNo(1)), None);
            let lines = u32::try_from(between.len() + 2).unwrap();
            let by = MovedBy::HiddenRows { lines };
            let findings = table.findings().of_row(RowNo(1));
            let [one] = findings[..] else {
                panic!("{findings:?}");
            };
            assert!(matches!(one.kind, FindingKind::Moved { by: this, .. } if this == by));
        }
    }
}

#[test]
fn a_cell_of_several_lines_that_holds_no_row_is_read() {
    let id = account(7);
    for note in [
        "\"left in May, came back, left again,\nsee ticket, twice, ok, yes, no\"".to_owned(),
        "\"two\r\nlines; and a \"\"third\"\"\n\"".to_owned(),
        format!("\"{id}\n{}\"", account(8)),
        format!("\"moved here from {id},\nas asked\""),
    ] {
        let row = |n: usize| format!("{},Ops,{},U,,Active,{note}", group(n), account(n));
        let table = table([HEADINGS, &row(1), &row(2)].join("\n"));
        assert_eq!((table.len(), table.unusable_count()), (2, 0), "{note}");
    }
}

#[test]
fn letters_after_the_quotes_of_one_line_hide_no_row() {
    let table = table(with_name("\"Sales\" EMEA"));
    assert!(table.findings().is_empty());
}

#[test]
fn a_quote_closed_at_the_very_end_is_closed() {
    for ending in ["", "\n", "\r", "\r\n"] {
        let last = format!(
            "{},G,{},A,a@b.example,Active,\"No \"\"role\"\"\"",
            group(5),
            account(5)
        );
        let table = table([HEADINGS, &last].join("\n") + ending);
        assert!(table.findings().is_empty(), "{ending:?}");
    }
    // A quote in the middle of a bare cell opens nothing.
    let table = table([HEADINGS, &line(0, 0).replace(",None", ",5\" disk")].join("\n"));
    assert!(table.findings().is_empty());
}
