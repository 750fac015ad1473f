//! The question before a run whose record came from another address is resumed.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

use crate::journal::Head;
use crate::report::wording::going_on;
use crate::ui::records::Errand;
use crate::ui::session::session;

#[component]
pub(super) fn GoingOn(head: Arc<Head>) -> impl IntoView {
    let session = session();
    let closed = RwSignal::new(false);
    let asked = head
        .brought
        .as_ref()
        .map(|brought| going_on(&head, brought));
    let go = move |_| {
        session.asking.set(None);
        session.bring_back(Rc::new(Head::clone(&head)), Errand::GoOn);
    };
    asked.map(|asked| view! {
        <h2 class="dialog__title">{asked.title}</h2>
        <p>{asked.why}</p>
        <p>{asked.next}</p>
        <label class="check">
            <input
                type="checkbox"
                prop:checked=move || closed.get()
                on:change:target=move |event| closed.set(event.target().checked())
            />
            <span>{asked.closed}</span>
        </label>
        <div class="dialog__actions">
            <button type="button" class="button" autofocus on:click=move |_| session.asking.set(None)>"Cancel"</button>
            <button type="button" class="button button--primary" disabled=move || !closed.get() on:click=go>"Go to Run"</button>
        </div>
    })
}
