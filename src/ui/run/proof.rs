//! The proof: what the site says of the first group after the first removal.

use leptos::prelude::*;

use crate::run::Verdict;
use crate::ui::session::{ProofState, session};
use crate::ui::text;

#[component]
pub(super) fn Proof() -> impl IntoView {
    let session = session();
    let subject = move || {
        session
            .with_run(|run| {
                run.plan()
                    .items()
                    .first()
                    .map(|item| (text::shown(&item.user_name), text::shown(&item.group_name)))
            })
            .flatten()
            .unwrap_or_default()
    };
    view! {
        <div
            class="note proof"
            role="status"
            aria-label="Proof"
            data-tone=move || match session.proof() {
                ProofState::None | ProofState::Reading => "calm",
                ProofState::Done(Verdict::Gone { .. }, _) => "go",
                ProofState::Done(Verdict::Unreadable(_), _) => "warn",
                ProofState::Done(Verdict::StillListed, _) => "stop",
            }
            data-empty=move || (session.proof() == ProofState::None).to_string()
        >
            {move || {
                let (user, group) = subject();
                sentence(session.proof(), &user, &group)
            }}
        </div>
        <Show when=move || matches!(session.proof(), ProofState::Done(Verdict::StillListed | Verdict::Unreadable(_), _))>
            <div class="actions"><button type="button" class="button" on:click=move |_| session.read_back()>"Read again"</button></div>
        </Show>
    }
}

/// What the reading back shows, in words.
fn sentence(proof: ProofState, user: &str, group: &str) -> String {
    match proof {
        ProofState::None => String::new(),
        ProofState::Reading => format!("Reading {group} back from the site…"),
        ProofState::Done(Verdict::Gone { members }, at) => format!(
            "Proof: {user} is no longer in {group}. The site lists {} there, read at {}.",
            text::count(members as usize, "member", "members"),
            text::clock(at)
        ),
        ProofState::Done(Verdict::StillListed, at) => format!(
            "The site still lists {user} in {group} a minute after the removal (read at {}). The group may be synced from an identity provider. The rest stays locked; read again, or start over without this group.",
            text::clock(at)
        ),
        ProofState::Done(Verdict::Unreadable(why), _) => format!(
            "No proof: {why}. Look in the admin console whether {user} has left {group} before you go on."
        ),
    }
}

/// The rest may go when the proof shows the first one gone, or the site does not
/// let this account read groups (the dialog says so); never while the site still lists it.
pub(super) fn proof_allows(proof: &ProofState) -> bool {
    match proof {
        ProofState::Done(Verdict::Gone { .. } | Verdict::Unreadable(_), _) => true,
        ProofState::Done(Verdict::StillListed, _) | ProofState::Reading | ProofState::None => false,
    }
}
