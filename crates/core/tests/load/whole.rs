//! Everything that is listed is there, once.

use groupsweep_core::atlassian::{ApiHost, Confluence, Endpoint, Organization};
use groupsweep_core::domain::{PageToken, SiteCall};
use groupsweep_core::load::{AllGroups, GroupList, GroupListReader, Loading, readable};

use crate::load::reader::{accounts, ask, fast, loading, picked, play, site};
use crate::support::{account, group, json};

#[test]
fn the_pages_of_a_long_list_of_groups_go_side_by_side() {
    let mut site = site(&[1; 2000]);
    let mut listing = GroupListReader::of_all(Endpoint::default(), fast());
    let seen = play(&mut listing, |call, now| {
        ask(&mut site, &Endpoint::default(), call, now)
    });
    assert_eq!(listing.into_groups().unwrap().groups.len(), 2000);
    assert!(seen.most > 6, "{} at once", seen.most);
    assert_eq!(seen.sent.len(), 41);
}

fn confluence() -> Endpoint {
    Endpoint::Confluence(Confluence {
        api_host: ApiHost::Site,
    })
}

#[test]
fn all_groups_of_a_site_are_listed_by_name_each_once() {
    for endpoint in [Endpoint::default(), confluence()] {
        let mut site = site(&[1; 730]);
        let mut listing = GroupListReader::of_all(endpoint.clone(), fast());
        let seen = play(&mut listing, |call, now| {
            ask(&mut site, &endpoint, call, now)
        });
        let list = listing.into_groups().unwrap();
        assert_eq!(list.groups.len(), 730, "{endpoint:?}");
        assert_eq!(list.note, None);
        assert!(list.groups.windows(2).all(|two| two[0].name < two[1].name));
        assert!(list.groups.iter().all(|group| readable(group).is_some()));
        assert!(seen.sent.len() <= 16, "{}", seen.sent.len());
    }
}

#[test]
fn groups_of_every_size_are_read_whole_with_inactive_people() {
    let sizes = [0, 1, 2, 49, 50, 51, 98, 99, 100, 148, 199, 200, 201, 1003];
    for endpoint in [Endpoint::default(), confluence()] {
        let mut site = site(&sizes);
        site.add_group(&group(0), "Group 0");
        let mut loading = Loading::of_groups(endpoint.clone(), picked(sizes.len()), fast());
        play(&mut loading, |call, now| {
            ask(&mut site, &endpoint, call, now)
        });
        assert_eq!(loading.progress().entries, sizes.iter().sum::<usize>());
        let loaded = loading.into_loaded();
        assert!(loaded.missing.is_empty());
        for (at, size) in sizes.into_iter().enumerate() {
            let all: Vec<String> = (0..size).map(account).collect();
            assert_eq!(accounts(&loaded, at), all, "{endpoint:?}, {size}");
            assert_eq!(loaded.groups[at].note, None);
        }
        assert_eq!(loaded.people(), 1003);
        assert_eq!(loaded.memberships(), sizes.iter().sum::<usize>());
    }
}

#[test]
fn a_group_with_one_page_takes_one_call_and_a_large_ones_pages_go_side_by_side() {
    let mut site = site(&[50; 20]);
    let mut small = loading(20);
    let seen = play(&mut small, |call, now| {
        ask(&mut site, &Endpoint::default(), call, now)
    });
    assert_eq!(seen.sent.len(), 20);
    let mut large_site = crate::load::reader::site(&[3000]);
    let mut large = loading(1);
    let seen = play(&mut large, |call, now| {
        ask(&mut large_site, &Endpoint::default(), call, now)
    });
    assert_eq!(seen.sent.len(), 62, "3000 people, 49 new ones on a page");
    assert!(seen.most > 6, "{} at once", seen.most);
}

fn organization() -> Endpoint {
    Endpoint::Organization(Organization {
        org: groupsweep_core::domain::OrgId::parse("11111111-0000-4000-8000-000000000001").unwrap(),
        directory: None,
    })
}

/// A page of the organization, with a cursor if there is a next one.
fn org_page(people: std::ops::Range<usize>, next: Option<&str>) -> String {
    let one = |u: usize| {
        let id = account(u);
        format!(
            "{{\"accountId\":\"{id}\",\"accountType\":\"atlassian\",\"accountStatus\":\"active\",\"name\":\"User {u}\",\"email\":\"\"}}"
        )
    };
    let data: Vec<String> = people.map(one).collect();
    let links = next.map_or(String::new(), |next| format!("\"next\":\"{next}\""));
    format!("{{\"data\":[{}],\"links\":{{{links}}}}}", data.join(","))
}

