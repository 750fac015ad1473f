//! How a script reads a membership back, for each API.

/// The request for the groups of an account, to read a membership back. `{accountId}` is the placeholder of its
/// id.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct ReadBackRequest {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) body: &'static str,
    /// The JSON key of a group's id.
    pub(super) id: &'static str,
    /// The JSON key of the list; empty if the answer itself is the list.
    pub(super) list: &'static str,
    /// A list of this many groups may continue.
    pub(super) most: u32,
    /// Statuses of a refusal that leaves the state of the membership unknown.
    pub(super) unclear: &'static [u16],
}

/// Source: Jira Cloud platform REST API v3, "Get user groups". Returns the whole list at once.
pub(super) const JIRA_READING: ReadBackRequest = ReadBackRequest {
    method: "GET",
    path: "/rest/api/3/user/groups?accountId={accountId}",
    body: "",
    id: "groupId",
    list: "",
    most: u32::MAX,
    unclear: &[400, 404],
};

/// Source: Confluence Cloud REST API v1, "Get group memberships for user".
pub(super) const CONFLUENCE_READING: ReadBackRequest = ReadBackRequest {
    method: "GET",
    path: "/wiki/rest/api/user/memberof?accountId={accountId}&start=0&limit=200",
    body: "",
    id: "id",
    list: "results",
    most: 200,
    unclear: &[400, 404],
};

/// Source: organizations REST API v2, search of groups.
pub(super) const ORGANIZATION_READING: ReadBackRequest = ReadBackRequest {
    method: "POST",
    path: "/groups/search",
    body: r#"{"accountIds":["{accountId}"],"limit":100}"#,
    id: "id",
    list: "data",
    most: 100,
    unclear: &[404, 409],
};
