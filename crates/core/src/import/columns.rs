//! Maps columns to roles by exact aliases, ignoring case and whitespace. There is no fuzzy matching.

use crate::domain::is_invisible;

use super::refusal::ImportError;

/// Folded headings of email columns, in an export or a list.
pub(crate) const EMAIL_HEADINGS: [&str; 7] = [
    "email",
    "emailaddress",
    "e-mail",
    "e-mailaddress",
    "mail",
    "useremail",
    "useremailaddress",
];

/// What a column can mean. All other columns pass through unchanged.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Role {
    /// The group's id. Required.
    GroupId,
    /// The account's id. Required.
    UserId,
    GroupName,
    UserName,
    Email,
    /// Active, Inactive, Suspended …
    UserStatus,
    /// Organization role.
    OrgRole,
}

impl Role {
    pub const ALL: [Self; 7] = [
        Self::GroupId,
        Self::UserId,
        Self::GroupName,
        Self::UserName,
        Self::Email,
        Self::UserStatus,
        Self::OrgRole,
    ];

    /// The roles whose column an admin can change.
    pub const CHANGEABLE: [Self; 5] = [
        Self::GroupId,
        Self::UserId,
        Self::GroupName,
        Self::UserName,
        Self::Email,
    ];

    /// The role's name on the page.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::GroupId => "Group id",
            Self::UserId => "User id",
            Self::GroupName => "Group name",
            Self::UserName => "User name",
            Self::Email => "Email",
            Self::UserStatus => "User status",
            Self::OrgRole => "Org role",
        }
    }

    /// Whether a file without this column is refused.
    #[must_use]
    pub fn is_needed(self) -> bool {
        matches!(self, Self::GroupId | Self::UserId)
    }

    /// Short forms of the export's headings, folded. They name this role only if both ids have headings and no
    /// column has one of the [`aliases`](Self::aliases).
    fn short_aliases(self) -> &'static [&'static str] {
        match self {
            Self::GroupId | Self::UserId | Self::OrgRole => &[],
            Self::GroupName => &["group"],
            Self::UserName => &["fullname"],
            Self::Email => &EMAIL_HEADINGS,
            Self::UserStatus => &["status"],
        }
    }

    /// Folded headings that name this role: those of exports, and the renamed ones of the article.
    fn aliases(self) -> &'static [&'static str] {
        match self {
            Self::GroupId => &["groupid"],
            Self::UserId => &["userid", "accountid"],
            Self::GroupName => &["groupname"],
            Self::UserName => &["username"],
            Self::Email => &["email"],
            Self::UserStatus => &["userstatus"],
            Self::OrgRole => &["orgrole"],
        }
    }
}

/// The column index of each role, and the last-seen columns.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ColumnMap {
    roles: [Option<usize>; 7],
    seen: Vec<usize>,
    /// Further columns whose headings name a role that already has a column.
    twins: Vec<(Role, usize)>,
}

/// How the headings of last-seen columns begin. The app, ` - ` and the site follow.
const LAST_SEEN: &str = "last seen in ";

impl ColumnMap {
    /// Finds each role's column by its heading. If several match, takes the first. The others become
    /// [twins](Self::twins).
    #[must_use]
    pub fn of_headings(headings: &[String]) -> Self {
        let folded: Vec<String> = headings.iter().map(|heading| fold(heading)).collect();
        let mut map = Self::default();
        for role in Role::ALL {
            map.find(role, &folded, role.aliases());
        }
        if map.is_complete() {
            let open = Role::ALL.map(|role| (role, map.get(role)));
            for (role, _) in open.into_iter().filter(|(_, column)| column.is_none()) {
                map.find(role, &folded, role.short_aliases());
            }
        }
        let is_seen = |heading: &str| {
            let start = heading.trim_start().get(..LAST_SEEN.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(LAST_SEEN))
        };
        let columns = headings.iter().enumerate();
        map.seen = columns
            .filter(|(_, heading)| is_seen(heading))
            .map(|(at, _)| at)
            .collect();
        map
    }

