//! The checkboxes for rows that a run may have changed.

use groupsweep_core::plan::Purpose;
use groupsweep_core::run::{KnownChange, Run, Uncertain, UndoScope};
use leptos::prelude::*;

use crate::ui::app_state::session;

/// One checkbox for each kind of uncertain row in the run.
#[component]
pub(crate) fn UncertainRows(
    scope: RwSignal<UndoScope>,
    /// The label of a checkbox.
    words: fn(Purpose, KnownChange, usize) -> Option<String>,
    /// The number of rows of a kind.
    count: fn(&Run, KnownChange) -> usize,
    class: &'static str,
) -> impl IntoView {
    let session = session();
    let rows = move |changed| session.with_run(|run| count(run, changed)).unwrap_or(0);
    [KnownChange::Unconfirmed, KnownChange::SinceCheck].map(|changed| {
        let left = Memo::new(move |_| rows(changed));
        let text = move || Some(left.get()).filter(|rows| *rows > 0).and_then(|rows| words(session.purpose_now(), changed, rows));
        move || {
            text().map(|text| view! {
                <label class=class>
                    <input
                        type="checkbox"
                        prop:checked=move || part(scope.get(), changed) == Uncertain::TakeBack
                        on:change:target=move |event| {
                            let choice = if event.target().checked() { Uncertain::TakeBack } else { Uncertain::LeaveOut };
                            scope.update(|scope| *scope = with(*scope, changed, choice));
                        }
                    />
                    <span>{text}</span>
                </label>
            })
        }
    })
}

fn part(scope: UndoScope, changed: KnownChange) -> Uncertain {
    match changed {
        KnownChange::SinceCheck => scope.since_check,
        KnownChange::Unconfirmed => scope.unconfirmed,
        KnownChange::Certainly | KnownChange::No => Uncertain::LeaveOut,
    }
}

fn with(scope: UndoScope, changed: KnownChange, choice: Uncertain) -> UndoScope {
    match changed {
        KnownChange::SinceCheck => UndoScope {
            since_check: choice,
            ..scope
        },
        KnownChange::Unconfirmed => UndoScope {
            unconfirmed: choice,
            ..scope
        },
        KnownChange::Certainly | KnownChange::No => scope,
    }
}