#[test]
fn pages_behind_a_mark_are_read_to_the_last() {
    let mut loading = Loading::of_groups(organization(), picked(1), fast());
    play(&mut loading, |call, _| {
        Ok(json(
            200,
            &match call {
                SiteCall::Members { start_at: 0, .. } => org_page(0..100, Some("m1")),
                // A person who joined in the meantime is listed again, and counted once.
                SiteCall::MoreMembers { cursor, .. } if &**cursor == "m1" => {
                    org_page(99..200, Some("m2"))
                }
                SiteCall::MoreMembers { cursor, .. } if &**cursor == "m2" => {
                    org_page(200..207, None)
                }
                other => panic!("{other:?}"),
            },
        ))
    });
    let loaded = loading.into_loaded();
    let all: Vec<String> = (0..207).map(account).collect();
    assert_eq!(accounts(&loaded, 0), all);
}

#[test]
fn a_mark_that_leads_to_itself_is_no_list() {
    let mut loading = Loading::of_groups(organization(), picked(1), fast());
    play(&mut loading, |_, _| {
        Ok(json(200, &org_page(0..3, Some("m1"))))
    });
    let loaded = loading.into_loaded();
    assert_eq!((loaded.groups.len(), loaded.missing.len()), (0, 1));
}

#[test]
fn the_organization_tells_which_groups_an_identity_provider_keeps() {
    let mut listing = GroupListReader::of_all(organization(), fast());
    play(&mut listing, |_, _| {
        let (one, two) = (group(1), group(2));
        Ok(json(
            200,
            &format!(
                "{{\"data\":[{{\"id\":\"{one}\",\"name\":\"synced\",\"externalSynced\":true}},{{\"id\":\"{two}\",\"name\":\"ours\"}}],\"links\":{{}}}}"
            ),
        ))
    });
    let list = listing.into_groups().unwrap();
    let kept: Vec<_> = list
        .groups
        .iter()
        .map(|g| (g.name.as_str(), g.is_externally_managed()))
        .collect();
    assert_eq!(kept, [("ours", false), ("synced", true)]);
}

#[test]
fn an_empty_site_has_an_empty_list() {
    let mut listing: groupsweep_core::load::ListReader<AllGroups> =
        GroupListReader::of_all(Endpoint::default(), fast());
    let mut empty = site(&[]);
    play(&mut listing, |call, now| {
        ask(&mut empty, &Endpoint::default(), call, now)
    });
    assert_eq!(listing.into_groups().unwrap().groups.len(), 0);
}

#[test]
fn no_name_is_looked_up_in_a_list_that_is_shorter_than_the_site_counts() {
    let list = |last: &str| {
        let mut listing = GroupListReader::of_all(Endpoint::default(), fast());
        let group = |n: usize| format!("{{\"groupId\":\"{}\",\"name\":\"Sales\"}}", group(n));
        let body = |start: usize| match start {
            0 => format!(
                "{{\"startAt\":0,\"total\":2{last},\"values\":[{}]}}",
                group(0)
            ),
            _ => format!(
                "{{\"startAt\":1,\"total\":2{last},\"values\":[{}]}}",
                group(1)
            ),
        };
        play(&mut listing, |call, _| match call {
            SiteCall::Groups(PageToken::Place(start)) => Ok(json(200, &body(*start as usize))),
            other => panic!("{other:?}"),
        });
        listing.into_groups().and_then(GroupList::whole)
    };
    assert!(list(",\"isLast\":true").is_err());
    // Not the word that it is the last one, and a count that says it is not.
    assert!(list("").is_err());
}

#[test]
fn marks_that_lead_round_and_round_are_not_followed_for_ever() {
    let mut listing = GroupListReader::of_all(organization(), fast());
    let mut turn = 0;
    let seen = play(&mut listing, |_, _| {
        turn += 1;
        let next = ["one", "two", "three"][turn % 3];
        Ok(json(
            200,
            &format!("{{\"data\":[],\"links\":{{\"next\":\"{next}\"}}}}"),
        ))
    });
    assert!(seen.sent.len() < 50, "{} calls", seen.sent.len());
    assert!(listing.into_groups().is_err());
}
