//! Headings, delimiters, line ends: the many spellings of one table.

use groupsweep_core::domain::RowNo;
use groupsweep_core::import::{
    ColumnMap, FileNote, ImportError, Role, SAMPLE, SAMPLE_NAME, Table, read,
};

use crate::support::file::{cells, records};
use crate::support::{HEADINGS, account, export, group, line, table};

#[test]
fn the_sample_is_read() {
    let table = read(SAMPLE_NAME, SAMPLE, None).unwrap();
    assert_eq!(
        (table.len(), table.headings().len(), table.widest()),
        (9, 10, 10)
    );
    assert_eq!((table.groups().len(), table.account_count()), (4, 7));
    assert_eq!(
        (table.unusable_count(), table.findings().all().count()),
        (0, 0)
    );
    assert_eq!(table.statuses(), ["Active", "Inactive"]);
    assert_eq!(table.heading_of(Role::Email), Some("email"));
    assert_eq!(table.seen_headings().count(), 2);
    let membership = table.membership(RowNo(8)).unwrap();
    assert_eq!(
        membership.group.as_str(),
        "e7b24a95-307c-4179-b143-18071d986420"
    );
    assert_eq!(membership.account.as_str(), "5fa522f08573800069c749ac");
}

#[test]
fn headings_are_known_regardless_of_case_and_blanks() {
    for headings in [
        "Group id,Group name,User id,User name",
        "groupId,Group name,accountId,User name",
        "GROUP ID,GROUP NAME,USER ID,USER NAME",
        " group  id ,groupname,userid,username",
        "Group\u{a0}id,Group\tname,User id,User name",
        "\"Group id\",\"Group name\",\"Account Id\",\"User name\"",
    ] {
        let row = format!("{},Engineering,{},Ada", group(1), account(1));
        let table = table(format!("{headings}\n{row}\n"));
        let roles = [Role::GroupId, Role::UserId, Role::GroupName, Role::UserName];
        let columns = roles.map(|role| table.columns().get(role));
        assert_eq!(columns, [Some(0), Some(2), Some(1), Some(3)], "{headings}");
        assert_eq!(
            (&*table.groups()[0].name, table.users().next().unwrap().name),
            ("Engineering", "Ada")
        );
    }
}

#[test]
fn short_headings_are_known_beside_both_ids() {
    let row = format!(
        "{},Engineering,{},Ada,ada@a.example,Active",
        group(1),
        account(1)
    );
    let headings = "GroupID,Group,AccountID,Full name,E-mail,Status";
    let known = |headings: &str| {
        let table = table(format!("{headings}\n{row}\n"));
        let roles = [
            Role::GroupName,
            Role::UserName,
            Role::Email,
            Role::UserStatus,
        ];
        roles.map(|role| table.columns().get(role))
    };
    assert_eq!(known(headings), [1, 3, 4, 5].map(Some));
    // The more specific heading wins.
    let other = "GroupID,Group,AccountID,User name,Full name,User status";
    assert_eq!(known(other), [Some(1), Some(3), None, Some(5)]);
}

#[test]
fn a_row_of_another_length_is_left_out_where_no_other_column_shows_its_place() {
    let [first, second, stray] =
        [1, 2, 3].map(|n| format!("{},Team,{},User {n}", group(n), account(n)));
    let headings = "Group id,Group name,User id,User name";
    let text = format!("{headings}\n{first}\n{second}\n{stray},Doe\n");
    let table = table(text);
    assert!(table.membership(RowNo(0)).is_some());
    assert!(table.membership(RowNo(2)).is_none());
}

#[test]
fn headings_are_never_guessed_by_likeness() {
    for (group_heading, user_heading) in [
        ("Group ids", "User id"),
        ("Group_id", "User id"),
        ("Group-id", "User id"),
        ("Group", "User id"),
        ("GroupI\u{131}d", "User id"),
        ("Group id", "User ids"),
        ("Group id", "User"),
        ("Group id", "AccountIdentifier"),
        ("Group id", "Added by user id"),
    ] {
        let text = format!(
            "{group_heading},{user_heading}\n{},{}\n",
            group(1),
            account(1)
        );
        let refused = read("x", text.as_bytes(), None);
        assert!(refused.is_err(), "{group_heading} {user_heading}");
    }
}

