//! Whether an account or a group exists at all. A person counts as "not in the group" only if the site knows
//! both account and group. A list of groups without this group proves nothing on a site that answers unknown
//! accounts with an empty list.

use crate::domain::{Answer, Membership, SiteCall, Timestamp, TransportError};

use super::Endpoint;
use super::common::{common, of_fault};
use super::response_kind::{Reason, ResponseKind, Witness};

/// What the site's answer shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Existence {
    /// The site knows it.
    Known,
    /// The site does not know it, or does not show it.
    NotShown(Reason),
}

impl Witness {
    /// The call that asks for it; `None` if this product has none.
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

    /// The clause for an answer that does not show it, after "Not found:".
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
    /// A meaning of the call itself, not of what it asked for: throttled, worth a retry, or a reason to halt.
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
            // At least one member, because a lenient site answers any id with an empty page.
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
