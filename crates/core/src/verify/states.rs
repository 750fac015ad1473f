//! What is known of rows, groups and people while they are read.

use std::collections::HashSet;
use std::sync::Arc;

use crate::atlassian::{PageWalk, Person as SitePerson, Reason, SiteGroup};
use crate::domain::{AccountId, GroupId, PageToken};
use crate::plan::MemberNames;

use crate::reads::ReadWait;

/// What is known of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ReadState {
    /// Its group's pages are being read.
    Open,
    /// The person's own groups are asked for.
    Asked,
    /// As the plan wants it.
    AsPlanned,
    /// Not as the plan wants it, at the last reading.
    NotAsPlanned,
    /// Could not be read.
    Unread,
}

/// A row of the plan that is looked at.
pub(super) struct CheckedRow {
    /// Its place in the plan.
    pub(super) item: usize,
    pub(super) group: usize,
    pub(super) person: usize,
    pub(super) state: ReadState,
    /// The site said that it did this, or may have done it: a reading that does not show it may be
    /// late. A row that failed is not waited for.
    pub(super) awaits_consistency: bool,
    /// It was as planned after its answer, as a reading showed: otherwise now, somebody changed it back.
    pub(super) was_as_planned: bool,
    /// Absence from the group's list shows that the person is not in the group. Where it does not, the person's own
    /// groups are asked for too: `group/member` leaves out accounts that are suspended.
    pub(super) absence_is_proof: bool,
    /// The group's own list was not seen to hold the person; their own list of groups was asked.
    pub(super) was_asked: bool,
}

/// A group and the reading of it that is under way.
pub(super) struct GroupRead {
    pub(super) id: GroupId,
    pub(super) name: Arc<str>,
    pub(super) rows: Vec<usize>,
    /// Rows that this reading still has to find out about.
    pub(super) open: usize,
    /// Rows that this reading began with.
    pub(super) wanted: usize,
    /// The pages of this reading.
    pub(super) walk: PageWalk<AccountId>,
    /// Where the next page begins, where pages go on behind a mark.
    pub(super) cursor: Option<Box<str>>,
    /// Members that the group said to have, when it was last asked.
    pub(super) total: Option<u32>,
    /// Readings that showed somebody late.
    pub(super) late: usize,
    /// Why rows of it are unread.
    pub(super) why: Option<Reason>,
    /// The site knows no such group.
    pub(super) is_unknown: bool,
    /// What the site calls it, where a list of a person's groups shows it.
    pub(super) site_name: Option<Arc<str>>,
    pub(super) is_done: bool,
    /// Members on the pages of this reading; `None` where there was no room for them.
    pub(super) on_pages: Option<MemberNames>,
    /// Its members, once a reading came to the end of its list.
    pub(super) members: Option<MemberNames>,
    /// Whoever of it is in the plan.
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
    /// How a list of members describes them.
    pub(super) described: Option<SitePerson>,
    /// Their own list of groups, read to its end, is empty.
    pub(super) has_no_groups: bool,
    /// Groups on the pages read so far, and where the next page begins.
    pub(super) groups: Vec<SiteGroup>,
    pub(super) walk: PageWalk<SiteGroup>,
    /// Times that the list changed while it was read, and was read anew.
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
    /// Their list is read from its beginning.
    pub(super) fn begin_anew(&mut self) {
        self.groups.clear();
        self.walk = PageWalk::default();
        self.next = None;
    }
}

/// How far the reading is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReadProgress {
    /// Groups that need no further call.
    pub done: usize,
    /// All groups.
    pub all: usize,
    /// What is waited for.
    pub waiting: ReadWait,
}
