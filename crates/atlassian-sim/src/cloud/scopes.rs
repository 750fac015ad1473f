//! Which scopes a call needs. Either list suffices, the classic or the granular one.

use crate::account::TokenScopes;
use crate::operation::Operation;

/// The scopes of a call. All of one list are needed; an empty granular list is no list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Needs {
    pub(super) classic: &'static [&'static str],
    pub(super) granular: &'static [&'static str],
}

impl Needs {
    pub(super) fn are_met(self, scopes: &TokenScopes) -> bool {
        let TokenScopes::These(scopes) = scopes else {
            return true;
        };
        let all = |list: &[&str]| list.iter().all(|scope| scopes.contains(*scope));
        all(self.classic) || (!self.granular.is_empty() && all(self.granular))
    }
}

/// What Jira asks for. Fact sheet, section 2.1, where those of `myself` and `user/bulk` are
/// "several": the four of `myself` are documented, that `user/bulk` asks for the same is our guess.
pub(super) fn of_jira(operation: Operation) -> Needs {
    const CONFIGURE: &[&str] = &["manage:jira-configuration"];
    const READ_USER: &[&str] = &["read:jira-user"];
    const READ_GROUP: &[&str] = &["read:group:jira"];
    const USERS: &[&str] = &[
        "read:application-role:jira",
        "read:group:jira",
        "read:user:jira",
        "read:avatar:jira",
    ];
    let (classic, granular): (_, &[&str]) = match operation {
        Operation::RemoveMember => (CONFIGURE, &["write:group:jira"]),
        Operation::AddMember => (
            CONFIGURE,
            &[
                "write:group:jira",
                "read:group:jira",
                "read:user:jira",
                "read:avatar:jira",
            ],
        ),
        Operation::Members => (
            CONFIGURE,
            &["read:group:jira", "read:user:jira", "read:avatar:jira"],
        ),
        Operation::GroupBulk | Operation::UserGroups | Operation::GroupsPicker => {
            (READ_USER, READ_GROUP)
        }
        Operation::UserBulk | Operation::User | Operation::Myself => (READ_USER, USERS),
        Operation::MyPermissions => (&["read:jira-work"], &["read:permission:jira"]),
        Operation::ServerInfo => (&[], &[]),
    };
    Needs { classic, granular }
}
