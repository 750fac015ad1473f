//! Parses the last-seen cells of a file, each distinct text once.

use groupsweep_sheet::Interner;

use crate::import::last_seen::LastSeen;

/// The parsed last-seen cells. A file has few distinct ones.
#[derive(Debug, Default)]
pub(super) struct Days {
    texts: Interner,
    read: Vec<LastSeen>,
}

impl Days {
    pub(super) fn read(&mut self, cell: &[u8]) -> LastSeen {
        let (number, is_new) = self.texts.intern(cell);
        if is_new {
            self.read.push(LastSeen::read(
                std::str::from_utf8(cell).unwrap_or_default(),
            ));
        }
        self.read[number as usize]
    }
}
