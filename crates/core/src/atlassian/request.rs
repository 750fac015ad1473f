//! A request as an adapter words it, below one of two hosts.

use crate::domain::{Answer, CloudId, Method};

use super::json;

/// Where anybody may ask for a site's cloud id.
pub const TENANT_PATH: &str = "/_edge/tenant_info";

/// The cloud id that a site says it has, in its answer at [`TENANT_PATH`].
#[must_use]
pub fn cloud_id_in(answer: &Answer) -> Option<CloudId> {
    let said = json::body(answer).filter(|_| answer.status == 200)?;
    CloudId::parse(json::text(&said, "cloudId")?)
}

/// Which host a request goes to. Its path tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Host {
    Site,
    /// Atlassian's gateway, `https://api.atlassian.com`.
    Gateway,
}

impl Host {
    /// The host that a path belongs to: `/ex/…` and `/admin/…` are the gateway's, and no site has such paths.
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
    /// Path and query below the host, percent-encoded.
    pub target: String,
    /// The JSON body, on POST and nowhere else: the site's edge refuses bodies on reads.
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

    /// The same below a prefix of the gateway.
    pub(super) fn below(mut self, prefix: &str) -> Self {
        self.target.insert_str(0, prefix);
        self
    }

    /// The host it goes to.
    #[must_use]
    pub fn host(&self) -> Host {
        Host::of(&self.target)
    }

    /// Whether it goes with the login. The cloud id is asked for without.
    #[must_use]
    pub fn needs_login(&self) -> bool {
        self.target != TENANT_PATH
    }
}
