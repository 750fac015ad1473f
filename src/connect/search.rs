//! Finding out what was pasted: which API accepts it, by which door and in which scheme. One question after the
//! other; the caller asks them and brings the answers.
//!
//! The order is that of practice: the site itself first, on a 401 the gateway, for which the site tells its cloud
//! id. What every door says is kept, so that the refusal shown is the one that helps.

use std::collections::VecDeque;

use serde_json::Value;

use crate::domain::{
    Answer, CloudId, DirectoryId, Fault, OrgId, PageAt, Scheme, SiteAddress, SiteCall,
};
use crate::product::{
    Caller, Confluence, Door, Endpoint, Jira, Organization, Product, Scopes, lacks_scope,
};

use super::abilities::{Abilities, Ability};
use super::problem::{Problem, refusal};

/// One API, the way to it, and how the login stands in a call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Way {
    /// The API.
    pub endpoint: Endpoint,
    /// The scheme.
    pub scheme: Scheme,
}

/// A way that worked, and for which site. A cloud id leads to its own site whatever address stands in the form, so
/// the way to one site is none to another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Worked {
    /// The site.
    pub site: SiteAddress,
    /// The way to it.
    pub way: Way,
}

impl Worked {
    /// The way, if it is one to this site.
    #[must_use]
    pub fn at(self, site: &SiteAddress) -> Option<Way> {
        (self.site == *site).then_some(self.way)
    }
}

/// What kind of login it is, as far as one can see.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LoginKind {
    /// The email of a person, and a token.
    Person,
    /// The address of a service account, whose tokens always have scopes.
    ServiceAccount,
    /// A token without an email: OAuth 2.0, or an organization's API key.
    TokenAlone,
}

impl LoginKind {
    /// Of an email; none is none.
    #[must_use]
    pub fn of(email: Option<&str>) -> Self {
        match email {
            None => Self::TokenAlone,
            Some(email) => {
                let email = email.trim().to_ascii_lowercase();
                if email.is_empty() {
                    Self::TokenAlone
                } else if email.ends_with("@serviceaccount.atlassian.com") {
                    Self::ServiceAccount
                } else {
                    Self::Person
                }
            }
        }
    }
}

/// What is given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Terms {
    /// The kind of login.
    pub login: LoginKind,
    /// The product, if it was chosen by hand.
    pub product: Option<Product>,
    /// The organization, if one is named.
    pub organization: Option<OrgId>,
    /// Its directory, if one was chosen.
    pub directory: Option<DirectoryId>,
    /// The cloud id, if it was typed: then the site itself is not tried.
    pub cloud: Option<CloudId>,
    /// Whether it is known where the site's gateway is.
    pub has_gateway: bool,
    /// The way that worked last for this login on this site: tried first.
    pub before: Option<Way>,
}

/// A question to the site.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ask {
    /// By this way.
    pub way: Way,
    /// The question.
    pub call: SiteCall,
}

/// A directory of an organization.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Directory {
    /// Its id.
    pub id: DirectoryId,
    /// Its name.
    pub name: String,
}

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// The way.
    pub way: Way,
    /// Who calls.
    pub caller: Caller,
    /// What the login can do.
    pub abilities: Abilities,
}

/// What comes next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// Ask this and come back with the answer.
    Ask(Ask),
    /// This is it.
    Found(Found),
    /// It does not work. Directories stand there where one has to be chosen.
    Failed(Problem, Vec<Directory>),
}

/// One try.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Try {
    Site(Product),
    Gateway(Product, Scheme),
    Organization,
}

/// What is being asked.
#[derive(Debug)]
enum Asked {
    Cloud(Try),
    Who(Try, Way),
    Groups(Way, Caller),
    Administers(Way, Caller, Ability),
}

/// A search under way.
#[derive(Debug)]
pub struct Search {
    terms: Terms,
    tries: VecDeque<Try>,
    asked: Option<Asked>,
    missing_scope: Option<(Product, Scopes)>,
    /// Some door said 401.
    refused: bool,
    no_gateway: bool,
    no_cloud: bool,
    other: Option<Problem>,
}

