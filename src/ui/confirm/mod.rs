//! The dialog before anything is changed. It shows site, account and rows. For more than one row, the admin types the
//! site's name.

mod facts;
mod first_here;
mod forget;
mod go_on;
mod put_away;
mod question;
mod resume;
mod undo;

use groupsweep_core::plan::Scope;
use groupsweep_core::report::wording::question_name;
use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlDialogElement;

use super::app_state::{Asking, session};

use forget::{Forgetting, ForgottenRecord};
use go_on::GoingOn;
use put_away::{PuttingAway, StartingOver};
use question::Question;
use resume::{Resuming, ResumingCopy};
use undo::Undoing;

/// Why a dialog closes by itself.
const PLAN_REPLACED: &str = "What this dialog showed was replaced, so it was closed. Nothing was sent. Look at the rows again, then continue.";

/// The dialog. Open while [`AppState::open_dialog`] holds a question.
#[component]
pub(super) fn ConfirmDialog() -> impl IntoView {
    let session = session();
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match session.open_dialog.get() {
            Some(_) if !dialog.open() => {
                let _ = dialog.show_modal();
                begin_at_the_top(&dialog);
            }
            None if dialog.open() => dialog.close(),
            Some(_) | None => {}
        }
    });
    // A file dropped on the dialog or another tab's keep list may replace what the dialog shows.
    Effect::new(move |_| {
        let is_outdated = session.open_dialog.with(|asking| match asking {
            Some(Asking::Leave(_, plan) | Asking::Take(plan)) => !session.is_what_is_there(plan),
            Some(_) | None => false,
        });
        if is_outdated {
            session.open_dialog.set(None);
            session.trouble.set(Some(PLAN_REPLACED.to_owned()));
        }
    });
    let name = move || match session.open_dialog.get() {
        Some(Asking::Undo) => "Confirm undo",
        Some(Asking::GoOn(_)) => "Confirm resume",
        Some(Asking::Forget(_) | Asking::ForgetDamaged(_)) => "Confirm deletion",
        Some(Asking::Resume(_) | Asking::WriteBack(_)) => "Confirm resume",
        Some(Asking::Take(_)) => "Confirm export",
        Some(Asking::PutAway(..)) => "Confirm discard",
        Some(Asking::StartOver) => "Confirm start over",
        Some(Asking::Leave(..)) | None => question_name(session.purpose_now()),
    };
    view! {
        <dialog class="dialog" aria-label=name node_ref=dialog on:close=move |_| session.open_dialog.set(None)>
            {move || match session.open_dialog.get()? {
                Asking::Leave(scope, plan) => Some(view! { <Question plan scope /> }.into_any()),
                Asking::Take(plan) => Some(view! { <Question plan scope=Scope::Remaining elsewhere=true /> }.into_any()),
                Asking::Undo => Some(view! { <Undoing /> }.into_any()),
                Asking::GoOn(head) => Some(view! { <GoingOn head /> }.into_any()),
                Asking::Resume(changed) => Some(view! { <Resuming changed /> }.into_any()),
                Asking::WriteBack(copy) => Some(view! { <ResumingCopy copy /> }.into_any()),
                Asking::PutAway(head, errand) => Some(view! { <PuttingAway head errand /> }.into_any()),
                Asking::StartOver => Some(view! { <StartingOver /> }.into_any()),
                Asking::Forget(head) => Some(view! { <Forgetting question=ForgottenRecord::of_run(&head, session.run_id().as_ref() == Some(&head.id)) /> }.into_any()),
                Asking::ForgetDamaged(run) => Some(view! { <Forgetting question=ForgottenRecord::of_damaged(&run) /> }.into_any()),
            }}
        </dialog>
    }
}

/// Scrolls to the top. In a low window, a browser scrolls to the focused element. If that is a button, it is in view
/// anyway, and the site, the account and the row should be seen first.
fn begin_at_the_top(dialog: &HtmlDialogElement) {
    let focused = document().active_element();
    let is_button = focused.is_some_and(|focused| {
        let actions = focused.closest(".dialog__actions");
        actions.ok().flatten().is_some()
    });
    if is_button {
        dialog.set_scroll_top(0);
    }
}
