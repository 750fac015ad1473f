//! The button that starts loading, and the pace of the reads.

use groupsweep_core::run::Rate;
use leptos::prelude::*;

use crate::ui::app_state::{For, session};
use crate::ui::widgets::Pace;

/// The label that the button on Connect and the sections share.
fn label(what: For) -> &'static str {
    match what {
        For::Table => "Load from the site",
        For::Names => "Look up the group ids",
    }
}

/// The button that starts loading.
#[component]
pub(super) fn Begin(what: For) -> impl IntoView {
    let session = session();
    // Looking up names would replace what was read, which still waits for a decision.
    let waits = move || what == For::Names && session.load.holds_groups();
    view! {
        <button
            type="button"
            class="button"
            class:button--primary=move || session.load.wanted() == Some(what)
            disabled=move || session.has_run() || waits()
            on:click=move |_| session.load(what)
        >
            {label(what)}
        </button>
    }
}

#[component]
pub(super) fn ReadPace() -> impl IntoView {
    let session = session();
    let rate = Signal::derive(move || session.reads().get());
    let set = Callback::new(move |asked: u16| {
        let taken = Rate::of_reads(asked).get();
        session.load.set_reads(taken);
        taken
    });
    view! {
        <Pace
            id="reads"
            label="Reads per second"
            choices=[("As fast as the site allows", Rate::READS_MAX), ("Gentle", Rate::READS_MAX / 4)]
            rate
            set
            most=Signal::derive(|| Rate::READS_MAX)
            hint="The most that this page sends. The site's limit is shared by everyone who uses it."
        />
    }
}
