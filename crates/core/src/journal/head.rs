//! A run in a few words: what the list of past runs shows without reading the plan.

use serde::{Deserialize, Serialize};

use crate::atlassian::Endpoint;
use crate::connect::{Account, Caller, Connection, Target};
use crate::domain::{AccountId, SiteAddress, Timestamp};
use crate::import::FileFingerprint;
use crate::plan::{LeftOut, Plan, Purpose};
use crate::run::{Outcome, Phase, Recorded, Run, RunCounts, Tally};

use super::chain::Bond;
use super::frame::DecodeError;
use super::stored::{read_head, write_head};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RunHeader {
    /// The run's own name, drawn when it began.
    pub id: String,
    /// What it is for.
    pub purpose: Purpose,
    /// The site's origin; none for the practice site.
    pub site: Option<String>,
    /// The account's id; empty for an organization API key.
    pub account: String,
    /// The account's display name.
    pub account_name: String,
    /// The account's email, where the site shows it.
    pub email: Option<String>,
    /// The file it was chosen from.
    pub file: FileFingerprint,
    /// When it was made.
    pub created: Timestamp,
    /// The run that this one takes back.
    pub undoes: Option<String>,
    /// How far it is, as of the last writing.
    pub progress: RunProgress,
    /// The API that it calls.
    pub endpoint: Endpoint,
    /// Selected rows that its plan left out.
    pub left_out: LeftOut,
    /// What each run that took this one back left, as it was when that run ended or its record was deleted.
    pub undone: Vec<Undone>,
    /// What reading its groups back last showed.
    pub verified: Option<Verified>,
    /// How often a tab has taken the record over; see [`super::owner`].
    pub generation: u32,
    /// What binds the record's other pieces to it.
    pub bond: Bond,
    /// That the record came here as a file.
    pub brought: Option<LoadedFrom>,
    /// The run from another address that this one goes on with.
    pub continues: Option<String>,
    /// When the record was last saved as a file with something left to do: since then another address may go on with it.
    pub saved: Option<Timestamp>,
}

/// That a record was made at another address and came here as a file. Only that file shows that the run took place.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LoadedFrom {
    /// The address that it was saved at, as the file says.
    pub from: String,
    /// When it was loaded here.
    pub at: Timestamp,
}

/// That a run was taken back, in full or in part: by one run, or by that one and those before it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Undone {
    /// The run that did it.
    pub by: String,
    /// When its last row was settled.
    pub at: Timestamp,
    /// Memberships that are as they were before.
    pub rows: u32,
    /// Memberships of which it is not known whether it put them back.
    pub unconfirmed: u32,
    /// Memberships that it was to put back and is not known to have put back: the unconfirmed ones are among them.
    pub open: u32,
}

/// What reading a run's groups back showed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Verified {
    /// When the last answer came.
    pub at: Timestamp,
    /// Memberships that stand as planned.
    pub as_planned: u32,
    /// Memberships that do not.
    pub not_as_planned: u32,
    /// Memberships of which nothing could be read.
    pub unreadable: u32,
}

/// How far a run is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RunProgress {
    /// Rows per outcome.
    pub counts: Tally,
    pub standing: RecordStatus,
    /// When a row was last settled; before that, when it was written.
    pub at: Timestamp,
}

/// Where a run stands, in one word.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum RecordStatus {
    /// Something was left under way or stopped.
    Open,
    /// What was released is settled; rows may be left that were never asked for.
    Settled,
}

impl RunHeader {
    /// The head of a run that begins.
    #[must_use]
    pub fn new(id: String, plan: &Plan, undoes: Option<String>, now: Timestamp) -> Self {
        let Connection {
            target,
            endpoint,
            caller,
        } = plan.connection();
        let account = caller.account();
        Self {
            id,
            purpose: plan.purpose(),
            site: match target {
                Target::Practice => None,
                Target::Site(address) => Some(address.origin()),
            },
            account: account.map_or_else(String::new, |account| account.id.as_str().to_owned()),
            account_name: caller.name().to_owned(),
            email: account.and_then(|account| account.email.clone()),
            file: plan.file().clone(),
            created: now,
            undoes,
            progress: RunProgress {
                counts: Tally::new(plan.items().len()),
                standing: RecordStatus::Open,
                at: now,
            },
            endpoint: endpoint.clone(),
            left_out: LeftOut::of(&plan.summary().sorted),
            undone: Vec::new(),
            verified: None,
            generation: 0,
            bond: Bond::default(),
            brought: None,
            continues: None,
            saved: None,
        }
    }

