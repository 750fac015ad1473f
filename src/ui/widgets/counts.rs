//! The counts of a run, always in the same order. They always add up.

use groupsweep_core::journal::Elsewhere;
use groupsweep_core::run::{Outcome, Phase, Tally};
use leptos::prelude::*;

use crate::ui::app_state::session;
use crate::ui::text;

/// The number of selected rows, and the outcomes that add up to it. Below: selected rows that are not in the plan.
#[component]
pub(crate) fn Counts(#[prop(into)] tally: Signal<Tally>) -> impl IntoView {
    let session = session();
    let action = Memo::new(move |_| session.action());
    let left_out = Memo::new(move |_| session.left_out().sentence(action.get()));
    let is_sending = move || match session.elsewhere() {
        Some((what, _)) => what == Elsewhere::Running,
        None => session.phase() == Some(Phase::Running),
    };
    view! {
        <section class="counts" aria-label="Counts">
            <dl>
                <div><dt>"Selected"</dt><dd>{move || text::number(tally.get().selected() as usize)}</dd></div>
                {Outcome::ALL.map(|outcome| view! {
                    <div data-outcome=text::outcome_key(outcome) data-zero=move || (tally.get().of(outcome) == 0).to_string()>
                        <dt>{move || outcome.label(action.get())}</dt>
                        <dd>{move || text::number(tally.get().of(outcome) as usize)}</dd>
                    </div>
                })}
            </dl>
            {move || left_out.get().map(|words| view! { <p class="sub">{words}</p> })}
            <Show when=is_sending>
                <p class="sub">"Unconfirmed includes the rows whose calls are under way or about to start."</p>
            </Show>
        </section>
    }
}
