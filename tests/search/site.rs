//! A site that knows one login, as strict as the documentation: which doors it opens, and with which scopes.

use groupsweep::connect::{Ask, Found, LoginKind, Problem, Search, Step, Terms};
use groupsweep::domain::{Answer, CloudId, Fault, OrgId, Scheme, SiteCall};
use groupsweep::product::{Door, Endpoint, Product};

pub(crate) const CLOUD: &str = "11111111-2222-3333-4444-555555555555";
pub(crate) const ORG: &str = "99999999-2222-3333-4444-555555555555";
const JSON: (&str, &str) = ("content-type", "application/json");

/// What the login is good for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opens {
    /// This product on the site's own host.
    Site(Product),
    /// This product behind the gateway, in this scheme.
    Gateway(Product, Scheme),
    /// The same, but without the scope that tells whose it is.
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

    pub(crate) fn answer(&self, ask: &Ask) -> Answer {
        if ask.call == SiteCall::Tenant {
            return match self.tells_cloud_id {
                true => answer(200, &[JSON], &format!("{{\"cloudId\":\"{CLOUD}\"}}")),
                false => answer(404, &[], ""),
            };
        }
        let product = ask.way.endpoint.product();
        if product != Product::Organization && !self.products.contains(&product) {
            return answer(404, &[("content-type", "text/html")], "<html>");
        }
        let door = ask.way.endpoint.door();
        let fits = |opens: &Opens| match (*opens, door) {
            (Opens::Site(p), Some(Door::Site)) => p == product && ask.way.scheme == Scheme::Basic,
            (Opens::Gateway(p, scheme) | Opens::Nameless(p, scheme), Some(Door::Gateway(_))) => {
                p == product && scheme == ask.way.scheme
            }
            (Opens::Organization, None) => ask.way.scheme == Scheme::Bearer,
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
            (Product::Jira, SiteCall::MayAdminister) => {
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

pub(crate) fn terms(login: LoginKind) -> Terms {
    Terms {
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
pub(crate) fn search(terms: Terms, site: &Site) -> (Result<Found, Problem>, usize) {
    search_by(terms, |ask| Ok(site.answer(ask)))
}

pub(crate) fn search_by(
    terms: Terms,
    mut answer: impl FnMut(&Ask) -> Result<Answer, Fault>,
) -> (Result<Found, Problem>, usize) {
    let (mut search, mut step) = Search::begin(terms);
    for asked in 0..40 {
        step = match step {
            Step::Ask(ask) => search.answered(&answer(&ask)),
            Step::Found(found) => return (Ok(found), asked),
            Step::Failed(problem, _) => return (Err(problem), asked),
        };
    }
    panic!("the search does not end");
}

/// "Jira, site, Basic".
pub(crate) fn told(found: &Found) -> (Product, &'static str, Scheme) {
    let door = match found.way.endpoint.door() {
        Some(Door::Site) => "site",
        Some(Door::Gateway(id)) => {
            assert_eq!(*id, cloud());
            "gateway"
        }
        None => match &found.way.endpoint {
            Endpoint::Organization(organization) => {
                assert!(organization.directory.is_some());
                "organization"
            }
            _ => panic!("no door"),
        },
    };
    (found.way.endpoint.product(), door, found.way.scheme)
}
