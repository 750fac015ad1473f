//! Every endpoint there is, every call there is.

use groupsweep_core::atlassian::{ApiHost, Confluence, Endpoint, Jira, Organization, RelayScope};
use groupsweep_core::domain::{
    Access, AccountId, Answer, App, CloudId, DirectoryId, GroupId, Membership, OrgId, PageToken,
    SiteCall,
};

pub(crate) const CLOUD: &str = "11111111-2222-4333-8444-555555555555";
pub(crate) const ORG: &str = "22222222-3333-4444-8555-666666666666";
pub(crate) const DIRECTORY: &str = "33333333-4444-4555-8666-777777777777";
pub(crate) const GROUP: &str = "e7b24a95-307c-4179-b143-18071d986420";
pub(crate) const ACCOUNT: &str = "712020:789cba25-bbe2-45c5-a2b6-3a81ca61ba74";

pub(crate) fn group() -> GroupId {
    GroupId::parse(GROUP).unwrap()
}

pub(crate) fn account() -> AccountId {
    AccountId::parse(ACCOUNT).unwrap()
}

pub(crate) fn gateway() -> ApiHost {
    ApiHost::Gateway(CloudId::parse(CLOUD).unwrap())
}

pub(crate) fn pin() -> RelayScope {
    RelayScope {
        cloud: CloudId::parse(CLOUD),
        organization: OrgId::parse(ORG),
    }
}

pub(crate) fn organization() -> Endpoint {
    Endpoint::Organization(Organization {
        org: OrgId::parse(ORG).unwrap(),
        directory: DirectoryId::parse(DIRECTORY),
    })
}

pub(crate) fn confluence() -> Endpoint {
    Endpoint::Confluence(Confluence {
        api_host: ApiHost::Site,
    })
}

pub(crate) fn every_endpoint() -> Vec<Endpoint> {
    vec![
        Endpoint::default(),
        Endpoint::Jira(Jira {
            api_host: gateway(),
        }),
        confluence(),
        Endpoint::Confluence(Confluence {
            api_host: gateway(),
        }),
        organization(),
        Endpoint::Organization(Organization {
            org: OrgId::parse(ORG).unwrap(),
            directory: None,
        }),
    ]
}

pub(crate) fn every_call() -> Vec<SiteCall> {
    let one = || Membership {
        group: group(),
        account: account(),
    };
    let cursor = || PageToken::Cursor("a\"b\\".into());
    let more = |from| SiteCall::MoreGroupsOf {
        account: account(),
        from,
    };
    vec![
        SiteCall::CloudIdOfSite,
        SiteCall::WhoAmI,
        SiteCall::AdminPermission,
        SiteCall::Remove(one()),
        SiteCall::Add(one()),
        SiteCall::Members {
            group: group(),
            start_at: 0,
        },
        SiteCall::Members {
            group: group(),
            start_at: 49,
        },
        SiteCall::MoreMembers {
            group: group(),
            cursor: "a\"b\\".into(),
        },
        SiteCall::GroupsOf(account()),
        more(PageToken::Place(200)),
        more(cursor()),
        SiteCall::Groups(PageToken::START),
        SiteCall::Groups(PageToken::Place(50)),
        SiteCall::Groups(cursor()),
        SiteCall::GroupsById(vec![group(); 50]),
        SiteCall::GroupsGranting {
            access: Access::SiteAdmin,
            start_at: 0,
        },
        SiteCall::GroupsGranting {
            access: Access::App(App::Jira),
            start_at: 50,
        },
        SiteCall::Accounts(vec![account(); 50]),
        SiteCall::Accounts(vec![account()]),
        SiteCall::GroupsById(vec![group()]),
        SiteCall::MoreDirectories("a\"b\\=+/".into()),
        SiteCall::GroupsNamed("Räume & Plätze/..?a=b#~+100 %".into()),
    ]
}

pub(crate) fn answer(status: u16, body: &str) -> Answer {
    Answer {
        status,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: body.to_owned(),
    }
}
