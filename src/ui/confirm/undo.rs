//! The question before a run is taken back.

use std::sync::Arc;

use groupsweep_core::plan::{Plan, Purpose, Scope};
use groupsweep_core::report::wording::{
    damaged_rows_of, left_to_later, nothing_left_to_undo, nothing_to_undo, undo_also, undo_dialog,
};
use groupsweep_core::run::{Run, UndoScope};
use leptos::prelude::*;

use crate::ui::app_state::session;
use crate::ui::focus::give_lost_focus;
use crate::ui::text;
use crate::ui::widgets::UncertainRows;

use super::question::Question;

/// How the dialog goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// There is nothing to take back with what is chosen.
    Nothing,
    /// Only what this browser's own record shows as removed is added back without a check.
    Here,
    /// By the plan on Run.
    OnRun,
}

impl Way {
    fn of(plan: Option<&Arc<Plan>>) -> Self {
        match plan {
            None => Self::Nothing,
            Some(plan) if plan.purpose() == Purpose::UndoRemoval => Self::Here,
            Some(_) => Self::OnRun,
        }
    }
}

/// How many rows there are to take back, and whether those count of which it is not certain that this run changed them.
#[component]
pub(super) fn Undoing() -> impl IntoView {
    let session = session();
    let scope = RwSignal::new(UndoScope::suggested(session.action()));
    let plan = Memo::new_with_compare(move |_| session.way_back(scope.get()), |_, _| true);
    let way = Memo::new(move |_| plan.with(|plan| Way::of(plan.as_ref())));
    // The box that was pressed is drawn anew with the dialog around it.
    Effect::new(move |before: Option<Way>| {
        let way = way.get();
        if before.is_some_and(|before| before != way) {
            give_lost_focus(&["dialog[open] .dialog__option input"]);
        }
        way
    });
    move || {
        let options = view! { <Options scope /> }.into_any();
        match (way.get(), plan.get_untracked()) {
            (Way::Here, Some(first)) => {
                let plan = Signal::derive(move || plan.get().unwrap_or_else(|| first.clone()));
                view! { <Question plan scope=Scope::Remaining elsewhere=session.is_elsewhere() options /> }.into_any()
            }
            (Way::OnRun, Some(first)) => {
                let plan = Signal::derive(move || plan.get().unwrap_or_else(|| first.clone()));
                view! { <OnRun plan options /> }.into_any()
            }
            (Way::Nothing, _) | (_, None) => view! { <Nothing options /> }.into_any(),
        }
    }
}

/// Which uncertain rows to take back too, and which rows are not taken back.
#[component]
fn Options(scope: RwSignal<UndoScope>) -> impl IntoView {
    let session = session();
    let left_out = move || {
        let purpose = session.purpose_now();
        let later = session.with_run(Run::left_to_later).unwrap_or_default();
        later
            .into_iter()
            .map(|rows| left_to_later(purpose, rows, text::READER))
            .collect::<Vec<String>>()
    };
    view! {
        <UncertainRows scope words=undo_also count=Run::count_left class="check dialog__option" />
        {move || {
            let said = left_out();
            (!said.is_empty()).then(|| view! {
                <div class="note" role="note" aria-label="Left out of the undo">
                    {said.into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
                </div>
            })
        }}
        {move || {
            let damaged = session.with_run(damaged_rows_of).flatten();
            damaged.map(|words| view! { <p class="note note--warn">{words}</p> })
        }}
    }
}

#[component]
fn Nothing(options: AnyView) -> impl IntoView {
    let session = session();
    let uncertain = |run: &Run| {
        let rows = run.count_to_undo(UndoScope::EVERYTHING);
        rows.iter().skip(1).sum()
    };
    let is_left_to_later = |run: &Run| !run.left_to_later().is_empty();
    let why = move || {
        let purpose = session.purpose_now();
        match session.with_run(uncertain).unwrap_or(0) {
            0 if session.with_run(is_left_to_later).unwrap_or(false) => {
                nothing_left_to_undo(purpose).to_owned()
            }
            rows => nothing_to_undo(purpose, rows),
        }
    };
    view! {
        <div class="dialog__body">
            <h2 class="dialog__title">"Nothing to undo"</h2>
            <p>{why}</p>
            {options}
            <div class="dialog__actions">
                <button type="button" class="button" on:click=move |_| session.open_dialog.set(None)>"Close"</button>
            </div>
        </div>
    }
}

/// The way back that begins on Run: a removal begins with its trial, and what only a file tells of is checked first.
#[component]
fn OnRun(plan: Signal<Arc<Plan>>, options: AnyView) -> impl IntoView {
    let session = session();
    let words = move || plan.with(|plan| undo_dialog(plan.purpose(), plan.items().len()));
    let go = move |_| {
        session.open_dialog.set(None);
        session.take_back_on_run(plan.get_untracked());
    };
    view! {
        <div class="dialog__body">
            <h2 class="dialog__title">{move || words().0}</h2>
            <p>{move || words().1}</p>
            {options}
            <div class="dialog__actions">
                <button type="button" class="button" on:click=move |_| session.open_dialog.set(None)>"Cancel"</button>
                <button type="button" class="button button--primary" on:click=go>"Go to Run"</button>
            </div>
        </div>
    }
}
