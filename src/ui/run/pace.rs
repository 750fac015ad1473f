//! How fast the run may go: as fast as the site allows, gently, or a bound of the admin's own.

use leptos::prelude::*;

use crate::run::{Event, Rate};
use crate::ui::session::{Session, session};

#[component]
pub(super) fn PaceFields() -> impl IntoView {
    let session = session();
    let rate = session.form.rate;
    let most = move || bound(session, u16::MAX).get();
    let radio = move |id: &'static str, label: &'static str, calls: u16| {
        view! {
            <label class="choice" for=id>
                <input
                    type="radio"
                    name="pace"
                    id=id
                    prop:checked=move || rate.get() == calls
                    on:change=move |_| set(session, calls)
                />
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <fieldset class="pace">
            <legend class="sub">"Pace"</legend>
            {radio("pace-most", "As fast as the site allows", Rate::MAX)}
            {radio("pace-gentle", "Gentle", Rate::GENTLE.get())}
            <div class="field field--inline">
                <label for="rate">"Calls per second"</label>
                <input
                    type="number"
                    id="rate"
                    min="1"
                    max=move || most().to_string()
                    aria-describedby="rate-hint"
                    prop:value=move || rate.get().to_string()
                    on:change:target=move |event| {
                        let asked = event.target().value().parse().unwrap_or(Rate::DEFAULT.get());
                        let taken = bound(session, asked).get();
                        event.target().set_value(&taken.to_string());
                        set(session, taken);
                    }
                />
                <span id="rate-hint" class="sub">"at most; it begins gently and finds what the site allows"</span>
            </div>
        </fieldset>
    }
}

/// The bound that is taken for what is asked: a model of a site takes more than a real one.
fn bound(session: Session, calls: u16) -> Rate {
    session.bound(calls)
}

fn set(session: Session, calls: u16) {
    let bound = session.bound(calls);
    session.form.rate.set(bound.get());
    session.order(Event::SetRate(bound));
}

impl Session {
    /// The upper bound of the pace for what is asked.
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
