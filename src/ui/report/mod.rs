//! Report: the result of the run, and its files.

mod downloads;
mod ending;
mod groups;
mod reasons;

use groupsweep_core::journal::Verified;
use groupsweep_core::report::FormulaGuard;
use groupsweep_core::report::wording::{
    damaged_rows_of, followed, headline, not_finished, undone_headline,
};
use groupsweep_core::run::{Outcome, Phase, Run, Tally};
use leptos::prelude::*;

use crate::browser::{Persistence, own_address};

use super::app_state::{RecordLoss, StorageState, session};
use super::import::changed_later;
use super::run::Outcomes;
use super::step::Step;
use super::steps::Heading;
use super::text;
use super::verify::Verify;
use super::widgets::{Alert, Counts, SidePanel};

use downloads::{Record, ResultsButton};
use ending::Ending;
use groups::Groups;
use reasons::{HeldBack, Reasons};

const DELETED: &str = "The record was deleted. Download the results before you close this page.";
const IN_PAGE_ALONE: &str = "The record exists only in this page until you download it.";
const CLEARED: &str = "The browser's storage was cleared, including the record. Download the results before you close this page.";

#[component]
pub(super) fn ReportScreen() -> impl IntoView {
    let session = session();
    // A message from another step does not apply here.
    session.trouble.set(None);
    // Another tab may have changed the run without notifying this one.
    session.refresh_records();
    session.look_at_later_runs();
    let tally = Signal::derive(move || session.tally().unwrap_or_default());
    let title = Signal::derive(move || {
        let counts = session.counts().unwrap_or_default();
        if session.is_run_undone() {
            undone_headline(session.purpose_now(), &counts)
        } else {
            headline(session.purpose_now(), &counts)
        }
    });
    let lead = Signal::derive(move || {
        session
            .with_run(|run| {
                let connection = run.plan().connection();
                format!(
                    "{} · as {}",
                    connection.target.name(),
                    text::shown(connection.caller.name())
                )
            })
            .unwrap_or_default()
    });
    let note = Signal::derive(move || {
        match session.storage.state() {
        _ if session.elsewhere().is_some() => {
            "Another tab is working on this run. The report is updated from there.".to_owned()
        }
        _ if session.is_imported() => "This is the report of the file you dropped.".to_owned(),
        _ if session.run.is_saved() => "Results downloaded.".to_owned(),
        _ if session.record_loss() == Some(RecordLoss::Deleted) => DELETED.to_owned(),
        _ if session.record_loss() == Some(RecordLoss::Cleared) => CLEARED.to_owned(),
        _ if !session.has_record() => IN_PAGE_ALONE.to_owned(),
        StorageState::Kept(Persistence::Granted) => format!(
            "The record is kept {}, under Past runs on Import.",
            own_address().here()
        ),
        StorageState::Kept(Persistence::BestEffort | Persistence::Refused) => {
            "The record is kept in this browser, which may delete it. A private window deletes it when it closes. Download the results."
                .to_owned()
        }
        StorageState::Opening | StorageState::Not(_) => IN_PAGE_ALONE.to_owned(),
    }
    });
    let is_here = Memo::new(move |_| session.elsewhere().is_none());
    let trouble = RwSignal::new(None::<String>);
    let own_cells = RwSignal::new(FormulaGuard::Off);
    view! {
        <div class="split" data-step="report">
            <div class="split__main">
                <Heading title lead />
                <Alert what=session.trouble />
                <Became />
                <Counts tally />
                <Balance tally />
                <Damaged />
                <Show when=move || is_here.get() fallback=move || view! { <GoingOn /> }>
                    <Unfinished />
                    <ToFinish />
                    <Reasons />
                    <HeldBack />
                    <Rows />
                </Show>
            </div>
            <SidePanel name="Verify, download, undo">
                <Show when=move || is_here.get()><Verify /><Record own_cells trouble /></Show>
                <Ending />
            </SidePanel>
        </div>
        <Footer note own_cells trouble />
    }
}

/// The footer. After practice, the next step is the run on the site. After a run on a site, it is to save the results.
#[component]
fn Footer(
    note: Signal<String>,
    own_cells: RwSignal<FormulaGuard>,
    trouble: RwSignal<Option<String>>,
) -> impl IntoView {
    let session = session();
    let is_practice = Memo::new(move |_| session.can_leave_practice_run());
    let is_here = Memo::new(move |_| session.elsewhere().is_none());
    move || {
        if !is_practice.get() {
            return view! {
                <footer class="next">
                    <p class="next__note">{note}</p>
                    <Show when=move || is_here.get()><ResultsButton own_cells trouble class="button button--primary" /></Show>
                </footer>
            }.into_any();
        }
        view! {
            <footer class="next">
                <p class="next__note">"That was practice. Your file, selection, filters and lists stay."</p>
                <button type="button" class="button button--primary" on:click=move |_| session.run_on_site()>"Run this on my site"</button>
            </footer>
        }
        .into_any()
    }
}

/// Replaces rows and files of a run that another tab drives, because this tab's copy is outdated.
#[component]
fn GoingOn() -> impl IntoView {
    let session = session();
    let words = move || session.elsewhere().map(|(what, _)| followed(what));
    view! { <p class="note" data-tone="calm" role="status" aria-label="In another tab">{words}</p> }
}

