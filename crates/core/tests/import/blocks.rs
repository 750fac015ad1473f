//! Blocks: for any cut of a file and any bytes, the table or the error is the same.

use groupsweep_core::import::{Importer, SAMPLE, read};

use crate::import::checks::told::told;
use crate::import::random_files::{Wild, blocks};
use crate::support::file::records;
use crate::support::{Dice, HEADINGS, account, export, group, line, table};

fn in_blocks<'a>(size: usize, blocks: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut importer = Importer::new("x.csv", size, None);
    for block in blocks {
        if let Err(refusal) = importer.feed(block) {
            return told(&Err(refusal));
        }
    }
    told(&importer.finish())
}

/// Small files with something in every corner.
fn cases() -> Vec<Vec<u8>> {
    let cell = |cell: &str| line(0, 0).replace("User 0", cell);
    let name = |text: &str| {
        [HEADINGS, &cell(text), &line(1, 1)]
            .join("\r\n")
            .into_bytes()
    };
    vec![
        SAMPLE.to_vec(),
        export(&[(0, 0), (1, 1), (0, 0)]).into_bytes(),
        export(&[(0, 0), (1, 1)]).replace("\r\n", "\r").into_bytes(),
        format!("\u{feff}{}", export(&[(0, 0)])).into_bytes(),
        format!("\n \n{}\n\n{}\n,,\n", HEADINGS, line(0, 0)).into_bytes(),
        name("\"a \"\"b\"\", c\""),
        name("\"two\r\nlines\""),
        name("\u{1f600} \u{df}"),
        name("\"open"),
        name("x,y,z"),
        format!("Group id;User id\n{};{}", group(0), account(0)).into_bytes(),
        HEADINGS.as_bytes().to_vec(),
        b"a,b\n1,2".to_vec(),
        b"PK\x03\x04".to_vec(),
        Vec::new(),
    ]
}

#[test]
fn a_file_cut_at_any_byte_gives_the_same_table() {
    for case in cases() {
        let whole = told(&read("x.csv", &case, None));
        for at in 0..=case.len() {
            let (front, back) = case.split_at(at);
            assert_eq!(in_blocks(case.len(), [front, back]), whole, "cut at {at}");
        }
        assert_eq!(in_blocks(0, case.chunks(1)), whole, "byte by byte");
        assert_eq!(in_blocks(1 << 20, case.chunks(7)), whole, "by seven");
    }
}

/// A file far larger than the block that is looked at first, with quotes and line breaks throughout.
fn long_file() -> Vec<u8> {
    let mut dice = Dice(99);
    let names = [
        "plain",
        "\"a, b\"",
        "\"line\r\nbreak\"",
        "\"q\"\"q\"",
        "\u{e9}\u{1f600}",
        "",
        "\"\"\"\"",
    ];
    let mut text = HEADINGS.to_owned();
    for row in 0..1500 {
        text.push_str(["\r\n", "\n", "\r", "\n\n"][dice.below(4)]);
        text.push_str(&line(row % 9, row / 3).replace("User", names[dice.below(names.len())]));
    }
    text.into_bytes()
}

#[test]
fn a_long_file_cut_anywhere_gives_the_same_table() {
    let bytes = long_file();
    assert!(bytes.len() > 2 * 64 * 1024);
    let whole = told(&read("x.csv", &bytes, None));
    assert!(read("x.csv", &bytes, None).is_ok());
    let mut dice = Dice(4);
    for cut in (0..12)
        .map(|_| dice.below(bytes.len()))
        .chain([65_535, 65_536, 65_537])
    {
        let (front, back) = bytes.split_at(cut);
        assert_eq!(in_blocks(0, [front, back]), whole, "cut at {cut}");
    }
    for size in [3, 1000, 65_537] {
        assert_eq!(in_blocks(0, bytes.chunks(size)), whole, "blocks of {size}");
    }
}

