//! Runs kept on this machine: what each did, and the ways on from it.

use std::rc::Rc;

use leptos::prelude::*;

use crate::ui::parts::Alert;

use crate::journal::{Head, Standing, undone_in};
use crate::report::wording::{self, changed, past_run, verified_in_short};
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
    let forget = move |_| session.ask_forget(head.get_value());
    let became = move || {
        let past = session.past.get();
        head.with_value(|head| became(head, past.iter().map(|other| &**other)))
    };
    view! {
        <li class="past__run" data-open=is_open.to_string()>
            <div class="past__what">
                <p><b>{which}</b></p>
                <p class="sub">{head.with_value(|head| past_run(head))}</p>
                {move || became().into_iter().map(|sentence| view! { <p class="sub">{sentence}</p> }).collect_view()}
            </div>
            <div class="actions">
                {is_open.then(|| way("Resume", Errand::Resume, true))}
                {way("Report", Errand::Report, false)}
                {undoable.then(|| way("Undo", Errand::Undo, false))}
                <button type="button" class="button" aria-label=format!("Delete the run of {}", which_of(head)) disabled=busy on:click=forget>
                    "Delete"
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

/// What became of a run later: how its groups were read back, and whether it was taken back.
pub(in crate::ui) fn became<'a>(
    head: &Head,
    heads: impl IntoIterator<Item = &'a Head>,
) -> Vec<String> {
    let undone = undone_in(head, heads);
    let undone = undone.map(|by| wording::undone(head.purpose, changed(head), &by));
    let verified = head.verified.as_ref();
    let verified = verified.map(|read| verified_in_short(head.purpose, read));
    undone.into_iter().chain(verified).collect()
}
