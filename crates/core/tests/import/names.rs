//! One id with two names: reported, but the row stays usable.

use groupsweep_core::domain::RowNo;
use groupsweep_core::import::{FindingKind as Kind, Role, Table, UserIndex};

use crate::support::{HEADINGS, line, table};

fn of_row(table: &Table, row: u32) -> Vec<Kind> {
    let findings = table.findings().of_row(RowNo(row));
    findings.iter().map(|one| one.kind).collect()
}

#[test]
fn a_second_name_for_one_id_is_told_and_keeps_the_row_usable() {
    let lines = [
        line(1, 1),
        line(1, 2).replace("Group 1", "Finance"),
        line(2, 1).replace("user1@", "someone.else@"),
        line(3, 1).replace("user1@", "USER1@"),
        line(1, 3).replace("Group 1", " Group 1 "),
        line(1, 4).replace("Group 1", ""),
    ];
    let table = table([HEADINGS, &lines.join("\n")].join("\n"));
    let told = |role, first| Kind::OtherName {
        role,
        first: RowNo(first),
    };
    assert_eq!(of_row(&table, 1), [told(Role::GroupName, 0)]);
    assert_eq!(of_row(&table, 2), [told(Role::Email, 0)]);
    for row in [0, 3, 4, 5] {
        assert_eq!(of_row(&table, row), []);
    }
    assert_eq!(table.unusable_count(), 0);
    let clause = told(Role::GroupName, 0).clause();
    assert!(
        clause.starts_with("row 2 has another group name"),
        "{clause}"
    );
    assert_ne!(
        told(Role::GroupName, 0).title(),
        told(Role::Email, 0).title()
    );
}

#[test]
fn a_name_that_comes_late_is_the_first_one() {
    let lines = [
        line(1, 1)
            .replace("Group 1", "")
            .replace("user1@domain.example", ""),
        line(1, 2),
        line(2, 1),
        line(1, 3).replace("Group 1", "Finance"),
    ];
    let table = table([HEADINGS, &lines.join("\n")].join("\n"));
    assert_eq!(table.groups()[0].name, "Group 1");
    let emails: Vec<&str> = table
        .users()
        .filter(|user| user.account == UserIndex(0))
        .map(|user| user.email)
        .collect();
    assert_eq!(
        emails,
        ["", "user1@domain.example"],
        "one account, described in two ways"
    );
    let (role, first) = (Role::GroupName, RowNo(1));
    assert_eq!(of_row(&table, 3), [Kind::OtherName { role, first }]);
    assert_eq!(table.findings().all().count(), 1);
}
