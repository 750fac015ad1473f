//! What a group gives access to, by the categories of `group/bulk`.
//!
//! Source: Jira Cloud platform REST API v3, "Bulk get groups": `accessType` is `site-admin`, `admin` or
//! `user`, the last with an `applicationKey`.

/// An app whose licences are assigned through groups.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum App {
    /// Jira, formerly Jira Software.
    Jira,
    ServiceManagement,
    /// Jira's business projects, formerly Jira Work Management.
    WorkManagement,
    ProductDiscovery,
}

impl App {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Jira => "Jira",
            Self::ServiceManagement => "Jira Service Management",
            Self::WorkManagement => "Jira (business projects)",
            Self::ProductDiscovery => "Jira Product Discovery",
        }
    }
}

/// What a group gives access to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Access {
    SiteAdmin,
    /// Jira administration.
    Admin,
    /// Use of an app, which takes one of its licences.
    App(App),
}

impl Access {
    /// Every access that `group/bulk` can be queried for.
    pub const ASKED: [Self; 6] = [
        Self::SiteAdmin,
        Self::Admin,
        Self::App(App::Jira),
        Self::App(App::ServiceManagement),
        Self::App(App::WorkManagement),
        Self::App(App::ProductDiscovery),
    ];
}