#[test]
fn any_split_of_a_wild_file_gives_the_same_table() {
    for (seed, rows) in (0..300)
        .map(|seed| (seed, 9))
        .chain([(300, 1500), (301, 1500)])
    {
        let mut dice = Dice(seed);
        let bytes = Wild::new(&mut dice, rows).bytes;
        let whole = told(&read("x.csv", &bytes, None));
        for _ in 0..3 {
            let split = blocks(&mut dice, &bytes);
            assert!(in_blocks(0, split) == whole, "seed {seed}");
        }
    }
}

#[test]
fn heading_and_records_put_the_file_together_again() {
    let quoted = [
        HEADINGS,
        &line(0, 0).replace("User 0", "\"a\r\n\"\"b\"\"\""),
        &line(1, 1),
    ]
    .join("\n");
    for bytes in [
        SAMPLE.to_vec(),
        export(&[(0, 0), (1, 1)]).into_bytes(),
        quoted.into_bytes(),
        long_file(),
    ] {
        let table = table(&bytes);
        let mut rest: &[u8] = &bytes;
        let skip_line_ends = |rest: &mut &[u8]| {
            while let [b'\r' | b'\n', tail @ ..] = rest {
                *rest = tail;
            }
        };
        let records = records(&table);
        for record in std::iter::once(&records.heading).chain(&records.rows) {
            skip_line_ends(&mut rest);
            assert!(!record.is_empty());
            rest = rest
                .strip_prefix(record.as_slice())
                .expect("the record stands next in the file");
        }
        skip_line_ends(&mut rest);
        assert!(rest.is_empty(), "nothing is left over");
    }
}

#[test]
fn two_hundred_thousand_rows_are_a_few_numbers_each() {
    let memberships: Vec<_> = (0..200_000).map(|row| (row % 50, row / 50)).collect();
    let text = export(&memberships);
    let mut importer = Importer::new("x.csv", text.len(), None);
    for block in text.as_bytes().chunks(1 << 16) {
        importer.feed(block).unwrap();
    }
    let table = importer.finish().unwrap();
    assert_eq!((table.len(), table.unusable_count()), (200_000, 0));
    assert_eq!(
        (
            table.groups().len(),
            table.user_count(),
            table.statuses().len()
        ),
        (50, 4000, 1)
    );
    assert_eq!(table.size(), text.len() as u64);
    let last = groupsweep_core::domain::RowNo(199_999);
    assert_eq!(
        table.membership(last).unwrap().account.as_str(),
        account(3999)
    );
}

#[test]
fn one_enormous_cell_is_read() {
    let cell = "x".repeat(300_000);
    let text = [HEADINGS, &line(0, 0).replace("User 0", &cell), &line(1, 1)].join("\n");
    let table = table(text);
    let name = table.users().next().unwrap().name.len();
    assert_eq!(
        (table.len(), name),
        (2, 4096),
        "nobody reads more of a name"
    );
    assert_eq!(
        crate::support::file::cells(&table, groupsweep_core::domain::RowNo(0))[3].len(),
        300_000
    );
    let commas = ",".repeat(5000);
    let wide = crate::support::table([HEADINGS, &(line(0, 0) + &commas)].join("\n"));
    assert_eq!(wide.widest(), 5007);
}

#[test]
fn a_row_too_long_to_hold_says_the_same_however_the_file_is_cut() {
    let quoted = format!("\"{}\"", "x,\n".repeat(11 << 20));
    let plain = "y".repeat(33 << 20);
    let rows = [
        line(0, 0).replace("User 0", &quoted),
        line(1, 1).replace("User 1", &plain),
        line(2, 2),
    ];
    let bytes = [HEADINGS, &rows.join("\n")].join("\n").into_bytes();
    let table = read("x.csv", &bytes, None).unwrap();
    assert_eq!((table.len(), table.unusable_count()), (3, 2));
    let whole = told(&Ok(table));
    for size in [1 << 16, 40 << 20] {
        assert!(
            in_blocks(0, bytes.chunks(size)) == whole,
            "blocks of {size}"
        );
    }
}

