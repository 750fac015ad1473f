//! Whether an account or a group exists at all. "Not in the group" is said only of an account and a group that the
//! site knows: a list of groups without this one proves nothing if the site answers unknown accounts with an empty list.

use crate::domain::{Answer, Membership, SiteCall, Timestamp, TransportError};

use super::Endpoint;
use super::common::{common, of_fault};
use super::response_kind::{Reason, ResponseKind, Witness};

/// What the site says of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Existence {
    /// The site knows it.
    Known,
    /// The site does not know it, or does not say.
    NotShown(Reason),
}

impl Witness {
    /// The question; `None` if this product has no call for it.
    #[must_use]
    pub fn call(self, endpoint: &Endpoint, membership: &Membership) -> Option<SiteCall> {
        let can_ask = |call: &SiteCall| endpoint.request(call).is_some();
        match self {
            Self::Account => {
                Some(SiteCall::Accounts(vec![membership.account.clone()])).filter(can_ask)
            }
            Self::Group => {
                let group = membership.group.clone();
                let by_id = SiteCall::GroupsById(vec![group.clone()]);
                let members = SiteCall::Members { group, start_at: 0 };
                [by_id, members].into_iter().find(can_ask)
            }
        }
    }

    /// What is said where it is not shown, after "Not found:".
    #[must_use]
    pub fn not_shown(self) -> &'static str {
        match self {
            Self::Account => "the site does not show that this account exists",
            Self::Group => "the site does not show that this group exists",
        }
    }

    fn unknown(self) -> &'static str {
        match self {
            Self::Account => "the site does not know this account",
            Self::Group => "the site does not know this group",
        }
    }

    /// Reads the answer to [`Witness::call`].
    ///
    /// # Errors
    /// The meanings that are about the call and not about what was asked: throttled, worth another try, or no call
    /// will be answered.
    pub fn read(
        self,
        endpoint: &Endpoint,
        membership: &Membership,
        result: &Result<Answer, TransportError>,
        now: Timestamp,
    ) -> Result<Existence, ResponseKind> {
        let answer = result.as_ref().map_err(|fault| of_fault(*fault))?;
        if let Some(meaning) = common(answer, now) {
            return Err(meaning);
        }
        if answer.status != 200 {
            return Ok(Existence::NotShown(if answer.status == 404 {
                format!("{} (404)", self.unknown()).into()
            } else {
                format!("{} ({})", self.not_shown(), answer.status).into()
            }));
        }
        let api = endpoint.api();
        let (found, whole) = match self {
            Self::Account => {
                let page = api.people(answer);
                let found = page.as_ref().is_some_and(|page| {
                    let account = Some(&membership.account);
                    page.values
                        .iter()
                        .any(|one| one.account.as_ref() == account)
                });
                (found, page.is_some_and(|page| page.is_last()))
            }
            Self::Group if self.call(endpoint, membership).is_some_and(is_by_id) => {
                let page = api.groups(answer);
                let found = page.as_ref().is_some_and(|page| {
                    let group = Some(&membership.group);
                    page.values.iter().any(|one| one.id.as_ref() == group)
                });
                (found, page.is_some_and(|page| page.is_last()))
            }
            // A page with somebody on it: an empty one is what a lenient site answers for any id.
            Self::Group => {
                let page = api.people(answer);
                (page.is_some_and(|page| !page.values.is_empty()), false)
            }
        };
        Ok(match (found, whole) {
            (true, _) => Existence::Known,
            (false, true) => Existence::NotShown(self.unknown().into()),
            (false, false) => Existence::NotShown(self.not_shown().into()),
        })
    }
}

fn is_by_id(call: SiteCall) -> bool {
    matches!(call, SiteCall::GroupsById(_))
}
