//! Run: try one, see the proof, remove the rest; pause, resume, stop.

use leptos::prelude::*;

use crate::plan::Scope;
use crate::run::{Event, Outcome, Pause, Phase, Rate, Run, Tally, Verdict};

use super::parts::{Column, Counts, Rows};
use super::session::{ProofState, Session, session};
use super::step::Step;
use super::steps::{Heading, NextBar};
use super::text;

const OUTCOMES: [Column; 6] = [
    Column {
        title: "Row",
        class: "cell cell--number",
    },
    Column {
        title: "User",
        class: "cell cell--who",
    },
    Column {
        title: "Group",
        class: "cell",
    },
    Column {
        title: "Outcome",
        class: "cell cell--tag",
    },
    Column {
        title: "Why",
        class: "cell cell--why",
    },
    Column {
        title: "Tries",
        class: "cell cell--number cell--wide",
    },
];

/// The step.
#[component]
pub(super) fn RunScreen() -> impl IntoView {
    let session = session();
    let tally = Signal::derive(move || {
        session
            .tally()
            .unwrap_or_else(|| Tally::new(session.selected()))
    });
    let title = Signal::derive(move || {
        let rows = tally.with(|tally| tally.selected()) as usize;
        let what = text::count(rows, "membership", "memberships");
        match session.phase() {
            None | Some(Phase::Ready) => format!("Remove {what}"),
            Some(Phase::Running | Phase::Paused(_)) => format!("Removing {what}"),
            Some(Phase::Stopped | Phase::Halted(_) | Phase::Finished)
                if tally.get().of(Outcome::NotTried) > 0 =>
            {
                format!("Remove {what}")
            }
            Some(_) => format!("{what} gone through"),
        }
    });
    let lead = Signal::derive(move || {
        session.connection().map_or_else(
            || "Not connected.".to_owned(),
            |connection| {
                format!(
                    "{} · as {}",
                    connection.target.name(),
                    connection.account.name
                )
            },
        )
    });
    let note = Signal::derive(move || match session.phase() {
        None | Some(Phase::Ready) => "Nothing has been removed yet.".to_owned(),
        Some(Phase::Running) => "Keep this page open until the run has finished.".to_owned(),
        Some(_) => format!(
            "{} removed so far",
            text::number(tally.get().of(Outcome::Removed) as usize)
        ),
    });
    view! {
        <Heading title lead />
        <div class="body body--single">
            <Controls tally />
            <Proof />
            <Counts tally />
            <Outcomes />
        </div>
        <NextBar to=Step::Report note />
    }
}

#[component]
fn Controls(tally: Signal<Tally>) -> impl IntoView {
    let session = session();
    let done = move || tally.get().settled() as usize;
    view! {
        <section class="panel panel--pad stack" aria-label="Progress">
            <div class="progress__head">
                <p class="big">
                    {move || text::number(done())} <span class="big__of">{move || format!(" of {}", text::number(tally.get().selected() as usize))}</span>
                </p>
                <p class="sub">{move || session.with_run(speed).unwrap_or_default()}</p>
            </div>
            <div
                class="progress"
                role="progressbar"
                aria-label="Removal progress"
                aria-valuemin="0"
                aria-valuenow=move || done().to_string()
                aria-valuemax=move || tally.get().selected().to_string()
            >
                {[Outcome::Removed, Outcome::AlreadyGone, Outcome::Failed, Outcome::InDoubt].map(|outcome| view! {
                    <span class="progress__part" data-outcome=outcome.word() style:width=move || text::share(tally.get().of(outcome), tally.get().selected())></span>
                })}
            </div>
            <RunState />
            <div class="actions">
                <StartButtons />
                <FlowButtons />
                <RateField />
            </div>
        </section>
    }
}

