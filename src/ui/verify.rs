//! Verify: reads the groups of the run back, and shows who is not as planned.

use std::rc::Rc;

use groupsweep_core::journal::{RunHeader, Verified};
use groupsweep_core::report::wording::{
    VerifyState, group_changed_back, group_reading, verification as verification_in_words,
    why_no_verify,
};
use groupsweep_core::run::{Event, Rate, Run};
use groupsweep_core::verify::{GroupReading, Verification, Verifier};
use groupsweep_driver::ports::Clock;
use groupsweep_driver::verify;
use leptos::prelude::*;

use crate::browser::{BrowserClock, Frame, served_at};

use super::app_state::{AppState, VerificationState, session};
use super::import::read_back;
use super::text;
use super::verify_notes::{others_lines, person, progress_line, unread_line};
use super::widgets::{ReadOut, every_second};

/// Names listed per group; the results file has them all.
const NAMES: usize = 20;

#[component]
pub(super) fn Verify() -> impl IntoView {
    let session = session();
    let why_not = Memo::new(move |_| {
        let of_run = |run: &Run| (run.is_at_rest(), run.began_at().is_some());
        let (is_at_rest, has_begun) = session.with_run(of_run).unwrap_or((true, false));
        why_no_verify(VerifyState {
            is_connected: session.connection().is_some(),
            is_export: session.is_elsewhere(),
            is_at_rest,
            has_begun,
        })
    });
    let can = Memo::new(move |_| why_not.get().is_none() && session.elsewhere().is_none());
    let reading =
        Memo::new(move |_| matches!(session.run.verification(), VerificationState::Reading(_)));
    let second = every_second();
    let how_far = Memo::new(move |_| {
        second.track();
        match session.run.verification() {
            VerificationState::Reading(progress) => {
                progress_line(progress, BrowserClock.now(), |wait| {
                    session.offline_or(wait)
                })
            }
            VerificationState::Not | VerificationState::Read(_) => String::new(),
        }
    });
    let so_far = move || match session.run.verification() {
        VerificationState::Reading(progress) => (progress.done, progress.all),
        VerificationState::Not | VerificationState::Read(_) => (0, 1),
    };
    let read_out = Memo::new(move |_| match session.run.verification() {
        VerificationState::Not => String::new(),
        VerificationState::Reading(_) => how_far.get(),
        VerificationState::Read(verification) => result_line(session, &verification),
    });
    // What the record tells of an earlier reading, until one of this visit has read something.
    let last = move || {
        let is_unread = match session.run.verification() {
            VerificationState::Not => true,
            VerificationState::Reading(_) => false,
            VerificationState::Read(verification) => verification.is_unread(),
        };
        let head = session.last_verified().filter(|_| is_unread)?;
        read_back(&head)
    };
    view! {
        <section class="panel panel--pad stack" aria-label="Verify">
            <div class="side__head">
                <h2>"Verify"</h2>
                <button type="button" class="button button--small" disabled=move || !can.get() || reading.get() on:click=move |_| session.verify()>"Verify"</button>
                <Show when=move || reading.get()>
                    <button type="button" class="button button--small" on:click=move |_| session.run.stop_verifying()>"Cancel reading"</button>
                </Show>
            </div>
            <p class="sub">"The counts come from the site's answers. Verify reads every group again and checks each row against it. A change can take a minute to show, so Verify keeps reading for up to a minute."</p>
            {move || why_not.get().map(|why| view! { <p class="sub">{why}</p> })}
            // It changes many times a second, so it is read out apart, and its parts stay while their numbers move.
            <div class="stack" role="status" aria-live="off" aria-label="Verification">
                <Show when=move || reading.get()>
                    <p>{how_far}</p>
                    <progress max=move || so_far().1.to_string() value=move || so_far().0.to_string() aria-label="Verification progress"></progress>
                </Show>
                {move || match session.run.verification() {
                    VerificationState::Not | VerificationState::Reading(_) => None,
                    VerificationState::Read(verification) => Some(readings(session, &verification)),
                }}
            </div>
            <ReadOut sentence=read_out />
            {move || last().map(|said| view! { <p class="note" data-tone="calm">{said}</p> })}
        </section>
    }
}

/// `Verified: all 60 memberships are gone, in 2 groups`, or why nothing was read.
fn result_line(session: AppState, verification: &Verification) -> String {
    let facts = verification.facts();
    let sum = verification_in_words(session.purpose_now(), &facts, text::READER);
    let access = session.connection.relay_access();
    let served_at = access.as_ref().and_then(served_at);
    let is_kept = session.is_kept() && !session.is_imported();
    match unread_line(verification, served_at.as_deref(), is_kept) {
        Some(why) => format!("{sum} {why}"),
        None => sum,
    }
}

