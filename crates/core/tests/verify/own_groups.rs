//! A person's own list of groups, page by page, while others change it.

use std::collections::VecDeque;
use std::sync::Arc;

use groupsweep_core::atlassian::{ApiHost, Confluence, Endpoint};
use groupsweep_core::domain::{PageToken, SiteCall, Timestamp};
use groupsweep_core::plan::MembershipStatus;
use groupsweep_core::reads::ReadEvent;
use groupsweep_core::run::Rate;
use groupsweep_core::verify::Verifier;

use crate::support::sweep::Reply;
use crate::support::{export, group, json, plan_of, table};

/// A page of Confluence's list of somebody's groups, which are numbered.
fn own_page(groups: std::ops::Range<usize>, goes_on: bool) -> Reply {
    let groups: Vec<String> = groups
        .map(|n| format!("{{\"id\":\"{}\",\"name\":\"G\"}}", group(n)))
        .collect();
    let next = if goes_on { "\"next\":\"/x\"" } else { "" };
    let groups = groups.join(",");
    Ok(json(
        200,
        &format!("{{\"results\":[{groups}],\"_links\":{{{next}}}}}"),
    ))
}

/// How somebody stands in group 250, whom its own list does not hold; `site` answers for their groups from this place
/// on. What was asked of these comes back, and why nothing is known.
fn status_of(mut site: impl FnMut(u32) -> Reply) -> (MembershipStatus, Vec<u32>, String) {
    let table = Arc::new(table(export(&[(250, 1)])));
    let items = plan_of(&table, table.row_numbers()).items().to_vec();
    let endpoint = Endpoint::Confluence(Confluence {
        api_host: ApiHost::Site,
    });
    let mut reading = Verifier::before(endpoint, &items, Rate::of_model(1000));
    let mut now = Timestamp(1_800_000_000_000);
    let (mut waiting, mut asked) = (VecDeque::new(), Vec::new());
    let mut event = ReadEvent::Timer;
    for _ in 0..1000 {
        let todo = reading.step(event, now);
        waiting.extend(todo.calls);
        if reading.is_done() {
            let (statuses, why) = reading.into_foreseen(|_| true, |_| false);
            return (statuses[0], asked, why.join("; "));
        }
        event = match waiting.pop_front() {
            Some((read_id, call)) => {
                let place = match call {
                    SiteCall::GroupsOf(_) => Some(0),
                    SiteCall::MoreGroupsOf {
                        from: PageToken::Place(place),
                        ..
                    } => Some(place),
                    _ => None,
                };
                asked.extend(place);
                let nobody = || Ok(json(200, "{\"results\":[],\"_links\":{}}"));
                ReadEvent::Answered(read_id, place.map_or_else(nobody, &mut site))
            }
            None => ReadEvent::Timer,
        };
        now = todo.wake_at.unwrap_or(now);
    }
    panic!("it reads for ever");
}

#[test]
fn each_page_begins_with_the_last_group_of_the_page_before() {
    let (status_of, asked, _) = status_of(|place| match place {
        0 => own_page(1..201, true),
        _ => own_page(200..300, false),
    });
    assert_eq!(status_of, MembershipStatus::HiddenMember);
    assert_eq!(asked, [0, 199]);
}

#[test]
fn a_list_that_lost_a_group_between_two_pages_is_read_anew() {
    let mut turn = 0;
    let (status_of, asked, _) = status_of(|place| {
        turn += 1;
        match (turn, place) {
            (1, _) => own_page(1..201, true),
            // Group 7 is gone from the first page, so that this one begins one group later.
            (2, _) => own_page(201..300, false),
            (_, 0) => own_page(8..208, true),
            _ => own_page(207..300, false),
        }
    });
    assert_eq!(status_of, MembershipStatus::HiddenMember);
    assert_eq!(asked, [0, 199, 0, 199]);
}

#[test]
fn a_list_that_moves_all_the_time_says_nothing() {
    let mut first = 0;
    let (status_of, asked, why) = status_of(|place| {
        first += 1;
        let from = 1000 + first + place as usize;
        own_page(from..from + 200, place == 0)
    });
    assert_eq!(status_of, MembershipStatus::NotChecked);
    assert_eq!(asked.len(), 6);
    assert_eq!(
        why,
        "the person's list of groups could not be read completely"
    );
}
