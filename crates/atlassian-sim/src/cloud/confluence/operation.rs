//! Which call of Confluence a request is.

use super::super::scopes::Needs;
use crate::request::decode_segment;

/// One call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Operation {
    CurrentUser,
    UserById,
    RemoveMember,
    AddMember,
    /// Of the group with this id.
    Members(String),
    MemberOf,
    Groups,
    GroupsPicker,
    GroupById,
}

/// Where a request leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum RouteMatch {
    Operation(Operation),
    /// The endpoint knows other methods.
    WrongMethod,
    /// There is no such endpoint.
    Nowhere,
}

/// Finds the call of a path that begins with `/wiki`.
pub(super) fn find(method: &str, path: &str) -> RouteMatch {
    let Some(rest) = path.strip_prefix("/wiki/rest/api/") else {
        return RouteMatch::Nowhere;
    };
    let segments: Vec<&str> = rest.split('/').collect();
    let operation = match (segments.as_slice(), method) {
        (["user", "current"], "GET") => Operation::CurrentUser,
        (["user"], "GET") => Operation::UserById,
        (["user", "memberof"], "GET") => Operation::MemberOf,
        (["group"], "GET") => Operation::Groups,
        (["group", "picker"], "GET") => Operation::GroupsPicker,
        (["group", "by-id"], "GET") => Operation::GroupById,
        (["group", "userByGroupId"], "DELETE") => Operation::RemoveMember,
        (["group", "userByGroupId"], "POST") => Operation::AddMember,
        (["group", id, "membersByGroupId"], "GET") => Operation::Members(decode_segment(id)),
        (
            ["user"]
            | ["user", "current" | "memberof"]
            | ["group"]
            | ["group", "by-id" | "picker" | "userByGroupId"]
            | ["group", _, "membersByGroupId"],
            _,
        ) => return RouteMatch::WrongMethod,
        _ => return RouteMatch::Nowhere,
    };
    RouteMatch::Operation(operation)
}

impl Operation {
    /// The scopes that Atlassian's description of the API names.
    pub(super) fn needs(&self) -> Needs {
        let (classic, granular): (&[&str], &[&str]) = match self {
            Self::CurrentUser | Self::UserById => (
                &["read:confluence-user"],
                &["read:content-details:confluence"],
            ),
            Self::MemberOf => (
                &["read:confluence-user"],
                &["read:user:confluence", "read:group:confluence"],
            ),
            Self::Members(_) => (
                &["read:confluence-groups"],
                &["read:group:confluence", "read:user:confluence"],
            ),
            Self::Groups | Self::GroupsPicker | Self::GroupById => {
                (&["read:confluence-groups"], &["read:group:confluence"])
            }
            Self::RemoveMember | Self::AddMember => {
                (&["write:confluence-groups"], &["write:group:confluence"])
            }
        };
        Needs { classic, granular }
    }

    /// The name of its rate limit.
    pub(super) fn endpoint(&self) -> &'static str {
        match self {
            Self::CurrentUser => "confluence current user",
            Self::UserById => "confluence user",
            Self::RemoveMember => "confluence remove",
            Self::AddMember => "confluence add",
            Self::Members(_) => "confluence members",
            Self::MemberOf => "confluence member of",
            Self::Groups => "confluence groups",
            Self::GroupsPicker => "confluence picker",
            Self::GroupById => "confluence group",
        }
    }
}
