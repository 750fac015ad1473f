//! The columns that the table of memberships can show.

/// A column that can be shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::ui) enum Field {
    /// Name with the email below.
    User,
    Group,
    Status,
    LastSeen,
    OrgRole,
    GroupId,
    UserId,
    /// The index among the last-seen columns.
    Seen(usize),
    /// The index in the file.
    Other(usize),
}

impl Field {
    /// The columns that are shown by default.
    pub(in crate::ui) const FIRST: [Self; 4] =
        [Self::User, Self::Group, Self::Status, Self::LastSeen];
}