/// Speed and time left, or why it waits.
fn speed(run: &Run) -> String {
    use crate::ports::Clock;
    let now = crate::browser::BrowserClock.now();
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
    match (left, speed) {
        (Some(left), Some(speed)) => format!("{left} · {speed}"),
        (Some(left), None) => left,
        (None, _) => "Starting".to_owned(),
    }
}

#[component]
fn RunState() -> impl IntoView {
    let session = session();
    let sentence = Memo::new(move |_| {
        session.with_run(state_sentence).unwrap_or_else(|| {
            "Ready: try the first one, look at the proof, then remove the rest.".to_owned()
        })
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
        Some(Phase::Finished) => "go",
        Some(Phase::Paused(Pause::Asked)) => "warn",
        Some(Phase::Paused(Pause::ManyFailed) | Phase::Stopped | Phase::Halted(_)) => "stop",
    });
    view! { <p class="note" data-tone=tone role="status" aria-label="Run state">{sentence}</p> }
}

fn state_sentence(run: &Run) -> String {
    let tally = run.tally();
    let open = tally.of(Outcome::NotTried) as usize;
    match run.phase() {
        Phase::Ready => "Ready: try the first one, look at the proof, then remove the rest.".into(),
        Phase::Running => "Running".into(),
        Phase::Paused(Pause::Asked) => "Paused: nothing new starts; calls under way are still counted.".into(),
        Phase::Paused(Pause::ManyFailed) => "Paused: ten rows failed one after the other. Look at the reasons below, then resume or stop.".into(),
        Phase::Stopped => format!("Stopped: {} not tried, {} in doubt. Resume goes on with both.", text::number(open), text::number(tally.of(Outcome::InDoubt) as usize)),
        Phase::Halted(why) => format!("Halted: {}", why.sentence()),
        Phase::Finished if open > 0 && run.trial_is_done() => format!("Waiting for you: {} to go.", text::count(open, "row", "rows")),
        Phase::Finished if open > 0 => "The first one was not removed. Look at the reason below before you try again.".into(),
        Phase::Finished => format!("Finished: {} gone through.", text::count(tally.selected() as usize, "row", "rows")),
    }
}

#[component]
fn StartButtons() -> impl IntoView {
    let session = session();
    let at_rest = move || session.with_run(Run::is_at_rest).unwrap_or(true);
    let trial_done = move || session.with_run(Run::trial_is_done).unwrap_or(false);
    let connected = move || session.connection().is_some();
    let can_try = Memo::new(move |_| {
        connected()
            && at_rest()
            && !trial_done()
            && !matches!(session.phase(), Some(Phase::Halted(_) | Phase::Stopped))
    });
    let can_go_on = Memo::new(move |_| {
        let open = session
            .tally()
            .is_some_and(|tally| tally.of(Outcome::NotTried) > 0);
        let finished = matches!(session.phase(), Some(Phase::Finished));
        connected() && finished && open && trial_done() && proof_allows(&session.proof.get())
    });
    let remaining = move || {
        session.tally().map_or(0, |tally| {
            (tally.of(Outcome::NotTried) + tally.of(Outcome::Failed)) as usize
        })
    };
    view! {
        <button type="button" class="button button--danger" disabled=move || !can_try.get() on:click=move |_| session.ask(Scope::First)>
            "Try the first one"
        </button>
        <button type="button" class="button button--danger" disabled=move || !can_go_on.get() on:click=move |_| session.ask(Scope::Rest)>
            "Remove the rest"
            <span class="button__count" aria-hidden="true">{move || if can_go_on.get() { text::number(remaining()) } else { String::new() }}</span>
        </button>
    }
}

/// The rest may go when the proof shows the first one gone, or the site does not
/// let this account read groups (the dialog says so); never while the site still lists it.
fn proof_allows(proof: &ProofState) -> bool {
    match proof {
        ProofState::Done(Verdict::Gone { .. } | Verdict::Unreadable(_), _) => true,
        ProofState::Done(Verdict::StillListed, _) | ProofState::Reading | ProofState::None => false,
    }
}

