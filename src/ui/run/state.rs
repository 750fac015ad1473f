//! Where the run is, in words: its state, its speed, the time left.

use leptos::prelude::*;

use crate::browser::BrowserClock;
use crate::plan::Action;
use crate::ports::Clock;
use crate::run::{Outcome, Pause, Phase, Record, Run};
use crate::ui::session::session;
use crate::ui::text;

#[component]
pub(super) fn RunState() -> impl IntoView {
    let session = session();
    let sentence = Memo::new(move |_| {
        let ready = || ready(session.action()).to_owned();
        session.with_run(state_sentence).unwrap_or_else(ready)
    });
    let tone = Memo::new(move |_| match session.phase() {
        None | Some(Phase::Ready | Phase::Running) => "calm",
        Some(Phase::Finished)
            if session
                .tally()
                .is_some_and(|tally| tally.of(Outcome::NotTried) > 0) =>
        {
            "calm"
        }
        Some(Phase::Finished) if !session.with_run(Run::trial_is_done).unwrap_or(true) => "stop",
        Some(Phase::Finished) => "go",
        Some(Phase::Paused(Pause::Asked)) => "warn",
        Some(Phase::Paused(Pause::ManyFailed) | Phase::Stopped | Phase::Halted(_)) => "stop",
    });
    view! { <p class="note" data-tone=tone role="status" aria-label="Run state">{sentence}</p> }
}

fn ready(action: Action) -> &'static str {
    match action {
        Action::Remove => "Ready: try the first one, look at the proof, then remove the rest.",
        Action::Add => "Ready: look at what will happen, then add them.",
    }
}

fn state_sentence(run: &Run) -> String {
    let tally = run.tally();
    let open = tally.of(Outcome::NotTried) as usize;
    match run.phase() {
        Phase::Ready => ready(run.plan().action()).into(),
        Phase::Running => "Running".into(),
        Phase::Paused(Pause::Asked) => "Paused: nothing new starts; calls under way are still counted.".into(),
        Phase::Paused(Pause::ManyFailed) => "Paused: ten rows failed one after the other. Look at the reasons below, then resume or stop.".into(),
        Phase::Stopped => format!("Stopped: {} not tried, {} in doubt. Resume goes on with both, the doubtful ones first.", text::number(open), text::number(tally.of(Outcome::InDoubt) as usize)),
        Phase::Halted(why) => format!("Halted: {}", why.sentence()),
        Phase::Finished if open > 0 && run.trial_is_done() => format!("Waiting for you: {} to go.", text::count(open, "row", "rows")),
        Phase::Finished if !run.trial_is_done() => trial_failed(run),
        Phase::Finished => format!("Finished: {} gone through.", text::count(tally.selected() as usize, "row", "rows")),
    }
}

/// Why the trial did not remove its row, and the two ways on.
fn trial_failed(run: &Run) -> String {
    let reason = run.records().first().and_then(Record::reason);
    let reason = reason.map_or("", |reason| reason.as_ref());
    format!("The first one was not removed. {reason} Try it again, or choose again without it.")
}

/// Speed and time left, or why it waits.
pub(super) fn speed(run: &Run) -> String {
    let now = BrowserClock.now();
    if run.phase() != Phase::Running {
        return String::new();
    }
    if let Some(until) = run.pace().held_until(now) {
        return format!(
            "The site asks to wait: going on in {} s",
            (until - now).in_seconds()
        );
    }
    let left = run.time_left(now).map(text::time_left);
    let speed = run.speed_in_tenths(now).map(|tenths| {
        let tenths = usize::try_from(tenths).unwrap_or(usize::MAX);
        format!("{} a second", text::tenths(tenths))
    });
    let again = run.waiting_again();
    let again = (again > 0).then(|| {
        format!(
            "{} waiting for another try",
            text::count(again, "row", "rows")
        )
    });
    let parts: Vec<String> = [left, speed, again].into_iter().flatten().collect();
    if parts.is_empty() {
        return "Starting".to_owned();
    }
    parts.join(" · ")
}
