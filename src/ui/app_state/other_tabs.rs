//! The channel on which this tab tells the page's other tabs what it did.

use leptos::prelude::*;

use crate::browser::TabChannel;

/// A channel to the other tabs. Cheap to copy. Sends nothing before [`Self::listen`].
#[derive(Clone, Copy)]
pub(in crate::ui) struct OtherTabs(StoredValue<Option<TabChannel>, LocalStorage>);

impl OtherTabs {
    pub(super) fn new() -> Self {
        Self(StoredValue::new_local(None))
    }

    pub(in crate::ui) fn listen(self, line: TabChannel) {
        self.0.set_value(Some(line));
    }

    /// Notifies the other tabs.
    pub(in crate::ui) fn tell(self, word: &str) {
        self.0.with_value(|line| {
            if let Some(line) = line {
                line.tell(word);
            }
        });
    }
}
