//! What can be chosen on Connect.

/// Which radio is on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum SiteChoice {
    Practice,
    Atlassian,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Route {
    /// The page is a browser extension and calls the site itself.
    Extension,
    Relay,
    Direct,
    /// Not at all: the plan is taken to another machine.
    Elsewhere,
}

/// How the practice site behaves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PracticeKnob {
    /// Milliseconds.
    AnswerTime,
    /// Percent of the calls.
    Faults,
    /// Calls per second; 0: any number.
    Limit,
}
