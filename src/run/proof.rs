//! The proof after the trial: reads the group back and says whether the
//! person is still listed. Reads may lag behind writes, so a listing that
//! still shows the person is read again for up to a minute.

use serde::Deserialize;

use crate::domain::{Answer, Fault, Membership, SiteCall, Span};

/// Waits between readings; their sum is the lag allowed for, about a minute.
const WAITS: [Span; 6] = [
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
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// The person is not listed any more.
    Gone {
        /// Members that the group lists now.
        members: u32,
    },
    /// Still listed after the last reading.
    StillListed,
    /// The group could not be read.
    Unreadable(&'static str),
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
    readings: usize,
    faults: usize,
    members: u32,
    by_person: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    #[serde(default)]
    start_at: u32,
    #[serde(default)]
    total: u32,
    #[serde(default)]
    is_last: bool,
    values: Vec<Member>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Member {
    account_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GroupName {
    group_id: Option<String>,
}

impl Proof {
    /// A proof for one membership, and its first call.
    #[must_use]
    pub fn begin(membership: Membership) -> (Self, SiteCall) {
        let proof = Self {
            membership,
            readings: 0,
            faults: 0,
            members: 0,
            by_person: false,
        };
        let call = proof.first_page();
        (proof, call)
    }

    /// Takes the answer to the last call.
    pub fn answered(&mut self, result: &Result<Answer, Fault>) -> ProofNext {
        match result {
            Ok(answer) if answer.status == 200 && answer.is_json() => self.listing(answer),
            Ok(Answer { status: 401, .. }) => {
                unreadable("the site no longer accepts the token (401)")
            }
            Ok(Answer { status: 403, .. }) => {
                unreadable("this account may not list group members (403)")
            }
            Ok(Answer { status: 404, .. }) => unreadable("the site knows no such group (404)"),
            Ok(_) | Err(_) => self.fault(),
        }
    }

    fn listing(&mut self, answer: &Answer) -> ProofNext {
        if self.by_person {
            return self.persons_groups(&answer.body);
        }
        let Ok(page) = serde_json::from_str::<Page>(&answer.body) else {
            return self.fault();
        };
        let account = self.membership.account.as_str();
        if page
            .values
            .iter()
            .any(|member| member.account_id.as_deref() == Some(account))
        {
            return self.still_listed();
        }
        self.members = page.total;
        let read = u32::try_from(page.values.len()).unwrap_or(u32::MAX);
        if page.is_last || read == 0 {
            return ProofNext::Done(Verdict::Gone {
                members: self.members,
            });
        }
        if page.total > MOST_MEMBERS {
            self.by_person = true;
            return ProofNext::Ask(SiteCall::GroupsOf(self.membership.account.clone()));
        }
        let start_at = page.start_at.saturating_add(read);
        ProofNext::Ask(SiteCall::Members {
            group: self.membership.group.clone(),
            start_at,
        })
    }

    fn persons_groups(&mut self, body: &str) -> ProofNext {
        match serde_json::from_str::<Vec<GroupName>>(body) {
            Ok(groups)
                if groups
                    .iter()
                    .any(|one| one.group_id.as_deref() == Some(self.membership.group.as_str())) =>
            {
                self.still_listed()
            }
            Ok(_) => ProofNext::Done(Verdict::Gone {
                members: self.members,
            }),
            Err(_) => self.fault(),
        }
    }

    fn still_listed(&mut self) -> ProofNext {
        let wait = WAITS.get(self.readings).copied();
        self.readings += 1;
        self.by_person = false;
        match wait {
            Some(wait) => ProofNext::AskAfter(wait, self.first_page()),
            None => ProofNext::Done(Verdict::StillListed),
        }
    }

    fn fault(&mut self) -> ProofNext {
        let wait = WAITS.get(self.faults).copied();
        self.faults += 1;
        self.by_person = false;
        match wait {
            Some(wait) => ProofNext::AskAfter(wait, self.first_page()),
            None => unreadable("the site did not answer the reading"),
        }
    }

    fn first_page(&self) -> SiteCall {
        SiteCall::Members {
            group: self.membership.group.clone(),
            start_at: 0,
        }
    }
}

fn unreadable(why: &'static str) -> ProofNext {
    ProofNext::Done(Verdict::Unreadable(why))
}
