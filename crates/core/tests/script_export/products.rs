//! Every product, every door, every kind of login: the same script, the same results.

use groupsweep_atlassian_sim::{
    CLOUD_ID, Credential, DEFAULT_ACCOUNT_ID, DIRECTORY_ID, ORG_ID, Right, SimAccount, SimLogin,
    TokenScopes,
};
use groupsweep_core::atlassian::{ApiHost, Confluence, Endpoint, Jira, Organization};
use groupsweep_core::domain::{Action, CloudId, DirectoryId, OrgId, Scheme, SiteAddress};
use groupsweep_core::import::FileKind;
use groupsweep_core::script_export::RequestTemplate;

use crate::script_export::fixture::{EMAIL, TOKEN, said, stage};
use crate::support::group;

struct AccessCase {
    endpoint: Endpoint,
    scheme: Scheme,
    credential: Credential,
    /// The outcome of a removal and of an addition that found nothing to do.
    nothing: [&'static str; 2],
}

fn api_host() -> ApiHost {
    ApiHost::Gateway(CloudId::parse(CLOUD_ID).unwrap())
}

fn ways() -> Vec<AccessCase> {
    let api_access = |endpoint, scheme, credential, nothing| AccessCase {
        endpoint,
        scheme,
        credential,
        nothing,
    };
    let jira = ["already_gone", "already_member"];
    // Confluence answers alike whether there was something to do or not.
    let confluence = ["removed", "added"];
    let organization = Endpoint::Organization(Organization {
        org: OrgId::parse(ORG_ID).unwrap(),
        directory: DirectoryId::parse(DIRECTORY_ID),
    });
    let on_the_site = || {
        Endpoint::Confluence(Confluence {
            api_host: ApiHost::Site,
        })
    };
    let by_the_gateway = || {
        Endpoint::Confluence(Confluence {
            api_host: api_host(),
        })
    };
    let scoped = || Credential::ScopedToken(TokenScopes::All);
    let oauth = || Credential::OAuth(TokenScopes::All);
    vec![
        api_access(
            Endpoint::Jira(Jira {
                api_host: api_host(),
            }),
            Scheme::Basic,
            scoped(),
            jira,
        ),
        api_access(
            Endpoint::Jira(Jira {
                api_host: api_host(),
            }),
            Scheme::Bearer,
            oauth(),
            jira,
        ),
        api_access(on_the_site(), Scheme::Basic, Credential::Token, confluence),
        api_access(by_the_gateway(), Scheme::Basic, scoped(), confluence),
        api_access(by_the_gateway(), Scheme::Bearer, oauth(), confluence),
        api_access(
            organization,
            Scheme::Bearer,
            Credential::OrganizationKey(TokenScopes::All),
            ["", ""],
        ),
    ]
}

#[test]
fn every_way_removes_and_adds_and_says_so_alike() {
    for api_access in ways() {
        let (stage, table) = stage(10, |settings| {
            let account = SimAccount::new(EMAIL, TOKEN, DEFAULT_ACCOUNT_ID, Right::SiteAdmin);
            let credential = api_access.credential.clone();
            settings.login = SimLogin::Accounts(vec![SimAccount {
                credential,
                ..account
            }]);
        });
        let address = SiteAddress::parse_for_relay(&stage.site.origin()).unwrap();
        let answers = match api_access.scheme {
            Scheme::Basic => stage.answers(),
            Scheme::Bearer => format!("{TOKEN}\n{}\nyes\n", stage.name()),
        };
        for (action, left) in [(Action::Remove, 2), (Action::Add, 10)] {
            let plan = stage.plan(&table, action, |row| row < 8);
            let template =
                RequestTemplate::by(&api_access.endpoint, api_access.scheme, &address, action)
                    .unwrap();
            let script = stage.bash_by(&plan, &template);
            let output = script.run(&answers);
            let name = api_access.endpoint.name();
            assert!(output.status.success(), "{name}: {}", said(&output));
            assert_eq!(
                stage.site.model().lock().unwrap().member_count(),
                left,
                "{name}"
            );
            let done = if action == Action::Remove {
                "removed"
            } else {
                "added"
            };
            assert!(
                script.outcomes().iter().all(|(_, word)| word == done),
                "{name}"
            );
            assert_eq!(script.dropped().origin(), FileKind::Results);

            let nothing = api_access.nothing[usize::from(action == Action::Add)];
            if !nothing.is_empty() {
                std::fs::remove_file(&script.results).unwrap();
                let output = script.run(&answers);
                assert!(output.status.success(), "{name}: {}", said(&output));
                assert!(
                    script.outcomes().iter().all(|(_, word)| word == nothing),
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn the_words_of_each_product_stand_in_the_reason() {
    for api_access in ways() {
        let (stage, table) = stage(3, |settings| {
            let account = SimAccount::new(EMAIL, TOKEN, DEFAULT_ACCOUNT_ID, Right::SiteAdmin);
            let credential = api_access.credential.clone();
            settings.login = SimLogin::Accounts(vec![SimAccount {
                credential,
                ..account
            }]);
            settings.synced_groups = [group(0)].into_iter().collect();
        });
        let address = SiteAddress::parse_for_relay(&stage.site.origin()).unwrap();
        let answers = match api_access.scheme {
            Scheme::Basic => stage.answers(),
            Scheme::Bearer => format!("{TOKEN}\n{}\nyes\n", stage.name()),
        };
        let plan = stage.plan(&table, Action::Remove, |_| true);
        let template = RequestTemplate::by(
            &api_access.endpoint,
            api_access.scheme,
            &address,
            Action::Remove,
        )
        .unwrap();
        let script = stage.bash_by(&plan, &template);
        let output = script.run(&answers);
        assert!(
            said(&output).contains("The last row that was sent is not done."),
            "{}",
            said(&output)
        );
        let results = script.results();
        let words = "failed,403,\"The site refuses to change this group (403): “";
        assert!(
            results.contains(words),
            "{}: {results}",
            api_access.endpoint.name()
        );
    }
}
