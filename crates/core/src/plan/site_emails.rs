//! The emails that the check read for a plan's people.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::AccountId;

use super::item::PlanItem;
use super::site_facts::{SitePerson, email_on_site};

/// Emails by account, for a keep list that changes after the plan was frozen. They stay in memory: neither the journal
/// nor a file stores them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SiteEmails(Arc<HashMap<AccountId, Arc<str>>>);

impl SiteEmails {
    /// Collects the emails that the site shows for the people of these items.
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
