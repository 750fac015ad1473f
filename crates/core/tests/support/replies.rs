//! Answers of the site, each as a test names it.

use super::sweep::Reply;
use super::{answer, error, json};
use groupsweep_core::atlassian::Product;
use groupsweep_core::domain::SiteCall;

/// A site that knows every account and group.
pub(crate) fn known(call: &SiteCall) -> Reply {
    let list = |values: Vec<String>| {
        let values = values.join(",");
        Ok(json(
            200,
            &format!("{{\"isLast\":true,\"values\":[{values}]}}"),
        ))
    };
    match call {
        SiteCall::Accounts(ids) => list(
            ids.iter()
                .map(|id| format!("{{\"accountId\":\"{}\",\"active\":true}}", id.as_str()))
                .collect(),
        ),
        SiteCall::GroupsById(ids) => list(
            ids.iter()
                .map(|id| format!("{{\"groupId\":\"{}\",\"name\":\"n\"}}", id.as_str()))
                .collect(),
        ),
        other => panic!("no question about what exists: {other:?}"),
    }
}

pub(crate) fn removed() -> Reply {
    Ok(answer(200, &[], ""))
}

pub(crate) fn not_a_member() -> Reply {
    Ok(error(
        400,
        "Cannot remove user from group 'x' since user is not a member of 'x'",
    ))
}

pub(crate) fn unclear() -> Reply {
    Ok(error(400, "Der Benutzer geh\u{f6}rt nicht zur Gruppe"))
}

pub(crate) fn masked() -> Reply {
    Ok(error(
        404,
        "Specified user does not exist or you do not have required permissions",
    ))
}

pub(crate) fn dead_token() -> Reply {
    let headers = [("x-seraph-loginreason", "AUTHENTICATED_FAILED")];
    Ok(answer(
        401,
        &headers,
        "{\"message\":\"Client must be authenticated\",\"status-code\":401}",
    ))
}

pub(crate) fn forbidden() -> Reply {
    Ok(error(403, "No permission"))
}

/// Refusals of a row that are not read back: every other 4xx, and the 400s that leave nothing open.
pub(crate) fn rejections(product: Product) -> Vec<Reply> {
    let status = |status: u16| Ok(answer(status, &[], ""));
    let mut refused = vec![status(403), status(405), status(418), status(451)];
    match product {
        Product::Jira => refused.extend(
            [
                "'accountId' query parameter needs to be provided",
                "external user management is enabled",
            ]
            .map(|words| Ok(error(400, words))),
        ),
        Product::Organization => refused.push(status(400)),
        Product::Confluence => {}
    }
    refused
}

pub(crate) fn throttled(headers: &[(&str, &str)]) -> Reply {
    Ok(answer(429, headers, ""))
}

pub(crate) fn groups_of(ids: &[&str]) -> Reply {
    let one = |id: &&str| format!("{{\"name\":\"n\",\"groupId\":\"{id}\",\"self\":\"s\"}}");
    let list: Vec<String> = ids.iter().map(one).collect();
    Ok(json(200, &format!("[{}]", list.join(","))))
}
