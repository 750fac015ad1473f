//! What being in a group gives, as `group/bulk` tells groups apart.
//!
//! Source: Jira Cloud platform REST API v3, "Bulk get groups": `accessType` is `site-admin`, `admin` or
//! `user`, the last with an `applicationKey`.

/// An app whose seats are given by groups.
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
    /// The name that admins see.
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

/// What a group gives.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Access {
    /// Administration of the site.
    SiteAdmin,
    /// Administration of Jira.
    Admin,
    /// An app with a seat in it.
    App(App),
}

impl Access {
    /// Everything that `group/bulk` can be asked for.
    pub const ASKED: [Self; 6] = [
        Self::SiteAdmin,
        Self::Admin,
        Self::App(App::Jira),
        Self::App(App::ServiceManagement),
        Self::App(App::WorkManagement),
        Self::App(App::ProductDiscovery),
    ];
}
