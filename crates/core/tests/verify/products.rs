//! The same reading of Confluence's pages and of the organization's marks, against the simulated site.

use std::collections::VecDeque;
use std::sync::Arc;

use groupsweep_atlassian_sim::{DIRECTORY_ID, ORG_ID, SimRequest, Site};
use groupsweep_core::atlassian::{ApiHost, Confluence, Endpoint, Organization};
use groupsweep_core::domain::{DirectoryId, OrgId, RowNo, SiteCall, Timestamp};
use groupsweep_core::plan::{MembershipStatus, PlanItem};
use groupsweep_core::reads::{ReadEvent, ReadId};
use groupsweep_core::run::Rate;
use groupsweep_core::verify::Verifier;

use crate::support::{account, group, json, plan_of, table};

const MEMBERS: usize = 450;

/// A site with one large group, and one person in more groups than a page of Confluence's holds.
fn site() -> Site {
    let mut site = Site::practice([]);
    for user in 0..MEMBERS {
        let name = format!("User {user}");
        site.add_member(&group(0), "Large", &account(user), &name, "", true);
    }
    for one in 1..250 {
        site.add_member(
            &group(one),
            &format!("Group {one}"),
            &account(9000),
            "Many",
            "",
            true,
        );
    }
    site
}

/// Rows of the large group, every other one of somebody who is not in it, and two of the person in many groups.
fn items(rows: usize) -> Vec<PlanItem> {
    let mut text = "Group id,Group name,User id,User name".to_owned();
    for row in 0..rows {
        let user = if row % 2 == 0 { row } else { 5000 + row };
        text.push_str(&format!("\n{},Large,{},U", group(0), account(user)));
    }
    for one in [249, 300] {
        text.push_str(&format!("\n{},G,{},Many", group(one), account(9000)));
    }
    let table = Arc::new(table(&text));
    let rows: Vec<RowNo> = table.row_numbers().collect();
    plan_of(&table, rows).items().to_vec()
}

fn endpoints() -> [Endpoint; 3] {
    [
        Endpoint::default(),
        Endpoint::Confluence(Confluence {
            api_host: ApiHost::Site,
        }),
        Endpoint::Organization(Organization {
            org: OrgId::parse(ORG_ID).unwrap(),
            directory: DirectoryId::parse(DIRECTORY_ID),
        }),
    ]
}

/// Reads to the end. Returns each row's status, and the number of calls for members and for people.
fn read(endpoint: &Endpoint, items: &[PlanItem]) -> (Vec<MembershipStatus>, usize, usize) {
    let mut site = site();
    let mut reading = Verifier::before(endpoint.clone(), items, Rate::of_model(1000));
    let mut now = Timestamp(1_800_000_000_000);
    let mut waiting: VecDeque<(ReadId, SiteCall)> = VecDeque::new();
    let (mut members, mut people) = (0, 0);
    let mut event = ReadEvent::Timer;
    for _ in 0..10_000 {
        let todo = reading.step(event, now);
        waiting.extend(todo.calls);
        if reading.is_done() {
            let (statuses, why) = reading.into_foreseen(|_| true, |_| false);
            assert!(why.is_empty(), "{why:?}");
            return (statuses, members, people);
        }
        event = match waiting.pop_front() {
            Some((read_id, call)) => {
                match call {
                    SiteCall::Members { .. } | SiteCall::MoreMembers { .. } => members += 1,
                    SiteCall::GroupsOf(_) | SiteCall::MoreGroupsOf { .. } => people += 1,
                    other => panic!("{other:?}"),
                }
                now = Timestamp(now.0 + 20);
                let request = SimRequest::relayed(&endpoint.request(&call).unwrap());
                ReadEvent::Answered(read_id, site.answer(now, &request).into_answer())
            }
            None => {
                now = todo.wake_at.unwrap();
                ReadEvent::Timer
            }
        };
    }
    panic!("it reads for ever");
}

