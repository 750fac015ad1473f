//! Parts of one export, dropped together.

use groupsweep_core::import::{SeamError, Table, read, seam};

use super::bytes;

/// The files as one, as the page puts them together.
fn joined(parts: &[Vec<u8>]) -> Result<Table, SeamError> {
    let mut whole = parts[0].clone();
    for part in &parts[1..] {
        let seam = seam(&parts[0], part)?;
        whole.extend_from_slice(seam.line_end);
        whole.extend_from_slice(&part[seam.skip..]);
    }
    Ok(read("joined.csv", &whole, None).unwrap())
}

fn text(name: &str) -> String {
    String::from_utf8(bytes(name)).unwrap()
}

fn memberships(table: &Table) -> Vec<String> {
    table
        .row_numbers()
        .map(|row| format!("{:?}", table.membership(row).unwrap()))
        .collect()
}

#[test]
fn two_parts_with_the_same_headings_are_one_table() {
    let whole = read("x.csv", &bytes("00-base.csv"), None).unwrap();
    let (one, two) = (text("18a-part1.csv"), text("18b-part2.csv"));
    let low = |text: &str| -> Vec<u8> {
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    };
    let high = |text: &str| -> Vec<u8> {
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        units.flat_map(u16::to_be_bytes).collect()
    };
    let marked = |text: &str| format!("\u{feff}{text}").into_bytes();
    for parts in [
        [one.clone().into_bytes(), two.clone().into_bytes()],
        // No line end at the end of the first, a mark and another spelling in the second.
        [
            one.trim_end().as_bytes().to_vec(),
            marked(&two.replacen("Group id", "\" GROUP ID \"", 1)),
        ],
        [
            one.clone().into_bytes(),
            format!("Part 2,,,\n{two}").into_bytes(),
        ],
        [low(&one), low(&two)],
        [high(&one), high(&two)],
    ] {
        let table = joined(&parts).unwrap();
        assert_eq!((table.len(), table.unusable_count()), (8, 0));
        assert!(table.findings().is_empty());
        assert_eq!(memberships(&table), memberships(&whole));
    }
}

#[test]
fn files_that_are_no_parts_of_one_table_are_not_joined() {
    let one = bytes("18a-part1.csv");
    let semicolons = text("18b-part2.csv").replace(',', ";").into_bytes();
    for (other, why) in [
        (
            bytes("01-manager-column-unquoted-comma.csv"),
            SeamError::OtherHeadings,
        ),
        (
            bytes("08d-restore-as-written.csv"),
            SeamError::OtherHeadings,
        ),
        (bytes("16-rm-groups.csv"), SeamError::NoHeadings),
        (b"PK\x03\x04".to_vec(), SeamError::NoHeadings),
        (semicolons, SeamError::WrittenOtherwise),
    ] {
        assert_eq!(seam(&one, &other), Err(why));
    }
}
