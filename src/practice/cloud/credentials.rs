//! Which credential opens which host.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::practice::account::{Account, Credential, Login, Scopes};
use crate::practice::gate::Caller;
use crate::practice::profiles::{ConfluenceBasic, ServiceAccountLogin};
use crate::practice::request::Request;
use crate::practice::settings::Settings;

/// Where a credential is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Host {
    /// The site's own host.
    Site,
    /// The gateway, below `/ex`.
    Gateway,
    /// The gateway, below `/admin`.
    Admin,
}

/// What an `Authorization` header says.
enum Shown<'a> {
    Basic { email: String, token: String },
    Bearer { token: &'a str },
}

/// Finds out who calls.
pub(super) fn caller(settings: &Settings, host: Host, request: &Request) -> Caller {
    let accounts = match &settings.login {
        Login::Open => return Caller::Known(Account::practice_admin()),
        Login::Accounts(accounts) => accounts,
    };
    let Some(authorization) = request.header("authorization") else {
        return Caller::Anonymous { refused: false };
    };
    let by = settings.profiles.service_account;
    let known = shown(authorization).and_then(|shown| {
        accounts
            .iter()
            .find(|account| is_of(&shown, account) && opens(&account.credential, host, &shown, by))
    });
    match known {
        Some(account) => Caller::Known(account.clone()),
        None => Caller::Anonymous { refused: true },
    }
}

/// Who calls Confluence on the site's own host.
pub(super) fn confluence_caller(settings: &Settings, request: &Request) -> Caller {
    match caller(settings, Host::Site, request) {
        Caller::Known(_)
            if settings.profiles.confluence_basic == ConfluenceBasic::Refused
                && settings.login != Login::Open =>
        {
            Caller::Anonymous { refused: true }
        }
        caller => caller,
    }
}

/// The scopes that a credential was made with.
pub(super) fn scopes(account: &Account) -> &Scopes {
    match &account.credential {
        Credential::Token => &Scopes::All,
        Credential::ScopedToken(scopes)
        | Credential::ServiceAccount(scopes)
        | Credential::OAuth(scopes)
        | Credential::OrganizationKey(scopes) => scopes,
    }
}

fn is_of(shown: &Shown<'_>, account: &Account) -> bool {
    match shown {
        Shown::Basic { email, token } => {
            account.email.eq_ignore_ascii_case(email) && account.token == *token
        }
        Shown::Bearer { token } => account.token == *token,
    }
}

fn opens(
    credential: &Credential,
    host: Host,
    shown: &Shown<'_>,
    service: ServiceAccountLogin,
) -> bool {
    let basic = matches!(shown, Shown::Basic { .. });
    match credential {
        Credential::Token => host == Host::Site && basic,
        Credential::ScopedToken(_) => host == Host::Gateway && basic,
        Credential::ServiceAccount(_) => {
            let forbidden = if basic {
                ServiceAccountLogin::Bearer
            } else {
                ServiceAccountLogin::Basic
            };
            host == Host::Gateway && service != forbidden
        }
        Credential::OAuth(_) => host == Host::Gateway && !basic,
        Credential::OrganizationKey(_) => host == Host::Admin && !basic,
    }
}

/// The login in a header, if it is one.
fn shown(authorization: &str) -> Option<Shown<'_>> {
    let (scheme, rest) = authorization.split_once(' ')?;
    let rest = rest.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(Shown::Bearer { token: rest });
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(rest).ok()?).ok()?;
    let (email, token) = decoded.split_once(':')?;
    Some(Shown::Basic {
        email: email.to_owned(),
        token: token.to_owned(),
    })
}
