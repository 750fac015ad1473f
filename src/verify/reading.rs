//! What answers say of groups and people. A group is read page by page, or its
//! people are asked for theirs, whichever needs fewer calls.

use crate::domain::{AccountId, Moment};
use crate::run::{GroupName, Member, Page, Reason, WAITS, is_listed};

use super::machine::{Ask, Verifying};
use super::states::Standing;

/// Members that a further page adds: each begins with the last one of the page before it.
const NEW_ON_A_PAGE: u32 = 49;

/// What a page is good for.
enum After {
    /// The group is read to its end.
    Whole,
    /// It goes on here.
    Next(u32),
    /// The pages do not tell, or it would take too many of them.
    AskPeople,
}

impl Verifying {
    /// Begins a reading of a group: everybody of whom nothing is known, and everybody who may be late.
    pub(super) fn begin(&mut self, group: usize) {
        let mut open = 0;
        for row in &self.groups[group].rows {
            let row = &mut self.rows[*row];
            let again = row.standing == Standing::NotAsPlanned && row.may_be_late;
            if again || row.standing == Standing::Open {
                row.standing = Standing::Open;
                open += 1;
            }
        }
        let reading = &mut self.groups[group];
        reading.open = open;
        reading.wanted = open;
        reading.pages = 0;
        reading.last = None;
        if reading.total.is_some_and(|total| pages_for(total) > open) {
            self.ask_people(group);
        } else {
            let start_at = 0;
            self.ready.push_back(Ask::Page { group, start_at }.into());
        }
    }

    /// Takes a page of members.
    pub(super) fn page(&mut self, group: usize, start_at: u32, page: &Page, now: Moment) {
        for member in &page.values {
            let listed = member.account_id.as_deref().map(AccountId::parse);
            let Some(person) = listed.and_then(|id| self.person_of.get(&id.ok()?)) else {
                continue;
            };
            let rows = self.people[*person].rows.iter().copied();
            let row = rows.filter(|row| self.rows[*row].group == group);
            for row in row.collect::<Vec<_>>() {
                if self.rows[row].standing == Standing::Open {
                    self.decide(row, true);
                }
            }
        }
        match self.after(group, start_at, page) {
            _ if self.groups[group].open == 0 => self.finish(group, now),
            After::Whole => {
                for row in self.rows_of(group, Standing::Open) {
                    self.decide(row, false);
                }
                self.finish(group, now);
            }
            // Before everything else: the less time between two pages, the less changes.
            After::Next(start_at) => self.ready.push_front(Ask::Page { group, start_at }.into()),
            After::AskPeople => self.ask_people(group),
        }
    }

    /// A group that changes while it is read may hide somebody between two pages. So each page
    /// begins with the last one of the page before: where both are the same person, nobody who
    /// was there all the time stood between them. `total` may move and is not proof of anything;
    /// where it speaks of more than was read, people are asked.
    fn after(&mut self, group: usize, start_at: u32, page: &Page) -> After {
        let reading = &mut self.groups[group];
        reading.pages += 1;
        reading.total = Some(page.total);
        let id = |member: &Member| member.account_id.clone();
        let joins = start_at == 0
            || (reading.last.is_some() && page.values.first().and_then(id) == reading.last);
        reading.last = page.values.last().and_then(id);
        let on_page = u32::try_from(page.values.len()).unwrap_or(u32::MAX);
        let read = start_at.saturating_add(on_page);
        if !joins {
            return After::AskPeople;
        }
        if page.is_last && read >= page.total {
            return After::Whole;
        }
        let left = page.total.saturating_sub(read).div_ceil(NEW_ON_A_PAGE);
        let calls = reading.pages + usize::try_from(left).unwrap_or(usize::MAX);
        // An empty page need not be the last one; one that adds nobody would be read for ever.
        if page.is_last || on_page < 2 || calls > reading.wanted {
            return After::AskPeople;
        }
        After::Next(read - 1)
    }

