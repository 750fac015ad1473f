//! What shows that a run took place. Only this browser's own record is believed: what comes in from outside can be
//! reported on, read back and taken back, and nothing is sent for it.

/// What shows that a run took place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Evidence {
    /// The record that this browser wrote.
    OwnRecord,
    /// A record that came here as a file.
    BroughtRecord,
    ResultsFile,
}