    fn find(&mut self, role: Role, folded: &[String], aliases: &[&str]) {
        let names_it = |(_, heading): &(usize, &String)| aliases.contains(&heading.as_str());
        let mut columns = folded.iter().enumerate().filter(names_it).map(|(at, _)| at);
        self.set(role, columns.next());
        self.twins.extend(columns.map(|column| (role, column)));
    }

    /// Combines the roles of one map with the last-seen columns of another.
    #[must_use]
    pub(super) fn with_seen_of(roles: Self, other: &Self) -> Self {
        Self {
            roles: roles.roles,
            seen: other.seen.clone(),
            twins: roles.twins,
        }
    }

    /// Further columns whose headings mean the same as that of a role's column. Only the admin can say which one is
    /// meant.
    #[must_use]
    pub fn twins(&self) -> &[(Role, usize)] {
        &self.twins
    }

    /// Returns this map without the id roles that several columns match, or `None` if there are none. Only the admin
    /// can say which column is meant.
    pub(super) fn question(&self) -> Option<Self> {
        let mut open = self.clone();
        let twins = self.twins.iter().filter(|(role, _)| role.is_needed());
        let mut asked = false;
        for (role, _) in twins {
            open.set(*role, None);
            asked = true;
        }
        asked.then_some(open)
    }

    /// Number of roles that have a column.
    pub(super) fn known(&self) -> usize {
        self.roles.iter().flatten().count()
    }

    #[must_use]
    pub fn get(&self, role: Role) -> Option<usize> {
        self.roles[role as usize]
    }

    /// Sets or removes a role's column.
    pub fn set(&mut self, role: Role, column: Option<usize>) {
        self.roles[role as usize] = column;
    }

    /// The last-seen columns, in file order.
    #[must_use]
    pub fn seen(&self) -> &[usize] {
        &self.seen
    }

    /// Whether both id columns are known, or only the group id is missing and a group name column is known. In the
    /// second case, no row can be sent before the site returns the ids. Only the admin can say that each cell names one
    /// group.
    #[must_use]
    pub fn can_be_read(&self) -> bool {
        let (name, user) = (self.get(Role::GroupName), self.get(Role::UserId));
        let only_names = self.get(Role::GroupId).is_none() && name.is_some() && user.is_some();
        self.is_complete() || (only_names && name != user)
    }

    /// Whether both id columns are known and differ.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let (group, user) = (self.get(Role::GroupId), self.get(Role::UserId));
        group.is_some() && user.is_some() && group != user
    }

    /// Returns the error for headings without both id columns. `guess` maps columns by the look of their cells.
    #[must_use]
    pub fn refusal(&self, headings: &[String], guess: &Self) -> ImportError {
        let folded: Vec<String> = headings.iter().map(|heading| fold(heading)).collect();
        let has = |name: &str| folded.iter().any(|heading| heading == name);
        let has_emails = EMAIL_HEADINGS.into_iter().any(has);
        if self.get(Role::UserId).is_none()
            && self.get(Role::GroupId).is_none()
            && has("groupname")
            && has_emails
        {
            ImportError::NamesAndEmails
        } else if has("group_name") && has("username") {
            ImportError::OldExport
        } else if has("atlassianid") || (has("email") && has("billable") && !has("userid")) {
            ImportError::ManagedAccounts
        } else if self.can_be_read() {
            ImportError::OnlyNames {
                headings: headings.to_vec(),
                columns: Box::new(self.clone()),
            }
        } else if self.get(Role::UserId).is_some() && self.get(Role::GroupId).is_none() {
            ImportError::NotPivoted
        } else {
            let missing = Role::ALL
                .into_iter()
                .filter(|role| role.is_needed() && self.get(*role).is_none());
            let mut columns = self.clone();
            for role in Role::ALL {
                columns.set(role, self.get(role).or(guess.get(role)));
            }
            ImportError::OtherHeadings {
                missing: missing.map(Role::label).collect(),
                headings: headings.to_vec(),
                columns: Box::new(columns),
            }
        }
    }
}

/// Lower-cases a heading and removes whitespace and invisible characters.
pub(super) fn fold(heading: &str) -> String {
    heading
        .chars()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .flat_map(char::to_lowercase)
        .collect()
}