    fn ask_people(&mut self, group: usize) {
        for row in self.rows_of(group, Standing::Open) {
            self.rows[row].standing = Standing::Asked;
            let person = self.rows[row].person;
            if !std::mem::replace(&mut self.people[person].is_asked, true) {
                self.ready.push_back(Ask::Person(person).into());
            }
        }
    }

    /// Whether a list of groups says something of every group that it was asked for.
    pub(super) fn tells_all(&self, person: usize, groups: &[GroupName]) -> bool {
        self.asked_of(person)
            .all(|row| is_listed(groups, &self.groups[self.rows[row].group].id).is_some())
    }

    /// Takes the groups of a person.
    pub(super) fn person(&mut self, person: usize, groups: &[GroupName], now: Moment) {
        self.people[person].is_asked = false;
        for row in self.asked_of(person).collect::<Vec<_>>() {
            let group = self.rows[row].group;
            if let Some(listed) = is_listed(groups, &self.groups[group].id) {
                self.decide(row, listed);
                self.finish(group, now);
            }
        }
    }

    fn decide(&mut self, row: usize, listed: bool) {
        let as_planned = listed == self.leaves_listed;
        let row = &mut self.rows[row];
        row.standing = if as_planned {
            Standing::AsPlanned
        } else {
            Standing::NotAsPlanned
        };
        self.groups[row.group].open -= 1;
    }

    /// Ends a reading that has found out about everybody. Whoever may be late is looked for again.
    fn finish(&mut self, group: usize, now: Moment) {
        if self.groups[group].open > 0 {
            return;
        }
        let late = self
            .rows_of(group, Standing::NotAsPlanned)
            .into_iter()
            .any(|row| self.rows[row].may_be_late);
        let reading = &mut self.groups[group];
        match WAITS.get(reading.late).filter(|_| late) {
            Some(wait) => {
                reading.late += 1;
                self.resting.push((now + *wait, Ask::Again(group).into()));
            }
            None => reading.is_done = true,
        }
    }

    /// A question that will not be answered.
    pub(super) fn lost(&mut self, ask: Ask, why: &Reason, now: Moment) {
        match ask {
            Ask::Again(group) | Ask::Page { group, .. } => self.end_unread(group, why),
            Ask::Person(person) => {
                self.people[person].is_asked = false;
                for row in self.asked_of(person).collect::<Vec<_>>() {
                    let group = self.rows[row].group;
                    self.rows[row].standing = Standing::Unread;
                    self.groups[group].open -= 1;
                    self.groups[group].why.get_or_insert_with(|| why.clone());
                    self.finish(group, now);
                }
            }
        }
    }

    /// Ends the reading of a group. Who was late and could still show up is unread too.
    pub(super) fn end_unread(&mut self, group: usize, why: &Reason) {
        let reading = &mut self.groups[group];
        let last_reading = reading.late >= WAITS.len();
        for row in &reading.rows {
            let row = &mut self.rows[*row];
            let unread = match row.standing {
                Standing::Open | Standing::Asked => true,
                Standing::NotAsPlanned => row.may_be_late && !last_reading,
                Standing::AsPlanned | Standing::Unread => false,
            };
            if unread {
                row.standing = Standing::Unread;
            }
        }
        reading.open = 0;
        reading.is_done = true;
        reading.why.get_or_insert_with(|| why.clone());
    }

    fn rows_of(&self, group: usize, standing: Standing) -> Vec<usize> {
        let rows = self.groups[group].rows.iter().copied();
        rows.filter(|row| self.rows[*row].standing == standing)
            .collect()
    }

    fn asked_of(&self, person: usize) -> impl Iterator<Item = usize> + '_ {
        let rows = self.people[person].rows.iter().copied();
        rows.filter(|row| self.rows[*row].standing == Standing::Asked)
    }
}

/// Pages that a group of so many members has.
fn pages_for(total: u32) -> usize {
    let pages = 1 + total
        .saturating_sub(NEW_ON_A_PAGE + 1)
        .div_ceil(NEW_ON_A_PAGE);
    usize::try_from(pages).unwrap_or(usize::MAX)
}
