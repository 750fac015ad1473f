//! Files dropped on Import: what is read, what is left out, and what the page says of it.

use std::collections::BTreeMap;

use groupsweep_core::choose::{Filter, LastSeenFilter};
use groupsweep_core::domain::{IdError, IdMark, RowNo};
use groupsweep_core::import::{
    Day, FileKind, FileNote, FindingKind as Kind, ImportError, MovedBy, Role, SeenIn, Table,
};

use super::{outcome, table};
use crate::support::{account, group};

fn kinds(table: &Table, row: u32) -> Vec<Kind> {
    let findings = table.findings().of_row(RowNo(row));
    findings.iter().map(|finding| finding.kind).collect()
}

/// Names of who would be sent, by row.
fn sent(table: &Table) -> Vec<Option<String>> {
    let name = |row| {
        table.membership(row)?;
        let user = table.user(table.row(row)?.user)?;
        Some(user.name.to_owned())
    };
    table.row_numbers().map(name).collect()
}

fn left_out(table: &Table) -> Vec<u32> {
    let rows = table.row_numbers();
    rows.filter(|row| table.membership(*row).is_none())
        .map(|row| row.0)
        .collect()
}

/// The memberships of a file, as texts.
fn memberships(table: &Table) -> Vec<String> {
    let rows = table.row_numbers().filter_map(|row| table.membership(row));
    rows.map(|one| format!("{} {}", one.group.as_str(), one.account.as_str()))
        .collect()
}

#[test]
fn an_ordinary_export_says_nothing() {
    let table = table("00-base.csv");
    assert_eq!((table.len(), table.unusable_count()), (8, 0));
    assert!(table.findings().is_empty() && table.notes().is_empty());
}

#[test]
fn a_row_with_an_unquoted_comma_is_left_out_and_the_manager_stays() {
    let table = table("01-manager-column-unquoted-comma.csv");
    assert_eq!(left_out(&table), [2]);
    assert!(matches!(
        kinds(&table, 2)[..],
        [Kind::Moved {
            cells: 7,
            usual: 6,
            by: MovedBy::MoreCells
        }]
    ));
    let manager = "712020:39c0d032-3479-4347-b83b-ea5c88b224f0";
    assert!(memberships(&table).iter().all(|one| !one.contains(manager)));
}

#[test]
fn a_backslash_before_a_comma_is_named_and_the_row_is_left_out() {
    let table = table("02b-backslash-commas.csv");
    assert_eq!(left_out(&table), [1]);
    let [
        Kind::Moved {
            by: MovedBy::Backslash,
            ..
        },
    ] = kinds(&table, 1)[..]
    else {
        panic!("{:?}", kinds(&table, 1));
    };
    let said = kinds(&table, 1)[0].clause();
    assert!(
        said.contains("backslash") && !said.contains("xport"),
        "{said}"
    );
}

#[test]
fn lines_above_the_headings_are_skipped_and_told() {
    let base = memberships(&table("00-base.csv"));
    for (name, line) in [
        (
            "04-powershell-type-line.csv",
            "#TYPE Selected.System.Management.Automation.PSCustomObject",
        ),
        ("05a-numbers-table-title.csv", "Table 1"),
    ] {
        let table = table(name);
        assert_eq!(memberships(&table), base, "{name}");
        assert!(table.findings().is_empty(), "{name}");
        assert_eq!(table.notes(), [FileNote::LinesAbove(vec![line.to_owned()])]);
        assert!(table.notes()[0].sentence().contains(line));
    }
}

#[test]
fn ids_in_formulas_are_read_and_the_mark_is_told() {
    let table = table("06a-formula-guarded-ids.csv");
    assert_eq!(
        memberships(&table),
        memberships(&super::table("00-base.csv"))
    );
    assert_eq!(table.notes(), [FileNote::IdMark(IdMark::Formula)]);
    assert!(table.notes()[0].sentence().contains("=\"…\""));
}

#[test]
fn rounded_ids_are_damage_and_left_out() {
    let table = table("07-rounded-numeric-ids.csv");
    let rounded = Kind::UserId(IdError::Rounded);
    for row in 0..3 {
        assert_eq!(kinds(&table, row), [rounded]);
    }
    let mira = Some("Mira Lindqvist".to_owned());
    assert_eq!(sent(&table), [None, None, None, mira]);
    assert!(rounded.clause().contains("rounded"));
    assert_eq!(super::table("07-true-numeric-ids.csv").unusable_count(), 0);
}