#[test]
fn blanks_without_end_before_a_row_do_not_hide_it() {
    let blanks = " ".repeat(33 << 20);
    let bytes = [HEADINGS, &line(0, 0), &(blanks + &line(1, 1))].join("\n");
    let table = read("x.csv", bytes.as_bytes(), None).unwrap();
    assert_eq!((table.len(), table.unusable_count()), (2, 1));
}

fn mutated(dice: &mut Dice, from: &[u8]) -> Vec<u8> {
    const NASTY: [&[u8]; 12] = [
        b"\"",
        b"\"\"",
        b"\r",
        b"\n",
        b"\r\n",
        b",",
        b";",
        b"\0",
        b"\xFF",
        b"\xEF\xBB\xBF",
        b"\xC3",
        b",,,,,,,,",
    ];
    let mut bytes = from.to_vec();
    for _ in 0..=dice.below(6) {
        let at = dice.below(bytes.len() + 1);
        match dice.below(4) {
            0 => bytes.truncate(at),
            1 if at < bytes.len() => bytes[at] = u8::try_from(dice.below(256)).unwrap(),
            2 => {
                let until = (at + dice.below(40)).min(bytes.len());
                bytes.drain(at..until);
            }
            _ => {
                bytes.splice(at..at, dice.pick(&NASTY).iter().copied());
            }
        }
    }
    bytes
}

#[test]
fn no_bytes_make_the_reader_panic_or_lose_its_place() {
    let cases = cases();
    for seed in 0..2500 {
        let mut dice = Dice(seed);
        let from = dice.pick(&cases).clone();
        let bytes = mutated(&mut dice, &from);
        let whole = told(&read("x.csv", &bytes, None));
        let size = 1 + dice.below(50);
        assert_eq!(in_blocks(0, bytes.chunks(size)), whole, "seed {seed}");
        let Ok(table) = read("x.csv", &bytes, None) else {
            continue;
        };
        let mut behind = 0;
        crate::support::file::remember(&table, &bytes);
        let records = records(&table);
        for row in table.row_numbers() {
            let record = &records.rows[row.index()];
            assert!(!record.is_empty(), "seed {seed}: an empty record");
            let at = bytes[behind..]
                .windows(record.len())
                .position(|part| part == record.as_slice());
            behind += at.expect("records stand in the file, in order") + record.len();
            if let Some(membership) = table.membership(row) {
                let cells = &records.cells[row.index()];
                let at = |role| {
                    let cell = &cells[table.columns().get(role).unwrap()];
                    groupsweep_core::domain::bare_id(cell).0.to_owned()
                };
                let group = at(groupsweep_core::import::Role::GroupId).to_ascii_lowercase();
                assert_eq!(membership.group.as_str(), group, "seed {seed}");
                assert_eq!(
                    membership.account.as_str(),
                    at(groupsweep_core::import::Role::UserId)
                );
            }
        }
        if table.unusable_count() < table.len() {
            let table = std::sync::Arc::new(table);
            let plan = crate::support::plan_of(&table, table.row_numbers());
            let run = groupsweep_core::run::Run::new(plan, groupsweep_core::run::Rate::DEFAULT);
            let file = crate::support::file::results_csv(&run);
            assert!(
                file.len() as u64 > table.size(),
                "seed {seed}: rows are missing"
            );
        }
    }
}

#[test]
fn noise_is_refused_and_never_a_table() {
    for seed in 0..2000 {
        let mut dice = Dice(seed);
        let bytes: Vec<u8> = (0..dice.below(400))
            .map(|_| u8::try_from(dice.below(256)).unwrap())
            .collect();
        assert!(read("x.csv", &bytes, None).is_err(), "seed {seed}");
    }
}
