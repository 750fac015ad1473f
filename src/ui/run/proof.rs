//! The proof: what the site shows of the trial's group after the trial.

use groupsweep_core::report::wording::{TrialRow, proof};
use groupsweep_core::run::{Outcome, Phase, ProofVerdict, Run};
use groupsweep_driver::ports::Clock;
use leptos::prelude::*;

use crate::browser::BrowserClock;
use crate::ui::app_state::{AppState, ProofState, session};
use crate::ui::text;

#[component]
pub(super) fn Proof() -> impl IntoView {
    let session = session();
    let row = move || session.with_run(TrialRow::of).unwrap_or_default();
    let is_connected = Memo::new(move |_| session.connection().is_some());
    let may_read_again = move || match session.run.proof() {
        ProofState::Done(ProofVerdict::StillListed | ProofVerdict::Unreadable(_), _) => true,
        // The page closed before the group was read back.
        ProofState::None => {
            session.connection().is_some()
                && session.elsewhere().is_none()
                && session
                    .with_run(|run| run.trial_was_accepted() && is_before_the_rest(run))
                    .unwrap_or(false)
        }
        ProofState::Done(ProofVerdict::Gone { .. } | ProofVerdict::NotOnOwnList, _)
        | ProofState::Reading(_) => false,
    };
    view! {
        <div
            class="note proof"
            role="status"
            aria-label="Proof"
            data-tone=move || match session.run.proof() {
                ProofState::None | ProofState::Reading(_) => "calm",
                ProofState::Done(ProofVerdict::Gone { .. } | ProofVerdict::NotOnOwnList, _) if !row().was_seen => "warn",
                ProofState::Done(ProofVerdict::Gone { .. } | ProofVerdict::NotOnOwnList, _) => "go",
                ProofState::Done(ProofVerdict::Unreadable(_), _) => "warn",
                ProofState::Done(ProofVerdict::StillListed, _) => "stop",
            }
            data-empty=move || (session.run.proof() == ProofState::None).to_string()
        >
            {move || sentence(session, &row())}
        </div>
        <Show when=move || matches!(session.run.proof(), ProofState::Reading(Some(_)))>
            <div class="actions"><button type="button" class="button" on:click=move |_| session.run.stop_proving()>"Stop reading"</button></div>
        </Show>
        <Show when=may_read_again>
            <div class="actions">
                <button type="button" class="button" disabled=move || !is_connected.get() on:click=move |_| session.read_back()>"Read again"</button>
                <Show when=move || !is_connected.get()>
                    <p class="sub">"To read the group again, connect to its site first."</p>
                </Show>
            </div>
        </Show>
    }
}

/// Whether only the trial was sent, so that the rest waits for the proof.
fn is_before_the_rest(run: &Run) -> bool {
    let open = run.tally().of(Outcome::NotTried);
    run.phase() == Phase::Finished && open > 0
}

/// The sentence about the read-back.
fn sentence(session: AppState, row: &TrialRow) -> String {
    let group = &row.group;
    match session.run.proof() {
        ProofState::None => String::new(),
        ProofState::Reading(None) => format!("Reading {group} back from the site…"),
        ProofState::Reading(Some(until)) => format!(
            "Waiting until {} before reading {group} back: {}. Wait, or press Stop reading and look in Atlassian Administration.",
            text::local_time(until.at(), BrowserClock.now()),
            until.why()
        ),
        ProofState::Done(verdict, at) => {
            proof(session.purpose_now(), row, &verdict, at, text::READER).unwrap_or_default()
        }
    }
}

/// Whether the rest may be sent: the read-back shows the trial's person gone, or this account may not read groups (the
/// dialog says so). Never while the site still lists the person.
pub(in crate::ui) fn proof_allows(proof: &ProofState) -> bool {
    match proof {
        ProofState::Done(
            ProofVerdict::Gone { .. } | ProofVerdict::NotOnOwnList | ProofVerdict::Unreadable(_),
            _,
        ) => true,
        ProofState::Done(ProofVerdict::StillListed, _)
        | ProofState::Reading(_)
        | ProofState::None => false,
    }
}
