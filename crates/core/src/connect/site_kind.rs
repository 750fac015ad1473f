//! What a site looks like by its name: people removed memberships on production who meant the sandbox.

use super::connection::Target;

/// Words in a site's name that say it is for trying things out. Atlassian's own sandboxes are called
/// `{site}-sandbox` with or without a number; the others are what admins choose.
const SANDBOX_WORDS: [&str; 8] = [
    "sandbox", "test", "testing", "staging", "dev", "uat", "qa", "demo",
];

/// What a site looks like. Only a name is looked at: a site that looks like one for trying may be another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SiteKind {
    /// The practice site in the page.
    Practice,
    /// A simulated site on this machine.
    Simulated,
    /// A site for trying things out, by its name.
    Sandbox,
    /// A site that people work with: every other.
    Production,
}

impl SiteKind {
    /// What the page calls it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Practice => "Practice",
            Self::Simulated => "Simulated site",
            Self::Sandbox => "Looks like a sandbox",
            Self::Production => "Production",
        }
    }

    /// The word that the sheet colours it by.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Practice => "practice",
            Self::Simulated => "simulated",
            Self::Sandbox => "sandbox",
            Self::Production => "production",
        }
    }
}

impl Target {
    /// What it looks like.
    #[must_use]
    pub fn looks(&self) -> SiteKind {
        let address = match self {
            Self::Practice => return SiteKind::Practice,
            Self::Site(address) if address.is_simulated() => return SiteKind::Simulated,
            Self::Site(address) => address,
        };
        let label = address.name().split('.').next().unwrap_or_default();
        if label.split('-').any(|word| SANDBOX_WORDS.contains(&word)) {
            SiteKind::Sandbox
        } else {
            SiteKind::Production
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::SiteAddress;

    fn looks(host: &str) -> SiteKind {
        Target::Site(SiteAddress::parse_for_relay(host).unwrap()).looks()
    }

    #[test]
    fn a_sandbox_is_told_by_a_whole_word_of_its_name() {
        for host in ["mysite-sandbox", "mysite-sandbox-123", "dev-mysite", "qa"] {
            assert_eq!(looks(host), SiteKind::Sandbox, "{host}");
        }
        for host in ["mysite", "devon", "latest-news", "contested", "mysandbox"] {
            assert_eq!(looks(host), SiteKind::Production, "{host}");
        }
        assert_eq!(looks("http://127.0.0.1:1"), SiteKind::Simulated);
        assert_eq!(Target::Practice.looks(), SiteKind::Practice);
    }
}
