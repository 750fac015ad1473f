//! What is odd about single rows, and which oddities keep a row from being sent.

mod contradictions;
mod counts;
mod empty_ends;

use groupsweep_core::domain::{IdError, RowNo};
use groupsweep_core::import::{FindingKind as Kind, LastSeen, MovedBy, Role, Table};

use crate::support::file::records;
use crate::support::{HEADINGS, account, group, line, table};

/// The article's own table: nine headings, ten values; the email heading is missing.
const ARTICLE: &str = "groupId,Group name,accountId,User name,User status,Added to org,Org role,Last seen in Confluence - site-test3,Last seen in Confluence - site-test3-sandbox
e7b24a95-307c-4179-b143-18071d986420,Engineering,712020:789cba25-bbe2-45c5-a2b6-3a81ca61ba74,SyncPolicy TestUser3,syncpolicytestuser3@domain.example,Active,1 Sep 2023,None,Never accessed,Never accessed
942e2db7-0537-4296-9d59-3160c8433b9e,Finance,712020:67392043-03d0-4867-aa8f-a7de831c9123,test user,test.user@domain.example,Inactive,7 Mar 2024,None,Never accessed,Never accessed
";

fn of_row(table: &Table, row: u32) -> Vec<Kind> {
    table
        .findings()
        .of_row(RowNo(row))
        .iter()
        .map(|one| one.kind)
        .collect()
}

fn row(group: &str, user: &str) -> String {
    format!("{group},Group,{user},User,u@domain.example,Active,None")
}

#[test]
fn the_articles_table_is_ragged_and_its_ids_are_usable() {
    let table = table(ARTICLE);
    assert_eq!(
        (table.headings().len(), table.widest(), table.len()),
        (9, 10, 2)
    );
    assert_eq!(table.unusable_count(), 0);
    for number in table.row_numbers() {
        assert_eq!(
            of_row(&table, number.0),
            [Kind::Ragged {
                cells: 10,
                headings: 9
            }]
        );
        assert!(table.membership(number).is_some());
    }
    assert_eq!(
        table.membership(RowNo(1)).unwrap().account.as_str(),
        "712020:67392043-03d0-4867-aa8f-a7de831c9123"
    );
}

#[test]
fn bad_ids_are_named_and_make_the_row_unusable() {
    let (good_group, good_user) = (group(1), account(1));
    for (group_cell, user_cell, kind) in [
        ("", &*good_user, Kind::GroupId(IdError::Empty)),
        ("  ", &good_user, Kind::GroupId(IdError::Empty)),
        ("Engineering", &good_user, Kind::GroupId(IdError::NotAUuid)),
        (
            "5E+10",
            &good_user,
            Kind::GroupId(IdError::ScientificNotation),
        ),
        (&good_group, "", Kind::UserId(IdError::Empty)),
        (
            &good_group,
            "unknown",
            Kind::UserId(IdError::CorruptedAccount),
        ),
        (
            &good_group,
            "7.12E+20",
            Kind::UserId(IdError::ScientificNotation),
        ),
        (
            &good_group,
            "ada@domain.example",
            Kind::UserId(IdError::ForeignCharacter),
        ),
        (
            &good_group,
            &"a".repeat(129),
            Kind::UserId(IdError::TooLong),
        ),
    ] {
        let table = table([HEADINGS, &row(group_cell, user_cell), &line(2, 2)].join("\n"));
        assert_eq!(of_row(&table, 0), [kind]);
        assert!(kind.makes_unusable());
        assert_eq!(table.membership(RowNo(0)), None, "{group_cell} {user_cell}");
        assert!(table.membership(RowNo(1)).is_some());
        assert!(matches!(kind.column(), Some(Role::GroupId | Role::UserId)));
    }
}

#[test]
fn a_row_with_two_bad_ids_has_two_findings() {
    let table = table([HEADINGS, &row("", "")].join("\n"));
    assert_eq!(
        of_row(&table, 0),
        [Kind::GroupId(IdError::Empty), Kind::UserId(IdError::Empty)]
    );
}

