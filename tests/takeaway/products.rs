//! Every product, every door, every kind of login: the same script, the same results.

use groupsweep::domain::{Action, CloudId, DirectoryId, OrgId, Scheme, SiteAddress};
use groupsweep::import::Origin;
use groupsweep::practice::{
    Account, CLOUD_ID, Credential, DEFAULT_ACCOUNT_ID, DIRECTORY_ID, Login, ORG_ID, Right, Scopes,
};
use groupsweep::product::{Confluence, Door, Endpoint, Jira, Organization};
use groupsweep::takeaway::Recipe;

use crate::stage::{EMAIL, TOKEN, said, stage};
use crate::support::group;

struct Way {
    endpoint: Endpoint,
    scheme: Scheme,
    credential: Credential,
    /// The outcome of a removal and of an addition that found nothing to do.
    nothing: [&'static str; 2],
}

fn door() -> Door {
    Door::Gateway(CloudId::parse(CLOUD_ID).unwrap())
}

fn ways() -> Vec<Way> {
    let way = |endpoint, scheme, credential, nothing| Way {
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
    let on_the_site = || Endpoint::Confluence(Confluence { door: Door::Site });
    let by_the_gateway = || Endpoint::Confluence(Confluence { door: door() });
    let scoped = || Credential::ScopedToken(Scopes::All);
    let oauth = || Credential::OAuth(Scopes::All);
    vec![
        way(
            Endpoint::Jira(Jira { door: door() }),
            Scheme::Basic,
            scoped(),
            jira,
        ),
        way(
            Endpoint::Jira(Jira { door: door() }),
            Scheme::Bearer,
            oauth(),
            jira,
        ),
        way(on_the_site(), Scheme::Basic, Credential::Token, confluence),
        way(by_the_gateway(), Scheme::Basic, scoped(), confluence),
        way(by_the_gateway(), Scheme::Bearer, oauth(), confluence),
        way(
            organization,
            Scheme::Bearer,
            Credential::OrganizationKey(Scopes::All),
            ["", ""],
        ),
    ]
}

#[test]
fn every_way_removes_and_adds_and_says_so_alike() {
    for way in ways() {
        let (stage, table) = stage(10, |settings| {
            let account = Account::new(EMAIL, TOKEN, DEFAULT_ACCOUNT_ID, Right::SiteAdmin);
            let credential = way.credential.clone();
            settings.login = Login::Accounts(vec![Account {
                credential,
                ..account
            }]);
        });
        let address = SiteAddress::parse_for_relay(&stage.site.origin()).unwrap();
        let answers = match way.scheme {
            Scheme::Basic => stage.answers(),
            Scheme::Bearer => format!("{TOKEN}\n{}\nyes\n", stage.name()),
        };
        for (action, left) in [(Action::Remove, 2), (Action::Add, 10)] {
            let plan = stage.plan(&table, action, |row| row < 8);
            let recipe = Recipe::by(&way.endpoint, way.scheme, &address, action).unwrap();
            let script = stage.bash_by(&plan, &recipe);
            let output = script.run(&answers);
            let name = way.endpoint.name();
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
            assert_eq!(script.dropped().origin(), Origin::Results);

            let nothing = way.nothing[usize::from(action == Action::Add)];
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
    for way in ways() {
        let (stage, table) = stage(3, |settings| {
            let account = Account::new(EMAIL, TOKEN, DEFAULT_ACCOUNT_ID, Right::SiteAdmin);
            let credential = way.credential.clone();
            settings.login = Login::Accounts(vec![Account {
                credential,
                ..account
            }]);
            settings.synced_groups = [group(0)].into_iter().collect();
        });
        let address = SiteAddress::parse_for_relay(&stage.site.origin()).unwrap();
        let answers = match way.scheme {
            Scheme::Basic => stage.answers(),
            Scheme::Bearer => format!("{TOKEN}\n{}\nyes\n", stage.name()),
        };
        let plan = stage.plan(&table, Action::Remove, |_| true);
        let recipe = Recipe::by(&way.endpoint, way.scheme, &address, Action::Remove).unwrap();
        let script = stage.bash_by(&plan, &recipe);
        let output = script.run(&answers);
        assert!(
            said(&output).contains("The first row that was sent is not done."),
            "{}",
            said(&output)
        );
        let results = script.results();
        let words = "failed,403,\"The site refuses to change this group (403): “";
        assert!(
            results.contains(words),
            "{}: {results}",
            way.endpoint.name()
        );
    }
}