#[component]
fn FlowButtons() -> impl IntoView {
    let session = session();
    let running = move || session.phase() == Some(Phase::Running);
    let can_resume = Memo::new(move |_| {
        session.connection().is_some()
            && match session.phase() {
                Some(Phase::Paused(_)) => true,
                Some(Phase::Stopped | Phase::Halted(_)) => {
                    session.with_run(Run::is_at_rest).unwrap_or(false)
                }
                Some(Phase::Ready | Phase::Running | Phase::Finished) | None => false,
            }
    });
    let can_stop = move || matches!(session.phase(), Some(Phase::Running | Phase::Paused(_)));
    view! {
        <button type="button" class="button" disabled=move || !running() on:click=move |_| session.order(Event::Pause)>"Pause"</button>
        <button type="button" class="button" disabled=move || !can_resume.get() on:click=move |_| session.resume()>"Resume"</button>
        <button type="button" class="button" disabled=move || !can_stop() on:click=move |_| session.order(Event::Stop)>"Stop"</button>
    }
}

#[component]
fn RateField() -> impl IntoView {
    let session = session();
    let rate = session.form.rate;
    view! {
        <div class="field field--inline">
            <label for="rate">"Calls per second"</label>
            <input
                type="number"
                id="rate"
                min="1"
                max=Rate::MAX.to_string()
                prop:value=move || rate.get().to_string()
                on:change:target=move |event| {
                    let asked = Rate::per_second(event.target().value().parse().unwrap_or(Rate::DEFAULT.get()));
                    event.target().set_value(&asked.get().to_string());
                    rate.set(asked.get());
                    session.order(Event::SetRate(asked));
                }
            />
        </div>
    }
}

#[component]
fn Proof() -> impl IntoView {
    let session = session();
    let subject = move || {
        session
            .with_run(|run| {
                run.plan()
                    .items()
                    .first()
                    .map(|item| (item.user_name.to_string(), item.group_name.to_string()))
            })
            .flatten()
            .unwrap_or_default()
    };
    view! {
        <div
            class="note proof"
            role="status"
            aria-label="Proof"
            data-tone=move || match session.proof.get() {
                ProofState::None | ProofState::Reading => "calm",
                ProofState::Done(Verdict::Gone { .. }, _) => "go",
                ProofState::Done(Verdict::Unreadable(_), _) => "warn",
                ProofState::Done(Verdict::StillListed, _) => "stop",
            }
            data-empty=move || (session.proof.get() == ProofState::None).to_string()
        >
            {move || {
                let (user, group) = subject();
                match session.proof.get() {
                    ProofState::None => String::new(),
                    ProofState::Reading => format!("Reading {group} back from the site…"),
                    ProofState::Done(Verdict::Gone { members }, at) => format!(
                        "Proof: {user} is no longer in {group}. The site lists {} there, read at {}.",
                        text::count(members as usize, "member", "members"), text::clock(at)
                    ),
                    ProofState::Done(Verdict::StillListed, at) => format!(
                        "The site still lists {user} in {group} a minute after the removal (read at {}). The group may be synced from an identity provider. The rest stays locked; read again, or start over without this group.", text::clock(at)
                    ),
                    ProofState::Done(Verdict::Unreadable(why), _) => format!(
                        "No proof: {why}. Look in the admin console whether {user} has left {group} before you go on."
                    ),
                }
            }}
        </div>
        <Show when=move || matches!(session.proof.get(), ProofState::Done(Verdict::StillListed | Verdict::Unreadable(_), _))>
            <div class="actions"><button type="button" class="button" on:click=move |_| session.read_back()>"Read again"</button></div>
        </Show>
    }
}

