//! What can be done where no row is left that would be sent.

use groupsweep_core::plan::{Category, FreezeError, MembershipStatus, SiteFacts, WayOn};

use super::{asked, group_id, proposal};

#[test]
fn a_plan_of_synced_groups_alone_leads_to_the_identity_provider() {
    let mut proposal = proposal(&[(1, "Team", 1), (1, "Team", 2)]);
    proposal.learn(SiteFacts {
        externally_managed: [group_id(1)].into(),
        ..asked(2)
    });
    assert_eq!(
        proposal.freeze().unwrap_err().to_string(),
        "Nothing is left to send: every row is of a group that your identity provider manages. Change these memberships there, or select other rows on Choose."
    );
    assert!(!proposal.can_include_any());
}

#[test]
fn where_some_rows_are_of_synced_groups_another_can_still_be_included() {
    let mut proposal = proposal(&[(1, "Team", 1), (2, "Other", 0)]);
    proposal.learn(SiteFacts {
        externally_managed: [group_id(1)].into(),
        ..asked(2)
    });
    assert_eq!(
        proposal.freeze().unwrap_err(),
        FreezeError::NothingLeft(WayOn::Include),
        "the caller's own row"
    );
}

#[test]
fn rows_that_only_a_box_leaves_out_lead_to_another_check_and_to_the_box() {
    let mut proposal = proposal(&[(1, "Team", 1)]);
    proposal.leave_out(Category::NotChecked, true);
    assert_eq!(
        proposal.freeze().unwrap_err().to_string(),
        "Nothing is left to send: every row is held back or left out. Press Check again. To send rows anyway, press \"Not checked\" and clear \"Leave these rows out\"."
    );
}

#[test]
fn rows_that_are_already_gone_lead_to_other_rows() {
    let mut proposal = proposal(&[(1, "Team", 1)]);
    proposal.learn(SiteFacts {
        statuses: vec![MembershipStatus::NoMember],
        ..asked(1)
    });
    proposal.leave_out(Category::Already, true);
    assert_eq!(
        proposal.freeze().unwrap_err(),
        FreezeError::NothingLeft(WayOn::OtherRows)
    );
}
