//! The emails that the check read of a plan's people.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::AccountId;

use super::item::PlanItem;
use super::site_facts::{SitePerson, email_on_site};

/// Emails by account, for a keep list that is changed after the plan was frozen. They are in memory only: neither the
/// journal nor a file has them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SiteEmails(Arc<HashMap<AccountId, Arc<str>>>);

impl SiteEmails {
    /// Those of these items' people that the site shows.
    pub(super) fn of(items: &[PlanItem], people: &HashMap<AccountId, SitePerson>) -> Self {
        let shown = |item: &PlanItem| {
            let account = &item.membership.account;
            let email = email_on_site(people, item).filter(|email| !email.is_empty())?;
            Some((account.clone(), email.into()))
        };
        Self(Arc::new(items.iter().filter_map(shown).collect()))
    }

    pub(super) fn of_item(&self, item: &PlanItem) -> Option<&str> {
        self.0.get(&item.membership.account).map(|email| &**email)
    }
}
