//! Finds the Confluence operation of a request.

use super::super::scopes::Needs;
use crate::request::decode_segment;

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum ConfluenceOperation {
    CurrentUser,
    UserById,
    RemoveMember,
    AddMember,
    /// For the group with this id.
    Members(String),
    MemberOf,
    Groups,
    GroupsPicker,
    GroupById,
}

/// The result of routing a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum ConfluenceRoute {
    Found(ConfluenceOperation),
    /// The endpoint has other methods.
    WrongMethod,
    /// There is no such endpoint.
    Nowhere,
}

/// Finds the operation of a path that begins with `/wiki`.
pub(super) fn find(method: &str, path: &str) -> ConfluenceRoute {
    let Some(rest) = path.strip_prefix("/wiki/rest/api/") else {
        return ConfluenceRoute::Nowhere;
    };
    let segments: Vec<&str> = rest.split('/').collect();
    let operation = match (segments.as_slice(), method) {
        (["user", "current"], "GET") => ConfluenceOperation::CurrentUser,
        (["user"], "GET") => ConfluenceOperation::UserById,
        (["user", "memberof"], "GET") => ConfluenceOperation::MemberOf,
        (["group"], "GET") => ConfluenceOperation::Groups,
        (["group", "picker"], "GET") => ConfluenceOperation::GroupsPicker,
        (["group", "by-id"], "GET") => ConfluenceOperation::GroupById,
        (["group", "userByGroupId"], "DELETE") => ConfluenceOperation::RemoveMember,
        (["group", "userByGroupId"], "POST") => ConfluenceOperation::AddMember,
        (["group", id, "membersByGroupId"], "GET") => {
            ConfluenceOperation::Members(decode_segment(id))
        }
        (
            ["user"]
            | ["user", "current" | "memberof"]
            | ["group"]
            | ["group", "by-id" | "picker" | "userByGroupId"]
            | ["group", _, "membersByGroupId"],
            _,
        ) => return ConfluenceRoute::WrongMethod,
        _ => return ConfluenceRoute::Nowhere,
    };
    ConfluenceRoute::Found(operation)
}

impl ConfluenceOperation {
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
