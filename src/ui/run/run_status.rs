//! The run's status in words: state, speed, time left.

use groupsweep_core::atlassian::HaltReason;
use groupsweep_core::domain::Timestamp;
use groupsweep_core::plan::{FreezeError, Proposal, Scope};
use groupsweep_core::report::wording::{
    closed as in_words, finished, followed, ready, ready_without_proof, stopped, to_go,
    trial_failed,
};
use groupsweep_core::run::{Closed, Outcome, Pause, PauseEnd, Phase, Run, RunStatus, TriedNow};
use groupsweep_driver::ports::Clock;
use leptos::prelude::*;

use crate::browser::BrowserClock;
use crate::ui::app_state::{AppState, Check, session};
use crate::ui::text;
use crate::ui::widgets::{ReadOut, every_second};

use super::relay_back::{RelayNow, follow_relay};

/// For a file whose ids do not belong to its names.
const FILE_STOPPED: &str = "Nothing can be sent, because the ids in this file do not belong to its names. The note below shows examples. Correct the file or export it again, then import it.";

/// For a run whose login the site refused, once there is a connection again.
const RECONNECTED: &str = "Stopped: the site refused the earlier login (401). You are connected again, so you can press Resume.";

#[component]
pub(super) fn StatusLine() -> impl IntoView {
    let session = session();
    let second = every_second();
    let relay = follow_relay();
    let sentence = Memo::new(move |_| {
        // A silent site causes no event, so the clock redraws this.
        second.track();
        // A plan with nothing to send shows the next step instead of "ready".
        let stuck = || {
            session
                .check
                .with_proposal(|proposal| proposal.may_be_frozen().err())
        };
        let ready = || match stuck().flatten() {
            // Its note shows the reason, with examples.
            Some(FreezeError::IdsDoNotFit(_)) => FILE_STOPPED.to_owned(),
            Some(why) => why.to_string(),
            None => ready_to_begin(session),
        };
        if let Some((what, _)) = session.elsewhere() {
            return followed(what).to_owned();
        }
        if let Some(back) = relay.get().sentence(session.connection().is_some()) {
            return back.to_owned();
        }
        let closed = session.closed_now();
        // The refused login ends the connection together with the driver, so a later connection is another one.
        let is_reconnected = session.may_resume() && !session.run.is_driving();
        let sentence = |run: &Run| match run.phase() {
            Phase::Halted(HaltReason::Token) if is_reconnected => RECONNECTED.to_owned(),
            _ => state_sentence(run, closed, BrowserClock.now()),
        };
        session.with_run(sentence).unwrap_or_else(ready)
    });
    let is_silent = Memo::new(move |_| {
        second.track();
        let status = session.with_run(|run| run.status(BrowserClock.now()));
        matches!(
            status,
            Some(
                RunStatus::NotResponding { .. }
                    | RunStatus::Offline { .. }
                    | RunStatus::Waiting { .. }
            )
        )
    });
    let tone = Memo::new(move |_| match session.phase() {
        _ if session.elsewhere().is_some() => "calm",
        Some(Phase::Running) if is_silent.get() => "warn",
        None | Some(Phase::Ready | Phase::Running) => "calm",
        Some(Phase::Finished)
            if session
                .tally()
                .is_some_and(|tally| tally.of(Outcome::NotTried) > 0) =>
        {
            "calm"
        }
        Some(Phase::Finished) if !session.with_run(Run::trial_is_done).unwrap_or(true) => "stop",
        Some(Phase::Finished) if session.tally().is_some_and(|tally| tally.is_all_done()) => "go",
        Some(Phase::Finished) => "warn",
        Some(Phase::Halted(_)) if relay.get() == RelayNow::Back => "warn",
        Some(Phase::Paused(Pause::Asked)) => "warn",
        Some(Phase::Paused(Pause::ManyFailed) | Phase::Stopped | Phase::Halted(_)) => "stop",
    });
    view! {
        <p class="note run__state" data-tone=tone role="status" aria-live="off" aria-label="Run state">{sentence}</p>
        <ReadOut sentence />
    }
}

/// Before a run: the next step, and whether the trial can prove anything after this check.
fn ready_to_begin(session: AppState) -> String {
    if session.connection().is_none() {
        return "Not connected. Connect to the site first.".to_owned();
    }
    if session.check.is_asking() {
        return "Checking the rows with the site. Nothing can be sent until the check ends."
            .to_owned();
    }
    // Another part of the page shows why there is no proposal.
    let Some(going) = session.check.with_proposal(Proposal::going) else {
        return "There is nothing to run yet.".to_owned();
    };
    let can_prove = session.check.with_proposal(Proposal::trial_can_prove);
    let purpose = session.purpose_now();
    let is_over = matches!(session.check.progress(), Check::Done(_) | Check::Cancelled);
    let without_proof =
        ready_without_proof(purpose).filter(|_| is_over && can_prove == Some(false));
    without_proof.unwrap_or(ready(purpose, going)).to_owned()
}

