//! How one membership is changed: what a script needs to know about a product.

use crate::atlassian::{ApiHost, Confluence, Endpoint, Jira, Organization};
use crate::domain::{Scheme, SiteAddress};
use crate::plan::Action;

use super::membership_request::{
    CONFLUENCE_READING, JIRA_READING, ORGANIZATION_READING, ReadBackRequest,
};
use super::names::{self, Lookup};

/// How the login is sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Auth {
    /// Email and API token.
    Basic,
    /// A token only: OAuth 2.0, a service account's token, or an organization's API key.
    Bearer,
}

/// The body of the answer that confirms a change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Carries {
    Nothing,
    /// A JSON object that describes the group and reports no error.
    Group,
    /// No body, or a JSON object that reports no error.
    Whatever,
}

impl Carries {
    /// The word for it in the scripts.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Group => "group",
            Self::Whatever => "whatever",
        }
    }
}

/// Answers that report that there was nothing to do. No statuses if the product does not report it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Nothing {
    pub(super) statuses: &'static [u16],
    /// Text that the answer contains, in lower case.
    pub(super) words: &'static str,
}

/// The requests to change one membership in one product. `{groupId}` and `{accountId}` are placeholders for the
/// ids.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RequestTemplate {
    pub(super) action: Action,
    /// The name as the subject of a sentence.
    pub(super) product: &'static str,
    /// `https://host` and the path prefix.
    pub(super) base: String,
    pub(super) path: &'static str,
    pub(super) body: Option<&'static str>,
    /// The status that confirms a change.
    pub(super) done: u16,
    /// The body that confirms a change. Any other body is not from the product.
    pub(super) carries: Carries,
    pub(super) nothing: Nothing,
    pub(super) reading: ReadBackRequest,
    pub(super) auth: Auth,
    /// A read that verifies the login and returns its account.
    pub(super) who: Option<&'static str>,
    /// The lookups of the site's names for accounts and groups.
    pub(super) lookups: [Lookup; 2],
    /// Whether a page of the site can make the call with its session.
    pub(super) runs_in_site_tab: bool,
}

const BODY: &str = r#"{"accountId":"{accountId}"}"#;
/// Jira's text in English, which the calls ask for. Jira sends it with 400. A connector in production reads the
/// same text with 404.
const NOT_A_MEMBER: Nothing = Nothing {
    statuses: &[400, 404],
    words: "not a member",
};
const ALREADY_A_MEMBER: Nothing = Nothing {
    statuses: &[400, 404],
    words: "already a member",
};
const NEVER: Nothing = Nothing {
    statuses: &[],
    words: "",
};

impl RequestTemplate {
    /// The template for Jira. `base` is the site's address or `https://api.atlassian.com/ex/jira/{cloudId}`.
    /// `None` if it is not a valid address.
    #[must_use]
    pub fn jira(base: &str, action: Action) -> Option<Self> {
        let (path, nothing) = match action {
            Action::Remove => (
                "/rest/api/3/group/user?groupId={groupId}&accountId={accountId}",
                NOT_A_MEMBER,
            ),
            Action::Add => ("/rest/api/3/group/user?groupId={groupId}", ALREADY_A_MEMBER),
        };
        let (done, carries) = match action {
            Action::Remove => (200, Carries::Nothing),
            Action::Add => (201, Carries::Group),
        };
        let template = Self::of(base, action, path, "Jira", (names::JIRA, JIRA_READING))?;
        Some(Self {
            done,
            carries,
            nothing,
            who: Some("/rest/api/3/myself"),
            ..template
        })
    }

