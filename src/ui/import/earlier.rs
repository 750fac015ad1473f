//! A file of our own: what an earlier run left open is ticked, and what it removed can be added back.

use std::sync::Arc;

use leptos::prelude::*;

use crate::choose::Choice;
use crate::import::{Earlier as Word, Origin, Table};
use crate::plan::{Action, Purpose, action_of_results};
use crate::ui::session::session;
use crate::ui::step::Step;
use crate::ui::text;

use super::told::Told;

#[component]
pub(super) fn Earlier(table: Arc<Table>) -> impl IntoView {
    let session = session();
    let origin = table.origin();
    if origin == Origin::Export {
        return ().into_any();
    }
    let rows = |wanted: fn(Word) -> bool| {
        let words = table.row_numbers().filter_map(|row| table.earlier(row));
        words.filter(|word| wanted(*word)).count()
    };
    let open = rows(Word::is_open);
    let back = rows(|word| matches!(word, Word::Removed | Word::ToRestore));
    let what = match origin {
        Origin::Restore => format!(
            "A restore file: {} that a run set out to remove.",
            text::count(back, "membership", "memberships")
        ),
        Origin::Export | Origin::Results => results_in_words(&table, open),
    };
    let label = match origin {
        Origin::Restore => "Add these back",
        Origin::Export | Origin::Results => "Add the removed ones back",
    };
    let told = Arc::clone(&table);
    let add_back = move |_| {
        session.put_choice(Choice::of_removed_rows(Arc::clone(&table)));
        session.purpose.set(Purpose::Add);
        session.step.set(Step::Choose);
    };
    view! {
        <section class="panel panel--pad stack" aria-label="Earlier run">
            <h2>"A file of Groupsweep"</h2>
            <p>{what}</p>
            {(action_of_results(&told).is_some()).then(|| view! { <Told table=told /> })}
            {(back > 0).then(|| view! {
                <div class="actions">
                    <button type="button" class="button" disabled=move || session.is_locked() on:click=add_back>
                        {label} <span class="button__count" aria-hidden="true">{text::number(back)}</span>
                    </button>
                </div>
            })}
        </section>
    }
    .into_any()
}

fn results_in_words(table: &Table, open: usize) -> String {
    let run = match action_of_results(table) {
        Some(Action::Remove) => "removal",
        Some(Action::Add) => "undo",
        None => {
            return "The results of an earlier run that finished no row, or of several that removed and added, so the file does not tell what its rows are for. Nothing is ticked; tick what is to be removed.".to_owned();
        }
    };
    let rows = text::count(open, "row is", "rows are");
    format!(
        "The results of an earlier {run}. {rows} not done and ticked on Choose: go on to finish exactly these. Kept and finished rows are not ticked."
    )
}
