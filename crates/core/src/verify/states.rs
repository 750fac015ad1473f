//! The states of rows, groups and people during a reading.

use std::collections::HashSet;
use std::sync::Arc;

use crate::atlassian::{PageWalk, Person as SitePerson, Reason, SiteGroup};
use crate::domain::{AccountId, GroupId, PageToken};
use crate::plan::MemberNames;

use crate::reads::ReadWait;

/// The state of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ReadState {
    /// Its group's pages are being read.
    Open,
    /// The person's own groups are asked for.
    Asked,
    /// As planned.
    AsPlanned,
    /// Not as planned at the last reading.
    NotAsPlanned,
    /// Could not be read.
    Unread,
}

/// A row of the plan in this reading.
pub(super) struct CheckedRow {
    /// Its index in the plan.
    pub(super) item: usize,
    pub(super) group: usize,
    pub(super) person: usize,
    pub(super) state: ReadState,
    /// The site made the change or may have made it, so a reading that does not show it may lag. Failed rows are not
    /// waited for.
    pub(super) awaits_consistency: bool,
    /// A reading showed it as planned after its answer. If it differs now, somebody changed it back.
    pub(super) was_as_planned: bool,
    /// Absence from the group's list proves that the person is not in the group. If not, the person's own groups are
    /// asked for too: `group/member` leaves out suspended accounts.
    pub(super) absence_is_proof: bool,
    /// The group's list did not show the person, and their own groups were asked for.
    pub(super) was_asked: bool,
}

/// A group, and its current reading.
pub(super) struct GroupRead {
    pub(super) id: GroupId,
    pub(super) name: Arc<str>,
    pub(super) rows: Vec<usize>,
    /// Rows that this reading still has to settle.
    pub(super) open: usize,
    /// Rows at the start of this reading.
    pub(super) wanted: usize,
    /// The pages of this reading.
    pub(super) walk: PageWalk<AccountId>,
    /// The cursor of the next page, if the product uses cursors.
    pub(super) cursor: Option<Box<str>>,
    /// The group's last reported number of members.
    pub(super) total: Option<u32>,
    /// Number of readings that did not show a change yet.
    pub(super) late: usize,
    /// Why rows of this group are unread.
    pub(super) why: Option<Reason>,
    /// The site knows no such group.
    pub(super) is_unknown: bool,
    /// Its name on the site, if a list of a person's groups shows it.
    pub(super) site_name: Option<Arc<str>>,
    pub(super) is_done: bool,
    /// Members on the pages of this reading. `None` if there was no room for them.
    pub(super) on_pages: Option<MemberNames>,
    /// Its members, once a reading reached the end of its list.
    pub(super) members: Option<MemberNames>,
    /// Its members who are in the plan.
    pub(super) planned: HashSet<AccountId>,
}

impl GroupRead {
    pub(super) fn new(id: GroupId, name: Arc<str>) -> Self {
        Self {
            id,
            name,
            rows: Vec::new(),
            open: 0,
            wanted: 0,
            walk: PageWalk::default(),
            cursor: None,
            total: None,
            late: 0,
            why: None,
            is_unknown: false,
            site_name: None,
            is_done: false,
            on_pages: Some(MemberNames::new()),
            members: None,
            planned: HashSet::new(),
        }
    }
}

/// A person and their rows.
pub(super) struct PersonRead {
    pub(super) account: AccountId,
    pub(super) rows: Vec<usize>,
    /// Their groups are being asked for.
    pub(super) is_asked: bool,
    /// The site knows no such account, or hides it.
    pub(super) is_unknown: bool,
    /// How a member list describes the person.
    pub(super) described: Option<SitePerson>,
    /// Their own list of groups, read to its end, is empty.
    pub(super) has_no_groups: bool,
    /// Groups on the pages read so far, and where the next page begins.
    pub(super) groups: Vec<SiteGroup>,
    pub(super) walk: PageWalk<SiteGroup>,
    /// How often the list was read again because it changed while it was read.
    pub(super) restarts: u32,
    pub(super) next: Option<PageToken>,
}

impl PersonRead {
    pub(super) fn new(account: AccountId) -> Self {
        Self {
            account,
            rows: Vec::new(),
            is_asked: false,
            is_unknown: false,
            described: None,
            has_no_groups: false,
            groups: Vec::new(),
            walk: PageWalk::default(),
            restarts: 0,
            next: None,
        }
    }
}

impl PersonRead {
    /// Restarts the person's list.
    pub(super) fn begin_anew(&mut self) {
        self.groups.clear();
        self.walk = PageWalk::default();
        self.next = None;
    }
}

/// The progress of a reading.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReadProgress {
    /// Groups that need no further call.
    pub done: usize,
    /// All groups.
    pub all: usize,
    /// What the reading waits for.
    pub waiting: ReadWait,
}