/// Rows of a results file that are in no count, although the file says that they were changed.
#[component]
fn Damaged() -> impl IntoView {
    let session = session();
    let words = Memo::new(move |_| session.with_run(damaged_rows_of).flatten());
    move || {
        words
            .get()
            .map(|words| view! { <p class="note note--warn">{words}</p> })
    }
}

/// The link back to a run that is not finished.
#[component]
fn Unfinished() -> impl IntoView {
    let session = session();
    let can_stop = move || {
        let is_at_work = |run: &Run| matches!(run.phase(), Phase::Running | Phase::Paused(_));
        session.with_run(is_at_work).unwrap_or(false)
    };
    let is_open = Memo::new(move |_| {
        let is_left = |run: &Run| run.tally().of(Outcome::NotTried) > 0;
        let may_go_on =
            session.closed_now().is_none() && session.with_run(is_left).unwrap_or(false);
        !session.is_from_outside() && (may_go_on || can_stop())
    });
    view! {
        <Show when=move || is_open.get()>
            <div class="note note--line" role="note" aria-label="Not finished">
                <p>{move || not_finished(can_stop())}</p>
                <button type="button" class="button" on:click=move |_| session.step.set(Step::Run)>"Back to Run"</button>
            </div>
        </Show>
    }
}

/// How to finish a run from a results file here. Its unfinished rows were selected when the file was read.
#[component]
fn ToFinish() -> impl IntoView {
    let session = session();
    let is_left = Memo::new(move |_| {
        let left = |run: &Run| run.tally().done() < run.tally().selected();
        session.can_leave_report() && session.with_run(left).unwrap_or(false)
    });
    view! {
        <Show when=move || is_left.get()>
            <div class="note note--line" role="note" aria-label="To finish">
                <p>"This file comes from a run that was not made in this browser. To finish it here, press \"Choose again\". This report closes, and the unfinished rows are selected on Choose."</p>
                <button type="button" class="button" on:click=move |_| session.leave_report()>"Choose again"</button>
            </div>
        </Show>
    }
}

/// The run by groups, or row by row.
#[component]
fn Rows() -> impl IntoView {
    let by_row = RwSignal::new(false);
    let tab = move |name: &'static str, rows: bool| {
        view! {
            <button type="button" class="sort" aria-pressed=move || (by_row.get() == rows).to_string() on:click=move |_| by_row.set(rows)>{name}</button>
        }
    };
    view! {
        <div class="tools" role="group" aria-label="List">
            {tab("Groups", false)}
            {tab("Rows", true)}
        </div>
        <Show when=move || by_row.get() fallback=|| view! { <Groups /> }><Outcomes /></Show>
    }
}

/// When the run took place, and what happened to it later.
#[component]
fn Became() -> impl IntoView {
    let session = session();
    let when = move || session.with_run(period).flatten();
    let mark = move || match session.is_run_undone() {
        true => Some(("Undone".to_owned(), "info")),
        false => session.last_verified()?.verified.map(verified_mark),
    };
    let became = move || {
        let head = session.head_now()?;
        let runs = session.stored_runs;
        Some(runs.with_heads(|heads| changed_later(&head, heads.iter().map(|other| &**other))))
    };
    view! {
        <p class="period sub">
            {when}
            {move || mark().map(|(words, tone)| view! { " " <span class="tag" data-tone=tone>{words}</span> })}
        </p>
        {move || became().filter(|said| !said.is_empty()).map(|said| view! {
            <div class="note" role="note" aria-label="Since this run">
                {said.into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
            </div>
        })}
    }
}

/// The result of the last Verify, and its colour. Includes the time, because a later attempt may have failed.
fn verified_mark(read: Verified) -> (String, &'static str) {
    let at = text::day_and_time(read.at);
    match (read.not_as_planned, read.unreadable) {
        (0, 0) => (format!("Verified on {at}"), "go"),
        (0, _) => (format!("Verified in part on {at}"), "warn"),
        _ => (format!("Not as planned (read {at})"), "stop"),
    }
}

/// `23 Nov 2026, 10:42 UTC · took 4 seconds`.
fn period(run: &Run) -> Option<String> {
    // A results file without times has no start.
    let began = run.began_at().filter(|began| began.0 > 0)?;
    let ended = run.ended_at()?;
    let took = text::duration(ended - began);
    Some(format!("{} · took {took}", text::day_and_time(began)))
}

/// The counts as one bar, and the rows of the file that are in none of them.
#[component]
fn Balance(tally: Signal<Tally>) -> impl IntoView {
    let session = session();
    let beside = move || {
        let counts = session.counts().unwrap_or_default();
        session.table().and_then(|table| {
            let unusable = table.unusable_count();
            let kept = (table.len() - unusable).saturating_sub(counts.selected() as usize);
            (kept + unusable > 0).then(|| {
                format!(
                    "Other rows of the file: {} not part of this run, {} unusable.",
                    text::number(kept),
                    text::number(unusable)
                )
            })
        })
    };
    let cut_short = move || session.table().and_then(|table| table.cut_short());
    view! {
        <section class="balance" aria-label="Balance">
            <div class="progress" aria-hidden="true">
                {Outcome::ALL.map(|outcome| view! {
                    <span
                        class="progress__part"
                        data-outcome=text::outcome_key(outcome)
                        style:width=move || text::share(tally.get().of(outcome), tally.get().selected())
                    ></span>
                })}
            </div>
            <p class="sub">{beside}</p>
            {move || cut_short().map(|short| view! { <p class="note note--warn">{short.sentence()}</p> })}
        </section>
    }
}
