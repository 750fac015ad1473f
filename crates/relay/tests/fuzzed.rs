//! The fuzzer's checks on its seeds and on every change of a byte in them: `make fuzz` with TARGET=relay tries millions more.

use std::fs;
use std::path::Path;

#[path = "../../../fuzz/src/relay_gate.rs"]
mod checks;

#[test]
fn the_fuzzers_seeds_pass_its_checks_as_they_are_and_with_any_byte_changed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds/relay");
    let mut seeds = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let seed = fs::read(entry.unwrap().path()).unwrap();
        checks::entrance(&seed);
        for at in 0..seed.len() {
            for by in [0, b'\n', b'\r', b' ', b'%', b'/', b'.', b'"', 0xff] {
                let mut changed = seed.clone();
                changed[at] = by;
                checks::entrance(&changed);
                changed.remove(at);
                checks::entrance(&changed);
            }
        }
        seeds += 1;
    }
    assert!(seeds >= 18, "{seeds}");
}
