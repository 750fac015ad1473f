//! A summary of a run, which the list of past runs shows without reading the plan.

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
    /// The run's id, drawn at random when it began.
    pub id: String,
    pub purpose: Purpose,
    /// The site's origin; `None` for the practice site.
    pub site: Option<String>,
    /// The account's id; empty for an organization API key.
    pub account: String,
    pub account_name: String,
    /// The account's email, if the site shows it.
    pub email: Option<String>,
    /// The file that its rows were selected from.
    pub file: FileFingerprint,
    pub created: Timestamp,
    /// The run that this one undoes.
    pub undoes: Option<String>,
    /// Its progress when it was last written.
    pub progress: RunProgress,
    pub endpoint: Endpoint,
    /// Selected rows that the plan left out.
    pub left_out: LeftOut,
    /// What each undo of this run had left when it ended or when its record was deleted.
    pub undone: Vec<Undone>,
    /// The result of the last verification.
    pub verified: Option<Verified>,
    /// How often a tab has claimed the record; see [`super::owner`].
    pub generation: u32,
    /// Binds the record's other pieces to this head.
    pub bond: Bond,
    /// Set if the record was loaded from a file.
    pub brought: Option<LoadedFrom>,
    /// The run from another address that this one continues.
    pub continues: Option<String>,
    /// When the record was last saved as a file with work left: another address may have continued it since.
    pub saved: Option<Timestamp>,
}

/// The origin of a record that was made at another address and loaded from a file. Only that file shows that
/// the run took place.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LoadedFrom {
    /// The address at which it was saved, according to the file.
    pub from: String,
    /// When it was loaded here.
    pub at: Timestamp,
}

/// How far a run was undone: by one run, or by that one and earlier ones.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Undone {
    /// The run that undid it.
    pub by: String,
    /// When the last row of that run was settled.
    pub at: Timestamp,
    /// Memberships that are as they were before the run.
    pub rows: u32,
    /// Memberships that the undo may or may not have put back.
    pub unconfirmed: u32,
    /// Memberships that the undo was to put back but is not known to have, including the unconfirmed ones.
    pub open: u32,
}

/// The result of reading a run's groups back.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Verified {
    /// When the last answer arrived.
    pub at: Timestamp,
    /// Memberships that are as planned.
    pub as_planned: u32,
    /// Memberships that are not as planned.
    pub not_as_planned: u32,
    /// Memberships that could not be read.
    pub unreadable: u32,
}

/// A run's progress.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RunProgress {
    /// Rows per outcome.
    pub counts: Tally,
    pub status: RecordStatus,
    /// When a row was last settled; before that, when the head was written.
    pub at: Timestamp,
}

/// Whether a run has unfinished work.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum RecordStatus {
    /// The run was interrupted or stopped.
    Open,
    /// All released rows are settled; rows that were never released may be left.
    Settled,
}

impl RunHeader {
    /// The head of a new run.
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
                status: RecordStatus::Open,
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

    /// Returns this head with the run's progress from its log. Calls that are announced there and have no
    /// outcome are in doubt.
    #[must_use]
    pub fn of(&self, run: &Run, now: Timestamp) -> Self {
        let Recorded {
            counts,
            phase,
            settled_at,
        } = run.recorded();
        let status = match phase {
            Phase::Finished | Phase::Ready => RecordStatus::Settled,
            Phase::Running | Phase::Paused(_) | Phase::Stopped | Phase::Halted(_) => {
                RecordStatus::Open
            }
        };
        Self {
            progress: RunProgress {
                counts,
                status,
                at: settled_at.unwrap_or(now),
            },
            ..self.clone()
        }
    }

    /// Returns the head as it was when the run began, without what changes later.
    pub(super) fn origin(&self) -> Self {
        Self {
            progress: RunProgress {
                counts: Tally::new(self.progress.counts.selected() as usize),
                status: RecordStatus::Open,
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

    /// The counts when the head was last written.
    #[must_use]
    pub fn counts(&self) -> RunCounts {
        RunCounts {
            tally: self.progress.counts,
            left_out: self.left_out,
        }
    }

    /// Whether the run was stopped, or has rows in doubt or never released.
    #[must_use]
    pub fn has_work_left(&self) -> bool {
        let counts = self.progress.counts;
        self.progress.status == RecordStatus::Open
            || counts.of(Outcome::NotTried) + counts.of(Outcome::InDoubt) > 0
    }

    /// Whether the run may have changed something, according to its head. A row that failed because a reading
    /// contradicted the site's answer counts too.
    #[must_use]
    pub fn may_be_undone(&self) -> bool {
        let count = |outcome| self.progress.counts.of(outcome);
        let is_contradicted = self.verified.is_some_and(|read| read.not_as_planned > 0);
        count(Outcome::Done) + count(Outcome::SinceCheck) + count(Outcome::InDoubt) > 0
            || is_contradicted && count(Outcome::Failed) > 0
    }

    /// The site's name for people.
    #[must_use]
    pub fn site_name(&self) -> &str {
        let origin = self.site.as_deref().unwrap_or("Practice site");
        origin.split_once("://").map_or(origin, |(_, host)| host)
    }

    /// Site and account as verified when the run began.
    ///
    /// # Errors
    /// [`DecodeError`] if they are invalid.
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

    /// Returns the stored form.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        write_head(self)
    }

    /// Reads the stored form.
    ///
    /// # Errors
    /// [`DecodeError`] if it cannot be read.
    pub fn read(bytes: &[u8]) -> Result<Self, DecodeError> {
        read_head(bytes)
    }
}