impl Search {
    /// Begins, with the first question.
    #[must_use]
    pub fn begin(terms: Terms) -> (Self, Step) {
        let mut search = Self {
            tries: tries(&terms),
            terms,
            asked: None,
            missing_scope: None,
            refused: false,
            no_gateway: false,
            no_cloud: false,
            other: None,
        };
        let before = search
            .terms
            .before
            .clone()
            .filter(|way| fits(&search.terms, way));
        let first = match before {
            Some(way) => search.who(try_of(&way), way),
            None => search.next_try(),
        };
        (search, first)
    }

    /// Takes the answer to the last question.
    pub fn answered(&mut self, result: &Result<Answer, Fault>) -> Step {
        match self.asked.take() {
            None => self.failed(),
            Some(Asked::Cloud(attempt)) => self.cloud(attempt, result),
            Some(Asked::Who(attempt, way)) => match result {
                Err(fault) => Step::Failed(Problem::NoAnswer(*fault), Vec::new()),
                Ok(answer) => self.identity(attempt, way, answer),
            },
            Some(Asked::Groups(way, caller)) => {
                let reads = reading(&way, result);
                self.administers(way, caller, reads)
            }
            Some(Asked::Administers(way, caller, reads_groups)) => {
                let answer = result
                    .as_ref()
                    .ok()
                    .filter(|answer| refusal(answer).is_none());
                let administers = answer.and_then(|answer| way.endpoint.api().administers(answer));
                found(way, caller, reads_groups, administers)
            }
        }
    }

    fn next_try(&mut self) -> Step {
        let Some(attempt) = self.tries.pop_front() else {
            return self.failed();
        };
        match attempt {
            Try::Site(product) => {
                let way = Way {
                    endpoint: endpoint(product, Door::Site),
                    scheme: Scheme::Basic,
                };
                self.who(attempt, way)
            }
            Try::Gateway(..) if !self.terms.has_gateway => {
                self.no_gateway = true;
                self.next_try()
            }
            Try::Gateway(product, scheme) => match self.terms.cloud.clone() {
                Some(cloud) => {
                    let endpoint = endpoint(product, Door::Gateway(cloud));
                    self.who(attempt, Way { endpoint, scheme })
                }
                None if self.no_cloud => self.next_try(),
                None => {
                    self.asked = Some(Asked::Cloud(attempt));
                    Step::Ask(Ask {
                        way: Way {
                            endpoint: Endpoint::default(),
                            scheme,
                        },
                        call: SiteCall::Tenant,
                    })
                }
            },
            Try::Organization => match self.terms.organization.clone() {
                Some(org) => {
                    let directory = self.terms.directory.clone();
                    let endpoint = Endpoint::Organization(Organization { org, directory });
                    let scheme = Scheme::Bearer;
                    self.who(attempt, Way { endpoint, scheme })
                }
                None => Step::Failed(Problem::OrganizationNotNamed, Vec::new()),
            },
        }
    }

    fn who(&mut self, attempt: Try, way: Way) -> Step {
        self.asked = Some(Asked::Who(attempt, way.clone()));
        let call = SiteCall::WhoAmI;
        Step::Ask(Ask { way, call })
    }

    fn cloud(&mut self, attempt: Try, result: &Result<Answer, Fault>) -> Step {
        let cloud = result.as_ref().ok().and_then(cloud_id);
        self.no_cloud = cloud.is_none();
        self.terms.cloud = cloud;
        if !self.no_cloud {
            self.tries.push_front(attempt);
        }
        self.next_try()
    }

