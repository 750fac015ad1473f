//! The progress of the run, and its buttons. The footer has one primary button.

use groupsweep_core::atlassian::HaltReason;
use groupsweep_core::plan::{Action, Scope};
use groupsweep_core::report::FormulaGuard;
use groupsweep_core::report::wording::{
    DialogScope, progress_name, rest_button, restore_before, submit,
};
use groupsweep_core::run::{Event, Outcome, Phase, Run, Tally, ToConfirm, UndoScope};
use groupsweep_driver::ports::Clock;
use leptos::prelude::*;

use crate::browser::BrowserClock;
use crate::ui::app_state::{AppState, session};
use crate::ui::carry::LoadedFromNote;
use crate::ui::focus::give_lost_focus;
use crate::ui::step::Step;
use crate::ui::text;
use crate::ui::widgets::{Alert, every_second};

use super::chart::Chart;
use super::check_progress::CheckProgress;
use super::is_over;
use super::plan::may_be_frozen;
use super::run_status::{StatusLine, speed};

/// The status line of the run, with the buttons for a long pause.
#[component]
pub(super) fn RunLine() -> impl IntoView {
    let session = session();
    let is_ahead = Memo::new(move |_| !session.has_run());
    view! {
        <div class="run__line">
            <StatusLine />
            <Show when=move || is_ahead.get()><CheckProgress /></Show>
            <PauseButtons />
            <WhyNoResume />
        </div>
    }
}

/// Why Resume is disabled without a connection. A run that halted because of its relay has its own sentence.
#[component]
fn WhyNoResume() -> impl IntoView {
    let session = session();
    let is_shown = Memo::new(move |_| {
        let is_relay_gone = matches!(
            session.phase(),
            Some(Phase::Halted(
                HaltReason::RelayGone | HaltReason::Relay | HaltReason::RelayVersion
            ))
        );
        session.connection().is_none()
            && shows_resume(session)
            && !is_relay_gone
            && !session.is_from_outside()
    });
    view! {
        <Show when=move || is_shown.get()>
            <p class="sub run__why">"To resume this run, connect to its site first."</p>
        </Show>
    }
}

/// Whether Resume is the next step: the run is at rest with rows left, and this page may drive it.
fn shows_resume(session: AppState) -> bool {
    let rests = matches!(
        session.phase(),
        Some(Phase::Paused(_) | Phase::Stopped | Phase::Halted(_))
    );
    rests && session.closed_now().is_none() && session.elsewhere().is_none()
}

/// The progress and speed of the run.
#[component]
pub(super) fn Progress(tally: Signal<Tally>) -> impl IntoView {
    let session = session();
    // Rows in doubt are not done.
    let done = move || tally.get().done() as usize;
    let second = every_second();
    let speed = move || {
        second.track();
        session.with_run(speed).unwrap_or_default()
    };
    view! {
        <section class="stack" aria-label="Progress">
            <div class="progress__head">
                <p class="big">
                    {move || text::number(done())} <span class="big__of">{move || format!(" of {}", text::number(tally.get().selected() as usize))}</span>
                </p>
                <p class="sub">{speed}</p>
            </div>
            <div
                class="progress"
                role="progressbar"
                aria-label=move || progress_name(session.purpose_now())
                aria-valuemin="0"
                aria-valuenow=move || done().to_string()
                aria-valuemax=move || tally.get().selected().to_string()
            >
                {[Outcome::Done, Outcome::NoChange, Outcome::SinceCheck, Outcome::Failed, Outcome::InDoubt].map(|outcome| view! {
                    <span class="progress__part" data-outcome=text::outcome_key(outcome) style:width=move || text::share(tally.get().of(outcome), tally.get().selected())></span>
                })}
            </div>
            <Chart />
            <LoadedFromNote />
        </section>
    }
}

