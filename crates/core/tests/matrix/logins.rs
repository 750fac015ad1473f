//! Every kind of login on every API that takes it: the search finds its way on the simulated site, and by that way the
//! whole journey goes there and back. Four of them go through page, relay and extension too:
//! tests/e2e/support/credentials.mjs.

use groupsweep_atlassian_sim::{
    CLOUD_ID, Credential, ORG_ID, Right, Settings, SimAccount, SimLogin, SimRequest, Site,
    TokenScopes,
};
use groupsweep_core::atlassian::Product::{self, Confluence, Jira, Organization};
use groupsweep_core::atlassian::{ApiHost, Endpoint};
use groupsweep_core::connect::{ConnectError, LoginFound, LoginInput, LoginKind};
use groupsweep_core::domain::Scheme::{self, Basic, Bearer};
use groupsweep_core::domain::{Credentials, OrgId, Timestamp, TransportError};
use groupsweep_core::plan::{Action, Purpose};
use groupsweep_core::run::Outcome;

use super::profiles::DEFAULT;
use super::rows::{CALLER, rows};
use super::world::{Check, Profile, World};
use crate::login_discovery::site::search_by;
use crate::support::account;

const PERSON: &str = "admin@example.com";
const SERVICE: &str = "bot@serviceaccount.atlassian.com";
const CONFLUENCE_ALONE: &[(&str, &str)] = &[("products", "confluence")];
const JIRA_ALONE: &[(&str, &str)] = &[("products", "jira")];

/// One login and the site that knows it.
struct LoginCase {
    email: &'static str,
    credential: Credential,
    switches: &'static [(&'static str, &'static str)],
    /// The product, if it was chosen by hand.
    product: Option<Product>,
    /// Whether the relay was started for the organization.
    has_organization: bool,
    /// The token that is typed where it is not the right one.
    typed: &'static str,
}

impl LoginCase {
    const fn of(email: &'static str, credential: Credential) -> Self {
        Self {
            email,
            credential,
            switches: &[],
            product: None,
            has_organization: false,
            typed: "t",
        }
    }

    const fn on(mut self, switches: &'static [(&'static str, &'static str)]) -> Self {
        self.switches = switches;
        self
    }

    const fn with_organization(mut self) -> Self {
        self.has_organization = true;
        self
    }

    const fn by_hand(mut self, product: Product) -> Self {
        self.product = Some(product);
        self
    }

    fn account(&self) -> SimAccount {
        let email = match self.email {
            "" => "key@example.com",
            email => email,
        };
        SimAccount {
            credential: self.credential.clone(),
            ..SimAccount::new(email, "t", &account(CALLER), Right::SiteAdmin)
        }
    }

    fn credentials(&self) -> Credentials {
        Credentials::parse(self.email, self.typed).unwrap()
    }

    /// Searches on the simulated site, each question with the login as the relay adds it.
    fn search(&self) -> Result<LoginFound, ConnectError> {
        let mut settings = Settings {
            login: SimLogin::Accounts(vec![self.account()]),
            ..Settings::default()
        };
        for (name, value) in self.switches {
            settings.set_profile(name, value).unwrap();
        }
        let mut site = Site::new(settings);
        let input = LoginInput {
            login: LoginKind::of(Some(self.email)),
            product: self.product,
            organization: OrgId::parse(ORG_ID).filter(|_| self.has_organization),
            directory: None,
            cloud: None,
            has_gateway: true,
            before: None,
        };
        let (found, _) = search_by(input, |probe| {
            let worded = probe.api_access.endpoint.request(&probe.call);
            let request = SimRequest::relayed(&worded.ok_or(TransportError::NoSuchCall)?);
            let login = self.credentials().header(probe.api_access.scheme);
            let request = request.with_header("authorization", &login.unwrap_or_default());
            site.answer(Timestamp(1_800_000_000_000), &request)
                .into_answer()
        });
        found
    }
}

fn scopes(names: &[&str]) -> TokenScopes {
    TokenScopes::These(names.iter().map(|name| (*name).to_owned()).collect())
}