#[test]
fn two_columns_of_one_id_are_a_question() {
    let text = format!(
        "User id,Group id,User id\n{},{},{}\n",
        account(1),
        group(1),
        account(2)
    );
    let refused = read("x.csv", text.as_bytes(), None).unwrap_err();
    let ImportError::TwoColumns { twice, columns, .. } = refused else {
        panic!("{refused}");
    };
    assert_eq!((twice, columns.get(Role::UserId)), (vec!["User id"], None));
    for (column, person) in [(0, 1), (2, 2)] {
        let mut chosen = (*columns).clone();
        chosen.set(Role::UserId, Some(column));
        let table = read("x.csv", text.as_bytes(), Some(chosen)).unwrap();
        let account_read = table.membership(RowNo(0)).unwrap().account;
        assert_eq!(account_read.as_str(), account(person));
    }
}

#[test]
fn two_columns_of_one_name_are_told_and_the_first_is_read() {
    let text = format!(
        "Group id,email,User id,Email\n{},a@x.example,{},b@x.example\n",
        group(1),
        account(1)
    );
    let table = table(text);
    assert_eq!(table.users().next().unwrap().email, "a@x.example");
    let [
        FileNote::Twin {
            read: 2, other: 4, ..
        },
    ] = &table.notes()[..]
    else {
        panic!("{:?}", table.notes());
    };
    assert!(table.notes()[0].sentence().contains("Columns 2 and 4"));
}

#[test]
fn columns_may_stand_in_any_order_and_others_pass_through() {
    let text = format!(
        "x,User id,y,Group id,z\n1,{},2,{},3\n",
        account(1),
        group(1)
    );
    let table = table(text);
    assert_eq!(
        table.membership(RowNo(0)).unwrap().account.as_str(),
        account(1)
    );
    assert_eq!(
        cells(&table, RowNo(0)),
        ["1", &account(1), "2", &group(1), "3"]
    );
    assert_eq!(
        table.groups()[0].name,
        group(1),
        "without a name the id stands for it"
    );
}

#[test]
fn chosen_columns_replace_what_the_headings_say() {
    let text = format!(
        "Group id,User id,Other\n{},{},{}\n",
        group(1),
        account(1),
        account(2)
    );
    let by_headings = table(&text);
    let with_columns = |columns| read("x.csv", text.as_bytes(), Some(columns));
    let mut columns = by_headings.columns().clone();
    columns.set(Role::UserId, Some(2));
    let chosen = with_columns(columns.clone()).unwrap();
    assert_eq!(
        chosen.membership(RowNo(0)).unwrap().account.as_str(),
        account(2)
    );
    columns.set(Role::UserId, Some(99));
    let outside = with_columns(columns.clone()).unwrap();
    assert_eq!(
        (outside.unusable_count(), outside.membership(RowNo(0))),
        (1, None)
    );
    columns.set(Role::UserId, Some(0));
    let same = with_columns(columns).unwrap_err();
    assert!(matches!(&same, ImportError::OtherHeadings { missing, .. } if missing.is_empty()));
    assert!(same.to_string().contains("same column"), "{same}");
    assert!(with_columns(ColumnMap::default()).is_err());
    assert_eq!(
        by_headings.membership(RowNo(0)).unwrap().account.as_str(),
        account(1)
    );
}

/// Headings in another language under a title, and columns that the admin chose.
fn below_a_title(title: &str) -> Table {
    let rows: String = (1..4)
        .map(|n| format!("Team;{};User {n};{}\n", group(n), account(n)))
        .collect();
    let text = format!("{title}\nGruppe;Gruppenkennung;Name;Kennung\n{rows}");
    let mut columns = ColumnMap::default();
    columns.set(Role::GroupId, Some(1));
    columns.set(Role::UserId, Some(3));
    read("x.csv", text.as_bytes(), Some(columns)).unwrap()
}

#[test]
fn headings_in_another_language_are_found_below_a_title() {
    for title in [
        "Exported on 3 Nov 2026;;;",
        "Exported on 3 Nov 2026",
        "Users\n\n3 Nov 2026;;",
    ] {
        let table = below_a_title(title);
        assert_eq!(table.headings()[1], "Gruppenkennung", "{title}");
        assert_eq!((table.len(), table.unusable_count()), (3, 0), "{title}");
        assert!(table.has_chosen_columns());
    }
}