    /// The template for Confluence, for sites without Jira. `base` is the site's address or
    /// `https://api.atlassian.com/ex/confluence/{cloudId}`. `None` if it is not a valid address.
    ///
    /// Source: Confluence Cloud REST API. A removal answers 204 even for somebody who is not a member.
    #[must_use]
    pub fn confluence(base: &str, action: Action) -> Option<Self> {
        let path = match action {
            Action::Remove => {
                "/wiki/rest/api/group/userByGroupId?groupId={groupId}&accountId={accountId}"
            }
            Action::Add => "/wiki/rest/api/group/userByGroupId?groupId={groupId}",
        };
        let reads = (names::CONFLUENCE, CONFLUENCE_READING);
        let template = Self::of(base, action, path, "Confluence", reads)?;
        let (done, carries) = match action {
            Action::Remove => (204, Carries::Nothing),
            // The body is undocumented.
            Action::Add => (201, Carries::Whatever),
        };
        Some(Self {
            done,
            carries,
            who: Some("/wiki/rest/api/user/current"),
            ..template
        })
    }

    /// The template for an organization. `base` is
    /// `https://api.atlassian.com/admin/v2/orgs/{orgId}/directories/{directoryId}`. `None` if it is not a valid
    /// address.
    #[must_use]
    pub fn organization(base: &str, action: Action) -> Option<Self> {
        let path = match action {
            Action::Remove => "/groups/{groupId}/memberships/{accountId}",
            Action::Add => "/groups/{groupId}/memberships",
        };
        let reads = (names::ORGANIZATION, ORGANIZATION_READING);
        let template = Self::of(base, action, path, "the organization", reads)?;
        Some(Self {
            runs_in_site_tab: false,
            ..template.bearer()
        })
    }

    /// The template for a plan's API; `None` if the API's address is not known.
    #[must_use]
    pub fn by(
        endpoint: &Endpoint,
        scheme: Scheme,
        site: &SiteAddress,
        action: Action,
    ) -> Option<Self> {
        let base = |below: &str| Some(format!("{}{below}", site.gateway()?));
        let made = match endpoint {
            Endpoint::Jira(Jira {
                api_host: ApiHost::Site,
            }) => Self::jira(&site.origin(), action),
            Endpoint::Jira(Jira {
                api_host: ApiHost::Gateway(cloud),
            }) => Self::jira(&base(&format!("/ex/jira/{}", cloud.as_str()))?, action),
            Endpoint::Confluence(Confluence {
                api_host: ApiHost::Site,
            }) => Self::confluence(&site.origin(), action),
            Endpoint::Confluence(Confluence {
                api_host: ApiHost::Gateway(cloud),
            }) => {
                let below = format!("/ex/confluence/{}", cloud.as_str());
                Self::confluence(&base(&below)?, action)
            }
            Endpoint::Organization(Organization { org, directory }) => {
                // A change needs the directory. Without it there is no template.
                let directory = directory.as_ref()?.as_str();
                let org = org.as_str();
                let below = format!("/admin/v2/orgs/{org}/directories/{directory}");
                Self::organization(&base(&below)?, action)
            }
        }?;
        Some(match scheme {
            Scheme::Basic => made,
            Scheme::Bearer => made.bearer(),
        })
    }

    /// Changes the login to a token only.
    #[must_use]
    pub fn bearer(self) -> Self {
        Self {
            auth: Auth::Bearer,
            ..self
        }
    }

    fn of(
        base: &str,
        action: Action,
        path: &'static str,
        product: &'static str,
        (lookups, reading): ([Lookup; 2], ReadBackRequest),
    ) -> Option<Self> {
        let base = base.trim_end_matches('/');
        is_address(base).then(|| Self {
            action,
            product,
            base: base.to_owned(),
            path,
            body: (action == Action::Add).then_some(BODY),
            done: 204,
            carries: Carries::Nothing,
            nothing: NEVER,
            reading,
            auth: Auth::Basic,
            who: None,
            lookups,
            runs_in_site_tab: true,
        })
    }

    #[must_use]
    pub fn action(&self) -> Action {
        self.action
    }

    /// Whether the product's answers show that there was nothing to change.
    pub(super) fn reports_no_op(&self) -> bool {
        !self.nothing.statuses.is_empty()
    }

    pub(super) fn method(&self) -> &'static str {
        match self.action {
            Action::Remove => "DELETE",
            Action::Add => "POST",
        }
    }
}

