//! A question before the first run on a real site at this address: whether a keep list or past runs are stored at
//! another address. They have an effect only where they are loaded. The question blocks nothing, because most admins
//! are new.

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
    /// Whether to ask: nothing is stored at this address, and the admin has not confirmed that.
    pub(super) fn asks_elsewhere(self) -> bool {
        let runs = self.stored_runs;
        let has_run = runs.with_heads(|heads| heads.iter().any(|head| head.site.is_some()));
        let has_list = self.keep.known() != KeepListState::None;
        !self.asked_elsewhere.get() && !has_run && !has_list && !runs.has_damaged()
    }

    /// Notes the answer, so that the question is not asked again at this address. Its button disappears with it.
    pub(super) fn answered_elsewhere(self) {
        self.asked_elsewhere.set(true);
        Remembered::NothingKeptElsewhere.set("yes");
        give_lost_focus(&["dialog[open] [autofocus]"]);
    }
}