    /// Takes the answer to the question whose login it is.
    fn identity(&mut self, attempt: Try, way: Way, answer: &Answer) -> Step {
        let product = way.endpoint.product();
        if answer.status == 401 && lacks_scope(answer) {
            // The login is good: another product's scopes may be there, another scheme need not be tried.
            if let Some(scopes) = way.endpoint.api().scopes(&SiteCall::WhoAmI) {
                self.missing_scope.get_or_insert((product, scopes));
            }
            let is_other =
                |other: &Try| !matches!(other, Try::Gateway(_, scheme) if *scheme != way.scheme);
            self.tries.retain(is_other);
            self.tries
                .retain(|other| !matches!(other, Try::Gateway(same, _) if *same == product));
            return self.next_try();
        }
        match refusal(answer) {
            None => match way.endpoint.api().caller(answer) {
                Some(caller) => self.known(way, caller, answer),
                None => Step::Failed(Problem::OddAnswer(answer.status), Vec::new()),
            },
            Some(Problem::TokenRefused) => {
                self.refused = true;
                if matches!(attempt, Try::Site(_)) {
                    // One site, one login: what Jira refuses is not tried on Confluence's door beside it.
                    self.tries.retain(|other| !matches!(other, Try::Site(_)));
                }
                self.next_try()
            }
            Some(Problem::NotThere) => {
                self.other.get_or_insert(Problem::NotThere);
                // No such product here by any door.
                self.tries.retain(|other| !matches!(other, Try::Site(same) | Try::Gateway(same, _) if *same == product));
                self.next_try()
            }
            Some(problem @ (Problem::Forbidden | Problem::Network)) => {
                self.other = Some(problem);
                self.next_try()
            }
            Some(problem) => Step::Failed(problem, Vec::new()),
        }
    }

    fn known(&mut self, mut way: Way, caller: Caller, answer: &Answer) -> Step {
        if let Endpoint::Organization(organization) = &mut way.endpoint {
            let mut directories = directories(answer);
            // One that was chosen before may be another organization's.
            let is_there = |id: &DirectoryId| directories.iter().any(|one| one.id == *id);
            if !organization.directory.as_ref().is_some_and(is_there) {
                if organization.directory.is_some() || directories.len() != 1 {
                    return Step::Failed(Problem::NoDirectory, directories);
                }
                organization.directory = directories.pop().map(|directory| directory.id);
            }
        }
        self.asked = Some(Asked::Groups(way.clone(), caller));
        let call = SiteCall::Groups(PageAt::START);
        Step::Ask(Ask { way, call })
    }

    fn administers(&mut self, way: Way, caller: Caller, reads_groups: Ability) -> Step {
        let call = SiteCall::MayAdminister;
        if way.endpoint.request(&call).is_none() {
            return found(way, caller, reads_groups, None);
        }
        self.asked = Some(Asked::Administers(way.clone(), caller, reads_groups));
        Step::Ask(Ask { way, call })
    }

    /// No door is left: the refusal that helps most.
    fn failed(&self) -> Step {
        let problem = match (self.missing_scope, &self.other) {
            (Some((product, scopes)), _) => Problem::ScopeMissing(product, scopes),
            (None, Some(problem @ (Problem::Forbidden | Problem::Network))) => problem.clone(),
            (None, _) if self.refused && self.no_gateway => Problem::NoGateway,
            (None, _) if self.no_cloud => Problem::NoCloudId,
            (None, _) if self.refused => match (self.terms.login, &self.terms.organization) {
                (LoginKind::TokenAlone, None) => Problem::TokenAloneRefused,
                _ => Problem::TokenRefused,
            },
            (None, Some(problem)) => problem.clone(),
            (None, None) if self.no_gateway => Problem::NoGateway,
            (None, None) => Problem::TokenRefused,
        };
        Step::Failed(problem, Vec::new())
    }
}

/// Whether a way that worked before may be tried on these terms.
fn fits(terms: &Terms, way: &Way) -> bool {
    let wanted = terms
        .product
        .is_none_or(|product| product == way.endpoint.product());
    let takes_email = way.scheme == Scheme::Basic;
    let same = match &way.endpoint {
        Endpoint::Organization(before) => {
            Some(&before.org) == terms.organization.as_ref() && before.directory == terms.directory
        }
        Endpoint::Jira(_) | Endpoint::Confluence(_) => match (way.endpoint.door(), &terms.cloud) {
            (Some(Door::Gateway(before)), Some(given)) => before == given,
            _ => true,
        },
    };
    wanted && same && !(takes_email && terms.login == LoginKind::TokenAlone)
}

