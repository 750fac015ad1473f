//! The other tabs of this page, and the line on which they are told what this one did.

use leptos::prelude::*;

use crate::browser::TabChannel;

/// A line to the other tabs; cheap to copy. Nobody is told before [`Self::listen`].
#[derive(Clone, Copy)]
pub(in crate::ui) struct OtherTabs(StoredValue<Option<TabChannel>, LocalStorage>);

impl OtherTabs {
    pub(super) fn new() -> Self {
        Self(StoredValue::new_local(None))
    }

    pub(in crate::ui) fn listen(self, line: TabChannel) {
        self.0.set_value(Some(line));
    }

    /// Tells the other tabs.
    pub(in crate::ui) fn tell(self, word: &str) {
        self.0.with_value(|line| {
            if let Some(line) = line {
                line.tell(word);
            }
        });
    }
}