    /// The same head with the run's progress as its log has it: calls that are announced there and have no outcome are
    /// in doubt.
    #[must_use]
    pub fn of(&self, run: &Run, now: Timestamp) -> Self {
        let Recorded {
            counts,
            phase,
            settled_at,
        } = run.recorded();
        let standing = match phase {
            Phase::Finished | Phase::Ready => RecordStatus::Settled,
            Phase::Running | Phase::Paused(_) | Phase::Stopped | Phase::Halted(_) => {
                RecordStatus::Open
            }
        };
        Self {
            progress: RunProgress {
                counts,
                standing,
                at: settled_at.unwrap_or(now),
            },
            ..self.clone()
        }
    }

    /// What the run was from its beginning on: the head without what changes later.
    pub(super) fn origin(&self) -> Self {
        Self {
            progress: RunProgress {
                counts: Tally::new(self.progress.counts.selected() as usize),
                standing: RecordStatus::Open,
                at: self.created,
            },
            undone: Vec::new(),
            verified: None,
            generation: 0,
            bond: Bond::default(),
            brought: None,
            saved: None,
            ..self.clone()
        }
    }

    /// The counts, as of the last writing.
    #[must_use]
    pub fn counts(&self) -> RunCounts {
        RunCounts {
            tally: self.progress.counts,
            left_out: self.left_out,
        }
    }

    /// Whether something was stopped, is in doubt, or was never asked for.
    #[must_use]
    pub fn has_work_left(&self) -> bool {
        let counts = self.progress.counts;
        self.progress.standing == RecordStatus::Open
            || counts.of(Outcome::NotTried) + counts.of(Outcome::InDoubt) > 0
    }

    /// Whether the run may have changed something, as far as its head says: also a row that failed because a reading
    /// showed it otherwise than the site had answered.
    #[must_use]
    pub fn may_be_undone(&self) -> bool {
        let count = |outcome| self.progress.counts.of(outcome);
        let is_contradicted = self.verified.is_some_and(|read| read.not_as_planned > 0);
        count(Outcome::Done) + count(Outcome::SinceCheck) + count(Outcome::InDoubt) > 0
            || is_contradicted && count(Outcome::Failed) > 0
    }

    /// The site as people call it.
    #[must_use]
    pub fn site_name(&self) -> &str {
        let origin = self.site.as_deref().unwrap_or("Practice site");
        origin.split_once("://").map_or(origin, |(_, host)| host)
    }

    /// Site and account as they were proven when the run began.
    ///
    /// # Errors
    /// [`DecodeError`] if they are none.
    pub fn connection(&self) -> Result<Connection, DecodeError> {
        let garbled = DecodeError::Garbled;
        let target = match &self.site {
            None => Target::Practice,
            Some(origin) => {
                Target::Site(SiteAddress::parse_for_relay(origin).map_err(|_| garbled)?)
            }
        };
        Ok(Connection {
            target,
            endpoint: self.endpoint.clone(),
            caller: if self.account.is_empty() {
                Caller::OrganizationKey
            } else {
                Caller::Account(Account {
                    id: AccountId::parse(&self.account).map_err(|_| garbled)?,
                    name: self.account_name.clone(),
                    email: self.email.clone(),
                })
            },
        })
    }

    /// As it is stored.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        write_head(self)
    }

    /// Out of storage.
    ///
    /// # Errors
    /// [`DecodeError`] says why not.
    pub fn read(bytes: &[u8]) -> Result<Self, DecodeError> {
        read_head(bytes)
    }
}
