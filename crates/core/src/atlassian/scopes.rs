//! The scopes that a call needs from a token that has scopes. Either set is enough.

/// Names of scopes. Source: the operation's page in Atlassian's REST API reference.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scopes {
    /// The classic one; none where the product has only one kind.
    pub classic: Option<&'static str>,
    /// The granular ones, all of them.
    pub granular: &'static str,
}

impl Scopes {
    pub(super) const fn new(classic: &'static str, granular: &'static str) -> Self {
        Self {
            classic: Some(classic),
            granular,
        }
    }

    /// Both, for people: "read:jira-user (or read:group:jira)".
    #[must_use]
    pub fn names(&self) -> String {
        match self.classic {
            Some(classic) => format!("{classic} (or {})", self.granular),
            None => self.granular.to_owned(),
        }
    }
}
