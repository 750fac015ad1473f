//! The question before a plan is carried out. It shows site, account and rows. For more than one row, the admin types
//! the site's name.

use std::sync::Arc;

use groupsweep_core::plan::{Confirmation, Plan, Scope};
use groupsweep_core::report::wording::{
    Button, DialogNote, DialogNotes, DialogScope, dialog_title, export_title, other_trial, submit,
};
use leptos::prelude::*;

use crate::ui::app_state::{AppState, session};
use crate::ui::step::Step;
use crate::ui::text;
use crate::ui::widgets::Alert;

use super::facts::DialogSubject;
use super::first_here::FirstHere;

/// The dialog's contents for a plan, and the items that it counted.
struct Asked {
    plan: Arc<Plan>,
    title: String,
    facts: Vec<(&'static str, String)>,
    notes: DialogNotes,
    button: Button,
    /// Items that the dialog counted.
    counted: Vec<usize>,
}

impl Asked {
    fn of(session: AppState, plan: Arc<Plan>, scope: Scope, elsewhere: bool) -> Self {
        let subject = DialogSubject::of(session, &plan, scope, elsewhere);
        let (counts, purpose) = (subject.counts(), plan.purpose());
        // Part of the plan was sent before: the trial, or the rows before a stop.
        let part = DialogScope::of(scope, subject.items.len() < plan.items().len());
        let title = if elsewhere {
            export_title(purpose, subject.items.len())
        } else {
            dialog_title(purpose, part, &counts)
        };
        Self {
            title,
            facts: subject.facts(),
            notes: subject.notes(),
            button: submit(purpose, part, &counts),
            counted: subject.items,
            plan,
        }
    }
}

#[component]
pub(super) fn Question(
    /// The plan. What is typed stays when the dialog changes to another part of the run.
    #[prop(into)]
    plan: Signal<Arc<Plan>>,
    scope: Scope,
    /// Another machine carries out the plan, not this page.
    #[prop(optional)]
    elsewhere: bool,
    /// Options of the plan.
    #[prop(optional)]
    options: Option<AnyView>,
) -> impl IntoView {
    let session = session();
    // Counted once per plan. The confirmation compares it with the run at that time.
    let asked = Memo::new_with_compare(
        move |_| {
            let plan = plan.get();
            Arc::new(untrack(|| Asked::of(session, plan, scope, elsewhere)))
        },
        |_, _| true,
    );
    // Site and account are the same for every part of a run.
    let first = plan.get_untracked();
    // After a trial that proved nothing, the rest needs an explicit choice.
    let is_unproven = scope != Scope::Trial
        && !elsewhere
        && DialogSubject::of(session, &first, scope, elsewhere).needs_acceptance();
    let accepted = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<String>);
    let name = first.connection().target.name().to_owned();
    // Once there is a run, the run chooses the next trial row.
    let is_choice = scope == Scope::Trial && !session.has_run_untracked();
    let other = is_choice
        .then(|| other_trial(first.items().len()))
        .flatten();
    let looks = first.connection().target.looks();
    let is_real = !first.connection().target.is_practice();
    let name_fits = {
        let name = name.clone();
        move || {
            let fits = || typed.with(|typed| typed.trim().eq_ignore_ascii_case(&name));
            let is_confirmed = || fits() && (!is_unproven || accepted.get());
            scope == Scope::Trial || is_confirmed()
        }
    };
    let confirm = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        // Closes first, so that a double click finds no dialog.
        let name = typed.get_untracked();
        let confirmation = match scope {
            Scope::Trial => Confirmation::OneRow,
            Scope::Remaining | Scope::Failed if accepted.get_untracked() => {
                Confirmation::TypedSiteNameWithoutProof(name)
            }
            Scope::Remaining | Scope::Failed => Confirmation::TypedSiteName(name),
        };
        let asked = asked.get_untracked();
        let confirmed = if elsewhere {
            session.confirm_taking(&asked.plan, &confirmation)
        } else {
            session.confirm(&asked.plan, scope, &asked.counted, &confirmation)
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
                <h2 class="dialog__title">{move || asked.get().title.clone()}</h2>
            </header>
            {options}
            <Facts asked />
            {other.map(|how| view! { <p class="sub">{how}</p> })}
            {is_real.then(|| view! { <FirstHere /> })}
            <div class="dialog__foot">
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
                {(scope != Scope::Trial).then(|| view! { <SiteName name typed refused /> })}
                <Alert what=refused />
                <div class="dialog__actions">
                    <button type="button" class="button" autofocus=scope == Scope::Trial on:click=move |_| session.open_dialog.set(None)>"Cancel"</button>
                    <button type="submit" class="button button--danger" disabled=move || !name_fits()>
                        {move || if elsewhere { "Export" } else { asked.get().button.verb }} <span class="button__count" aria-hidden="true">{move || text::number(asked.get().button.rows as usize)}</span>
                    </button>
                </div>
            </div>
        </form>
    }
}

/// What the plan does, and its warnings.
#[component]
fn Facts(asked: Memo<Arc<Asked>>) -> impl IntoView {
    let facts = move || {
        let facts = asked.get().facts.clone();
        facts
            .into_iter()
            .map(|(word, value)| view! { <dt>{word}</dt><dd>{value}</dd> })
            .collect_view()
    };
    view! {
        <dl class="dialog__facts">{facts}</dl>
        {move || note("note note--warn", asked.get().notes.warnings())}
        {move || note("note", asked.get().notes.others())}
    }
}

fn note(class: &'static str, notes: &[DialogNote]) -> Option<impl IntoView + use<>> {
    let sentences = notes.iter().map(|note| note.sentence.clone());
    let sentences = sentences.map(|sentence| view! { <p>{sentence}</p> });
    let sentences = sentences.collect_view();
    (!notes.is_empty()).then(|| view! { <div class=class>{sentences}</div> })
}

/// The field for the site's name.
#[component]
fn SiteName(
    name: String,
    typed: RwSignal<String>,
    refused: RwSignal<Option<String>>,
) -> impl IntoView {
    view! {
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
            <p id="site-name-hint" class="sub">"Type " <b>{name}</b> " to confirm."</p>
        </div>
    }
}