#[test]
fn two_people_under_one_number_are_told_without_zeros_at_its_end_and_without_emails() {
    let name = "07-rounded-numeric-ids.csv";
    let text = String::from_utf8(super::bytes(name)).unwrap();
    // Another program rounded to the nearest thousand of what a number can hold: no run of zeros.
    let text = text.replace("557058123456789000000000", "557058123456789012346368");
    let without_emails: Vec<String> = text
        .lines()
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            [&cells[..4], &cells[5..]].concat().join(",")
        })
        .collect();
    for text in [text.clone(), without_emails.join("\n")] {
        let table = groupsweep_core::import::read(name, text.as_bytes(), None).unwrap();
        for row in 0..2 {
            assert!(
                kinds(&table, row).contains(&Kind::UserId(IdError::TwoPeople)),
                "{row}"
            );
        }
        assert_eq!(left_out(&table), [0, 1, 2]);
    }
}

#[test]
fn our_own_files_are_known_with_a_column_added() {
    for (written, changed, origin) in [
        (
            "08a-results-as-written.csv",
            "08b-results-with-note-column.csv",
            FileKind::Results,
        ),
        (
            "08d-restore-as-written.csv",
            "08e-restore-with-note-column.csv",
            FileKind::Restore,
        ),
    ] {
        let (written, changed) = (table(written), table(changed));
        assert_eq!((written.origin(), changed.origin()), (origin, origin));
        for row in written.row_numbers() {
            assert!(written.earlier(row).is_some());
            assert_eq!(changed.earlier(row), written.earlier(row));
        }
        assert_eq!(memberships(&changed), memberships(&written));
    }
}

#[test]
fn a_results_file_is_known_with_its_columns_in_another_order() {
    let text = String::from_utf8(super::bytes("08a-results-as-written.csv")).unwrap();
    let turned: Vec<String> = text
        .lines()
        .map(|line| {
            // A name with a comma is the one cell in quotation marks.
            let line = line.replace("\"Sales, EMEA\"", "Sales EMEA");
            let mut cells: Vec<&str> = line.split(',').collect();
            cells.rotate_right(5);
            cells.swap(0, 3);
            cells.join(",")
        })
        .collect();
    let table = groupsweep_core::import::read("x.csv", turned.join("\n").as_bytes(), None).unwrap();
    let written = super::table("08a-results-as-written.csv");
    assert_eq!(table.origin(), FileKind::Results);
    assert_eq!(
        (table.own_columns(), table.added_column("outcome")),
        (9, Some(3))
    );
    assert_eq!(table.own_columns_between(), Some((5..14).collect()));
    for row in written.row_numbers() {
        assert_eq!(table.earlier(row), written.earlier(row));
    }
}

#[test]
fn a_heading_alone_makes_no_restore_file() {
    let table = table("24b-last-column-called-restore.csv");
    assert_eq!(table.origin(), FileKind::Export);
    assert!(table.findings().is_empty());
    assert_eq!(table.unusable_count(), 0);
}

#[test]
fn dates_that_a_spreadsheet_rewrote_are_read() {
    let table = table("13a-excel-dates.csv");
    let day = Day::read("2025-01-01").unwrap();
    let mut filter = Filter::default();
    filter.set_seen(SeenIn::Any, Some(LastSeenFilter::NotSince(day)));
    let rows: Vec<u32> = filter.rows(&table).to_vec();
    assert_eq!(rows, [0, 1, 2, 4, 6, 7]);
    assert!(table.findings().is_empty());
}

#[test]
fn groups_of_one_name_are_told_apart() {
    let table = table("14-two-groups-one-name.csv");
    let labels: Vec<String> = table
        .groups()
        .iter()
        .map(|group| group.label().into_owned())
        .collect();
    assert_eq!(
        labels,
        ["Contractors (32833106…)", "Contractors (d86bb32f…)"]
    );
    let look_alike = [
        "Sales EMEA",
        "Sales  EMEA",
        "Sales\u{a0}EMEA",
        "sales\u{200b} EM\u{ad}EA",
    ];
    let rows = look_alike.iter().enumerate();
    let rows = rows.map(|(n, name)| format!("{},{name},{}", group(n), account(n)));
    let lines: Vec<String> = rows.collect();
    let table = crate::support::table(format!(
        "Group id,Group name,User id\n{}\n",
        lines.join("\n")
    ));
    for group in table.groups() {
        assert_ne!(group.label(), group.name, "a page shows them alike");
    }
    let base = super::table("00-base.csv");
    assert!(
        base.groups()
            .iter()
            .all(|group| group.label() == group.name)
    );
}

