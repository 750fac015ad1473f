//! Which column is which: exact aliases, compared regardless of case and
//! blanks, never by likeness.

use crate::domain::is_invisible;

use super::refusal::ImportError;

/// Folded headings under which emails stand, in an export or in a list.
pub(crate) const EMAIL_HEADINGS: [&str; 7] = [
    "email",
    "emailaddress",
    "e-mail",
    "e-mailaddress",
    "mail",
    "useremail",
    "useremailaddress",
];

/// What a column can mean to us. All other columns pass through untouched.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Role {
    /// The group's id; needed.
    GroupId,
    /// The account's id; needed.
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
    /// Every role.
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

    /// Folded headings that name this role where both ids have headings of their own and no column has one of the
    /// [`aliases`](Self::aliases): short for what an export says.
    fn short_aliases(self) -> &'static [&'static str] {
        match self {
            Self::GroupId | Self::UserId | Self::OrgRole => &[],
            Self::GroupName => &["group"],
            Self::UserName => &["fullname"],
            Self::Email => &EMAIL_HEADINGS,
            Self::UserStatus => &["status"],
        }
    }

    /// Folded headings that name this role (export headings, and the article's renamed ones).
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

/// Column index per role, and the columns that say when somebody was last seen.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ColumnMap {
    roles: [Option<usize>; 7],
    seen: Vec<usize>,
    /// Further columns whose headings name a role that has a column already.
    twins: Vec<(Role, usize)>,
}

/// What the headings of these columns begin with; then come the app, ` - ` and the site.
const LAST_SEEN: &str = "last seen in ";

impl ColumnMap {
    /// Finds each role's column by its heading. Of several the first is taken and the others are
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

    /// The roles of one map with the last-seen columns of another.
    #[must_use]
    pub(super) fn with_seen_of(roles: Self, other: &Self) -> Self {
        Self {
            roles: roles.roles,
            seen: other.seen.clone(),
            twins: roles.twins,
        }
    }

    /// Further columns whose headings mean the same as that of a role's column: which one is meant is for the admin to say.
    #[must_use]
    pub fn twins(&self) -> &[(Role, usize)] {
        &self.twins
    }

    /// The id columns of which there are two, without a column for them: nobody but the admin can say which is meant.
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

    /// How many of the roles have a column.
    pub(super) fn known(&self) -> usize {
        self.roles.iter().flatten().count()
    }

    /// The column of a role.
    #[must_use]
    pub fn get(&self, role: Role) -> Option<usize> {
        self.roles[role as usize]
    }

    /// Gives a role another column, or none.
    pub fn set(&mut self, role: Role, column: Option<usize>) {
        self.roles[role as usize] = column;
    }

    /// The columns that say when somebody was last seen in a product, in file order.
    #[must_use]
    pub fn seen(&self) -> &[usize] {
        &self.seen
    }

    /// The same where only the names of groups are there: no row can be sent before the site has told the ids. Nobody
    /// but the admin can say that each cell names one group.
    #[must_use]
    pub fn can_be_read(&self) -> bool {
        let (name, user) = (self.get(Role::GroupName), self.get(Role::UserId));
        let only_names = self.get(Role::GroupId).is_none() && name.is_some() && user.is_some();
        self.is_complete() || (only_names && name != user)
    }

    /// Both id columns are known and differ.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let (group, user) = (self.get(Role::GroupId), self.get(Role::UserId));
        group.is_some() && user.is_some() && group != user
    }

    /// The refusal for headings without both id columns. `guess` is what the cells below look like.
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

/// Lower case, without blanks and what nobody sees.
pub(super) fn fold(heading: &str) -> String {
    heading
        .chars()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .flat_map(char::to_lowercase)
        .collect()
}
