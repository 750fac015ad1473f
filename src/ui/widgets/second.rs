//! A clock for sentences about waiting, because a silent site causes no event.

use std::time::Duration;

use leptos::prelude::*;

/// Changes every second while the component exists.
pub(in crate::ui) fn every_second() -> ReadSignal<u64> {
    let (second, set) = signal(0_u64);
    let tick = move || set.update(|second| *second += 1);
    // Without timers the sentence is as old as the last event, which is no worse than no sentence.
    if let Ok(handle) = set_interval_with_handle(tick, Duration::from_secs(1)) {
        on_cleanup(move || handle.clear());
    }
    second
}
