//! Inputs that went wrong once, each standing for a kind of trouble: what reading them, and the lists beside them,
//! must give. The files are in `tests/cases`; people and ids are invented.

mod files;
mod joined;
mod lists;
mod shifted;

use std::fs;
use std::path::Path;

use groupsweep_core::import::{ImportError, Table, read};

/// The bytes of a case.
fn bytes(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases");
    fs::read(folder.join(name)).unwrap()
}

fn outcome(name: &str) -> Result<Table, ImportError> {
    read(name, &bytes(name), None)
}

fn table(name: &str) -> Table {
    outcome(name).unwrap()
}
