//! The scopes that a call needs from a token that has scopes. Either set is enough.

/// The names of the scopes. Source: the operation's page in Atlassian's REST API reference.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scopes {
    /// The classic scope; `None` if the product has only granular ones.
    pub classic: Option<&'static str>,
    /// The granular scopes, all of which are needed.
    pub granular: &'static str,
}

impl Scopes {
    pub(super) const fn new(classic: &'static str, granular: &'static str) -> Self {
        Self {
            classic: Some(classic),
            granular,
        }
    }

    /// Both alternatives, for people: "read:jira-user (or read:group:jira)".
    #[must_use]
    pub fn names(&self) -> String {
        match self.classic {
            Some(classic) => format!("{classic} (or {})", self.granular),
            None => self.granular.to_owned(),
        }
    }
}
