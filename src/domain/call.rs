//! The calls the job needs, and nothing else: the page builds requests from
//! [`SiteCall`], the relay forwards only what [`is_on_the_list`].
//!
//! Source: Jira Cloud platform REST API v3, group and user operations.

use super::access::Access;
use super::ids::{AccountId, GroupId, Membership};

/// Members on one page of `group/member`: the site's maximum.
const MEMBERS_PER_PAGE: u32 = 50;
/// Groups on one page of `group/bulk`: the site's default, which no site has been seen to refuse.
const GROUPS_PER_PAGE: u32 = 50;
/// Accounts in one `user/bulk`: an address of some 4 kB, which every proxy on the way takes.
pub const MOST_ACCOUNTS: usize = 50;

/// HTTP methods the job uses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// Reads.
    Get,
    /// Adds a member.
    Post,
    /// Removes a member.
    Delete,
}

impl Method {
    /// The method as it stands in a request line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        }
    }

    /// Whether the call changes the site.
    #[must_use]
    pub fn is_write(self) -> bool {
        self != Self::Get
    }
}

/// One call of the site's REST API.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SiteCall {
    /// `GET myself`: proves the login. A dead token gets a true 401 here, other reads may answer anonymously.
    WhoAmI,
    /// `DELETE group/user`: removes one member.
    Remove(Membership),
    /// `POST group/user`: adds one member.
    Add(Membership),
    /// `GET group/member`: one page of a group's members, inactive ones included.
    Members {
        /// The group.
        group: GroupId,
        /// Index of the first member wanted.
        start_at: u32,
    },
    /// `GET user/groups`: every group of one account, unpaged.
    GroupsOf(AccountId),
    /// `GET group/bulk` with an access type: one page of the groups that give this access.
    GroupsGiving {
        /// What they give.
        access: Access,
        /// Index of the first group wanted.
        start_at: u32,
    },
    /// `GET user/bulk`: these accounts, [`MOST_ACCOUNTS`] at most. Who is missing from the answer is not known there.
    Accounts(Vec<AccountId>),
}

impl SiteCall {
    /// The request's method.
    #[must_use]
    pub fn method(&self) -> Method {
        match self {
            Self::Remove(_) => Method::Delete,
            Self::Add(_) => Method::Post,
            Self::WhoAmI
            | Self::Members { .. }
            | Self::GroupsOf(_)
            | Self::GroupsGiving { .. }
            | Self::Accounts(_) => Method::Get,
        }
    }

    /// Path and query below the site's origin, percent-encoded.
    #[must_use]
    pub fn path_and_query(&self) -> String {
        match self {
            Self::WhoAmI => "/rest/api/3/myself".to_owned(),
            Self::Remove(Membership { group, account }) => format!(
                "/rest/api/3/group/user?groupId={}&accountId={}",
                percent_encode(group.as_str()),
                percent_encode(account.as_str())
            ),
            Self::Add(Membership { group, .. }) => {
                format!(
                    "/rest/api/3/group/user?groupId={}",
                    percent_encode(group.as_str())
                )
            }
            Self::Members { group, start_at } => format!(
                "/rest/api/3/group/member?groupId={}&includeInactiveUsers=true&startAt={start_at}&maxResults={MEMBERS_PER_PAGE}",
                percent_encode(group.as_str())
            ),
            Self::GroupsOf(account) => {
                format!(
                    "/rest/api/3/user/groups?accountId={}",
                    percent_encode(account.as_str())
                )
            }
            Self::GroupsGiving { access, start_at } => format!(
                "/rest/api/3/group/bulk?{}&startAt={start_at}&maxResults={GROUPS_PER_PAGE}",
                access.query()
            ),
            Self::Accounts(accounts) => {
                let mut url = format!("/rest/api/3/user/bulk?maxResults={MOST_ACCOUNTS}");
                for account in accounts {
                    url.push_str("&accountId=");
                    url.push_str(&percent_encode(account.as_str()));
                }
                url
            }
        }
    }

