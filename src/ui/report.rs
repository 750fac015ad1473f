//! Report: how it ended, and the record to keep.

use groupsweep_sheet::arrange_by_key;
use leptos::prelude::*;

use crate::browser::own_address;
use crate::plan::{Action, Scope, reasons};
use crate::report::FormulaGuard;
use crate::report::wording::{
    RECEIPT, RESULTS, followed, headline, not_finished, restore_after, restore_also, undo_lead,
    undone_headline,
};
use crate::run::{Outcome, Phase, Run, Tally, UndoScope};

use super::app_state::{AppState, RecordLoss, StorageState, session};
use super::carry::{LoadedFrom, SaveRecord};
use super::import::{Held, became};
use super::run::Exports;
use super::step::Step;
use super::steps::{Content, Heading, NextBar};
use super::text;
use super::verify::Verify;
use super::widgets::{Alert, Counts, UncertainRows};

const DELETED: &str =
    "The record was deleted in another tab. Download the results before you close this page";
const CLEARED: &str = "The browser's storage was cleared, and the record with it. Download the results before you close this page";

/// The step.
#[component]
pub(super) fn ReportScreen() -> impl IntoView {
    let session = session();
    // What was said on another step says nothing here.
    session.trouble.set(None);
    // Another tab may have changed the run without a word to this one.
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
    let note = Signal::derive(move || match session.storage_state.get() {
        _ if session.elsewhere().is_some() => "This report follows the other tab".to_owned(),
        _ if session.is_imported() => "This is the report of the file you dropped".to_owned(),
        _ if session.downloaded.get() => "Results downloaded".to_owned(),
        _ if session.record_loss() == Some(RecordLoss::Deleted) => DELETED.to_owned(),
        _ if session.record_loss() == Some(RecordLoss::Cleared) => CLEARED.to_owned(),
        StorageState::Kept => format!(
            "The record is kept {}, under Past runs on Import",
            own_address().here()
        ),
        StorageState::Opening | StorageState::Not(_) => {
            "The record exists only in this page until you download it".to_owned()
        }
    });
    let is_here = Memo::new(move |_| session.elsewhere().is_none());
    view! {
        <Content>
        <Heading title lead />
        <div class="body">
            <div class="stack">
                <Became />
                <Counts tally />
                <Balance tally />
                <Alert what=session.trouble />
                <Show when=move || is_here.get() fallback=move || view! { <GoingOn /> }>
                    <Unfinished />
                    <ToFinish />
                    <Reasons />
                    <HeldBack />
                    <Verify />
                </Show>
            </div>
            <div class="stack">
                <Show when=move || is_here.get()><Record /></Show>
                <Ending />
            </div>
        </div>
        </Content>
        <NextBar note />
    }
}

/// In the place of rows and files of a run that another tab drives: this tab's copy of them is old.
#[component]
fn GoingOn() -> impl IntoView {
    let session = session();
    let words = move || session.elsewhere().map(|(what, _)| followed(what));
    view! { <p class="note" data-tone="calm" role="status" aria-label="In another tab">{words}</p> }
}

/// The way back to a run that is not over.
#[component]
fn Unfinished() -> impl IntoView {
    let session = session();
    let is_open = Memo::new(move |_| {
        let open = |run: &Run| {
            run.tally().of(Outcome::NotTried) > 0 || matches!(run.phase(), Phase::Running)
        };
        !session.is_from_outside() && session.with_run(open).unwrap_or(false)
    });
    let can_stop = move || {
        let is_at_work = |run: &Run| matches!(run.phase(), Phase::Running | Phase::Paused(_));
        session.with_run(is_at_work).unwrap_or(false)
    };
    view! {
        <Show when=move || is_open.get()>
            <div class="note note--line" role="note" aria-label="Not finished">
                <p>{move || not_finished(can_stop())}</p>
                <button type="button" class="button" on:click=move |_| session.step.set(Step::Run)>"Back to Run"</button>
            </div>
        </Show>
    }
}

/// The way to finish here what a file tells of: its rows that are not done were selected when it was read.
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
                <p>"This run was carried out elsewhere. To finish it here, press \"Choose again\": this report closes, and the rows that are not done are selected on Choose."</p>
                <button type="button" class="button" on:click=move |_| session.leave_report()>"Choose again"</button>
            </div>
        </Show>
    }
}

