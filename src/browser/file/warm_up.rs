//! Reads a made export once, unseen, so that the first file of the admin is read by compiled code: browsers compile well
//! what has run often, and no sooner.

use std::cell::Cell;
use std::fmt::Write as _;

use groupsweep_core::import::Importer;

use super::yield_now::Yielder;

/// Rows in a block: about 130 kB, as much as is read of a file in one go.
const BLOCK: u32 = 700;
/// Rows of the made export, in whole blocks. Other sizes were not measured.
const ROWS: u32 = 34 * BLOCK;
/// People in it. Every one is in several groups, as in a real export.
const PEOPLE: u32 = 3000;

thread_local! {
    /// A file of the admin's is read, or was: that compiles what is not compiled yet.
    static HAS_READ_A_FILE: Cell<bool> = const { Cell::new(false) };
}

/// From now on nothing is read for practice: a file is here.
pub(super) fn end_warm_up() {
    HAS_READ_A_FILE.set(true);
}

/// Reads the made export, a few milliseconds at a time, and forgets it. Ends early when a file comes.
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
    // A string takes whatever is written to it.
    let _ = writeln!(
        block,
        "{group:08x}-5a6b-4c7d-9e8f-{group:012x},team-{group},712020:{person:08x}-0a1b-4c2d-8e3f-{person:012x},Ada Adler {person},ada.adler{person}@acme.example,Active,{day} Sep 2023,None,{day} Aug 2024,Never accessed",
        day = person % 28 + 1,
    );
}
