//! What holds for the repository as a whole.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod docs;
mod engines;
mod file_sizes;
mod screens;
#[cfg(unix)]
mod setup;
mod supply;

use std::fs;
use std::path::Path;

/// The top of the checkout; this package stands two folders below it.
fn root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(2).unwrap()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}
