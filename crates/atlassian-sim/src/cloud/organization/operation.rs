//! Finds the organization operation of a request.

use super::super::scopes::Needs;
use crate::request::decode_segment;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum OrganizationOperation {
    Organizations,
    Directories,
    SearchGroups,
    SearchUsers,
    Group,
    RoleAssignments,
    Remove,
    Add,
    RemoveOld,
    AddOld,
}

/// The ids in the path. Empty if there are none.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Place {
    pub(super) org: String,
    /// `-`: every directory.
    pub(super) directory: String,
    pub(super) group: String,
    pub(super) account: String,
}

/// The result of routing a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum OrganizationRoute {
    Found(OrganizationOperation, Place),
    /// The endpoint has other methods.
    WrongMethod,
    /// There is no such endpoint.
    Nowhere,
}

/// Finds the operation of a path that begins with `/admin`.
pub(super) fn find(method: &str, path: &str) -> OrganizationRoute {
    let decoded: Vec<String> = path.split('/').skip(2).map(decode_segment).collect();
    let segments: Vec<&str> = decoded.iter().map(String::as_str).collect();
    let place = |org: &str, directory: &str, group: &str, account: &str| Place {
        org: org.to_owned(),
        directory: directory.to_owned(),
        group: group.to_owned(),
        account: account.to_owned(),
    };
    let (wanted, operation, place) = match segments.as_slice() {
        ["v1", "orgs"] => (
            "GET",
            OrganizationOperation::Organizations,
            Place::default(),
        ),
        ["v2", "orgs", org, "directories"] => (
            "GET",
            OrganizationOperation::Directories,
            place(org, "-", "", ""),
        ),
        ["v2", "orgs", org, "directories", directory, rest @ ..] => {
            let (method, operation, group, account) = match rest {
                ["groups", "search"] => ("POST", OrganizationOperation::SearchGroups, "", ""),
                ["users", "search"] => ("POST", OrganizationOperation::SearchUsers, "", ""),
                ["groups", group] => ("GET", OrganizationOperation::Group, *group, ""),
                ["groups", group, "role-assignments"] => {
                    ("GET", OrganizationOperation::RoleAssignments, *group, "")
                }
                ["groups", group, "memberships"] => {
                    ("POST", OrganizationOperation::Add, *group, "")
                }
                ["groups", group, "memberships", account] => {
                    ("DELETE", OrganizationOperation::Remove, *group, *account)
                }
                _ => return OrganizationRoute::Nowhere,
            };
            (method, operation, place(org, directory, group, account))
        }
        [
            "v1",
            "orgs",
            org,
            "directory",
            "groups",
            group,
            "memberships",
        ] => (
            "POST",
            OrganizationOperation::AddOld,
            place(org, "-", group, ""),
        ),
        [
            "v1",
            "orgs",
            org,
            "directory",
            "groups",
            group,
            "memberships",
            account,
        ] => (
            "DELETE",
            OrganizationOperation::RemoveOld,
            place(org, "-", group, account),
        ),
        _ => return OrganizationRoute::Nowhere,
    };
    if method == wanted {
        OrganizationRoute::Found(operation, place)
    } else {
        OrganizationRoute::WrongMethod
    }
}

impl OrganizationOperation {
    /// The scope of a call, which has one list only. `v1/orgs` names none.
    pub(super) fn needs(self) -> Needs {
        let classic: &[&str] = match self {
            Self::Organizations => &[],
            Self::Directories | Self::SearchUsers => &["read:directories:admin"],
            Self::SearchGroups | Self::Group | Self::RoleAssignments => &["read:groups:admin"],
            Self::Remove | Self::Add | Self::RemoveOld | Self::AddOld => &["write:groups:admin"],
        };
        let granular = &[];
        Needs { classic, granular }
    }

    /// The name of its rate limit.
    pub(super) fn endpoint(self) -> &'static str {
        match self {
            Self::Organizations => "organizations",
            Self::Directories => "organization directories",
            Self::SearchGroups => "organization groups",
            Self::SearchUsers => "organization users",
            Self::Group => "organization group",
            Self::RoleAssignments => "organization roles",
            Self::Remove => "organization remove",
            Self::Add => "organization add",
            Self::RemoveOld => "organization remove, version 1",
            Self::AddOld => "organization add, version 1",
        }
    }
}
