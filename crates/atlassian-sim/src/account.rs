//! Who may log in, and with what.

use std::collections::BTreeSet;
use std::fmt;

/// The end of every service account's address.
const OF_SERVICE_ACCOUNTS: &str = "@serviceaccount.atlassian.com";

/// What an account may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Right {
    /// Everything; needed for writes to groups. With an organization key: organization admin.
    #[default]
    SiteAdmin,
    /// Administers Jira: reads groups, does not change them.
    JiraAdmin,
    /// Uses Jira: may not even browse groups.
    User,
}

/// What a credential was allowed to do when it was made.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum TokenScopes {
    /// Everything that its account may do.
    #[default]
    All,
    /// These scopes, by name.
    These(BTreeSet<String>),
}

/// The kind of a credential: where it works and how it is sent. Fact sheet, section 5.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Credential {
    /// An API token without scopes: Basic, on the site's own host.
    #[default]
    Token,
    /// An API token with scopes: Basic, on the gateway.
    ScopedToken(TokenScopes),
    /// A service account's token: on the gateway; Basic, Bearer or both, as the profile says.
    ServiceAccount(TokenScopes),
    /// An OAuth 2.0 access token: Bearer, on the gateway.
    OAuth(TokenScopes),
    /// An organization's API key: Bearer, below `/admin` of the gateway.
    OrganizationKey(TokenScopes),
}

#[derive(Clone, PartialEq, Eq)]
pub struct SimAccount {
    /// The email, the user part of Basic login.
    pub email: String,
    /// The token or key.
    pub token: String,
    pub account_id: String,
    /// The account's display name.
    pub display_name: String,
    /// What it may do.
    pub right: Right,
    /// What the token is.
    pub credential: Credential,
}

impl SimAccount {
    /// A login with this email: with a token without scopes, or a service account's token if the email is a service
    /// account's.
    #[must_use]
    pub fn new(email: &str, token: &str, account_id: &str, right: Right) -> Self {
        let of_service = email.to_ascii_lowercase().ends_with(OF_SERVICE_ACCOUNTS);
        Self {
            email: email.to_owned(),
            token: token.to_owned(),
            account_id: account_id.to_owned(),
            display_name: email.split('@').next().unwrap_or(email).to_owned(),
            right,
            credential: if of_service {
                Credential::ServiceAccount(TokenScopes::All)
            } else {
                Credential::Token
            },
        }
    }

    /// The same with these scopes. A token without scopes becomes one with scopes.
    #[must_use]
    pub fn scoped(mut self, scopes: TokenScopes) -> Self {
        self.credential = match self.credential {
            Credential::Token | Credential::ScopedToken(_) => Credential::ScopedToken(scopes),
            Credential::ServiceAccount(_) => Credential::ServiceAccount(scopes),
            Credential::OAuth(_) => Credential::OAuth(scopes),
            Credential::OrganizationKey(_) => Credential::OrganizationKey(scopes),
        };
        self
    }

    /// The account of the practice site.
    pub(super) fn practice_admin() -> Self {
        Self {
            email: "practice-admin@example.com".to_owned(),
            token: String::new(),
            account_id: "712020:aaaaaaaa-0000-4000-8000-000000000000".to_owned(),
            display_name: "Practice admin".to_owned(),
            right: Right::SiteAdmin,
            credential: Credential::Token,
        }
    }
}

/// Leaves the token out. Even a made-up token should not be an example of printing one.
impl fmt::Debug for SimAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("email", &self.email)
            .field("account_id", &self.account_id)
            .field("right", &self.right)
            .field("credential", &self.credential)
            .finish_non_exhaustive()
    }
}

/// Who may log in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SimLogin {
    /// Anybody, as "Practice admin", with any credentials or none.
    Open,
    Accounts(Vec<SimAccount>),
}