#[component]
fn Outcomes() -> impl IntoView {
    let session = session();
    let wanted = RwSignal::new(None::<Outcome>);
    // Newest first; an item that was tried again stands where it was settled last.
    let shown = Memo::new(move |_| {
        session
            .with_run(|run| newest_first(run, wanted.get()))
            .unwrap_or_default()
    });
    let count = Signal::derive(move || shown.with(Vec::len));
    let key = move |at: usize| {
        shown.with(|shown| {
            shown.get(at).map_or(0, |(item, stamp)| {
                u64::from(*item) << 20 | u64::from(stamp & 0xF_FFFF)
            })
        })
    };
    let cells = move |at: usize, _: u64| {
        let item = shown.with_untracked(|shown| shown.get(at).map(|(item, _)| *item));
        item.and_then(|item| {
            session.sweep.with_untracked(|sweep| {
                sweep
                    .as_ref()
                    .map(|sweep| outcome_cells(&sweep.run.borrow(), item as usize))
            })
        })
        .unwrap_or_default()
    };
    let empty = Signal::derive(move || match wanted.get() {
        None => "Nothing has been tried yet.".to_owned(),
        Some(outcome) => format!("No row is {}.", outcome.label().to_lowercase()),
    });
    view! {
        <section class="panel" aria-label="Outcomes list">
            <div class="tools">
                <select
                    aria-label="Outcome"
                    on:change:target=move |event| {
                        let word = event.target().value();
                        wanted.set(Outcome::ALL.into_iter().find(|outcome| outcome.word() == word));
                    }
                >
                    <option value="">"All outcomes"</option>
                    {Outcome::ALL.into_iter().filter(|outcome| *outcome != Outcome::NotTried)
                        .map(|outcome| view! { <option value=outcome.word()>{outcome.label()}</option> }).collect_view()}
                </select>
            </div>
            <Rows name="Outcomes" role="table" class="rows--outcomes" columns=&OUTCOMES count key cells empty />
        </section>
    }
}

/// Items with the place of their latest settlement, latest first.
fn newest_first(run: &Run, wanted: Option<Outcome>) -> Vec<(u32, u32)> {
    let mut seen = vec![false; run.records().len()];
    let settled = run.settled().iter().enumerate().rev();
    settled
        .filter_map(|(stamp, item)| {
            let stamp = u32::try_from(stamp).unwrap_or(u32::MAX);
            let first = !std::mem::replace(seen.get_mut(*item as usize)?, true);
            let outcome = run.records().get(*item as usize)?.outcome();
            let shown =
                outcome != Outcome::NotTried && wanted.is_none_or(|wanted| wanted == outcome);
            (first && shown).then_some((*item, stamp))
        })
        .collect()
}

fn outcome_cells(run: &Run, item: usize) -> Vec<AnyView> {
    let (Some(planned), Some(record)) = (run.plan().items().get(item), run.records().get(item))
    else {
        return Vec::new();
    };
    let reason = match (record.reason(), record.http_status()) {
        (Some(reason), _) => reason.to_string(),
        (None, Some(status)) => status.to_string(),
        (None, None) => String::new(),
    };
    let outcome = record.outcome();
    vec![
        planned.row.in_spreadsheet().to_string().into_any(),
        view! { <span class="line">{planned.user_name.to_string()}</span> }.into_any(),
        view! { <span class="line">{planned.group_name.to_string()}</span> }.into_any(),
        view! { <span class="tag" data-outcome=outcome.word()>{outcome.label()}</span> }.into_any(),
        view! { <span class="line line--two sub" title=reason.clone()>{reason.clone()}</span> }
            .into_any(),
        record.attempts().to_string().into_any(),
    ]
}

impl Session {
    /// Gives an order to the driver of the run, if there is one.
    pub(super) fn order(self, event: Event) {
        self.sweep.with_untracked(|sweep| {
            if let Some(orders) = sweep.as_ref().and_then(|sweep| sweep.orders.as_ref()) {
                // A driver that has ended takes no orders, and needs none.
                let _ = orders.unbounded_send(event);
            }
        });
    }
}
