//! Groups of another site of the same organization: the organization shows them, this
//! site does not. Names are unique within a site only.

use crate::site::Site;

impl Site {
    /// Adds a group of another site of the organization, unless it is known.
    pub fn add_group_elsewhere(&mut self, group_id: &str, group_name: &str) {
        self.elsewhere.group(group_id, group_name);
    }

    /// Account ids of the members of a group of another site, sorted.
    #[must_use]
    pub fn members_elsewhere(&self, group_id: &str) -> Vec<&str> {
        self.elsewhere.member_ids(group_id)
    }
}
