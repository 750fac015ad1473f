//! What a login can do, as far as the site reports before a change.

use crate::atlassian::{ApiHost, Endpoint, Product, Scopes};
use crate::domain::{Action, SiteCall};

/// Whether something can be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ability {
    /// The site did it.
    Yes,
    /// The token lacks a scope.
    LacksScope(Scopes),
    /// The account lacks the right (403).
    LacksRight,
    /// The site did not report it.
    Unknown,
}

/// What a login can do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Abilities {
    pub reads_groups: Ability,
    /// Whether it administers the product. `None` if the product does not report it.
    pub is_admin: Option<bool>,
}

impl Abilities {
    /// What it can and cannot do, one sentence each.
    #[must_use]
    pub fn sentences(&self, endpoint: &Endpoint) -> Vec<String> {
        let mut said = vec![self.reading()];
        match self.is_admin {
            Some(true) => said.push("This account is a Jira admin.".to_owned()),
            Some(false) => said.push(
                "This account is not a Jira admin, so group changes will probably be refused."
                    .to_owned(),
            ),
            None => {}
        }
        said.push(changing(endpoint));
        said
    }

    fn reading(&self) -> String {
        match self.reads_groups {
            Ability::Yes => "This login can read groups.".to_owned(),
            Ability::LacksScope(scopes) => format!(
                "This login cannot read groups: the token lacks the scope {}. Without it, Groupsweep cannot check rows before a run or verify them afterwards.",
                scopes.names()
            ),
            Ability::LacksRight => "This login cannot read groups: the account lacks the right to browse users and groups (403). Without it, Groupsweep cannot check rows before a run or verify them afterwards.".to_owned(),
            Ability::Unknown => "Groupsweep could not find out whether this login can read groups.".to_owned(),
        }
    }
}

/// What only a change can prove.
fn changing(endpoint: &Endpoint) -> String {
    let unproven = "Only the first change shows whether this login can change groups";
    let takes = match endpoint.product() {
        Product::Organization => {
            ". Groups that an identity provider manages will be held back.".to_owned()
        }
        Product::Jira | Product::Confluence => match endpoint.api_host() {
            Some(ApiHost::Gateway(_)) => match scopes_of_removal(endpoint) {
                Some(scopes) => format!(
                    ". Changing groups requires the site admin role and the scope {}.",
                    scopes.names()
                ),
                None => ".".to_owned(),
            },
            Some(ApiHost::Site) | None => {
                ". Changing groups requires the site admin role.".to_owned()
            }
        },
    };
    format!("{unproven}{takes}")
}

fn scopes_of_removal(endpoint: &Endpoint) -> Option<Scopes> {
    // Any membership will do: the scope does not depend on it.
    let any = crate::domain::Membership {
        group: crate::domain::GroupId::parse("00000000-0000-0000-0000-000000000000").ok()?,
        account: crate::domain::AccountId::parse("0").ok()?,
    };
    let call: SiteCall = Action::Remove.call(any);
    endpoint.api().scopes(&call)
}
