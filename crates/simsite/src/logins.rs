//! The logins of the command line.

use std::collections::BTreeSet;

use groupsweep_atlassian_sim::{
    CLOUD_ID, Credential, DEFAULT_ACCOUNT_ID, DIRECTORY_ID, ORG_ID, OTHER_DIRECTORY_ID, Right,
    SeedMembership, SimAccount, TokenScopes,
};

/// What `--help` says of logins and ids.
pub(super) fn after_help() -> String {
    format!(
        "Logins:
  EMAIL:TOKEN[:RIGHT]             an API token without scopes: Basic, on the site
  EMAIL:TOKEN[:RIGHT]:scoped      an API token with every scope: Basic, on the gateway
  EMAIL:TOKEN[:RIGHT]:scopes=A+B  an API token with these scopes
  bearer:TOKEN[:EMAIL][:RIGHT]    an OAuth 2.0 access token: Bearer, on the gateway
  orgkey:KEY[:RIGHT]              an organization API key: Bearer, below /admin
  An EMAIL that ends in @serviceaccount.atlassian.com is a service account: on the gateway,
  Basic or Bearer (profile service-account).
  RIGHT is admin (default), jira-admin or user. Every kind takes :scopes=A+B, always last;
  left out it means all.

Ids:
  cloud id          {CLOUD_ID}
  organization id   {ORG_ID}
  directory id      {DIRECTORY_ID}
  other directory   {OTHER_DIRECTORY_ID} (groups of --org-group)

The gateway is the same origin, told by its path: /ex/jira/CLOUDID/..., /ex/confluence/CLOUDID/wiki/..., /admin/..."
    )
}

/// A login of the command line.
pub(super) fn parse_login(text: &str) -> Result<SimAccount, String> {
    // Scopes hold colons themselves, so they come last.
    let (text, scopes) = match text.split_once(":scopes=") {
        Some((text, list)) => (text, Some(scopes(list)?)),
        None => (text, None),
    };
    let mut parts = text.split(':');
    let (Some(first), Some(token)) = (parts.next(), parts.next()) else {
        return Err("a login is EMAIL:TOKEN, bearer:TOKEN or orgkey:KEY".to_owned());
    };
    let mut account = match first {
        "bearer" => {
            let mut account = SimAccount::new("oauth@example.com", token, "", Right::SiteAdmin);
            account.credential = Credential::OAuth(TokenScopes::All);
            account
        }
        "orgkey" => {
            let mut account = SimAccount::new("org-admin@example.com", token, "", Right::SiteAdmin);
            account.credential = Credential::OrganizationKey(TokenScopes::All);
            account
        }
        email => SimAccount::new(email, token, "", Right::SiteAdmin),
    };
    for word in parts {
        account = with_word(account, first, word)?;
    }
    Ok(match scopes {
        Some(scopes) => account.scoped(scopes),
        None => account,
    })
}

fn with_word(mut account: SimAccount, first: &str, word: &str) -> Result<SimAccount, String> {
    match word {
        "admin" => account.right = Right::SiteAdmin,
        "jira-admin" => account.right = Right::JiraAdmin,
        "user" => account.right = Right::User,
        "scoped" => account = account.scoped(TokenScopes::All),
        // The account on whose behalf a token without a user part acts.
        email if email.contains('@') && matches!(first, "bearer" | "orgkey") => {
            email.clone_into(&mut account.email);
            let name = email.split('@').next().unwrap_or(email);
            name.clone_into(&mut account.display_name);
        }
        other => return Err(format!("{other:?} is no right")),
    }
    Ok(account)
}

fn scopes(list: &str) -> Result<TokenScopes, String> {
    let names: BTreeSet<String> = list.split('+').map(str::to_owned).collect();
    if names.iter().any(String::is_empty) {
        return Err(
            "scopes are joined by +, as in scopes=read:jira-user+read:jira-work".to_owned(),
        );
    }
    Ok(TokenScopes::These(names))
}

/// Gives logins their account ids: that of the member with the same email, else one of its own.
pub(super) fn with_ids(mut logins: Vec<SimAccount>, seats: &[SeedMembership]) -> Vec<SimAccount> {
    let emails: Vec<String> = logins.iter().map(|login| login.email.clone()).collect();
    for login in &mut logins {
        // Several tokens of one person are one account.
        let number = emails
            .iter()
            .position(|email| email.eq_ignore_ascii_case(&login.email))
            .unwrap_or_default();
        let member = seats
            .iter()
            .find(|seat| seat.email.eq_ignore_ascii_case(&login.email));
        login.account_id = match member {
            Some(seat) => seat.account_id.clone(),
            None => format!(
                "{}{:012}",
                &DEFAULT_ACCOUNT_ID[..DEFAULT_ACCOUNT_ID.len() - 12],
                number + 1
            ),
        };
    }
    logins
}
