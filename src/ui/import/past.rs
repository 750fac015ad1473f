//! Runs kept on this machine: what each did, and the ways on from it.

use std::rc::Rc;

use leptos::prelude::*;

use crate::ui::parts::Alert;

use crate::journal::{Head, Standing};
use crate::plan::Purpose;
use crate::run::{Outcome, Run};
use crate::ui::records::Errand;
use crate::ui::session::{Keeping, session};
use crate::ui::text;

#[component]
pub(super) fn PastRuns() -> impl IntoView {
    let session = session();
    let shown = move || session.past.with(|past| !past.is_empty());
    let why_not = move || match session.keeping.get() {
        Keeping::Not(why) => Some(why),
        Keeping::Opening | Keeping::Kept => None,
    };
    view! {
        {move || why_not().map(|why| view! { <p class="note note--warn">{why}</p> })}
        <Alert what=session.trouble />
        <Show when=shown>
            <section class="panel panel--pad stack" aria-label="Past runs">
                <h2>"Past runs in this browser"</h2>
                <ul class="past">
                    {move || session.past.get().into_iter().map(|head| view! { <PastRun head /> }).collect_view()}
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn PastRun(head: Rc<Head>) -> impl IntoView {
    let session = session();
    let sure = RwSignal::new(false);
    let which = format!(
        "{} on {}",
        text::day_and_time(head.created),
        head.site_name()
    );
    let is_open = has_work_left(&head);
    let busy = move || !session.with_run(Run::is_at_rest).unwrap_or(true);
    let undoable = count(&head, Outcome::Done) > 0;
    let head = StoredValue::new_local(head);
    let way = move |name: &'static str, errand: Errand, primary: bool| {
        let label = format!("{name} the run of {}", which_of(head));
        view! {
            <button
                type="button"
                class="button"
                class:button--primary=primary
                aria-label=label
                disabled=busy
                on:click=move |_| session.bring_back(head.get_value(), errand)
            >
                {name}
            </button>
        }
    };
    let forget = move |_| {
        if sure.get_untracked() {
            session.forget(head.get_value());
        } else {
            sure.set(true);
        }
    };
    view! {
        <li class="past__run" data-open=is_open.to_string()>
            <div class="past__what">
                <p><b>{which}</b></p>
                <p class="sub">{summary(&head.get_value())}</p>
            </div>
            <div class="actions">
                {is_open.then(|| way("Resume", Errand::Resume, true))}
                {way("Report", Errand::Report, false)}
                {undoable.then(|| way("Undo", Errand::Undo, false))}
                <button type="button" class="button" aria-label=format!("Delete the run of {}", which_of(head)) disabled=busy on:click=forget>
                    {move || if sure.get() { "Delete for good" } else { "Delete" }}
                </button>
            </div>
        </li>
    }
}

fn which_of(head: StoredValue<Rc<Head>, LocalStorage>) -> String {
    head.with_value(|head| {
        format!(
            "{} on {}",
            text::day_and_time(head.created),
            head.site_name()
        )
    })
}

fn count(head: &Head, outcome: Outcome) -> usize {
    head.progress
        .counts
        .get(outcome as usize)
        .copied()
        .unwrap_or(0) as usize
}

/// Something is stopped, in doubt, or was never asked for.
fn has_work_left(head: &Head) -> bool {
    head.progress.standing == Standing::Open
        || count(head, Outcome::NotTried) + count(head, Outcome::InDoubt) > 0
}

/// `Remove, as Dana Ortiz, from export-users.csv: 184 of 412 removed, 2 failed, 228 not tried.`
fn summary(head: &Head) -> String {
    let what = match head.purpose {
        Purpose::Remove => "Removal",
        Purpose::Add => "Addition",
        Purpose::UndoRemoval => "Undo of a removal",
        Purpose::UndoAddition => "Undo of an addition",
    };
    let selected: usize = Outcome::ALL
        .into_iter()
        .map(|outcome| count(head, outcome))
        .sum();
    let mut parts = vec![format!(
        "{} of {} {}",
        text::number(count(head, Outcome::Done)),
        text::number(selected),
        Outcome::Done.label(head.purpose.action()).to_lowercase(),
    )];
    for outcome in [
        Outcome::Already,
        Outcome::Failed,
        Outcome::InDoubt,
        Outcome::NotTried,
    ] {
        let rows = count(head, outcome);
        if rows > 0 {
            parts.push(format!(
                "{} {}",
                text::number(rows),
                outcome.label(head.purpose.action()).to_lowercase()
            ));
        }
    }
    format!(
        "{what} as {}, from {}: {}.",
        text::shown(&head.account_name),
        text::shown(&head.file.name),
        parts.join(", ")
    )
}
