//! Reads lists page by page, and handles lists that cannot be read.

use std::collections::BTreeSet;

use crate::atlassian::{Endpoint, Reason, read_response};
use crate::domain::{Answer, PageToken, Span, Timestamp, TransportError};
use crate::reads::{Actions, Asker, AtOnce, Lost, Queue, ReadEvent, ReadId, ReadWait};
use crate::run::{MAX_TRIES, Pace, Rate};

use super::paged_list::PagedList;
use super::pages::{Break, NextPage, Pages};

/// Tries of a list that changes while it is read.
const READINGS: u8 = 4;
/// Back-off before the next try, multiplied by its number.
const REST: u64 = 1;

/// A list that was read to its end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Whole<E> {
    pub(super) entries: Vec<E>,
    /// What is odd about it.
    pub(super) note: Option<Reason>,
}

/// A list, and its result.
pub(super) struct ListRead<L: PagedList> {
    pub(super) list: L,
    pages: Pages<L::Item>,
    /// Number of the reading, from 0.
    number: u8,
    /// Entries on the pages of this reading.
    arrived: usize,
    /// The entries of the previous reading, whose pages did not join.
    shown: Option<BTreeSet<String>>,
    /// `None` if it is not read yet.
    pub(super) end: Option<Result<Whole<L::Item>, Reason>>,
}

/// A page of one list, at one reading of it.
struct ListCall {
    list: usize,
    at: PageToken,
    number: u8,
}

/// The progress so far.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct GatherProgress {
    /// Lists that need no further call.
    pub done: usize,
    /// All lists.
    pub all: usize,
    /// Entries read so far.
    pub entries: usize,
    /// The time that the known calls take.
    pub left: Span,
    /// What the reading waits for.
    pub waiting: ReadWait,
}

impl GatherProgress {
    /// What it waits for, until when, and what to do. `None` while answers come. `time` formats a time.
    #[must_use]
    pub fn wait_sentence(
        self,
        now: Timestamp,
        time: impl Fn(Timestamp) -> String,
    ) -> Option<String> {
        let what = self.waiting.at(now)?.sentence(time);
        Some(format!("{what} Wait, or press Cancel."))
    }
}

/// Lists being read, page by page, several at once.
pub struct ListReader<L: PagedList> {
    endpoint: Endpoint,
    queue: Queue<ListCall>,
    pub(super) lists: Vec<ListRead<L>>,
    done: usize,
    entries: usize,
}

impl<L: PagedList> ListReader<L> {
    /// A reader of these lists. It finds its own pace, which never exceeds `bound`.
    #[must_use]
    pub fn new(endpoint: Endpoint, lists: Vec<L>, bound: Rate) -> Self {
        let fresh = lists.into_iter().map(ListRead::unread);
        Self::of(endpoint, fresh.collect(), bound)
    }

    /// Reads those of these lists that are not read yet.
    pub(super) fn of(endpoint: Endpoint, lists: Vec<ListRead<L>>, bound: Rate) -> Self {
        let mut gather = Self {
            endpoint,
            queue: queue(bound),
            done: lists.iter().filter(|reading| reading.end.is_some()).count(),
            entries: lists.iter().map(|reading| reading.arrived).sum(),
            lists,
        };
        for list in 0..gather.lists.len() {
            if gather.lists[list].end.is_none() {
                let at = PageToken::START;
                gather.queue.last(ListCall {
                    list,
                    at,
                    number: 0,
                });
            }
        }
        gather
    }

    /// Sets how many calls the route carries at once.
    pub fn set_ceiling(&mut self, calls: usize) {
        self.queue.set_ceiling(calls);
    }

