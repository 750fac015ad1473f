//! The HTTP request that an adapter builds, for one of two hosts.

use crate::domain::{Answer, CloudId, Method};

use super::json;

/// The path of a site's cloud id, readable without a login.
pub const TENANT_PATH: &str = "/_edge/tenant_info";

/// Reads the cloud id from a site's answer to [`TENANT_PATH`].
#[must_use]
pub fn cloud_id_in(answer: &Answer) -> Option<CloudId> {
    let said = json::body(answer).filter(|_| answer.status == 200)?;
    CloudId::parse(json::text(&said, "cloudId")?)
}

/// The host that a request goes to, determined by its path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Host {
    Site,
    /// Atlassian's gateway, `https://api.atlassian.com`.
    Gateway,
}

impl Host {
    /// Returns the host of a path. `/ex/…` and `/admin/…` belong to the gateway; no site has such paths.
    #[must_use]
    pub fn of(path: &str) -> Self {
        if path.starts_with("/ex/") || path.starts_with("/admin/") {
            Self::Gateway
        } else {
            Self::Site
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    pub method: Method,
    /// Path and query, percent-encoded.
    pub target: String,
    /// The JSON body, only on POST: the site's edge refuses bodies on reads.
    pub body: Option<String>,
}

impl Request {
    pub(super) fn get(target: String) -> Self {
        Self {
            method: Method::Get,
            target,
            body: None,
        }
    }

    pub(super) fn delete(target: String) -> Self {
        Self {
            method: Method::Delete,
            target,
            body: None,
        }
    }

    pub(super) fn post(target: String, body: String) -> Self {
        Self {
            method: Method::Post,
            target,
            body: Some(body),
        }
    }

    /// Prefixes the path for the gateway.
    pub(super) fn below(mut self, prefix: &str) -> Self {
        self.target.insert_str(0, prefix);
        self
    }

    #[must_use]
    pub fn host(&self) -> Host {
        Host::of(&self.target)
    }

    /// Whether the request needs the login. The one for the cloud id does not.
    #[must_use]
    pub fn needs_login(&self) -> bool {
        self.target != TENANT_PATH
    }
}