    /// The JSON body. Only `Add` has one: the site's edge refuses bodies on reads.
    #[must_use]
    pub fn body(&self) -> Option<String> {
        match self {
            // Account ids hold no character that JSON would escape.
            Self::Add(Membership { account, .. }) => {
                Some(format!("{{\"accountId\":\"{}\"}}", account.as_str()))
            }
            Self::WhoAmI
            | Self::Remove(_)
            | Self::Members { .. }
            | Self::GroupsOf(_)
            | Self::GroupsGiving { .. }
            | Self::Accounts(_) => None,
        }
    }
}

/// One line of the list.
struct Listed {
    method: Method,
    path: &'static str,
    /// Query keys that stand there exactly once.
    once: &'static [&'static str],
    /// A query key that stands there as often as this says, and once at least.
    several: Option<(&'static str, usize)>,
}

const fn listed(
    method: Method,
    path: &'static str,
    once: &'static [&'static str],
    several: Option<(&'static str, usize)>,
) -> Listed {
    Listed {
        method,
        path,
        once,
        several,
    }
}

/// Methods, paths and query keys that may pass the relay.
const THE_LIST: [Listed; 8] = [
    listed(Method::Get, "/rest/api/3/myself", &[], None),
    listed(
        Method::Delete,
        "/rest/api/3/group/user",
        &["groupId", "accountId"],
        None,
    ),
    listed(Method::Post, "/rest/api/3/group/user", &["groupId"], None),
    listed(
        Method::Get,
        "/rest/api/3/group/member",
        &["groupId", "includeInactiveUsers", "startAt", "maxResults"],
        None,
    ),
    listed(Method::Get, "/rest/api/3/user/groups", &["accountId"], None),
    listed(
        Method::Get,
        "/rest/api/3/group/bulk",
        &["accessType", "startAt", "maxResults"],
        None,
    ),
    listed(
        Method::Get,
        "/rest/api/3/group/bulk",
        &["accessType", "applicationKey", "startAt", "maxResults"],
        None,
    ),
    listed(
        Method::Get,
        "/rest/api/3/user/bulk",
        &["maxResults"],
        Some(("accountId", MOST_ACCOUNTS)),
    ),
];

/// Whether a request is one of the calls above: method, exact path, and every
/// listed query key as often as it may stand there with a plain value, and no other key.
#[must_use]
pub fn is_on_the_list(method: &str, path: &str, query: &str) -> bool {
    let here = |listed: &&Listed| listed.method.as_str() == method && listed.path == path;
    THE_LIST
        .iter()
        .filter(here)
        .any(|listed| listed.takes(query))
}

impl Listed {
    fn takes(&self, query: &str) -> bool {
        let mut seen = Vec::with_capacity(self.once.len());
        let mut more = 0;
        for pair in query.split('&').filter(|_| !query.is_empty()) {
            let Some((key, value)) = pair.split_once('=') else {
                return false;
            };
            if !is_plain_value(value) {
                return false;
            }
            if self.several.is_some_and(|(name, _)| name == key) {
                more += 1;
            } else if self.once.contains(&key) && !seen.contains(&key) {
                seen.push(key);
            } else {
                return false;
            }
        }
        let most = self.several.map_or(0, |(_, most)| most);
        let least = usize::from(most > 0);
        seen.len() == self.once.len() && (least..=most).contains(&more)
    }
}

