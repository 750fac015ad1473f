//! The proof after the trial: reads the group back and reports whether the person is still listed. Reads may lag behind
//! writes, so a list that still shows the person is read again for up to a minute.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::pace::PauseEnd;
use crate::atlassian::{
    Endpoint, Next, Page, PageWalk, Person, ReadError, Reason, SiteGroup, read_response,
};
use crate::domain::{
    AccountId, Answer, Membership, PageToken, SiteCall, Span, Timestamp, TransportError,
};

/// Waits between readings; their sum is the lag allowed for, about a minute.
pub(crate) const WAITS: [Span; 6] = [
    Span(1000),
    Span(2000),
    Span(4000),
    Span(8000),
    Span(15_000),
    Span(30_000),
];
/// The maximum number of readings with unusable answers, a second apart. Such answers will not change within a minute.
const MAX_UNUSABLE: usize = 4;
const AFTER_UNUSABLE: Span = Span(1000);
/// Groups larger than this are not read page by page. The person's own groups are read instead.
const MAX_MEMBERS: u32 = 1000;

/// The maximum number of pages of the person's own groups.
const MAX_PAGES: u32 = 100;

/// The result of the proof.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ProofVerdict {
    /// The person is not listed any more.
    Gone {
        /// Number of members read from the group's list.
        members: u32,
    },
    /// Still listed after the last reading.
    StillListed,
    /// The group could not be read.
    Unreadable(Cow<'static, str>),
    /// The person's own groups do not include the group. The group's members were not counted.
    NotOnOwnList,
}

/// What to do next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ProofNext {
    /// Send this call and return its answer.
    Ask(SiteCall),
    /// Wait this long, then send this call.
    AskAfter(Span, SiteCall),
    /// Wait for the end of a pause that the site asked for, then send this call.
    AskAfterPause(PauseEnd, SiteCall),
    /// The proof is complete.
    Done(ProofVerdict),
}

/// What it proves that a group's list does not contain the person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Absence {
    /// They are gone, because the list contained them before.
    Conclusive,
    /// Nothing, because the list was not seen to contain them: it omits suspended people. Their own groups are read
    /// too.
    Inconclusive,
}

/// A page that an answer carries.
enum Listing {
    Members(Page<Person>),
    Groups(Page<SiteGroup>),
}

/// One proof under way.
#[derive(Clone, Debug)]
pub struct Proof {
    membership: Membership,
    endpoint: Endpoint,
    absence: Absence,
    readings: usize,
    faults: usize,
    /// Answers that could not be used.
    unusable: usize,
    /// The group's total as the last page reported it, or the number of members read so far if it reported none.
    members: u32,
    /// The pages of the group's list.
    walk: PageWalk<AccountId>,
    by_person: bool,
    own: OwnGroups,
}

/// The person's own groups, page by page.
#[derive(Clone, Debug, Default)]
struct OwnGroups {
    walk: PageWalk<SiteGroup>,
    /// A group without an id was listed. It may be the one.
    is_unclear: bool,
}

impl OwnGroups {
    /// Takes a page that does not contain the group, and returns where the list continues.
    fn and(&mut self, page: &Page<SiteGroup>) -> OwnList {
        let taken = self.walk.take(page, |group| Some(group.clone()));
        self.is_unclear |= page.values.iter().any(|one| !one.has_id);
        match taken.next {
            _ if !taken.joins || self.is_unclear => OwnList::Unclear,
            None => OwnList::Whole,
            // Pages that add nothing, or that never end, would be read forever.
            Some(_) if taken.added == 0 || self.walk.pages() >= MAX_PAGES => OwnList::Unclear,
            Some(next) => OwnList::GoesOn(next),
        }
    }
}

/// What follows from the pages of the person's own groups so far.
enum OwnList {
    /// The list is complete and does not contain the group.
    Whole,
    /// The list continues here.
    GoesOn(PageToken),
    /// The list cannot show whether the person is in the group.
    Unclear,
}

impl Proof {
    /// Starts a proof for one membership. Returns it with its first call.
    #[must_use]
    pub fn begin(membership: Membership, endpoint: Endpoint, absence: Absence) -> (Self, SiteCall) {
        let proof = Self {
            membership,
            endpoint,
            absence,
            readings: 0,
            faults: 0,
            unusable: 0,
            members: 0,
            walk: PageWalk::default(),
            by_person: false,
            own: OwnGroups::default(),
        };
        let call = proof.first_page();
        (proof, call)
    }

    /// Takes the answer to the last call.
    pub fn answered(
        &mut self,
        result: &Result<Answer, TransportError>,
        now: Timestamp,
    ) -> ProofNext {
        match self.listing(result, now) {
            Ok(Listing::Members(page)) => self.members(page),
            Ok(Listing::Groups(page)) => self.persons_groups(&page),
            Err(ReadError::Throttled(wait)) => {
                self.fault(wait, now, "the site kept asking to wait (429)".into())
            }
            Err(ReadError::Transient(why, wait)) => self.fault(wait, now, why),
            // Without an answer, another try may succeed: the relay may have been restarted.
            Err(ReadError::Nothing(why)) if result.is_err() => self.fault(None, now, why),
            Err(ReadError::Unusable { why, .. }) => self.unusable(why),
            Err(ReadError::Never(why) | ReadError::Unknown(why) | ReadError::Nothing(why)) => {
                unreadable(why)
            }
        }
    }

