//! The organization's refusals: one envelope, with a code for each.

use serde_json::json;

use crate::request::Reply;
use crate::responses::json as json_reply;

/// Why the organization refuses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum OrganizationError {
    /// What is wrong with the body.
    BadBody(&'static str),
    InactiveUser,
    NotAuthenticated,
    NotOfThisOrganization,
    GroupNotModifiable,
    GrantsAdminAccess,
    UnknownDirectory,
    UnknownUser,
    UnknownGroup,
    NotAMember,
    Conflict,
    NoSeats,
    Throttled,
}

impl OrganizationError {
    pub(super) fn reply(self) -> Reply {
        let (status, code, title, detail) = self.words();
        let error = json!({
            "id": "0c8a4c2e-6f2f-4a53-9a7a-1f0f4cf7d3aa",
            "status": status.to_string(), "code": code, "title": title, "detail": detail,
        });
        json_reply(status, &json!({ "errors": [error] }))
    }

    fn words(&self) -> (u16, &'static str, &'static str, &'static str) {
        match self {
            Self::BadBody(detail) => (400, "ADMIN-400-24", "Invalid request body", detail),
            Self::InactiveUser => (
                400,
                "ADMIN-UAM-400-2",
                "User is inactive",
                "An inactive user cannot be added to a group.",
            ),
            Self::NotAuthenticated => (
                401,
                "ADMIN-UAM-401-1",
                "Unauthorized",
                "The credentials are missing or not valid.",
            ),
            Self::NotOfThisOrganization => (
                403,
                "ADMIN-403-3",
                "Forbidden",
                "You are not allowed to manage this organization.",
            ),
            Self::GroupNotModifiable => (
                403,
                "ADMIN-403-5",
                "Forbidden",
                "You are not allowed to manage this group.",
            ),
            Self::GrantsAdminAccess => (
                403,
                "ADMIN-403-7",
                "Forbidden",
                "The group grants admin access.",
            ),
            // Our guess: no code for this was found.
            Self::UnknownDirectory => (
                404,
                "ADMIN-404-1",
                "Not Found",
                "The directory was not found.",
            ),
            Self::UnknownUser => (404, "ADMIN-404-8", "Not Found", "The user was not found."),
            Self::UnknownGroup => (404, "ADMIN-404-10", "Not Found", "The group was not found."),
            Self::NotAMember => (
                404,
                "ADMIN-404-8",
                "Not Found",
                "The user was not found in the group.",
            ),
            Self::Conflict => (
                409,
                "ADMIN-409-28",
                "Conflict",
                "The request conflicts with the current state of the group.",
            ),
            Self::NoSeats => (
                409,
                "ADMIN-UAM-409-3",
                "Product License Limit Exceeded",
                "There are not enough seats left for this user.",
            ),
            Self::Throttled => (
                429,
                "ADMIN-429-1",
                "Too Many Requests",
                "Rate limit exceeded.",
            ),
        }
    }
}