#[test]
fn the_same_membership_counts_once_and_in_its_first_row() {
    let capitals = line(0, 0).replacen(&group(0), &format!(" {} ", group(0).to_uppercase()), 1);
    let other_name = line(0, 0).replace("Group 0", "Another name");
    let lines = [
        HEADINGS,
        &line(0, 0),
        &line(1, 0),
        &capitals,
        &other_name,
        &line(0, 1),
    ];
    let table = table(lines.join("\n"));
    let first = RowNo(0);
    let role = Role::GroupName;
    let same = Kind::Duplicate { first };
    for (duplicate, kinds) in [
        (2, vec![same]),
        (3, vec![same, Kind::OtherName { role, first }]),
    ] {
        assert_eq!(
            of_row(&table, duplicate),
            kinds,
            "what it says of the name is told all the same"
        );
        assert_eq!(table.membership(RowNo(duplicate)), None);
    }
    assert!(
        [0, 1, 4]
            .iter()
            .all(|row| table.membership(RowNo(*row)).is_some())
    );
    assert!(
        Kind::Duplicate { first: RowNo(0) }
            .clause()
            .contains("row 2"),
        "as spreadsheets count"
    );
}

#[test]
fn two_accounts_that_differ_in_case_are_two() {
    let lines = [HEADINGS, &row(&group(0), "abc:1"), &row(&group(0), "ABC:1")];
    assert_eq!(table(lines.join("\n")).unusable_count(), 0);
}

#[test]
fn a_row_of_empty_cells_is_a_row_and_a_blank_line_is_none() {
    let text = [HEADINGS, ",,,,,,", "", "   ", &line(0, 0)].join("\n");
    let table = table(text);
    assert_eq!((table.len(), table.unusable_count()), (2, 1));
    assert!(table.membership(RowNo(1)).is_some());
}

/// Rows in place, so that the odd ones are few.
fn plain() -> String {
    [
        line(10, 10),
        line(11, 11),
        line(12, 12),
        line(13, 13),
        line(14, 14),
    ]
    .join("\n")
}

#[test]
fn a_row_of_another_length_is_left_out_unless_its_cells_show_that_they_are_in_place() {
    let (g, a) = (group(0), account(0));
    for (row, expected) in [
        // The email and the status are where they should be.
        (line(1, 1) + ",,,x", None),
        (format!("{g},G,{a},U,u@domain.example,Active"), None),
        // Nothing shows that these are.
        (format!("{g},G,{a}"), Some(MovedBy::FewerCells)),
        (format!("{g},G"), Some(MovedBy::FewerCells)),
        (
            format!("{g},Sales, EMEA,{a},U,u@domain.example,Active,None"),
            Some(MovedBy::MoreCells),
        ),
        (
            format!("{g},Sales, EMEA,EMEA2,{a},u@domain.example,Active,None"),
            Some(MovedBy::MoreCells),
        ),
        (
            format!("{g},G,{a},Okri, Cleo,c@domain.example,Active,None"),
            Some(MovedBy::MoreCells),
        ),
        (
            format!("{g},Sales\\, EMEA,{a},U,u@domain.example,Active,None"),
            Some(MovedBy::Backslash),
        ),
        (
            format!("\"{g},G,{a},U,u@domain.example,Active,None\""),
            Some(MovedBy::WholeLine),
        ),
        ("Total: 5 rows".to_owned(), Some(MovedBy::Text)),
    ] {
        let table = table([HEADINGS, &plain(), &row].join("\n"));
        let kinds = of_row(&table, 5);
        let moved = kinds.iter().find_map(|kind| match kind {
            Kind::Moved { by, .. } => Some(*by),
            _ => None,
        });
        assert_eq!(moved, expected, "{row}");
        assert_eq!(
            table.membership(RowNo(5)).is_some(),
            expected.is_none(),
            "{row}"
        );
        let is_ragged = |kind: &Kind| matches!(kind, Kind::Ragged { .. });
        assert_eq!(kinds.iter().any(is_ragged), expected.is_none(), "{row}");
        assert_eq!(table.unusable_count(), usize::from(expected.is_some()));
    }
}

#[test]
fn empty_columns_at_the_end_say_nothing() {
    let table = table([HEADINGS, &plain(), &(line(2, 2) + ",,,,")].join("\n"));
    assert_eq!(of_row(&table, 5), []);
    assert_eq!(table.widest(), 11);
}

#[test]
fn what_a_row_says_whose_cells_moved_is_held_against_no_other() {
    // The account of the fourth cell has its own rows, and so has the group.
    let moved = format!(
        "{},Sales, EMEA,{},U,{},u@domain.example,Active",
        group(10),
        account(11),
        account(12)
    );
    for text in [[HEADINGS, &plain(), &moved], [HEADINGS, &moved, &plain()]] {
        let table = table(text.join("\n"));
        let odd: Vec<u32> = table
            .row_numbers()
            .filter(|row| table.has_findings(*row))
            .map(|row| row.0)
            .collect();
        assert_eq!(odd.len(), 1);
        let row = table.row(RowNo(u32::from(odd[0] == 0))).unwrap();
        assert_eq!(table.group(row.group).unwrap().name, "Group 10");
        assert_eq!((table.groups().len(), table.account_count()), (5, 5));
    }
}