fn readings(session: AppState, verification: &Verification) -> impl IntoView + use<> {
    let facts = verification.facts();
    let tone = match (facts.rows_not_as_planned, facts.rows_unreadable) {
        (0, 0) if facts.rows_as_planned > 0 && facts.rows_changed_back == 0 => "go",
        (0, _) => "warn",
        _ => "stop",
    };
    let is_unread = verification.is_unread();
    let odd = verification
        .groups
        .iter()
        .filter(|group| !group.is_as_planned() && !is_unread);
    let odd = odd
        .map(|group| view! { <li>{of_group(session, verification, group)}</li> })
        .collect::<Vec<_>>();
    view! {
        <p class="note" data-tone=tone>{result_line(session, verification)}</p>
        {(!odd.is_empty()).then(|| view! { <ul class="recipe">{odd}</ul> })}
        <p class="sub">"If your identity provider manages a group, it may change again."</p>
        {others_lines(verification).into_iter().map(|line| view! { <p class="note" data-tone="warn">{line}</p> }).collect_view()}
    }
}

/// `Engineering: 2 of 40 remain: Bo Adler, Uma Khan.`
fn of_group(session: AppState, verification: &Verification, group: &GroupReading) -> String {
    let wrong = group.not_as_planned.len();
    let mut said = Vec::new();
    if wrong > 0 {
        let names = names(session, verification, &group.not_as_planned);
        said.push(group_reading(
            session.purpose_now(),
            wrong,
            group.rows,
            &names,
        ));
    }
    let back = group.changed_back.len();
    if back > 0 {
        let names = names(session, verification, &group.changed_back);
        let purpose = session.purpose_now();
        said.push(group_changed_back(purpose, back, group.rows, &names));
    }
    if let Some(unread) = &group.unread {
        said.push(format!(
            "{} not read, {}",
            text::count(unread.items.len(), "row was", "rows were"),
            unread.why
        ));
    }
    format!("{}: {}.", text::shown(&group.name), said.join("; "))
}

fn names(session: AppState, verification: &Verification, items: &[usize]) -> String {
    let named = session.with_run(|run| {
        let names = items
            .iter()
            .take(NAMES)
            .filter_map(|item| person(run, verification, *item));
        names.collect::<Vec<_>>().join(", ")
    });
    let more = items.len().saturating_sub(NAMES);
    let more = if more > 0 {
        format!(" and {} more", text::number(more))
    } else {
        String::new()
    };
    named.unwrap_or_default() + &more
}

impl AppState {
    /// The head of the run in the page, if its groups were read back since its last row was settled.
    pub(super) fn last_verified(self) -> Option<Rc<RunHeader>> {
        let settled_at = self.with_run(Run::last_settled_at).flatten();
        let is_of_its_end = |head: &Rc<RunHeader>| {
            let read = head.verified.as_ref();
            read.is_some_and(|read| Some(read.at) >= settled_at)
        };
        self.head_now().filter(is_of_its_end)
    }

    /// Reads the groups of the run back; what they list goes into the record.
    fn verify(self) {
        let is_model = self
            .connection()
            .is_some_and(|connection| connection.target.is_model());
        let rate = if is_model {
            Rate::of_model(500)
        } else {
            Verifier::gentle()
        };
        let verifying = self.with_run(|run: &Run| Verifier::of(run, rate)).flatten();
        let (Some(mut verifying), Some(transport)) = (verifying, self.connection.transport())
        else {
            return;
        };
        if self.is_undone_now() {
            verifying.set_undone();
        }
        self.bring_clock_up();
        let (task, cancelled) = self.run.begin_verifying(verifying.progress());
        let progress = Rc::new(std::cell::Cell::new(verifying.progress()));
        let shown = Rc::clone(&progress);
        let frame = Frame::new(move || self.run.verifying_at(shown.get()));
        let run = self.run_id();
        leptos::task::spawn_local(async move {
            // What another tab made of the run is read first: an old copy would be compared with the site in vain.
            if !self.is_current().await {
                if task.is_latest() {
                    self.run.drop_verification();
                }
                return;
            }
            let changed = move |now| {
                progress.set(now);
                frame.changed();
            };
            let read = verify(
                verifying,
                transport,
                Rc::new(BrowserClock),
                changed,
                cancelled,
            )
            .await;
            if task.is_latest() && self.run_id() == run && self.run.is_verifying_untracked() {
                // Another run may be in the page by the time that the record has taken it.
                let kept = self.run.active().and_then(|active| active.kept);
                let is_told = self.tell(Event::Verified(read.listings())).await;
                if !task.is_latest() {
                    return;
                }
                if !is_told {
                    return self.run.drop_verification();
                }
                let facts = read.facts();
                // Nothing read is no verification, and has no time.
                if !read.is_unread() {
                    // Not before the rows that it settled: a later time of a row says that the run went on.
                    let settled_at = self.with_run(Run::last_settled_at).flatten();
                    let verified = Verified {
                        at: settled_at.map_or(facts.read_at, |at| at.max(facts.read_at)),
                        as_planned: facts.rows_as_planned,
                        not_as_planned: facts.rows_not_as_planned + facts.rows_changed_back,
                        unreadable: facts.rows_unreadable,
                    };
                    self.note_verified(kept, verified).await;
                }
                if task.is_latest() {
                    self.run.note_verification(Rc::new(read));
                }
            }
        });
    }
}