    /// Whether no call is in flight and none will be.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.queue.is_done()
    }

    /// The progress so far.
    #[must_use]
    pub fn progress(&self) -> GatherProgress {
        GatherProgress {
            done: self.done,
            all: self.lists.len(),
            entries: self.entries,
            left: self.queue.time_left(),
            waiting: self.queue.waiting(),
        }
    }

    /// Takes one event and returns what the driver has to do.
    pub fn step(&mut self, event: ReadEvent, now: Timestamp) -> Actions {
        match event {
            ReadEvent::Timer => {}
            ReadEvent::Answered(read_id, result) => self.answered(read_id, &result, now),
            ReadEvent::Cancel => self.end_all(&"the reading was cancelled".into()),
        }
        let lists = &self.lists;
        self.queue
            .send(now, |ask| Some(lists[ask.list].list.call(&ask.at)))
    }

    fn answered(
        &mut self,
        read_id: ReadId,
        result: &Result<Answer, TransportError>,
        now: Timestamp,
    ) {
        let Some(task) = self.queue.on_response(read_id, result, now) else {
            return;
        };
        let ask = &task.ask;
        let reading = &self.lists[ask.list];
        if reading.end.is_some() || reading.number != ask.number {
            return;
        }
        let api = self.endpoint.api();
        match read_response(result, now, L::UNKNOWN, |answer| L::page(api, answer)) {
            Ok(page) => {
                self.queue.answered();
                self.page(&task.ask, page, now);
            }
            Err(missed) => match self.queue.missed(task, missed, now) {
                Lost::Nothing => {}
                Lost::One(ask, why) | Lost::Unknown(ask, why) => self.end(ask.list, Err(why)),
                Lost::All(_, why) | Lost::NoApi(_, why) => self.end_all(&why),
            },
        }
    }

    fn page(&mut self, ask: &ListCall, page: crate::atlassian::Page<L::Item>, now: Timestamp) {
        let reading = &mut self.lists[ask.list];
        reading.arrived += page.values.len();
        self.entries += page.values.len();
        match reading.pages.take(&ask.at, page, L::key) {
            NextPage::Wait => {}
            NextPage::Ask(pages) => {
                let number = ask.number;
                for at in pages.into_iter().rev() {
                    self.queue.next(ListCall { at, number, ..*ask });
                }
            }
            NextPage::Broken(why) => self.broken(ask.list, why, now),
            NextPage::Whole(_, Some(_)) if ask.number + 1 < READINGS => {
                self.again(ask.list, "", now);
            }
            NextPage::Whole(entries, counted) => {
                let note = counted.map(|counted| {
                    let listed = entries.len();
                    format!("the site reports a total of {counted} but returned {listed}").into()
                });
                self.end(ask.list, Ok(Whole { entries, note }));
            }
        }
    }

    /// Handles pages that do not join. If the entries are those of the previous reading, the list did not change.
    fn broken(&mut self, list: usize, why: Break, now: Timestamp) {
        let reading = &mut self.lists[list];
        let shown = reading.pages.shown(L::key);
        let why = match why {
            Break::Changed if reading.shown.as_ref() == Some(&shown) => Break::Gap,
            why => why,
        };
        reading.shown = Some(shown);
        self.again(list, why.clause(), now);
    }

    /// Reads a list again after a back-off, or gives it up.
    fn again(&mut self, list: usize, why: &'static str, now: Timestamp) {
        let reading = &mut self.lists[list];
        let number = reading.number + 1;
        if number >= READINGS {
            return self.end(list, Err(why.into()));
        }
        self.entries -= std::mem::take(&mut reading.arrived);
        reading.number = number;
        reading.pages = Pages::of_reading(number);
        let at = PageToken::START;
        let rest = Span::seconds(REST * u64::from(number));
        self.queue.later(now + rest, ListCall { list, at, number });
    }

    fn end(&mut self, list: usize, end: Result<Whole<L::Item>, Reason>) {
        if end.is_err() {
            self.queue.retain(|ask| ask.list != list);
        }
        let reading = &mut self.lists[list];
        self.entries -= reading.arrived;
        reading.arrived = end.as_ref().map_or(0, |whole| whole.entries.len());
        self.entries += reading.arrived;
        reading.pages = Pages::of_reading(0);
        reading.end = Some(end);
        self.done += 1;
    }

    /// Ends all lists. What is not read yet stays unread.
    pub(super) fn end_all(&mut self, why: &Reason) {
        self.queue.drain();
        for list in 0..self.lists.len() {
            if self.lists[list].end.is_none() {
                self.end(list, Err(why.clone()));
            }
        }
    }
}

/// Starts at half of the bound, which is itself half of the site's known limit. Reads do no harm, and a load of some
/// seconds would be half over before a gentle start got there.
fn queue(bound: Rate) -> Queue<ListCall> {
    let pace = Pace::of_reads(bound, bound.half());
    Queue::new(Asker::Lists, pace, AtOnce::TwiceThePace, MAX_TRIES + 1)
}

impl<L: PagedList> ListRead<L> {
    /// One that was read.
    pub(super) fn read(list: L, whole: Whole<L::Item>) -> Self {
        Self {
            list,
            pages: Pages::of_reading(0),
            number: 0,
            shown: None,
            arrived: whole.entries.len(),
            end: Some(Ok(whole)),
        }
    }

    /// One that is to be read.
    pub(super) fn unread(list: L) -> Self {
        Self {
            list,
            pages: Pages::of_reading(0),
            number: 0,
            shown: None,
            arrived: 0,
            end: None,
        }
    }
}
