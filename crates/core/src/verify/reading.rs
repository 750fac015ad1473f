//! Interprets the answers about groups and people. A group is read page by page, or the groups of its people are read,
//! whichever takes fewer calls.

use crate::atlassian::{Next, Page, PageWalk, Person as SitePerson, Reason, SiteGroup, is_listed};
use crate::domain::{GroupId, PageToken, Timestamp};
use crate::plan::{MAX_MEMBERS_SEEN, MemberNames};
use crate::run::WAITS;

use super::calls::ReadCall;
use super::machine::Verifier;
use super::states::ReadState;

/// The most pages of one person's groups. A longer list is taken to be endless.
const MAX_PAGES_OF_A_PERSON: u32 = 100;
/// How often one person's list is read again because it changed while it was read.
const MAX_RESTARTS: u32 = 2;

/// What follows a page of members.
enum After {
    /// The group is read to its end.
    Whole,
    /// The next page begins here.
    Next(PageToken),
    /// The pages are not conclusive, or there would be too many. Ask for the people's own groups.
    AskPeople,
}

impl Verifier {
    /// Starts a reading of a group, for its open rows and those whose change may still show.
    pub(super) fn begin(&mut self, group: usize) {
        let mut open = 0;
        for row in &self.groups[group].rows {
            let row = &mut self.rows[*row];
            let again = row.state == ReadState::NotAsPlanned && row.awaits_consistency;
            if again || row.state == ReadState::Open {
                row.state = ReadState::Open;
                open += 1;
            }
        }
        let reading = &mut self.groups[group];
        reading.open = open;
        reading.wanted = open;
        reading.walk = PageWalk::default();
        reading.cursor = None;
        let dropped = reading.on_pages.replace(MemberNames::new());
        self.kept -= dropped.map_or(0, |members| members.len());
        let total = reading.total;
        if total.is_some_and(|total| self.pages_for(total) > open) {
            self.ask_people(group);
        } else {
            let start_at = 0;
            self.queue.last(ReadCall::Page { group, start_at });
        }
    }

    /// Takes a page of members. `start_at` is `None` for a page at a cursor.
    pub(super) fn page(
        &mut self,
        group: usize,
        start_at: Option<u32>,
        page: Page<SitePerson>,
        now: Timestamp,
    ) {
        self.keep_members(group, &page);
        for member in &page.values {
            let account = member.account.as_ref();
            let Some(person) = account.and_then(|account| self.person_of.get(account)) else {
                continue;
            };
            let described = &mut self.people[*person].described;
            described.get_or_insert_with(|| member.clone());
            let rows = self.people[*person].rows.iter().copied();
            let row = rows.filter(|row| self.rows[*row].group == group);
            for row in row.collect::<Vec<_>>() {
                if self.rows[row].state == ReadState::Open {
                    self.decide(row, true);
                }
            }
        }
        let after = self.after(group, start_at.is_none(), &page);
        if matches!(after, After::Whole) {
            let reading = &mut self.groups[group];
            let whole = reading.on_pages.take();
            let before = std::mem::replace(&mut reading.members, whole);
            self.kept -= before.map_or(0, |members| members.len());
        }
        match after {
            _ if self.groups[group].open == 0 => self.finish(group, now),
            After::Whole => {
                self.not_listed(group);
                self.finish(group, now);
            }
            // First in the queue: less changes between two pages that are read close together.
            After::Next(PageToken::Place(start_at)) => {
                self.queue.next(ReadCall::Page { group, start_at });
            }
            After::Next(PageToken::Cursor(cursor)) => {
                self.groups[group].cursor = Some(cursor);
                self.queue.next(ReadCall::More(group));
            }
            After::AskPeople => self.ask_people(group),
        }
    }

