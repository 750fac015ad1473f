//! Texts that many people share, such as a status or a domain, each stored once.

use groupsweep_sheet::{Interner, trimmed};

use crate::import::user_index::NameIndex;

/// A column with more distinct texts does not contain statuses. All further texts share the index `u16::MAX`.
const MAX_NAMES: usize = u16::MAX as usize;

/// Distinct texts of one kind, in order of first appearance.
#[derive(Debug, Default)]
pub(super) struct TextPool {
    pub(super) all: Vec<String>,
    known: Interner,
}

impl TextPool {
    pub(super) fn number(&mut self, name: &str) -> NameIndex {
        let name = trimmed(name);
        let number = if self.all.len() < MAX_NAMES {
            let (number, is_new) = self.known.intern(name.as_bytes());
            if is_new {
                self.all.push(name.to_owned());
            }
            Some(number)
        } else {
            self.known.find(name.as_bytes())
        };
        let number = number.and_then(|number| u16::try_from(number).ok());
        NameIndex(number.unwrap_or(u16::MAX))
    }

    pub(super) fn get(&self, ix: NameIndex) -> &str {
        self.all.get(usize::from(ix.0)).map_or("", String::as_str)
    }
}
