//! Account types: an account that is neither a person nor an app nor a customer still counts.

use super::{ask_with, proposal};
use crate::support::{account, group, json};
use groupsweep_core::domain::SiteCall;
use groupsweep_core::plan::UnprotectError;

#[test]
fn members_of_an_unknown_kind_are_not_nobody_in_an_administration_group() {
    let member = |user: usize, kind: &str| {
        format!(
            "{{\"accountId\":\"{}\",\"accountType\":\"{kind}\",\"active\":true}}",
            account(user)
        )
    };
    let whole = |values: &str| {
        Ok(json(
            200,
            &format!("{{\"isLast\":true,\"values\":[{values}]}}"),
        ))
    };
    for (kind, is_told) in [
        ("", false),
        ("unknown", false),
        ("customer", true),
        ("app", true),
    ] {
        let mut proposal = proposal(&[(1, 1)]);
        let members = [member(1, kind), member(2, kind)].join(",");
        let asked = ask_with(&proposal, |call, _| match call {
            SiteCall::GroupsGranting { .. } => whole(&format!("{{\"groupId\":\"{}\"}}", group(1))),
            SiteCall::Members { .. } => whole(&members),
            _ => Ok(json(404, "{}")),
        });
        proposal.learn(asked.facts);
        let last = proposal.unprotect(0, "left the company");
        let expected = match is_told {
            true => Ok(()),
            false => Err(UnprotectError::ActiveMembersUnknown {
                group: "Group 1".into(),
            }),
        };
        assert_eq!(last, expected, "{kind:?}");
    }
}

#[test]
fn somebody_of_an_unknown_kind_on_an_earlier_page_is_remembered() {
    let person = |user: usize, kind: &str| {
        format!(
            "{{\"accountId\":\"{}\",\"accountType\":\"{kind}\",\"active\":true}}",
            account(user)
        )
    };
    let page = |last: bool, values: &str| {
        Ok(json(
            200,
            &format!("{{\"isLast\":{last},\"values\":[{values}]}}"),
        ))
    };
    let mut proposal = proposal(&[(1, 1)]);
    let asked = ask_with(&proposal, |call, _| match call {
        SiteCall::GroupsGranting { .. } => page(true, &format!("{{\"groupId\":\"{}\"}}", group(1))),
        SiteCall::Members { start_at: 0, .. } => page(false, &person(2, "unknown")),
        SiteCall::Members { .. } => page(true, &person(1, "atlassian")),
        SiteCall::GroupsOf(_) => Ok(json(200, &format!("[{{\"groupId\":\"{}\"}}]", group(1)))),
        _ => Ok(json(404, "{}")),
    });
    proposal.learn(asked.facts);
    let last = proposal.unprotect(0, "left the company");
    let group = "Group 1".into();
    assert_eq!(last, Err(UnprotectError::ActiveMembersUnknown { group }));
}
