//! The stored form of a head.

use serde::{Deserialize, Serialize};

use crate::atlassian::{ApiHost, Confluence, Endpoint, Jira, Organization};
use crate::domain::{CloudId, DirectoryId, OrgId, Timestamp};
use crate::import::FileFingerprint;
use crate::plan::{LeftOut, Purpose};
use crate::run::{OUTCOMES, Outcome, Tally};

use super::chain::Bond;
use super::frame::{DecodeError, Kind, open, seal};
use super::head::{LoadedFrom, RecordStatus, RunHeader, RunProgress, Undone, Verified};

/// The run's description and its progress.
#[derive(Serialize, Deserialize)]
struct Common {
    id: String,
    purpose: Purpose,
    site: Option<String>,
    account: String,
    account_name: String,
    email: Option<String>,
    file: FileFingerprint,
    created: Timestamp,
    undoes: Option<String>,
    progress: StoredProgress,
}

/// What the plan left out, what happened to the run later, who owns the record, what belongs to it, and where
/// it comes from.
#[derive(Serialize, Deserialize)]
struct Later {
    left_out: LeftOut,
    /// Zero.
    unused: u8,
    verified: Option<Verified>,
    generation: u32,
    bond: Bond,
    brought: Option<LoadedFrom>,
    continues: Option<String>,
    saved: Option<Timestamp>,
}

/// The [`Undone`] of one undo.
#[derive(Serialize, Deserialize)]
struct Note {
    by: String,
    at: Timestamp,
    rows: u32,
    unconfirmed: u32,
    open: u32,
}

impl From<Undone> for Note {
    fn from(undone: Undone) -> Self {
        Self {
            by: undone.by,
            at: undone.at,
            rows: undone.rows,
            unconfirmed: undone.unconfirmed,
            open: undone.open,
        }
    }
}

impl From<Note> for Undone {
    fn from(note: Note) -> Self {
        Self {
            by: note.by,
            at: note.at,
            rows: note.rows,
            unconfirmed: note.unconfirmed,
            open: note.open,
        }
    }
}

/// A run's progress.
#[derive(Serialize, Deserialize)]
struct StoredProgress {
    /// The counts, in the order of [`COUNTED`].
    counts: [u32; OUTCOMES],
    status: RecordStatus,
    at: Timestamp,
}

/// The outcomes in the order of their counts in storage.
const COUNTED: [Outcome; OUTCOMES] = [
    Outcome::Done,
    Outcome::NoChange,
    Outcome::Failed,
    Outcome::InDoubt,
    Outcome::NotTried,
    Outcome::SinceCheck,
];

impl StoredProgress {
    fn of(progress: RunProgress) -> Self {
        Self {
            counts: COUNTED.map(|outcome| progress.counts.of(outcome)),
            status: progress.status,
            at: progress.at,
        }
    }

    fn progress(self, unconfirmed: u32) -> RunProgress {
        let counts = Tally::counted(COUNTED.into_iter().zip(self.counts));
        RunProgress {
            counts: counts.with_unconfirmed(unconfirmed),
            status: self.status,
            at: self.at,
        }
    }
}

/// A stored endpoint: its kind, then its ids.
#[derive(Serialize, Deserialize)]
enum StoredEndpoint {
    JiraOnSite,
    JiraOnGateway(String),
    ConfluenceOnSite,
    ConfluenceOnGateway(String),
    Organization(String, Option<String>),
}

impl StoredEndpoint {
    fn of(endpoint: &Endpoint) -> Self {
        match endpoint {
            Endpoint::Jira(Jira {
                api_host: ApiHost::Site,
            }) => Self::JiraOnSite,
            Endpoint::Jira(Jira {
                api_host: ApiHost::Gateway(cloud),
            }) => Self::JiraOnGateway(cloud.as_str().to_owned()),
            Endpoint::Confluence(Confluence {
                api_host: ApiHost::Site,
            }) => Self::ConfluenceOnSite,
            Endpoint::Confluence(Confluence {
                api_host: ApiHost::Gateway(cloud),
            }) => Self::ConfluenceOnGateway(cloud.as_str().to_owned()),
            Endpoint::Organization(Organization { org, directory }) => Self::Organization(
                org.as_str().to_owned(),
                directory.as_ref().map(|id| id.as_str().to_owned()),
            ),
        }
    }

    fn endpoint(&self) -> Option<Endpoint> {
        let gateway = |cloud: &str| CloudId::parse(cloud).map(ApiHost::Gateway);
        Some(match self {
            Self::JiraOnSite => Endpoint::Jira(Jira {
                api_host: ApiHost::Site,
            }),
            Self::JiraOnGateway(cloud) => Endpoint::Jira(Jira {
                api_host: gateway(cloud)?,
            }),
            Self::ConfluenceOnSite => Endpoint::Confluence(Confluence {
                api_host: ApiHost::Site,
            }),
            Self::ConfluenceOnGateway(cloud) => Endpoint::Confluence(Confluence {
                api_host: gateway(cloud)?,
            }),
            Self::Organization(org, directory) => Endpoint::Organization(Organization {
                org: OrgId::parse(org)?,
                directory: match directory {
                    None => None,
                    Some(id) => Some(DirectoryId::parse(id)?),
                },
            }),
        })
    }
}

/// Zeros, like [`Later::unused`]: heads written before the next release are still read.
type Unused = [u8; 3];

/// The content of a head, with [`Tally::unconfirmed`] and what each undo of the run left.
type Content = (Common, StoredEndpoint, Later, Unused, u32, Vec<Note>);

/// Reads a head.
pub(super) fn read_head(bytes: &[u8]) -> Result<RunHeader, DecodeError> {
    let content: Content = open(Kind::Head, bytes)?;
    let (common, endpoint, later, _, unconfirmed, notes) = content;
    Ok(RunHeader {
        id: common.id,
        purpose: common.purpose,
        site: common.site,
        account: common.account,
        account_name: common.account_name,
        email: common.email,
        file: common.file,
        created: common.created,
        undoes: common.undoes,
        progress: common.progress.progress(unconfirmed),
        endpoint: endpoint.endpoint().ok_or(DecodeError::Garbled)?,
        left_out: later.left_out,
        undone: notes.into_iter().map(Undone::from).collect(),
        verified: later.verified,
        generation: later.generation,
        bond: later.bond,
        brought: later.brought,
        continues: later.continues,
        saved: later.saved,
    })
}

/// Writes a head.
pub(super) fn write_head(head: &RunHeader) -> Vec<u8> {
    let head = head.clone();
    let unconfirmed = head.progress.counts.unconfirmed();
    let common = Common {
        id: head.id,
        purpose: head.purpose,
        site: head.site,
        account: head.account,
        account_name: head.account_name,
        email: head.email,
        file: head.file,
        created: head.created,
        undoes: head.undoes,
        progress: StoredProgress::of(head.progress),
    };
    let notes: Vec<Note> = head.undone.into_iter().map(Note::from).collect();
    let later = Later {
        left_out: head.left_out,
        unused: 0,
        verified: head.verified,
        generation: head.generation,
        bond: head.bond,
        brought: head.brought,
        continues: head.continues,
        saved: head.saved,
    };
    let endpoint = StoredEndpoint::of(&head.endpoint);
    let unused = Unused::default();
    let content: Content = (common, endpoint, later, unused, unconfirmed, notes);
    seal(Kind::Head, &content)
}
