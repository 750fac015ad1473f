//! The limit of calls per second: as fast as the site allows, gentle, or the admin's own number.

use groupsweep_core::run::{Event, Rate};
use leptos::prelude::*;

use crate::browser::Remembered;
use crate::ui::app_state::{AppState, session};
use crate::ui::text;
use crate::ui::widgets::{Fold, Pace};

#[component]
pub(super) fn PaceFields() -> impl IntoView {
    let session = session();
    let form = session.form;
    let name = Signal::derive(move || {
        let rate = form.rate();
        if rate == Rate::MAX {
            "Pace: as fast as the site allows".to_owned()
        } else {
            format!(
                "Pace: at most {} a second",
                text::count(rate.into(), "call", "calls")
            )
        }
    });
    view! {
        <Fold name>
        <Pace
            id="rate"
            label="Calls per second"
            choices=[("As fast as the site allows", Rate::MAX), ("Gentle", Rate::GENTLE.get())]
            rate=Signal::derive(move || form.rate())
            set=Callback::new(move |asked| set(session, asked))
            most=Signal::derive(move || session.bound(u16::MAX).get())
            hint="The most that this run sends. Atlassian's limit is 50 a second for the whole site, shared by everyone on it."
        />
        </Fold>
    }
}

fn set(session: AppState, calls: u16) -> u16 {
    let bound = session.bound(calls);
    session.form.set_rate(bound.get());
    Remembered::CallsPerSecond.set(&bound.get().to_string());
    session.order(Event::SetRate(bound));
    bound.get()
}

impl AppState {
    /// The limit that applies for a requested number. The practice site accepts more than a real one.
    pub(in crate::ui) fn bound(self, calls: u16) -> Rate {
        let is_model = self
            .connection()
            .is_some_and(|connection| connection.target.is_model());
        if is_model {
            Rate::of_model(calls)
        } else {
            Rate::per_second(calls)
        }
    }
}
