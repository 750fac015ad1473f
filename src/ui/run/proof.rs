//! The proof: what the site says of the first group after the first removal.

use leptos::prelude::*;

use crate::browser::BrowserClock;
use crate::ports::Clock;
use crate::run::{Outcome, Phase, ProofVerdict, Run};
use crate::ui::app_state::{ProofState, session};
use crate::ui::text;

#[component]
pub(super) fn Proof() -> impl IntoView {
    let session = session();
    let subject = move || session.with_run(subject).flatten().unwrap_or_default();
    let may_read_again = move || match session.proof() {
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
            data-tone=move || match session.proof() {
                ProofState::None | ProofState::Reading(_) => "calm",
                ProofState::Done(ProofVerdict::Gone { .. } | ProofVerdict::NotOnOwnList, _) if !subject().was_seen => "warn",
                ProofState::Done(ProofVerdict::Gone { .. } | ProofVerdict::NotOnOwnList, _) => "go",
                ProofState::Done(ProofVerdict::Unreadable(_), _) => "warn",
                ProofState::Done(ProofVerdict::StillListed, _) => "stop",
            }
            data-empty=move || (session.proof() == ProofState::None).to_string()
        >
            {move || {
                sentence(session.proof(), &subject())
            }}
        </div>
        <Show when=move || matches!(session.proof(), ProofState::Reading(Some(_)))>
            <div class="actions"><button type="button" class="button" on:click=move |_| session.stop_reading_back()>"Stop reading"</button></div>
        </Show>
        <Show when=may_read_again>
            <div class="actions"><button type="button" class="button" on:click=move |_| session.read_back()>"Read again"</button></div>
        </Show>
    }
}

/// Whether only the trial went, so that the rest still waits for what its group shows.
fn is_before_the_rest(run: &Run) -> bool {
    let open = run.tally().of(Outcome::NotTried);
    run.phase() == Phase::Finished && open > 0
}

/// Whom the trial is about.
#[derive(Default)]
struct Subject {
    /// The person, as the site names them where the check read it.
    user: String,
    group: String,
    /// The check saw the person in the group before: only then does their absence prove anything.
    was_seen: bool,
}

fn subject(run: &Run) -> Option<Subject> {
    let plan = run.plan();
    let item = plan.items().get(run.trial_item())?;
    Some(Subject {
        user: text::shown(&plan.user_label(item)),
        group: text::shown(&plan.group_label(item)),
        was_seen: run.trial_was_seen(),
    })
}

/// What the reading back shows, in words.
fn sentence(proof: ProofState, subject: &Subject) -> String {
    let Subject {
        user,
        group,
        was_seen,
    } = subject;
    match proof {
        ProofState::None => String::new(),
        ProofState::Reading(None) => format!("Reading {group} back from the site…"),
        ProofState::Reading(Some(until)) => format!(
            "Waiting until {} before reading {group} back: {}. Wait, or press Stop reading and look in the admin console.",
            text::local_time(until.at(), BrowserClock.now()),
            until.why()
        ),
        ProofState::Done(ProofVerdict::Gone { members }, at) if *was_seen => format!(
            "Proof: {user} is no longer in {group}. The site lists {} there now (read at {}), and the check found this person there before.",
            text::count(members as usize, "member", "members"),
            text::clock(at)
        ),
        ProofState::Done(ProofVerdict::NotOnOwnList, at) if *was_seen => format!(
            "Proof: {user} is no longer in {group}. The site no longer lists this group among the groups of {user} (read at {}), and the check found this person there before.",
            text::clock(at)
        ),
        ProofState::Done(ProofVerdict::Gone { .. } | ProofVerdict::NotOnOwnList, at) => format!(
            "The site accepted the removal and does not list {user} in {group} (read at {}). This proves nothing, because the check did not see {user} in the group before. Before you continue, check in the Atlassian admin console.",
            text::clock(at)
        ),
        ProofState::Done(ProofVerdict::StillListed, at) => format!(
            "The site still lists {user} in {group} a minute after the removal (read at {}). Your identity provider may manage this group. The other rows stay locked. Read again, or start over without this group.",
            text::clock(at)
        ),
        ProofState::Done(ProofVerdict::Unreadable(why), _) => format!(
            "The removal could not be confirmed: {why}. Before you continue, check in the Atlassian admin console that {user} has left {group}."
        ),
    }
}

/// The rest may go when the proof shows the first one gone, or the site does not
/// let this account read groups (the dialog says so); never while the site still lists it.
pub(super) fn proof_allows(proof: &ProofState) -> bool {
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
