//! Run: the trial, its proof, and the rest, with Pause, Resume and Stop.

mod chart;
mod check_progress;
mod controls;
mod export_plan;
mod outcomes;
mod pace;
mod plan;
mod plan_notes;
mod plan_rows;
mod proof;
mod relay_back;
mod run_status;
mod unprotect_dialog;

use groupsweep_core::connect::Connection;
use groupsweep_core::journal::Elsewhere;
use groupsweep_core::plan::{Action, PlanCounts, Scope};
use groupsweep_core::report::wording::{RunStage, done_note, run_title};
use groupsweep_core::run::{Outcome, Phase, Tally};
use leptos::prelude::*;

use super::app_state::{AppState, session};
use super::steps::Heading;
use super::text;
use super::widgets::{Alert, Counts, SidePanel};

use check_progress::CheckProgress;
use controls::{Files, Progress, RunFooter, RunLine};
use export_plan::ExportSection;
pub(super) use export_plan::Exports;
pub(super) use outcomes::Outcomes;
use pace::PaceFields;
use plan::{PlanPanel, Seal};
use plan_notes::{Notes, count_notes};
pub(super) use plan_rows::{focus_row, focused_row};
use proof::Proof;
pub(super) use proof::proof_allows;

#[component]
pub(super) fn RunScreen() -> impl IntoView {
    let session = session();
    let tally = Signal::derive(move || {
        session
            .tally()
            .unwrap_or_else(|| Tally::new(session.going()))
    });
    // Going to Run counts as choosing the site that Connect shows.
    if untrack(|| session.connection()).is_some() {
        session.form.leave_kind_to_admin();
    }
    // A message about an earlier plan does not apply to this one.
    session.trouble.set(None);
    // Another tab may have changed the run without notifying this one.
    session.refresh_records();
    // Changes on other steps make the plan again.
    Effect::new(move |_| session.prepare());
    let is_ahead = Memo::new(move |_| !session.has_run());
    let removing = Memo::new(move |_| session.action() == Action::Remove);
    let can_be_taken = Memo::new(move |_| {
        let is_practice = |connection: Connection| connection.target.is_practice();
        is_ahead.get() && !session.connection().is_none_or(is_practice)
    });
    let is_elsewhere = Memo::new(move |_| session.is_elsewhere());
    // The rows of a run that another tab drives are read once it stops.
    let is_here = Memo::new(move |_| session.elsewhere().is_none());
    let title = Signal::derive(move || run_title(session.purpose_now(), stage(session)));
    let lead = Signal::derive(move || {
        let Some(connection) = session.connection() else {
            return "Not connected.".to_owned();
        };
        let (site, caller) = (connection.target.name(), connection.caller.name());
        format!("{site} · as {caller}")
    });
    let note = Signal::derive(move || match session.phase() {
        None if is_elsewhere.get() && session.check.taken().is_some() => {
            "The plan is confirmed. Download it under \"Export the plan\".".to_owned()
        }
        None | Some(Phase::Ready) => "Nothing has been changed yet.".to_owned(),
        Some(Phase::Running) if session.is_kept() => {
            "Safe to switch tabs. If this page closes, you can resume the run from Import."
                .to_owned()
        }
        Some(Phase::Running) => "Keep this page open until the run has finished.".to_owned(),
        Some(phase) => done_note(
            session.purpose_now(),
            tally.get(),
            is_over(phase, tally.get()),
        ),
    });
    let aside = Signal::derive(move || {
        if is_elsewhere.get() {
            return "Export and files".to_owned();
        }
        if is_ahead.get() {
            return match session.check.with_proposal(count_notes).unwrap_or(0) {
                0 => "Pace and files".to_owned(),
                notes => format!(
                    "Pace and files · {}",
                    text::count(notes, "warning", "warnings")
                ),
            };
        }
        let tally = tally.get();
        format!(
            "Pace and files · {} of {} done",
            text::number(tally.done() as usize),
            text::number(tally.selected() as usize)
        )
    });
    view! {
        <div class="split" data-removes=move || removing.get().to_string()>
            <div class="split__main">
                <Heading title lead />
                <Alert what=session.trouble />
                <Show
                    when=move || !is_elsewhere.get()
                    fallback=move || view! { <Show when=move || is_ahead.get()><CheckProgress /></Show> }
                >
                    <RunLine />
                </Show>
                <Show when=move || removing.get()><Proof /></Show>
                <Counts tally />
                <Show when=move || is_ahead.get()><PlanPanel /></Show>
                <Show when=move || !is_ahead.get() && is_here.get()><Outcomes /></Show>
            </div>
            <SidePanel name=aside>
                <Show when=move || !is_elsewhere.get()><Progress tally /></Show>
                <Show when=move || is_ahead.get()><Notes /></Show>
                <Show when=move || !is_elsewhere.get()><PaceFields /></Show>
                <Files />
                <Show when=move || is_ahead.get()><Seal /></Show>
                <Show when=move || can_be_taken.get()><ExportSection /></Show>
            </SidePanel>
        </div>
        <RunFooter note />
    }
}

/// Whether nothing is left to send.
pub(super) fn is_over(phase: Phase, tally: Tally) -> bool {
    phase == Phase::Finished && tally.of(Outcome::NotTried) == 0
}

/// The stage of the run, for the title.
fn stage(session: AppState) -> RunStage {
    let elsewhere = session.elsewhere();
    if let Some((Elsewhere::Running, head)) = &elsewhere {
        let rows = head.counts().tally.selected() as usize;
        return RunStage::Running { rows };
    }
    if let Some((Elsewhere::Paused, head)) = elsewhere {
        return RunStage::Paused(head.counts().tally);
    }
    let is_undone = session.is_run_undone();
    let running = session.with_run(|run| {
        if is_undone {
            return RunStage::Undone(run.counts());
        }
        let number = |counts: PlanCounts| match counts.may_change() {
            0 => counts.going(),
            rows => rows,
        };
        let rows = number(run.plan().all_counts());
        match run.phase() {
            Phase::Ready => RunStage::Ahead {
                rows: rows as usize,
            },
            Phase::Running => RunStage::Running {
                rows: number(run.at_work()) as usize,
            },
            Phase::Paused(_) => RunStage::Paused(run.counts().tally),
            Phase::Stopped | Phase::Halted(_) => RunStage::Stopped(run.counts().tally),
            Phase::Finished if run.tally().of(Outcome::NotTried) > 0 => match run.tally().done() {
                0 => RunStage::Ahead {
                    rows: rows as usize,
                },
                _ => RunStage::Rest(run.plan().counts(|item| run.covers(Scope::Remaining, item))),
            },
            Phase::Finished => RunStage::Over(run.counts()),
        }
    });
    running.unwrap_or_else(|| RunStage::Ahead {
        rows: session.may_change(),
    })
}
