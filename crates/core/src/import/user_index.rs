//! Indices of users and of values that they share.

/// Index of a user in its table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct UserIndex(pub u32);

/// Index of a status, an organization role or an email domain in its list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NameIndex(pub u16);
