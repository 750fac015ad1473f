//! The columns that the table of memberships can show.

/// A column that can be shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::ui) enum Field {
    /// Name and, below, email.
    User,
    Group,
    Status,
    LastSeen,
    OrgRole,
    GroupId,
    UserId,
    /// By the place among the last-seen columns.
    Seen(usize),
    /// By the place in the file.
    Other(usize),
}

impl Field {
    /// What is shown until the admin says otherwise.
    pub(in crate::ui) const FIRST: [Self; 4] =
        [Self::User, Self::Group, Self::Status, Self::LastSeen];
}