#[test]
fn rows_that_are_all_longer_than_the_headings_are_read_only_where_most_rows_are() {
    let long = |n: usize| {
        format!(
            "{},Sales, {n},{},{},u{n}@domain.example",
            group(n),
            account(n),
            account(n + 100)
        )
    };
    let few: Vec<String> = (0..60).map(long).collect();
    let many: Vec<String> = (0..100)
        .map(|n| {
            format!(
                "{},G,{},{},u{n}@domain.example",
                group(n),
                account(n),
                account(n + 200)
            )
        })
        .collect();
    let headings = "Group id,Group name,Manager id,User id,email";
    let table = table([headings, &few.join("\n"), &many.join("\n")].join("\n"));
    for row in table.row_numbers() {
        assert_eq!(table.membership(row).is_some(), row.0 >= 60, "{row:?}");
    }
}

#[test]
fn merged_cells_are_named() {
    let merged = format!(",,{},Uma,uma@domain.example,Active,None", account(9));
    let table = table([HEADINGS, &line(1, 1), &merged].join("\n"));
    assert_eq!(of_row(&table, 1), [Kind::Merged]);
    assert_eq!(table.membership(RowNo(1)), None);
}

#[test]
fn letters_that_are_no_utf_8_are_read_as_windows_1252() {
    let mut bytes = [HEADINGS, &line(0, 0)]
        .join("\n")
        .replace("User 0", "J?rg")
        .into_bytes();
    let at = bytes.iter().position(|byte| *byte == b'?').unwrap();
    bytes[at] = 0xF6;
    let table = table(&bytes);
    assert_eq!(table.windows_1252_rows(), 1);
    assert!(table.membership(RowNo(0)).is_some());
    assert!(records(&table).rows[0].contains(&0xF6));
    assert_eq!(table.users().next().unwrap().name, "J\u{f6}rg");
}

#[test]
fn a_column_of_countless_statuses_is_read() {
    let rows: Vec<String> = (0..70_000)
        .map(|n| line(0, n).replace("Active", &format!("s{n}")))
        .collect();
    let table = table(format!("{HEADINGS}\n{}", rows.join("\n")));
    assert_eq!(table.len(), 70_000);
    let status = |row| {
        table
            .user(table.row(RowNo(row)).unwrap().user)
            .unwrap()
            .status
    };
    assert_eq!(status(60_000), "s60000");
    assert_eq!(status(69_999), "", "not another row's status");
}

#[test]
fn an_id_with_more_behind_it_is_none_however_far_behind_it_stands() {
    let far = format!("{}{}x", account(1), "\u{a0}".repeat(5000));
    let near = format!("\u{a0}{}\u{a0}", account(2));
    let group_far = format!("{}{}x", group(3), "\u{2003}".repeat(5000));
    let lines = [
        line(1, 1).replace(&account(1), &far),
        line(2, 2).replace(&account(2), &near),
        line(3, 3).replace(&group(3), &group_far),
    ];
    let table = table([HEADINGS, &lines.join("\n")].join("\n"));
    let usable: Vec<bool> = table
        .row_numbers()
        .map(|row| table.membership(row).is_some())
        .collect();
    assert_eq!(usable, [false, true, false]);
}

#[test]
fn who_has_an_unreadable_last_seen_cell_was_never_found_to_be_never_there() {
    let headings = format!("{HEADINGS},Last seen in Jira - acme,Last seen in Confluence - acme");
    let row = |user: usize, cells: &str| format!("{},{cells}", line(0, user));
    let table = table(
        [
            headings,
            row(0, "04/05/2023,Never accessed"),
            row(1, "Never accessed,Never accessed"),
            row(2, "1 Sep 2023,Never accessed"),
            row(3, ",Never accessed"),
        ]
        .join("\n"),
    );
    let seen = |user| table.seen(user, groupsweep_core::import::SeenIn::Any);
    assert_eq!(seen(0), LastSeen::Unreadable);
    assert_eq!((seen(1), seen(3)), (LastSeen::Never, LastSeen::Never));
    assert!(matches!(seen(2), LastSeen::On(_)));
    let text = |user| {
        table
            .latest_seen_text(groupsweep_core::import::UserIndex(user))
            .to_owned()
    };
    assert_eq!(
        (text(0), text(2)),
        ("04/05/2023".into(), "1 Sep 2023".into())
    );
}
