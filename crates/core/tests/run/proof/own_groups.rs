//! A proof by the person's own groups, page by page.

use super::membership;
use crate::support::sweep::Reply;
use crate::support::{group, json};
use groupsweep_core::atlassian::{ApiHost, Confluence, Endpoint};
use groupsweep_core::domain::{PageToken, SiteCall, Timestamp};
use groupsweep_core::run::{Absence, Proof, ProofNext, ProofVerdict};

/// A page of Confluence's list of a person's groups, which are numbered.
fn own_page(groups: std::ops::Range<usize>, goes_on: bool) -> Reply {
    let groups: Vec<String> = groups
        .map(|n| format!("{{\"id\":\"{}\",\"name\":\"G\"}}", group(n)))
        .collect();
    let next = if goes_on { "\"next\":\"/x\"" } else { "" };
    let body = format!(
        "{{\"results\":[{}],\"_links\":{{{next}}}}}",
        groups.join(",")
    );
    Ok(json(200, &body))
}

/// A proof by Confluence of somebody who is never on the group's own list; `site` answers for their own groups from this
/// place on. What was asked of their own groups comes back.
fn prove_by_own_groups(mut site: impl FnMut(u32) -> Reply) -> (ProofVerdict, Vec<u32>) {
    let endpoint = Endpoint::Confluence(Confluence {
        api_host: ApiHost::Site,
    });
    let (mut proof, mut call) = Proof::begin(membership(), endpoint, Absence::Inconclusive);
    let mut asked = Vec::new();
    for _ in 0..1000 {
        let place = match &call {
            SiteCall::GroupsOf(_) => Some(0),
            SiteCall::MoreGroupsOf {
                from: PageToken::Place(place),
                ..
            } => Some(*place),
            _ => None,
        };
        asked.extend(place);
        let reply = match place {
            Some(place) => site(place),
            None => Ok(json(200, "{\"results\":[],\"_links\":{}}")),
        };
        call = match proof.answered(&reply, Timestamp(784_111_777_000)) {
            ProofNext::Ask(next) | ProofNext::AskAfter(_, next) => next,
            ProofNext::AskAfterPause(_, next) => next,
            ProofNext::Done(verdict) => return (verdict, asked),
        };
    }
    panic!("the proof reads for ever");
}

#[test]
fn somebody_in_more_groups_than_one_page_holds_is_read_to_the_end_of_the_list() {
    let (verdict, asked) = prove_by_own_groups(|place| match place {
        0 => own_page(1..201, true),
        199 => own_page(200..400, true),
        _ => own_page(399..420, false),
    });
    assert_eq!(verdict, ProofVerdict::NotOnOwnList);
    assert_eq!(asked, [0, 199, 398]);
    let (verdict, asked) = prove_by_own_groups(|place| match place {
        0 => own_page(1..201, true),
        _ => {
            let Ok(page) = own_page(200..203, false) else {
                unreachable!()
            };
            let body = page.body.replace(&group(202), membership().group.as_str());
            Ok(json(200, &body))
        }
    });
    assert_eq!(verdict, ProofVerdict::StillListed);
    assert_eq!(asked.len(), 14, "two pages, seven times within a minute");
}

#[test]
fn a_list_of_own_groups_that_moved_between_two_pages_proves_nothing() {
    // Another group went meanwhile: each later one stands a place before.
    let (verdict, asked) = prove_by_own_groups(|place| match place {
        0 => own_page(1..201, true),
        _ => own_page(201..300, false),
    });
    assert!(
        matches!(verdict, ProofVerdict::Unreadable(_)),
        "{verdict:?}"
    );
    assert_eq!(asked, [0, 199].repeat(4));
}

#[test]
fn own_groups_without_an_end_or_without_ids_prove_nothing() {
    let (verdict, asked) =
        prove_by_own_groups(|place| own_page(place as usize + 1..place as usize + 201, true));
    assert!(
        matches!(verdict, ProofVerdict::Unreadable(_)),
        "{verdict:?}"
    );
    assert_eq!(asked.len(), 400);
    let (verdict, _) = prove_by_own_groups(|place| match place {
        0 => own_page(1..201, true),
        _ => Ok(json(
            200,
            &format!(
                "{{\"results\":[{{\"id\":\"{}\",\"name\":\"G\"}},{{\"name\":\"no id\"}}],\"_links\":{{}}}}",
                group(200)
            ),
        )),
    });
    assert!(
        matches!(verdict, ProofVerdict::Unreadable(_)),
        "{verdict:?}"
    );
}
