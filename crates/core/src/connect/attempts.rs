//! Which APIs, hosts and schemes a login is tried with, and in which order.

use std::collections::VecDeque;

use crate::atlassian::{ApiHost, Confluence, Endpoint, Jira, Product};
use crate::domain::Scheme;

use super::login::{ApiAccess, LoginInput, LoginKind};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Try {
    Site(Product),
    Gateway(Product, Scheme),
    Organization,
}

/// Whether API access that worked before may be tried with this input.
pub(super) fn fits(terms: &LoginInput, api_access: &ApiAccess) -> bool {
    let wanted = terms
        .product
        .is_none_or(|product| product == api_access.endpoint.product());
    let takes_email = api_access.scheme == Scheme::Basic;
    let same = match &api_access.endpoint {
        Endpoint::Organization(before) => {
            Some(&before.org) == terms.organization.as_ref() && before.directory == terms.directory
        }
        Endpoint::Jira(_) | Endpoint::Confluence(_) => {
            match (api_access.endpoint.api_host(), &terms.cloud) {
                (Some(ApiHost::Gateway(before)), Some(given)) => before == given,
                _ => true,
            }
        }
    };
    wanted && same && !(takes_email && terms.login == LoginKind::TokenOnly)
}

/// The tries for this login, in order.
pub(super) fn tries(terms: &LoginInput) -> VecDeque<Try> {
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
        LoginKind::TokenOnly => &[
            Try::Organization,
            Try::Gateway(Jira, Bearer),
            Try::Gateway(Confluence, Bearer),
        ],
    };
    let wanted = |one: &Try| match (*one, terms.product) {
        // A cloud id is given for calls from a page, and no site answers those.
        (Try::Site(_), _) if terms.cloud.is_some() => false,
        (Try::Organization, None) => terms.organization.is_some(),
        (Try::Organization, wanted) => wanted == Some(Product::Organization),
        (Try::Site(product) | Try::Gateway(product, _), Some(wanted)) => product == wanted,
        (Try::Site(_) | Try::Gateway(..), None) => true,
    };
    all.iter().copied().filter(wanted).collect()
}

pub(super) fn try_of(api_access: &ApiAccess) -> Try {
    let product = api_access.endpoint.product();
    match api_access.endpoint.api_host() {
        Some(ApiHost::Site) => Try::Site(product),
        Some(ApiHost::Gateway(_)) => Try::Gateway(product, api_access.scheme),
        None => Try::Organization,
    }
}

pub(super) fn endpoint(product: Product, api_host: ApiHost) -> Endpoint {
    match product {
        Product::Confluence => Endpoint::Confluence(Confluence { api_host }),
        Product::Jira | Product::Organization => Endpoint::Jira(Jira { api_host }),
    }
}
