//! Why a finished trial does not release the rest.

use groupsweep_core::atlassian::Endpoint;
use groupsweep_core::plan::{Action, MembershipStatus, Purpose, Scope};
use groupsweep_core::report::wording::trial_failed;

use crate::run::no_op_products::{confluence, organization, plan};
use crate::support::json;
use crate::support::sweep::Sweep;

/// What a trial says that this endpoint refuses with 403.
fn refused(endpoint: Endpoint, body: &str) -> String {
    let members = [MembershipStatus::Member; 3];
    let mut sweep = Sweep::new(plan(endpoint, Action::Remove, &members), 50);
    sweep.release(Scope::Trial);
    sweep.play(|_| Ok(json(403, body)));
    trial_failed(Purpose::Remove, &sweep.run).unwrap()
}

const ROLE: &str = "Most likely this login lacks the site admin role.";

#[test]
fn a_site_that_refuses_the_first_change_most_likely_misses_a_role() {
    for endpoint in [Endpoint::default(), confluence()] {
        let said = refused(endpoint, "{}");
        assert!(said.contains(ROLE), "{said}");
    }
}

#[test]
fn an_organization_names_the_cause_itself() {
    let said = refused(
        organization(),
        r#"{"errors":[{"code":"ADMIN-403-6","title":"no"}]}"#,
    );
    assert!(said.contains("This is a default group"), "{said}");
    assert!(!said.contains("site admin role"), "{said}");
}
