//! A call that is on the allowlist, before its cloud id is confirmed to be the site's. Relay and extension
//! send calls through the gateway only in this way.

use crate::atlassian::{RelayScope, cloud_id_in};
use crate::domain::{Answer, CloudId, Credentials, OrgId};

use super::{CallToMake, Outgoing, RelayError};

/// A call that may be sent once its cloud id, if it has one, is confirmed to be the site's.
#[derive(Debug, PartialEq, Eq)]
pub struct ListedCall {
    outgoing: Outgoing,
    cloud: Option<CloudId>,
}

/// Why the site's answer has no cloud id.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoCloudId {
    /// The site is down or busy and did not report one.
    NotSaid,
    /// The host is not a site with a cloud id.
    Absent,
}

impl ListedCall {
    /// Checks the page's call like [`Outgoing::of`], for the one permitted organization.
    ///
    /// # Errors
    /// Those of [`Outgoing::of`].
    pub fn of(
        call: CallToMake,
        held: Option<&Credentials>,
        organization: Option<&OrgId>,
    ) -> Result<Self, RelayError> {
        let cloud = Outgoing::named_cloud(&call.target);
        let scope = RelayScope {
            cloud: cloud.clone(),
            organization: organization.cloned(),
        };
        let outgoing = Outgoing::of(call, held, &scope)?;
        Ok(Self { outgoing, cloud })
    }

    /// Whether the site's cloud id must be requested before the call is sent.
    #[must_use]
    pub fn names_a_cloud(&self) -> bool {
        self.cloud.is_some()
    }

    /// Returns the call to send. `site` is the cloud id that the site itself reported; the page's claim does
    /// not count.
    ///
    /// # Errors
    /// [`RelayError::NotListed`] if the call names another cloud id, or the site's is not known.
    pub fn for_site(self, site: Option<&CloudId>) -> Result<Outgoing, RelayError> {
        match self.cloud {
            Some(named) if site != Some(&named) => Err(RelayError::NotListed),
            Some(_) | None => Ok(self.outgoing),
        }
    }
}

/// Reads the cloud id from the site's answer to [`Outgoing::cloud_question`].
///
/// # Errors
/// [`NoCloudId`] if the answer has none.
pub fn cloud_id_of(answer: &Answer) -> Result<CloudId, NoCloudId> {
    cloud_id_in(answer).ok_or(if answer.status == 429 || answer.status >= 500 {
        NoCloudId::NotSaid
    } else {
        NoCloudId::Absent
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::wire::CallLogin;

    const OURS: &str = "11111111-2222-3333-4444-555555555555";
    const OTHERS: &str = "99999999-2222-3333-4444-555555555555";

    fn listed(target: &str) -> ListedCall {
        let call = CallToMake {
            method: "GET".into(),
            target: target.into(),
            login: CallLogin::Given("Bearer t".to_owned().into()),
            body: None,
        };
        ListedCall::of(call, None, None).unwrap()
    }

    fn by_gateway(cloud: &str) -> ListedCall {
        listed(&format!("/ex/jira/{cloud}/rest/api/3/myself"))
    }

    #[test]
    fn a_call_by_the_gateway_goes_out_only_for_the_cloud_id_that_the_site_has() {
        let ours = CloudId::parse(OURS).unwrap();
        assert!(by_gateway(OURS).names_a_cloud());
        assert!(by_gateway(OURS).for_site(Some(&ours)).is_ok());
        for (cloud, site) in [(OTHERS, Some(&ours)), (OURS, None), (OTHERS, None)] {
            let refused = by_gateway(cloud).for_site(site);
            assert_eq!(refused, Err(RelayError::NotListed), "{cloud} {site:?}");
        }
    }

    #[test]
    fn a_call_to_the_site_itself_needs_no_cloud_id() {
        let call = listed("/rest/api/3/myself");
        assert!(!call.names_a_cloud());
        assert!(call.for_site(None).is_ok());
    }

    #[test]
    fn a_site_that_is_down_or_busy_has_said_nothing_of_its_cloud_id() {
        let told = |status, body: &str| {
            cloud_id_of(&Answer {
                status,
                headers: Vec::new(),
                body: body.to_owned(),
            })
        };
        let body = format!(r#"{{"cloudId":"{OURS}"}}"#);
        assert_eq!(told(200, &body).unwrap().as_str(), OURS);
        for status in [429, 500, 503] {
            assert_eq!(told(status, ""), Err(NoCloudId::NotSaid), "{status}");
        }
        for status in [200, 302, 403, 404] {
            assert_eq!(told(status, "<html>"), Err(NoCloudId::Absent), "{status}");
        }
    }
}
