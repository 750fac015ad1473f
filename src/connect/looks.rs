//! What a site looks like by its name: people removed memberships on production who meant the sandbox.

use super::connection::Target;

/// Words in a site's name that say it is for trying things out. Atlassian's own sandboxes are called
/// `{site}-sandbox` with or without a number; the others are what admins choose.
const FOR_TRYING: [&str; 8] = [
    "sandbox", "test", "testing", "staging", "dev", "uat", "qa", "demo",
];

/// What a site looks like. Only a name is looked at: a site that looks like one for trying may be another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Looks {
    /// The practice site in the page.
    Practice,
    /// A simulated site on this machine.
    Simulated,
    /// A site for trying things out, by its name.
    Sandbox,
    /// A site that people work with: every other.
    Production,
}

impl Looks {
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
    pub fn looks(&self) -> Looks {
        let address = match self {
            Self::Practice => return Looks::Practice,
            Self::Site(address) if address.is_simulated() => return Looks::Simulated,
            Self::Site(address) => address,
        };
        let label = address.name().split('.').next().unwrap_or_default();
        if label.split('-').any(|word| FOR_TRYING.contains(&word)) {
            Looks::Sandbox
        } else {
            Looks::Production
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::SiteAddress;

    fn looks(host: &str) -> Looks {
        Target::Site(SiteAddress::parse_for_relay(host).unwrap()).looks()
    }

    #[test]
    fn a_sandbox_is_told_by_a_whole_word_of_its_name() {
        for host in ["mysite-sandbox", "mysite-sandbox-123", "dev-mysite", "qa"] {
            assert_eq!(looks(host), Looks::Sandbox, "{host}");
        }
        for host in ["mysite", "devon", "latest-news", "contested", "mysandbox"] {
            assert_eq!(looks(host), Looks::Production, "{host}");
        }
        assert_eq!(looks("http://127.0.0.1:1"), Looks::Simulated);
        assert_eq!(Target::Practice.looks(), Looks::Practice);
    }
}
