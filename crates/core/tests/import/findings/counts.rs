//! How many rows have which finding, and whether they add up.

use super::{of_row, row};
use crate::support::{HEADINGS, account, group, line, table};

#[test]
fn findings_are_counted_by_title_with_the_grave_ones_first() {
    let lines = [
        HEADINGS,
        &(line(0, 0) + ",more"),
        &line(3, 3),
        &line(4, 4),
        &line(5, 5),
        &row("x", "y"),
        &row("z", "y"),
        &line(0, 0),
    ];
    let table = table(lines.join("\n"));
    let titles: Vec<_> = table
        .findings()
        .by_title(1)
        .iter()
        .map(|titled| (titled.title, titled.rows))
        .collect();
    assert_eq!(
        titles,
        [
            ("Group id unreadable", 2),
            ("Listed twice", 1),
            ("More or fewer cells than headings", 1),
        ]
    );
}

#[test]
fn a_title_lists_its_first_findings_only() {
    let lines: Vec<String> = (0..4).map(|at| line(at, at) + ",more").collect();
    let table = table(format!("{HEADINGS}\n{}\n{}", line(9, 9), lines.join("\n")));
    let titles = table.findings().by_title(3);
    let rows: Vec<u32> = titles[0].first.iter().map(|one| one.row.0).collect();
    assert_eq!((titles[0].rows, rows), (4, vec![1, 2, 3]));
}

#[test]
fn a_title_counts_the_rows_that_can_be_used_all_the_same() {
    // The second is a duplicate, and reported only as that.
    let other = line(0, 0).replace("Group 0", "Another name");
    let lines = [HEADINGS, &line(0, 0), &other, &line(1, 1)];
    let table = table(lines.join("\n"));
    let titles = table.findings().by_title(1);
    let counts: Vec<_> = titles.iter().map(|one| (one.rows, one.usable)).collect();
    assert_eq!(counts, [(1, 0), (1, 0)]);
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
fn the_counts_of_rows_left_out_add_up_to_the_rows_left_out() {
    // A row with two reasons to be left out, and one with a reason for either.
    let two = "x,Team,y,User 3,user3@domain.example,Active,None,1 Sep 2023".to_owned();
    let text = [
        HEADINGS.to_owned(),
        line(0, 0),
        line(0, 0).replace("User 0", "Somebody Else Entirely"),
        two,
        line(1, 2),
    ]
    .join("\n");
    let table = table(text);
    let titles = table.findings().by_title(1);
    let left_out = titles.iter().filter(|one| one.left_out);
    let rows: usize = left_out.map(|one| one.rows).sum();
    assert_eq!(rows, table.unusable_count(), "{titles:?}");
    let csv = String::from_utf8(groupsweep_core::report::findings_csv(&table)).unwrap();
    for line in csv.lines().skip(1) {
        let row: u32 = line.split(',').next().unwrap().parse().unwrap();
        let usable = table.usable().contains(row as usize - 2);
        assert_eq!(line.contains(",usable,"), usable, "{line}");
    }
}
