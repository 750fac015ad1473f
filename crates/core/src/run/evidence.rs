//! The evidence that a run took place. Only this browser's own record is trusted. A run from a file can be reported
//! on, verified and undone, but its rows are never sent.

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Evidence {
    /// The record that this browser wrote.
    OwnRecord,
    /// A record that was imported as a file.
    BroughtRecord,
    ResultsFile,
}
