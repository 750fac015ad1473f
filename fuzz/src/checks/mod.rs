//! What must be true of any bytes that are dropped on the page. The native tests
//! (`crates/core/tests/import/fuzzed.rs`) compile this folder too and hold the seeds to it.

mod case;
mod records;
mod rows;
pub(crate) mod told;
mod written;

use groupsweep_core::choose::PeopleList;
use groupsweep_core::import::{read, text_of};

use case::Case;
use records::Records;
use told::told;

/// A file to import, behind the five bytes that [`case`] explains.
pub(crate) fn import(input: &[u8]) {
    let Some(case) = Case::of(input) else {
        return;
    };
    let whole = read("x.csv", &case.file, case.columns.clone());
    assert_eq!(
        told(&case.read_in_blocks()),
        told(&whole),
        "blocks of {} bytes behind the first {}",
        case.block,
        case.first
    );
    let Ok(table) = whole else {
        return;
    };
    let records = Records::of(&table, &case);
    records.stand_in_the_file(&table);
    records.are_what_the_csv_crate_reads(&table);
    rows::say_what_the_cells_say(&table, &records);
    written::is_read_alike(&table, &records, case.terminator());
}

/// A list of people: read alike in every encoding, and no longer than its text.
pub(crate) fn people(input: &[u8]) {
    let list = PeopleList::of_bytes(input);
    let text = text_of(input);
    assert_eq!(list, PeopleList::read(&text));
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    let low: Vec<u8> = units.clone().flat_map(u16::to_le_bytes).collect();
    let high: Vec<u8> = units.flat_map(u16::to_be_bytes).collect();
    assert_eq!(list, PeopleList::of_bytes(&low));
    assert_eq!(list, PeopleList::of_bytes(&high));
    assert_eq!(
        list,
        PeopleList::of_bytes(format!("\u{feff}{text}").as_bytes())
    );
    if let Ok(list) = list {
        assert!(!list.is_empty());
        assert!(list.len() + list.not_understood.len() <= text.len());
    }
}