/// The footer: a note and the primary button. Buttons that a state does not need are left out.
#[component]
pub(super) fn RunFooter(
    /// The progress so far, or what blocks the run.
    note: Signal<String>,
) -> impl IntoView {
    let session = session();
    // The buttons change with the run. If the pressed button is gone, the focus moves to those that are there now.
    Effect::new(move |before: Option<Option<Phase>>| {
        let phase = session.phase();
        if before.is_some_and(|before| before != phase) {
            give_lost_focus(&[".next__note"]);
        }
        phase
    });
    view! {
        <footer class="next">
            <p class="next__note" tabindex="-1">{note}</p>
            <div class="next__acts">
                <ExportButton />
                <StartButtons />
                <FlowButtons />
                <ReportButton />
            </div>
        </footer>
    }
}

const TRIAL: ToConfirm = ToConfirm::Changes(Scope::Trial);
const REST: ToConfirm = ToConfirm::Changes(Scope::Remaining);

/// The primary button if this page calls no site.
#[component]
fn ExportButton() -> impl IntoView {
    let session = session();
    let is_next = move || session.is_elsewhere() && session.check.taken().is_none();
    let may = Memo::new(move |_| session.may_ask(ToConfirm::Export));
    view! {
        <Show when=is_next>
            <button type="button" class="button button--primary" disabled=move || !may.get() on:click=move |_| session.ask(ToConfirm::Export)>
                "Confirm and export"
            </button>
        </Show>
    }
}

#[component]
fn StartButtons() -> impl IntoView {
    let session = session();
    let trial_done = move || {
        let adding = session.action() == Action::Add;
        session.with_run(Run::trial_is_done).unwrap_or(adding)
    };
    let can_try = Memo::new(move |_| session.may_ask(TRIAL));
    let can_go_on = Memo::new(move |_| session.may_ask(REST));
    let remaining = move || {
        let left = |run: &Run| {
            let counts = run.plan().counts(|item| run.covers(Scope::Remaining, item));
            submit(run.plan().purpose(), DialogScope::Remaining, &counts).rows as usize
        };
        let left = session.with_run(left);
        left.unwrap_or_else(|| session.may_change())
    };
    // Shown while it is the next step, even if it has to wait. Never shown if this page calls no site.
    let is_here = move || {
        let is_open = session.closed_now().is_none();
        is_open && session.elsewhere().is_none() && !session.is_elsewhere()
    };
    let is_ahead = move || matches!(session.phase(), None | Some(Phase::Ready));
    let shows_try = Memo::new(move |_| {
        let is_unproven = || session.phase() == Some(Phase::Finished) && !trial_done();
        session.action() == Action::Remove
            && (can_try.get() || is_ahead() || is_unproven())
            && is_here()
    });
    let shows_rest = Memo::new(move |_| {
        let is_next = || {
            let left = session
                .tally()
                .map_or(0, |tally| tally.of(Outcome::NotTried));
            session.phase() == Some(Phase::Finished) && trial_done() && left > 0
        };
        let is_first = || is_ahead() && session.action() == Action::Add;
        (can_go_on.get() || is_next() || is_first()) && is_here()
    });
    view! {
        <Show when=move || session.can_choose_again() && session.elsewhere().is_none()>
            <button type="button" class="button" on:click=move |_| session.choose_again()>"Choose again"</button>
        </Show>
        <Show when=move || shows_try.get()>
            <button type="button" class="button button--danger" disabled=move || !can_try.get() on:click=move |_| session.ask(TRIAL)>
                "Try the first one"
            </button>
        </Show>
        <Show when=move || shows_rest.get()>
            <button type="button" class="button button--danger" disabled=move || !can_go_on.get() on:click=move |_| session.ask(REST)>
                {move || rest_button(session.purpose_now())}
                <span class="button__count" aria-hidden="true">{move || match remaining() { 0 => String::new(), rows if can_go_on.get() => text::number(rows), _ => String::new() }}</span>
            </button>
        </Show>
    }
}

/// Whether the run is in a site's pause that is long enough to offer a choice.
fn offers_try_now(session: AppState) -> Memo<bool> {
    let second = every_second();
    Memo::new(move |_| {
        second.track();
        let offered = |run: &Run| run.offers_try_now(BrowserClock.now());
        session.with_run(offered).unwrap_or(false)
    })
}

