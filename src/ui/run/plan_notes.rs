//! Notes on a plan before it is frozen: protected rows, apps that people lose, and what the check could not read.

use groupsweep_core::plan::{Action, Category, FreezeError, Proposal};
use groupsweep_core::report::wording::{self, HeldBack, Inclusion, teams};
use leptos::prelude::*;

use crate::ui::app_state::{Check, session};

/// Protected rows, apps that people lose, and what the check could not read.
#[component]
pub(super) fn Notes() -> impl IntoView {
    let session = session();
    let checked =
        Memo::new(move |_| matches!(session.check.progress(), Check::Done(_) | Check::Cancelled));
    let notes = Memo::new(move |_| {
        let (checked, exports) = (checked.get(), session.is_elsewhere());
        let of_proposal = |proposal: &Proposal| {
            let only_here = proposal.keep_list_note().filter(|_| exports);
            let notes = notes(proposal, checked).into_iter();
            notes.chain(only_here).collect::<Vec<_>>()
        };
        session.check.with_proposal(of_proposal).unwrap_or_default()
    });
    move || {
        let notes = notes.get();
        (!notes.is_empty()).then(|| {
            let notes = notes
                .into_iter()
                .map(|note| view! { <p>{note}</p> })
                .collect_view();
            view! { <div class="note note--warn" role="note" aria-label="Plan notes">{notes}</div> }
        })
    }
}

/// The number of notes after the check.
pub(super) fn count_notes(proposal: &Proposal) -> usize {
    notes(proposal, true).len()
}

fn notes(proposal: &Proposal, checked: bool) -> Vec<String> {
    let held_back = HeldBack {
        protected: proposal.count(Category::Protected),
        other_names: proposal.count(Category::OtherName),
        inclusion: match (proposal.is_stopped(), proposal.can_include_any()) {
            (true, _) => Inclusion::Stopped,
            (false, true) => Inclusion::Some,
            (false, false) => Inclusion::None,
        },
    };
    let mut notes = held_back.sentences(proposal.action());
    match proposal.may_be_frozen() {
        // Shown first, in its own note.
        Ok(()) | Err(FreezeError::IdsDoNotFit(_)) => {}
        Err(why) => notes.push(why.to_string()),
    }
    notes.extend(wording::access_losses(
        proposal.purpose(),
        &proposal.access_lost(),
    ));
    let own = wording::own_rows_unknown(&proposal.connection().caller, proposal.action());
    notes.extend(own.map(str::to_owned));
    if !checked {
        return notes;
    }
    notes.extend(proposal.names_notes());
    let facts = proposal.facts();
    if let Some(why) = &facts.by_name {
        notes.push(format!(
            "Admin groups were recognized by name only, because {why}."
        ));
    }
    if let Some(why) = &facts.external_management_unread {
        notes.push(format!(
            "Groupsweep could not find out which groups your identity provider manages: {why}."
        ));
    }
    if proposal.count(Category::NotChecked) > 0 && !facts.unchecked.is_empty() {
        notes.push(format!("Not checked: {}.", facts.unchecked.join("; ")));
    }
    let teams = teams(&proposal.team_names());
    if !teams.is_empty() {
        notes.push(teams);
    }
    if proposal.action() == Action::Add {
        return notes;
    }
    if let Some(why) = &facts.accounts_unread {
        notes.push(format!(
            "Groupsweep could not find out which accounts belong to apps: {why}."
        ));
    }
    if let Some(why) = &facts.apps_unread {
        notes.push(format!(
            "Groupsweep could not find out which groups give access to apps: {why}."
        ));
    }
    notes
}
