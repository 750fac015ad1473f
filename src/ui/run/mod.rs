//! Run: try one, see the proof, remove the rest; pause, resume, stop.

mod chart;
mod controls;
mod outcomes;
mod pace;
mod plan;
mod plan_rows;
mod proof;
mod protect;
mod state;
mod takeaway;

use leptos::prelude::*;

use crate::connect::Connection;
use crate::plan::Action;
use crate::run::{Outcome, Phase, Tally};

use super::parts::{Alert, Counts};
use super::session::{Keeping, session};
use super::step::Step;
use super::steps::{Heading, NextBar};
use super::text;

use controls::{Controls, Files};
use outcomes::Outcomes;
use plan::PlanPanel;
pub(super) use plan::access_lost;
use proof::Proof;
use takeaway::TakeItWithYou;
pub(super) use takeaway::{Exports, take_title};

/// The step.
#[component]
pub(super) fn RunScreen() -> impl IntoView {
    let session = session();
    let tally = Signal::derive(move || {
        session
            .tally()
            .unwrap_or_else(|| Tally::new(session.going()))
    });
    // What was said of an earlier visit's plan is not said of this one's.
    session.trouble.set(None);
    // Whatever is changed on another step makes the plan anew.
    Effect::new(move |_| session.prepare());
    let is_ahead = Memo::new(move |_| !session.is_locked());
    let removing = Memo::new(move |_| session.action() == Action::Remove);
    let can_be_taken = Memo::new(move |_| {
        let is_practice = |connection: Connection| connection.target.is_practice();
        is_ahead.get() && !session.connection().is_none_or(is_practice)
    });
    let is_elsewhere = Memo::new(move |_| session.is_elsewhere());
    let title = Signal::derive(move || {
        let rows = tally.with(|tally| tally.selected()) as usize;
        let what = text::count(rows, "membership", "memberships");
        let (ahead, under_way) = match session.action() {
            Action::Remove => ("Remove", "Removing"),
            Action::Add => ("Add", "Adding"),
        };
        match session.phase() {
            None | Some(Phase::Ready) => format!("{ahead} {what}"),
            Some(Phase::Running) => format!("{under_way} {what}"),
            Some(Phase::Paused(_)) => format!("{ahead} {what}"),
            Some(Phase::Stopped | Phase::Halted(_) | Phase::Finished)
                if tally.get().of(Outcome::NotTried) > 0 =>
            {
                format!("{ahead} {what}")
            }
            Some(_) => format!("{what} processed"),
        }
    });
    let lead = Signal::derive(move || {
        session.connection().map_or_else(
            || "Not connected.".to_owned(),
            |connection| {
                format!(
                    "{} · as {}",
                    connection.target.name(),
                    connection.caller.name()
                )
            },
        )
    });
    let note = Signal::derive(move || match session.phase() {
        None | Some(Phase::Ready) => "Nothing has been changed yet.".to_owned(),
        Some(Phase::Running) if session.keeping.get() == Keeping::Kept => {
            "Safe to switch tabs. If this page closes, it can be resumed from Import.".to_owned()
        }
        Some(Phase::Running) => "Keep this page open until the run has finished.".to_owned(),
        Some(_) => format!(
            "{} {} so far",
            text::number(tally.get().of(Outcome::Done) as usize),
            Outcome::Done.label(session.action()).to_lowercase()
        ),
    });
    view! {
        <Heading title lead />
        <div class="body body--single">
            <Alert what=session.trouble />
            <Show when=move || is_ahead.get()><PlanPanel /></Show>
            <Show
                when=move || !is_elsewhere.get()
                fallback=|| view! { <section class="panel panel--pad" aria-label="Files"><Files /></section> }
            >
                <Controls tally />
            </Show>
            <Show when=move || removing.get()><Proof /></Show>
            <Counts tally />
            <Show when=move || can_be_taken.get()><TakeItWithYou /></Show>
            <Show when=move || !is_ahead.get()><Outcomes /></Show>
        </div>
        <NextBar to=Step::Report note />
    }
}
