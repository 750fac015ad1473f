//! A site that knows one login, as strict as the documentation: which doors it opens, and with which scopes.

use groupsweep_core::atlassian::{ApiHost, Endpoint, Product};
use groupsweep_core::connect::{
    ConnectError, LoginDiscovery, LoginFound, LoginInput, LoginKind, Probe, ProbeStep,
};
use groupsweep_core::domain::{Answer, CloudId, OrgId, Scheme, SiteCall, TransportError};

pub(crate) const CLOUD: &str = "11111111-2222-3333-4444-555555555555";
pub(crate) const ORG: &str = "99999999-2222-3333-4444-555555555555";
const JSON: (&str, &str) = ("content-type", "application/json");

/// What the login is good for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opens {
    /// This product on the site's own host.
    Site(Product),
    /// This product on the gateway, with this scheme.
    Gateway(Product, Scheme),
    /// The same, but without the scope for reading the account.
    Nameless(Product, Scheme),
    /// The organization's API.
    Organization,
}

pub(crate) struct Site {
    pub(crate) opens: Vec<Opens>,
    /// Products that are there.
    pub(crate) products: Vec<Product>,
    pub(crate) tells_cloud_id: bool,
    pub(crate) directories: usize,
}

impl Site {
    pub(crate) fn opening(opens: &[Opens]) -> Self {
        Self {
            opens: opens.to_vec(),
            products: vec![Product::Jira, Product::Confluence],
            tells_cloud_id: true,
            directories: 1,
        }
    }

    pub(crate) fn answer(&self, ask: &Probe) -> Answer {
        if ask.call == SiteCall::CloudIdOfSite {
            return match self.tells_cloud_id {
                true => answer(200, &[JSON], &format!("{{\"cloudId\":\"{CLOUD}\"}}")),
                false => answer(404, &[], ""),
            };
        }
        let product = ask.api_access.endpoint.product();
        if product != Product::Organization && !self.products.contains(&product) {
            return answer(404, &[("content-type", "text/html")], "<html>");
        }
        let api_host = ask.api_access.endpoint.api_host();
        let fits = |opens: &Opens| match (*opens, api_host) {
            (Opens::Site(p), Some(ApiHost::Site)) => {
                p == product && ask.api_access.scheme == Scheme::Basic
            }
            (Opens::Gateway(p, scheme) | Opens::Nameless(p, scheme), Some(ApiHost::Gateway(_))) => {
                p == product && scheme == ask.api_access.scheme
            }
            (Opens::Organization, None) => ask.api_access.scheme == Scheme::Bearer,
            _ => false,
        };
        match self.opens.iter().find(|opens| fits(opens)) {
            None => answer(
                401,
                &[("x-failure-category", "FAILURE_CLIENT_AUTH_MISMATCH")],
                "",
            ),
            Some(Opens::Nameless(..)) if ask.call == SiteCall::WhoAmI => answer(
                401,
                &[("x-failure-category", "FAILURE_CLIENT_SCOPE_CHECK")],
                "{\"code\":401,\"message\":\"Unauthorized; scope does not match\"}",
            ),
            Some(_) => self.tells(product, &ask.call),
        }
    }

    fn tells(&self, product: Product, call: &SiteCall) -> Answer {
        let directories: Vec<String> = (0..self.directories)
            .map(|n| {
                format!("{{\"directoryId\":\"00000000-0000-0000-0000-{n:012}\",\"name\":\"D{n}\"}}")
            })
            .collect();
        let body = match (product, call) {
            (Product::Organization, SiteCall::WhoAmI) => {
                format!("{{\"data\":[{}]}}", directories.join(","))
            }
            (Product::Organization, _) => "{\"data\":[],\"links\":{}}".to_owned(),
            (_, SiteCall::WhoAmI) => "{\"accountId\":\"abc:1\",\"displayName\":\"Ada\"}".to_owned(),
            (Product::Jira, SiteCall::AdminPermission) => {
                "{\"permissions\":{\"ADMINISTER\":{\"havePermission\":true}}}".to_owned()
            }
            (Product::Jira, _) => "{\"values\":[],\"isLast\":true}".to_owned(),
            (Product::Confluence, _) => {
                "{\"results\":[],\"size\":0,\"limit\":200,\"_links\":{}}".to_owned()
            }
        };
        answer(200, &[JSON], &body)
    }
}

pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Answer {
    Answer {
        status,
        headers: headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        body: body.to_owned(),
    }
}

pub(crate) fn terms(login: LoginKind) -> LoginInput {
    LoginInput {
        login,
        product: None,
        organization: None,
        directory: None,
        cloud: None,
        has_gateway: true,
        before: None,
    }
}

pub(crate) fn org() -> Option<OrgId> {
    OrgId::parse(ORG)
}

pub(crate) fn cloud() -> CloudId {
    CloudId::parse(CLOUD).unwrap()
}

/// Searches to the end; also how often the site was asked.
pub(crate) fn search(terms: LoginInput, site: &Site) -> (Result<LoginFound, ConnectError>, usize) {
    search_by(terms, |ask| Ok(site.answer(ask)))
}

pub(crate) fn search_by(
    terms: LoginInput,
    mut answer: impl FnMut(&Probe) -> Result<Answer, TransportError>,
) -> (Result<LoginFound, ConnectError>, usize) {
    let (mut search, mut step) = LoginDiscovery::begin(terms);
    for asked in 0..40 {
        step = match step {
            ProbeStep::Ask(ask) => search.answered(&answer(&ask)),
            ProbeStep::Found(found) => return (Ok(found), asked),
            ProbeStep::Failed(problem, _) => return (Err(problem), asked),
        };
    }
    panic!("the search does not end");
}

/// "Jira, site, Basic".
pub(crate) fn told(found: &LoginFound) -> (Product, &'static str, Scheme) {
    let api_host = match found.api_access.endpoint.api_host() {
        Some(ApiHost::Site) => "site",
        Some(ApiHost::Gateway(id)) => {
            assert_eq!(*id, cloud());
            "gateway"
        }
        None => match &found.api_access.endpoint {
            Endpoint::Organization(organization) => {
                assert!(organization.directory.is_some());
                "organization"
            }
            _ => panic!("no door"),
        },
    };
    (
        found.api_access.endpoint.product(),
        api_host,
        found.api_access.scheme,
    )
}