    /// Decides how to continue after a page. `total` may change and proves nothing. If it exceeds what was read,
    /// people are asked.
    fn after(&mut self, group: usize, by_cursor: bool, page: &Page<SitePerson>) -> After {
        let new_on_a_page = self.new_on_a_page();
        let reading = &mut self.groups[group];
        let taken = reading.walk.take(page, |member| member.account.clone());
        reading.total = page.total;
        let read = reading.walk.read();
        let is_all = by_cursor || page.total.is_none_or(|total| read >= total);
        let left = page.total.unwrap_or(read + 1).saturating_sub(read);
        let pages = reading.walk.pages();
        let pages = pages.saturating_add(left.div_ceil(new_on_a_page)) as usize;
        match taken.next {
            _ if !taken.joins => After::AskPeople,
            None if is_all => After::Whole,
            Some(_) if pages > reading.wanted => After::AskPeople,
            // An empty page may not be the last, and pages that add nobody could go on for ever.
            None => After::AskPeople,
            Some(PageToken::Place(_)) if page.values.len() < 2 => After::AskPeople,
            Some(next) => After::Next(next),
        }
    }

    /// New members on each further page, which begins with the last member of the previous page.
    fn new_on_a_page(&self) -> u32 {
        self.endpoint.api().people_per_page().max(2) - 1
    }

    /// Number of pages of a group with this many members.
    fn pages_for(&self, total: u32) -> usize {
        let new = self.new_on_a_page();
        let pages = 1 + total.saturating_sub(new + 1).div_ceil(new);
        usize::try_from(pages).unwrap_or(usize::MAX)
    }

    fn ask_people(&mut self, group: usize) {
        for row in self.rows_of(group, ReadState::Open) {
            self.ask_person_of(row);
        }
    }

    fn ask_person_of(&mut self, row: usize) {
        self.rows[row].state = ReadState::Asked;
        self.rows[row].was_asked = true;
        let person = self.rows[row].person;
        if !std::mem::replace(&mut self.people[person].is_asked, true) {
            self.queue.last(ReadCall::Person(person));
        }
    }

    /// Handles rows that the whole list does not contain.
    fn not_listed(&mut self, group: usize) {
        let late = self.groups[group].late;
        // Between the first and the last reading, a late addition is only looked for in the list. If absence is what
        // was planned, it is never trusted.
        let asks = !self.leaves_listed || late == 0 || late >= WAITS.len();
        for row in self.rows_of(group, ReadState::Open) {
            if asks && !self.rows[row].absence_is_proof {
                self.ask_person_of(row);
            } else {
                self.decide(row, false);
            }
        }
    }

    /// Keeps the members on a page while there is room for the whole list.
    fn keep_members(&mut self, group: usize, page: &Page<SitePerson>) {
        let reading = &mut self.groups[group];
        if !self.keeps_members || self.kept + page.values.len() > MAX_MEMBERS_SEEN {
            let dropped = reading.on_pages.take();
            self.kept -= dropped.map_or(0, |members| members.len());
            return;
        }
        let Some(members) = &mut reading.on_pages else {
            return;
        };
        let before = members.len();
        let accounts = page.values.iter().filter_map(|member| {
            let account = member.account.clone()?;
            Some((account, member.name.as_str().into()))
        });
        members.extend(accounts);
        self.kept += members.len() - before;
    }

    /// Whether a page of groups has a next page, or is conclusive for every group that it was asked for.
    pub(super) fn tells_all(&self, person: usize, page: &Page<SiteGroup>) -> bool {
        let known = |group: &GroupId| {
            let mut before = self.people[person].groups.iter();
            before.any(|one| one.id.as_ref() == Some(group)) || is_listed(page, group).is_some()
        };
        !page.is_last()
            || self
                .asked_of(person)
                .all(|row| known(&self.groups[self.rows[row].group].id))
    }