/// The tries that a login of this kind is worth, in order.
fn tries(terms: &Terms) -> VecDeque<Try> {
    use Product::{Confluence, Jira};
    use Scheme::{Basic, Bearer};
    let all: &[Try] = match terms.login {
        LoginKind::Person => &[
            Try::Site(Jira),
            Try::Site(Confluence),
            Try::Gateway(Jira, Basic),
            Try::Gateway(Confluence, Basic),
            Try::Organization,
        ],
        LoginKind::ServiceAccount => &[
            Try::Gateway(Jira, Basic),
            Try::Gateway(Jira, Bearer),
            Try::Gateway(Confluence, Basic),
            Try::Gateway(Confluence, Bearer),
        ],
        LoginKind::TokenAlone => &[
            Try::Organization,
            Try::Gateway(Jira, Bearer),
            Try::Gateway(Confluence, Bearer),
        ],
    };
    let wanted = |one: &Try| match (*one, terms.product) {
        // Whoever gives the cloud id calls from a page, which no site answers.
        (Try::Site(_), _) if terms.cloud.is_some() => false,
        (Try::Organization, None) => terms.organization.is_some(),
        (Try::Organization, wanted) => wanted == Some(Product::Organization),
        (Try::Site(product) | Try::Gateway(product, _), Some(wanted)) => product == wanted,
        (Try::Site(_) | Try::Gateway(..), None) => true,
    };
    all.iter().copied().filter(wanted).collect()
}

fn try_of(way: &Way) -> Try {
    let product = way.endpoint.product();
    match way.endpoint.door() {
        Some(Door::Site) => Try::Site(product),
        Some(Door::Gateway(_)) => Try::Gateway(product, way.scheme),
        None => Try::Organization,
    }
}

fn endpoint(product: Product, door: Door) -> Endpoint {
    match product {
        Product::Confluence => Endpoint::Confluence(Confluence { door }),
        Product::Jira | Product::Organization => Endpoint::Jira(Jira { door }),
    }
}

fn found(way: Way, caller: Caller, reads_groups: Ability, administers: Option<bool>) -> Step {
    Step::Found(Found {
        way,
        caller,
        abilities: Abilities {
            reads_groups,
            administers,
        },
    })
}

/// Whether groups could be listed.
fn reading(way: &Way, result: &Result<Answer, Fault>) -> Ability {
    let Ok(answer) = result else {
        return Ability::Unknown;
    };
    let api = way.endpoint.api();
    if lacks_scope(answer) {
        let scopes = api.scopes(&SiteCall::Groups(PageAt::START));
        return scopes.map_or(Ability::Unknown, Ability::LacksScope);
    }
    match refusal(answer) {
        None if api.groups(answer).is_some() => Ability::Yes,
        Some(Problem::Forbidden) => Ability::LacksRight,
        None | Some(_) => Ability::Unknown,
    }
}

/// The cloud id in the answer to [`SiteCall::Tenant`].
fn cloud_id(answer: &Answer) -> Option<CloudId> {
    let said: Value = serde_json::from_str(&answer.body).ok()?;
    let id = said.get("cloudId")?.as_str()?;
    CloudId::parse(id).filter(|_| answer.status == 200)
}

fn directories(answer: &Answer) -> Vec<Directory> {
    let said: Option<Value> = serde_json::from_str(&answer.body).ok();
    let list = said.as_ref().and_then(|said| said.get("data")?.as_array());
    let one = |value: &Value| {
        let id = DirectoryId::parse(value.get("directoryId")?.as_str()?)?;
        let name = value
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let name = if name.is_empty() { id.as_str() } else { name }.to_owned();
        Some(Directory { id, name })
    };
    list.into_iter().flatten().filter_map(one).collect()
}
