//! What assistive technology reads out of a sentence that changes often.

use groupsweep_core::report::Announcer;
use groupsweep_driver::ports::Clock;
use leptos::prelude::*;

use crate::browser::BrowserClock;

use super::every_second;

/// Reads `sentence` out at most once in five seconds. Where it is seen, it has `aria-live="off"`.
#[component]
pub(in crate::ui) fn ReadOut(#[prop(into)] sentence: Signal<String>) -> impl IntoView {
    let second = every_second();
    let announcer = StoredValue::new(Announcer::default());
    let announced = Memo::new(move |before: Option<&String>| {
        // What was not read out at once is looked at again.
        second.track();
        let sentence = sentence.get();
        let next = announcer.try_update_value(|announcer| {
            let next = announcer.announce(&sentence, BrowserClock.now());
            next.map(str::to_owned)
        });
        next.flatten()
            .or_else(|| before.cloned())
            .unwrap_or_default()
    });
    view! { <p class="hidden" aria-live="polite">{announced}</p> }
}