/// A run that was undone, or that a later undo took over, cannot be resumed.
fn state_sentence(run: &Run, closed: Option<Closed>, now: Timestamp) -> String {
    match run.status(now) {
        RunStatus::Ready => ready(run.plan().purpose(), run.plan().items().len()).into(),
        RunStatus::Running { .. } => "Running".into(),
        RunStatus::NotResponding { since, attempt, of } => not_responding(since, attempt, of),
        RunStatus::Waiting { until } => waiting(run, until, now),
        RunStatus::Offline { since } => format!(
            "Offline since {}: this device has no network connection. Nothing is lost. The run continues automatically when the connection is back.",
            text::clock(since)
        ),
        RunStatus::Paused { why, under_way } => {
            let why = match why {
                Pause::Asked => "Paused.",
                Pause::ManyFailed => {
                    "Paused: ten rows failed one after another. Look at the reasons below, then resume or stop."
                }
            };
            let ahead = what_next(run, closed, now);
            match under_way {
                0 => format!("{why}{ahead}"),
                calls => format!(
                    "{why} {} still under way.{ahead}",
                    text::count(calls, "call is", "calls are")
                ),
            }
        }
        RunStatus::Stopped => match closed {
            Some(why) => format!("Stopped. {}", in_words(why, text::READER)),
            None => {
                let stopped = stopped(run.tally(), run.left_to_resume());
                format!("{stopped}{}", pause_ahead(run, now))
            }
        },
        RunStatus::Halted(halted) => {
            format!(
                "Stopped: {}{}",
                halted.sentence(),
                what_next(run, closed, now)
            )
        }
        RunStatus::PartDone { .. } | RunStatus::Finished if !run.trial_is_done() => {
            trial_failed(run.plan().purpose(), run).unwrap_or_default()
        }
        RunStatus::PartDone { .. } => match closed {
            Some(why) => in_words(why, text::READER),
            None => {
                let left = run.plan().counts(|item| run.covers(Scope::Remaining, item));
                to_go(run.plan().purpose(), &left)
            }
        },
        RunStatus::Finished => finished(run),
    }
}

/// Why a run at rest cannot continue now: it cannot be resumed, or a resume waits for something.
fn what_next(run: &Run, closed: Option<Closed>, now: Timestamp) -> String {
    match closed {
        Some(why) => format!(" {}", in_words(why, text::READER)),
        None => pause_ahead(run, now),
    }
}

/// The sentence that a resume waits for the end of the site's pause. Empty if there is no pause.
fn pause_ahead(run: &Run, now: Timestamp) -> String {
    let until = run.pace().pause_end(now);
    until.map_or_else(String::new, |until| {
        format!(
            " {} Resume waits until then; during a long pause, you can try one call before then.",
            until.sentence(|at| text::local_time(at, now))
        )
    })
}

/// The result of the call that the admin requested during the pause.
fn tried(run: &Run, now: Timestamp) -> String {
    match run.tried_now(now) {
        None => String::new(),
        Some(TriedNow::Refused { at }) => format!(
            "Tried at {}: the site refused the call and asked for a pause again. ",
            text::local_time(at, now)
        ),
        Some(TriedNow::Failed { at }) => format!(
            "Tried at {}: the call brought no usable answer, so the pause continues. ",
            text::local_time(at, now)
        ),
    }
}

/// The end of the pause that the site asked for, and what can be done meanwhile.
fn waiting(run: &Run, until: PauseEnd, now: Timestamp) -> String {
    let tried = tried(run, now);
    let why = until.why();
    let until = text::local_time(until.at(), now);
    let ways = if run.offers_try_now(now) {
        "\"Try now once\" sends one call. If the site accepts it, the run continues. If the site asks for another pause, the longer one applies. After \"Stop and keep the record\" you can resume the run later."
    } else {
        "To end the wait, press Stop. You can resume the run later."
    };
    format!("Waiting until {until}: {why}. {tried}The run continues by itself then. {ways}")
}

fn not_responding(since: Timestamp, attempt: u8, of: u8) -> String {
    let since = text::clock(since);
    if attempt < 2 {
        format!("Site not responding since {since}.")
    } else {
        format!("Site not responding, retry {attempt} of {of}. No answer since {since}.")
    }
}

/// Speed and time left while rows are being settled. Empty otherwise.
pub(super) fn speed(run: &Run) -> String {
    let RunStatus::Running {
        rate_in_tenths,
        left,
        again,
    } = run.status(BrowserClock.now())
    else {
        return String::new();
    };
    let speed = rate_in_tenths.map(|tenths| {
        let tenths = usize::try_from(tenths).unwrap_or(usize::MAX);
        format!("{} a second", text::tenths(tenths))
    });
    let again = (again > 0).then(|| {
        format!(
            "{} waiting for another try",
            text::count(again, "row", "rows")
        )
    });
    let parts: Vec<String> = [left.map(text::time_left), speed, again]
        .into_iter()
        .flatten()
        .collect();
    if parts.is_empty() {
        return "Starting".to_owned();
    }
    parts.join(" · ")
}
