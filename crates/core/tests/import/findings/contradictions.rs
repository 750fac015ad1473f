//! Rows that contradict each other: one id of two people, one email of two ids.

use super::of_row;
use crate::support::{HEADINGS, account, group, line, table};
use groupsweep_core::domain::{IdError, RowNo};
use groupsweep_core::import::{FindingKind as Kind, Role};

#[test]
fn one_id_of_two_people_is_left_out_in_every_row_of_it() {
    let row = |g: usize, name: &str, email: &str| {
        format!(
            "{},Group {g},{},{name},{email},Active,None",
            group(g),
            account(1)
        )
    };
    for (others, left_out) in [
        (("Tobias Okoro", "t.okoro@acme.example"), true),
        // The same person, described in two ways.
        (("Ines Maria Varga", "i.varga@acme.example"), false),
        (("Ines Moll", "i.varga@acme.example"), false),
        (("Ines Varga", "ines@acme.example"), false),
        (("Tobias Okoro", ""), true),
    ] {
        let lines = [
            HEADINGS.to_owned(),
            row(1, "Ines Varga", "i.varga@acme.example"),
            line(5, 5),
            row(2, others.0, others.1),
            // The same membership as the first row.
            row(1, others.0, others.1),
        ];
        let table = table(lines.join("\n"));
        let is_sent = |row| table.membership(RowNo(row)).is_some();
        assert_eq!(
            [is_sent(0), is_sent(1), is_sent(2)],
            [!left_out, true, !left_out],
            "{others:?}"
        );
        let has_two = |row: u32| of_row(&table, row).contains(&Kind::UserId(IdError::TwoPeople));
        assert_eq!([0, 2, 3].map(has_two), [left_out; 3], "{others:?}");
        if !left_out && others.0 != "Ines Maria Varga" {
            let is_other = |kind: &Kind| matches!(kind, Kind::OtherName { .. });
            assert!(of_row(&table, 2).iter().any(is_other), "{others:?}");
            assert!(
                of_row(&table, 3).iter().any(is_other),
                "also where the row is a double"
            );
        }
    }
}

#[test]
fn one_id_with_two_names_is_told_without_a_column_of_emails() {
    let text = format!(
        "Group id,User id,User name\n{0},{2},Ines Varga\n{1},{2},Ines\n",
        group(1),
        group(2),
        account(1)
    );
    assert_eq!(
        of_row(&table(text), 1),
        [Kind::OtherName {
            role: Role::UserName,
            first: RowNo(0)
        }]
    );
}

#[test]
fn one_email_with_two_ids_is_told() {
    let other = line(2, 2).replace("user2@", "User1@");
    let table = table([HEADINGS, &line(1, 1), &other].join("\n"));
    assert_eq!(
        of_row(&table, 1),
        [Kind::OtherName {
            role: Role::UserId,
            first: RowNo(0)
        }]
    );
    assert!(table.membership(RowNo(1)).is_some());
}