#[test]
fn a_line_with_an_id_is_a_row_and_no_title() {
    let table = below_a_title(&format!(";;;{}", account(9)));
    assert_eq!(table.headings()[3], account(9));
    assert_eq!(table.len() + table.unusable_count(), 5);
}

#[test]
fn columns_that_the_headings_name_were_not_chosen() {
    assert!(!table(export(&[(0, 0)])).has_chosen_columns());
}

#[test]
fn every_delimiter_gives_the_same_table() {
    let cells = |delimiter: char| -> String {
        let swap = |text: &str| text.replace(',', &delimiter.to_string());
        format!(
            "{}\n{}\n{}\n",
            swap(HEADINGS),
            swap(&line(1, 1)),
            swap(&line(2, 2))
        )
    };
    let comma = table(cells(','));
    for delimiter in [',', ';', '\t', '|'] {
        let other = table(cells(delimiter));
        assert_eq!(char::from(other.delimiter()), delimiter);
        assert_eq!(records(&other).cells, records(&comma).cells);
        for row in comma.row_numbers() {
            assert_eq!(other.membership(row), comma.membership(row));
        }
    }
}

#[test]
fn a_delimiter_inside_quoted_headings_misleads_nobody() {
    let text = format!(
        "Group id;User id;\"a,b,c,d,e,f\"\n{};{};x\n",
        group(1),
        account(1)
    );
    assert_eq!(table(text).delimiter(), b';');
}

#[test]
fn every_line_end_gives_the_same_table() {
    let lf = export(&[(0, 0), (1, 1), (2, 2)]).replace("\r\n", "\n");
    let expected = table(&lf);
    for text in [
        lf.replace('\n', "\r\n"),
        lf.replace('\n', "\r"),
        lf.trim_end().to_owned(),
        lf.trim_end().replace('\n', "\r\n"),
        format!("\n\n{}", lf.replace('\n', "\n\r\n\n")),
        format!("\u{feff}{lf}"),
        format!("   \n{lf}"),
    ] {
        let got = table(&text);
        assert_eq!(got.len(), 3, "{text:?}");
        assert_eq!(records(&got).heading, HEADINGS.as_bytes(), "{text:?}");
        assert_eq!(records(&got), records(&expected), "{text:?}");
        for row in expected.row_numbers() {
            assert_eq!(got.membership(row), expected.membership(row));
        }
    }
}

#[test]
fn blanks_above_the_headings_hide_no_delimiter() {
    let text = format!("  \n\nGroup id;User id\n{};{}\n", group(1), account(1));
    assert_eq!(table(text).delimiter(), b';');
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_heading() {
    let marked = table(format!("\u{feff}{}", export(&[(0, 0)])));
    assert_eq!(marked.headings()[0], "Group id");
    assert!(marked.has_byte_order_mark());
    assert!(!table(export(&[(0, 0)])).has_byte_order_mark());
}

#[test]
fn blank_lines_longer_than_the_first_block_hide_no_headings_in_any_encoding() {
    let text = format!(
        "\u{feff}{}{}",
        "\r\n".repeat(40_000),
        export(&[(0, 0), (1, 1)])
    );
    let low: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let high: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let (low_only, high_only) = (low[2..].to_vec(), high[2..].to_vec());
    for bytes in [text.into_bytes(), low, high, low_only, high_only] {
        let table = table(bytes);
        assert_eq!((table.len(), table.unusable_count()), (2, 0));
    }
}

#[test]
fn empty_lines_between_rows_are_told_because_row_numbers_do_not_count_them() {
    let text = |between: &str| {
        format!(
            "\n\n{HEADINGS}\n{}\n{between}{}\n\n\n",
            line(0, 0),
            line(0, 1)
        )
    };
    let notes = |between: &str| table(text(between)).notes();
    assert_eq!(notes(""), []);
    assert_eq!(notes("\n"), [FileNote::BlankLines(1)]);
    assert_eq!(notes("\n \n\n"), [FileNote::BlankLines(3)]);
    let said = FileNote::BlankLines(1).sentence();
    assert!(said.contains("do not count it"), "{said}");
}
