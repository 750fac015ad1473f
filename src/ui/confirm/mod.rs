//! The dialog before anything is changed. It says site, account and rows; for
//! more than one row the site's name is typed.

mod facts;
mod first_here;
mod forget;
mod go_on;
mod put_away;
mod resume;
mod undo;

use std::sync::Arc;

use groupsweep_core::plan::{Confirmation, Plan, Scope};
use groupsweep_core::report::wording::{
    DialogScope, dialog_title, export_title, question_name, submit,
};
use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlDialogElement;

use crate::ui::widgets::Alert;

use super::app_state::{Asking, session};
use super::step::Step;
use super::text;

use facts::DialogSubject;
use first_here::FirstHere;
use forget::{Forgetting, ForgottenRecord};
use go_on::GoingOn;
use put_away::{PuttingAway, StartingOver};
use resume::{Resuming, ResumingCopy};
use undo::Undoing;

/// Why a dialog closes by itself.
const PLAN_REPLACED: &str = "The rows changed while the dialog was open. Nothing was sent. Look at them again, then continue.";

/// The dialog; open while [`AppState::open_dialog`] holds a scope.
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
    // What the dialog shows may be replaced meanwhile: by a file dropped on it, by another tab's keep list.
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
        Some(Asking::PutAway(..)) => "Confirm discarding",
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
                Asking::Forget(head) => Some(view! { <Forgetting record=ForgottenRecord::of_run(&head) /> }.into_any()),
                Asking::ForgetDamaged(run) => Some(view! { <Forgetting record=ForgottenRecord::of_damaged(&run) /> }.into_any()),
            }}
        </dialog>
    }
}

/// In a low window a browser scrolls to what it gives the focus. Where that is a button, which is in view anyway, the site,
/// the account and the row are seen first.
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

#[component]
fn Question(
    plan: Arc<Plan>,
    scope: Scope,
    /// The plan is carried out elsewhere, not by this page.
    #[prop(optional)]
    elsewhere: bool,
) -> impl IntoView {
    let session = session();
    let asked = DialogSubject::of(session, &plan, scope, elsewhere);
    let counts = asked.counts();
    // Some of the plan went before: the trial, or what a run that was stopped had sent.
    let part = DialogScope::of(scope, asked.items.len() < plan.items().len());
    // A trial that proved nothing opens the rest only to somebody who says so.
    let is_unproven = scope != Scope::Trial && !elsewhere && asked.needs_acceptance();
    let accepted = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<String>);
    let name = plan.connection().target.name().to_owned();
    let looks = plan.connection().target.looks();
    let is_real = !plan.connection().target.is_practice();
    let name_fits = {
        let name = name.clone();
        move || {
            let fits = || typed.with(|typed| typed.trim().eq_ignore_ascii_case(&name));
            let is_confirmed = || fits() && (!is_unproven || accepted.get());
            scope == Scope::Trial || is_confirmed()
        }
    };
    let (facts, warnings) = (asked.facts(), asked.warnings());
    let purpose = plan.purpose();
    let button = submit(purpose, part, &counts);
    let counted = asked.items.clone();
    let title = if elsewhere {
        export_title(purpose, asked.items.len())
    } else {
        dialog_title(purpose, part, &counts)
    };
    let confirm = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        // Closing first: a second press of the same click finds no dialog.
        let name = typed.get_untracked();
        let confirmation = match scope {
            Scope::Trial => Confirmation::OneRow,
            Scope::Remaining | Scope::Failed if accepted.get_untracked() => {
                Confirmation::TypedSiteNameWithoutProof(name)
            }
            Scope::Remaining | Scope::Failed => Confirmation::TypedSiteName(name),
        };
        let confirmed = if elsewhere {
            session.confirm_taking(&plan, &confirmation)
        } else {
            session.confirm(&plan, scope, &counted, &confirmation)
        };
        match confirmed {
            Ok(()) => {
                session.open_dialog.set(None);
                if !elsewhere {
                    session.step.set(Step::Run);
                }
            }
            Err(why) => refused.set(Some(why.to_string())),
        }
    };
    view! {
        <form method="dialog" on:submit=confirm>
            <header class="dialog__head">
                <p class="looks" data-looks=looks.key()>{is_real.then(|| format!("{} ", looks.label()))}<b>{name.clone()}</b></p>
                <h2 class="dialog__title">{title}</h2>
            </header>
            <dl class="dialog__facts">
                {facts.into_iter().map(|(word, value)| view! { <dt>{word}</dt><dd>{value}</dd> }).collect_view()}
            </dl>
            {(!warnings.is_empty()).then(|| view! {
                <div class="note note--warn">{warnings.into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}</div>
            })}
            {is_real.then(|| view! { <FirstHere /> })}
            {is_unproven.then(|| view! {
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=move || accepted.get()
                        on:change:target=move |event| accepted.set(event.target().checked())
                    />
                    <span>"Continue although the test proved nothing"</span>
                </label>
            })}
            {(scope != Scope::Trial).then(|| view! {
                <div class="field">
                    <label for="site-name">"Site name"</label>
                    <input
                        type="text"
                        id="site-name"
                        autocomplete="off"
                        autofocus
                        spellcheck="false"
                        aria-describedby="site-name-hint"
                        prop:value=move || typed.get()
                        on:input:target=move |event| { typed.set(event.target().value()); refused.set(None); }
                    />
                    <p id="site-name-hint" class="sub">"Type " <b>{name.clone()}</b> " to confirm."</p>
                </div>
            })}
            <Alert what=refused />
            <div class="dialog__actions">
                <button type="button" class="button" autofocus=scope == Scope::Trial on:click=move |_| session.open_dialog.set(None)>"Cancel"</button>
                <button type="submit" class="button button--danger" disabled=move || !name_fits()>
                    {if elsewhere { "Export" } else { button.verb }} <span class="button__count" aria-hidden="true">{text::number(button.rows as usize)}</span>
                </button>
            </div>
        </form>
    }
}