/// The buttons for a long pause that the site asked for.
#[component]
fn PauseButtons() -> impl IntoView {
    let session = session();
    let offered = offers_try_now(session);
    view! {
        <Show when=move || offered.get()>
            <div class="actions">
                <button type="button" class="button" on:click=move |_| session.order(Event::TryNow)>"Try now once"</button>
                <button type="button" class="button" on:click=move |_| session.order(Event::Stop)>"Stop and keep the record"</button>
            </div>
        </Show>
    }
}

#[component]
fn FlowButtons() -> impl IntoView {
    let session = session();
    let running = move || session.phase() == Some(Phase::Running);
    let can_resume = Memo::new(move |_| session.may_resume());
    let can_stop = move || matches!(session.phase(), Some(Phase::Running | Phase::Paused(_)));
    let offered = offers_try_now(session);
    view! {
        <Show when=running>
            <button type="button" class="button" on:click=move |_| session.order(Event::Pause)>"Pause"</button>
        </Show>
        <Show when=move || shows_resume(session)>
            <button type="button" class="button button--primary button--settles" disabled=move || !can_resume.get() on:click=move |_| session.resume()>"Resume"</button>
        </Show>
        // In a long pause, another button does the same and says what happens to the record.
        <Show when=move || can_stop() && !offered.get()>
            <button type="button" class="button" on:click=move |_| session.order(Event::Stop)>"Stop"</button>
        </Show>
    }
}

/// The button to the report, once the run is at rest. Primary if nothing else is left to do.
#[component]
fn ReportButton() -> impl IntoView {
    let session = session();
    let is_over = move || {
        let tally = session.tally().zip(session.phase());
        tally.is_some_and(|(tally, phase)| is_over(phase, tally))
    };
    let at_rest = move || match session.phase() {
        None | Some(Phase::Ready | Phase::Running | Phase::Paused(_)) => {
            session.elsewhere().is_some()
        }
        Some(Phase::Stopped | Phase::Halted(_)) => true,
        // With rows left, another button is primary, unless none of them can be sent.
        Some(Phase::Finished) => {
            is_over() || session.is_from_outside() || session.closed_now().is_some()
        }
    };
    view! {
        <Show when=at_rest>
            <button
                type="button"
                class="button"
                class:button--primary=is_over
                on:click=move |_| session.step.set(Step::Report)
            >
                "Next: Report"
            </button>
        </Show>
    }
}

/// The files to save: the restore file before the first removal, and the results so far afterwards.
#[component]
pub(super) fn Files() -> impl IntoView {
    let session = session();
    let before = move || matches!(session.phase(), None | Some(Phase::Ready));
    // If nothing will be removed, there is nothing to restore.
    let some = move || session.may_change() > 0;
    let removing = move || session.action() == Action::Remove;
    // A run has its plan. Before a run, the proposal has to be one that can be frozen.
    let can_restore = move || session.has_run() || may_be_frozen(session);
    let trouble = RwSignal::new(None::<String>);
    let over = move || {
        let tally = session.tally();
        tally
            .zip(session.phase())
            .is_some_and(|(tally, phase)| is_over(phase, tally))
    };
    // The rows of a run that another tab drives are not here yet.
    let is_here = move || session.elsewhere().is_none();
    view! {
        <Show when=move || before() && removing() && some()>
            <section class="stack" aria-label="Restore file">
                <button type="button" class="button button--small" disabled=move || session.check.is_asking() || !can_restore() on:click=move |_| session.download_restore_file(UndoScope::CERTAIN, trouble)>"Download restore file"</button>
                <p class="sub">{move || if can_restore() {
                    restore_before(session.purpose_now()).unwrap_or_default()
                } else {
                    "Nothing can be saved while this plan cannot be sent."
                }}</p>
                <Alert what=trouble />
            </section>
        </Show>
        <Show when=move || !before() && is_here()>
            <section class="stack" aria-label="Results">
                <button type="button" class="button button--small" on:click=move |_| session.download_results(FormulaGuard::Off, trouble)>{move || if over() { "Download results" } else { "Download results so far" }}</button>
                {move || session.results_lack().map(|lacks| view! { <p class="sub">{lacks}</p> })}
                <Alert what=trouble />
            </section>
        </Show>
    }
}
