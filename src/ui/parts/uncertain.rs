//! The check boxes for rows that a run may have changed.

use leptos::prelude::*;

use crate::plan::Purpose;
use crate::run::{Changed, Run, Uncertain, UndoScope};
use crate::ui::session::session;

/// One check box per kind of uncertain rows that the run has.
#[component]
pub(crate) fn UncertainRows(
    scope: RwSignal<UndoScope>,
    /// The words beside a box.
    words: fn(Purpose, Changed, usize) -> Option<String>,
    class: &'static str,
) -> impl IntoView {
    let session = session();
    let rows = move |changed| {
        session
            .with_run(|run: &Run| run.count_changed(changed))
            .unwrap_or(0)
    };
    [Changed::Unconfirmed, Changed::SinceCheck].map(|changed| {
        let count = Memo::new(move |_| rows(changed));
        let text = move || Some(count.get()).filter(|rows| *rows > 0).and_then(|rows| words(session.purpose_now(), changed, rows));
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

fn part(scope: UndoScope, changed: Changed) -> Uncertain {
    match changed {
        Changed::SinceCheck => scope.since_check,
        Changed::Unconfirmed => scope.unconfirmed,
        Changed::Certainly | Changed::No => Uncertain::LeaveOut,
    }
}

fn with(scope: UndoScope, changed: Changed, choice: Uncertain) -> UndoScope {
    match changed {
        Changed::SinceCheck => UndoScope {
            since_check: choice,
            ..scope
        },
        Changed::Unconfirmed => UndoScope {
            unconfirmed: choice,
            ..scope
        },
        Changed::Certainly | Changed::No => scope,
    }
}
