//! The five steps and their names.

/// The steps, in order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Step {
    Import,
    Choose,
    Connect,
    Run,
    Report,
}

impl Step {
    pub(super) const ALL: [Self; 5] = [
        Self::Import,
        Self::Choose,
        Self::Connect,
        Self::Run,
        Self::Report,
    ];

    /// As the page calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Import => "Import",
            Self::Choose => "Choose",
            Self::Connect => "Connect",
            Self::Run => "Run",
            Self::Report => "Report",
        }
    }

    pub(super) fn number(self) -> usize {
        self as usize + 1
    }
}
