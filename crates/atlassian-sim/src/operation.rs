//! Finds the REST operation of a request.

/// One operation: an endpoint with its method. Each has its own rate limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Operation {
    RemoveMember,
    AddMember,
    Members,
    GroupBulk,
    UserGroups,
    UserBulk,
    GroupsPicker,
    Myself,
    MyPermissions,
    ServerInfo,
    User,
}

const OPERATIONS: [(&str, &str, Operation); 11] = [
    ("group/user", "DELETE", Operation::RemoveMember),
    ("group/user", "POST", Operation::AddMember),
    ("group/member", "GET", Operation::Members),
    ("group/bulk", "GET", Operation::GroupBulk),
    ("user/groups", "GET", Operation::UserGroups),
    ("user/bulk", "GET", Operation::UserBulk),
    ("groups/picker", "GET", Operation::GroupsPicker),
    ("myself", "GET", Operation::Myself),
    ("mypermissions", "GET", Operation::MyPermissions),
    ("serverInfo", "GET", Operation::ServerInfo),
    ("user", "GET", Operation::User),
];

/// The result of routing a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum RouteMatch {
    /// An operation, with the version its links carry.
    Operation(Operation, &'static str),
    /// The endpoint has other methods.
    WrongMethod(Vec<&'static str>),
    /// There is no such endpoint.
    Nowhere,
}

impl Operation {
    /// Whether the operation answers without a login.
    pub(super) fn is_open_to_anonymous(self) -> bool {
        matches!(
            self,
            Self::GroupsPicker | Self::MyPermissions | Self::ServerInfo
        )
    }

    /// The name of its rate limit.
    pub(super) fn endpoint(self) -> &'static str {
        match self {
            Self::RemoveMember => "jira remove",
            Self::AddMember => "jira add",
            Self::Members => "jira members",
            Self::GroupBulk => "jira groups",
            Self::UserGroups => "jira user groups",
            Self::UserBulk => "jira users",
            Self::GroupsPicker => "jira picker",
            Self::Myself => "jira myself",
            Self::MyPermissions => "jira permissions",
            Self::ServerInfo => "jira server info",
            Self::User => "jira user",
        }
    }
}

/// Finds the operation of a path below the host or below the gateway's prefix.
pub(super) fn find(method: &str, path: &str) -> RouteMatch {
    let Some((version, endpoint)) = path
        .strip_prefix("/rest/api/")
        .and_then(|rest| rest.split_once('/'))
    else {
        return RouteMatch::Nowhere;
    };
    let version = match version {
        "3" => "3",
        "2" | "latest" => "2",
        _ => return RouteMatch::Nowhere,
    };
    let here = || OPERATIONS.iter().filter(|(path, ..)| *path == endpoint);
    match here().find(|(_, its_method, _)| *its_method == method) {
        Some((.., operation)) => RouteMatch::Operation(*operation, version),
        None if here().next().is_none() => RouteMatch::Nowhere,
        None => RouteMatch::WrongMethod(here().map(|(_, method, _)| *method).collect()),
    }
}
