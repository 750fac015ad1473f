//! How a script asks whether a membership exists, for each API.

/// How a script asks for the groups of one account, to read a membership back. `{accountId}` stands for the id.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct ReadBackRequest {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) body: &'static str,
    /// The key of a group's id.
    pub(super) id: &'static str,
    /// The key of the list in the answer; empty where the answer is the list.
    pub(super) list: &'static str,
    /// A list of so many groups may go on.
    pub(super) most: u32,
    /// Statuses of a refusal that does not say how the membership stands.
    pub(super) unclear: &'static [u16],
}

/// Source: Jira Cloud platform REST API v3, "Get user groups": the whole list at once.
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
