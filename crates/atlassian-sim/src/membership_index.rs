//! Who is in which group, by number: sorted arrays, so that any page of a group
//! is a slice and any question is a binary search.

/// Memberships of all groups. A membership costs 4 bytes in each of at most three arrays.
#[derive(Clone, Debug, Default)]
pub(super) struct MembershipIndex {
    of_group: Vec<Members>,
    of_account: Vec<Vec<u32>>,
    count: usize,
}

/// The members of one group. `active` is a subset of `all`: the site counts both ways.
#[derive(Clone, Debug, Default)]
struct Members {
    all: Vec<u32>,
    active: Vec<u32>,
}

impl MembershipIndex {
    /// Adds a membership; false if it was there.
    pub(super) fn insert(&mut self, group: u32, account: u32, active: bool) -> bool {
        let members = at(&mut self.of_group, group);
        if !insert_sorted(&mut members.all, account) {
            return false;
        }
        if active {
            insert_sorted(&mut members.active, account);
        }
        insert_sorted(at(&mut self.of_account, account), group);
        self.count += 1;
        true
    }

    /// Removes a membership. False if there was none.
    pub(super) fn remove(&mut self, group: u32, account: u32) -> bool {
        let members = at(&mut self.of_group, group);
        if !remove_sorted(&mut members.all, account) {
            return false;
        }
        remove_sorted(&mut members.active, account);
        remove_sorted(at(&mut self.of_account, account), group);
        self.count -= 1;
        true
    }

    pub(super) fn contains(&self, group: u32, account: u32) -> bool {
        self.members(group, true).binary_search(&account).is_ok()
    }

    /// Members of a group in the site's order.
    pub(super) fn members(&self, group: u32, with_inactive: bool) -> &[u32] {
        match self.of_group.get(group as usize) {
            Some(members) if with_inactive => &members.all,
            Some(members) => &members.active,
            None => &[],
        }
    }

    pub(super) fn groups_of(&self, account: u32) -> &[u32] {
        self.of_account
            .get(account as usize)
            .map_or(&[], Vec::as_slice)
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }
}

/// The entry at an index. Added if it is missing.
fn at<T: Default + Clone>(entries: &mut Vec<T>, index: u32) -> &mut T {
    let index = index as usize;
    if entries.len() <= index {
        entries.resize(index + 1, T::default());
    }
    &mut entries[index]
}

fn insert_sorted(numbers: &mut Vec<u32>, number: u32) -> bool {
    match numbers.binary_search(&number) {
        Ok(_) => false,
        Err(place) => {
            numbers.insert(place, number);
            true
        }
    }
}

fn remove_sorted(numbers: &mut Vec<u32>, number: u32) -> bool {
    match numbers.binary_search(&number) {
        Ok(place) => {
            numbers.remove(place);
            true
        }
        Err(_) => false,
    }
}