/// Whether the address is plain: it cannot end a script's quotes.
fn is_address(base: &str) -> bool {
    let rest = base
        .strip_prefix("https://")
        .or_else(|| base.strip_prefix("http://"));
    let is_plain = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || matches!(byte, b'.' | b':' | b'/' | b'-' | b'_' | b'[' | b']')
    };
    rest.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(is_plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_makes_the_same_calls_as_the_page() {
        use crate::domain::{
            AccountId, CloudId, DirectoryId, GroupId, Membership, OrgId, SiteCall,
        };
        let (group, account) = ("e7b24a95-307c-4179-b143-18071d986420", "712020-789cba25");
        let id = "11111111-2222-4333-8444-555555555555";
        let api_host = || CloudId::parse(id).map(ApiHost::Gateway);
        let endpoints = [
            Some(Endpoint::default()),
            api_host().map(|api_host| Endpoint::Jira(Jira { api_host })),
            Some(Endpoint::Confluence(Confluence {
                api_host: ApiHost::Site,
            })),
            api_host().map(|api_host| Endpoint::Confluence(Confluence { api_host })),
            OrgId::parse(id).map(|org| {
                let directory = DirectoryId::parse(id);
                Endpoint::Organization(Organization { org, directory })
            }),
        ];
        let site = SiteAddress::parse("mysite");
        for endpoint in endpoints {
            for action in [Action::Remove, Action::Add] {
                let made = endpoint.as_ref().and_then(|endpoint| {
                    let membership = Membership {
                        group: GroupId::parse(group).ok()?,
                        account: AccountId::parse(account).ok()?,
                    };
                    let request = endpoint.request(&action.call(membership))?;
                    let site = site.as_ref().ok()?;
                    let template = RequestTemplate::by(endpoint, Scheme::Basic, site, action)?;
                    let host = match request.host() {
                        crate::atlassian::Host::Site => site.origin(),
                        crate::atlassian::Host::Gateway => site.gateway()?,
                    };
                    let fill = |text: &str| {
                        text.replace("{groupId}", group)
                            .replace("{accountId}", account)
                    };
                    assert_eq!(
                        fill(&format!("{}{}", template.base, template.path)),
                        format!("{host}{}", request.target)
                    );
                    assert_eq!(template.body.map(fill), request.body);
                    let membership = Membership {
                        group: GroupId::parse(group).ok()?,
                        account: AccountId::parse(account).ok()?,
                    };
                    let reading = template.reading;
                    let read = endpoint.request(&SiteCall::GroupsOf(membership.account))?;
                    assert_eq!(
                        fill(&format!("{}{}", template.base, reading.path)),
                        format!("{host}{}", read.target)
                    );
                    assert_eq!(fill(reading.body), read.body.unwrap_or_default());
                    assert_eq!(reading.method, read.method.as_str());
                    assert_eq!(template.method(), request.method.as_str());
                    Some(())
                });
                assert_eq!(made, Some(()), "{endpoint:?}");
            }
        }
    }

    #[test]
    fn an_address_can_not_leave_a_scripts_quotes() {
        for base in [
            "https://a.atlassian.net'; rm -rf ~; '",
            "https://a.atlassian.net\nx",
            "https://a.atlassian.net$(id)",
            "https://a.atlassian.net\"",
            "https://a.atlassian.net{{x}}",
            "https://a.atlassian.net`id`",
            "https://",
            "ftp://a.atlassian.net",
            "a.atlassian.net",
            "",
        ] {
            assert!(
                RequestTemplate::jira(base, Action::Remove).is_none(),
                "{base}"
            );
        }
        for base in [
            "https://a.atlassian.net",
            "http://127.0.0.1:8080",
            "http://[::1]:80",
            "https://api.atlassian.com/ex/jira/11111111-2222-4333-8444-555555555555",
        ] {
            assert!(
                RequestTemplate::jira(base, Action::Remove).is_some(),
                "{base}"
            );
        }
    }
}
