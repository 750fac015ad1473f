//! Reads a generated export once in the background, so that the admin's first file is read by optimized code: browsers
//! only optimize code that has run often.

use std::cell::Cell;
use std::fmt::Write as _;

use groupsweep_core::import::Importer;

use super::yield_now::Yielder;

/// Rows in a block: about 130 kB, like a block of a file.
const BLOCK: u32 = 700;
/// Rows of the generated export, in whole blocks. Other sizes were not measured.
const ROWS: u32 = 34 * BLOCK;
/// People in it. Each is in several groups, as in a real export.
const PEOPLE: u32 = 3000;

thread_local! {
    /// The admin's file is being read or was read, which also warms up the code.
    static HAS_READ_A_FILE: Cell<bool> = const { Cell::new(false) };
}

/// Ends the warm-up, because the admin's file is here.
pub(super) fn end_warm_up() {
    HAS_READ_A_FILE.set(true);
}

/// Reads the generated export, a few milliseconds at a time, and drops it. Ends early when a file comes.
pub async fn warm_up() {
    let size = ROWS as usize * 180;
    let mut importer = Importer::new("", size, None);
    let mut breath = Yielder::new();
    let mut block = HEADINGS.to_owned();
    for row in 0..ROWS {
        write_row(&mut block, row);
        if row % BLOCK == BLOCK - 1 {
            let is_wanted = !HAS_READ_A_FILE.get() && importer.feed(block.as_bytes()).is_ok();
            if !is_wanted {
                return;
            }
            block.clear();
            breath.take().await;
        }
    }
    if let Ok(mut ending) = importer.end() {
        while !ending.step() && !HAS_READ_A_FILE.get() {
            breath.take().await;
        }
    }
}

const HEADINGS: &str = "Group id,Group name,User id,User name,email,User status,Added to org,Org role,Last seen in Jira - a,Last seen in Confluence - a\n";

fn write_row(block: &mut String, row: u32) {
    let (group, person) = (row / PEOPLE, row % PEOPLE);
    // Writing to a string cannot fail.
    let _ = writeln!(
        block,
        "{group:08x}-5a6b-4c7d-9e8f-{group:012x},team-{group},712020:{person:08x}-0a1b-4c2d-8e3f-{person:012x},Ada Adler {person},ada.adler{person}@acme.example,Active,{day} Sep 2023,None,{day} Aug 2024,Never accessed",
        day = person % 28 + 1,
    );
}
