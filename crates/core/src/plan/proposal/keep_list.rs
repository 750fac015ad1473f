//! Which rows of a proposal could not be compared with the keep list.

use crate::domain::{Action, plural};
use crate::import::Table;
use crate::plan::PlanItem;
use crate::plan::site_facts::email_on_site;

use super::Proposal;

impl Proposal {
    /// Number of rows to remove whose person may be on the keep list by email. Nobody can tell, because neither the
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

    /// The same as a sentence. `None` if every row was compared.
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

fn email_in_file<'a>(table: &'a Table, item: &PlanItem) -> &'a str {
    let user = table.row(item.row).and_then(|row| table.user(row.user));
    user.map_or("", |user| user.email)
}
