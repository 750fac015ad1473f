//! Build script: puts the built page (`dist/`) into the relay's release binary,
//! so that the admin starts one file. Debug builds embed nothing; a debug
//! relay reads `dist/` from disk. What only others need stays
//! out: the same page in one file, and the headers of static hosts.
#![forbid(unsafe_code)]

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Set while the page is being built: its files come and go.
const WITHOUT_PAGE: &str = "GROUPSWEEP_WITHOUT_PAGE";
const LEFT_OUT: [&str; 2] = ["groupsweep.html", "_headers"];

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={WITHOUT_PAGE}");
    let release =
        env::var("PROFILE").as_deref() == Ok("release") && env::var_os(WITHOUT_PAGE).is_none();
    let dist =
        PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../dist");
    let mut files = Vec::new();
    if release {
        println!("cargo::rerun-if-changed={}", dist.display());
        if dist.is_dir() {
            collect(&dist, &dist, &mut files)?;
        }
    }
    files.retain(|(name, _)| !LEFT_OUT.contains(&name.as_str()));
    files.sort();
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("embedded_page.rs");
    fs::write(out, table(&files))
}

/// Every file below `folder`, as (path below `base` with `/`, path on disk).
fn collect(base: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(base, &path, files)?;
        } else if let Ok(below) = path.strip_prefix(base) {
            files.push((below.to_string_lossy().replace('\\', "/"), path));
        }
    }
    Ok(())
}

/// The source of a `&[(&str, &[u8])]` literal that includes the files.
fn table(files: &[(String, PathBuf)]) -> String {
    let mut source = String::from("&[\n");
    for (name, path) in files {
        let _ = writeln!(source, "    ({name:?}, include_bytes!({path:?})),");
    }
    source.push_str("]\n");
    source
}
