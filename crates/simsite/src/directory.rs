//! What a site says of its groups and accounts where that is not what its members file says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use groupsweep_atlassian_sim::Site;

/// Changes of what the site says of groups and accounts that it has.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct DirectoryChanges {
    /// New names by the id of a group or an account.
    pub names: BTreeMap<String, String>,
    /// New emails by account id.
    pub emails: BTreeMap<String, String>,
    /// Accounts whose membership of the directory is suspended.
    pub suspended: Vec<String>,
}

impl DirectoryChanges {
    /// Makes all of them, or none.
    ///
    /// # Errors
    /// The site does not have an id; the sentence names it.
    pub fn make(&self, site: &mut Site) -> Result<(), String> {
        let unknown = |id: &&String| !site.knows(id);
        let accounts = || self.emails.keys().chain(&self.suspended);
        if let Some(id) = self.names.keys().chain(accounts()).find(unknown) {
            return Err(format!("the site has no group and no account {id:?}"));
        }
        if let Some(id) = accounts().find(|id| !site.knows_account(id)) {
            return Err(format!("the site has no account {id:?}"));
        }
        for (id, name) in &self.names {
            site.rename(id, name);
        }
        for (id, email) in &self.emails {
            site.change_email(id, email);
        }
        for id in &self.suspended {
            site.suspend(id);
        }
        Ok(())
    }
}
