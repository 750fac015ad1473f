//! Announces a sentence that changes often to assistive technology.

use groupsweep_core::report::Announcer;
use groupsweep_driver::ports::Clock;
use leptos::prelude::*;

use crate::browser::BrowserClock;

use super::every_second;

/// Announces `sentence` at most once in five seconds. The visible sentence has `aria-live="off"`.
#[component]
pub(in crate::ui) fn ReadOut(#[prop(into)] sentence: Signal<String>) -> impl IntoView {
    let second = every_second();
    let announcer = StoredValue::new(Announcer::default());
    let announced = Memo::new(move |before: Option<&String>| {
        // A sentence that was held back is announced later.
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