#[test]
fn a_large_group_is_read_to_its_end_by_every_product() {
    let items = items(60);
    for endpoint in endpoints() {
        let (statuses, members, _) = read(&endpoint, &items);
        for (at, status) in statuses.iter().take(60).enumerate() {
            // Who is in no list is asked for their own groups, and two of the products know no such account.
            let wanted = match (at % 2, &endpoint) {
                (0, _) => MembershipStatus::Member,
                (_, Endpoint::Organization(_)) => MembershipStatus::NoMember,
                (_, Endpoint::Jira(_) | Endpoint::Confluence(_)) => MembershipStatus::UserUnknown,
            };
            assert_eq!(*status, wanted, "row {at} by {}", endpoint.name());
        }
        assert_eq!(
            statuses[60],
            MembershipStatus::Member,
            "by {}",
            endpoint.name()
        );
        // The organization answers a search for an unknown group with an empty list.
        let nowhere = match endpoint {
            Endpoint::Organization(_) => MembershipStatus::NoMember,
            Endpoint::Jira(_) | Endpoint::Confluence(_) => MembershipStatus::GroupUnknown,
        };
        assert_eq!(statuses[61], nowhere, "by {}", endpoint.name());
        // 450 members: 10 pages of Jira's, 3 of Confluence's, 5 of the organization's, and two of the other groups.
        assert!(members <= 14, "{members} by {}", endpoint.name());
    }
}

#[test]
fn somebody_in_many_groups_is_followed_through_the_pages_of_their_groups() {
    // Few rows of a large group: the people are asked, and one of them has more groups than a page.
    let mut text = "Group id,Group name,User id,User name".to_owned();
    text.push_str(&format!("\n{},Large,{},Many", group(0), account(9000)));
    let table = Arc::new(table(&text));
    let items = plan_of(&table, table.row_numbers()).items().to_vec();
    for endpoint in endpoints() {
        let (statuses, _, people) = read(&endpoint, &items);
        assert_eq!(
            statuses,
            [MembershipStatus::NoMember],
            "by {}",
            endpoint.name()
        );
        let pages = match endpoint {
            Endpoint::Jira(_) => 1,
            Endpoint::Confluence(_) => 2,
            Endpoint::Organization(_) => 3,
        };
        assert_eq!(people, pages, "by {}", endpoint.name());
    }
}

#[test]
fn a_persons_groups_that_never_end_are_not_read_for_ever() {
    let mut text = "Group id,Group name,User id,User name".to_owned();
    text.push_str(&format!("\n{},Large,{},Many", group(0), account(9000)));
    let table = Arc::new(table(&text));
    let items = plan_of(&table, table.row_numbers()).items().to_vec();
    let [_, confluence, organization] = endpoints();
    for (endpoint, anew) in [
        (&confluence, false),
        (&confluence, true),
        (&organization, false),
        (&organization, true),
    ] {
        let mut reading = Verifier::before(endpoint.clone(), &items, Rate::of_model(1000));
        let mut now = Timestamp(1_800_000_000_000);
        let mut event = ReadEvent::Timer;
        let mut asked = 0;
        while asked < 1000 {
            let mut todo = reading.step(event, now);
            if reading.is_done() {
                break;
            }
            now = Timestamp(now.0 + 20);
            event = match todo.calls.pop() {
                None => {
                    now = todo.wake_at.unwrap();
                    ReadEvent::Timer
                }
                Some((read_id, call)) => {
                    asked += 1;
                    ReadEvent::Answered(read_id, Ok(json(200, &for_ever(&call, asked, anew))))
                }
            };
        }
        assert!(asked < 200, "{asked} calls by {}, {anew}", endpoint.name());
        let (statuses, why) = reading.into_foreseen(|_| true, |_| false);
        assert_eq!(statuses, [MembershipStatus::NotChecked]);
        assert_eq!(why.len(), 1);
    }
}

/// A full page of other people or groups, after which the list continues: always the same page, or never.
fn for_ever(call: &SiteCall, turn: usize, anew: bool) -> String {
    let first = if anew { turn * 200 } else { 0 } + 1000;
    let is_group = matches!(call, SiteCall::GroupsOf(_) | SiteCall::MoreGroupsOf { .. });
    let one = |n: usize| match is_group {
        true => format!("{{\"id\":\"{}\",\"name\":\"G\"}}", group(n)),
        false => format!("{{\"accountId\":\"{}\"}}", account(n)),
    };
    let all: Vec<String> = (first..first + 200).map(one).collect();
    let all = all.join(",");
    format!(
        "{{\"results\":[{all}],\"data\":[{all}],\"_links\":{{\"next\":\"x\"}},\"links\":{{\"next\":\"x\"}}}}"
    )
}
