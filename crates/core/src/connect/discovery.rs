//! Finds out which API accepts the pasted login, on which host and with which scheme. Makes one probe after the other;
//! the caller sends them and returns the answers.
//!
//! Tries the site itself first, and after a 401 the gateway, with the cloud id that the site gives. Keeps every
//! refusal, so that the most helpful one is shown.

use std::collections::VecDeque;

use crate::atlassian::{
    ApiHost, Caller, Endpoint, Organization, Product, Scopes, cloud_id_in, lacks_scope,
};
use crate::domain::{Answer, DirectoryId, PageToken, Scheme, SiteCall, TransportError};

use super::abilities::{Abilities, Ability};
use super::attempts::{Try, endpoint, fits, tries, try_of};
use super::connect_error::{ConnectError, refusal};
use super::directories::{DirectoryList, OrganizationDirectory};
use super::login::{ApiAccess, LoginFound, LoginInput, LoginKind};

/// A probe of the site.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Probe {
    pub api_access: ApiAccess,
    pub call: SiteCall,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ProbeStep {
    /// Send this probe and return its answer.
    Ask(Probe),
    Found(LoginFound),
    /// No API accepts the login. Lists the directories if one has to be chosen.
    Failed(ConnectError, Vec<OrganizationDirectory>),
}

/// The probe in flight.
#[derive(Debug)]
enum PendingProbe {
    Cloud(Try),
    Who(Try, ApiAccess),
    Directories(ApiAccess, Caller, DirectoryList),
    Groups(ApiAccess, Caller),
    Administers(ApiAccess, Caller, Ability),
}

/// A search under way.
#[derive(Debug)]
pub struct LoginDiscovery {
    terms: LoginInput,
    tries: VecDeque<Try>,
    asked: Option<PendingProbe>,
    missing_scope: Option<(Product, Scopes)>,
    /// A host answered 401 to the login.
    refused: bool,
    no_gateway: bool,
    no_cloud: bool,
    other: Option<ConnectError>,
}

impl LoginDiscovery {
    /// Begins with the first probe.
    #[must_use]
    pub fn begin(terms: LoginInput) -> (Self, ProbeStep) {
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
            .filter(|api_access| fits(&search.terms, api_access));
        let first = match before {
            Some(api_access) => search.who(try_of(&api_access), api_access),
            None => search.next_try(),
        };
        (search, first)
    }

    /// Takes the answer to the last probe.
    pub fn answered(&mut self, result: &Result<Answer, TransportError>) -> ProbeStep {
        match self.asked.take() {
            None => self.failed(),
            Some(PendingProbe::Cloud(attempt)) => match result {
                // Nothing was sent, so this is not the site's refusal.
                Err(
                    fault
                    @ (TransportError::SiteNotPermitted | TransportError::GatewayNotPermitted),
                ) => ProbeStep::Failed(ConnectError::NoAnswer(*fault), Vec::new()),
                result => self.cloud(attempt, result),
            },
            Some(PendingProbe::Who(attempt, api_access)) => match result {
                Err(fault) => ProbeStep::Failed(ConnectError::NoAnswer(*fault), Vec::new()),
                Ok(answer) => self.identity(attempt, api_access, answer),
            },
            Some(PendingProbe::Directories(api_access, caller, list)) => match result {
                Err(fault) => ProbeStep::Failed(ConnectError::NoAnswer(*fault), Vec::new()),
                Ok(answer) => match refusal(answer) {
                    None => self.directories(api_access, caller, list, answer),
                    Some(problem) => ProbeStep::Failed(problem, Vec::new()),
                },
            },
            Some(PendingProbe::Groups(api_access, caller)) => {
                let reads = reading(&api_access, result);
                self.is_admin(api_access, caller, reads)
            }
            Some(PendingProbe::Administers(api_access, caller, reads_groups)) => {
                let answer = result
                    .as_ref()
                    .ok()
                    .filter(|answer| refusal(answer).is_none());
                let is_admin = answer.and_then(|answer| api_access.endpoint.api().is_admin(answer));
                found(api_access, caller, reads_groups, is_admin)
            }
        }
    }

