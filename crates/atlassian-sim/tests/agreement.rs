//! What the adapters of the products ask, this site answers: each call, by each door.

use groupsweep_atlassian_sim::{
    CLOUD_ID, Credential, DIRECTORY_ID, ORG_ID, Right, SimAccount, SimRequest, Site, TokenScopes,
};
use groupsweep_core::atlassian::{ApiHost, Confluence, Endpoint, Jira, Organization};
use groupsweep_core::domain::{
    Access, AccountId, App, CloudId, DirectoryId, GroupId, Membership, OrgId, PageToken, SiteCall,
};

use crate::support::{GROUP, START, SYNCED, anonymous, bearing, by, scopes, site_for, user};

pub(crate) fn membership(group: &str, account: &str) -> Membership {
    Membership {
        group: GroupId::parse(group).unwrap(),
        account: AccountId::parse(account).unwrap(),
    }
}

pub(crate) fn calls() -> Vec<SiteCall> {
    let group = || GroupId::parse(GROUP).unwrap();
    let account = || AccountId::parse(&user(1)).unwrap();
    let mut calls = vec![
        SiteCall::CloudIdOfSite,
        SiteCall::WhoAmI,
        SiteCall::AdminPermission,
        SiteCall::Members {
            group: group(),
            start_at: 0,
        },
        SiteCall::GroupsOf(account()),
        SiteCall::MoreGroupsOf {
            account: account(),
            from: PageToken::Place(1),
        },
        SiteCall::Groups(PageToken::START),
        SiteCall::GroupsById(vec![group(), GroupId::parse(SYNCED).unwrap()]),
        SiteCall::Accounts(vec![account(), AccountId::parse(&user(2)).unwrap()]),
        SiteCall::Remove(membership(GROUP, &user(1))),
        SiteCall::Add(membership(GROUP, &user(121))),
    ];
    for access in [Access::SiteAdmin, Access::Admin, Access::App(App::Jira)] {
        calls.push(SiteCall::GroupsGranting {
            access,
            start_at: 0,
        });
    }
    calls
}

pub(crate) fn endpoints() -> Vec<Endpoint> {
    let gateway = || ApiHost::Gateway(CloudId::parse(CLOUD_ID).unwrap());
    let organization = |directory: &str| {
        Endpoint::Organization(Organization {
            org: OrgId::parse(ORG_ID).unwrap(),
            directory: DirectoryId::parse(directory),
        })
    };
    vec![
        Endpoint::Jira(Jira {
            api_host: ApiHost::Site,
        }),
        Endpoint::Jira(Jira {
            api_host: gateway(),
        }),
        Endpoint::Confluence(Confluence {
            api_host: ApiHost::Site,
        }),
        Endpoint::Confluence(Confluence {
            api_host: gateway(),
        }),
        organization(DIRECTORY_ID),
        organization("-"),
    ]
}

/// A site where every door has its login, those that can have scopes with these.
pub(crate) fn site(scopes: &TokenScopes) -> Site {
    let login = |email: &str, number| SimAccount::new(email, "t", &user(number), Right::SiteAdmin);
    let mut key = login("key@example.com", 503);
    key.token = "t-key".to_owned();
    key.credential = Credential::OrganizationKey(scopes.clone());
    let logins = vec![
        login("plain@example.com", 501),
        login("scoped@example.com", 502).scoped(scopes.clone()),
        key,
    ];
    site_for(logins, &[])
}

/// The adapter's request with the login of its door. None: the product cannot be asked.
pub(crate) fn request(endpoint: &Endpoint, call: &SiteCall) -> Option<SimRequest> {
    let worded = endpoint.request(call)?;
    let mut request = anonymous(worded.method.as_str(), &worded.target);
    if let Some(body) = &worded.body {
        request = request.with_json(body);
    }
    Some(match endpoint.api_host() {
        Some(ApiHost::Site) => by(request, "plain@example.com", "t"),
        Some(ApiHost::Gateway(_)) => by(request, "scoped@example.com", "t"),
        None => bearing(request, "t-key"),
    })
}

#[test]
fn every_call_of_every_adapter_is_answered_by_every_door() {
    let mut asked = 0;
    for endpoint in endpoints() {
        for call in calls() {
            let Some(request) = request(&endpoint, &call) else {
                continue;
            };
            let reply = site(&TokenScopes::All).answer(START, &request);
            let is_fine = (200..300).contains(&reply.status);
            assert!(
                is_fine,
                "{call:?} by {}: {} {}",
                endpoint.name(),
                reply.status,
                reply.body
            );
            asked += 1;
        }
    }
    assert!(asked >= 45, "{asked}");
}

#[test]
fn the_scopes_that_an_adapter_names_are_those_that_the_site_asks_for() {
    let mut wrong = Vec::new();
    for endpoint in endpoints() {
        if matches!(endpoint.api_host(), Some(ApiHost::Site)) {
            continue;
        }
        for call in calls() {
            let (Some(request), Some(named)) =
                (request(&endpoint, &call), endpoint.api().scopes(&call))
            else {
                continue;
            };
            let granular: Vec<&str> = named.granular.split(", ").collect();
            let mut sets = vec![granular];
            sets.extend(named.classic.map(|classic| vec![classic]));
            for set in sets {
                let reply = site(&scopes(&set)).answer(START, &request);
                if !(200..300).contains(&reply.status) {
                    wrong.push(format!(
                        "{} {} with {set:?}: {}",
                        endpoint.name(),
                        request.path,
                        reply.status
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "not enough:\n{}", wrong.join("\n"));
}