/// When the run took place, and what became of it later.
#[component]
fn Became() -> impl IntoView {
    let session = session();
    let when = move || session.with_run(period).flatten();
    let became = move || {
        let head = session.head_now()?;
        let past = session.past.get();
        Some(became(&head, past.iter().map(|other| &**other)))
    };
    view! {
        {move || when().map(|when| view! { <p class="sub">{when}</p> })}
        {move || became().filter(|said| !said.is_empty()).map(|said| view! {
            <div class="note" role="note" aria-label="Since this run">
                {said.into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
            </div>
        })}
    }
}

/// `From 23 Nov 2026, 10:42 UTC to 23 Nov 2026, 10:49 UTC.`
fn period(run: &Run) -> Option<String> {
    // A file that does not tell when its rows were settled has no first moment.
    let began = run.began_at().filter(|began| began.0 > 0)?;
    let ended = run.last_settled_at()?;
    Some(format!(
        "From {} to {}.",
        text::day_and_time(began),
        text::day_and_time(ended)
    ))
}

/// The counts as one bar, and the sum in words.
#[component]
fn Balance(tally: Signal<Tally>) -> impl IntoView {
    let session = session();
    let sum = move || {
        let counts = session.counts().unwrap_or_default();
        counts.sentence(session.action())
    };
    let beside = move || {
        let counts = session.counts().unwrap_or_default();
        session.table().map(|table| {
            let unusable = table.unusable_count();
            let asked = counts.tally.selected() + counts.left_out.rows();
            let kept = (table.len() - unusable).saturating_sub(asked as usize);
            format!(
                "Other rows of the file: {} not part of this run, {} unusable.",
                text::number(kept),
                text::number(unusable)
            )
        })
    };
    let cut_short = move || session.table().and_then(|table| table.cut_short());
    view! {
        <section class="panel panel--pad stack" aria-label="Balance">
            <div class="progress" aria-hidden="true">
                {Outcome::ALL.map(|outcome| view! {
                    <span
                        class="progress__part"
                        data-outcome=text::outcome_key(outcome)
                        style:width=move || text::share(tally.get().of(outcome), tally.get().selected())
                    ></span>
                })}
            </div>
            <p>{sum}</p>
            <p class="sub">{beside}</p>
            {move || cut_short().map(|short| view! { <p class="note note--warn">{short.sentence()}</p> })}
            <p class="sub">"These counts come from the site's answers. Verify reads the groups themselves. Groups synced from an identity provider may change again."</p>
        </section>
    }
}

#[component]
fn Record() -> impl IntoView {
    let session = session();
    let trouble = RwSignal::new(None::<String>);
    let own_cells = RwSignal::new(FormulaGuard::Off);
    let guard = move |event: web_sys::Event| {
        own_cells.set(if event_target_checked(&event) {
            FormulaGuard::On
        } else {
            FormulaGuard::Off
        });
    };
    let has_file = move || session.table().is_some();
    let lacks = move || session.results_lack();
    let scope = RwSignal::new(UndoScope::suggested(Action::Remove));
    let restorable = move || {
        let rows = |run: &Run| run.count_to_restore(scope.get());
        session.with_run(rows).unwrap_or_default()
    };
    view! {
        <section class="panel panel--pad stack" aria-label="Record">
            <h2>"Downloads"</h2>
            <p class="sub">
                {move || lacks().is_none().then_some(RESULTS)} " " {RECEIPT}
            </p>
            {move || lacks().map(|lacks| view! { <p class="note note--warn" role="note" aria-label="What the results lack">{lacks}</p> })}
            <div class="actions">
                <button type="button" class="button button--primary" on:click=move |_| session.download_results(own_cells.get_untracked(), trouble)>"Download results"</button>
                <button type="button" class="button" on:click=move |_| session.download_receipt(trouble)>"Download receipt"</button>
                {move || stored_id(session).map(|id| view! { <SaveRecord id trouble /> })}
                <Show when=move || session.action() == Action::Remove>
                    <button type="button" class="button" disabled=move || restorable() == [0; 3] on:click=move |_| session.download_restore_file(scope.get(), trouble)>"Download restore file"</button>
                </Show>
            </div>
            <Show when=move || session.action() == Action::Remove>
                <p class="sub">{move || {
                    let [removed, unconfirmed, since_check] = restorable();
                    restore_after(removed, unconfirmed, since_check)
                }}</p>
                <UncertainRows scope words=restore_also count=Run::count_changed class="check" />
            </Show>
            <Show when=has_file>
                <label class="check">
                    <input type="checkbox" prop:checked=move || own_cells.get() == FormulaGuard::On on:change=guard />
                    <span>"Also guard the file's own cells against formulas"</span>
                </label>
                <p class="sub">
                    "Spreadsheets treat a cell that begins with =, +, - or @ as a formula. Cells that Groupsweep adds are always guarded. Your own cells are not changed unless you select this: then an apostrophe is put in front of them."
                </p>
            </Show>
            <Show when=move || stored_id(session).is_some()>
                <p class="sub">
                    {format!("The whole record is kept {}. To use this run at another address or in another browser, save the record here and load it there.", own_address().here())}
                </p>
            </Show>
            <Alert what=trouble />
        </section>
    }
}

/// The id of the run in the page, once its record is stored and at rest.
fn stored_id(session: AppState) -> Option<String> {
    let head = session.head_now()?;
    let is_listed = session
        .past
        .with(|past| past.iter().any(|it| it.id == head.id));
    let at_rest = session.with_run(Run::is_at_rest).unwrap_or(false);
    (is_listed && at_rest).then(|| head.id.clone())
}

/// Why rows failed, are in doubt or were not tried, most frequent first.
#[component]
fn Reasons() -> impl IntoView {
    let session = session();
    let reasons = Memo::new(move |_| session.with_run(open_reasons).unwrap_or_default());
    let can_retry = Memo::new(move |_| {
        session.connection().is_some()
            && !session.is_from_outside()
            && session
                .with_run(|run| {
                    run.is_at_rest()
                        && (0..run.records().len()).any(|item| run.covers(Scope::Failed, item))
                        && run.trial_is_done()
                })
                .unwrap_or(false)
    });
    move || {
        (!reasons.with(Vec::is_empty)).then(|| view! {
        <section class="panel panel--pad stack" aria-label="Reasons">
            <h2>"Rows that are not done"</h2>
            <ul class="bars">
                {reasons.get().into_iter().map(|(outcome, reason, rows)| view! {
                    <li class="bar">
                        <span><span class="tag" data-outcome=text::outcome_key(outcome)>{outcome.label(session.action())}</span> " " {reason}</span>
                        <span class="sub">{text::count(rows, "row", "rows")}</span>
                    </li>
                }).collect_view()}
            </ul>
            <div class="actions">
                <button type="button" class="button" disabled=move || !can_retry.get() on:click=move |_| session.ask(Scope::Failed)>"Retry failed"</button>
                <LoadedFrom />
            </div>
        </section>
    })
    }
}

/// The rows that the run of a file held back. A run of this page says so on Run.
#[component]
fn HeldBack() -> impl IntoView {
    let session = session();
    let held = move || {
        let of_run = |run: &Run| reasons(&run.plan().summary().held_back);
        let all = session.with_run(of_run).filter(|_| session.is_imported());
        all.filter(|all| !all.is_empty())
    };
    move || {
        held().map(
            |reasons| view! { <section class="panel panel--pad stack"><Held reasons /></section> },
        )
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

/// The ways on: take the run back, or begin anew.
#[component]
fn Ending() -> impl IntoView {
    let session = session();
    let warned = RwSignal::new(false);
    let at_rest = move || session.with_run(Run::is_at_rest).unwrap_or(true);
    let done = move || session.with_run(Run::can_be_undone).unwrap_or(false);
    let is_undone = Memo::new(move |_| session.is_run_undone());
    let can_undo = Memo::new(move |_| {
        at_rest()
            && !is_undone.get()
            && done()
            && session.connection().is_some()
            && session.is_record_safe()
            && session.elsewhere().is_none()
    });
    let why_not = move || {
        if !done() || !at_rest() || can_undo.get() || session.elsewhere().is_some() {
            None
        } else if is_undone.get() {
            Some("This run was undone: nothing is left to undo.")
        } else if session.connection().is_none() {
            Some("To undo this run, connect to its site first.")
        } else {
            Some("Download the results first: this browser does not keep the record.")
        }
    };
    let undo = move || undo_lead(session.purpose_now(), session.evidence());
    let press = move |_| {
        if session.is_record_safe() || warned.get_untracked() {
            session.start_over();
        } else {
            warned.set(true);
        }
    };
    view! {
        <section class="panel panel--pad stack" aria-label="The way back">
            <h2>"Undo"</h2>
            <p class="sub">{undo}</p>
            <div class="actions">
                <button type="button" class="button" disabled=move || !can_undo.get() on:click=move |_| session.ask_undo()>"Undo this run"</button>
            </div>
            {move || session.taken.get().filter(|_| session.is_elsewhere()).map(|plan| view! { <Exports plan /> })}
            {move || why_not().map(|why| view! { <p class="sub">{why}</p> })}
        </section>
        <Show when=move || session.can_leave_practice_run()>
            <section class="panel panel--pad stack" aria-label="From practice to your site">
                <h2>"That was practice"</h2>
                <p class="sub">"Your file, selection, filters and lists stay. Nothing is sent to your site until you connect and confirm there."</p>
                <div class="actions">
                    <button type="button" class="button button--primary" on:click=move |_| session.run_on_site()>"Run this on my site"</button>
                </div>
            </section>
        </Show>
        <Show when=move || session.is_sealed_practice()>
            <section class="panel panel--pad stack" aria-label="From practice to your site">
                <h2>"That was practice"</h2>
                <p class="sub">"This plan was sealed for the practice site and never runs on another. For your site, the first admin connects there and saves the sealed plan again. Then press Start over and drop that file."</p>
            </section>
        </Show>
        <section class="panel panel--pad stack" aria-label="Ending">
            <h2>"Start over"</h2>
            <p class="sub">{move || match session.storage_state.get() {
                _ if session.is_imported() => "Start over forgets the file, the selection and the login. This browser has no record of the run, so keep the results file.",
                _ if session.record_loss().is_some() => "Start over forgets the file, the selection, the login and this record.",
                StorageState::Kept => "Start over forgets the file, the selection and the login. The record stays under Past runs on Import until you delete it.",
                StorageState::Opening | StorageState::Not(_) => "Start over forgets the file, the selection, the login and this record.",
            }}</p>
            <div class="actions">
                <button type="button" class="button" disabled=move || !at_rest() on:click=press>"Start over"</button>
            </div>
            {move || (warned.get() && !session.downloaded.get()).then(|| view! {
                <p class="note note--warn" role="alert">"The results are not downloaded yet. Download them, or press Start over again to forget them."</p>
            })}
        </section>
    }
}
