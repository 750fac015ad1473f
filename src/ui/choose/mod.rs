//! Choose: filters, the table, and what the ticks will change.

mod changes;
mod filters;
mod memberships;
mod ticking;

use std::sync::Arc;

use leptos::prelude::*;

use super::session::session;
use super::step::Step;
use super::steps::{Heading, NextBar};
use super::text;

use changes::Changes;
use memberships::Memberships;

/// The step.
#[component]
pub(super) fn ChooseScreen() -> impl IntoView {
    let session = session();
    let note = Signal::derive(move || {
        let unusable = session.table().map_or(0, |table| table.unusable_count());
        let left_out = if unusable > 0 {
            format!(
                " · {} left out",
                text::count(unusable, "unusable row", "unusable rows")
            )
        } else {
            String::new()
        };
        match session.selected() {
            0 => format!("Tick what is to be removed{left_out}"),
            n => format!("{} selected{left_out}", text::number(n)),
        }
    });
    view! {
        <Heading
            title="Choose who leaves which group"
            lead="Ticked memberships will be removed. Accounts stay; so do permission schemes and restrictions."
        />
        {move || match session.table() {
            Some(table) => view! {
                <div class="body">
                    <Memberships table=Arc::clone(&table) />
                    <Changes table />
                </div>
            }.into_any(),
            None => view! { <p class="body body--single sub">"Import a file first."</p> }.into_any(),
        }}
        <NextBar to=Step::Connect note />
    }
}