#[test]
fn lists_of_other_programs_lead_to_the_way_that_works() {
    let refused = outcome("15-groupname-useremail.csv").unwrap_err();
    assert_eq!(refused, ImportError::NamesAndEmails);
    let said = refused.to_string();
    for part in ["Load from the site", "List of people"] {
        assert!(said.contains(part), "{said}");
    }
    let refused = outcome("16-rm-groups.csv").unwrap_err();
    assert_eq!(refused, ImportError::OnlyGroupIds);
    assert!(refused.to_string().contains("group ids"));
}

#[test]
fn two_columns_of_one_id_are_a_question() {
    for (name, role) in [
        ("36-two-user-ids.csv", Role::UserId),
        ("37-groupid-twice.csv", Role::GroupId),
    ] {
        let Err(ImportError::TwoColumns { twice, columns, .. }) = outcome(name) else {
            panic!("{name}");
        };
        assert_eq!(twice, [role.label()]);
        assert!(columns.get(role).is_none() && !columns.is_complete());
    }
}

#[test]
fn ids_sorted_alone_are_for_the_site_to_find() {
    // Each id is beside one name only: nothing in the file contradicts it.
    for name in ["11-ids-sorted-alone.csv", "12-file-old-group-name.csv"] {
        let table = table(name);
        assert!(table.findings().is_empty(), "{name}");
        assert_eq!(table.unusable_count(), 0, "{name}");
    }
}

#[test]
fn whole_lines_in_quotation_marks_are_read_and_told() {
    let text = String::from_utf8(super::bytes("00-base.csv")).unwrap();
    let wrap = |line: &str| format!("\"{}\"", line.replace('"', "\"\""));
    for end in ["\n", "\r\n"] {
        let wrapped: Vec<String> = text.lines().map(wrap).collect();
        let wrapped = wrapped.join(end);
        for ending in ["", end] {
            let bytes = format!("{wrapped}{ending}");
            let table = groupsweep_core::import::read("x.csv", bytes.as_bytes(), None).unwrap();
            assert_eq!(
                memberships(&table),
                memberships(&super::table("00-base.csv"))
            );
            assert_eq!(table.notes(), [FileNote::Unwrapped]);
            assert_eq!(table.groups()[1].name, "Sales, EMEA");
        }
    }
}

#[test]
fn a_file_that_ends_at_the_last_row_of_a_spreadsheet_is_told() {
    let line = "32833106-536e-45df-80b2-d002cc92d33d,712020:7f453a0e\n";
    for (rows, told) in [(65_534, false), (65_535, true), (65_536, false)] {
        let text = format!("Group id,User id\n{}", line.repeat(rows));
        let table = groupsweep_core::import::read("x.csv", text.as_bytes(), None).unwrap();
        let limit = FileNote::RowLimit(rows + 1);
        assert_eq!(table.notes().contains(&limit), told, "{rows}");
    }
    let said = FileNote::RowLimit(1_048_576).sentence();
    assert!(said.contains("1048576"), "{said}");
}

#[test]
fn export_again_is_never_the_advice_where_the_ids_are_intact() {
    let all: BTreeMap<&str, Kind> = BTreeMap::from([
        ("quote", Kind::OpenQuote),
        ("long", Kind::TooLong),
        ("merged", Kind::Merged),
    ]);
    let moved = [
        MovedBy::Backslash,
        MovedBy::WholeLine,
        MovedBy::Text,
        MovedBy::OtherDelimiter,
        MovedBy::MoreCells,
        MovedBy::FewerCells,
        MovedBy::HiddenRows { lines: 3 },
        MovedBy::LeftOutBefore,
        MovedBy::DoubleBefore,
    ];
    let moved = moved.map(|by| Kind::Moved {
        cells: 7,
        usual: 6,
        by,
    });
    for kind in all.into_values().chain(moved) {
        let said = kind.clause();
        assert!(!said.contains("xport"), "{said}");
        assert!(kind.makes_unusable());
    }
}

#[test]
fn a_plan_tells_groups_of_one_name_apart() {
    let table = std::sync::Arc::new(table("14-two-groups-one-name.csv"));
    let plan = crate::support::plan_of(&table, table.row_numbers());
    let labels: Vec<String> = plan
        .items()
        .iter()
        .map(|item| plan.group_label(item).into_owned())
        .collect();
    assert_eq!(
        labels[..2],
        ["Contractors (32833106…)", "Contractors (d86bb32f…)"]
    );
    assert!(
        plan.items()
            .iter()
            .all(|item| &*item.group_name == "Contractors")
    );
}
