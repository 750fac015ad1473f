//! The questions of a reading.

/// One question. Groups, people and rows go by their places in the lists below.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ReadCall {
    /// Begin another reading of a group; no call of itself.
    Again(usize),
    /// A page of a group's members.
    Page { group: usize, start_at: u32 },
    /// The page of a group's members behind the mark that is kept with it.
    More(usize),
    /// The groups of one person, for all their rows that wait for it; from where the page before ended.
    Person(usize),
}
