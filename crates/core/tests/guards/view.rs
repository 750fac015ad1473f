//! Which rows a filter of the plan shows while rows are included.

use groupsweep_core::plan::{Category, PlanFilter, PlanView, Proposal};
use groupsweep_core::report::wording::included_by_you;

use super::{asked, proposal};

/// Rows 0 and 2 are the caller's own.
fn held() -> Proposal {
    let mut proposal = proposal(&[(1, "Team", 0), (1, "Team", 1), (2, "Other", 0)]);
    proposal.learn(asked(3));
    proposal
}

fn shown(view: &PlanView, proposal: &Proposal) -> Vec<usize> {
    let items = 0..proposal.items().len();
    items.filter(|item| view.shows(proposal, *item)).collect()
}

const PROTECTED: PlanFilter = PlanFilter::Sort(Category::Protected);

#[test]
fn a_row_included_in_a_filtered_view_stays_in_it_until_the_filter_is_chosen_again() {
    let mut proposal = held();
    let view = PlanView::new(PROTECTED, &proposal);
    proposal.unprotect(0, "I leave this team").unwrap();
    assert_eq!(shown(&view, &proposal), [0, 2]);
    let again = PlanView::new(PROTECTED, &proposal);
    assert_eq!(shown(&again, &proposal), [2]);
}

#[test]
fn the_view_stays_when_its_last_held_row_is_included() {
    let mut proposal = held();
    let view = PlanView::new(PROTECTED, &proposal);
    proposal.unprotect(0, "I leave this team").unwrap();
    proposal.unprotect(2, "and the other one").unwrap();
    assert_eq!(proposal.count(Category::Protected), 0);
    assert!(view.shows_any(&proposal));
}

#[test]
fn a_row_is_included_by_you_once_and_nothing_says_that_it_is_held_back() {
    let why = included_by_you("I leave this team", "your own account");
    assert_eq!(why, "Included by you: I leave this team (your own account)");
}
