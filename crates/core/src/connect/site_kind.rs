//! Guesses from its name what kind of site it is. People who meant the sandbox have removed memberships on production.

use super::connection::Target;

/// Words that mark a test site by its name. Atlassian names its own sandboxes `{site}-sandbox`, with or without a
/// number. The other words are what admins choose.
const SANDBOX_WORDS: [&str; 8] = [
    "sandbox", "test", "testing", "staging", "dev", "uat", "qa", "demo",
];

/// The kind of site, judged by its name alone. A site that looks like a sandbox may be in production use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SiteKind {
    /// The practice site in the page.
    Practice,
    /// A simulated site on this machine.
    Simulated,
    /// Named like a test site.
    Sandbox,
    /// Every other site.
    Production,
}

impl SiteKind {
    /// The label on the page.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Practice => "Practice",
            Self::Simulated => "Simulated site",
            Self::Sandbox => "Looks like a sandbox",
            Self::Production => "Production",
        }
    }

    /// The value of `data-looks`, by which the style sheet colors it.
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
