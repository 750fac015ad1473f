//! Which credential works on which host.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::account::{Credential, SimAccount, SimLogin, TokenScopes};
use crate::edge::SimCaller;
use crate::profiles::{ConfluenceBasic, ServiceAccountLogin};
use crate::request::SimRequest;
use crate::settings::Settings;

/// Where a credential is used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum CredentialHost {
    /// The site's own host.
    Site,
    /// The gateway, below `/ex`.
    Gateway,
    /// The gateway, below `/admin`.
    Admin,
}

/// The content of an `Authorization` header.
enum PresentedCredential<'a> {
    Basic { email: String, token: String },
    Bearer { token: &'a str },
}

/// Identifies the caller.
pub(super) fn caller(settings: &Settings, host: CredentialHost, request: &SimRequest) -> SimCaller {
    let accounts = match &settings.login {
        SimLogin::Open => return SimCaller::Known(SimAccount::practice_admin()),
        SimLogin::Accounts(accounts) => accounts,
    };
    let Some(authorization) = request.header("authorization") else {
        return SimCaller::Anonymous { refused: false };
    };
    let by = settings.profiles.service_account;
    let known = shown(authorization).and_then(|shown| {
        accounts
            .iter()
            .find(|account| is_of(&shown, account) && opens(&account.credential, host, &shown, by))
    });
    match known {
        Some(account) => SimCaller::Known(account.clone()),
        None => SimCaller::Anonymous { refused: true },
    }
}

/// Identifies the caller of Confluence on the site's own host.
pub(super) fn confluence_caller(settings: &Settings, request: &SimRequest) -> SimCaller {
    match caller(settings, CredentialHost::Site, request) {
        SimCaller::Known(_)
            if settings.profiles.confluence_basic == ConfluenceBasic::Refused
                && settings.login != SimLogin::Open =>
        {
            SimCaller::Anonymous { refused: true }
        }
        caller => caller,
    }
}

/// The scopes that a credential was made with.
pub(super) fn scopes(account: &SimAccount) -> &TokenScopes {
    match &account.credential {
        Credential::Token => &TokenScopes::All,
        Credential::ScopedToken(scopes)
        | Credential::ServiceAccount(scopes)
        | Credential::OAuth(scopes)
        | Credential::OrganizationKey(scopes) => scopes,
    }
}

fn is_of(shown: &PresentedCredential<'_>, account: &SimAccount) -> bool {
    match shown {
        PresentedCredential::Basic { email, token } => {
            account.email.eq_ignore_ascii_case(email) && account.token == *token
        }
        PresentedCredential::Bearer { token } => account.token == *token,
    }
}

fn opens(
    credential: &Credential,
    host: CredentialHost,
    shown: &PresentedCredential<'_>,
    service: ServiceAccountLogin,
) -> bool {
    let basic = matches!(shown, PresentedCredential::Basic { .. });
    match credential {
        Credential::Token => host == CredentialHost::Site && basic,
        Credential::ScopedToken(_) => host == CredentialHost::Gateway && basic,
        Credential::ServiceAccount(_) => {
            let forbidden = if basic {
                ServiceAccountLogin::Bearer
            } else {
                ServiceAccountLogin::Basic
            };
            host == CredentialHost::Gateway && service != forbidden
        }
        Credential::OAuth(_) => host == CredentialHost::Gateway && !basic,
        Credential::OrganizationKey(_) => host == CredentialHost::Admin && !basic,
    }
}

/// The login in a header, if it is one.
fn shown(authorization: &str) -> Option<PresentedCredential<'_>> {
    let (scheme, rest) = authorization.split_once(' ')?;
    let rest = rest.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(PresentedCredential::Bearer { token: rest });
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(rest).ok()?).ok()?;
    let (email, token) = decoded.split_once(':')?;
    Some(PresentedCredential::Basic {
        email: email.to_owned(),
        token: token.to_owned(),
    })
}
