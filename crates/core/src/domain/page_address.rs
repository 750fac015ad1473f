//! The address whose storage the page uses.

use std::fmt;

/// The address whose storage holds runs, selection and keep list. Another host or port has its own storage.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PageAddress {
    /// Host and port: `127.0.0.1:8737`.
    Host(String),
    /// The page was opened from disk.
    Disk,
}

impl PageAddress {
    /// Reads a page's `location.host`, which is empty for a page from disk.
    #[must_use]
    pub fn of_host(host: &str) -> Self {
        match host {
            "" => Self::Disk,
            host => Self::Host(host.to_owned()),
        }
    }

    /// Where something is stored, for the middle of a sentence: `in this browser at this address
    /// (127.0.0.1:8737)`.
    #[must_use]
    pub fn here(&self) -> String {
        match self {
            Self::Host(host) => format!("in this browser at this address ({host})"),
            Self::Disk => "in this browser for this page on disk".to_owned(),
        }
    }
}

impl fmt::Display for PageAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host(host) => f.write_str(host),
            Self::Disk => f.write_str("a page on disk"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_said_to_be_kept_for_the_host_with_its_port() {
        let address = PageAddress::of_host("127.0.0.1:8738");
        assert_eq!(
            address.here(),
            "in this browser at this address (127.0.0.1:8738)"
        );
        assert_eq!(address.to_string(), "127.0.0.1:8738");
        let disk = PageAddress::of_host("");
        assert_eq!(disk.here(), "in this browser for this page on disk");
    }
}