/// A login, what it must find, and how removals must arrive.
type Way = (LoginCase, Product, Scheme, &'static str);

fn ways() -> Vec<Way> {
    let scoped = |scopes| LoginCase::of(PERSON, Credential::ScopedToken(scopes));
    let service = || LoginCase::of(SERVICE, Credential::ServiceAccount(TokenScopes::All));
    let oauth = || LoginCase::of("", Credential::OAuth(TokenScopes::All));
    let key =
        || LoginCase::of("", Credential::OrganizationKey(TokenScopes::All)).with_organization();
    let of_confluence = scopes(&[
        "read:confluence-user",
        "read:confluence-groups",
        "write:confluence-groups",
    ]);
    vec![
        (
            LoginCase::of(PERSON, Credential::Token),
            Jira,
            Basic,
            "/rest/",
        ),
        (
            LoginCase::of(PERSON, Credential::Token).on(CONFLUENCE_ALONE),
            Confluence,
            Basic,
            "/wiki/",
        ),
        (scoped(TokenScopes::All), Jira, Basic, "/ex/jira/"),
        (
            scoped(TokenScopes::All).on(CONFLUENCE_ALONE),
            Confluence,
            Basic,
            "/ex/confluence/",
        ),
        // On a site with both.
        (scoped(of_confluence), Confluence, Basic, "/ex/confluence/"),
        (service(), Jira, Basic, "/ex/jira/"),
        (
            service().on(&[("service-account", "bearer")]),
            Jira,
            Bearer,
            "/ex/jira/",
        ),
        (
            service().on(&[("products", "confluence"), ("service-account", "bearer")]),
            Confluence,
            Bearer,
            "/ex/confluence/",
        ),
        (oauth(), Jira, Bearer, "/ex/jira/"),
        (
            oauth().on(CONFLUENCE_ALONE),
            Confluence,
            Bearer,
            "/ex/confluence/",
        ),
        (key(), Organization, Bearer, "/admin/v2/"),
        (
            key().by_hand(Organization),
            Organization,
            Bearer,
            "/admin/v2/",
        ),
    ]
}

#[test]
fn each_login_finds_its_way_and_goes_it_there_and_back() {
    for (login, product, scheme, path) in ways() {
        let name = format!("{:?}, {product:?}, {scheme:?}", login.credential);
        let found = login.search().unwrap();
        let access = found.api_access;
        assert_eq!(
            (access.endpoint.product(), access.scheme),
            (product, scheme),
            "{name}"
        );
        if let Some(ApiHost::Gateway(cloud)) = access.endpoint.api_host() {
            assert_eq!(cloud.as_str(), CLOUD_ID, "{name}");
        }
        let said = found.abilities.sentences(&access.endpoint).join(" ");
        for sentence in [
            "This login can read groups.",
            "Only the first change shows whether this login can change groups",
        ] {
            assert!(said.contains(sentence), "{name}: {said}");
        }
        there_and_back(&login, &access.endpoint, scheme, path, &name);
    }
}

fn there_and_back(login: &LoginCase, endpoint: &Endpoint, scheme: Scheme, path: &str, name: &str) {
    let profile = Profile {
        switches: login.switches,
        ..DEFAULT
    };
    let authorization = login.credentials().header(scheme).unwrap();
    let world = World::of_logins(
        endpoint,
        authorization.to_string(),
        vec![login.account()],
        profile,
    );
    // Two members and one whose account is deactivated.
    let rows = &rows(Action::Remove)[..3];
    let run = world.planned(rows, Purpose::Remove, Check::Made).unwrap();
    world.log.borrow_mut().clear();
    let before = world.members_of(&run);
    let removed = world.run(Purpose::Remove, &run, rows, &before);
    assert_eq!(removed.stuck, None, "{name}");
    for row in &removed.rows {
        assert_eq!(
            (row.outcome, row.is_member),
            (Outcome::Done, false),
            "{name}: {}",
            row.row
        );
    }
    let [(_, was_member, is_member)] = removed.proofs[..] else {
        panic!("{name}: one proof of the trial")
    };
    assert!(was_member && !is_member, "{name}");
    assert!(
        removed.verified.contains("all 3 memberships are gone"),
        "{name}: {}",
        removed.verified
    );
    let log = world.log.take();
    let removals: Vec<_> = log
        .iter()
        .filter(|(request, _)| request.method == "DELETE")
        .collect();
    assert_eq!(removals.len(), 3, "{name}");
    let lead = format!("{scheme:?} ");
    for (request, status) in &log {
        assert!(request.path.starts_with(path), "{name}: {}", request.path);
        let header = request.header("authorization").unwrap();
        assert!(header.starts_with(&lead), "{name}");
        assert!(matches!(status, 200 | 204), "{name}: {status}");
    }

    let stories = world.with_undo(removed, Check::Made, &run, rows);
    let back = stories.get(1).unwrap();
    assert_eq!(back.stuck, None, "{name}");
    for row in &back.rows {
        // The organization, alone of the three, refuses to add a deactivated account.
        let is_refused = endpoint.product() == Organization && row.row == "a deactivated member";
        let outcome = if is_refused {
            Outcome::Failed
        } else {
            Outcome::Done
        };
        assert_eq!(
            (row.outcome, row.is_member),
            (outcome, !is_refused),
            "{name}: {}",
            row.row
        );
    }
    assert_eq!(back.rows.len(), 3, "{name}");
}

#[test]
fn a_login_that_does_not_go_is_refused_in_words_that_help() {
    let token = || LoginCase::of(PERSON, Credential::Token);
    let key = || LoginCase::of("", Credential::OrganizationKey(TokenScopes::All));
    let lacking = scopes(&["manage:jira-configuration"]);
    for (login, words) in [
        // Without the organization, found out and by hand.
        (key(), "--organization"),
        (key().by_hand(Organization), "--organization"),
        (
            token().by_hand(Organization).with_organization(),
            "does not accept",
        ),
        (
            LoginCase::of(PERSON, Credential::ScopedToken(lacking)),
            "lacks the scope read:jira-user (or ",
        ),
        (
            LoginCase {
                typed: "wrong",
                ..token()
            },
            "does not accept this email and token",
        ),
        (
            token().by_hand(Confluence).on(JIRA_ALONE),
            "neither Jira nor Confluence",
        ),
    ] {
        let problem = login.search().unwrap_err();
        let said = format!("{} {}", problem.what(), problem.next_step());
        assert!(said.contains(words), "{said}");
    }
}

/// A 401 means a wrong token, with any body.
#[test]
fn a_wrong_token_is_named_however_the_site_refuses_it() {
    for switches in [
        &[("unauthorized", "message")],
        &[("unauthorized", "collection")],
        &[("unauthorized", "html")],
    ] {
        let login = LoginCase {
            typed: "wrong",
            ..LoginCase::of(PERSON, Credential::Token).on(switches)
        };
        assert_eq!(
            login.search(),
            Err(ConnectError::TokenRefused),
            "{switches:?}"
        );
    }
}
