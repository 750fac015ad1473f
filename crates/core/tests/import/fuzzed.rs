//! The fuzzer's checks on its stored inputs and on the hard files. `make fuzz` tries millions more.

use std::fs;
use std::path::Path;

use crate::import::checks;
use crate::support::Dice;

/// The files below a folder of this project, by name.
fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(folder);
    let entries = fs::read_dir(folder).unwrap();
    let named = entries.map(|entry| {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, fs::read(path).unwrap())
    });
    named.collect()
}

fn is_file_to_import((name, _): &(String, Vec<u8>)) -> bool {
    !name.ends_with(".json") && !name.ends_with(".rs")
}

#[test]
fn what_the_fuzzer_found_worth_keeping_passes_its_checks() {
    for (name, bytes) in files("fuzz/seeds/import") {
        println!("{name}");
        checks::import(&bytes);
    }
    for (name, bytes) in files("fuzz/seeds/people") {
        println!("{name}");
        checks::people(&bytes);
    }
}

#[test]
fn every_hard_file_passes_them_in_small_blocks_and_with_a_long_row_somewhere() {
    let mut dice = Dice(31);
    for (name, bytes) in files("tests/hard").into_iter().filter(is_file_to_import) {
        // Nothing is put into it, or a long row in one of three encodings.
        let long = u8::try_from(5 + dice.below(6)).unwrap();
        for kind in [0, long] {
            let place = dice.below(bytes.len() + 1).to_le_bytes();
            let block = u8::try_from(dice.below(64)).unwrap();
            println!("{name}: {kind}, {place:?}, blocks of {block}");
            let input = [&[block, kind, place[0], place[1], 9], bytes.as_slice()].concat();
            checks::import(&input);
        }
        checks::people(&bytes);
    }
}