    /// Takes a page of a person's groups. The last page decides.
    pub(super) fn person(&mut self, person: usize, page: Page<SiteGroup>, now: Timestamp) {
        let known = &mut self.people[person];
        let taken = known.walk.take(&page, |group| Some(group.clone()));
        let is_moved = !taken.joins;
        if is_moved && known.restarts < MAX_RESTARTS {
            known.restarts += 1;
            known.begin_anew();
            self.queue.next(ReadCall::Person(person));
            return;
        }
        let is_last = page.is_last() && !is_moved;
        // Pages that add nothing could go on for ever.
        let adds = known.walk.pages() <= MAX_PAGES_OF_A_PERSON
            && !is_moved
            && page.values.iter().any(|one| !known.groups.contains(one));
        for group in &page.values {
            let at = group.id.as_ref().and_then(|id| self.group_of.get(id));
            if let Some(at) = at.filter(|_| !group.name.is_empty()) {
                let name = &mut self.groups[*at].site_name;
                name.get_or_insert_with(|| group.name.as_str().into());
            }
        }
        let known = &mut self.people[person];
        let repeated = if is_moved { 0 } else { taken.repeated };
        known
            .groups
            .extend(page.values.into_iter().skip(repeated as usize));
        known.next = taken.next.filter(|_| adds);
        if known.next.is_some() {
            self.queue.next(ReadCall::Person(person));
            return;
        }
        let whole = Page {
            values: std::mem::take(&mut known.groups),
            total: None,
            next: if is_last { Next::End } else { Next::Offset },
        };
        known.walk = PageWalk::default();
        known.restarts = 0;
        known.is_asked = false;
        known.has_no_groups = is_last && whole.values.is_empty();
        for row in self.asked_of(person).collect::<Vec<_>>() {
            let group = self.rows[row].group;
            match is_listed(&whole, &self.groups[group].id) {
                Some(listed) => self.decide(row, listed),
                None => {
                    self.rows[row].state = ReadState::Unread;
                    self.groups[group].open -= 1;
                    let why = "the person's list of groups could not be read completely";
                    self.groups[group].why.get_or_insert(why.into());
                }
            }
            self.finish(group, now);
        }
    }

    fn decide(&mut self, row: usize, listed: bool) {
        let as_planned = listed == self.leaves_listed;
        let row = &mut self.rows[row];
        row.state = if as_planned {
            ReadState::AsPlanned
        } else {
            ReadState::NotAsPlanned
        };
        self.groups[row.group].open -= 1;
    }

    /// Ends a reading that settled every row. Rows whose change may still show are read again.
    fn finish(&mut self, group: usize, now: Timestamp) {
        if self.groups[group].open > 0 {
            return;
        }
        let late = self
            .rows_of(group, ReadState::NotAsPlanned)
            .into_iter()
            .any(|row| self.rows[row].awaits_consistency);
        let reading = &mut self.groups[group];
        match WAITS.get(reading.late).filter(|_| late) {
            Some(wait) => {
                reading.late += 1;
                self.queue.later(now + *wait, ReadCall::Again(group));
            }
            None => reading.is_done = true,
        }
    }

    /// Handles a call that will not be answered.
    pub(super) fn lost(&mut self, ask: ReadCall, why: &Reason, now: Timestamp) {
        match ask {
            ReadCall::Again(group) | ReadCall::More(group) | ReadCall::Page { group, .. } => {
                self.end_unread(group, why);
            }
            ReadCall::Person(person) => {
                let known = &mut self.people[person];
                known.is_asked = false;
                known.restarts = 0;
                known.begin_anew();
                for row in self.asked_of(person).collect::<Vec<_>>() {
                    let group = self.rows[row].group;
                    self.rows[row].state = ReadState::Unread;
                    self.groups[group].open -= 1;
                    self.groups[group].why.get_or_insert_with(|| why.clone());
                    self.finish(group, now);
                }
            }
        }
    }

    /// Ends the reading of a group. Rows whose change could still show are unread too, because the minute is over only
    /// when the last reading begins.
    pub(super) fn end_unread(&mut self, group: usize, why: &Reason) {
        let reading = &mut self.groups[group];
        let last_reading = reading.open > 0 && reading.late >= WAITS.len();
        for row in &reading.rows {
            let row = &mut self.rows[*row];
            let unread = match row.state {
                ReadState::Open | ReadState::Asked => true,
                ReadState::NotAsPlanned => row.awaits_consistency && !last_reading,
                ReadState::AsPlanned | ReadState::Unread => false,
            };
            if unread {
                row.state = ReadState::Unread;
            }
        }
        reading.open = 0;
        reading.is_done = true;
        reading.why.get_or_insert_with(|| why.clone());
    }

    fn rows_of(&self, group: usize, state: ReadState) -> Vec<usize> {
        let rows = self.groups[group].rows.iter().copied();
        rows.filter(|row| self.rows[*row].state == state).collect()
    }

    fn asked_of(&self, person: usize) -> impl Iterator<Item = usize> + '_ {
        let rows = self.people[person].rows.iter().copied();
        rows.filter(|row| self.rows[*row].state == ReadState::Asked)
    }
}