    fn next_try(&mut self) -> ProbeStep {
        let Some(attempt) = self.tries.pop_front() else {
            return self.failed();
        };
        match attempt {
            Try::Site(product) => {
                let api_access = ApiAccess {
                    endpoint: endpoint(product, ApiHost::Site),
                    scheme: Scheme::Basic,
                };
                self.who(attempt, api_access)
            }
            Try::Gateway(..) if !self.terms.has_gateway => {
                self.no_gateway = true;
                self.next_try()
            }
            Try::Gateway(product, scheme) => match self.terms.cloud.clone() {
                Some(cloud) => {
                    let endpoint = endpoint(product, ApiHost::Gateway(cloud));
                    self.who(attempt, ApiAccess { endpoint, scheme })
                }
                None if self.no_cloud => self.next_try(),
                None => {
                    self.asked = Some(PendingProbe::Cloud(attempt));
                    ProbeStep::Ask(Probe {
                        api_access: ApiAccess {
                            endpoint: Endpoint::default(),
                            scheme,
                        },
                        call: SiteCall::CloudIdOfSite,
                    })
                }
            },
            Try::Organization => match self.terms.organization.clone() {
                Some(org) => {
                    let directory = self.terms.directory.clone();
                    let endpoint = Endpoint::Organization(Organization { org, directory });
                    let scheme = Scheme::Bearer;
                    self.who(attempt, ApiAccess { endpoint, scheme })
                }
                None => ProbeStep::Failed(ConnectError::OrganizationNotNamed, Vec::new()),
            },
        }
    }

    fn who(&mut self, attempt: Try, api_access: ApiAccess) -> ProbeStep {
        self.asked = Some(PendingProbe::Who(attempt, api_access.clone()));
        let call = SiteCall::WhoAmI;
        ProbeStep::Ask(Probe { api_access, call })
    }

    fn cloud(&mut self, attempt: Try, result: &Result<Answer, TransportError>) -> ProbeStep {
        let cloud = result.as_ref().ok().and_then(cloud_id_in);
        self.no_cloud = cloud.is_none();
        self.terms.cloud = cloud;
        if !self.no_cloud {
            self.tries.push_front(attempt);
        }
        self.next_try()
    }

    /// Takes the answer about the login's identity.
    fn identity(&mut self, attempt: Try, api_access: ApiAccess, answer: &Answer) -> ProbeStep {
        let product = api_access.endpoint.product();
        if answer.status == 401 && lacks_scope(answer) {
            // The login is valid: it may have another product's scopes, and other schemes need no try.
            if let Some(scopes) = api_access.endpoint.api().scopes(&SiteCall::WhoAmI) {
                self.missing_scope.get_or_insert((product, scopes));
            }
            let is_other = |other: &Try| !matches!(other, Try::Gateway(_, scheme) if *scheme != api_access.scheme);
            self.tries.retain(is_other);
            self.tries
                .retain(|other| !matches!(other, Try::Gateway(same, _) if *same == product));
            return self.next_try();
        }
        match refusal(answer) {
            None => match api_access.endpoint.api().caller(answer) {
                Some(caller) => self.known(api_access, caller, answer),
                None => ProbeStep::Failed(ConnectError::OddAnswer(answer.status), Vec::new()),
            },
            Some(ConnectError::TokenRefused) => {
                self.refused = true;
                if matches!(attempt, Try::Site(_)) {
                    // One site has one login: what Jira refuses is not tried with Confluence.
                    self.tries.retain(|other| !matches!(other, Try::Site(_)));
                }
                self.next_try()
            }
            Some(ConnectError::NotThere) => {
                self.other.get_or_insert(ConnectError::NotThere);
                // The product is not on this site.
                self.tries.retain(|other| !matches!(other, Try::Site(same) | Try::Gateway(same, _) if *same == product));
                self.next_try()
            }
            Some(problem @ (ConnectError::Forbidden | ConnectError::Network)) => {
                self.other = Some(problem);
                self.next_try()
            }
            Some(problem) => ProbeStep::Failed(problem, Vec::new()),
        }
    }

    fn known(&mut self, api_access: ApiAccess, caller: Caller, answer: &Answer) -> ProbeStep {
        match api_access.endpoint {
            Endpoint::Organization(_) => {
                self.directories(api_access, caller, DirectoryList::default(), answer)
            }
            Endpoint::Jira(_) | Endpoint::Confluence(_) => self.groups(api_access, caller),
        }
    }

