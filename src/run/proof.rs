//! The proof after the trial: reads the group back and says whether the
//! person is still listed. Reads may lag behind writes, so a listing that
//! still shows the person is read again for up to a minute.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::domain::{Answer, Fault, Membership, SiteCall, Span};
use crate::product::{Endpoint, Group, Next, Page, Person, is_listed, login_refused};

/// Waits between readings; their sum is the lag allowed for, about a minute.
pub(crate) const WAITS: [Span; 6] = [
    Span(1000),
    Span(2000),
    Span(4000),
    Span(8000),
    Span(15_000),
    Span(30_000),
];
/// Groups larger than this are not read page by page; the person's own groups are asked instead.
const MOST_MEMBERS: u32 = 1000;

/// What the group says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Verdict {
    /// The person is not listed any more.
    Gone {
        /// Members that the group lists now.
        members: u32,
    },
    /// Still listed after the last reading.
    StillListed,
    /// The group could not be read.
    Unreadable(Cow<'static, str>),
}

/// What to do next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ProofNext {
    /// Send this call and come back with its answer.
    Ask(SiteCall),
    /// Wait this long, then send this call.
    AskAfter(Span, SiteCall),
    /// The proof is complete.
    Done(Verdict),
}

/// One proof under way.
#[derive(Clone, Debug)]
pub struct Proof {
    membership: Membership,
    endpoint: Endpoint,
    readings: usize,
    faults: usize,
    /// Members the group claims to have, as the first page says.
    members: u32,
    /// Members read so far. Counted here: an answer that repeats one page must not be read for ever.
    read: u32,
    by_person: bool,
}

impl Proof {
    /// A proof for one membership, and its first call.
    #[must_use]
    pub fn begin(membership: Membership, endpoint: Endpoint) -> (Self, SiteCall) {
        let proof = Self {
            membership,
            endpoint,
            readings: 0,
            faults: 0,
            members: 0,
            read: 0,
            by_person: false,
        };
        let call = proof.first_page();
        (proof, call)
    }

    /// Takes the answer to the last call.
    pub fn answered(&mut self, result: &Result<Answer, Fault>) -> ProofNext {
        match result {
            // An anonymous reading, which may leave people out.
            Ok(answer) if login_refused(answer) => {
                unreadable("the site no longer accepts the token (401)")
            }
            Ok(answer) if answer.status == 200 && answer.is_json() => self.listing(answer),
            Ok(Answer { status: 401, .. }) => {
                unreadable("the site no longer accepts the token (401)")
            }
            Ok(Answer { status: 403, .. }) => {
                unreadable("this account may not list group members (403)")
            }
            Ok(Answer { status: 404, .. }) => unreadable("the site knows no such group (404)"),
            Ok(answer) => self.fault(asked_seconds(answer)),
            Err(_) => self.fault(Span::ZERO),
        }
    }

    fn listing(&mut self, answer: &Answer) -> ProofNext {
        if self.by_person {
            let groups = self.endpoint.api().groups(answer);
            return self.persons_groups(groups.as_ref());
        }
        match self.endpoint.api().people(answer) {
            Some(page) => self.members(page),
            None => self.fault(Span::ZERO),
        }
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
        let on_page = u32::try_from(page.values.len()).unwrap_or(u32::MAX);
        let is_last = page.is_last();
        let moved = self.read > 0 && page.total.is_some_and(|total| total != self.members);
        self.read = self.read.saturating_add(on_page);
        self.members = page.total.unwrap_or(self.read);
        // A page may be empty without being the last, or the last with less on it than is counted; and a group that
        // changes while it is read may hide somebody between two pages that are counted in places, which shows only
        // where the site counts. Then the person's groups are asked.
        let unseen = page.total.is_none() && page.next == Next::Further;
        let short = is_last && page.total.is_some_and(|total| total > self.read);
        let unsure = moved || unseen || short || (on_page == 0 && !is_last);
        if !unsure && is_last {
            return ProofNext::Done(Verdict::Gone {
                members: self.members,
            });
        }
        if unsure || self.members.max(self.read) > MOST_MEMBERS {
            self.by_person = true;
            return ProofNext::Ask(SiteCall::GroupsOf(self.membership.account.clone()));
        }
        let group = self.membership.group.clone();
        ProofNext::Ask(match page.next {
            Next::Behind(cursor) => SiteCall::MoreMembers { group, cursor },
            Next::Further | Next::End => SiteCall::Members {
                group,
                start_at: self.read,
            },
        })
    }

    fn persons_groups(&mut self, groups: Option<&Page<Group>>) -> ProofNext {
        match groups.map(|groups| is_listed(groups, &self.membership.group)) {
            Some(Some(true)) => self.still_listed(),
            Some(Some(false)) => ProofNext::Done(Verdict::Gone {
                members: self.members,
            }),
            // A list whose groups have no ids proves nothing, and neither does the first page of several.
            Some(None) | None => self.fault(Span::ZERO),
        }
    }

    fn still_listed(&mut self) -> ProofNext {
        let wait = WAITS.get(self.readings).copied();
        self.readings += 1;
        self.start_over();
        match wait {
            Some(wait) => ProofNext::AskAfter(wait, self.first_page()),
            None => ProofNext::Done(Verdict::StillListed),
        }
    }

    /// Reads again after a growing wait, never before the wait that the site asked for.
    fn fault(&mut self, asked: Span) -> ProofNext {
        let wait = WAITS.get(self.faults).copied();
        self.faults += 1;
        self.start_over();
        match wait {
            Some(wait) => ProofNext::AskAfter(wait.max(asked), self.first_page()),
            None => unreadable("the site did not answer the reading"),
        }
    }

    fn start_over(&mut self) {
        self.by_person = false;
        self.read = 0;
    }

    fn first_page(&self) -> SiteCall {
        SiteCall::Members {
            group: self.membership.group.clone(),
            start_at: 0,
        }
    }
}

fn asked_seconds(answer: &Answer) -> Span {
    answer
        .header("retry-after")
        .and_then(|value| value.trim().parse().ok())
        .map_or(Span::ZERO, Span::seconds)
}

fn unreadable(why: &'static str) -> ProofNext {
    ProofNext::Done(Verdict::Unreadable(why.into()))
}
