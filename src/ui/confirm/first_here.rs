//! Asked once at an address, before its first run on a real site: whether a keep list or past runs are kept at another
//! one. They protect people only where they are loaded. It bars nothing: most admins come here for the first time.

use leptos::prelude::*;

use crate::browser::{Remembered, own_address};
use crate::ui::app_state::{AppState, KeepListState, session};
use crate::ui::focus::give_lost_focus;

#[component]
pub(super) fn FirstHere() -> impl IntoView {
    let session = session();
    let load = move |_| {
        session.open_dialog.set(None);
        session.keep.open_dialog();
    };
    view! {
        <Show when=move || session.asks_elsewhere()>
            <section class="note note--line" aria-label="First run at this address">
                <p>
                    {format!("Nothing is saved {} yet: no keep list, and no run on a real site. If you have them at another address, load the keep list here and the past runs on Import.", own_address().here())}
                </p>
                <button type="button" class="button button--small" on:click=load>"Load keep list"</button>
                <button type="button" class="button button--small" on:click=move |_| session.answered_elsewhere()>"No, continue"</button>
            </section>
        </Show>
    }
}

impl AppState {
    /// Whether to ask: nothing is kept at this address, and nobody has said that this is right.
    pub(super) fn asks_elsewhere(self) -> bool {
        let runs = self.stored_runs;
        let has_run = runs.with_heads(|heads| heads.iter().any(|head| head.site.is_some()));
        let has_list = self.keep.known() != KeepListState::None;
        !self.asked_elsewhere.get() && !has_run && !has_list && !runs.has_damaged()
    }

    /// It is not asked again at this address. The button that said so goes with the question.
    pub(super) fn answered_elsewhere(self) {
        self.asked_elsewhere.set(true);
        Remembered::NothingKeptElsewhere.set("yes");
        give_lost_focus(&["dialog[open] [autofocus]"]);
    }
}
