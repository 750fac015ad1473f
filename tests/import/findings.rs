//! What is odd about single rows, and which oddities keep a row from being sent.

use groupsweep::domain::{IdError, RowNo};
use groupsweep::import::{FindingKind as Kind, Role, Seen, Table};

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
    for duplicate in [2, 3] {
        assert_eq!(
            of_row(&table, duplicate),
            [Kind::Duplicate { first: RowNo(0) }]
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

#[test]
fn rows_shorter_and_longer_than_the_headings_are_ragged() {
    let short = format!("{},G,{}", group(0), account(0));
    let shorter = format!("{},G", group(0));
    let lines = [
        HEADINGS,
        &short,
        &shorter,
        &(line(1, 1) + ",,,x"),
        &(line(2, 2) + ",,,,"),
    ];
    let table = table(lines.join("\n"));
    assert_eq!(
        of_row(&table, 0),
        [Kind::Ragged {
            cells: 3,
            headings: 7
        }]
    );
    assert!(table.membership(RowNo(0)).is_some(), "its ids are there");
    assert_eq!(
        of_row(&table, 1),
        [
            Kind::Ragged {
                cells: 2,
                headings: 7
            },
            Kind::UserId(IdError::Empty)
        ]
    );
    assert_eq!(
        of_row(&table, 2),
        [Kind::Ragged {
            cells: 10,
            headings: 7
        }]
    );
    assert_eq!(
        of_row(&table, 3),
        [],
        "empty columns at the end say nothing"
    );
    assert_eq!(table.widest(), 11);
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
fn findings_are_counted_by_title_with_the_grave_ones_first() {
    let lines = [
        HEADINGS,
        &(line(0, 0) + ",more"),
        &row("x", "y"),
        &row("z", "y"),
        &line(0, 0),
    ];
    let table = table(lines.join("\n"));
    let titles: Vec<_> = table
        .findings()
        .by_title()
        .iter()
        .map(|titled| (titled.title, titled.rows))
        .collect();
    assert_eq!(
        titles,
        [
            ("Group id unreadable", 2),
            ("Listed twice", 1),
            ("Cells and headings differ in number", 1),
        ]
    );
}

#[test]
fn usable_means_that_no_grave_finding_stands_beside_the_row() {
    let mut dice = crate::support::Dice(5);
    let cells: [String; 6] = [
        group(1),
        group(2),
        String::new(),
        "x/y".into(),
        account(1),
        "7E+9".into(),
    ];
    for _ in 0..500 {
        let rows: Vec<String> = (0..30)
            .map(|_| row(dice.pick(&cells).as_str(), dice.pick(&cells).as_str()))
            .collect();
        let table = table(format!("{HEADINGS}\n{}", rows.join("\n")));
        for number in table.row_numbers() {
            let grave = of_row(&table, number.0)
                .iter()
                .any(|kind| kind.makes_unusable());
            assert_eq!(table.membership(number).is_none(), grave);
            assert_eq!(table.row(number).unwrap().usable, !grave);
        }
    }
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
fn rows_that_are_no_utf_8_are_counted_whatever_other_rows_say_of_the_same_person() {
    let plain = line(1, 1).replace("User 1", "Caf\u{e9}").into_bytes();
    let foreign = |group: usize| -> Vec<u8> {
        let line = line(group, 1).replace("User 1", "Caf@");
        line.bytes()
            .enumerate()
            .map(|(at, byte)| {
                if line[..at].ends_with("Caf") {
                    0xE9
                } else {
                    byte
                }
            })
            .collect()
    };
    for (rows, expected) in [
        (vec![plain.clone(), foreign(2), foreign(3)], 2),
        (vec![foreign(2), plain.clone(), plain.clone()], 1),
        (vec![foreign(2), plain, foreign(3)], 2),
    ] {
        let text = [HEADINGS.as_bytes().to_vec(), rows.join(&b"\n"[..])].join(&b"\n"[..]);
        let table = table(text);
        assert_eq!(
            (table.user_count(), table.windows_1252_rows()),
            (1, expected)
        );
    }
}

#[test]
fn who_has_an_unreadable_last_seen_cell_was_never_found_to_be_never_there() {
    let headings = format!("{HEADINGS},Last seen in Jira - acme,Last seen in Confluence - acme");
    let row = |user: usize, cells: &str| format!("{},{cells}", line(0, user));
    let table = table(
        [
            headings,
            row(0, "04/04/2023,Never accessed"),
            row(1, "Never accessed,Never accessed"),
            row(2, "1 Sep 2023,Never accessed"),
            row(3, ",Never accessed"),
        ]
        .join("\n"),
    );
    let seen = |user| table.seen(user, groupsweep::import::SeenIn::Any);
    assert_eq!(seen(0), Seen::Unreadable);
    assert_eq!((seen(1), seen(3)), (Seen::Never, Seen::Never));
    assert!(matches!(seen(2), Seen::On(_)));
    let text = |user| {
        table
            .latest_seen_text(groupsweep::import::UserIx(user))
            .to_owned()
    };
    assert_eq!(
        (text(0), text(2)),
        ("04/04/2023".into(), "1 Sep 2023".into())
    );
}
