//! The clock of what is said of waiting: a site that stays silent brings no event of its own.

use std::time::Duration;

use leptos::prelude::*;

/// Changes every second for as long as the component stands.
pub(in crate::ui) fn every_second() -> ReadSignal<u64> {
    let (second, set) = signal(0_u64);
    let tick = move || set.update(|second| *second += 1);
    // Without timers the words are as old as the last event, which is no worse than having no words.
    if let Ok(handle) = set_interval_with_handle(tick, Duration::from_secs(1)) {
        on_cleanup(move || handle.clear());
    }
    second
}