/// What [`percent_encode`] makes of ids and numbers, and nothing that could bend the URL.
fn is_plain_value(value: &str) -> bool {
    let rest = value.replace("%3A", "");
    !value.is_empty()
        && value.len() <= 400
        && rest
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

/// Encodes everything but RFC 3986's unreserved characters.
#[must_use]
pub fn percent_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            const HEX: &[u8; 16] = b"0123456789ABCDEF";
            encoded.push('%');
            encoded.push(char::from(HEX[usize::from(byte >> 4)]));
            encoded.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::App;

    fn membership() -> Option<Membership> {
        Some(Membership {
            group: GroupId::parse("e7b24a95-307c-4179-b143-18071d986420").ok()?,
            account: AccountId::parse("712020:789cba25-bbe2-45c5-a2b6-3a81ca61ba74").ok()?,
        })
    }

    fn every_call() -> Vec<SiteCall> {
        membership()
            .map(|one| {
                vec![
                    SiteCall::WhoAmI,
                    SiteCall::Remove(one.clone()),
                    SiteCall::Add(one.clone()),
                    SiteCall::Members {
                        group: one.group.clone(),
                        start_at: 50,
                    },
                    SiteCall::GroupsOf(one.account.clone()),
                    SiteCall::GroupsGiving {
                        access: Access::SiteAdmin,
                        start_at: 0,
                    },
                    SiteCall::GroupsGiving {
                        access: Access::App(App::Jira),
                        start_at: 50,
                    },
                    SiteCall::Accounts(vec![one.account; MOST_ACCOUNTS]),
                ]
            })
            .unwrap_or_default()
    }

    #[test]
    fn the_removal_is_the_articles_request() {
        let urls: Vec<String> = every_call().iter().map(SiteCall::path_and_query).collect();
        assert_eq!(
            urls.get(1).map(String::as_str),
            Some(
                "/rest/api/3/group/user?groupId=e7b24a95-307c-4179-b143-18071d986420&accountId=712020%3A789cba25-bbe2-45c5-a2b6-3a81ca61ba74"
            )
        );
    }

    #[test]
    fn every_call_the_page_makes_is_on_the_list() {
        assert_eq!(every_call().len(), THE_LIST.len());
        for call in every_call() {
            let url = call.path_and_query();
            let (path, query) = url.split_once('?').unwrap_or((&url, ""));
            assert!(is_on_the_list(call.method().as_str(), path, query), "{url}");
        }
    }

    #[test]
    fn fifty_accounts_pass_and_one_more_does_not() {
        let with = |more: usize| format!("maxResults=50{}", "&accountId=a".repeat(more));
        assert!(is_on_the_list(
            "GET",
            "/rest/api/3/user/bulk",
            &with(MOST_ACCOUNTS)
        ));
        assert!(!is_on_the_list(
            "GET",
            "/rest/api/3/user/bulk",
            &with(MOST_ACCOUNTS + 1)
        ));
    }

    #[test]
    fn nothing_else_is_on_the_list() {
        for (method, path, query) in [
            ("PUT", "/rest/api/3/group/user", "groupId=a&accountId=b"),
            ("DELETE", "/rest/api/3/group", "groupId=a"),
            ("DELETE", "/rest/api/3/user", "accountId=b"),
            ("DELETE", "/rest/api/3/group/user", "groupId=a"),
            (
                "DELETE",
                "/rest/api/3/group/user",
                "groupId=a&accountId=b&groupname=x",
            ),
            (
                "DELETE",
                "/rest/api/3/group/user",
                "groupId=a&accountId=b&accountId=c",
            ),
            (
                "DELETE",
                "/rest/api/3/group/user",
                "groupId=a&accountId=b%2Fc",
            ),
            ("DELETE", "/rest/api/3/group/user", "groupId=a&accountId="),
            ("DELETE", "/rest/api/3/group/user/", "groupId=a&accountId=b"),
            (
                "DELETE",
                "/rest/api/3/../3/group/user",
                "groupId=a&accountId=b",
            ),
            (
                "DELETE",
                "/rest/api/3/group%2Fuser",
                "groupId=a&accountId=b",
            ),
            ("get", "/rest/api/3/myself", ""),
            ("GET", "/rest/api/3/myself", "expand=groups"),
            ("GET", "/rest/api/3/search", ""),
            ("GET", "/rest/api/3/group/bulk", ""),
            (
                "GET",
                "/rest/api/3/group/bulk",
                "accessType=admin&accessType=user&startAt=0&maxResults=50",
            ),
            ("GET", "/rest/api/3/user/bulk", "maxResults=50"),
            ("GET", "/rest/api/3/user/bulk", "accountId=a"),
            ("GET", "/rest/api/3/user/bulk", "maxResults=50&username=a"),
            (
                "DELETE",
                "/rest/api/3/user/bulk",
                "maxResults=50&accountId=a",
            ),
        ] {
            assert!(
                !is_on_the_list(method, path, query),
                "{method} {path}?{query}"
            );
        }
    }
}
