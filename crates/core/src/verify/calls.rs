//! The calls of a reading.

/// One call. Groups, people and rows are indices into the reading's lists.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ReadCall {
    /// Start another reading of a group. Makes no call.
    Again(usize),
    /// A page of a group's members.
    Page { group: usize, start_at: u32 },
    /// The page of a group's members at its stored cursor.
    More(usize),
    /// The next page of one person's groups, for all their rows that wait for it.
    Person(usize),
}
