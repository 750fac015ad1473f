//! The rows that are not done, and those that were held back, grouped by reason.

use groupsweep_core::plan::{Scope, reasons};
use groupsweep_core::report::wording::Retry;
use groupsweep_core::run::{Outcome, Run, ToConfirm};
use groupsweep_sheet::arrange_by_key;
use leptos::prelude::*;

use crate::ui::app_state::session;
use crate::ui::carry::LoadedFromNote;
use crate::ui::import::Held;
use crate::ui::text;

/// Why rows failed, are in doubt or were not tried, most frequent first.
#[component]
pub(super) fn Reasons() -> impl IntoView {
    let session = session();
    let reasons = Memo::new(move |_| session.with_run(open_reasons).unwrap_or_default());
    let retry = ToConfirm::Changes(Scope::Failed);
    let can_retry = Memo::new(move |_| session.may_ask(retry));
    let offered = Memo::new(move |_| session.with_run(Retry::of).flatten());
    let lacks_connection = Memo::new(move |_| session.connection().is_none());
    move || {
        (!reasons.with(Vec::is_empty)).then(|| view! {
        <section class="report__part stack" aria-label="Reasons">
            <h2>"Rows with a problem"</h2>
            <ul class="bars">
                {reasons.get().into_iter().map(|(outcome, reason, rows)| view! {
                    <li class="bar">
                        <span><span class="tag" data-outcome=text::outcome_key(outcome)>{outcome.label(session.action())}</span> " " {reason}</span>
                        <span class="sub">{text::count(rows, "row", "rows")}</span>
                    </li>
                }).collect_view()}
            </ul>
            <div class="actions">
                {move || offered.get().map(|Retry { note }| view! {
                    <button type="button" class="button" disabled=move || !can_retry.get() on:click=move |_| session.ask(retry)>"Retry failed"</button>
                    {note.map(|note| view! { <p class="sub">{note}</p> })}
                    <Show when=move || lacks_connection.get()>
                        <p class="sub">"To retry these rows, connect to the run's site first."</p>
                    </Show>
                })}
                <LoadedFromNote />
            </div>
        </section>
    })
    }
}

/// The rows that a run from a results file held back. For a run of this page, Run shows them.
#[component]
pub(super) fn HeldBack() -> impl IntoView {
    let session = session();
    let held = move || {
        let of_run = |run: &Run| reasons(&run.plan().summary().held_back);
        let all = session.with_run(of_run).filter(|_| session.is_imported());
        all.filter(|all| !all.is_empty())
    };
    move || {
        held()
            .map(|reasons| view! { <section class="report__part stack"><Held reasons /></section> })
    }
}

fn open_reasons(run: &Run) -> Vec<(Outcome, String, usize)> {
    let mut reasons: Vec<(Outcome, String, usize)> = Vec::new();
    for record in run
        .records()
        .iter()
        .filter(|record| matches!(record.outcome(), Outcome::Failed | Outcome::InDoubt))
    {
        let reason = record.reason().map_or("", |reason| reason.as_ref());
        match reasons
            .iter_mut()
            .find(|(outcome, known, _)| *outcome == record.outcome() && known == reason)
        {
            Some((.., rows)) => *rows += 1,
            None => reasons.push((record.outcome(), reason.to_owned(), 1)),
        }
    }
    arrange_by_key(&mut reasons, |(.., rows)| std::cmp::Reverse(*rows));
    reasons
}
