//! Which items are on the keep list by now: it may have changed since the plan was frozen, or the plan comes
//! out of a file or the journal.

use std::collections::HashMap;
use std::sync::Arc;

use crate::choose::{KeepList, Kept};
use crate::domain::{AccountId, Action, plural};
use crate::import::Table;

use super::freeze::{Plan, PlanItem};
use super::proposal::Proposal;
use super::site_facts::SitePerson;

impl Plan {
    /// The items that the keep list names. Where the file is not at hand, by group id and account id only:
    /// a plan has no emails, so people who are on the list by email alone are not found then.
    #[must_use]
    pub fn kept_by(&self, list: &Arc<KeepList>) -> Vec<usize> {
        kept_items(self.items(), self.table(), &HashMap::new(), list)
    }
}

impl Proposal {
    /// Rows to remove whose person may be on the keep list by email without anybody being able to say so: neither the
    /// file nor the site shows an email.
    #[must_use]
    pub fn not_compared_with_keep_list(&self) -> usize {
        let Some(list) = self.keep_list() else {
            return 0;
        };
        if self.action() == Action::Add || list.named().emails == 0 {
            return 0;
        }
        let table = self.source().table.as_deref();
        let items = self.items().iter().enumerate();
        let unknown = items.filter(|(at, item)| {
            let in_file = table.and_then(|table| list.names_email(email_in_file(table, item)));
            let on_site = email_on_site(&self.facts().people, item);
            let on_site = on_site.and_then(|email| list.names_email(email));
            self.goes(*at) && in_file.or(on_site).is_none()
        });
        unknown.count()
    }

    /// The same in a sentence; none if every row was compared.
    #[must_use]
    pub fn keep_list_note(&self) -> Option<String> {
        let emails = self.keep_list()?.named().emails;
        let rows = self.not_compared_with_keep_list();
        (rows > 0).then(|| {
            format!(
                "Your keep list has {}. For {}, neither the file nor the site shows the person's email to compare with it. To be sure, add account ids to the list.",
                plural(emails, "email", "emails"),
                plural(rows, "row", "rows")
            )
        })
    }
}

/// The items that the list names: by the ids, which are what is sent, by the file's emails, and by the site's.
pub(super) fn kept_items(
    items: &[PlanItem],
    table: Option<&Arc<Table>>,
    people: &HashMap<AccountId, SitePerson>,
    list: &Arc<KeepList>,
) -> Vec<usize> {
    let kept = table.map(|table| Kept::of(table, list));
    let items = items.iter().enumerate();
    let is_kept = items.filter(|(_, item)| {
        let by_file = kept.as_ref();
        by_file.is_some_and(|kept| kept.rows().contains(item.row.index()))
            || list.holds(&item.membership)
            || email_on_site(people, item).and_then(|email| list.names_email(email)) == Some(true)
    });
    is_kept.map(|(at, _)| at).collect()
}

fn email_in_file<'a>(table: &'a Table, item: &PlanItem) -> &'a str {
    let user = table.row(item.row).and_then(|row| table.user(row.user));
    user.map_or("", |user| user.email)
}

fn email_on_site<'a>(
    people: &'a HashMap<AccountId, SitePerson>,
    item: &PlanItem,
) -> Option<&'a str> {
    let person = people.get(&item.membership.account);
    person.map(|person| &*person.email)
}