    fn listing(
        &self,
        result: &Result<Answer, TransportError>,
        now: Timestamp,
    ) -> Result<Listing, ReadError> {
        let api = self.endpoint.api();
        if self.by_person {
            let unknown = "the site does not know this account (404)";
            return read_response(result, now, unknown, |answer| api.groups(answer))
                .map(Listing::Groups);
        }
        let unknown = "the site does not know this group (404)";
        read_response(result, now, unknown, |answer| api.people(answer)).map(Listing::Members)
    }

    fn members(&mut self, page: Page<Person>) -> ProofNext {
        let account = Some(&self.membership.account);
        if page
            .values
            .iter()
            .any(|member| member.account.as_ref() == account)
        {
            return self.still_listed();
        }
        let is_last = page.is_last();
        let moved = self.walk.read() > 0 && page.total.is_some_and(|total| total != self.members);
        let taken = self.walk.take(&page, |member| member.account.clone());
        let read = self.walk.read();
        self.members = page.total.unwrap_or(read);
        // A page may be empty without being the last, or the last page may end short of the total. Then the person's
        // groups are read. They are also read if the site reports no total, because that takes fewer calls.
        let unseen = page.total.is_none() && page.next == Next::Offset;
        let short = is_last && page.total.is_some_and(|total| total > read);
        let unsure = moved || unseen || !taken.joins || short || (taken.added == 0 && !is_last);
        let is_whole = !unsure && is_last;
        if is_whole && self.absence == Absence::Conclusive {
            return ProofNext::Done(ProofVerdict::Gone { members: read });
        }
        let group = self.membership.group.clone();
        match taken.next {
            Some(next) if !unsure && self.members.max(read) <= MAX_MEMBERS => {
                ProofNext::Ask(match next {
                    PageToken::Cursor(cursor) => SiteCall::MoreMembers { group, cursor },
                    PageToken::Place(start_at) => SiteCall::Members { group, start_at },
                })
            }
            Some(_) | None => {
                self.by_person = true;
                ProofNext::Ask(SiteCall::GroupsOf(self.membership.account.clone()))
            }
        }
    }

    fn persons_groups(&mut self, groups: &Page<SiteGroup>) -> ProofNext {
        let wanted = Some(&self.membership.group);
        if groups.values.iter().any(|one| one.id.as_ref() == wanted) {
            return self.still_listed();
        }
        match self.own.and(groups) {
            OwnList::Whole => ProofNext::Done(ProofVerdict::NotOnOwnList),
            OwnList::GoesOn(from) => ProofNext::Ask(SiteCall::MoreGroupsOf {
                account: self.membership.account.clone(),
                from,
            }),
            OwnList::Unclear => {
                self.unusable("the list of the person's own groups is not complete".into())
            }
        }
    }

    fn still_listed(&mut self) -> ProofNext {
        let wait = WAITS.get(self.readings).copied();
        self.readings += 1;
        self.start_over();
        match wait {
            Some(wait) => ProofNext::AskAfter(wait, self.first_page()),
            None => ProofNext::Done(ProofVerdict::StillListed),
        }
    }

    /// Reads again after a growing wait, never before the end of the wait that the site asked for, or a day. `last` is
    /// why nothing was read if that was the last try.
    fn fault(&mut self, asked: Option<Span>, now: Timestamp, last: Reason) -> ProofNext {
        let wait = WAITS.get(self.faults).copied();
        self.faults += 1;
        self.start_over();
        match (wait, asked) {
            (Some(wait), Some(asked)) if asked > wait => {
                ProofNext::AskAfterPause(PauseEnd::after(asked, now), self.first_page())
            }
            (Some(wait), _) => ProofNext::AskAfter(wait, self.first_page()),
            (None, _) => unreadable(last),
        }
    }

    /// Reads again after an unusable answer, at most [`MAX_UNUSABLE`] times in all.
    fn unusable(&mut self, why: Reason) -> ProofNext {
        self.unusable += 1;
        self.start_over();
        if self.unusable < MAX_UNUSABLE {
            return ProofNext::AskAfter(AFTER_UNUSABLE, self.first_page());
        }
        unreadable(why)
    }

    fn start_over(&mut self) {
        self.by_person = false;
        self.own = OwnGroups::default();
        self.walk = PageWalk::default();
    }

    fn first_page(&self) -> SiteCall {
        SiteCall::Members {
            group: self.membership.group.clone(),
            start_at: 0,
        }
    }
}

fn unreadable(why: Reason) -> ProofNext {
    ProofNext::Done(ProofVerdict::Unreadable(why))
}
