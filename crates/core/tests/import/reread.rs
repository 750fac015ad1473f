//! The file is read once more: what is not the file that was imported gives nothing.

use groupsweep_core::import::{FileChangedError, RecordKind, Rewind, RowColumns, Table};

use crate::support::{account, export, table};

/// Far after the first block, where only the rows themselves show it.
const ROWS: usize = 1500;

fn text() -> String {
    let memberships: Vec<_> = (0..ROWS).map(|row| (row % 3, row)).collect();
    export(&memberships)
}

fn read_again(table: &Table, file: &[u8], block: usize) -> Result<RowColumns, FileChangedError> {
    let mut column = RowColumns::of(5);
    let mut rewind = Rewind::of(table);
    let mut take = |part, record: &groupsweep_core::import::Record<'_>| {
        if part != RecordKind::Headings {
            column.push(record);
        }
    };
    for block in file.chunks(block) {
        rewind.feed(table, block, &mut take)?;
    }
    rewind.finish(table, &mut take)?;
    Ok(column)
}

#[test]
fn the_same_file_gives_the_cells_of_every_row() {
    let text = text();
    let table = table(&text);
    for block in [usize::MAX, 1000, 70_000] {
        let column = read_again(&table, text.as_bytes(), block).unwrap();
        assert!(table.row_numbers().all(|row| column.get(row) == "Active"));
    }
}

#[test]
fn another_file_in_its_place_is_told() {
    let text = text();
    let table = table(&text);
    assert!(text.len() > 2 * 64 * 1024);
    let last = text.len() - 1;
    let others = [
        (
            "a letter of the first block",
            text.replacen("User 0", "Usor 0", 1),
        ),
        ("a longer row", text.replacen("User 1400", "User 14000", 1)),
        (
            "a line end elsewhere",
            text.replacen("User 1400,", "User 140\n,", 1),
        ),
        (
            "a row less",
            text[..text.rfind(&account(ROWS - 1)[..]).unwrap() - 50].to_owned(),
        ),
        ("a shorter last row", text[..last - 8].to_owned()),
        ("a row more", format!("{text}{}", "x,y\r\n")),
        ("nothing", String::new()),
    ];
    for (what, other) in others {
        assert!(other != text, "{what}");
        for block in [usize::MAX, 1000] {
            assert_eq!(
                read_again(&table, other.as_bytes(), block).err(),
                Some(FileChangedError),
                "{what}"
            );
        }
    }
}