    /// Takes a page of an organization's directories.
    fn directories(
        &mut self,
        mut api_access: ApiAccess,
        caller: Caller,
        mut list: DirectoryList,
        answer: &Answer,
    ) -> ProbeStep {
        let Some(next) = list.take(answer) else {
            return ProbeStep::Failed(ConnectError::OddAnswer(answer.status), Vec::new());
        };
        let call = next.map(SiteCall::MoreDirectories);
        // A cursor that no call can carry ends the list.
        let call = call.filter(|call| api_access.endpoint.request(call).is_some());
        let Endpoint::Organization(organization) = &mut api_access.endpoint else {
            return self.groups(api_access, caller);
        };
        // The directory that was chosen before may belong to another organization.
        let is_there = |id: &DirectoryId| list.found.iter().any(|one| one.id == *id);
        if organization.directory.as_ref().is_some_and(is_there) {
            return self.groups(api_access, caller);
        }
        if let Some(call) = call.filter(|_| !list.is_long()) {
            self.asked = Some(PendingProbe::Directories(api_access.clone(), caller, list));
            return ProbeStep::Ask(Probe { api_access, call });
        }
        match (organization.directory.is_some(), list.only()) {
            (false, Some(only)) => {
                organization.directory = Some(only);
                self.groups(api_access, caller)
            }
            _ if list.is_whole() => ProbeStep::Failed(ConnectError::NoDirectory, list.found),
            _ => ProbeStep::Failed(ConnectError::MoreDirectories, list.found),
        }
    }

    fn groups(&mut self, api_access: ApiAccess, caller: Caller) -> ProbeStep {
        self.asked = Some(PendingProbe::Groups(api_access.clone(), caller));
        let call = SiteCall::Groups(PageToken::START);
        ProbeStep::Ask(Probe { api_access, call })
    }

    fn is_admin(
        &mut self,
        api_access: ApiAccess,
        caller: Caller,
        reads_groups: Ability,
    ) -> ProbeStep {
        let call = SiteCall::AdminPermission;
        if api_access.endpoint.request(&call).is_none() {
            return found(api_access, caller, reads_groups, None);
        }
        self.asked = Some(PendingProbe::Administers(
            api_access.clone(),
            caller,
            reads_groups,
        ));
        ProbeStep::Ask(Probe { api_access, call })
    }

    /// Returns the most helpful refusal after the last try.
    fn failed(&self) -> ProbeStep {
        let problem = match (self.missing_scope, &self.other) {
            (Some((product, scopes)), _) => ConnectError::ScopeMissing(product, scopes),
            (None, Some(problem @ (ConnectError::Forbidden | ConnectError::Network))) => {
                problem.clone()
            }
            (None, _) if self.refused && self.no_gateway => ConnectError::NoGateway,
            (None, _) if self.no_cloud => ConnectError::NoCloudId,
            (None, _) if self.refused => match (self.terms.login, &self.terms.organization) {
                (LoginKind::TokenOnly, None) => ConnectError::TokenAloneRefused,
                _ => ConnectError::TokenRefused,
            },
            (None, Some(problem)) => problem.clone(),
            (None, None) if self.no_gateway => ConnectError::NoGateway,
            (None, None) => ConnectError::TokenRefused,
        };
        ProbeStep::Failed(problem, Vec::new())
    }
}

pub(super) fn found(
    api_access: ApiAccess,
    caller: Caller,
    reads_groups: Ability,
    is_admin: Option<bool>,
) -> ProbeStep {
    ProbeStep::Found(LoginFound {
        api_access,
        caller,
        abilities: Abilities {
            reads_groups,
            is_admin,
        },
    })
}

/// Whether groups could be listed.
fn reading(api_access: &ApiAccess, result: &Result<Answer, TransportError>) -> Ability {
    let Ok(answer) = result else {
        return Ability::Unknown;
    };
    let api = api_access.endpoint.api();
    if lacks_scope(answer) {
        let scopes = api.scopes(&SiteCall::Groups(PageToken::START));
        return scopes.map_or(Ability::Unknown, Ability::LacksScope);
    }
    match refusal(answer) {
        None if api.groups(answer).is_some() => Ability::Yes,
        Some(ConnectError::Forbidden) => Ability::LacksRight,
        None | Some(_) => Ability::Unknown,
    }
}
